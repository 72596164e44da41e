// What may be printed as it is, what becomes visible; and cutting texts for cells.
#include "print/clean.h"
#include "print/cut.h"

#include "base/buf.h"
#include "unit/base/base_test.h"

static void ordinary_text_stays(void **state) {
    static const char *const texts[] = {
        "", "abc", "髙﨑𠮷\uFA19", "葛\U000E0100", "1行\n2行", "👩‍👩‍👧", "ế ṩ", "がぎ（か\u3099）"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) assert_text(clean_text(*state, str_from(texts[i])), texts[i]);
}

static void the_unseen_becomes_seen(void **state) {
    assert_text(clean_text(*state, STR("a\x00z")), "a〓z");
    assert_text(clean_text(*state, STR("\x1B[31m\x7F\xC2\x9B")), "〓[31m〓〓");
    assert_text(clean_text(*state, STR("a\r\nb\rc\xE2\x80\xA8"
                                       "d\xE2\x80\xA9"
                                       "e\xC2\x85"
                                       "f\tg")),
                "a\nb\nc\nd\ne\nf g");
    assert_text(clean_text(*state, STR("1\xE2\x80\xAE"
                                       "2\xE2\x80\xAC\xE2\x81\xA7\xE2\x80\x8E")),
                "1[U+202E]2[U+202C][U+2067][U+200E]");
    assert_text(clean_text(*state, STR("a\xE2\x80\x8B"
                                       "b\xC2\xAD"
                                       "c\xE2\x81\xA0"
                                       "d")),
                "abcd");
    assert_text(clean_text(*state, STR("\xEF\xBF\xBE|\xF4\x8F\xBF\xBF|\xEF\xB7\x90")), "〓|〓|〓");
    assert_text(clean_text(*state, STR("a\xFF\xC0\x80z\xE3\x81")), "a〓〓〓z〓〓");
    assert_text(clean_text(*state, STR("o\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81")), "o\u0301\u0301〓\u0301\u0301〓\u0301");
    assert_text(clean_line(*state, STR("a\nb\r\nc")), "a b c");
}

static Str joined(Arena *arena, const CutList *pieces) {
    Buf out = buf_make(arena, 1 << 20);
    for (size_t i = 0; i < pieces->count; i++) buf_put(&out, pieces->items[i].text);
    return buf_str(&out);
}

static void texts_are_cut_whole(void **state) {
    CutList pieces = {0};
    cut_text(*state, &pieces, STR("あいうえおかきくけこ"), 6, 2); // three a line
    assert_int_equal(pieces.count, 2);
    assert_text(pieces.items[0].text, "あいうえおか");
    assert_text(pieces.items[1].text, "きくけこ");
    assert_int_equal(pieces.items[1].lines, 2);
    assert_text(joined(*state, &pieces), "あいうえおかきくけこ");
    pieces = (CutList){0};
    cut_text(*state, &pieces, STR("a\nb\nc\nd\n"), 10, 2);
    assert_int_equal(pieces.count, 3);
    assert_text(pieces.items[0].text, "a\nb");
    assert_text(pieces.items[1].text, "c\nd");
    assert_text(pieces.items[2].text, "");
    pieces = (CutList){0};
    cut_text(*state, &pieces, STR_NONE, 10, 2);
    assert_int_equal(pieces.count, 1);
    pieces = (CutList){0};
    cut_text(*state, &pieces, STR("あ"), 1, 1); // wider than any line: still one letter a piece
    assert_text(joined(*state, &pieces), "あ");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(ordinary_text_stays),
        ARENA_TEST(the_unseen_becomes_seen),
        ARENA_TEST(texts_are_cut_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
