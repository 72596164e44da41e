// Moments as people say them: 2026-11-20 14:30, 11月20日午後2時半, 令和8年11月20日, "Nov 20, 2:30 pm", きのう 9:00, 3 hours
// ago, 朝, 8.11.20. What is not said is filled from now: the year is the latest in which the day has come, the time of day is
// nine. A part of the day stands for its first moment, so that no clock that runs from it ends too late.
#include "base/utf8.h"
#include "rule/answer_scan.h"

#define MINUTE INT64_C(60000000)

enum { UNSAID = -1, NINE = 9, HOURS_A_DAY = 24, MONTHS_BACK = 12, YEAR_FIRST = 1900, YEAR_LAST = 2199, AGO_MOST = 9999 };
enum { BEFORE_REIWA = 2018, BEFORE_HEISEI = 1988 };

// When each begins, and the hours that are said with it: 夜9時 is 21, 昼1時 is 13.
static const struct {
    Msg words;
    int begins, first, last;
} day_parts[] = {
    {MSG_READ_SMALL_HOURS, 0, 0, 5}, {MSG_READ_DAYBREAK, 3, 2, 8}, {MSG_READ_EARLY, 6, 3, 11},
    {MSG_READ_MIDDAY, 12, 11, 16},   {MSG_READ_DUSK, 15, 15, 19},  {MSG_READ_NIGHT, 18, 17, HOURS_A_DAY},
};
enum { PART_EARLY = 2, PART_NIGHT = 5 };

typedef struct Parts {
    int era; // years before its first; UNSAID: none
    int year, month, day, hour, minute, second;
    int half;  // of the day: 0 morning, 1 afternoon
    int part;  // of day_parts
    Day named; // today, yesterday; DAY_NONE
} Parts;

static bool set_part(int *part, int value) {
    bool free = *part == UNSAID;
    *part = value;
    return free;
}

static bool set_day(Parts *parts, Day day) {
    bool free = parts->named == DAY_NONE && parts->month == UNSAID && parts->day == UNSAID;
    parts->named = day;
    return free;
}

static bool year_stated(const Parts *parts, int number, int digits) {
    return digits == 4 || parts->era != UNSAID || number >= 1000;
}

// A year of the era that runs, as papers write it: 8.11.20. A year that has not come is none.
static bool set_short_year(Typed *typed, Parts *parts, int year) {
    if (parts->era != UNSAID || year < 1 || year > day_civil(day_of(typed->now)).year - BEFORE_REIWA) return false;
    return set_part(&parts->era, BEFORE_REIWA) && set_part(&parts->year, year);
}

// Two or three numbers with one sign between them: month and day, or year, month, day.
static bool take_signed_date(Typed *typed, Parts *parts, int first, int digits) {
    char sign = typed->text.ptr[typed->at++];
    int second, third;
    if (!typed_digits(typed, 2, &second)) return false;
    if (!typed_mark(typed, sign))
        return sign != '.' && !year_stated(parts, first, digits) && set_part(&parts->month, first) &&
               set_part(&parts->day, second);
    if (!typed_digits(typed, 2, &third)) return false;
    bool year =
        year_stated(parts, first, digits) ? set_part(&parts->year, first) : sign == '.' && set_short_year(typed, parts, first);
    return year && set_part(&parts->month, second) && set_part(&parts->day, third);
}

static bool take_signed_time(Typed *typed, Parts *parts, int hour) {
    int minute, second = 0;
    typed->at++;
    if (typed_digits(typed, 2, &minute) != 2 || !set_part(&parts->hour, hour) || !set_part(&parts->minute, minute))
        return false;
    return !typed_mark(typed, ':') || (typed_digits(typed, 2, &second) == 2 && set_part(&parts->second, second));
}

