// The writer of segments: opening after whatever happened, appending, rotating, removing.
#include "store/segment_log.h"

#include "base/entropy.h"
#include "base/step.h"
#include "store/disk.h"
#include "store/segment_files.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>

enum { REWRITE_STEP = 1 << 20, FACTS_CEILING = 96 << 20, PAD = 8 };

struct SegmentLog {
    Arena *arena;
    SegmentLogPlan plan;
    SegmentReader *reader;   // for what was written
    int folder, large, file; // file -1: the next record begins a segment
    SegmentHead head;
    uint64_t len;         // all before it is synced
    uint32_t first, last; // numbers of the segments that are there
    uint32_t taken;       // no new one has a number up to this
    uint32_t damaged;
    uint64_t large_count;
    Arena batch;
};

typedef struct Span {
    uint32_t first, last, taken;
} Span;

static Err span_note(void *at, const char *name) {
    Span *span = at;
    char plain[SEGMENT_FILE_NAME];
    snprintf(plain, sizeof plain, "%.12s", name);
    uint32_t number = segment_file_number(plain);
    if (number > span->taken) span->taken = number; // also of one that was put aside
    if (strcmp(plain, name) != 0) return ERR_OK;
    if (number > 0 && (span->first == 0 || number < span->first)) span->first = number;
    if (number > span->last) span->last = number;
    return ERR_OK;
}

static Err span_load(SegmentLog *log) {
    Span span = {0};
    Err err = disk_list(log->folder, span_note, &span);
    log->first = span.first;
    log->last = span.last;
    if (span.taken > log->taken) log->taken = span.taken;
    return err;
}

// The last segment may have died before it had a head; then nothing was ever acknowledged in it. One that has lost its head
// keeps its bytes under another name.
static Err last_check(SegmentLog *log) {
    for (;;) {
        Err err = span_load(log);
        if (err != ERR_OK || log->last == 0) return err;
        char name[SEGMENT_FILE_NAME], aside[SEGMENT_FILE_NAME + 8];
        uint64_t len = 0;
        int file;
        segment_file_name(log->last, name);
        err = disk_open(log->folder, name, true, &file);
        if (err == ERR_OK) err = segment_file_head(file, &log->head);
        if (err == ERR_OK && log->head.number == log->last) {
            log->file = file;
            return ERR_OK;
        }
        bool headless = err == ERR_SEALED || err == ERR_OK;
        if (headless) err = disk_length(file, &len);
        disk_close(file);
        if (err != ERR_OK) return err;
        snprintf(aside, sizeof aside, "%s.broken", name);
        err = len <= SEGMENT_HEAD ? disk_remove(log->folder, name) : disk_rename(log->folder, name, aside);
        log->damaged += len > SEGMENT_HEAD;
        if (err == ERR_OK) err = disk_sync_folder(log->folder);
        if (err != ERR_OK) return err;
    }
}

// Every record that is there, to whoever keeps the index; `end` is behind the last whole one.
static Err records_replay(SegmentLog *log, SpoolPlace *end) {
    SegmentReader *reader;
    Arena record_arena = arena_make(NULL, NULL);
    Err err = segment_reader_open(log->arena, log->plan.folder, &reader);
    if (err != ERR_OK) return err;
    segment_reader_skip_large(reader);
    bool found = true;
    *end = (SpoolPlace){0};
    while (err == ERR_OK && found) {
        SegmentRecord record;
        SpoolPlace before;
        arena_reset(&record_arena);
        do {
            before = *end;
            err = segment_reader_next(reader, &record_arena, end, SPOOL_PLACE_END, &record, &found);
            log->damaged += err == ERR_SEALED;
        } while (err == ERR_SEALED);
        // The reader may have gone on to the next segment.
        if (before.segment != end->segment) before = (SpoolPlace){end->segment, SEGMENT_HEAD};
        if (err == ERR_OK && found) err = log->plan.each(log->plan.at, before, &record);
    }
    segment_reader_close(reader);
    arena_free(&record_arena);
    return err;
}

// An earlier process may have met a failing sync and died: then these bytes are in memory and not on the disk, and a new sync
// would not write them. Written again, they are.
static Err last_rewrite(SegmentLog *log) {
    Arena arena = arena_make(NULL, NULL);
    unsigned char *bytes = arena_alloc(&arena, REWRITE_STEP);
    uint64_t len;
    Err err = disk_length(log->file, &len);
    if (err == ERR_OK && len > log->len) err = disk_cut(log->file, log->len);
    for (uint64_t at = 0; err == ERR_OK && at < log->len; at += REWRITE_STEP) {
        size_t step = log->len - at < REWRITE_STEP ? (size_t)(log->len - at) : REWRITE_STEP, got;
        err = disk_read(log->file, at, bytes, step, &got);
        if (err == ERR_OK) err = disk_write(log->file, at, &(struct iovec){bytes, got}, 1);
    }
    arena_free(&arena);
    return err == ERR_OK ? disk_sync(log->file) : err;
}

