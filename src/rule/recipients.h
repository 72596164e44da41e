// Who is told: the recipients of a duty that are certain, and those that are possible while a condition is open.
#pragma once

#include "rule/decision.h"

void recipients_find(Arena *arena, const Question *question, DutyResult *result);
// What the open recipients of this duty still wait for.
void recipients_weigh(const Question *question, const Duty *duty, double weight, double *weights);