// "3 days ago": the unit is read, and the word behind it must be there.
static bool take_ago(Typed *typed, Parts *parts, int number) {
    static const struct {
        Msg words;
        int64_t minutes;
    } units[] = {{MSG_READ_MINUTE_UNIT, 1}, {MSG_READ_HOUR_UNIT, 60}, {MSG_READ_DAY_UNIT, 1440}};
    size_t from = typed->at;
    for (size_t i = 0; i < sizeof units / sizeof *units && number <= AGO_MOST; i++) {
        typed->at = from;
        if (typed_word(typed, units[i].words) < 0 || typed_word(typed, MSG_READ_AGO) < 0) continue;
        Moment then = typed->now - number * units[i].minutes * MINUTE;
        if (!set_day(parts, day_of(then))) return false;
        if (units[i].minutes == 1440) return true;
        int in_day = (int)((then - day_start(day_of(then))) / MINUTE);
        return set_part(&parts->hour, in_day / 60) && set_part(&parts->minute, in_day % 60);
    }
    typed->at = from;
    return false;
}

static bool take_named_part(Typed *typed, Parts *parts, int number) {
    if (typed_word(typed, MSG_READ_YEAR) >= 0)
        return year_stated(parts, number, 0) ? set_part(&parts->year, number) : set_short_year(typed, parts, number);
    if (typed_word(typed, MSG_READ_MONTH) >= 0) return set_part(&parts->month, number);
    if (typed_word(typed, MSG_READ_DAY) >= 0) return set_part(&parts->day, number);
    if (typed_word(typed, MSG_READ_HOUR) >= 0) {
        bool half = typed_word(typed, MSG_READ_HALF) >= 0;
        return set_part(&parts->hour, number) && (!half || set_part(&parts->minute, 30));
    }
    if (typed_word(typed, MSG_READ_MINUTE) >= 0) return set_part(&parts->minute, number);
    return typed_word(typed, MSG_READ_SECOND) >= 0 && set_part(&parts->second, number);
}

static int take_day_part(Typed *typed) {
    for (size_t i = 0; i < sizeof day_parts / sizeof *day_parts; i++)
        if (typed_word(typed, day_parts[i].words) >= 0) return (int)i;
    return UNSAID;
}

// "2 pm", "9 in the morning"; both are read next.
static bool part_follows(Typed *typed) {
    size_t from = typed->at;
    bool half = typed_word(typed, MSG_READ_AFTERNOON) >= 0 || typed_word(typed, MSG_READ_MORNING) >= 0;
    while (!half && typed_word(typed, MSG_READ_TIME_FILLER) >= 0) continue;
    bool found = half || take_day_part(typed) != UNSAID;
    typed->at = from;
    return found;
}

static bool take_bare_number(Typed *typed, Parts *parts, int number, int digits) {
    size_t from = typed->at;
    bool is_day = parts->month != UNSAID && parts->day == UNSAID; // "Nov 20 at night"
    if (!is_day && part_follows(typed)) return set_part(&parts->hour, number);
    if (digits == 8)
        return set_part(&parts->year, number / 10000) && set_part(&parts->month, number / 100 % 100) &&
               set_part(&parts->day, number % 100);
    if (parts->month != UNSAID && parts->day == UNSAID && digits <= 2) return set_part(&parts->day, number); // "Nov 20"
    if (digits <= 2 && parts->month == UNSAID && typed_word(typed, MSG_READ_MONTH_NAME) >= 0) {
        typed->at = from; // "20 November"; the name is read next
        return set_part(&parts->day, number);
    }
    return parts->month != UNSAID && year_stated(parts, number, digits) && set_part(&parts->year, number);
}

static bool take_number(Typed *typed, Parts *parts) {
    int number, digits = typed_digits(typed, 8, &number);
    char sign = typed->at < typed->text.len ? typed->text.ptr[typed->at] : ' ';
    if (sign == '/' || sign == '-' || sign == '.') return take_signed_date(typed, parts, number, digits);
    if (sign == ':') return take_signed_time(typed, parts, number);
    typed_skip_spaces(typed);
    size_t behind = typed->at;
    if (take_ago(typed, parts, number)) return true;
    typed->at = behind;
    return take_named_part(typed, parts, number) || (typed->at == behind && take_bare_number(typed, parts, number, digits));
}

