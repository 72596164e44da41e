// What each request means in its round: what only looks is answered at once; what writes is staged. Two requests for the same
// id or name do not meet in one round: the second waits for the outcome of the first.
#include "store/spool_inside.h"

enum { QUOTA_SECONDS = 60, FACTS_A_ROUND = 32 << 20 };

void round_answer(SpoolRound *round, size_t index, Outcome outcome) {
    round->done[index] = true;
    round->answers.give(round->answers.at, index, &(FrameAnswer){.outcome = outcome, .seconds = QUOTA_SECONDS}, (Bytes){0});
}

void round_answer_body(SpoolRound *round, size_t index, Outcome outcome, Bytes body, Bytes rest) {
    round->done[index] = true;
    round->answers.give(round->answers.at, index, &(FrameAnswer){.outcome = outcome, .body = body}, rest);
}

void round_answer_version(SpoolRound *round, size_t index, Outcome outcome, uint64_t version) {
    unsigned char bytes[8];
    ByteWriter out = bytes_writer_in(bytes, sizeof bytes);
    version_write(&out, version);
    round_answer_body(round, index, outcome, bytes_written(&out), (Bytes){0});
}

// Where a key is noted in this round, or would be. Two keys that fall together only wait for a round.
static uint64_t *touched_slot(const Spool *spool, const LiveTable *table, const unsigned char key[32], uint64_t *hash) {
    *hash = live_hash(table, key) | 1; // 0 is a free slot
    uint32_t at = (uint32_t)(*hash >> 20) & (SPOOL_TOUCHED - 1);
    while (spool->touched[at] != 0 && spool->touched[at] != *hash) {
        at = (at + 1) & (SPOOL_TOUCHED - 1);
    }
    return &spool->touched[at];
}

static bool key_is_touched(const Spool *spool, const LiveTable *table, const unsigned char key[32]) {
    uint64_t hash;
    return *touched_slot(spool, table, key, &hash) != 0;
}

static void key_touch(Spool *spool, const LiveTable *table, const unsigned char key[32]) {
    uint64_t hash, *slot = touched_slot(spool, table, key, &hash);
    if (*slot == hash) return;
    *slot = hash;
    spool->touched_at[spool->touched_count++] = (uint32_t)(slot - spool->touched);
}

// One that has outlived its segment, for want of memory to forget it, is none: the room knows better.
static const LiveEntry *live_here(const Spool *spool, const LiveTable *table, const unsigned char key[32]) {
    const LiveEntry *entry = live_find(table, key);
    return entry && entry->place.segment >= segment_log_first(spool->log) ? entry : NULL;
}

static Err room_check_lost(Spool *spool, Err err) {
    if (err != ERR_OK) spool_room_lost(spool);
    return err;
}

// The state of a name now; *version 0: it was never there. A name whose time is over keeps its version and nothing else.
static Err name_state(SpoolRound *round, Name name, uint64_t *version, bool *is_over) {
    Spool *spool = round->spool;
    const LiveEntry *live = live_here(spool, &spool->names, name.bytes);
    *version = live ? live->version : 0;
    *is_over = live && live->expires <= round->now;
    if (live) return ERR_OK;
    if (!spool_room_ready(spool)) return ERR_IO;
    NamesEntry entry;
    bool found;
    Err err = room_check_lost(spool, names_find(spool->room, &spool->batch, name, &entry, &found));
    if (err == ERR_OK && found) {
        *version = entry.version;
        *is_over = entry.expires <= round->now;
    }
    return err;
}

static SegmentRecord *record_stage(SpoolRound *round, size_t index, SpoolLarge *large) {
    Spool *spool = round->spool;
    spool->staged[spool->staged_count] = (Staged){.request = index, .large = large};
    return &spool->records[spool->staged_count++];
}

static Moment time_end(const SpoolRound *round, uint32_t ttl_seconds) {
    return round->now + (Moment)ttl_seconds * 1000000;
}

// False: the round is full; the request waits for the next one.
static bool round_has_room(const SpoolRound *round) {
    return round->bytes <= FACTS_A_ROUND && round->spool->touched_count < SPOOL_TOUCHED / 2;
}

