// Between the server's loop and the store: requests over, answers back, long payloads to their files.
#include "role/spool_desk.h"

#include "net/server.h"

#include <errno.h>
#include <unistd.h>

enum {
    CONNECTIONS_MOST = 4096,
    MEMORY_MOST = 64 << 20, // of payloads and answers under way
    FRAME_MS = 30000,
    STALL_MS = 30000,
    TIDY_MS = 1000,
    HELD_MOST = 256 << 10, // a longer append goes to a file as it comes
    APPEND_MOST = SEGMENT_LARGE_MOST + APPEND_ALSO_MOST * (BLOB_MOST + 64),
    REFUSED_PEER = 1,
};

static const ServerKind kinds[] = {
    {.kind = FRAME_APPEND, .payload_most = APPEND_MOST, .held_most = HELD_MOST},
    {.kind = FRAME_PUT, .payload_most = BLOB_MOST + 64, .held_most = BLOB_MOST + 64},
    {.kind = FRAME_GET, .payload_most = 32, .held_most = 32},
    {.kind = FRAME_FILED, .payload_most = 12, .held_most = 12},
    {.kind = FRAME_STATUS, .payload_most = 0, .held_most = 0},
};

struct SpoolDesk {
    const RoleStart *start;
    Spool *spool;
    Server *server;
    Arena batch;                // of what has come and is not answered yet
    const ServerRequest *asked; // of the batch that is taken
    SpoolRequest *requests;
    uint32_t *asked_index;
    bool is_ending, had_batch;
    SpoolSpace space;
};

static void answer_pass(void *at, size_t index, const FrameAnswer *answer, Bytes rest) {
    SpoolDesk *desk = at;
    server_answer(desk->server, desk->asked[desk->asked_index[index]].ticket, answer, rest);
}

static void bell_ring(const SpoolDesk *desk) {
    const uint64_t one = 1;
    while (desk->start->bell >= 0 && write(desk->start->bell, &one, sizeof one) < 0 && errno == EINTR) continue;
}

// Only the registrar may say what is in the vault. Without user ids of their own all roles are one.
static bool peer_may(const SpoolDesk *desk, const ServerRequest *request) {
    uid_t registrar = (uid_t)(desk->start->config->uid_base + ROLE_REGISTRAR);
    return request->kind != FRAME_FILED || request->peer == geteuid() || request->peer == 0 ||
           (desk->start->config->uid_base > 0 && request->peer == registrar);
}

// The content of an append is hashed while others still come: for one of usual size that is most of its work. Whether it is an
// append at all is for the batch to say.
static const void *payload_see(void *at, uint8_t kind, Bytes payload) {
    SpoolDesk *desk = at;
    Append append;
    if (kind != FRAME_APPEND || append_read(payload, &append) != ERR_OK) return NULL;
    Hash *content = NEW(&desk->batch, Hash);
    return segment_content((SegmentKind)append.kind, append.blob, content) == ERR_OK ? content : NULL;
}

static void batch_take(void *at, Server *server, const ServerRequest *asked, size_t count) {
    SpoolDesk *desk = at;
    size_t taken = 0;
    desk->asked = asked;
    desk->had_batch = true;
    desk->requests = NEW_ARRAY(&desk->batch, SpoolRequest, count);
    desk->asked_index = NEW_ARRAY(&desk->batch, uint32_t, count);
    for (size_t i = 0; i < count; i++) {
        if (!peer_may(desk, &asked[i])) {
            server_answer(server, asked[i].ticket, &(FrameAnswer){.outcome = OUTCOME_REFUSED, .reason = REFUSED_PEER},
                          (Bytes){0});
            continue;
        }
        desk->asked_index[taken] = (uint32_t)i;
        desk->requests[taken++] = (SpoolRequest){
            .kind = asked[i].kind, .payload = asked[i].payload, .large = asked[i].stream, .content = asked[i].seen};
    }
    if (taken > 0 && spool_batch(desk->spool, desk->requests, taken, (SpoolAnswers){answer_pass, desk})) bell_ring(desk);
    arena_reset(&desk->batch);
}

static Outcome stream_begin(void *at, uint64_t length, uid_t peer, void **stream) {
    SpoolDesk *desk = at;
    SpoolLarge *large;
    (void)peer;
    Outcome outcome = spool_large_begin(desk->spool, length, &large);
    *stream = outcome == OUTCOME_OK ? large : NULL;
    return outcome;
}

static Outcome stream_data(void *at, void *stream, Bytes piece) {
    (void)at;
    return spool_large_add(stream, piece);
}

static void stream_end(void *at, void *stream, bool whole) {
    (void)at;
    if (!whole) spool_large_drop(stream);
}

static void quit_ready(void *at, int descriptor) {
    SpoolDesk *desk = at;
    server_unwatch(desk->server, descriptor);
    desk->is_ending = true;
}

Err spool_desk_open(Arena *arena, const RoleStart *start, const SpoolPlan *plan, SpoolDesk **out) {
    SpoolDesk *desk = NEW(arena, SpoolDesk);
    *desk = (SpoolDesk){.start = start, .batch = arena_make(NULL, NULL)};
    ServerPlan server = {.listener = start->listener,
                         .kinds = kinds,
                         .kind_count = sizeof kinds / sizeof *kinds,
                         .connections_most = CONNECTIONS_MOST,
                         .memory_most = MEMORY_MOST,
                         .frame_ms = FRAME_MS,
                         .stall_ms = STALL_MS,
                         .see = payload_see,
                         .batch = batch_take,
                         .stream = {stream_begin, stream_data, stream_end},
                         .at = desk};
    Err err = spool_open(arena, plan, &desk->spool);
    if (err == ERR_OK) err = server_open(arena, &server, &desk->server);
    if (err == ERR_OK) err = server_watch(desk->server, start->quit, quit_ready, desk);
    if (err != ERR_OK) {
        spool_desk_close(desk);
        return err;
    }
    if (spool_damaged(desk->spool) > 0) {
        LogFields fields = {{log_number("records", spool_damaged(desk->spool))}};
        log_event(start->log, LOG_SEGMENT_CUT, fields);
    }
    *out = desk;
    return ERR_OK;
}

static void space_tell(SpoolDesk *desk) {
    static const LogEvent events[] = {
        [SPACE_PLENTY] = LOG_DISK_FREE, [SPACE_REPORTS] = LOG_DISK_LOW, [SPACE_NONE] = LOG_DISK_FULL};
    uint64_t free_bytes;
    SpoolSpace space = spool_space_left(desk->spool, &free_bytes);
    if (space == desk->space) return;
    desk->space = space;
    log_event(desk->start->log, events[space], (LogFields){{log_number("free_bytes", (int64_t)free_bytes)}});
}

Err spool_desk_run(SpoolDesk *desk) {
    bool more = true;
    Err err = ERR_OK;
    while (err == ERR_OK && !desk->is_ending) {
        err = server_turn(desk->server, more ? 0 : TIDY_MS);
        more = spool_tidy(desk->spool);
        space_tell(desk);
    }
    // What has arrived is still taken; new arrivals that never end do not keep the role from ending.
    for (int turn = 0; err == ERR_OK && turn < 100; turn++) {
        desk->had_batch = false;
        err = server_turn(desk->server, 0);
        if (!desk->had_batch) break;
    }
    return err;
}

void spool_desk_close(SpoolDesk *desk) {
    if (desk->server) server_close(desk->server);
    if (desk->spool) spool_close(desk->spool);
    arena_free(&desk->batch);
}
