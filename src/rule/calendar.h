// Calendars: the days on which an addressee's office is closed. Saturdays and Sundays always are.
#pragma once

#include "base/clock.h"
#include "base/diag.h"

typedef struct Calendar {
    Str name;
    Day first, last; // the span of days it knows: whole years
    Day *closed;     // sorted
    uint32_t count, room;
} Calendar;

typedef struct CalendarSource { // where a row is from, the first row of each source
    Str id;
    Place place;
} CalendarSource;

typedef struct CalendarSourceList {
    CalendarSource *items;
    size_t count, room;
} CalendarSourceList;

typedef struct CalendarList {
    Calendar *items;
    size_t count, room;
    CalendarSourceList cited;
} CalendarList;

// Lines of `calendar,date,name,grade,source` with a header.
void calendar_read(Arena *arena, CalendarList *list, Str file, Str text, Diags *diags);
int calendar_find(const CalendarList *list, Str name); // -1: none
// This day, or the next one on which the office is open. DAY_NONE beyond the span the calendar knows.
Day calendar_office_day(const Calendar *calendar, Day day);
