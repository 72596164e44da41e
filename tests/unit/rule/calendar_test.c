// Calendars: closed days, the next office day, the span, and what is said about a wrong table.
#include "rule/calendar.h"
#include "unit/rule/rule_test.h"

#define HEAD "calendar,date,name,grade,source\n"

static Day day(const char *text) {
    Day out = DAY_NONE;
    assert_true(day_parse(str_from(text), &out));
    return out;
}

static CalendarList calendars_of(Arena *arena, const char *text, Diags *diags) {
    CalendarList list = {0};
    *diags = diags_make(arena);
    calendar_read(arena, &list, STR("holidays.csv"), str_from(text), diags);
    return list;
}

static void office_days(void **state) {
    Diags diags;
    CalendarList list =
        calendars_of(*state,
                     "\xEF\xBB\xBF" HEAD "jp,2026-05-05,c,A,law\r\njp,2026-05-04,b,A,law\njp, 2026-05-06 ,d,A,law\n"
                     "jp,2026-05-03,a,A,law\n\ncourt,2027-12-31,e,B,\n",
                     &diags);
    assert_clean(*state, &diags);
    assert_int_equal(calendar_find(&list, STR("jp")), 0);
    assert_int_equal(calendar_find(&list, STR("court")), 1);
    assert_int_equal(calendar_find(&list, STR("us")), -1);
    const Calendar *jp = &list.items[0];
    assert_int_equal(calendar_office_day(jp, day("2026-05-01")), day("2026-05-01")); // a Friday
    assert_int_equal(calendar_office_day(jp, day("2026-05-02")), day("2026-05-07")); // Saturday, Sunday, three holidays
    assert_int_equal(calendar_office_day(jp, day("2026-05-06")), day("2026-05-07"));
    assert_int_equal(calendar_office_day(jp, day("2026-05-09")), day("2026-05-11")); // an ordinary weekend
    assert_int_equal(calendar_office_day(&list.items[1], day("2027-05-03")), day("2027-05-03"));
}

static void only_whole_years_are_known(void **state) {
    Diags diags;
    CalendarList list = calendars_of(*state, HEAD "jp,2026-05-05,c,A,law\njp,2027-01-01,b,A,law\n", &diags);
    const Calendar *jp = &list.items[0];
    assert_int_equal(jp->first, day("2026-01-01"));
    assert_int_equal(jp->last, day("2027-12-31"));
    assert_int_equal(calendar_office_day(jp, day("2025-12-31")), DAY_NONE);
    assert_int_equal(calendar_office_day(jp, day("2027-12-31")), day("2027-12-31"));
    assert_int_equal(calendar_office_day(jp, day("2028-01-01")), DAY_NONE);
    list = calendars_of(*state, HEAD "jp,2022-12-31,c,A,law\n", &diags); // a Saturday at the very end
    assert_int_equal(calendar_office_day(&list.items[0], day("2022-12-31")), DAY_NONE);
}

static void wrong_tables(void **state) {
    static const struct {
        const char *text;
        Msg msg;
        int line;
        const char *under;
    } wrong[] = {
        {"date,name\njp,2026-05-05,c,A,law\n", MSG_RULE_CSV_HEADER, 1, "date,name"},
        {HEAD "jp,2026-05-05,c,A\n", MSG_RULE_CSV_COLUMNS, 2, "jp,2026-05-05,c,A"},
        {HEAD "jp,2026-05-05,c,A,law,\n", MSG_RULE_CSV_COLUMNS, 2, NULL},
        {HEAD "jp,2026-5-5,c,A,law\n", MSG_RULE_BAD_DATE, 2, "2026-5-5"},
        {HEAD "jp,,c,A,law\n", MSG_RULE_BAD_DATE, 2, ""},
        {HEAD "日本,2026-05-05,c,A,law\n", MSG_RULE_CSV_CALENDAR, 2, "日本"},
        {HEAD ",2026-05-05,c,A,law\n", MSG_RULE_CSV_CALENDAR, 2, ""},
        {HEAD "jp,2026-05-05,c,,law\n", MSG_RULE_CSV_GRADE, 2, ""},
        {HEAD "jp,2026-05-05,c,E,law\n", MSG_RULE_CSV_GRADE, 2, "E"},
        {HEAD "jp,2026-05-05,c,A,law\njp,2026-05-04,c,A,law\njp,2026-05-05,c,A,law\n", MSG_RULE_CSV_TWICE, 4, "2026-05-05"},
        {HEAD "jp,2026-05-05,c,A,law\njp,2028-05-05,c,A,law\n", MSG_RULE_CSV_GAP, 0, NULL},
        {HEAD "jp,2026-05-05,\xFF,A,law\n", MSG_RULE_BAD_UTF8, 0, NULL},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Diags diags;
        calendars_of(*state, wrong[i].text, &diags);
        finding_is(*state, &diags, wrong[i].msg, wrong[i].line, wrong[i].under);
    }
}

static void the_gap_names_the_year(void **state) {
    Diags diags;
    calendars_of(*state, HEAD "jp,2028-05-05,c,A,law\njp,2026-05-05,c,A,law\n", &diags);
    assert_text(diags.items[0].args[0], "jp");
    assert_text(diags.items[0].args[1], "2027");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(office_days),
        ARENA_TEST(only_whole_years_are_known),
        ARENA_TEST(wrong_tables),
        ARENA_TEST(the_gap_names_the_year),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
