// Opening the spool from what is on the disk, and its house-keeping. Knows no sockets.
#include "base/entropy.h"
#include "base/now.h"
#include "store/disk.h"
#include "store/spool_inside.h"

#include <assert.h>

enum {
    ROOM_RETRY_US = 1000000,
    EXPIRE_MS = 30000,
    RESERVE_MS = 1000,
};
static const char reserve_name[] = "reserve";

SpoolLimits spool_limits_usual(void) {
    SpoolLimits limits = {.floor_bytes = 32 << 20,
                          .drafts_bytes = 256 << 20,
                          .reserve_bytes = 16 << 20,
                          .segment_bytes = 64 << 20,
                          .rest_ms = 10000};
    for (int class = BLOB_DRAFT; class < BLOB_CLASS_END; class ++) {
        limits.class_bytes[class] = (uint64_t)4 << 30;
        limits.class_names[class] = 1000000;
    }
    return limits;
}

Err spool_note(Spool *spool, SpoolPlace place, const SegmentRecord *record) {
    if (live_room(&spool->reports, 1) != ERR_OK || live_room(&spool->names, record->name_count) != ERR_OK) return ERR_IO;
    LiveEntry entry = {.place = place, .version = 1, .class = (uint8_t)record->kind};
    if (record->kind != SEGMENT_PUT) {
        live_key_id(record->id, entry.key);
        // The same one twice can only be the same bytes, behind a cut that did not last: the first stays.
        if (!live_find(&spool->reports, entry.key)) live_put(&spool->reports, &entry);
    }
    for (uint32_t i = 0; i < record->name_count; i++) {
        const SegmentName *name = &record->names[i];
        entry = (LiveEntry){.place = place,
                            .slot = (uint8_t)i,
                            .class = name->class,
                            .bytes = (uint32_t)name->blob.len,
                            .version = name->version,
                            .expires = name->expires};
        memcpy(entry.key, name->name.bytes, sizeof entry.key);
        const LiveEntry *before = live_find(&spool->names, entry.key);
        if (before) {
            spool->fresh[before->class].count--;
            spool->fresh[before->class].bytes -= before->bytes;
        }
        spool->fresh[name->class].count++;
        spool->fresh[name->class].bytes += name->blob.len;
        live_put(&spool->names, &entry);
    }
    return ERR_OK;
}

static Err record_replay(void *at, SpoolPlace place, const SegmentRecord *record) {
    return spool_note(at, place, record);
}

static bool large_is_live(void *at, Id id) {
    Spool *spool = at;
    unsigned char key[32];
    live_key_id(id, key);
    return live_find(&spool->reports, key) != NULL;
}

void spool_room_lost(Spool *spool) {
    if (spool->room) room_close(spool->room);
    spool->room = NULL;
    arena_reset(&spool->room_arena);
    spool->room_retry = spool->plan.clock.now(spool->plan.clock.at) + ROOM_RETRY_US;
}

bool spool_room_ready(Spool *spool) {
    if (spool->room) return true;
    Moment now = spool->plan.clock.now(spool->plan.clock.at);
    bool later = now < spool->room_retry && spool->room_retry - now <= ROOM_RETRY_US; // also after a jump of the clock
    if (later) return false;
    Err err = room_open(&spool->room_arena, spool->plan.data, ROOM_NAMES, ROOM_WRITE, &spool->room);
    if (err == ERR_OK) err = names_totals(spool->room, &spool->room_arena, spool->plan.office, spool->stored);
    if (err != ERR_OK) spool_room_lost(spool);
    return err == ERR_OK;
}

static Err spool_load(Spool *spool) {
    const char *folder = str_c(spool->arena, str_format(spool->arena, "%.*s/spool", STR_ARG(spool->plan.data)));
    SegmentLogPlan plan = {.folder = folder,
                           .office = spool->plan.office,
                           .segment_bytes = spool->plan.limits.segment_bytes,
                           .each = record_replay,
                           .is_live = large_is_live,
                           .at = spool};
    Err err = segment_log_open(spool->arena, &plan, &spool->log);
    if (err == ERR_OK) err = segment_reader_open(spool->arena, folder, &spool->fold_reader);
    return err == ERR_OK && !spool_room_ready(spool) ? ERR_IO : err;
}

Err spool_open(Arena *arena, const SpoolPlan *plan, Spool **out) {
    Spool *spool = NEW(arena, Spool);
    *spool = (Spool){.arena = arena,
                     .plan = *plan,
                     .room_arena = arena_make(NULL, NULL),
                     .fold_arena = arena_make(NULL, NULL),
                     .batch = arena_make(NULL, NULL),
                     .look = arena_make(NULL, NULL)};
    entropy_fill(NULL, spool->reports.salt, sizeof spool->reports.salt);
    entropy_fill(NULL, spool->names.salt, sizeof spool->names.salt);
    spool->records = NEW_ARRAY(arena, SegmentRecord, SEGMENT_BATCH_MOST);
    spool->staged = NEW_ARRAY(arena, Staged, SEGMENT_BATCH_MOST);
    spool->places = NEW_ARRAY(arena, SpoolPlace, SEGMENT_BATCH_MOST);
    spool->touched = NEW_ARRAY(arena, uint64_t, SPOOL_TOUCHED);
    spool->touched_at = NEW_ARRAY(arena, uint32_t, SPOOL_TOUCHED);
    Err err = spool_load(spool);
    if (err != ERR_OK) {
        spool_close(spool);
        return err;
    }
    spool->rotated_ms = boot_ms();
    spool_space(spool);
    *out = spool;
    return ERR_OK;
}

