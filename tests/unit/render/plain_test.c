// Plain text: rows of a mail's width, broken where they may be, and nothing unseen in them.
#include "base/utf8.h"
#include "render/plain.h"
#include "unit/base/base_test.h"

static Str plain(Arena *arena, Str text, int hang, int indent) {
    Buf out = buf_make(arena, 1 << 20);
    plain_lines(&out, text, hang, indent);
    assert_false(out.overflowed);
    return buf_str(&out);
}

static Str repeat(Arena *arena, const char *words, int count) {
    Buf out = buf_make(arena, 1 << 20);
    for (int i = 0; i < count; i++) buf_puts(&out, words);
    return buf_str(&out);
}

static Str without(Arena *arena, Str text, const char *left_out) {
    Buf out = buf_make(arena, 1 << 20);
    for (size_t i = 0; i < text.len; i++)
        if (!strchr(left_out, text.ptr[i])) buf_char(&out, text.ptr[i]);
    return buf_str(&out);
}

// How many rows; none is too wide, all are whole characters.
static int rows_of(Str text, int hang) {
    int rows = 0;
    for (Str row, rest = text; rest.len; rows++) {
        assert_true(str_cut(rest, '\n', &row, &rest));
        assert_int_equal(utf8_valid_prefix(row), row.len);
        assert_true(utf8_width(row) + (rows ? 0 : hang) <= PLAIN_COLUMNS);
    }
    return rows;
}

static void short_lines_stay(void **state) {
    assert_text(plain(*state, STR("a"), 0, 4), "a\n");
    assert_text(plain(*state, STR(""), 0, 4), "\n");
    assert_text(plain(*state, STR("一\n\n二"), 4, 4), "一\n    \n    二\n");
}

static void japanese_breaks_anywhere(void **state) {
    Str story = repeat(*state, "朝、画面が開かなくなっていた。", 100), text = plain(*state, story, 4, 4);
    int rows = rows_of(text, 4);
    assert_true(rows >= 42 && rows <= 50);
    assert_true(str_eq(without(*state, text, " \n"), story));
}

static void a_row_never_begins_with_a_closing_mark(void **state) {
    for (int before = 30; before < 45; before++) {
        Str text = plain(*state, str_join(*state, repeat(*state, "字", before), STR("」。っと")), 0, 0), row;
        for (Str rest = text; str_cut(rest, '\n', &row, &rest) && rest.len;)
            assert_false(str_starts(rest, STR("」")) || str_starts(rest, STR("。")) || str_starts(rest, STR("っ")));
        rows_of(text, 0);
    }
}

static void words_stay_whole_where_they_can(void **state) {
    Str text = plain(*state, repeat(*state, "incident ", 30), 0, 2), row;
    for (Str rest = text; str_cut(rest, '\n', &row, &rest);) assert_true(str_ends(str_trim(row), STR("incident")));
    assert_true(rows_of(text, 0) > 3);
    Str address = repeat(*state, "0123456789abcdef", 20);
    text = plain(*state, address, 8, 8);
    rows_of(text, 8);
    assert_true(str_eq(without(*state, text, " \n"), address));
}

static void marks_stay_with_their_letter(void **state) {
    Str name = STR("葛\U000E0100が\u3099"), text = plain(*state, repeat(*state, "葛\U000E0100が\u3099", 60), 0, 0), row;
    assert_true(rows_of(text, 0) > 2);
    for (Str rest = text; str_cut(rest, '\n', &row, &rest) && rest.len;)
        assert_true(str_starts(rest, STR("葛")) || str_starts(rest, STR("が")));
    assert_int_equal(without(*state, text, "\n").len, name.len * 60);
}

static void nothing_unseen_gets_through(void **state) {
    assert_text(plain(*state, STR("a\x1B[31mb\tc\r\u202Ed\u2028"), 0, 0), "a〓[31mb c〓[U+202E]d〓\n");
    assert_text(plain(*state, STR("a\xE3\x81\nb\xFF"), 0, 0), "a〓〓\nb〓\n");
    assert_text(plain(*state, (Str){"a\0b", 3}, 0, 0), "a〓b\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(short_lines_stay),
        ARENA_TEST(japanese_breaks_anywhere),
        ARENA_TEST(a_row_never_begins_with_a_closing_mark),
        ARENA_TEST(words_stay_whole_where_they_can),
        ARENA_TEST(marks_stay_with_their_letter),
        ARENA_TEST(nothing_unseen_gets_through),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
