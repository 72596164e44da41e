// Between the server's loop and the keeper's rules: requests over, answers back, grants read when they have changed, halves
// looked up in their room. When the ledger can no longer be written the desk ends, and a fresh start has to verify it first.
#include "role/keeper_desk.h"

#include "base/entropy.h"
#include "base/step.h"
#include "net/server.h"
#include "store/room.h"
#include "wire/keeper.h"

#include <sys/stat.h>
#include <unistd.h>

enum {
    CONNECTIONS_MOST = 256,
    MEMORY_MOST = 16 << 20,
    FRAME_MS = 10000,
    STALL_MS = 10000,
    LOOK_MS = 1000,
    RELEASE_MOST = RELEASE_ORDER_MAX + 256,
    KINDS_OF_REGISTRAR = 1u << LEDGER_FILED | 1u << LEDGER_DELETED,
    KINDS_OF_OFFICE = KINDS_OF_REGISTRAR | 1u << LEDGER_CARD | 1u << LEDGER_KEYS | 1u << LEDGER_WINDOW |
                      1u << LEDGER_RECOVERED | 1u << LEDGER_SHARED,
};

static const ServerKind kinds[] = {
    {.kind = FRAME_RELEASE, .payload_most = RELEASE_MOST, .held_most = RELEASE_MOST},
    {.kind = FRAME_NOTE, .payload_most = LEDGER_ORDER_MAX, .held_most = LEDGER_ORDER_MAX},
    {.kind = FRAME_STATUS, .payload_most = 0, .held_most = 0},
};

struct KeeperDesk {
    const RoleStart *start;
    Arena *arena;
    Keeper keeper;
    GrantSource grants;
    struct timespec grants_seen; // when the folder had changed last
    Room *halves;
    Server *server;
    Arena batch;
    KeeperStatus status;
    bool is_open, is_ending, had_batch;
};

// --- halves and grants -------------------------------------------------------------------------------------------------

// The room may come into being after the keeper: the registrar makes it.
static Err find_half(void *at, Arena *arena, Id report, unsigned view, uint32_t *epoch, Bytes *box) {
    KeeperDesk *desk = at;
    HalfGetIn in = {report, (int64_t)view};
    HalfGetRow row;
    bool found = false;
    if (!desk->halves && room_open(desk->arena, str_from(desk->start->data), ROOM_HALVES, ROOM_READ, &desk->halves) != ERR_OK) {
        if (desk->halves) room_close(desk->halves);
        desk->halves = NULL;
        return ERR_IO;
    }
    Err err = query_half_get(desk->halves, arena, &in, &row, &found);
    if (err || !found) return err ? err : ERR_INPUT;
    *epoch = (uint32_t)row.key_epoch;
    *box = row.sealed;
    return ERR_OK;
}

// What has been seen counts only once it has been taken: a failure must not look like nothing new to the next batch.
static Err look_for_grants(KeeperDesk *desk, Moment now) {
    struct stat facts;
    Bytes *grants = NULL;
    size_t count = 0, refused = 0;
    if (desk->keeper.ledger.broken) return ERR_OK;
    if (stat(desk->grants.folder, &facts) != 0) return ERR_IO;
    struct timespec changed = facts.st_mtim, seen = desk->grants_seen;
    if (changed.tv_sec == seen.tv_sec && changed.tv_nsec == seen.tv_nsec) return ERR_OK;
    desk->grants_seen = (struct timespec){0};
    Err err = desk->grants.read(desk->grants.at, &desk->batch, &grants, &count);
    if (!err) err = keeper_take_grants(&desk->keeper, &desk->batch, now, grants, count, &refused);
    // The file system's clock is coarse: what changed just now may change again without showing it.
    if (!err && now / 1000000 > changed.tv_sec + 1) desk->grants_seen = changed;
    desk->status.grants = (uint32_t)desk->keeper.grants.count;
    return err;
}

// --- batches -----------------------------------------------------------------------------------------------------------

// Who asks for a release is said by signatures. Who may note what follows from the user at the other end; without users of
// their own all roles are one.
static unsigned kinds_of(const KeeperDesk *desk, uid_t peer) {
    int64_t base = desk->start->config->uid_base;
    if (peer == 0 || peer == geteuid()) return KINDS_OF_OFFICE;
    return base > 0 && peer == (uid_t)(base + ROLE_REGISTRAR) ? KINDS_OF_REGISTRAR : 0;
}

static void answer_status(KeeperDesk *desk, Server *server, uint64_t ticket) {
    ByteWriter body = bytes_writer(&desk->batch, 64);
    desk->status.leaves = desk->keeper.ledger.peaks.size;
    desk->status.takes_orders = !desk->keeper.ledger.broken;
    keeper_status_write(&body, &desk->status);
    server_answer(server, ticket, &(FrameAnswer){.outcome = OUTCOME_OK, .body = bytes_written(&body)}, (Bytes){0});
}

static void answer_one(KeeperDesk *desk, Server *server, const ServerRequest *asked, const KeeperAnswer *answer) {
    const Log *log = desk->start->log;
    FrameAnswer frame = {.outcome = OUTCOME_OK, .body = answer->body};
    if (answer->reason != OPENING_ALLOWED) {
        frame = (FrameAnswer){.outcome = OUTCOME_REFUSED, .reason = (uint16_t)answer->reason};
        desk->status.refused++;
        log_event(log, LOG_RELEASE_REFUSED, (LogFields){{log_number("reason", answer->reason)}});
    } else if (asked->kind == FRAME_RELEASE) {
        ReleasedHalf *halves;
        uint32_t count = 0;
        if (release_answer_read(&desk->batch, answer->body, &halves, &count) != ERR_OK) count = 0;
        for (uint32_t i = 0; i < count; i++)
            log_event(log, LOG_REPORT_OPENED,
                      (LogFields){{log_id("report", halves[i].report), log_number("leaf", (int64_t)halves[i].leaf)}});
        desk->status.opened += count;
    }
    server_answer(server, asked->ticket, &frame, (Bytes){0});
    if (asked->kind == FRAME_RELEASE) step_reached(STEP_KEEPER_RELEASED);
}

