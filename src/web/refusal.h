// Whole answers that are made before anybody comes, for those who get no further than the gate: without a language that could
// be read, so in all three.
#pragma once

#include "base/bytes.h"

// Head and body; the connection ends behind it. 429 and 503 are pages and say when to come again, all others are problems.
Bytes refusal_make(Arena *arena, int status);
