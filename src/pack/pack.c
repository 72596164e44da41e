// Gathers the files of a pack, whichever place they come from, and has them read, linked and compiled. The hash covers
// names and contents of all files that are read, in the order of their names.
#include "pack/pack.h"
#include "base/embedded.h"
#include "base/limits.h"
#include "base/sys.h"
#include <sodium.h>

typedef struct PackFile {
    Str path;  // within the pack
    Str shown; // as named in findings
    Str text;
} PackFile;

LIST_OF(PackFileList, PackFile);

static const char *const block_endings[] = {".duty",   ".fact", ".window", ".guide", ".sector",
                                            ".source", ".case", ".words",  ".pack",  ".form"};

bool pack_holds_blocks(Str path) {
    for (size_t i = 0; i < sizeof block_endings / sizeof *block_endings; i++)
        if (str_ends(path, str_from(block_endings[i]))) return true;
    return false;
}

static bool is_calendar(Str path) {
    return str_eq(path, STR("holidays.csv"));
}

static bool is_form(Str path) {
    return str_ends(path, STR(".form"));
}

// The rest of a folder (notes, say) is not part of the pack.
static bool is_read(Str path) {
    return pack_holds_blocks(path) || is_calendar(path);
}

static Err gather_built_in(Arena *arena, PackFileList *files) {
    for (size_t i = 0; i < embedded_pack_count; i++) {
        Str path = str_from(embedded_pack[i].path);
        if (is_read(path))
            PUSH(arena, *files, ((PackFile){path, path, {(const char *)embedded_pack[i].bytes, embedded_pack[i].length}}));
    }
    return ERR_OK;
}

static Err complain_file(Diags *diags, Msg msg, Str name, Err err) {
    diags_add(diags, (Diag){.msg = msg, .args = {name}, .place.file = name});
    return err;
}

static Err gather_folder(Arena *arena, const char *folder, PackFileList *files, Diags *diags) {
    Str *paths;
    size_t count, total = 0;
    Str name = str_from(folder);
    Err err = sys_is_directory(folder) ? sys_list_tree(arena, folder, LIMIT_PACK_FILES, &paths, &count) : ERR_IO;
    if (err) return complain_file(diags, err == ERR_TOO_BIG ? MSG_PACK_TOO_MANY_FILES : MSG_PACK_NO_FOLDER, name, err);
    for (size_t i = 0; i < count; i++) {
        if (!is_read(paths[i])) continue;
        PackFile file = {.path = paths[i], .shown = str_format(arena, "%s/%.*s", folder, STR_ARG(paths[i]))};
        err = sys_read_file(arena, str_c(arena, file.shown), LIMIT_PACK_FILE_BYTES, &file.text);
        total += file.text.len;
        if (err || total > LIMIT_PACK_BYTES)
            return complain_file(diags, err == ERR_IO ? MSG_PACK_UNREADABLE : MSG_PACK_TOO_BIG, file.shown,
                                 err ? err : ERR_TOO_BIG);
        PUSH(arena, *files, file);
    }
    if (files->count == 0) return complain_file(diags, MSG_PACK_EMPTY, name, ERR_INPUT);
    return ERR_OK;
}

static void need_line(Diags *diags, const Book *book, bool given, const char *line) {
    if (!given) diags_add(diags, (Diag){.msg = MSG_PACK_NO_LINE, .args = {str_from(line)}, .place = book->place});
}

// A pack says which one it is and when it was checked: examples are judged on that day.
static void need_description(Diags *diags, const Book *book, Str name) {
    if (!book->place.line) {
        diags_add(diags, (Diag){.msg = MSG_PACK_NO_BLOCK, .args = {name}, .place.file = name});
        return;
    }
    need_line(diags, book, book->version.len > 0, "version");
    need_line(diags, book, book->jurisdiction.len > 0, "jurisdiction");
    need_line(diags, book, book->at != DAY_NONE, "at");
}

static void hash_files(const PackFileList *files, char hash[33]) {
    crypto_generichash_state state;
    unsigned char digest[16];
    crypto_generichash_init(&state, NULL, 0, sizeof digest);
    for (size_t i = 0; i < files->count; i++) {
        const PackFile *file = &files->items[i];
        uint64_t lengths[] = {file->path.len, file->text.len};
        crypto_generichash_update(&state, (const unsigned char *)lengths, sizeof lengths);
        crypto_generichash_update(&state, (const unsigned char *)file->path.ptr, file->path.len);
        crypto_generichash_update(&state, (const unsigned char *)file->text.ptr, file->text.len);
    }
    crypto_generichash_final(&state, digest, sizeof digest);
    sodium_bin2hex(hash, 33, digest, sizeof digest);
}

// A duty may name a form whose file could not be read: what is wrong with it is told once.
static void know_forms(Book *book, Str path, const FormBook *forms) {
    const char *slash = memrchr(path.ptr, '/', path.len);
    size_t from = slash ? (size_t)(slash - path.ptr) + 1 : 0;
    book->has_forms = true;
    map_put(&book->form_index, str_slice(path, from, path.len - strlen(".form")), 0);
    for (size_t i = 0; i < forms->count; i++) map_put(&book->form_index, forms->items[i].id, 0);
}

static void read_files(Arena *arena, const PackFileList *files, Pack *pack, Diags *diags) {
    for (size_t i = 0; i < files->count; i++) {
        const PackFile *file = &files->items[i];
        if (is_calendar(file->path)) {
            calendar_read(arena, &pack->book.calendars, file->shown, file->text, diags);
            continue;
        }
        SourceFile *source = NEW(arena, SourceFile);
        *source = (SourceFile){file->shown, file->text};
        LineTree tree = line_tree_read(arena, source, diags);
        if (is_form(file->path)) {
            form_read(arena, &tree, &pack->forms, diags);
            know_forms(&pack->book, file->path, &pack->forms);
        } else {
            book_read(&pack->book, &tree, diags);
        }
    }
}

Err pack_load(Arena *arena, const char *path, Pack *out, Diags *diags) {
    PackFileList files = {0};
    *out = (Pack){0};
    Err err = path ? gather_folder(arena, path, &files, diags) : gather_built_in(arena, &files);
    if (err) return err;
    hash_files(&files, out->hash);
    book_init(&out->book, arena);
    read_files(arena, &files, out, diags);
    book_finish(&out->book, diags);
    check_link(&out->book, diags);
    form_link(&out->forms, &out->book, diags);
    if (!diags->errors) need_description(diags, &out->book, path ? str_from(path) : files.items[0].shown);
    diags_sort(diags);
    return diags->errors ? ERR_INPUT : program_compile(arena, &out->book, &out->program, diags);
}

void pack_print_json(Buf *out, const Pack *pack) {
    buf_puts(out, "{\"id\":");
    buf_json(out, pack->book.id);
    buf_puts(out, ",\"version\":");
    buf_json(out, pack->book.version);
    buf_format(out, ",\"hash\":\"%s\"}", pack->hash);
}
