// Whole answers that are made before anybody comes, for those who get no further than the gate. A page among them stands for
// itself: its style is inside, since whatever it asked for now would be one more request of somebody for whom there is no room.
#pragma once

#include "web/site.h"

typedef struct Refusals Refusals;

// All of them, in every language and for programs.
const Refusals *refusals_make(Arena *arena, bool is_practice);
// Head and body; the connection ends behind it. 429 and 503 say when to come again.
Bytes refusal_of(const Refusals *refusals, int status, Reader reader);
