// Bytes of a connection become requests of the batch: whole frames where they were read, parts of frames in a buffer that grows
// with what comes, long payloads piece by piece to the role. Never trusts a length before it is held against the row of its
// kind.
#include "net/loop.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

static const ServerKind *kind_find(const Server *server, uint8_t kind) {
    for (size_t i = 0; i < server->plan.kind_count; i++) {
        if (server->plan.kinds[i].kind == kind) return &server->plan.kinds[i];
    }
    return NULL;
}

static Slot *slot_add(Server *server, Connection *connection) {
    uint32_t index = (uint32_t)(connection - server->connections);
    int32_t number = (int32_t)server->slot_count++;
    Slot *slot = &server->slots[number];
    *slot = (Slot){.connection = index, .generation = connection->generation, .next = -1};
    if (connection->first_request < 0) {
        connection->first_request = number;
        server->touched[server->touched_count++] = index;
    } else {
        server->slots[connection->last_request].next = number;
    }
    connection->last_request = number;
    connection->unanswered++;
    return slot;
}

// An answer that needs no role, in its turn behind the ones before it.
static void answer_add(Server *server, Connection *connection, uint8_t kind, Outcome outcome) {
    Slot *slot = slot_add(server, connection);
    slot->is_ours = true;
    server->requests[slot - server->slots].kind = kind;
    slot_answer(server, slot, &(FrameAnswer){.outcome = outcome}, (Bytes){0});
}

static Slot *request_add(Server *server, Connection *connection, const ServerKind *row, Bytes payload) {
    Slot *slot = slot_add(server, connection);
    slot->is_alone = row->is_alone;
    connection->is_paused = row->is_alone;
    server->requests[slot - server->slots] = (ServerRequest){.kind = row->kind, .peer = connection->peer, .payload = payload};
    return slot;
}

static Slot *held_add(Server *server, Connection *connection, const ServerKind *row, Bytes payload) {
    Slot *slot = request_add(server, connection, row, payload);
    if (server->plan.see) server->requests[slot - server->slots].seen = server->plan.see(server->plan.at, row->kind, payload);
    return slot;
}

static void frame_ended(Server *server, Connection *connection) {
    connection->phase = PHASE_FRAMES;
    connection_due(server, &connection->frame_due_ms, 0);
}

static void skip_begin(Connection *connection, Outcome after) {
    connection->phase = PHASE_SKIP;
    connection->after = after;
}

// Takes what it can of a payload that is not held; returns how much.
static size_t stream_take(Server *server, Connection *connection, const unsigned char *from, size_t len) {
    size_t piece = len < connection->left ? len : (size_t)connection->left;
    const ServerStream *role = &server->plan.stream;
    if (connection->phase == PHASE_STREAM && piece > 0) {
        Outcome outcome = role->data(server->plan.at, connection->stream, (Bytes){from, piece});
        if (outcome != OUTCOME_OK) {
            role->end(server->plan.at, connection->stream, false);
            skip_begin(connection, outcome);
        }
    }
    connection->left -= piece;
    if (connection->left > 0) return piece;
    if (connection->phase == PHASE_SKIP) {
        answer_add(server, connection, connection->kind, connection->after);
    } else {
        role->end(server->plan.at, connection->stream, true);
        Slot *slot = request_add(server, connection, kind_find(server, connection->kind), (Bytes){0});
        server->requests[slot - server->slots].stream = connection->stream;
    }
    frame_ended(server, connection);
    return piece;
}

static int64_t frame_deadline(const Server *server, uint64_t length) {
    return server->now_ms + server->plan.frame_ms + (int64_t)(length >> 16) * 1000;
}

// A frame whose payload is not held: too long for its kind, or to be streamed.
static void stream_begin(Server *server, Connection *connection, FrameHead head, const ServerKind *row) {
    connection->kind = head.kind;
    connection->left = head.length;
    connection_due(server, &connection->frame_due_ms, frame_deadline(server, head.length));
    if (head.length > row->payload_most) {
        skip_begin(connection, OUTCOME_TOO_BIG);
        return;
    }
    connection->phase = PHASE_STREAM;
    Outcome outcome = server->plan.stream.begin(server->plan.at, head.length, connection->peer, &connection->stream);
    if (outcome != OUTCOME_OK) skip_begin(connection, outcome);
}

static bool batch_has_room(const Server *server, const Connection *connection, uint32_t taken) {
    return server->slot_count < BATCH_REQUESTS && taken < REQUESTS_A_TURN && !connection->is_paused && !connection->is_closing;
}

// One frame from `len` bytes; returns how many it used, 0 if it is not all there.
static size_t frame_take(Server *server, Connection *connection, const unsigned char *from, size_t len) {
    FrameHead head;
    if (len < FRAME_HEAD_BYTES) return 0;
    const ServerKind *row = frame_head_read(from, &head) == ERR_OK ? kind_find(server, head.kind) : NULL;
    if (!row) {
        // After this nobody knows where the next frame begins.
        answer_add(server, connection, head.kind, OUTCOME_BROKEN);
        connection->is_closing = true;
        return len;
    }
    if (head.length > row->held_most || head.length > row->payload_most) {
        stream_begin(server, connection, head, row);
        return FRAME_HEAD_BYTES;
    }
    if (len - FRAME_HEAD_BYTES < head.length) return 0;
    held_add(server, connection, row, (Bytes){from + FRAME_HEAD_BYTES, head.length});
    frame_ended(server, connection);
    return FRAME_HEAD_BYTES + head.length;
}