// As on a scroll: 二十, 十一, 二〇二六. A unit must stand behind it.
static bool take_kanji_number(Typed *typed, Parts *parts) {
    enum { TEN = 0x5341, DIGITS = 4 };
    int number = 0, digit, count = 0;
    for (bool more = true; more && count < DIGITS; count++) {
        size_t at = typed->at;
        if ((digit = typed_digit(typed)) >= 0) {
            number = number * 10 + digit;
            continue;
        }
        more = utf8_next(typed->text, &at) == TEN && number < 10;
        if (!more) break;
        typed->at = at;
        number = (number ? number : 1) * 10 + ((digit = typed_digit(typed)) < 0 ? 0 : digit);
    }
    return count > 0 && take_named_part(typed, parts, number);
}

static bool take_named_day(Typed *typed, Parts *parts) {
    static const Msg days[] = {MSG_READ_TODAY, MSG_READ_YESTERDAY, MSG_READ_DAY_BEFORE};
    Day today = day_of(typed->now);
    if (typed_word(typed, MSG_READ_THIS_MORNING) >= 0) return set_day(parts, today) && set_part(&parts->part, PART_EARLY);
    if (typed_word(typed, MSG_READ_LAST_NIGHT) >= 0) return set_day(parts, today - 1) && set_part(&parts->part, PART_NIGHT);
    for (int i = 0; i < 3; i++)
        if (typed_word(typed, days[i]) >= 0) return set_day(parts, today - i);
    return false;
}

// The first year of an era has a name and no number: 令和元年5月1日, R元.5.1.
static bool take_first_year(Typed *typed, Parts *parts) {
    int month, day;
    if (typed_word(typed, MSG_READ_YEAR) >= 0) return set_part(&parts->year, 1);
    bool dated =
        typed_mark(typed, '.') && typed_digits(typed, 2, &month) && typed_mark(typed, '.') && typed_digits(typed, 2, &day);
    return dated && set_part(&parts->year, 1) && set_part(&parts->month, month) && set_part(&parts->day, day);
}

static bool take_era(Typed *typed, Parts *parts) {
    static const struct {
        Msg words;
        int before;
    } eras[] = {{MSG_READ_REIWA, BEFORE_REIWA}, {MSG_READ_HEISEI, BEFORE_HEISEI}};
    for (size_t i = 0; i < 2; i++) {
        if (typed_word(typed, eras[i].words) < 0) continue;
        bool first = typed_word(typed, MSG_READ_FIRST_YEAR) >= 0;
        return set_part(&parts->era, eras[i].before) && (!first || take_first_year(typed, parts));
    }
    return false;
}

static bool take_word(Typed *typed, Parts *parts) {
    size_t from = typed->at;
    if (take_named_day(typed, parts) || take_era(typed, parts)) return true;
    if (typed->at > from) return false;
    int month = typed_word(typed, MSG_READ_MONTH_NAME);
    if (month >= 0) return set_part(&parts->month, month / 2 + 1); // short and long, in turn
    if (typed_word(typed, MSG_READ_MORNING) >= 0) return set_part(&parts->half, 0);
    if (typed_word(typed, MSG_READ_AFTERNOON) >= 0) return set_part(&parts->half, 1);
    if (typed_word(typed, MSG_READ_NOON) >= 0) return set_part(&parts->hour, 12);
    int part = take_day_part(typed);
    if (part != UNSAID) return set_part(&parts->part, part);
    return typed_word(typed, MSG_READ_TIME_FILLER) >= 0;
}

static Day day_made(int year, int month, int day) {
    if (year < YEAR_FIRST || year > YEAR_LAST || month < 1 || month > 12 || day < 1 || day > 31) return DAY_NONE;
    Day made = day_from_civil((Civil){year, month, day});
    return day_civil(made).day == day ? made : DAY_NONE; // the 31st of a short month runs over
}

