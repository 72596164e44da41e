// Who may open which report now: the keeper's rules, as one function over values. Nothing here reads a clock or a file; what
// was opened before is told by the ledger, entry by entry, so that no restart forgets it and no count can differ from the
// leaves.
//
// The rules: the order is for this office, not older or newer than five minutes, and not carried out before. Whoever asks is
// granted to ask, for the window of every report in it; whoever agrees is somebody else who is granted to agree. Two are needed
// for more than ten reports at once, and for what goes beyond the officer's number for the day (of Japan).
#pragma once

#include "seal/grant.h"
#include "seal/ledger_entry.h"
#include "seal/release.h"

enum { OPENING_ALONE_MAX = 10, OPENING_FRESH_MINUTES = 5 };

// Why an order is refused. Numbers are part of the answer.
typedef enum OpeningReason {
    OPENING_ALLOWED,
    OPENING_NOT_READ,     // not an order, or for another office
    OPENING_STALE,        // its time is more than five minutes away from the keeper's
    OPENING_REPEATED,     // it was carried out before
    OPENING_NO_GRANT,     // no grant for that officer and window
    OPENING_EXPIRED,      // the grant has ended, or has not begun
    OPENING_SIGNATURE,    // not signed with the key of the grant
    OPENING_SECOND,       // a second officer has to agree
    OPENING_SAME_OFFICER, // the second is the first
    OPENING_NOT_CHOSEN,   // the report was not sent to that window in that view
    OPENING_NO_HALF,      // the keeper has no half of that report: destroyed, or never filed
    OPENING_NO_LEDGER,    // the ledger cannot be written: nothing is released
    OPENING_REASONS
} OpeningReason;

typedef struct GrantList {
    Grant *items; // the highest serial of each
    size_t count, room;
} GrantList;

// Takes a grant into the list, in place of an older one. ERR_REFUSED: a newer one is there.
MUST_CHECK Err grant_list_take(Arena *arena, GrantList *list, const Grant *grant);

// What the ledger remembers for the rules: who opened how much today, and which orders were carried out of late.
typedef struct OpeningMemory {
    Arena *arena;
    Day today;
    struct OpeningUse {
        LedgerTag officer;
        uint32_t count;
    } * uses;
    size_t use_count, use_room;
    struct OpeningSeen {
        LedgerTag order;
        Moment at;
    } * seen;
    size_t seen_count, seen_room;
} OpeningMemory;

OpeningMemory opening_memory(Arena *arena);
// Entries in the order of the ledger. A clock that was set back begins no new day and gives nothing back.
void opening_remember(OpeningMemory *memory, const LedgerEntry *entry);
// Takes back what was remembered last and then did not come into the ledger: nothing was opened.
void opening_take_back(OpeningMemory *memory, const LedgerEntry *entry);
// The same in another arena, without the orders that are too old to be carried out again.
OpeningMemory opening_copy(Arena *arena, const OpeningMemory *memory, Moment now);

// The keeper's own secret, from which the tags in the ledger are made.
typedef struct OpeningSecret {
    unsigned char bytes[32];
} OpeningSecret;

LedgerTag opening_officer_tag(const OpeningSecret *secret, Id officer);
LedgerTag opening_order_tag(const OpeningSecret *secret, Bytes order);

typedef struct OpeningRules {
    Id office;
    Moment now;
    const GrantList *grants;
    const OpeningMemory *memory;
    const OpeningSecret *secret;
} OpeningRules;

// Everything but what only the opened half can tell (OPENING_NOT_CHOSEN, OPENING_NO_HALF).
OpeningReason opening_judge(const OpeningRules *rules, const SignedRelease *release);
