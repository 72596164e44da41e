// The present moment. Closed to the pure folders: they are given moments as values.
#pragma once

#include "base/clock.h"

typedef struct Clock {
    Moment (*now)(void *at);
    void *at;
} Clock;

Clock clock_system(void);

// Milliseconds since the machine was started, sleep counted: for deadlines and quotas, which no change of the clock may move.
int64_t boot_ms(void);
