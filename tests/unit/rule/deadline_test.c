// Deadlines: every row of the clock table, the real holidays of Japan, ends of months and years, leap days, hours, and what
// happens where a calendar ends. Dates were counted by hand or with another program.
#include "base/sys.h"
#include "rule/deadline.h"
#include "unit/rule/book_text.h"

#define NONE "-"

typedef struct Row {
    const char *clock, *start, *due, *latest;
} Row;

static ClockRule clock_of(Arena *arena, const char *words) {
    Str text =
        str_format(arena, "fact t.start time \"t\"\nfact a.x yesno \"x\"\nduty d.a \"d\"\n  when a.x\n  first %s\n", words);
    Law *law = law_of(arena, str_c(arena, text));
    return law->book.duties.items[0].stages.items[0].clock;
}

static void check_rows(Arena *arena, const Row *rows, size_t count, const Calendar *calendar) {
    for (size_t i = 0; i < count; i++) {
        ClockRule clock = clock_of(arena, rows[i].clock);
        Moment start = rows[i].start ? moment_of(arena, rows[i].start) : MOMENT_NONE;
        Deadline deadline = deadline_compute(&clock, start, calendar);
        Str due = moment_text(arena, deadline.due), latest = moment_text(arena, deadline.latest);
        if (!str_is(due, rows[i].due) || !str_is(latest, rows[i].latest))
            fail_msg("%s, start %s: got %.*s / %.*s, want %s / %s", rows[i].clock, rows[i].start, STR_ARG(due), STR_ARG(latest),
                     rows[i].due, rows[i].latest);
    }
}

#define CHECK_ROWS(arena, rows, calendar) check_rows((arena), (rows), sizeof(rows) / sizeof *(rows), (calendar))

static const Calendar *holidays_of_japan(Arena *arena) {
    Str text;
    CalendarList *list = NEW(arena, CalendarList);
    Diags diags = diags_make(arena);
    if (sys_read_file(arena, "packs/jp/holidays.csv", 1 << 20, &text) != ERR_OK)
        fail_msg("packs/jp/holidays.csv cannot be read; run this from the top of the tree");
    calendar_read(arena, list, STR("holidays.csv"), text, &diags);
    assert_clean(arena, &diags);
    return &list->items[calendar_find(list, STR("jp"))];
}

static const Calendar *calendar_with(Arena *arena, const char *rows) {
    CalendarList *list = NEW(arena, CalendarList);
    Diags diags = diags_make(arena);
    calendar_read(arena, list, STR("holidays.csv"), str_join(arena, STR("calendar,date,name,grade,source\n"), str_from(rows)),
                  &diags);
    assert_clean(arena, &diags);
    return &list->items[0];
}

// 2026-03-02 is a Monday.
static void the_clock_table(void **state) {
    static const Row rows[] = {
        {"at once from t.start", "2026-03-02T10:20", "2026-03-02T10:20", NONE},
        {"without delay from t.start", "2026-03-02T10:20", NONE, NONE},
        {"promptly from t.start", "2026-03-02T10:20", NONE, NONE},
        {"promptly, guide 3 to 5 days from t.start", "2026-03-02T10:20", "2026-03-04", "2026-03-06"},
        {"promptly, guide 3 days from t.start", "2026-03-02T10:20", "2026-03-04", NONE},
        {"promptly, guide 1 to 2 days from t.start", "2026-03-02T00:00", "2026-03-02", "2026-03-03"},
        {"24 hours from t.start", "2026-03-02T10:20", "2026-03-03T10:20", NONE},
        {"10 days from t.start, day 1 counted", "2026-03-02T10:20", "2026-03-11", NONE},
        {"10 days from t.start, day 1 not counted", "2026-03-02T10:20", "2026-03-12", NONE},
        {"10 days from t.start", "2026-03-02T10:20", "2026-03-11", "2026-03-12"},
        {"2 weeks from t.start, day 1 counted", "2026-03-02T10:20", "2026-03-15", NONE},
        {"2 weeks from t.start", "2026-03-02T10:20", "2026-03-15", "2026-03-16"},
        {"1 days from t.start, day 1 counted", "2026-03-02T23:59", "2026-03-02", NONE},
        {"1 months from t.start", "2026-03-02T10:20", "2026-04-01", "2026-04-02"},
        {"1 months from t.start, day 1 counted", "2026-03-02T10:20", "2026-04-01", NONE},
        {"1 months from t.start, day 1 not counted", "2026-03-02T10:20", "2026-04-02", NONE},
        {"3 working days from t.start", "2026-03-02T10:20", "2026-03-04", NONE},
        {"by 2026-03-31", "2026-03-02T10:20", "2026-03-31", NONE},
        {"unstated from t.start", "2026-03-02T10:20", NONE, NONE},
    };
    CHECK_ROWS(*state, rows, NULL);
}

