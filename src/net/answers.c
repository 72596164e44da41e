// Answers on their way back: those of one batch are sent connection by connection, in the order of the requests, with one call;
// what a peer does not take at once waits in its own buffer, and it is asked for nothing until it has read that.
#include "net/loop.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

enum { SEND_PARTS = 64 };

static void answer_compose(unsigned char *out, size_t head_len, const unsigned char *head, Bytes body, Bytes rest) {
    memcpy(out, head, head_len);
    if (body.len > 0) memcpy(out + head_len, body.ptr, body.len);
    if (rest.len > 0) memcpy(out + head_len + body.len, rest.ptr, rest.len);
}

static size_t head_of(unsigned char head[FRAME_ANSWER_HEAD], uint8_t kind, const FrameAnswer *answer, Bytes rest) {
    FrameAnswer whole = *answer;
    whole.body.len += rest.len;
    return frame_answer_head(head, kind, &whole);
}

void slot_answer(Server *server, Slot *slot, const FrameAnswer *answer, Bytes rest) {
    unsigned char head[FRAME_ANSWER_HEAD];
    uint8_t kind = server->requests[slot - server->slots].kind;
    size_t head_len = head_of(head, kind, answer, rest), len = head_len + answer->body.len + rest.len;
    if (len > server->plan.memory_most - server->answer_bytes && len > FRAME_ANSWER_HEAD) {
        slot_answer(server, slot, &(FrameAnswer){.outcome = OUTCOME_BUSY}, (Bytes){0});
        return;
    }
    unsigned char *bytes = arena_alloc(&server->answers, len);
    answer_compose(bytes, head_len, head, answer->body, rest);
    slot->answer = (Bytes){bytes, len};
    slot->is_answered = true;
    server->answer_bytes += len < server->plan.memory_most - server->answer_bytes ? len : 0;
}

// Puts bytes behind what the peer has not yet read.
static bool out_keep(Server *server, Connection *connection, const unsigned char *from, size_t len) {
    size_t need = connection->out_len + len;
    if (need > connection->out_room) {
        unsigned char *grown = pool_grow(&server->pool, connection->out, connection->out_len, need, &connection->out_room);
        if (!grown) return false;
        connection->out = grown;
    }
    memcpy(connection->out + connection->out_len, from, len);
    connection->out_len = need;
    return true;
}

static ssize_t socket_send(Connection *connection, struct iovec *parts, size_t count) {
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = count};
    ssize_t sent;
    do {
        sent = sendmsg(connection->socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    } while (sent < 0 && errno == EINTR);
    return sent < 0 && errno == EAGAIN ? 0 : sent;
}

// False: the connection cannot go on.
static bool parts_send(Server *server, Connection *connection, struct iovec *parts, size_t count) {
    ssize_t sent = connection->out_len > 0 ? 0 : socket_send(connection, parts, count);
    if (sent < 0) return false;
    size_t gone = (size_t)sent;
    for (size_t i = 0; i < count; i++) {
        size_t part = gone < parts[i].iov_len ? gone : parts[i].iov_len;
        gone -= part;
        bool left = part < parts[i].iov_len;
        if (left && !out_keep(server, connection, (unsigned char *)parts[i].iov_base + part, parts[i].iov_len - part))
            return false;
    }
    return true;
}

// Behind sending: what the connection does next.
static void connection_settle(Server *server, Connection *connection, bool alive) {
    bool waits = connection->out_len > 0;
    if (!alive || (connection->is_closing && !waits && connection->unanswered == 0)) {
        connection_close(server, connection);
        return;
    }
    connection_due(server, &connection->stall_due_ms, waits ? server->now_ms + server->plan.stall_ms : 0);
    connection_want(server, connection);
}

static void connection_deliver(Server *server, Connection *connection) {
    struct iovec parts[SEND_PARTS];
    size_t count = 0;
    bool alive = true;
    for (int32_t i = connection->first_request; i >= 0 && alive; i = server->slots[i].next) {
        Slot *slot = &server->slots[i];
        assert(slot->is_answered || slot->is_alone);
        if (!slot->is_answered) continue;
        connection->unanswered--;
        if (slot->is_alone) {
            connection->is_paused = false;
            if (connection->in_len > 0) connection_again(server, connection);
        }
        parts[count++] = (struct iovec){(void *)slot->answer.ptr, slot->answer.len};
        if (count == SEND_PARTS) {
            alive = parts_send(server, connection, parts, count);
            count = 0;
        }
    }
    if (alive && count > 0) alive = parts_send(server, connection, parts, count);
    connection->first_request = connection->last_request = -1;
    connection_settle(server, connection, alive);
}

void batch_deliver(Server *server) {
    for (uint32_t i = 0; i < server->touched_count; i++) {
        Connection *connection = &server->connections[server->touched[i]];
        if (connection->socket >= 0) connection_deliver(server, connection);
    }
    for (uint32_t i = 0; i < server->slot_count; i++) {
        pool_give(&server->pool, server->slots[i].held, server->slots[i].held_room);
    }
    server->slot_count = server->touched_count = 0;
    server->area_len = 0;
    server->answer_bytes = 0;
    arena_reset(&server->answers);
}

void connection_flush(Server *server, Connection *connection) {
    struct iovec part = {connection->out + connection->out_from, connection->out_len - connection->out_from};
    ssize_t sent = socket_send(connection, &part, 1);
    if (sent > 0) connection->out_from += (size_t)sent;
    if (sent >= 0 && connection->out_from < connection->out_len) {
        if (sent > 0) connection_due(server, &connection->stall_due_ms, server->now_ms + server->plan.stall_ms);
        return;
    }
    pool_give(&server->pool, connection->out, connection->out_room);
    connection->out = NULL;
    connection->out_len = connection->out_from = connection->out_room = 0;
    if (sent >= 0 && connection->in_len > 0 && !connection->is_paused) connection_again(server, connection);
    connection_settle(server, connection, sent >= 0);
}

// An answer after its batch: the connection has been waiting for it alone.
static void late_answer(Server *server, Connection *connection, const FrameAnswer *answer, Bytes rest) {
    unsigned char head[FRAME_ANSWER_HEAD];
    size_t head_len = head_of(head, connection->late_kind, answer, rest);
    struct iovec parts[] = {{head, head_len}, {(void *)answer->body.ptr, answer->body.len}, {(void *)rest.ptr, rest.len}};
    connection->is_paused = false;
    connection->unanswered--;
    bool alive = parts_send(server, connection, parts, sizeof parts / sizeof *parts);
    if (connection->in_len > 0) connection_again(server, connection);
    connection_settle(server, connection, alive);
}

void server_answer(Server *server, uint64_t ticket, const FrameAnswer *answer, Bytes rest) {
    uint32_t number = ticket & 0xffff, index = (ticket >> 16) & 0xffff, generation = (uint32_t)(ticket >> 32);
    if (server->in_batch && number < server->slot_count) {
        Slot *slot = &server->slots[number];
        if (slot->connection == index && slot->generation == generation && !slot->is_ours) {
            assert(!slot->is_answered);
            slot_answer(server, slot, answer, rest);
            return;
        }
    }
    Connection *connection = &server->connections[index];
    if (connection->socket >= 0 && connection->generation == generation && connection->is_paused) {
        late_answer(server, connection, answer, rest);
    }
}
