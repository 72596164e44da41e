// Any bytes through the formatter: what is read without findings is printed in a shape that reads as the same tokens and the
// same comments at the same depth, and that printing does not change again.
#include "rule/line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds) __builtin_trap();
}

static void note_comments(Buf *out, const Str *comments, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (!comments[i].ptr) continue; // an empty line
        buf_puts(out, "--");
        buf_put(out, str_trim(comments[i]));
        buf_char(out, '\n');
    }
}

// All that must survive, one thing a line.
static void note_lines(Buf *out, const Line *first) {
    for (const Line *line = first; line; line = line->next) {
        note_comments(out, line->above, line->above_count);
        for (uint32_t i = 0; i < line->count; i++) {
            buf_format(out, "%d %d ", line->level, (int)line->tokens[i].kind);
            buf_put(out, line->tokens[i].text);
            buf_char(out, '\n');
        }
        note_comments(out, &line->comment, 1);
        note_lines(out, line->children);
    }
}

static Str notes_of(Arena *arena, const LineTree *tree) {
    Buf out = buf_make(arena, 64 << 20);
    note_lines(&out, tree->blocks);
    note_comments(&out, tree->end_comments, tree->end_comment_count);
    must(!out.overflowed);
    return buf_str(&out);
}

static Str print(Arena *arena, const LineTree *tree) {
    Buf out = buf_make(arena, 64 << 20);
    line_tree_print(&out, tree);
    must(!out.overflowed);
    return buf_str(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena arena = arena_make(NULL, NULL);
    Diags diags = diags_make(&arena);
    SourceFile file = {STR("input"), {(const char *)data, size}};
    LineTree tree = line_tree_read(&arena, &file, &diags);
    if (diags.errors == 0) {
        SourceFile shaped = {STR("shaped"), print(&arena, &tree)};
        LineTree again = line_tree_read(&arena, &shaped, &diags);
        must(diags.errors == 0);
        must(str_eq(notes_of(&arena, &tree), notes_of(&arena, &again)));
        must(str_eq(print(&arena, &again), shaped.text));
    }
    arena_free(&arena);
    return 0;
}
