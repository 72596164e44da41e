// filed and status of the spool. The registrar reads the segments itself (store/segment.h), up to `durable` and no further, and
// says filed when all before a place is in the vault; then the spool may let go of it. A spool that was started
// again does not remember: the registrar says its place anew whenever it connects.
#pragma once

#include "wire/blob.h"

// A place in the spool: all before it, none behind it.
typedef struct SpoolPlace {
    uint32_t segment;
    uint64_t offset;
} SpoolPlace;

typedef struct SpoolStatus {
    SpoolPlace durable;               // the end of what is synced and acknowledged
    SpoolPlace filed;                 // what was said to be in the vault since the spool started
    uint32_t first_segment;           // the oldest that is there
    uint64_t free_bytes;              // on the disk
    uint64_t waiting;                 // reports not yet filed
    uint64_t appended;                // reports acknowledged since start
    bool takes_reports, takes_drafts; // room for them
    uint64_t names[BLOB_CLASS_END];   // live names of each class
    uint64_t bytes[BLOB_CLASS_END];   // and their bytes
} SpoolStatus;

void filed_write(ByteWriter *out, SpoolPlace place);
MUST_CHECK Err filed_read(Bytes payload, SpoolPlace *out);
void spool_status_write(ByteWriter *out, const SpoolStatus *status);
MUST_CHECK Err spool_status_read(Bytes body, SpoolStatus *out);
