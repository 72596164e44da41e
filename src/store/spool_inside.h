// The inside of the spool, shared by its files: spool.c opens and keeps house, spool_batch.c takes batches, spool_requests.c
// says what each request means, spool_large.c what is too long to be held. Nobody else includes this.
#pragma once

#include "store/live.h"
#include "store/names.h"
#include "store/spool.h"

enum {
    SPOOL_LARGE_SLOTS = 32,
    SPOOL_EVIDENCE_SLOTS = 24,
    SPOOL_TOUCHED = 1 << 15,
    SPOOL_HEAD_MOST = APPEND_ALSO_MOST * (BLOB_MOST + 64) + 128
};

struct SpoolLarge {
    Spool *spool;
    bool is_used, is_whole; // whole: hashed to its end, and synced
    Hash content;
    LargeFile file;
    Arena arena; // the part before the blob
    ByteWriter head;
    size_t head_len;   // 0: not all of it is there
    uint64_t length;   // of the whole append
    uint64_t blob_len; // how long the blob will be
    uint8_t kind;
    // The content hash as it comes: of a filing the core, whose length stands at its beginning, and the halves behind it.
    unsigned char first[5 + 32];
    size_t first_len;
    uint64_t core_len, hashed;
    Hasher core, halves;
};

typedef struct Staged {
    size_t request;
    SpoolLarge *large;
} Staged;

struct Spool {
    Arena *arena;
    SpoolPlan plan;
    SegmentLog *log;
    Arena room_arena;
    Room *room; // NULL: it failed and is opened again later
    Moment room_retry;
    LiveTable reports, names;
    NamesTotal stored[BLOB_CLASS_END], fresh[BLOB_CLASS_END]; // in the room, and in segments: a name in both counts twice
    SpoolPlace filed, fold;
    SegmentReader *fold_reader;
    Id *fold_large; // large files of the segment that is folded
    uint32_t fold_large_count, fold_large_room;
    Arena fold_arena;
    uint64_t free_bytes, appended;
    bool has_reserve;
    int64_t rotated_ms, expire_ms, reserve_ms;
    SpoolLarge large[SPOOL_LARGE_SLOTS];
    Arena batch;
    Arena look;             // of one look-up: what it finds is copied into its answer, however many look at once
    SegmentRecord *records; // of one round
    Staged *staged;
    SpoolPlace *places;
    uint64_t *touched;    // hashes of the ids and names of this round; SPOOL_TOUCHED slots
    uint32_t *touched_at; // which of them are used
    uint32_t touched_count;
    size_t staged_count;
};

bool spool_room_ready(Spool *spool); // opens it again if it failed and the time has come
void spool_room_lost(Spool *spool);
// Counts a record as live: at opening, and when it was appended.
MUST_CHECK Err spool_note(Spool *spool, SpoolPlace place, const SegmentRecord *record);
bool spool_fold_slice(Spool *spool); // spool_fold.c: true if there is more to do now
void spool_space(Spool *spool);
bool spool_takes(const Spool *spool, bool draft, uint64_t bytes);
MUST_CHECK Err spool_large_end(SpoolLarge *large, Append *append, Hash *content); // ERR_INPUT: it is not what it says

// Requests that are taken together: written, synced and answered at once.
typedef struct SpoolRound {
    Spool *spool;
    const SpoolRequest *requests;
    SpoolAnswers answers;
    bool *done;
    Moment now;
    uint64_t bytes;
    bool appended;
} SpoolRound;

void round_answer(SpoolRound *round, size_t index, Outcome outcome);
void round_answer_body(SpoolRound *round, size_t index, Outcome outcome, Bytes body, Bytes rest);
void round_answer_version(SpoolRound *round, size_t index, Outcome outcome, uint64_t version);
// Answers what only looks, stages what writes; a request that has to wait for another one of the round is left for the next.
void round_take_request(SpoolRound *round, size_t index);
