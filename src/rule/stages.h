// The stages of a duty with their dates. While a condition is open, the earliest candidate date is shown.
#pragma once

#include "rule/decision.h"

void stages_find(Arena *arena, const Question *question, DutyResult *result);
// What the clocks of this duty still wait for.
void stages_weigh(const Question *question, const Duty *duty, double weight, double *weights);
