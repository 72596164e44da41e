// Tokens are counted in thousandths. A prefix may lie in any of a few slots of its set.
#include "net/bucket.h"

enum { SETS = 2048, WAYS = 4, TOKEN = 1000 };

typedef struct Bucket {
    uint64_t prefix;
    int64_t tokens;  // thousandths; below zero: owed
    int64_t seen_ms; // 0: free
} Bucket;

struct BucketTable {
    BucketTerms terms;
    uint64_t secret;
    Bucket buckets[SETS][WAYS];
};

BucketTable *bucket_table_make(Arena *arena, BucketTerms terms, uint64_t secret) {
    BucketTable *table = NEW(arena, BucketTable);
    table->terms = terms;
    table->secret = secret;
    return table;
}

// A mixer with a secret: who does not know it cannot aim.
static uint64_t mix(uint64_t value, uint64_t secret) {
    value ^= secret;
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ value >> 27) * 0x94d049bb133111ebULL;
    return value ^ value >> 31 ^ secret >> 17;
}

static Bucket *bucket_find(BucketTable *table, uint64_t prefix, int64_t now_ms) {
    Bucket *set = table->buckets[mix(prefix, table->secret) % SETS], *oldest = set;
    for (int i = 0; i < WAYS; i++) {
        if (set[i].seen_ms != 0 && set[i].prefix == prefix) return &set[i];
        if (set[i].seen_ms < oldest->seen_ms) oldest = &set[i];
    }
    *oldest = (Bucket){.prefix = prefix, .tokens = (int64_t)table->terms.burst * TOKEN, .seen_ms = now_ms};
    return oldest;
}

static Bucket *bucket_fill(BucketTable *table, uint64_t prefix, int64_t now_ms) {
    Bucket *bucket = bucket_find(table, prefix, now_ms);
    int64_t most = (int64_t)table->terms.burst * TOKEN, passed = now_ms - bucket->seen_ms;
    bool refills = passed > 0 && bucket->tokens < most;
    if (refills && passed >= 2 * most) // long ago: full again, whatever the terms
        bucket->tokens = most;
    else if (refills)
        bucket->tokens += passed * (int64_t)table->terms.per_second;
    if (bucket->tokens > most) bucket->tokens = most;
    bucket->seen_ms = now_ms;
    return bucket;
}

bool bucket_has(BucketTable *table, uint64_t prefix, int64_t now_ms) {
    return bucket_fill(table, prefix, now_ms)->tokens >= TOKEN;
}

void bucket_charge(BucketTable *table, uint64_t prefix, int64_t now_ms) {
    int64_t most = (int64_t)table->terms.burst * TOKEN;
    Bucket *bucket = bucket_fill(table, prefix, now_ms);
    bucket->tokens = bucket->tokens - TOKEN < -most ? -most : bucket->tokens - TOKEN;
}

bool bucket_take(BucketTable *table, uint64_t prefix, int64_t now_ms) {
    bool has = bucket_has(table, prefix, now_ms);
    if (has) bucket_charge(table, prefix, now_ms);
    return has;
}