void spool_close(Spool *spool) {
    for (int i = 0; i < SPOOL_LARGE_SLOTS; i++) {
        if (spool->large[i].is_used) spool_large_drop(&spool->large[i]);
    }
    if (spool->fold_reader) segment_reader_close(spool->fold_reader);
    if (spool->room) room_close(spool->room);
    if (spool->log) segment_log_close(spool->log);
    live_free(&spool->reports);
    live_free(&spool->names);
    arena_free(&spool->room_arena);
    arena_free(&spool->fold_arena);
    arena_free(&spool->batch);
    arena_free(&spool->look);
}

// The reserve makes way when there is no more room, and comes back when there is plenty.
static void reserve_mind(Spool *spool) {
    int folder = segment_log_folder(spool->log);
    uint64_t reserve = spool->plan.limits.reserve_bytes, floor = spool->plan.limits.floor_bytes;
    if (reserve == 0) return;
    if (spool->has_reserve && spool->free_bytes < floor) {
        spool->has_reserve = disk_remove(folder, reserve_name) != ERR_OK;
    } else if (!spool->has_reserve && spool->free_bytes > floor + 2 * reserve) {
        spool->has_reserve = disk_reserve(folder, reserve_name, reserve) == ERR_OK;
    }
}

void spool_space(Spool *spool) {
    int64_t now_ms = boot_ms();
    if (disk_free(segment_log_folder(spool->log), &spool->free_bytes) != ERR_OK) spool->free_bytes = 0;
    if (now_ms >= spool->reserve_ms || spool->free_bytes < spool->plan.limits.floor_bytes) {
        spool->reserve_ms = now_ms + RESERVE_MS;
        reserve_mind(spool);
    }
}

bool spool_takes(const Spool *spool, bool draft, uint64_t bytes) {
    const SpoolLimits *limits = &spool->plan.limits;
    // What the reserve left behind is for finishing, not for beginning.
    uint64_t floor = limits->floor_bytes + (spool->has_reserve ? 0 : limits->reserve_bytes);
    if (draft && floor < limits->drafts_bytes) floor = limits->drafts_bytes;
    return spool->free_bytes >= floor && spool->free_bytes - floor >= bytes;
}

// A segment of which all is in the vault is let go; the one that is written only after a while.
static void rotate_mind(Spool *spool, int64_t now_ms) {
    SpoolPlace end = segment_log_end(spool->log);
    bool all_filed = end.segment > 0 && end.offset > SEGMENT_HEAD && !spool_place_before(spool->filed, end);
    if (all_filed && now_ms - spool->rotated_ms >= spool->plan.limits.rest_ms) {
        spool->rotated_ms = now_ms;
        // Without room for a new one the old one stays.
        if (segment_log_rotate(spool->log) == ERR_OK) spool->filed = (SpoolPlace){segment_log_end(spool->log).segment, 0};
    }
}

bool spool_tidy(Spool *spool) {
    int64_t now_ms = boot_ms();
    spool_space(spool);
    rotate_mind(spool, now_ms);
    if (!spool_room_ready(spool)) return false;
    if (spool_fold_slice(spool)) return true;
    if (spool->room && now_ms >= spool->expire_ms) {
        bool any;
        arena_reset(&spool->fold_arena);
        Moment now = spool->plan.clock.now(spool->plan.clock.at);
        Err err = names_expire(spool->room, &spool->fold_arena, spool->plan.office, now, &any);
        if (err == ERR_OK && any) err = names_totals(spool->room, &spool->fold_arena, spool->plan.office, spool->stored);
        if (err != ERR_OK) spool_room_lost(spool);
        if (err != ERR_OK || !any) spool->expire_ms = now_ms + EXPIRE_MS;
        return err == ERR_OK && any;
    }
    return false;
}

void spool_status(Spool *spool, SpoolStatus *out) {
    spool_space(spool);
    *out = (SpoolStatus){.durable = segment_log_end(spool->log), .filed = spool->filed, .free_bytes = spool->free_bytes};
    out->first_segment = segment_log_first(spool->log);
    for (uint32_t i = 0; spool->reports.entries && i <= spool->reports.mask; i++) {
        const LiveEntry *entry = &spool->reports.entries[i];
        bool filing = entry->version != 0 && entry->class == SEGMENT_FILING;
        out->waiting += filing && !spool_place_before(entry->place, spool->filed);
    }
    out->appended = spool->appended;
    out->takes_reports = spool->room && spool_takes(spool, false, 0);
    out->takes_drafts = spool->room && spool_takes(spool, true, 0);
    for (int class = BLOB_DRAFT; class < BLOB_CLASS_END; class ++) {
        out->names[class] = spool->stored[class].count + spool->fresh[class].count;
        out->bytes[class] = spool->stored[class].bytes + spool->fresh[class].bytes;
    }
}

SpoolSpace spool_space_left(const Spool *spool, uint64_t *free_bytes) {
    *free_bytes = spool->free_bytes;
    return spool_takes(spool, true, 0) ? SPACE_PLENTY : spool_takes(spool, false, 0) ? SPACE_REPORTS : SPACE_NONE;
}

uint32_t spool_damaged(const Spool *spool) {
    return segment_log_damaged(spool->log);
}
