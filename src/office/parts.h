// What an office cannot be without: the keys it was founded with, and, once it has served, its rooms and its ledger. What is
// gone would be made anew, empty, by whoever opens it; so whoever looks after it asks here first.
#pragma once

#include "base/str.h"

// The first part that is not there, as a path; empty: all are.
Str parts_missing(Arena *arena, Str data);