static Err large_check(void *at, const char *name) {
    SegmentLog *log = at;
    Id id;
    bool live =
        strlen(name) == SEGMENT_LARGE_NAME - 1 && id_read(str_from(name), &id) == ERR_OK && log->plan.is_live(log->plan.at, id);
    return live ? ERR_OK : disk_remove(log->large, name);
}

static Err log_recover(SegmentLog *log) {
    SpoolPlace end;
    Err err = last_check(log);
    if (err == ERR_OK) err = records_replay(log, &end);
    if (err != ERR_OK) return err;
    if (log->file >= 0) {
        log->len = end.segment == log->last && end.offset > SEGMENT_HEAD ? end.offset : SEGMENT_HEAD;
        err = last_rewrite(log);
    }
    if (err == ERR_OK) err = disk_sync_folder(log->folder);
    return err == ERR_OK ? disk_list(log->large, large_check, log) : err;
}

Err segment_log_open(Arena *arena, const SegmentLogPlan *plan, SegmentLog **out) {
    SegmentLog *log = NEW(arena, SegmentLog);
    *log = (SegmentLog){.arena = arena, .plan = *plan, .folder = -1, .large = -1, .file = -1, .batch = arena_make(NULL, NULL)};
    Err err = disk_folder(AT_FDCWD, plan->folder, &log->folder);
    if (err == ERR_OK) err = disk_folder(log->folder, SEGMENT_LARGE_FOLDER, &log->large);
    if (err == ERR_OK) err = log_recover(log);
    if (err == ERR_OK) err = segment_reader_open(arena, plan->folder, &log->reader);
    if (err != ERR_OK) {
        segment_log_close(log);
        return err;
    }
    segment_reader_skip_large(log->reader); // who looks something up wants its names and its proof
    *out = log;
    return ERR_OK;
}

void segment_log_close(SegmentLog *log) {
    if (log->reader) segment_reader_close(log->reader);
    disk_close(log->file);
    disk_close(log->large);
    disk_close(log->folder);
    arena_free(&log->batch);
}

// What is here was the last of this segment. Whether the cut succeeds does not matter: the head of the next one says where it
// ends.
static void segment_end(SegmentLog *log) {
    (void)!disk_cut(log->file, log->len);
    disk_close(log->file);
    log->file = -1;
}

static Err head_put(SegmentLog *log, int file, const SegmentHead *head) {
    unsigned char bytes[SEGMENT_HEAD];
    segment_head_write(head, bytes);
    Err err = disk_write(file, 0, &(struct iovec){bytes, sizeof bytes}, 1);
    if (err == ERR_OK) err = disk_sync(file);
    step_reached(STEP_SPOOL_SEGMENT_HEADED);
    return err == ERR_OK ? disk_sync_folder(log->folder) : err;
}

static Err segment_begin(SegmentLog *log) {
    SegmentHead head = {.number = log->taken + 1, .office = log->plan.office, .previous_end = log->last ? log->len : 0};
    char name[SEGMENT_FILE_NAME];
    int file = -1;
    entropy_fill(NULL, head.salt, sizeof head.salt);
    segment_file_name(head.number, name);
    Err err = disk_remove(log->folder, name); // left over when it could not be made before
    if (err == ERR_OK) err = disk_make(log->folder, name, &file);
    step_reached(STEP_SPOOL_SEGMENT_MADE);
    if (err == ERR_OK) err = head_put(log, file, &head);
    if (err != ERR_OK) {
        disk_close(file);
        (void)!disk_remove(log->folder, name);
        // Its head may be there again after a power cut, and says where the one before ends: nothing may be added to that now.
        if (file >= 0 && log->file >= 0) segment_end(log);
        return err;
    }
    log->head = head;
    log->file = file;
    log->len = SEGMENT_HEAD;
    log->last = log->taken = head.number;
    if (log->first == 0) log->first = head.number;
    return ERR_OK;
}

Err segment_log_rotate(SegmentLog *log) {
    if (log->file >= 0 && log->len == SEGMENT_HEAD) return ERR_OK;
    int file = log->file;
    Err err = segment_begin(log);
    if (err == ERR_OK) disk_close(file);
    return err;
}

