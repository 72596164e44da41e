// One batch of requests: what only looks is answered at once; what writes is staged, written and synced together, and answered
// then. Two requests for the same id or name do not meet in one round: the second waits for the outcome of the first.
#include "base/step.h"
#include "store/spool_inside.h"

#include <assert.h>

enum { ROUNDS_MOST = 16, QUOTA_SECONDS = 60, FACTS_A_ROUND = 32 << 20 };

_Static_assert((int)SEGMENT_BATCH_MOST <= (int)PROOF_LEAVES_MOST, "one signature is enough for a round");
_Static_assert((int)PROOF_SIZE_MOST <= (int)SEGMENT_PROOF_MOST, "a record holds every proof");

typedef struct Round {
    Spool *spool;
    const SpoolRequest *requests;
    SpoolAnswers answers;
    bool *done;
    Moment now;
    uint64_t bytes;
    bool appended;
} Round;

static void answer_give(Round *round, size_t index, Outcome outcome) {
    round->done[index] = true;
    round->answers.give(round->answers.at, index, &(FrameAnswer){.outcome = outcome, .seconds = QUOTA_SECONDS}, (Bytes){0});
}

static void answer_body(Round *round, size_t index, Outcome outcome, Bytes body, Bytes rest) {
    round->done[index] = true;
    round->answers.give(round->answers.at, index, &(FrameAnswer){.outcome = outcome, .body = body}, rest);
}

