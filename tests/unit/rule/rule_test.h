// What the tests of the rule language share: reading a text as a pack, and naming the finding it should give.
#pragma once

#include "rule/book.h"
#include "rule/check.h"
#include "unit/base/base_test.h"

typedef struct Read {
    Arena *arena;
    Diags diags;
    LineTree tree;
    Book book;
} Read;

static inline LineTree tree_of(Arena *arena, const char *text, Diags *diags) {
    SourceFile *file = NEW(arena, SourceFile);
    *file = (SourceFile){STR("test.duty"), str_from(text)};
    return line_tree_read(arena, file, diags);
}

// Up to the finished book; linking is left to the test.
static inline Read *book_of(Arena *arena, const char *text) {
    Read *read = NEW(arena, Read);
    read->arena = arena;
    read->diags = diags_make(arena);
    read->tree = tree_of(arena, text, &read->diags);
    book_init(&read->book, arena);
    book_read(&read->book, &read->tree, &read->diags);
    book_finish(&read->book, &read->diags);
    return read;
}

static inline Read *linked_of(Arena *arena, const char *text) {
    Read *read = book_of(arena, text);
    check_link(&read->book, &read->diags);
    diags_sort(&read->diags);
    return read;
}

static inline Str findings_of(Arena *arena, const Diags *diags) {
    Buf out = buf_make(arena, 1 << 20);
    for (size_t i = 0; i < diags->count; i++) diag_print_line(&out, &diags->items[i], LANG_EN);
    return buf_str(&out);
}

#define assert_clean(arena, diags)                                                                                             \
    do {                                                                                                                       \
        if ((diags)->errors > 0) fail_msg("%s", str_c((arena), findings_of((arena), (diags))));                                \
    } while (0)

// Exactly one finding: this message, under this text of the line.
static inline void finding_is(Arena *arena, const Diags *diags, Msg msg, int line, const char *under) {
    if (diags->count != 1 || diags->items[0].msg != msg)
        fail_msg("want one finding %d, got %zu: %s", (int)msg, diags->count, str_c(arena, findings_of(arena, diags)));
    Place place = diags->items[0].place;
    assert_int_equal(place.line, line);
    if (under)
        assert_text(str_slice(place.line_text, (size_t)place.column - 1, (size_t)(place.column - 1 + place.length)), under);
}
