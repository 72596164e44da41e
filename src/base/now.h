// The present moment. Closed to the pure folders: they are given moments as values.
#pragma once

#include "base/clock.h"

typedef struct Clock {
    Moment (*now)(void *at);
    void *at;
} Clock;

Clock clock_system(void);