static void without_a_start_only_a_date_is_known(void **state) {
    static const Row rows[] = {
        {"at once from t.start", NULL, NONE, NONE},  {"promptly, guide 3 to 5 days from t.start", NULL, NONE, NONE},
        {"24 hours from t.start", NULL, NONE, NONE}, {"10 days from t.start", NULL, NONE, NONE},
        {"1 months from t.start", NULL, NONE, NONE}, {"by 2026-03-31", NULL, "2026-03-31", NONE},
        {"unstated from t.start", NULL, NONE, NONE},
    };
    CHECK_ROWS(*state, rows, NULL);
}

// Known on; 30 and 60 days, the first day counted, moved past closed days.
static void leak_reports_in_japan(void **state) {
    static const struct {
        const char *known, *due30, *latest30, *due60, *latest60;
    } vectors[] = {
        {"2023-06-05", "2023-07-04", NONE, "2023-08-03", NONE},
        {"2026-11-20", "2026-12-19", "2026-12-21", "2027-01-18", NONE},
        {"2026-12-01", "2026-12-30", "2027-01-04", "2027-01-29", NONE},
        {"2026-11-30", "2026-12-29", "2027-01-04", "2027-01-28", NONE},
        {"2026-10-31", "2026-11-29", "2026-11-30", "2026-12-29", "2027-01-04"},
    };
    const Calendar *calendar = holidays_of_japan(*state);
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
        for (int hour = 0; hour < 24; hour += 23) { // the hour of knowing changes nothing
            const char *known = str_c(*state, str_format(*state, "%sT%02d:59", vectors[i].known, hour));
            const Row rows[] = {
                {"30 days from t.start, day 1 counted, to next office day", known, vectors[i].due30, vectors[i].latest30},
                {"60 days from t.start, day 1 counted, to next office day", known, vectors[i].due60, vectors[i].latest60},
            };
            CHECK_ROWS(*state, rows, calendar);
        }
}

static void closed_days_move_only_the_latest_date(void **state) {
    static const Row rows[] = {
        // 2026-04-29 (Wed), 05-03 (Sun) to 05-06 (Wed, in place of the 3rd) are closed; 05-07 is a Thursday
        {"5 days from t.start, day 1 counted, to next office day", "2026-04-25T09:00", "2026-04-29", "2026-04-30"},
        {"5 days from t.start, day 1 not counted, to next office day", "2026-04-28T09:00", "2026-05-03", "2026-05-07"},
        {"5 days from t.start, to next office day", "2026-04-28T09:00", "2026-05-02", "2026-05-07"},
        {"5 days from t.start, to next office day", "2026-04-24T09:00", "2026-04-28", "2026-04-30"},
        {"5 days from t.start, to next office day", "2026-05-07T09:00", "2026-05-11", "2026-05-12"},
        {"5 days from t.start, day 1 counted", "2026-04-25T09:00", "2026-04-29", NONE},
        {"promptly, guide 3 to 5 days from t.start", "2026-05-01T09:00", "2026-05-03", "2026-05-05"},
        {"72 hours from t.start", "2026-04-30T09:00", "2026-05-03T09:00", NONE},
        {"by 2026-05-03", "2026-04-30T09:00", "2026-05-03", NONE},
        {"1 months from t.start, to next office day", "2026-04-03T09:00", "2026-05-02", "2026-05-07"},
        {"1 months from t.start, day 1 counted, to next office day", "2026-04-04T09:00", "2026-05-03", "2026-05-07"},
        {"1 months from t.start, day 1 not counted, to next office day", "2026-04-03T09:00", "2026-05-03", "2026-05-07"},
        {"1 months from t.start, day 1 counted, to next office day", "2026-04-08T09:00", "2026-05-07", NONE},
    };
    CHECK_ROWS(*state, rows, holidays_of_japan(*state));
}

