// From a clock and a moment to two dates: the safe one, which is never late, and the latest the law's own counting allows.
#pragma once

#include "rule/calendar.h"
#include "rule/duty.h"

typedef struct Deadline {
    Moment due;    // the safe date; MOMENT_NONE: none can be given
    Moment latest; // later than `due`, or MOMENT_NONE
} Deadline;

// `start`: MOMENT_NONE while it is not known. `calendar`: of the addressee; NULL: none is known, nothing moves.
Deadline deadline_compute(const ClockRule *clock, Moment start, const Calendar *calendar);
// Whether the law leaves open how its days are counted: then the latest date is one reading of it.
bool deadline_is_doubtful(const ClockRule *clock);