// Keeps what is left in the connection's own buffer. Without memory it is closed: the peer asks again.
static void rest_keep(Server *server, Connection *connection, const unsigned char *from, size_t len) {
    if (len == 0) return;
    connection->in = pool_take(&server->pool, len, &connection->in_room);
    if (!connection->in) {
        connection_close(server, connection);
        return;
    }
    memcpy(connection->in, from, len);
    connection->in_len = len;
    if (connection->frame_due_ms == 0 && !connection->is_paused) {
        connection_due(server, &connection->frame_due_ms, frame_deadline(server, 0));
    }
}

// All frames in these bytes, which live until the batch is over.
static void bytes_parse(Server *server, Connection *connection, const unsigned char *from, size_t len) {
    uint32_t taken = 0;
    while (len > 0 && batch_has_room(server, connection, taken)) {
        bool frames = connection->phase == PHASE_FRAMES;
        size_t used = frames ? frame_take(server, connection, from, len) : stream_take(server, connection, from, len);
        if (used == 0) {
            rest_keep(server, connection, from, len);
            return;
        }
        from += used;
        len -= used;
        taken++;
    }
    if (len > 0 && !connection->is_closing) {
        rest_keep(server, connection, from, len);
        connection_again(server, connection);
    }
}

static size_t area_left(const Server *server) {
    return BATCH_BYTES - server->area_len;
}

// What is in the buffer goes to the front of the batch's bytes, so that frames lie in one piece.
static size_t buffer_unload(Server *server, Connection *connection) {
    size_t len = connection->in_len;
    if (len > 0) memcpy(server->area + server->area_len, connection->in, len);
    pool_give(&server->pool, connection->in, connection->in_room);
    connection->in = NULL;
    connection->in_len = connection->in_room = 0;
    return len;
}

void connection_parse(Server *server, Connection *connection) {
    if (connection->in_len == 0) return;
    if (connection->in_len > area_left(server)) {
        connection_again(server, connection);
        return;
    }
    size_t len = buffer_unload(server, connection);
    const unsigned char *from = server->area + server->area_len;
    server->area_len += len;
    bytes_parse(server, connection, from, len);
}

// 0: nothing more for now; the connection may be closed or at its end. `inside`: part of a frame is already here.
static size_t socket_receive(Server *server, Connection *connection, unsigned char *to, size_t room, bool inside) {
    ssize_t got = recv(connection->socket, to, room, MSG_DONTWAIT);
    if (got > 0) return (size_t)got;
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (got < 0 || connection->phase != PHASE_FRAMES || inside) {
        connection_close(server, connection);
    } else {
        connection->is_closing = true; // what it asked is still answered
    }
    return 0;
}

// The length of the frame in the buffer if it is a held one and not all there; else 0.
static size_t frame_missing(const Server *server, const Connection *connection) {
    FrameHead head;
    if (connection->phase != PHASE_FRAMES || connection->in_len < FRAME_HEAD_BYTES) return 0;
    if (frame_head_read(connection->in, &head) != ERR_OK) return 0;
    const ServerKind *row = kind_find(server, head.kind);
    size_t whole = FRAME_HEAD_BYTES + (size_t)head.length;
    bool held = row && head.length <= row->held_most && head.length <= row->payload_most;
    return held && whole > connection->in_len ? whole : 0;
}

// Straight into the buffer, up to the end of its frame: a long frame is not copied with each piece.
static void frame_continue(Server *server, Connection *connection, size_t whole) {
    if (connection->in_len == connection->in_room) {
        unsigned char *grown =
            pool_grow(&server->pool, connection->in, connection->in_len, connection->in_room * 2, &connection->in_room);
        if (!grown) {
            connection_close(server, connection);
            return;
        }
        connection->in = grown;
    }
    size_t end = whole < connection->in_room ? whole : connection->in_room;
    connection->in_len +=
        socket_receive(server, connection, connection->in + connection->in_len, end - connection->in_len, true);
    if (connection->socket < 0 || connection->in_len < whole) return;
    FrameHead head;
    if (frame_head_read(connection->in, &head) != ERR_OK) return;
    Bytes payload = {connection->in + FRAME_HEAD_BYTES, head.length};
    Slot *slot = held_add(server, connection, kind_find(server, head.kind), payload);
    slot->held = connection->in;
    slot->held_room = connection->in_room;
    connection->in = NULL;
    connection->in_len = connection->in_room = 0;
    frame_ended(server, connection);
}

void connection_read(Server *server, Connection *connection) {
    size_t whole = frame_missing(server, connection), streamed = 0;
    if (server->slot_count >= BATCH_REQUESTS) return;
    if (whole > READ_STEP) {
        frame_continue(server, connection, whole);
        return;
    }
    do {
        if (area_left(server) < connection->in_len + READ_STEP) return;
        size_t len = buffer_unload(server, connection);
        unsigned char *from = server->area + server->area_len;
        size_t got = socket_receive(server, connection, from + len, READ_STEP, len > 0);
        if (connection->socket < 0) return;
        bool streams = connection->phase != PHASE_FRAMES;
        uint32_t slots = server->slot_count;
        bytes_parse(server, connection, from, len + got);
        // Pieces of a stream are gone when they are taken; requests point into the area.
        if (!streams || server->slot_count > slots) server->area_len += len + got;
        streamed += got;
        if (got < READ_STEP) return;
    } while (connection->socket >= 0 && connection->phase != PHASE_FRAMES && streamed < STREAM_A_TURN);
}