// From the day after the start on; the safe date counts every day.
static void working_days_leave_out_closed_days(void **state) {
    static const Row rows[] = {
        {"3 working days from t.start", "2026-03-02T09:00", "2026-03-04", "2026-03-05"},
        {"3 working days from t.start", "2026-03-06T23:59", "2026-03-08", "2026-03-11"}, // over a week's end
        {"3 working days from t.start", "2026-03-07T09:00", "2026-03-09", "2026-03-11"}, // from a Saturday
        {"3 working days from t.start", "2026-04-28T09:00", "2026-04-30", "2026-05-07"},
        {"1 working days from t.start", "2026-12-28T09:00", "2026-12-28", "2027-01-04"},
        {"3 working days from t.start", "2030-12-27T09:00", "2030-12-29", NONE}, // the calendar ends
        {"3 working days from t.start", "2035-03-02T09:00", "2035-03-04", NONE},
    };
    CHECK_ROWS(*state, rows, holidays_of_japan(*state));
}

static void without_a_calendar_nothing_moves(void **state) {
    static const Row rows[] = {
        {"30 days from t.start, day 1 counted, to next office day", "2026-12-01T09:00", "2026-12-30", NONE},
        {"30 days from t.start, to next office day", "2026-12-01T09:00", "2026-12-30", "2026-12-31"},
    };
    CHECK_ROWS(*state, rows, NULL);
}

static void ends_of_months_and_leap_days(void **state) {
    static const Row rows[] = {
        {"1 months from t.start", "2023-01-31T12:00", "2023-02-28", NONE},
        {"1 months from t.start", "2024-01-31T12:00", "2024-02-29", NONE},
        {"1 months from t.start", "2024-02-29T12:00", "2024-03-28", "2024-03-29"},
        {"12 months from t.start", "2024-02-29T12:00", "2025-02-28", NONE},
        {"48 months from t.start", "2024-02-29T12:00", "2028-02-28", "2028-02-29"},
        {"1 months from t.start", "2026-08-31T12:00", "2026-09-30", NONE},
        {"2 months from t.start", "2026-12-31T12:00", "2027-02-28", NONE},
        {"1 months from t.start", "2026-12-31T23:59", "2027-01-30", "2027-01-31"},
        {"3 months from t.start", "2026-11-01T00:00", "2027-01-31", "2027-02-01"},
        {"1 days from t.start", "2024-02-28T12:00", "2024-02-28", "2024-02-29"},
        {"2 days from t.start, day 1 counted", "2023-02-28T12:00", "2023-03-01", NONE},
        {"2 days from t.start, day 1 counted", "2024-02-28T12:00", "2024-02-29", NONE},
        {"365 days from t.start, day 1 not counted", "2024-02-28T12:00", "2025-02-27", NONE},
        {"1 days from t.start, day 1 not counted", "2100-02-28T12:00", "2100-03-01", NONE},
    };
    CHECK_ROWS(*state, rows, NULL);
}

static void hours_pass_over_days_and_years(void **state) {
    static const Row rows[] = {
        {"1 hours from t.start", "2026-12-31T23:30", "2027-01-01T00:30", NONE},
        {"48 hours from t.start", "2024-02-28T08:15", "2024-03-01T08:15", NONE},
        {"48 hours from t.start", "2023-02-28T08:15", "2023-03-02T08:15", NONE},
        {"72 hours from t.start", "2026-12-30T00:00", "2027-01-02T00:00", NONE},
        {"9999 hours from t.start", "2026-01-01T00:00", "2027-02-21T15:00", NONE},
    };
    CHECK_ROWS(*state, rows, NULL);
}

