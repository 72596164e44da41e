// Days and moments: against the C library where it can answer, at the edges by hand.
#include "base/clock.h"
#include "unit/base/base_test.h"
#include <time.h>

static Day day_at(int year, int month, int day) {
    return day_from_civil((Civil){year, month, day});
}

static void days_agree_with_the_library(void **state) {
    for (Day day = -200000; day < 200000; day += 1) {
        time_t seconds = (time_t)day * 86400;
        struct tm tm;
        assert_non_null(gmtime_r(&seconds, &tm));
        Civil civil = day_civil(day);
        assert_int_equal(civil.year, tm.tm_year + 1900);
        assert_int_equal(civil.month, tm.tm_mon + 1);
        assert_int_equal(civil.day, tm.tm_mday);
        assert_int_equal(day_weekday(day), tm.tm_wday);
        assert_int_equal(day_from_civil(civil), day);
    }
    assert_int_equal(day_at(1970, 1, 1), 0);
    assert_int_equal(day_weekday(day_at(2026, 11, 20)), 5);
}

static void moments_and_days_in_japan(void **state) {
    Day day = day_at(2026, 11, 20);
    Moment start = day_start(day), last = day_last_second(day);
    assert_int_equal(day_of(start), day);
    assert_int_equal(day_of(start - 1), day - 1);
    assert_int_equal(day_of(last), day);
    assert_int_equal(day_of(last + 999999), day);
    assert_int_equal(day_of(last + 1000000), day + 1);
    assert_int_equal(day_of(0), 0);
    assert_int_equal(day_of(-INT64_C(9) * 3600 * 1000000), 0);
    assert_int_equal(day_of(-INT64_C(9) * 3600 * 1000000 - 1), -1);
    assert_true(day_start(0) == -INT64_C(9) * 3600 * 1000000);
}

static void what_is_unknown_stays_unknown(void **state) {
    assert_int_equal(day_of(MOMENT_NONE), DAY_NONE);
    assert_true(day_start(DAY_NONE) == MOMENT_NONE);
    assert_true(day_last_second(DAY_NONE) == MOMENT_NONE);
    assert_true(day_start(INT32_MAX) == MOMENT_NONE);
    assert_int_equal(day_add_months(DAY_NONE, 1), DAY_NONE);
    assert_int_equal(day_add_months(0, INT32_MAX), DAY_NONE);
    assert_int_equal(day_add_months(0, INT32_MIN), DAY_NONE);
    Buf buf = buf_make(*state, 100);
    buf_day(&buf, DAY_NONE);
    buf_moment(&buf, MOMENT_NONE);
    assert_int_equal(buf.len, 0);
}

static void the_ends_of_time(void **state) {
    assert_true(day_of(INT64_MAX) > 0);
    assert_true(day_of(INT64_MIN + 1) < 0);
    assert_true(day_start(day_of(INT64_MAX) - 1) > 0 || day_start(day_of(INT64_MAX) - 1) == MOMENT_NONE);
    Civil civil = day_civil(INT32_MAX);
    assert_int_equal(day_from_civil(civil), INT32_MAX);
    civil = day_civil(INT32_MIN + 1);
    assert_int_equal(day_from_civil(civil), INT32_MIN + 1);
    assert_in_range(day_weekday(INT32_MIN + 1), 0, 6);
}

static void adding_months(void **state) {
    static const struct {
        Civil from;
        int months;
        Civil to;
    } cases[] = {
        {{2026, 1, 31}, 1, {2026, 2, 28}},     {{2024, 1, 31}, 1, {2024, 2, 29}},      {{2026, 1, 15}, 1, {2026, 2, 15}},
        {{2026, 11, 30}, 3, {2027, 2, 28}},    {{2026, 12, 31}, 1, {2027, 1, 31}},     {{2026, 3, 31}, -1, {2026, 2, 28}},
        {{2026, 1, 1}, -1, {2025, 12, 1}},     {{2026, 5, 31}, 0, {2026, 5, 31}},      {{2024, 2, 29}, 12, {2025, 2, 28}},
        {{2024, 2, 29}, 48, {2028, 2, 29}},    {{2026, 8, 31}, 18, {2028, 2, 29}},     {{2000, 2, 29}, -1200, {1900, 2, 28}},
        {{2026, 11, 20}, -23, {2024, 12, 20}}, {{2026, 11, 20}, 1200, {2126, 11, 20}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(day_add_months(day_from_civil(cases[i].from), cases[i].months), day_from_civil(cases[i].to));
    }
}

static void reading_days(void **state) {
    static const char *const bad[] = {"",
                                      "2026-11-2",
                                      "2026-11-200",
                                      "2026-13-01",
                                      "2026-00-01",
                                      "2026-01-00",
                                      "2026-02-29",
                                      "1900-02-29",
                                      "2026-04-31",
                                      "1899-12-31",
                                      "2200-01-01",
                                      "2026/11/20",
                                      "26-11-20",
                                      " 2026-11-20",
                                      "2026-11-20 ",
                                      "2026-1-120",
                                      "+026-11-20",
                                      "2026-11-20T00:00:00Z",
                                      "２０２６-11-20"};
    Day day = 7;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(day_parse(str_from(bad[i]), &day));
        assert_int_equal(day, 7);
    }
    assert_true(day_parse(STR("2026-11-20"), &day));
    assert_int_equal(day, day_at(2026, 11, 20));
    assert_true(day_parse(STR("1900-01-01"), &day));
    assert_true(day_parse(STR("2199-12-31"), &day));
    assert_true(day_parse(STR("2000-02-29"), &day));
}

