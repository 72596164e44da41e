// What to do first: at most three things, for someone who has no time. What stops the harm, then how to help oneself, then whom
// to tell.
#pragma once

#include "rule/decision.h"

enum { FIRST_THINGS = 3 };

// Either what a duty asks for, or the first step of a guide.
typedef struct FirstThing {
    const DutyResult *duty; // NULL: the step
    const GuideStep *step;  // NULL: the duty
} FirstThing;

// How many of them there are.
uint32_t first_things(const Decision *decision, FirstThing out[FIRST_THINGS]);