// The latest such day that has come.
static Day day_filled(const Parts *parts, Day today) {
    Civil civil = day_civil(today);
    if (parts->month == UNSAID) {
        for (int back = 0; back < MONTHS_BACK; back++) {
            Civil month = day_civil(day_add_months(day_from_civil((Civil){civil.year, civil.month, 1}), -back));
            Day day = day_made(month.year, month.month, parts->day);
            if (day != DAY_NONE && day <= today) return day;
        }
        return DAY_NONE;
    }
    Day day = day_made(civil.year, parts->month, parts->day);
    return day != DAY_NONE && day <= today ? day : day_made(civil.year - 1, parts->month, parts->day);
}

static Day parts_day(const Parts *parts, Day today) {
    bool dated = parts->year != UNSAID || parts->month != UNSAID || parts->day != UNSAID || parts->era != UNSAID;
    if (!dated) return parts->named == DAY_NONE ? today : parts->named;
    if (parts->named != DAY_NONE || parts->day == UNSAID) return DAY_NONE;
    if (parts->year == UNSAID) return parts->era == UNSAID ? day_filled(parts, today) : DAY_NONE;
    return day_made(parts->year + (parts->era == UNSAID ? 0 : parts->era), parts->month, parts->day);
}

// In 24 hours, by the part of the day that was said with it; -1: not of that part.
static int hour_of_part(int part, int hour) {
    int first = day_parts[part].first, last = day_parts[part].last, later = hour + 12;
    if (hour == UNSAID) return day_parts[part].begins;
    if (hour >= first && hour <= last) return hour;
    return hour <= 12 && later >= first && later <= last ? later : -1;
}

// Microseconds into the day; -1: no such time. Past midnight it runs into the next day.
static int64_t parts_time(const Parts *parts) {
    int hour = parts->hour == UNSAID ? NINE : parts->hour, minute = parts->minute == UNSAID ? 0 : parts->minute;
    int second = parts->second == UNSAID ? 0 : parts->second;
    if (parts->part != UNSAID) {
        hour = hour_of_part(parts->part, parts->hour);
        bool fits = hour >= 0 && parts->half == UNSAID && (parts->hour != UNSAID || parts->minute == UNSAID);
        return fits && minute <= 59 && second <= 59 ? ((int64_t)hour * 60 + minute) * MINUTE + second * (MINUTE / 60) : -1;
    }
    bool halved = parts->half != UNSAID;
    if ((parts->hour == UNSAID && (halved || parts->minute != UNSAID)) || (halved && hour > 12 && parts->half == 0)) return -1;
    if (halved && hour <= 12) hour = hour % 12 + 12 * parts->half;
    bool midnight = hour == HOURS_A_DAY && minute == 0 && second == 0; // as the end of the day
    if ((hour >= HOURS_A_DAY && !midnight) || minute > 59 || second > 59) return -1;
    return ((int64_t)hour * 60 + minute) * MINUTE + second * (MINUTE / 60);
}

Err typed_time(Typed *typed) {
    Parts parts = {UNSAID, UNSAID, UNSAID, UNSAID, UNSAID, UNSAID, UNSAID, UNSAID, UNSAID, DAY_NONE};
    if (typed_word(typed, MSG_READ_NOW) >= 0 && typed_done(typed)) {
        typed->out->value = value_number(typed->now, typed->now);
        return ERR_OK;
    }
    typed->at = 0;
    while (!typed_done(typed)) {
        char c = typed->text.ptr[typed->at];
        size_t from = typed->at;
        if (c >= '0' && c <= '9' ? take_number(typed, &parts) : take_word(typed, &parts)) continue;
        if (typed->at > from || !take_kanji_number(typed, &parts)) return typed_fail(typed, MSG_READ_NO_TIME);
    }
    Day day = parts_day(&parts, day_of(typed->now));
    int64_t time = parts_time(&parts);
    if (day == DAY_NONE || time < 0) return typed_fail(typed, MSG_READ_NO_SUCH_TIME);
    Moment moment = day_start(day) + time;
    bool is_today = day == day_of(typed->now) && parts.hour == UNSAID && parts.part == UNSAID;
    if (is_today && moment > typed->now) moment = typed->now; // "today", before nine
    typed->out->value = value_number(moment, moment);
    return ERR_OK;
}
