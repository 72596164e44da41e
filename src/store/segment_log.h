// Writing the segments: a batch of records is written with one call and synced once. A failed sync is final for its segment: it
// is cut to what was synced before, never appended to again, and the next one says where it ends. One process has the log at a
// time.
#pragma once

#include "store/segment.h"

enum { SEGMENT_BATCH_MOST = 4096 };

typedef struct SegmentLog SegmentLog;

typedef struct SegmentLogPlan {
    const char *folder; // DATA/spool
    Id office;
    uint64_t segment_bytes; // a segment is closed at this size
    // Called at opening for each record that is there, in order.
    MUST_CHECK Err (*each)(void *at, SpoolPlace place, const SegmentRecord *record);
    // Called at opening for each large file: one that no record names is removed.
    bool (*is_live)(void *at, Id id);
    void *at;
} SegmentLogPlan;

// Cuts the torn tail of the last segment, and writes over and syncs what it keeps, in case an earlier process could not.
MUST_CHECK Err segment_log_open(Arena *arena, const SegmentLogPlan *plan, SegmentLog **out);
void segment_log_close(SegmentLog *log);
// All of them durable, and where each stands; or ERR_TOO_BIG: the disk is full, nothing is kept; ERR_IO: nothing is kept, and
// the segment may be over; trying again is right.
MUST_CHECK Err segment_log_append(SegmentLog *log, const SegmentRecord *records, size_t count, SpoolPlace *places);
// The next record goes into a new segment. Nothing happens if the present one is empty.
MUST_CHECK Err segment_log_rotate(SegmentLog *log);
MUST_CHECK Err segment_log_read(SegmentLog *log, Arena *arena, SpoolPlace place, SegmentRecord *out);
// The oldest segment, which is not the one that is written, and behind it the large files it names, `large` of them.
MUST_CHECK Err segment_log_remove(SegmentLog *log, uint32_t number, const Id *large, size_t count);
SpoolPlace segment_log_end(const SegmentLog *log);   // all before it is durable
uint32_t segment_log_first(const SegmentLog *log);   // the oldest; 0: none
uint32_t segment_log_damaged(const SegmentLog *log); // records that could not be read at opening
int segment_log_folder(const SegmentLog *log);       // for the disk's free space and the reserve

// A payload too long for a segment gets a file of its own while it comes; the record that names it follows when it is whole.
typedef struct LargeFile {
    int file;
    uint64_t len;
    char name[24];
} LargeFile;

MUST_CHECK Err large_begin(SegmentLog *log, LargeFile *large);
MUST_CHECK Err large_add(LargeFile *large, Bytes piece);
MUST_CHECK Err large_end(LargeFile *large);                          // synced, not yet named
MUST_CHECK Err large_name(SegmentLog *log, LargeFile *large, Id id); // under its name; the record may follow
void large_drop(SegmentLog *log, LargeFile *large);
