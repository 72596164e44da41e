// The only calls that take memory from the system. Closed to the pure folders.
#pragma once

#include "base/err.h"

#include <stddef.h>

void *memory_take(size_t bytes);  // zeroed pages; NULL when there are none
void *memory_share(size_t bytes); // the same, seen by all children that are made afterwards
// The first `used` bytes cannot be changed any more, and are the same for all children that are made afterwards: they get no
// copy, not even of the tables of its pages. What lies behind them is given back.
MUST_CHECK Err memory_freeze(void *memory, size_t used, size_t bytes);
MUST_CHECK Err memory_hide(void *memory, size_t bytes); // children that are made afterwards do not have it
void memory_give(void *memory, size_t bytes);
