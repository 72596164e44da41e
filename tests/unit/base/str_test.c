// Texts: comparing, cutting, copying, numbers, and the nearest name.
#include "unit/base/base_test.h"

static void comparing(void **state) {
    Str none = {0};
    assert_true(str_eq(none, STR("")));
    assert_true(str_eq(STR("届け"), str_from("届け")));
    assert_false(str_eq(STR("ab"), STR("abc")));
    assert_true(str_is(STR("abc"), "abc"));
    assert_true(str_is(none, NULL));
    assert_int_equal(str_compare(none, none), 0);
    assert_true(str_compare(none, STR("a")) < 0);
    assert_true(str_compare(STR("ab"), STR("a")) > 0);
    assert_true(str_compare(STR("a"), STR("\xE3\x81\x82")) < 0); // bytes are compared without sign
    assert_true(str_starts(STR("actor.kind"), STR("actor.")));
    assert_false(str_starts(STR("act"), STR("actor")));
    assert_true(str_starts(STR("a"), none));
    assert_true(str_ends(STR("jp.duty"), STR(".duty")));
    assert_false(str_ends(STR("duty"), STR(".duty")));
    assert_true(str_ends(none, none));
}

static void cutting(void **state) {
    Str before, after;
    assert_text(str_slice(STR("abcdef"), 2, 4), "cd");
    assert_text(str_slice(STR("abc"), 2, 99), "c");
    assert_text(str_slice(STR("abc"), 5, 9), "");
    assert_text(str_slice(STR("abc"), 2, 1), "");
    assert_text(str_trim(STR(" \t a b\r\n")), "a b");
    assert_text(str_trim(STR(" \n ")), "");
    assert_text(str_trim(STR_NONE), "");
    assert_text(str_trim(STR("　全角")), "　全角"); // only ASCII spaces
    assert_true(str_cut(STR("key=a=b"), '=', &before, &after));
    assert_text(before, "key");
    assert_text(after, "a=b");
    assert_true(str_cut(STR("="), '=', &before, &after));
    assert_text(before, "");
    assert_text(after, "");
    assert_false(str_cut(STR("key"), '=', &before, &after));
    assert_text(before, "key");
    assert_text(after, "");
    assert_false(str_cut(STR_NONE, '=', &before, &after));
}

static void hex_digits(void **state) {
    const char *digits = "0123456789abcdefABCDEF";
    for (int c = -128; c < 128; c++) {
        const char *at = c ? strchr(digits, c) : NULL;
        int value = at ? (int)(at - digits) : -1;
        assert_int_equal(str_hex_digit((char)c), value > 15 ? value - 6 : value);
    }
}

static void named_lines_are_cut_off(void **state) {
    Str left = STR("id 12 3\nmode real\nlast one"), value;
    assert_true(str_cut_line(&left, "id", &value));
    assert_true(str_is(value, "12 3"));
    assert_false(str_cut_line(&left, "id", &value));   // another name
    assert_false(str_cut_line(&left, "last", &value)); // its end is missing
    left = STR("id\n");
    assert_false(str_cut_line(&left, "id", &value)); // it has no value
}

static void copying(void **state) {
    char source[] = "abc";
    Str copy = str_copy(*state, str_from(source));
    char *c = str_c(*state, (Str){source, 2});
    source[0] = 'x';
    assert_text(copy, "abc");
    assert_string_equal(c, "ab");
    assert_text(str_join(*state, STR("届"), STR("け")), "届け");
    assert_text(str_join(*state, STR_NONE, STR_NONE), "");
    assert_text(str_format(*state, "%d/%s", 7, "x"), "7/x");
    assert_text(str_format(*state, "%s", ""), "");
    assert_int_equal(str_format(*state, "%5000d", 1).len, 5000);
}

static void whole_numbers(void **state) {
    static const struct {
        const char *text;
        int64_t value;
    } good[] = {
        {"0", 0},
        {"-0", 0},
        {"007", 7},
        {"1000", 1000},
        {"-42", -42},
        {"9223372036854775807", INT64_MAX},
        {"-9223372036854775808", INT64_MIN},
    };
    static const char *const bad[] = {"",
                                      "-",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1.0",
                                      "0x1",
                                      "1_000",
                                      "--1",
                                      "９",
                                      "9223372036854775808",
                                      "-9223372036854775809",
                                      "99999999999999999999999"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int64_t got = -1;
        assert_true(str_int(str_from(good[i].text), &got));
        assert_true(got == good[i].value);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t got = 12;
        assert_false(str_int(str_from(bad[i]), &got));
        assert_int_equal(got, 12);
    }
}

static void nearest_name(void **state) {
    const Str names[] = {STR("actor.kind"),        STR("actor.people"), STR("data.people"),
                         STR("incident.known_at"), STR("警察"),         STR("no")};
    size_t count = sizeof names / sizeof *names;
    assert_int_equal(str_nearest(STR("actor.knid"), names, count), 0);   // two neighbours swapped
    assert_int_equal(str_nearest(STR("actr.kind"), names, count), 0);    // one lost
    assert_int_equal(str_nearest(STR("data.peoplee"), names, count), 2); // one too many
    assert_int_equal(str_nearest(STR("Actor.People"), names, count), 1); // case alone
    assert_int_equal(str_nearest(STR("incident.known.at"), names, count), 3);
    assert_int_equal(str_nearest(STR("警祭"), names, count), 4); // letters, not bytes
    assert_int_equal(str_nearest(STR("on"), names, count), 5);
    assert_int_equal(str_nearest(STR("weather"), names, count), -1);
    assert_int_equal(str_nearest(STR("x"), names, count), -1);
    assert_int_equal(str_nearest(STR(""), names, count), -1);
    assert_int_equal(str_nearest(STR("actor.kind"), names, 0), -1);
    char longest[80];
    memset(longest, 'a', sizeof longest);
    Str fits = {longest, 64}, too_long = {longest, 65};
    assert_int_equal(str_nearest(fits, &fits, 1), 0);
    assert_int_equal(str_nearest(too_long, &fits, 1), -1);
    assert_int_equal(str_nearest(fits, &too_long, 1), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparing),
        cmocka_unit_test(cutting),
        ARENA_TEST(copying),
        cmocka_unit_test(named_lines_are_cut_off),
        cmocka_unit_test(hex_digits),
        cmocka_unit_test(whole_numbers),
        cmocka_unit_test(nearest_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