// Heads and facts of all records in one run of bytes, the blobs where they are.
static Err batch_write(SegmentLog *log, const SegmentRecord *records, size_t count, SpoolPlace *places, uint64_t *end) {
    static const unsigned char zeros[PAD];
    ByteWriter facts = bytes_writer(&log->batch, FACTS_CEILING);
    struct iovec *parts = NEW_ARRAY(&log->batch, struct iovec, count * 3);
    size_t *starts = NEW_ARRAY(&log->batch, size_t, count + 1);
    *end = log->len;
    for (size_t i = 0; i < count; i++) {
        starts[i] = facts.len;
        places[i] = (SpoolPlace){log->head.number, *end};
        uint64_t size = segment_record_write(&facts, &log->head, *end, &records[i]);
        if (facts.overflowed) return ERR_TOO_BIG;
        size_t blob = records[i].is_large ? 0 : records[i].blob.len, head = facts.len - starts[i];
        parts[i * 3 + 1] = (struct iovec){(void *)records[i].blob.ptr, blob};
        parts[i * 3 + 2] = (struct iovec){(void *)zeros, (size_t)(size - head - blob)};
        *end += size;
    }
    starts[count] = facts.len;
    for (size_t i = 0; i < count; i++) {
        parts[i * 3] = (struct iovec){facts.ptr + starts[i], starts[i + 1] - starts[i]};
    }
    return disk_write(log->file, log->len, parts, count * 3);
}

Err segment_log_append(SegmentLog *log, const SegmentRecord *records, size_t count, SpoolPlace *places) {
    assert(count > 0 && count <= SEGMENT_BATCH_MOST);
    Err err = log->file < 0 || log->len >= log->plan.segment_bytes ? segment_log_rotate(log) : ERR_OK;
    if (err != ERR_OK) return err;
    uint64_t end;
    arena_reset(&log->batch);
    err = batch_write(log, records, count, places, &end);
    if (err == ERR_TOO_BIG) {
        // Part of it may be there: it goes, or the segment ends before it.
        if (disk_cut(log->file, log->len) != ERR_OK) segment_end(log);
        return ERR_TOO_BIG;
    }
    step_reached(STEP_SPOOL_WRITTEN);
    if (err == ERR_OK) err = disk_sync(log->file);
    if (err != ERR_OK) {
        segment_end(log);
        return ERR_IO;
    }
    log->len = end;
    step_reached(STEP_SPOOL_SYNCED);
    return ERR_OK;
}

Err segment_log_read(SegmentLog *log, Arena *arena, SpoolPlace place, SegmentRecord *out) {
    bool found;
    uint32_t segment = place.segment;
    Err err = segment_reader_next(log->reader, arena, &place, SPOOL_PLACE_END, out, &found);
    // Of a segment that is gone the reader gives what follows it.
    return err == ERR_OK && (!found || place.segment != segment) ? ERR_IO : err;
}

Err segment_log_remove(SegmentLog *log, uint32_t number, const Id *large, size_t count) {
    char name[SEGMENT_LARGE_NAME];
    assert(number == log->first && number < log->last); // the last one stays: numbers only grow
    segment_file_name(number, name);
    Err err = disk_remove(log->folder, name);
    step_reached(STEP_SPOOL_SEGMENT_REMOVED);
    if (err == ERR_OK) err = disk_sync_folder(log->folder);
    // One that stays behind is removed at the next opening.
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        segment_large_name(large[i], name);
        err = disk_remove(log->large, name);
    }
    step_reached(STEP_SPOOL_LARGE_REMOVED);
    Err listed = span_load(log);
    return err == ERR_OK ? listed : err;
}

SpoolPlace segment_log_end(const SegmentLog *log) {
    return (SpoolPlace){log->last, log->len};
}

uint32_t segment_log_first(const SegmentLog *log) {
    return log->first;
}

uint32_t segment_log_damaged(const SegmentLog *log) {
    return log->damaged;
}

int segment_log_folder(const SegmentLog *log) {
    return log->folder;
}

Err large_begin(SegmentLog *log, LargeFile *large) {
    *large = (LargeFile){.file = -1};
    snprintf(large->name, sizeof large->name, "new.%llu", (unsigned long long)log->large_count++);
    Err err = disk_make(log->large, large->name, &large->file);
    step_reached(STEP_SPOOL_LARGE_BEGUN);
    return err;
}

Err large_add(LargeFile *large, Bytes piece) {
    enum { PUSH_EVERY = 1 << 20 }; // so that the sync at the end has little left to do
    Err err = disk_write(large->file, large->len, &(struct iovec){(void *)piece.ptr, piece.len}, 1);
    if (err == ERR_OK && (large->len + piece.len) / PUSH_EVERY != large->len / PUSH_EVERY) disk_push(large->file);
    large->len += piece.len;
    return err;
}

Err large_end(LargeFile *large) {
    Err err = disk_sync(large->file);
    step_reached(STEP_SPOOL_LARGE_SYNCED);
    return err;
}

Err large_name(SegmentLog *log, LargeFile *large, Id id) {
    char name[SEGMENT_LARGE_NAME];
    segment_large_name(id, name);
    Err err = disk_rename(log->large, large->name, name);
    step_reached(STEP_SPOOL_LARGE_NAMED);
    disk_close(large->file);
    large->file = -1;
    return err == ERR_OK ? disk_sync_folder(log->large) : err;
}

void large_drop(SegmentLog *log, LargeFile *large) {
    if (large->file >= 0) {
        disk_close(large->file);
        large->file = -1;
        (void)!disk_remove(log->large, large->name);
    }
}
