// Calendar arithmetic in the proleptic Gregorian calendar, with Japan's fixed offset of nine hours. Knows no library of
// time zones and no present moment.
#include "base/clock.h"

enum { SECONDS_PER_DAY = 86400, JAPAN_OFFSET_S = 9 * 3600, YEAR_FURTHEST = 200000, DAY_FURTHEST = 80000000 };
#define MICRO INT64_C(1000000)

static int64_t floor_div(int64_t value, int64_t by) {
    int64_t quotient = value / by;
    return value % by < 0 ? quotient - 1 : quotient;
}

static bool is_leap(int year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_days(int year, int month) {
    static const char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

// Years are counted from March, so that the leap day is the last one.
Day day_from_civil(Civil civil) {
    int64_t year = civil.year - (civil.month <= 2);
    int64_t era = floor_div(year, 400), year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (civil.month + (civil.month > 2 ? -3 : 9)) + 2) / 5 + civil.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (Day)(era * 146097 + day_of_era - 719468);
}

Civil day_civil(Day day) {
    int64_t shifted = (int64_t)day + 719468;
    int64_t era = floor_div(shifted, 146097), day_of_era = shifted - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t march_month = (5 * day_of_year + 2) / 153;
    int month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
    return (Civil){
        .year = (int)(year_of_era + era * 400 + (month <= 2)),
        .month = month,
        .day = (int)(day_of_year - (153 * march_month + 2) / 5 + 1),
    };
}

int day_weekday(Day day) {
    return (int)(((int64_t)day % 7 + 11) % 7);
}

Day day_of(Moment moment) {
    if (moment == MOMENT_NONE) {
        return DAY_NONE;
    }
    return (Day)floor_div(floor_div(moment, MICRO) + JAPAN_OFFSET_S, SECONDS_PER_DAY);
}

Moment day_start(Day day) {
    if (day < -DAY_FURTHEST || day > DAY_FURTHEST) {
        return MOMENT_NONE;
    }
    return ((Moment)day * SECONDS_PER_DAY - JAPAN_OFFSET_S) * MICRO;
}

Moment day_last_second(Day day) {
    Moment start = day_start(day);
    return start == MOMENT_NONE ? MOMENT_NONE : start + (SECONDS_PER_DAY - 1) * MICRO;
}

Day day_add_months(Day day, int months) {
    Civil civil = day_civil(day);
    int64_t month = (int64_t)civil.year * 12 + civil.month - 1 + months;
    int64_t year = floor_div(month, 12);
    if (day == DAY_NONE || year < -YEAR_FURTHEST || year > YEAR_FURTHEST) {
        return DAY_NONE;
    }
    civil.year = (int)year;
    civil.month = (int)(month - year * 12) + 1;
    int last = month_days(civil.year, civil.month);
    civil.day = civil.day < last ? civil.day : last;
    return day_from_civil(civil);
}

// `count` digits at *at, which moves behind them.
static bool digits_take(Str s, size_t *at, int count, int *out) {
    int value = 0;
    for (int i = 0; i < count; i++, (*at)++) {
        if (*at >= s.len || s.ptr[*at] < '0' || s.ptr[*at] > '9') {
            return false;
        }
        value = value * 10 + (s.ptr[*at] - '0');
    }
    *out = value;
    return true;
}

static bool mark_take(Str s, size_t *at, const char *marks) {
    if (*at >= s.len || s.ptr[*at] == '\0' || !strchr(marks, s.ptr[*at])) {
        return false;
    }
    (*at)++;
    return true;
}

static bool civil_take(Str s, size_t *at, Civil *out) {
    return digits_take(s, at, 4, &out->year) && mark_take(s, at, "-") && digits_take(s, at, 2, &out->month) &&
           mark_take(s, at, "-") && digits_take(s, at, 2, &out->day) && out->month >= 1 && out->month <= 12 && out->day >= 1 &&
           out->day <= month_days(out->year, out->month);
}

bool day_parse(Str s, Day *out) {
    Civil civil;
    size_t at = 0;
    if (!civil_take(s, &at, &civil) || at != s.len || civil.year < 1900 || civil.year > 2199) {
        return false;
    }
    *out = day_from_civil(civil);
    return true;
}

// ".5" as microseconds; without a point 0. One to nine digits, those behind the sixth are dropped.
static bool fraction_take(Str s, size_t *at, int *out) {
    *out = 0;
    if (!mark_take(s, at, ".")) {
        return true;
    }
    int count = 0, digit;
    for (; count < 9 && digits_take(s, at, 1, &digit); count++) {
        *out = count < 6 ? *out * 10 + digit : *out;
    }
    for (int i = count; i < 6; i++) {
        *out *= 10;
    }
    return count > 0;
}

// "Z" or "+09:00" as seconds east.
static bool zone_take(Str s, size_t *at, int *out) {
    int hours, minutes;
    *out = 0;
    if (mark_take(s, at, "Zz")) {
        return true;
    }
    bool west = *at < s.len && s.ptr[*at] == '-';
    if (!mark_take(s, at, "+-") || !digits_take(s, at, 2, &hours) || !mark_take(s, at, ":") ||
        !digits_take(s, at, 2, &minutes) || hours > 23 || minutes > 59) {
        return false;
    }
    *out = (hours * 3600 + minutes * 60) * (west ? -1 : 1);
    return true;
}

bool moment_parse(Str s, Moment *out) {
    Civil civil;
    size_t at = 0;
    int hour, minute, second, fraction, zone;
    if (!civil_take(s, &at, &civil) || !mark_take(s, &at, "Tt") || !digits_take(s, &at, 2, &hour) || !mark_take(s, &at, ":") ||
        !digits_take(s, &at, 2, &minute) || !mark_take(s, &at, ":") || !digits_take(s, &at, 2, &second) ||
        !fraction_take(s, &at, &fraction) || !zone_take(s, &at, &zone) || at != s.len) {
        return false;
    }
    if (hour > 23 || minute > 59 || second > 60) {
        return false;
    }
    int64_t minute_utc = (int64_t)day_from_civil(civil) * 1440 + hour * 60 + minute - zone / 60;
    if (second == 60) {
        // A leap second is the last one of a day in UTC; it has no number of its own.
        if (minute_utc - floor_div(minute_utc, 1440) * 1440 != 1439) {
            return false;
        }
        second = 59;
        fraction = MICRO - 1;
    }
    Moment moment = (minute_utc * 60 + second) * MICRO + fraction;
    int year = day_civil(day_of(moment)).year;
    if (year < 0 || year > 9999) {
        return false; // could not be written down again
    }
    *out = moment;
    return true;
}

void buf_moment(Buf *out, Moment moment) {
    if (moment == MOMENT_NONE) {
        return;
    }
    int64_t second = floor_div(moment, MICRO) + JAPAN_OFFSET_S;
    int in_day = (int)(second - floor_div(second, SECONDS_PER_DAY) * SECONDS_PER_DAY);
    buf_day(out, day_of(moment));
    buf_format(out, "T%02d:%02d:%02d+09:00", in_day / 3600, in_day / 60 % 60, in_day % 60);
}

void buf_day(Buf *out, Day day) {
    if (day != DAY_NONE) {
        Civil civil = day_civil(day);
        buf_format(out, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
    }
}
