// iCalendar (RFC 5545) from plain values. All lines end in CRLF and are folded at 75 octets, never within a character. Knows
// nothing of duties; chance and the present come in as values.
#pragma once

#include "base/clock.h"

typedef struct IcsEvent {
    Str uid; // the same for the same event whenever it is made
    Str title, description;
    Day day; // an event of a whole day; DAY_NONE: at `moment`
    Moment moment;
    const int *alarms; // hours before the event (for a whole day: before its midnight)
    uint32_t alarm_count;
} IcsEvent;

typedef struct IcsCalendar {
    Str product; // who made it, such as "-//todoke//..."
    Str title;
    Moment stamp; // when it was made
    const IcsEvent *events;
    uint32_t event_count; // at least one: a calendar without is none
} IcsCalendar;

void ics_print(Buf *out, const IcsCalendar *calendar);