// The day of a moment is the day in Japan, whatever the day is elsewhere.
static void days_begin_at_midnight_in_japan(void **state) {
    static const Row rows[] = {
        {"3 days from t.start, day 1 counted", "2026-03-02T00:00", "2026-03-04", NONE},
        {"3 days from t.start, day 1 counted", "2026-03-02T08:59", "2026-03-04", NONE},
        {"3 days from t.start, day 1 counted", "2026-03-02T09:00", "2026-03-04", NONE},
        {"3 days from t.start, day 1 counted", "2026-03-02T23:59", "2026-03-04", NONE},
    };
    CHECK_ROWS(*state, rows, NULL);
}

static void a_calendar_knows_only_its_years(void **state) {
    // the calendar knows 2026 alone: 2026-12-31 is closed, 2027-01-01 is beyond it
    const Calendar *calendar = calendar_with(*state, "x,2026-12-30,a,A,s\nx,2026-12-31,b,A,s\n");
    static const Row rows[] = {
        {"3 days from t.start, day 1 counted, to next office day", "2026-12-27T09:00", "2026-12-29", NONE}, // a Tuesday
        {"3 days from t.start, day 1 counted, to next office day", "2026-12-28T09:00", "2026-12-30", NONE},
        {"3 days from t.start, to next office day", "2026-12-28T09:00", "2026-12-30", "2026-12-31"},
        {"3 days from t.start, day 1 counted, to next office day", "2027-01-07T09:00", "2027-01-09", NONE}, // a Saturday
        {"3 days from t.start, day 1 counted, to next office day", "2025-12-25T09:00", "2025-12-27", NONE}, // a Saturday
        {"3 days from t.start, day 1 counted, to next office day", "2026-01-01T09:00", "2026-01-03", "2026-01-05"},
    };
    CHECK_ROWS(*state, rows, calendar);
}

// A safe date is never after the latest one, and never after a date that the law's strictest reading gives.
static void the_safe_date_is_never_late(void **state) {
    const Calendar *calendar = holidays_of_japan(*state);
    static const char *const clocks[] = {"30 days from t.start, to next office day",
                                         "1 months from t.start, to next office day",
                                         "30 days from t.start, day 1 counted, to next office day",
                                         "30 days from t.start, day 1 not counted, to next office day"};
    for (size_t c = 0; c < sizeof clocks / sizeof *clocks; c++) {
        ClockRule clock = clock_of(*state, clocks[c]);
        Day first = day_of(moment_of(*state, "2023-01-01"));
        for (Day day = first; day < first + 1500; day++) {
            Deadline deadline = deadline_compute(&clock, day_start(day), calendar);
            assert_true(deadline.due >= day_last_second(day));
            assert_true(deadline.latest == MOMENT_NONE || deadline.latest > deadline.due);
            Day latest = day_of(deadline.latest == MOMENT_NONE ? deadline.due : deadline.latest);
            bool moved = deadline.latest != MOMENT_NONE || clock.counting != COUNTING_IN_DOUBT;
            if (moved) assert_int_equal(calendar_office_day(calendar, latest), latest);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(the_clock_table),
        ARENA_TEST(without_a_start_only_a_date_is_known),
        ARENA_TEST(leak_reports_in_japan),
        ARENA_TEST(closed_days_move_only_the_latest_date),
        ARENA_TEST(working_days_leave_out_closed_days),
        ARENA_TEST(without_a_calendar_nothing_moves),
        ARENA_TEST(ends_of_months_and_leap_days),
        ARENA_TEST(hours_pass_over_days_and_years),
        ARENA_TEST(days_begin_at_midnight_in_japan),
        ARENA_TEST(a_calendar_knows_only_its_years),
        ARENA_TEST(the_safe_date_is_never_late),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
