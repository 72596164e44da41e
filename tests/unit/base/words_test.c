// Words: every key in every language, filling in places, and the names of languages.
#include "base/utf8.h"
#include "base/words.h"
#include "unit/base/base_test.h"

static void no_word_is_missing(void **state) {
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        assert_text(word(lang, MSG_NONE), "");
        for (Msg msg = MSG_NONE + 1; msg < MSG_COUNT; msg++) {
            Str text = word(lang, msg);
            assert_true(text.len > 0);
            assert_int_equal(utf8_valid_prefix(text), text.len);
        }
    }
}

static Str filled(Arena *arena, Lang lang, Msg msg, const char *a, const char *b) {
    Buf buf = buf_make(arena, 4096);
    buf_word(&buf, lang, msg, str_from(a), str_from(b), STR(""));
    return buf_str(&buf);
}

static void places_are_filled(void **state) {
    assert_text(filled(*state, LANG_EN, MSG_JSON_DUPLICATE_KEY, "a", NULL),
                "The key \"a\" is written twice. Keep one of them.");
    assert_text(filled(*state, LANG_JA, MSG_JSON_DUPLICATE_KEY, "名前", NULL),
                "「名前」が二度書かれています。どちらか一つにしてください。");
    assert_text(filled(*state, LANG_EN, MSG_JSON_COLON_EXPECTED, "x", "key"),
                "After the key \"key\" a \":\" should follow, but there is \"x\".");
    // What is filled in is not read again, and braces without a number stay.
    assert_text(filled(*state, LANG_EN, MSG_JSON_DUPLICATE_KEY, "{1}{0}", "b"),
                "The key \"{1}{0}\" is written twice. Keep one of them.");
    assert_text(filled(*state, LANG_EN, MSG_JSON_EMPTY, "a", "b"), "There is no JSON here. The shortest form is {}.");
    assert_text(filled(*state, LANG_EN, MSG_NONE, "a", "b"), "");
}

static void languages_have_codes(void **state) {
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        Lang found = LANG_COUNT;
        assert_true(lang_from(lang_code(lang), &found));
        assert_int_equal(found, lang);
    }
    Lang found = LANG_EN;
    assert_false(lang_from(STR("fr"), &found));
    assert_false(lang_from(STR("JA"), &found));
    assert_false(lang_from(STR_NONE, &found));
    assert_int_equal(found, LANG_EN);
    assert_text(lang_code(LANG_JA_SIMPLE), "ja-simple");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_word_is_missing),
        ARENA_TEST(places_are_filled),
        cmocka_unit_test(languages_have_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
