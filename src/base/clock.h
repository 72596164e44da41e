// Moments and calendar days. A moment is UTC microseconds; a day is a number of days since 1970-01-01 in Japan (UTC+9).
// Pure arithmetic; the present is elsewhere (now.h).
#pragma once

#include "base/buf.h"

typedef int64_t Moment;
typedef int32_t Day;

#define MOMENT_NONE INT64_MIN
#define DAY_NONE INT32_MIN

typedef struct Civil {
    int year, month, day;
} Civil;

Day day_from_civil(Civil civil);
Civil day_civil(Day day);
int day_weekday(Day day);        // 0 Sunday
Day day_of(Moment moment);       // in Japan
Moment day_start(Day day);       // 00:00:00 in Japan
Moment day_last_second(Day day); // 23:59:59 in Japan
// Same day of the month `months` later, or the last day of that month.
Day day_add_months(Day day, int months);
bool day_parse(Str s, Day *out); // YYYY-MM-DD, existing days only, years 1900-2199
// RFC 3339 with zone; the fraction is kept to microseconds.
bool moment_parse(Str s, Moment *out);
void buf_moment(Buf *out, Moment moment); // 2026-11-20T09:00:00+09:00
void buf_day(Buf *out, Day day);          // 2026-11-20
