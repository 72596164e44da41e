// Any bytes as a pack: reading, linking and compiling never crash, and every finding has a place in the input and can be
// shown in every language. A form feed (in no pack) parts the input into files; one that begins like a table of holidays
// is read as such.
#include "base/limits.h"
#include "base/utf8.h"
#include "rule/program.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds) __builtin_trap();
}

static void read_part(Book *book, Str text, Diags *diags) {
    SourceFile *file = NEW(book->arena, SourceFile);
    *file = (SourceFile){STR("input"), text};
    if (str_starts(text, STR("calendar,"))) {
        calendar_read(book->arena, &book->calendars, file->name, text, diags);
        return;
    }
    LineTree tree = line_tree_read(book->arena, file, diags);
    book_read(book, &tree, diags);
}

static void finding_shows(Arena *arena, const Diag *diag, Str input) {
    const Place *place = &diag->place;
    must(diag->msg > MSG_NONE && diag->msg < MSG_COUNT && diag->advice < MSG_COUNT);
    must(place->line >= 0 && (size_t)place->line <= input.len + 1 && place->column >= 0);
    if (place->line > 0) must(place->column >= 1 && (size_t)place->column <= place->line_text.len + 1 && place->length >= 0);
    must(utf8_valid_prefix(place->line_text) == place->line_text.len);
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        Buf shown = buf_make(arena, 16000);
        diag_print(&shown, diag, lang);
        must(!shown.overflowed && utf8_valid_prefix(buf_str(&shown)) == shown.len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena arena = arena_make(NULL, NULL);
    Diags diags = diags_make(&arena);
    Book book;
    Program program;
    Str input = {(const char *)data, size}, part, rest = input;
    book_init(&book, &arena);
    while (rest.len > 0) {
        str_cut(rest, '\f', &part, &rest);
        read_part(&book, part, &diags);
    }
    book_finish(&book, &diags);
    check_link(&book, &diags);
    if (diags.errors == 0) must(program_compile(&arena, &book, &program, &diags) == (diags.errors ? ERR_TOO_BIG : ERR_OK));
    diags_sort(&diags);
    must(diags.count <= LIMIT_DIAGS && (diags.count > 0) == (diags.errors > 0));
    for (size_t i = 0; i < diags.count; i++) finding_shows(&arena, &diags.items[i], input);
    arena_free(&arena);
    return 0;
}
