// One entry of the ledger's own file: the commitment that became a leaf, what it commits to sealed to the inspectors and, where
// it concerns a report, to the victim, and the little that the keeper must still know after a restart. Clear are the moment and
// names that say nothing to who has no key.
#pragma once

#include "base/bytes.h"
#include "base/clock.h"
#include "base/ident.h"
#include "seal/box.h"
#include "seal/ledger_event.h"

enum {
    LEDGER_TAG_BYTES = 16,
    LEDGER_BOX_MAX = 4096,
    LEDGER_ENTRY_MAX = 2 * LEDGER_BOX_MAX + 256, // an encoded entry
};

// What the keeper must know of an entry after a restart. Numbers are part of the format.
typedef enum LedgerUse {
    LEDGER_USE_NONE,
    LEDGER_USE_OPENING, // who_tag: the officer whose day it counts for; what_tag: the order that was carried out
    LEDGER_USE_GRANT,   // who_tag: the grant; what_tag: its newest statement
    LEDGER_USES
} LedgerUse;

// A keyed hash under a key of the keeper: the same thing has the same tag.
typedef struct LedgerTag {
    unsigned char bytes[LEDGER_TAG_BYTES];
} LedgerTag;

typedef struct LedgerEntry {
    uint64_t index; // of the leaf
    Moment at;      // of the event
    LedgerUse use;
    LedgerTag who_tag, what_tag; // zeros: nothing
    Name mailbox;                // where the victim finds her copy; zeros: there is none
    MerkleHash commitment;
    Bytes inspector_box; // BOX_EVENT
    Bytes victim_box;    // BOX_EVENT_COPY; empty: there is none
} LedgerEntry;

// What is sealed to the inspectors: the event, its salt, and who the pseudonyms are.
typedef struct LedgerInside {
    unsigned char salt[LEDGER_SALT_BYTES];
    unsigned char officer_salt[LEDGER_SALT_BYTES]; // makes the pseudonyms of this report
    Id officer, second;                            // zeros: nobody
    Bytes event;                                   // canonical
} LedgerInside;

// The same officer has the same pseudonym in every event of one report, and another one in every other report.
Id ledger_pseudonym(const unsigned char officer_salt[LEDGER_SALT_BYTES], Id officer);

// What the inspectors' box is bound to; the victim's is bound to her mailbox's name.
Bytes ledger_inside_context(Arena *arena, Id office, uint64_t index);
void ledger_inside_write(ByteWriter *out, const LedgerInside *inside);
// Also checks that the pseudonyms in the event are those of the officers.
MUST_CHECK Err ledger_inside_read(Bytes source, LedgerInside *out, LedgerEvent *event);

// What is sealed to the victim: which leaf, and what it stands for (ledger_shown_write).
void ledger_notice_write(ByteWriter *out, uint64_t index, const unsigned char salt[LEDGER_SALT_BYTES], Bytes event);
MUST_CHECK Err ledger_notice_read(Bytes source, uint64_t *index, Bytes *shown);

void ledger_entry_write(ByteWriter *out, const LedgerEntry *entry);
MUST_CHECK Err ledger_entry_read(Bytes source, LedgerEntry *out);
