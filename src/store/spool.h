// The spool: what its messages mean. Reports, evidence and named blobs go into segments, one sync for all that came together;
// an answer is given only for what is durable. Once a segment is filed, its names and receipts move to the names room and it is
// removed, and with it the keeper's halves. Reads nothing of what is sealed.
#pragma once

#include "base/now.h"
#include "seal/proof.h"
#include "store/segment_log.h"

typedef struct SpoolLimits {
    uint64_t class_bytes[BLOB_CLASS_END], class_names[BLOB_CLASS_END]; // quotas: at most so much of each class
    uint64_t floor_bytes;                                              // free space that is never used for anything new
    uint64_t drafts_bytes;                                             // below this much free space only reports are taken
    uint64_t segment_bytes;                                            // a segment is closed at this size
    int64_t rest_ms;        // and a smaller one that is all filed after this: the keeper's halves leave with it
    uint64_t reserve_bytes; // a file that makes way when the disk is full, for what has to be finished
} SpoolLimits;

typedef struct SpoolPlan {
    Str data; // the office's folder
    Id office;
    const ReceiptSecret *secret; // signs proofs of filing
    uint32_t epoch;
    SpoolLimits limits;
    Clock clock;
} SpoolPlan;

typedef struct Spool Spool;
typedef struct SpoolLarge SpoolLarge; // an append too long to be held, on its way

typedef struct SpoolRequest {
    uint8_t kind;
    Bytes payload;
    SpoolLarge *large;   // in place of the payload
    const Hash *content; // of the payload's blob, where it is known already
} SpoolRequest;

// How the answer to a request of the batch is given; called once for each.
typedef struct SpoolAnswers {
    void (*give)(void *at, size_t index, const FrameAnswer *answer, Bytes rest);
    void *at;
} SpoolAnswers;

SpoolLimits spool_limits_usual(void);
MUST_CHECK Err spool_open(Arena *arena, const SpoolPlan *plan, Spool **out);
void spool_close(Spool *spool);
// Takes all requests; true if something was appended that the registrar should hear of.
bool spool_batch(Spool *spool, const SpoolRequest *requests, size_t count, SpoolAnswers answers);
// What can wait: moves filed segments to the room, ends names whose time is over, minds the reserve. True: there is more to do
// now.
bool spool_tidy(Spool *spool);
void spool_status(Spool *spool, SpoolStatus *out);
typedef enum SpoolSpace { SPACE_PLENTY, SPACE_REPORTS, SPACE_NONE } SpoolSpace; // for all, for reports alone, for nothing new
SpoolSpace spool_space_left(const Spool *spool, uint64_t *free_bytes);
uint32_t spool_damaged(const Spool *spool); // records that could not be read at start

// Before the whole of a long append is there: OUTCOME_OK and *out, or why not.
Outcome spool_large_begin(Spool *spool, uint64_t length, SpoolLarge **out);
Outcome spool_large_add(SpoolLarge *large, Bytes piece);
void spool_large_drop(SpoolLarge *large); // it will not come