static void answer_version(Round *round, size_t index, Outcome outcome, uint64_t version) {
    unsigned char bytes[8];
    ByteWriter out = bytes_writer_in(bytes, sizeof bytes);
    version_write(&out, version);
    answer_body(round, index, outcome, bytes_written(&out), (Bytes){0});
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

static void touched_clear(Spool *spool) {
    while (spool->touched_count > 0) {
        spool->touched[spool->touched_at[--spool->touched_count]] = 0;
    }
}

static Err room_check_lost(Spool *spool, Err err) {
    if (err != ERR_OK) spool_room_lost(spool);
    return err;
}

// The state of a name now; *version 0: it was never there. A name whose time is over keeps its version and nothing else.
static Err name_state(Round *round, Name name, uint64_t *version, bool *is_over) {
    Spool *spool = round->spool;
    const LiveEntry *live = live_find(&spool->names, name.bytes);
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

static SegmentRecord *record_stage(Round *round, size_t index, SpoolLarge *large) {
    Spool *spool = round->spool;
    spool->staged[spool->staged_count] = (Staged){.request = index, .large = large};
    return &spool->records[spool->staged_count++];
}

static Moment time_end(const Round *round, uint32_t ttl_seconds) {
    return round->now + (Moment)ttl_seconds * 1000000;
}

// False: the round is full; the request waits for the next one.
static bool round_has_room(const Round *round) {
    return round->bytes <= FACTS_A_ROUND && round->spool->touched_count < SPOOL_TOUCHED / 2;
}

static void put_take(Round *round, size_t index) {
    Spool *spool = round->spool;
    Put put;
    uint64_t version;
    bool is_over;
    if (put_read(round->requests[index].payload, &put) != ERR_OK) {
        answer_give(round, index, OUTCOME_BROKEN);
        return;
    }
    if (!round_has_room(round) || key_is_touched(spool, &spool->names, put.name.bytes)) return;
    if (name_state(round, put.name, &version, &is_over) != ERR_OK) {
        answer_give(round, index, OUTCOME_BUSY);
        return;
    }
    uint64_t seen = is_over ? 0 : version;
    NamesTotal stored = spool->stored[put.class], fresh = spool->fresh[put.class];
    const SpoolLimits *limits = &spool->plan.limits;
    bool over = stored.count + fresh.count >= limits->class_names[put.class] ||
                stored.bytes + fresh.bytes + put.blob.len > limits->class_bytes[put.class];
    uint64_t bytes = round->bytes + put.blob.len + 256;
    if (seen != put.expected) {
        answer_version(round, index, OUTCOME_CONFLICT, seen);
    } else if (over && seen == 0) {
        answer_give(round, index, OUTCOME_QUOTA);
    } else if (!spool_takes(spool, put.class == BLOB_DRAFT, bytes)) {
        answer_give(round, index, OUTCOME_FULL);
    } else {
        key_touch(spool, &spool->names, put.name.bytes);
        SegmentRecord *record = record_stage(round, index, NULL);
        *record = (SegmentRecord){.kind = SEGMENT_PUT, .accepted = round->now, .name_count = 1};
        record->names[0] = (SegmentName){put.class, put.name, version + 1, time_end(round, put.ttl_seconds), put.blob};
        round->bytes = bytes;
    }
}

static void get_take(Round *round, size_t index) {
    Spool *spool = round->spool;
    Name name;
    if (get_read(round->requests[index].payload, &name) != ERR_OK) {
        answer_give(round, index, OUTCOME_BROKEN);
        return;
    }
    if (key_is_touched(spool, &spool->names, name.bytes)) return;
    const LiveEntry *live = live_find(&spool->names, name.bytes);
    SegmentName found = {0};
    SegmentRecord record;
    bool there = false;
    Err err = ERR_OK;
    if (live) {
        err = segment_log_read(spool->log, &spool->batch, live->place, &record);
        there = err == ERR_OK && live->slot < record.name_count;
        if (there) found = record.names[live->slot];
    } else {
        err = spool_room_ready(spool) ? ERR_OK : ERR_IO;
        if (err == ERR_OK) err = room_check_lost(spool, names_blob(spool->room, &spool->batch, name, &found, &there));
    }
    if (err != ERR_OK) {
        answer_give(round, index, OUTCOME_BUSY);
    } else if (!there || found.expires <= round->now) {
        answer_give(round, index, OUTCOME_MISSING);
    } else {
        unsigned char bytes[8];
        ByteWriter out = bytes_writer_in(bytes, sizeof bytes);
        version_write(&out, found.version);
        answer_body(round, index, OUTCOME_OK, bytes_written(&out), found.blob);
    }
}

// What is known of an id: *found, and then its content and proof.
static Err receipt_find(Round *round, Id id, Hash *content, Bytes *proof, bool *found) {
    Spool *spool = round->spool;
    unsigned char key[32];
    live_key_id(id, key);
    const LiveEntry *live = live_find(&spool->reports, key);
    *found = live != NULL;
    if (live) {
        SegmentRecord record;
        Err err = segment_log_read(spool->log, &spool->batch, live->place, &record);
        *content = record.content;
        *proof = record.proof;
        return err;
    }
    if (!spool_room_ready(spool)) return ERR_IO;
    return room_check_lost(spool, names_receipt(spool->room, &spool->batch, id, content, proof, found));
}

// Whether every extra name is free.
static Err also_check(Round *round, const Append *append, bool *taken) {
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

static bool append_touch(Round *round, const Append *append) {
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

static void append_stage(Round *round, size_t index, const Append *append, Hash content) {
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
    return live_find(&spool->reports, key) != NULL;
}

static Outcome append_outcome(Round *round, size_t index, Append *append, const Hash *content) {
    Hash before;
    Bytes proof;
    bool found, taken;
    if (receipt_find(round, append->id, &before, &proof, &found) != ERR_OK) return OUTCOME_BUSY;
    if (found && !hash_eq(before, *content)) return OUTCOME_CONFLICT;
    // Of a file that has left the segments only its hash is known: it may have been let go since, and is taken once more.
    if (found && (append->kind == APPEND_FILING || is_spooled(round->spool, append->id))) {
        answer_body(round, index, OUTCOME_OK, proof, (Bytes){0});
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

static void append_take(Round *round, size_t index) {
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
        answer_give(round, index, err == ERR_INPUT ? OUTCOME_BROKEN : OUTCOME_BUSY);
        return;
    }
    if (!round_has_room(round) || !append_touch(round, &append)) return;
    Outcome outcome = append_outcome(round, index, &append, &content);
    if (outcome != OUTCOME_OK) answer_give(round, index, outcome);
    if (round->done[index]) return;
    append_stage(round, index, &append, content);
    round->bytes += request->payload.len + 1024;
}

static void filed_take(Round *round, size_t index) {
    SpoolPlace place, end = segment_log_end(round->spool->log);
    if (filed_read(round->requests[index].payload, &place) != ERR_OK) {
        answer_give(round, index, OUTCOME_BROKEN);
    } else if (spool_place_before(end, place) && place.segment > end.segment) {
        answer_give(round, index, OUTCOME_CONFLICT); // nothing stands there yet
    } else {
        if (spool_place_before(round->spool->filed, place)) round->spool->filed = place;
        answer_give(round, index, OUTCOME_OK);
    }
}

static void status_take(Round *round, size_t index) {
    SpoolStatus status;
    ByteWriter out = bytes_writer(&round->spool->batch, 1024);
    spool_status(round->spool, &status);
    spool_status_write(&out, &status);
    answer_body(round, index, OUTCOME_OK, bytes_written(&out), (Bytes){0});
}

static void request_take(Round *round, size_t index) {
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
        answer_give(round, index, OUTCOME_BROKEN);
    }
}

// One signature for all filings of the round: it would cost more than all else that is done for one of them.
static void proofs_make(Spool *spool) {
    Proof *proofs = NEW_ARRAY(&spool->batch, Proof, spool->staged_count);
    SegmentRecord **filings = NEW_ARRAY(&spool->batch, SegmentRecord *, spool->staged_count);
    size_t count = 0;
    for (size_t i = 0; i < spool->staged_count; i++) {
        SegmentRecord *record = &spool->records[i];
        if (record->kind != SEGMENT_FILING) continue;
        proofs[count] = (Proof){.office = spool->plan.office,
                                .report = record->id,
                                .object = record->content,
                                .filed_at = record->accepted,
                                .epoch = spool->plan.epoch};
        filings[count++] = record;
    }
    if (count > 0) proof_sign(&spool->batch, proofs, count, spool->plan.secret);
    for (size_t i = 0; i < count; i++) filings[i]->proof = proof_bytes(&spool->batch, &proofs[i]);
}

// Large files under their names before the record that speaks of them. One that fails is left out of the round.
static void large_settle(Round *round) {
    Spool *spool = round->spool;
    size_t kept = 0;
    for (size_t i = 0; i < spool->staged_count; i++) {
        SpoolLarge *large = spool->staged[i].large;
        Err err = large ? large_name(spool->log, &large->file, spool->records[i].id) : ERR_OK;
        if (err != ERR_OK) {
            answer_give(round, spool->staged[i].request, err == ERR_TOO_BIG ? OUTCOME_FULL : OUTCOME_BUSY);
            continue;
        }
        if (kept < i) {
            spool->staged[kept] = spool->staged[i];
            spool->records[kept] = spool->records[i];
        }
        kept++;
    }
    spool->staged_count = kept;
}

static void staged_answer(Round *round, Err err) {
    Spool *spool = round->spool;
    for (size_t i = 0; i < spool->staged_count; i++) {
        const SegmentRecord *record = &spool->records[i];
        size_t index = spool->staged[i].request;
        if (err != ERR_OK) {
            answer_give(round, index, err == ERR_TOO_BIG ? OUTCOME_FULL : OUTCOME_BUSY);
        } else if (record->kind == SEGMENT_PUT) {
            answer_version(round, index, OUTCOME_OK, record->names[0].version);
        } else {
            spool->appended++;
            round->appended = true;
            answer_body(round, index, OUTCOME_OK, record->proof, (Bytes){0});
        }
    }
}

static Err index_room(Spool *spool) {
    uint32_t names = 0;
    for (size_t i = 0; i < spool->staged_count; i++) {
        names += spool->records[i].name_count;
    }
    Err err = live_room(&spool->reports, (uint32_t)spool->staged_count);
    return err == ERR_OK ? live_room(&spool->names, names) : err;
}

static void round_commit(Round *round) {
    Spool *spool = round->spool;
    large_settle(round);
    if (spool->staged_count == 0) return;
    Err err = index_room(spool); // before the writing: what is written must be found
    if (err == ERR_OK) {
        proofs_make(spool);
        step_reached(STEP_SPOOL_PROVED);
        err = segment_log_append(spool->log, spool->records, spool->staged_count, spool->places);
    }
    for (size_t i = 0; err == ERR_OK && i < spool->staged_count; i++) {
        (void)!spool_note(spool, spool->places[i], &spool->records[i]);
    }
    if (err == ERR_TOO_BIG) spool_space(spool);
    staged_answer(round, err);
}

static void large_finish(const SpoolRequest *requests, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (requests[i].large) spool_large_drop(requests[i].large);
    }
}

// All look-ups of a round in one transaction: a lock for each of them would cost more than they do.
static void round_take(Round *round, size_t count) {
    enum { ENOUGH = 4 };
    Spool *spool = round->spool;
    bool holds = count >= ENOUGH && spool_room_ready(spool) && room_begin(spool->room) == ERR_OK;
    for (size_t at = 0; at < count; at++) {
        if (!round->done[at]) request_take(round, at);
    }
    if (holds && spool->room) room_undo(spool->room);
}

bool spool_batch(Spool *spool, const SpoolRequest *requests, size_t count, SpoolAnswers answers) {
    assert(count <= SEGMENT_BATCH_MOST);
    step_reached(STEP_SPOOL_READ);
    arena_reset(&spool->batch);
    Round round = {
        .spool = spool, .requests = requests, .answers = answers, .now = spool->plan.clock.now(spool->plan.clock.at)};
    round.done = NEW_ARRAY(&spool->batch, bool, count);
    spool_space(spool);
    size_t open = count;
    for (int i = 0; open > 0 && i < ROUNDS_MOST; i++) {
        touched_clear(spool);
        spool->staged_count = 0;
        round.bytes = 0;
        round_take(&round, count);
        round_commit(&round);
        open = 0;
        for (size_t at = 0; at < count; at++) {
            open += !round.done[at];
        }
    }
    for (size_t at = 0; open > 0 && at < count; at++) {
        if (!round.done[at]) answer_give(&round, at, OUTCOME_BUSY);
    }
    large_finish(requests, count);
    step_reached(STEP_SPOOL_ANSWERED);
    return round.appended;
}
