// Letting go of filed segments: what has to outlive them moves to the names room, a slice at a time between batches, and then
// the segment goes. Doing a slice twice changes nothing.
#include "base/step.h"
#include "store/segment_files.h"
#include "store/spool_inside.h"

enum { SLICE_RECORDS = 64, SLICE_BYTES = 1 << 20 };

static void fold_reset(Spool *spool) {
    spool->fold = (SpoolPlace){0};
    spool->fold_large_count = 0;
}

static void large_note(Spool *spool, Id id) {
    if (spool->fold_large_count == spool->fold_large_room) {
        uint32_t room = spool->fold_large_room ? spool->fold_large_room * 2 : 64;
        spool->fold_large = arena_grow(spool->arena, spool->fold_large, spool->fold_large_room, room, sizeof(Id));
        spool->fold_large_room = room;
    }
    spool->fold_large[spool->fold_large_count++] = id;
}

static Err record_fold(Spool *spool, SpoolPlace place, const SegmentRecord *record) {
    Err err = ERR_OK;
    if (record->is_large) large_note(spool, record->id);
    if (record->kind != SEGMENT_PUT) err = names_keep_receipt(spool->room, spool->plan.office, record);
    for (uint32_t i = 0; err == ERR_OK && i < record->name_count; i++) {
        const SegmentName *name = &record->names[i];
        const LiveEntry *live = live_find(&spool->names, name->name.bytes);
        bool latest = live && live->place.segment == place.segment && live->place.offset == place.offset && live->slot == i;
        // An older state of a name is not needed; one that is over stays over.
        if (latest) err = names_keep(spool->room, &spool->fold_arena, spool->plan.office, name);
    }
    return err;
}

// Where the record began that the reader has just left behind.
static SpoolPlace place_before(SpoolPlace before, SpoolPlace behind) {
    return before.segment == behind.segment && before.offset >= SEGMENT_HEAD ? before
                                                                             : (SpoolPlace){behind.segment, SEGMENT_HEAD};
}

// *ended: the segment has nothing more.
static Err slice_fold(Spool *spool, uint32_t segment, bool *ended) {
    uint64_t bytes = 0;
    SpoolPlace until = {segment + 1, 0};
    *ended = false;
    Err err = room_begin(spool->room);
    for (int i = 0; err == ERR_OK && i < SLICE_RECORDS && bytes < SLICE_BYTES && !*ended; i++) {
        SegmentRecord record;
        bool found;
        SpoolPlace before = spool->fold;
        err = segment_reader_next(spool->fold_reader, &spool->fold_arena, &spool->fold, until, &record, &found);
        if (err == ERR_SEALED) {
            err = ERR_OK; // a damaged one has nothing to keep
            continue;
        }
        *ended = err == ERR_OK && !found;
        if (err != ERR_OK || !found) continue;
        err = record_fold(spool, place_before(before, spool->fold), &record);
        bytes += record.blob.len;
        for (uint32_t name = 0; name < record.name_count; name++) {
            bytes += record.names[name].blob.len;
        }
    }
    if (err == ERR_OK) return room_commit(spool->room);
    room_undo(spool->room);
    return err;
}

static void totals_renew(Spool *spool) {
    memset(spool->fresh, 0, sizeof spool->fresh);
    for (uint32_t i = 0; spool->names.entries && i <= spool->names.mask; i++) {
        const LiveEntry *entry = &spool->names.entries[i];
        if (entry->version == 0) continue;
        spool->fresh[entry->class].count++;
        spool->fresh[entry->class].bytes += entry->bytes;
    }
}

static bool segment_let_go(Spool *spool, uint32_t segment) {
    Err err = segment_log_remove(spool->log, segment, spool->fold_large, spool->fold_large_count);
    live_forget(&spool->reports, segment);
    live_forget(&spool->names, segment);
    totals_renew(spool);
    fold_reset(spool);
    return err == ERR_OK;
}

bool spool_fold_slice(Spool *spool) {
    uint32_t first = segment_log_first(spool->log);
    bool filed = first > 0 && first < spool->filed.segment && first < segment_log_end(spool->log).segment;
    if (!filed) return false;
    if (spool->fold.segment != first) {
        fold_reset(spool);
        spool->fold = (SpoolPlace){first, SEGMENT_HEAD};
    }
    bool ended;
    arena_reset(&spool->fold_arena);
    Err err = slice_fold(spool, first, &ended);
    if (err == ERR_OK) err = names_totals(spool->room, &spool->fold_arena, spool->plan.office, spool->stored);
    if (err != ERR_OK) {
        fold_reset(spool);
        spool_room_lost(spool);
        return false;
    }
    step_reached(STEP_SPOOL_FOLDED);
    return !ended || segment_let_go(spool, first);
}
