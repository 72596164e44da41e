// How far a filing has come with one of its windows: one vocabulary for pages and programs. Pure. Nothing is said further than
// it is known; only the addressee says that she has accepted a report.
#pragma once

#include "portal/own_case.h"

typedef enum Standing {
    STANDING_PREPARED, // taken in and kept: about to be placed with the window
    STANDING_FILED,    // handed over: it can open it
    STANDING_OPENED,
    STANDING_ACCEPTED,
    STANDING_COUNT
} Standing;

typedef struct OwnStanding {
    Moment since[STANDING_COUNT]; // MOMENT_NONE: not known to have come so far
    Str number;                   // given with the acceptance; empty: none
} OwnStanding;

const char *standing_name(Standing standing); // prepared, filed, opened, accepted
OwnStanding own_standing(const OwnCase *own, const OwnFiling *filing, Str window);
Standing own_standing_last(const OwnStanding *standing);