static void reading_moments(void **state) {
    static const struct {
        const char *text;
        int64_t seconds;
        int micro;
    } good[] = {
        {"1970-01-01T00:00:00Z", 0, 0},
        {"1970-01-01T09:00:00+09:00", 0, 0},
        {"1970-01-01t00:00:00z", 0, 0},
        {"1969-12-31T23:59:59-00:00", -1, 0},
        {"1969-12-31T14:30:00-09:30", 0, 0},
        {"2026-11-20T09:00:00+09:00", 1795132800, 0},
        {"2026-11-20T00:00:00.5Z", 1795132800, 500000},
        {"2026-11-20T00:00:00.000001Z", 1795132800, 1},
        {"2026-11-20T00:00:00.123456789Z", 1795132800, 123456},
        {"2026-11-20T00:00:00.9999999Z", 1795132800, 999999},
        {"1998-12-31T23:59:60Z", 915148799, 999999},
        {"1999-01-01T08:59:60.5+09:00", 915148799, 999999},
        {"1998-12-31T15:59:60-08:00", 915148799, 999999},
        {"2024-02-29T23:59:59+23:59", 1709164859, 0},
        {"1960-01-01T00:00:00.25Z", -315619200, 250000},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        Moment got = 0;
        if (!moment_parse(str_from(good[i].text), &got) || got != good[i].seconds * 1000000 + good[i].micro) {
            fail_msg("%s: %lld", good[i].text, (long long)got);
        }
    }
}

static void refusing_moments(void **state) {
    static const char *const bad[] = {
        "",
        "2026-11-20",
        "2026-11-20T09:00:00",
        "2026-11-20T09:00:00+0900",
        "2026-11-20T09:00:00+09",
        "2026-11-20T09:00Z",
        "2026-11-20 09:00:00Z",
        "2026-11-20T24:00:00Z",
        "2026-11-20T09:60:00Z",
        "2026-11-20T09:00:61Z",
        "2026-11-20T09:00:60Z",
        "1998-12-31T23:58:60Z",
        "1998-12-31T23:59:60+09:00",
        "2026-11-20T09:00:00.Z",
        "2026-11-20T09:00:00.1234567890Z",
        "2026-11-20T09:00:00,5Z",
        "2026-11-20T09:00:00Zx",
        "2026-11-20T09:00:00+24:00",
        "2026-11-20T09:00:00+09:60",
        "2026-11-20T9:00:00Z",
        "2026-02-30T09:00:00Z",
        "2026-11-20T09:00:00 Z",
        "20261120T090000Z",
        "2026-W47-5T09:00:00Z",
        "2026-11-20T09:00:00JST",
        "2026-11-20T09:00:00−09:00",
        "0000-01-01T00:00:00+23:00",
        "9999-12-31T23:59:59Z",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Moment got = 7;
        if (moment_parse(str_from(bad[i]), &got) || got != 7) {
            fail_msg("%s was taken", bad[i]);
        }
    }
    Moment got;
    assert_false(moment_parse((Str){"2026-11-20T09:00:00\0", 20}, &got)); // NUL is no zone
    // Every beginning of a good text is no good text.
    Str whole = STR("2026-11-20T09:00:00.5+09:00");
    for (size_t len = 0; len < whole.len; len++) {
        assert_false(moment_parse(str_slice(whole, 0, len), &got));
    }
}

static Str written(Arena *arena, Moment moment) {
    Buf buf = buf_make(arena, 100);
    buf_moment(&buf, moment);
    return buf_str(&buf);
}

static void writing(void **state) {
    Buf day = buf_make(*state, 100);
    buf_day(&day, day_at(2026, 1, 2));
    assert_text(buf_str(&day), "2026-01-02");
    assert_text(written(*state, 0), "1970-01-01T09:00:00+09:00");
    assert_text(written(*state, -1), "1970-01-01T08:59:59+09:00");
    assert_text(written(*state, day_start(day_at(2026, 11, 20))), "2026-11-20T00:00:00+09:00");
    assert_text(written(*state, day_last_second(day_at(2026, 11, 20))), "2026-11-20T23:59:59+09:00");
    for (Moment moment = -INT64_C(60000000000000000); moment < INT64_C(60000000000000000); moment += INT64_C(11111111000000)) {
        Moment back;
        assert_true(moment_parse(written(*state, moment), &back));
        assert_true(back == moment);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_agree_with_the_library),
        cmocka_unit_test(moments_and_days_in_japan),
        ARENA_TEST(what_is_unknown_stays_unknown),
        cmocka_unit_test(the_ends_of_time),
        cmocka_unit_test(adding_months),
        cmocka_unit_test(reading_days),
        cmocka_unit_test(reading_moments),
        cmocka_unit_test(refusing_moments),
        ARENA_TEST(writing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
