// Counting of periods. Where the way of counting is in doubt the safe date counts the first day and never moves.
#include "rule/deadline.h"

static const Deadline no_deadline = {MOMENT_NONE, MOMENT_NONE};

// Both dates from the safe day and the latest day; the latest moves past closed days.
static Deadline from_days(Day safe, Day latest, bool moves, const Calendar *calendar) {
    if (moves && calendar) {
        Day open = calendar_office_day(calendar, latest);
        latest = open == DAY_NONE ? latest : open;
    }
    return (Deadline){day_last_second(safe), latest > safe ? day_last_second(latest) : MOMENT_NONE};
}

static Deadline days_deadline(const ClockRule *clock, Day start, const Calendar *calendar) {
    Day counted = start + clock->number - 1, not_counted = start + clock->number;
    Day safe = clock->counting == COUNTING_NEXT_DAY ? not_counted : counted;
    Day latest = clock->counting == COUNTING_DAY_1 ? counted : not_counted;
    return from_days(safe, latest, clock->office_day, calendar);
}

static Deadline months_deadline(const ClockRule *clock, Day start, const Calendar *calendar) {
    Day same = day_add_months(start, clock->number);
    // A month without such a day: the period ends with its last day, however it is counted.
    bool cut = day_civil(same).day != day_civil(start).day;
    Day counted = cut ? same : same - 1;
    Day safe = clock->counting == COUNTING_NEXT_DAY ? same : counted;
    Day latest = clock->counting == COUNTING_DAY_1 ? counted : same;
    return from_days(safe, latest, clock->office_day, calendar);
}

// The safe date counts every day; the latest only those on which the addressee works, from the day after the start.
static Deadline working_deadline(const ClockRule *clock, Day start, const Calendar *calendar) {
    Day safe = start + clock->number - 1, latest = start;
    for (int i = 0; calendar && i < clock->number && latest != DAY_NONE; i++)
        latest = calendar_office_day(calendar, latest + 1);
    return from_days(safe, latest == DAY_NONE ? safe : latest, false, NULL);
}

Deadline deadline_compute(const ClockRule *clock, Moment start, const Calendar *calendar) {
    if (clock->kind == CLOCK_BY_DATE) return (Deadline){day_last_second(clock->by), MOMENT_NONE};
    if (start == MOMENT_NONE) return no_deadline;
    switch (clock->kind) {
    case CLOCK_AT_ONCE:
        return (Deadline){start, MOMENT_NONE};
    case CLOCK_PROMPTLY:
        if (clock->guide_high == 0) return no_deadline;
        return from_days(day_of(start) + clock->guide_low - 1, day_of(start) + clock->guide_high - 1, false, calendar);
    case CLOCK_HOURS:
        return (Deadline){start + (Moment)clock->number * 3600 * 1000000, MOMENT_NONE};
    case CLOCK_DAYS:
        return days_deadline(clock, day_of(start), calendar);
    case CLOCK_WORKING_DAYS:
        return working_deadline(clock, day_of(start), calendar);
    case CLOCK_MONTHS:
        return months_deadline(clock, day_of(start), calendar);
    default:
        return no_deadline;
    }
}

bool deadline_is_doubtful(const ClockRule *clock) {
    return (clock->kind == CLOCK_DAYS || clock->kind == CLOCK_MONTHS) && clock->counting == COUNTING_IN_DOUBT;
}
