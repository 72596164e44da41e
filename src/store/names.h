// The names room of the spool: what segments held before they were let go. Names with their blobs, and for each acknowledged id
// its hash and proof, so that the same one sent again gets the same answer.
#pragma once

#include "store/room.h"
#include "store/segment.h"

typedef struct NamesTotal {
    uint64_t count, bytes;
} NamesTotal;

// Name without its blob.
typedef struct NamesEntry {
    uint8_t class;
    uint64_t version;
    Moment expires;
    uint64_t bytes;
} NamesEntry;

MUST_CHECK Err names_totals(Room *room, Arena *arena, Id office, NamesTotal totals[BLOB_CLASS_END]);
MUST_CHECK Err names_find(Room *room, Arena *arena, Name name, NamesEntry *out, bool *found);
MUST_CHECK Err names_blob(Room *room, Arena *arena, Name name, SegmentName *out, bool *found);
MUST_CHECK Err names_receipt(Room *room, Arena *arena, Id id, Hash *content, Bytes *proof, bool *found);
// Inside a transaction of the room: what a record says is carried over.
MUST_CHECK Err names_keep_receipt(Room *room, Id office, const SegmentRecord *record);
MUST_CHECK Err names_keep(Room *room, Arena *arena, Id office, const SegmentName *name);
// Removes a few names whose time is over; *any says whether there were some.
MUST_CHECK Err names_expire(Room *room, Arena *arena, Id office, Moment now, bool *any);