static void put_take(SpoolRound *round, size_t index) {
    Spool *spool = round->spool;
    Put put;
    uint64_t version;
    bool is_over;
    if (put_read(round->requests[index].payload, &put) != ERR_OK) {
        round_answer(round, index, OUTCOME_BROKEN);
        return;
    }
    if (!round_has_room(round) || key_is_touched(spool, &spool->names, put.name.bytes)) return;
    if (name_state(round, put.name, &version, &is_over) != ERR_OK) {
        round_answer(round, index, OUTCOME_BUSY);
        return;
    }
    uint64_t seen = is_over ? 0 : version;
    NamesTotal stored = spool->stored[put.class], fresh = spool->fresh[put.class];
    const SpoolLimits *limits = &spool->plan.limits;
    bool over = stored.count + fresh.count >= limits->class_names[put.class] ||
                stored.bytes + fresh.bytes + put.blob.len > limits->class_bytes[put.class];
    uint64_t bytes = round->bytes + put.blob.len + 256;
    if (seen != put.expected) {
        round_answer_version(round, index, OUTCOME_CONFLICT, seen);
    } else if (over && seen == 0) {
        round_answer(round, index, OUTCOME_QUOTA);
    } else if (!spool_takes(spool, put.class == BLOB_DRAFT, bytes)) {
        round_answer(round, index, OUTCOME_FULL);
    } else {
        key_touch(spool, &spool->names, put.name.bytes);
        SegmentRecord *record = record_stage(round, index, NULL);
        *record = (SegmentRecord){.kind = SEGMENT_PUT, .accepted = round->now, .name_count = 1};
        record->names[0] = (SegmentName){put.class, put.name, version + 1, time_end(round, put.ttl_seconds), put.blob};
        round->bytes = bytes;
    }
}

static void get_take(SpoolRound *round, size_t index) {
    Spool *spool = round->spool;
    Name name;
    if (get_read(round->requests[index].payload, &name) != ERR_OK) {
        round_answer(round, index, OUTCOME_BROKEN);
        return;
    }
    if (key_is_touched(spool, &spool->names, name.bytes)) return;
    const LiveEntry *live = live_here(spool, &spool->names, name.bytes);
    SegmentName found = {0};
    SegmentRecord record;
    bool there = false;
    Err err = ERR_OK;
    arena_reset(&spool->look);
    if (live) {
        err = segment_log_read(spool->log, &spool->look, live->place, &record);
        there = err == ERR_OK && live->slot < record.name_count &&
                memcmp(record.names[live->slot].name.bytes, name.bytes, sizeof name.bytes) == 0;
        if (there) found = record.names[live->slot];
    } else {
        err = spool_room_ready(spool) ? ERR_OK : ERR_IO;
        if (err == ERR_OK) err = room_check_lost(spool, names_blob(spool->room, &spool->look, name, &found, &there));
    }
    if (err != ERR_OK) {
        round_answer(round, index, OUTCOME_BUSY);
    } else if (!there || found.expires <= round->now) {
        round_answer(round, index, OUTCOME_MISSING);
    } else {
        unsigned char bytes[8];
        ByteWriter out = bytes_writer_in(bytes, sizeof bytes);
        version_write(&out, found.version);
        round_answer_body(round, index, OUTCOME_OK, bytes_written(&out), found.blob);
    }
}

// What is known of an id: *found, and then its content and proof.
static Err receipt_find(SpoolRound *round, Id id, Hash *content, Bytes *proof, bool *found) {
    Spool *spool = round->spool;
    unsigned char key[32];
    live_key_id(id, key);
    const LiveEntry *live = live_here(spool, &spool->reports, key);
    *found = live != NULL;
    arena_reset(&spool->look);
    if (live) {
        SegmentRecord record;
        Err err = segment_log_read(spool->log, &spool->look, live->place, &record);
        if (err == ERR_OK && !id_eq(record.id, id)) err = ERR_IO;
        *content = record.content;
        *proof = record.proof;
        return err;
    }
    if (!spool_room_ready(spool)) return ERR_IO;
    return room_check_lost(spool, names_receipt(spool->room, &spool->look, id, content, proof, found));
}

// Whether every extra name is free.
static Err also_check(SpoolRound *round, const Append *append, bool *taken) {
    *taken = false;
    for (uint32_t i = 0; i < append->also_count; i++) {
        uint64_t version;
        bool is_over;
        Err err = name_state(round, append->also[i].name, &version, &is_over);
        if (err != ERR_OK) return err;
        *taken |= version != 0 && !is_over;
    }
    return ERR_OK;
}

static bool append_touch(SpoolRound *round, const Append *append) {
    Spool *spool = round->spool;
    unsigned char key[32];
    live_key_id(append->id, key);
    bool touched = key_is_touched(spool, &spool->reports, key);
    for (uint32_t i = 0; i < append->also_count; i++) {
        touched |= key_is_touched(spool, &spool->names, append->also[i].name.bytes);
    }
    if (touched) return false;
    key_touch(spool, &spool->reports, key);
    for (uint32_t i = 0; i < append->also_count; i++) {
        key_touch(spool, &spool->names, append->also[i].name.bytes);
    }
    return true;
}

