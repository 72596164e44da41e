// UTF-8: what is valid, walking, making, and widths on a terminal.
#include "base/utf8.h"
#include "unit/base/base_test.h"

// Every code point there is, written by hand here, must be valid and come back; surrogates must not be valid.
static void every_code_point(void **state) {
    for (uint32_t point = 0; point <= 0x10FFFF; point++) {
        char made[4];
        size_t length = utf8_put(made, point), at = 0;
        Str s = {made, length};
        bool surrogate = point >= 0xD800 && point < 0xE000;
        assert_int_equal(length, point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4);
        assert_int_equal(utf8_valid_prefix(s), surrogate ? 0 : length);
        assert_int_equal(utf8_next(s, &at), point);
        assert_int_equal(at, length);
    }
}

static void faults_end_the_valid_prefix(void **state) {
    static const char *const bad[] = {
        "\x80",
        "\xBF",
        "\xC0\x80",
        "\xC1\xBF",
        "\xC2",
        "\xC2\x41",
        "\xE0\x80\x80",
        "\xE0\x9F\xBF",
        "\xE3\x81",
        "\xE3\x81\x41",
        "\xE3\x41\x82",
        "\xED\xA0\x80",
        "\xED\xBF\xBF",
        "\xEF\xBF",
        "\xF0\x80\x80\x80",
        "\xF0\x8F\xBF\xBF",
        "\xF0\x9F\x98",
        "\xF0\x9F\x98\x41",
        "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80",
        "\xF8\x88\x80\x80\x80",
        "\xFE",
        "\xFF",
        "\x82\xA0",
    };
    // Before each fault everything from nothing to more than two words of ASCII and kana, so that all paths are met.
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        for (size_t ascii = 0; ascii < 18; ascii++) {
            for (size_t kana = 0; kana < 7; kana++) {
                char text[64];
                size_t len = 0;
                for (size_t k = 0; k < ascii; k++) {
                    text[len++] = 'a';
                }
                for (size_t k = 0; k < kana; k++, len += 3) {
                    memcpy(text + len, "あ", 3);
                }
                size_t valid = len, bad_len = strlen(bad[i]);
                memcpy(text + len, bad[i], bad_len);
                len += bad_len;
                assert_int_equal(utf8_valid_prefix((Str){text, len}), valid);
                text[len++] = 'z';
                assert_int_equal(utf8_valid_prefix((Str){text, len}), valid);
            }
        }
    }
    assert_int_equal(utf8_valid_prefix(STR_NONE), 0);
}

static void walking(void **state) {
    static const int32_t want[] = {'a', 0xE9, 0x3042, 0x1F600, -1, -1};
    Str s = STR("aéあ😀");
    size_t at = 0;
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        assert_int_equal(utf8_next(s, &at), want[i]);
    }
    assert_int_equal(at, s.len);
}

static void widths(void **state) {
    static const struct {
        const char *text;
        int width;
    } cases[] = {
        {"", 0},
        {"abc ~", 5},
        {"届け", 4},
        {"ｶﾅ", 2},
        {"ＡＢ", 4},
        {"　", 2},
        {"。、「」", 8},
        {"か\xE3\x82\x99", 2},
        {"é", 1},
        {"e\xCC\x81", 1},
        {"😀", 2},
        {"🇯🇵", 2},
        {"한글", 4},
        {"𠮷", 2},
        {"\x01\x1B\x7F", 0},
        {"\xC2\x85", 0},
        {"\xE2\x80\x8B", 0},
        {"〜", 2},
        {"～", 2},
        {"¥", 1},
        {"￥", 2},
        {"龠", 2},
        {"가", 2},
        {"\xF4\x8F\xBF\xBF", 1},
        {"㊙", 2},
        {"①", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (utf8_width(str_from(cases[i].text)) != cases[i].width) {
            fail_msg("\"%s\": %d, want %d", cases[i].text, utf8_width(str_from(cases[i].text)), cases[i].width);
        }
    }
}

static void some_marks_never_begin_a_line(void **state) {
    (void)state;
    static const int32_t hanging[] = {0x3002, 0x3001, 0x300D, 0xFF09, 0x30FC, 0x3063, 0x30E5, ')', ','};
    static const int32_t free[] = {0x300C, 0xFF08, 0x3042, 0x30A2, 0x6F22, 'a', '(', ' '};
    for (size_t i = 0; i < sizeof hanging / sizeof *hanging; i++) assert_true(utf8_hangs_on(hanging[i]));
    for (size_t i = 0; i < sizeof free / sizeof *free; i++) assert_false(utf8_hangs_on(free[i]));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(some_marks_never_begin_a_line),
        cmocka_unit_test(every_code_point),
        cmocka_unit_test(faults_end_the_valid_prefix),
        cmocka_unit_test(walking),
        cmocka_unit_test(widths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
