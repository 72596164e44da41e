// One batch of requests, in rounds: what is staged in a round is proved, written and synced together, and answered then.
#include "base/step.h"
#include "store/spool_inside.h"

#include <assert.h>

enum { ROUNDS_MOST = 16 };

_Static_assert((int)SEGMENT_BATCH_MOST <= (int)PROOF_LEAVES_MOST, "one signature is enough for a round");
_Static_assert((int)PROOF_SIZE_MOST <= (int)SEGMENT_PROOF_MOST, "a record holds every proof");

static void touched_clear(Spool *spool) {
    while (spool->touched_count > 0) {
        spool->touched[spool->touched_at[--spool->touched_count]] = 0;
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
static void large_settle(SpoolRound *round) {
    Spool *spool = round->spool;
    size_t kept = 0;
    for (size_t i = 0; i < spool->staged_count; i++) {
        SpoolLarge *large = spool->staged[i].large;
        Err err = large ? large_name(spool->log, &large->file, spool->records[i].id) : ERR_OK;
        if (err != ERR_OK) {
            round_answer(round, spool->staged[i].request, err == ERR_TOO_BIG ? OUTCOME_FULL : OUTCOME_BUSY);
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

static void staged_answer(SpoolRound *round, Err err) {
    Spool *spool = round->spool;
    for (size_t i = 0; i < spool->staged_count; i++) {
        const SegmentRecord *record = &spool->records[i];
        size_t index = spool->staged[i].request;
        if (err != ERR_OK) {
            round_answer(round, index, err == ERR_TOO_BIG ? OUTCOME_FULL : OUTCOME_BUSY);
        } else if (record->kind == SEGMENT_PUT) {
            round_answer_version(round, index, OUTCOME_OK, record->names[0].version);
        } else {
            spool->appended++;
            round->appended = true;
            round_answer_body(round, index, OUTCOME_OK, record->proof, (Bytes){0});
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

static void round_commit(SpoolRound *round) {
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
static void round_take(SpoolRound *round, size_t count) {
    enum { ENOUGH = 4 };
    Spool *spool = round->spool;
    bool holds = count >= ENOUGH && spool_room_ready(spool) && room_begin(spool->room) == ERR_OK;
    for (size_t at = 0; at < count; at++) {
        if (!round->done[at]) round_take_request(round, at);
    }
    if (holds && spool->room) room_undo(spool->room);
}

bool spool_batch(Spool *spool, const SpoolRequest *requests, size_t count, SpoolAnswers answers) {
    assert(count <= SEGMENT_BATCH_MOST);
    step_reached(STEP_SPOOL_READ);
    arena_reset(&spool->batch);
    SpoolRound round = {
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
        if (!round.done[at]) round_answer(&round, at, OUTCOME_BUSY);
    }
    large_finish(requests, count);
    step_reached(STEP_SPOOL_ANSWERED);
    return round.appended;
}