static void append_stage(SpoolRound *round, size_t index, const Append *append, Hash content) {
    SpoolLarge *large = round->requests[index].large;
    SegmentRecord *record = record_stage(round, index, large);
    *record = (SegmentRecord){.kind = (SegmentKind)append->kind,
                              .is_large = large != NULL,
                              .id = append->id,
                              .content = content,
                              .accepted = round->now,
                              .name_count = append->also_count};
    record->blob = append->blob;
    record->blob_len = large ? large->blob_len : append->blob.len;
    for (uint32_t i = 0; i < append->also_count; i++) {
        const AppendAlso *also = &append->also[i];
        record->names[i] = (SegmentName){also->class, also->name, 1, time_end(round, also->ttl_seconds), also->blob};
    }
}

static bool is_spooled(const Spool *spool, Id id) {
    unsigned char key[32];
    live_key_id(id, key);
    return live_here(spool, &spool->reports, key) != NULL;
}

static Outcome append_outcome(SpoolRound *round, size_t index, Append *append, const Hash *content) {
    Hash before;
    Bytes proof;
    bool found, taken;
    if (receipt_find(round, append->id, &before, &proof, &found) != ERR_OK) return OUTCOME_BUSY;
    if (found && !hash_eq(before, *content)) return OUTCOME_CONFLICT;
    // Of a file that has left the segments only its hash is known: it may have been let go since, and is taken once more.
    if (found && (append->kind == APPEND_FILING || is_spooled(round->spool, append->id))) {
        round_answer_body(round, index, OUTCOME_OK, proof, (Bytes){0});
        return OUTCOME_OK;
    }
    if (found) append->also_count = 0; // its names came with it the first time
    if (also_check(round, append, &taken) != ERR_OK) return OUTCOME_BUSY;
    if (taken) return OUTCOME_CONFLICT;
    // Files make room for reports, as drafts do.
    bool makes_room = append->kind == APPEND_EVIDENCE;
    return spool_takes(round->spool, makes_room, round->bytes + round->requests[index].payload.len + 1024) ? OUTCOME_OK
                                                                                                           : OUTCOME_FULL;
}

static void append_take(SpoolRound *round, size_t index) {
    const SpoolRequest *request = &round->requests[index];
    Append append;
    Hash content;
    Err err = request->large ? spool_large_end(request->large, &append, &content) : append_read(request->payload, &append);
    if (err == ERR_OK && request->content) {
        content = *request->content;
    } else if (err == ERR_OK && !request->large) {
        err = segment_content((SegmentKind)append.kind, append.blob, &content);
    }
    if (err != ERR_OK) {
        round_answer(round, index, err == ERR_INPUT ? OUTCOME_BROKEN : OUTCOME_BUSY);
        return;
    }
    if (!round_has_room(round) || !append_touch(round, &append)) return;
    Outcome outcome = append_outcome(round, index, &append, &content);
    if (outcome != OUTCOME_OK) round_answer(round, index, outcome);
    if (round->done[index]) return;
    append_stage(round, index, &append, content);
    round->bytes += request->payload.len + 1024;
}

static void filed_take(SpoolRound *round, size_t index) {
    SpoolPlace place, end = segment_log_end(round->spool->log);
    if (filed_read(round->requests[index].payload, &place) != ERR_OK) {
        round_answer(round, index, OUTCOME_BROKEN);
    } else if (spool_place_before(end, place) && place.segment > end.segment) {
        round_answer(round, index, OUTCOME_CONFLICT); // nothing stands there yet
    } else {
        if (spool_place_before(round->spool->filed, place)) round->spool->filed = place;
        round_answer(round, index, OUTCOME_OK);
    }
}

static void status_take(SpoolRound *round, size_t index) {
    SpoolStatus status;
    ByteWriter out = bytes_writer(&round->spool->batch, 1024);
    spool_status(round->spool, &status);
    spool_status_write(&out, &status);
    round_answer_body(round, index, OUTCOME_OK, bytes_written(&out), (Bytes){0});
}

void round_take_request(SpoolRound *round, size_t index) {
    switch (round->requests[index].kind) {
    case FRAME_APPEND:
        append_take(round, index);
        break;
    case FRAME_PUT:
        put_take(round, index);
        break;
    case FRAME_GET:
        get_take(round, index);
        break;
    case FRAME_FILED:
        filed_take(round, index);
        break;
    case FRAME_STATUS:
        status_take(round, index);
        break;
    default:
        round_answer(round, index, OUTCOME_BROKEN);
    }
}