static void batch_take(void *at, Server *server, const ServerRequest *asked, size_t count) {
    KeeperDesk *desk = at;
    Moment now = desk->start->clock.now(desk->start->clock.at);
    arena_reset(&desk->batch);
    desk->had_batch = true;
    KeeperRequest *requests = NEW_ARRAY(&desk->batch, KeeperRequest, count);
    KeeperAnswer *answers = NEW_ARRAY(&desk->batch, KeeperAnswer, count);
    const ServerRequest **orders = NEW_ARRAY(&desk->batch, const ServerRequest *, count);
    size_t taken = 0;
    // A grant that is being taken back holds no longer for what comes now; if that cannot be seen, the old ones do not hold
    // either.
    bool fresh = look_for_grants(desk, now) == ERR_OK;
    for (size_t i = 0; i < count; i++) {
        if (asked[i].kind == FRAME_STATUS) {
            answer_status(desk, server, asked[i].ticket);
        } else if (!fresh) {
            server_answer(server, asked[i].ticket, &(FrameAnswer){.outcome = OUTCOME_BUSY}, (Bytes){0});
        } else {
            orders[taken] = &asked[i];
            requests[taken++] = (KeeperRequest){.is_release = asked[i].kind == FRAME_RELEASE,
                                                .kinds = kinds_of(desk, asked[i].peer),
                                                .payload = asked[i].payload};
        }
    }
    keeper_work(&desk->keeper, &desk->batch, now, requests, answers, taken);
    for (size_t i = 0; i < taken; i++) answer_one(desk, server, orders[i], &answers[i]);
}

static void quit_ready(void *at, int descriptor) {
    KeeperDesk *desk = at;
    server_unwatch(desk->server, descriptor);
    desk->is_ending = true;
}

// --- its life ----------------------------------------------------------------------------------------------------------

static Err open_ledger(KeeperDesk *desk, const KeeperKeys *keys) {
    const char *folder = str_c(desk->arena, str_format(desk->arena, "%s/ledger", desk->start->data));
    desk->keeper = (Keeper){.halves = {find_half, desk}, .random = {entropy_fill, NULL}};
    Err err = keeper_open(desk->arena, folder, keys, &desk->keeper);
    const Ledger *ledger = &desk->keeper.ledger;
    desk->is_open = !err;
    bool is_world = ledger->fault == LEDGER_WORLD || ledger->fault == LEDGER_BUSY;
    if (err)
        log_event(desk->start->log, is_world ? LOG_LEDGER_FAILED : LOG_LEDGER_BROKEN,
                  (LogFields){{log_number("leaf", (int64_t)ledger->fault_leaf), log_number("reason", ledger->fault)}});
    if (!err && ledger->cut_bytes)
        log_event(desk->start->log, LOG_SEGMENT_CUT, (LogFields){{log_number("bytes", (int64_t)ledger->cut_bytes)}});
    return err;
}

Err keeper_desk_open(Arena *arena, const RoleStart *start, const KeeperKeys *keys, GrantSource grants, KeeperDesk **out) {
    KeeperDesk *desk = NEW(arena, KeeperDesk);
    *desk = (KeeperDesk){.start = start, .arena = arena, .grants = grants, .batch = arena_make(NULL, NULL)};
    ServerPlan plan = {.listener = start->listener,
                       .kinds = kinds,
                       .kind_count = sizeof kinds / sizeof *kinds,
                       .connections_most = CONNECTIONS_MOST,
                       .memory_most = MEMORY_MOST,
                       .frame_ms = FRAME_MS,
                       .stall_ms = STALL_MS,
                       .batch = batch_take,
                       .at = desk};
    Err err = open_ledger(desk, keys);
    if (!err) err = look_for_grants(desk, start->clock.now(start->clock.at));
    if (!err) err = server_open(arena, &plan, &desk->server);
    if (!err) err = server_watch(desk->server, start->quit, quit_ready, desk);
    if (err)
        keeper_desk_close(desk);
    else
        *out = desk;
    return err;
}

Err keeper_desk_run(KeeperDesk *desk) {
    Err err = ERR_OK;
    while (!err && !desk->is_ending && !desk->keeper.ledger.broken) err = server_turn(desk->server, LOOK_MS);
    // What has arrived is still answered; new arrivals that never end do not keep the role from ending.
    for (int turn = 0; !err && turn < 100; turn++) {
        desk->had_batch = false;
        err = server_turn(desk->server, 0);
        if (!desk->had_batch) break;
    }
    if (desk->keeper.ledger.broken)
        log_event(desk->start->log, LOG_LEDGER_FAILED,
                  (LogFields){{log_number("leaf", (int64_t)desk->keeper.ledger.peaks.size)}});
    return desk->keeper.ledger.broken ? ERR_IO : err;
}

void keeper_desk_close(KeeperDesk *desk) {
    if (desk->server) server_close(desk->server);
    if (desk->halves) room_close(desk->halves);
    if (desk->is_open) keeper_close(&desk->keeper);
    arena_free(&desk->batch);
}
