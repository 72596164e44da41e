// What to ask next: only facts that can still change a duty, its recipients, clocks, labels or forms, or a guide; danger
// first, then emergencies, then who you are, then whatever decides most; what hardly fits the answers so far, or hangs on an
// open one, comes last.
#pragma once

#include "rule/decision.h"

// What every fact that is still open decides: one weight per fact, 0 for those that can change nothing. Duties that are
// settled to be due still ask for what their recipients, clocks and forms need.
void ask_weigh(const Question *question, double *weights);
// Every fact with a weight, best first; returns how many. `facts` has room for all facts of the book.
uint32_t ask_order(const Question *question, const double *weights, int *facts);
// The pack says that this question hardly fits what is known, or hangs on one that is open. It is still asked: unknown never
// becomes no.
bool ask_is_late(const Question *question, int fact);
