// The growing text: what each writer makes, and the ceiling.
#include "base/buf.h"
#include "unit/base/base_test.h"

static void writing(void **state) {
    Buf buf = buf_make(*state, 1000);
    assert_text(buf_str(&buf), "");
    buf_put(&buf, STR("届"));
    buf_put(&buf, STR_NONE);
    buf_puts(&buf, "け");
    buf_puts(&buf, NULL);
    buf_char(&buf, ':');
    buf_spaces(&buf, 0);
    buf_spaces(&buf, 2);
    buf_format(&buf, "%03d|%s|", 7, "x");
    assert_text(buf_str(&buf), "届け:  007|x|");
    assert_false(buf.overflowed);
}

static void numbers(void **state) {
    static const struct {
        int64_t value;
        const char *plain, *grouped;
    } cases[] = {
        {0, "0", "0"},
        {-1, "-1", "-1"},
        {999, "999", "999"},
        {-999, "-999", "-999"},
        {1000, "1000", "1,000"},
        {1234567, "1234567", "1,234,567"},
        {-100000, "-100000", "-100,000"},
        {INT64_MAX, "9223372036854775807", "9,223,372,036,854,775,807"},
        {INT64_MIN, "-9223372036854775808", "-9,223,372,036,854,775,808"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Buf plain = buf_make(*state, 64), grouped = buf_make(*state, 64);
        buf_int(&plain, cases[i].value);
        buf_grouped(&grouped, cases[i].value);
        assert_text(buf_str(&plain), cases[i].plain);
        assert_text(buf_str(&grouped), cases[i].grouped);
    }
}

static void json_strings(void **state) {
    Buf buf = buf_make(*state, 1000);
    buf_json(&buf, STR("\"\\/\b\f\n\r\t\0\x1F\x7F 届け😀"));
    assert_text(buf_str(&buf), "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\x7F 届け😀\"");
    Buf empty = buf_make(*state, 2);
    buf_json(&empty, STR_NONE);
    assert_text(buf_str(&empty), "\"\"");
}

static void the_ceiling_is_exact_and_sticky(void **state) {
    Buf buf = buf_make(*state, 5);
    buf_puts(&buf, "12345");
    assert_false(buf.overflowed);
    buf_puts(&buf, "");
    assert_false(buf.overflowed);
    buf_char(&buf, '6');
    assert_true(buf.overflowed);
    assert_text(buf_str(&buf), "12345");

    Buf whole = buf_make(*state, 5); // a piece that does not fit is left out as a whole, and so is all that follows
    buf_puts(&whole, "1234");
    buf_puts(&whole, "56");
    buf_puts(&whole, "x");
    assert_true(whole.overflowed);
    assert_text(buf_str(&whole), "1234");

    Buf none = buf_make(*state, 0);
    buf_spaces(&none, 1);
    assert_true(none.overflowed);
}

static void long_formats(void **state) {
    Buf fits = buf_make(*state, 5000), over = buf_make(*state, 4999);
    buf_format(&fits, "%05000d", 1);
    buf_format(&over, "%05000d", 1);
    assert_false(fits.overflowed);
    assert_int_equal(fits.len, 5000);
    assert_int_equal(fits.ptr[4999], '1');
    assert_true(over.overflowed);
    assert_int_equal(over.len, 0);
    buf_format(&over, "x");
    assert_int_equal(over.len, 0);
}

static void much_text(void **state) {
    Buf buf = buf_make(*state, 1 << 20);
    for (int i = 0; i < 100000; i++) {
        buf_char(&buf, (char)('a' + i % 26));
        if (i % 1000 == 0) {
            arena_alloc(*state, 1); // in the way of growing in place
        }
    }
    assert_int_equal(buf.len, 100000);
    for (int i = 0; i < 100000; i++) {
        assert_int_equal(buf.ptr[i], 'a' + i % 26);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(writing),      ARENA_TEST(numbers),   ARENA_TEST(json_strings), ARENA_TEST(the_ceiling_is_exact_and_sticky),
        ARENA_TEST(long_formats), ARENA_TEST(much_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
