// What the segments that are still there hold, by id or name: an index in memory, rebuilt at start. One table for reports and
// evidence, one for names.
#pragma once

#include "wire/spool.h"

typedef struct LiveEntry {
    unsigned char key[32]; // a name, or an id and zeros
    SpoolPlace place;
    uint8_t slot, class; // of a name: which of the record
    uint32_t bytes;
    uint64_t version; // 0: this place of the table is free
    int64_t expires;
} LiveEntry;

typedef struct LiveTable {
    unsigned char salt[16]; // random: who chooses ids does not choose where they fall
    LiveEntry *entries;
    uint32_t count, mask;
} LiveTable;

void live_key_id(Id id, unsigned char out[32]);
uint64_t live_hash(const LiveTable *table, const unsigned char key[32]);
const LiveEntry *live_find(const LiveTable *table, const unsigned char key[32]); // NULL: not there
MUST_CHECK Err live_room(LiveTable *table, uint32_t more);                       // ERR_IO: no memory
void live_put(LiveTable *table, const LiveEntry *entry);                         // there must be room
void live_forget(LiveTable *table, uint32_t segment);                            // all that stand in segments up to this one
void live_free(LiveTable *table);
