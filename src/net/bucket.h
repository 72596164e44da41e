// Token buckets, one for each prefix of addresses, in a table of fixed size: who asks more often than the terms allow waits,
// and nobody else does. Where there are more prefixes than room, the one that has been quiet longest is forgotten.
#pragma once

#include "base/arena.h"

#include <stdbool.h>

typedef struct BucketTerms {
    uint32_t burst;      // at once
    uint32_t per_second; // and then this many
} BucketTerms;

typedef struct BucketTable BucketTable;

// `secret`: random, so that nobody can choose prefixes that fall together. Lives in the arena.
BucketTable *bucket_table_make(Arena *arena, BucketTerms terms, uint64_t secret);
// Whether one more may pass now; it is counted if so. `now_ms` is of a clock that only goes forward.
bool bucket_take(BucketTable *table, uint64_t prefix, int64_t now_ms);
// Whether one more could.
bool bucket_has(BucketTable *table, uint64_t prefix, int64_t now_ms);
// Counts one that has passed already: the next ones wait for it, no longer than a whole burst would.
void bucket_charge(BucketTable *table, uint64_t prefix, int64_t now_ms);
