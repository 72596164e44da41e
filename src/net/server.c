// The loop: waits for all descriptors at once, accepts, has frames read, asks the role once for all of them, has the answers
// sent, and closes who is too slow. Knows no payload.
#include "net/loop.h"

#include "base/memory.h"
#include "base/now.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ACCEPTS_A_TURN = 64, LOOKS_A_TURN = 8, SCAN_MS = 1000, CONNECTIONS_CEILING = 65535 };
#define DATA_LISTENER UINT64_MAX
#define DATA_WATCH (UINT64_MAX - WATCHES_MOST)

void connection_due(Server *server, int64_t *due_ms, int64_t value_ms) {
    server->dues += (value_ms != 0) - (*due_ms != 0);
    *due_ms = value_ms;
}

void connection_again(Server *server, Connection *connection) {
    if (!connection->is_listed && connection->socket >= 0) {
        connection->is_listed = true;
        server->again[server->again_count++] = (uint32_t)(connection - server->connections);
    }
}

static bool epoll_tell(Server *server, int operation, int descriptor, uint32_t events, uint64_t data) {
    struct epoll_event event = {.events = events, .data.u64 = data};
    return epoll_ctl(server->epoll, operation, descriptor, &event) == 0;
}

static void listener_hear(Server *server, bool hears) {
    int operation = hears ? EPOLL_CTL_ADD : EPOLL_CTL_DEL;
    if (server->hears != hears && epoll_tell(server, operation, server->plan.listener, EPOLLIN, DATA_LISTENER)) {
        server->hears = hears;
    }
}

static uint64_t connection_data(const Server *server, const Connection *connection) {
    return (uint64_t)connection->generation << 32 | (uint64_t)(connection - server->connections);
}

void connection_want(Server *server, Connection *connection) {
    bool waits = connection->out_len > 0;
    uint32_t events = waits ? EPOLLOUT : connection->is_paused || connection->is_closing ? 0 : EPOLLIN;
    if (events == connection->events) return;
    if (!epoll_tell(server, EPOLL_CTL_MOD, connection->socket, events, connection_data(server, connection))) {
        connection_close(server, connection);
        return;
    }
    connection->events = events;
}

void connection_close(Server *server, Connection *connection) {
    if (connection->phase == PHASE_STREAM) {
        server->plan.stream.end(server->plan.at, connection->stream, false);
    }
    close(connection->socket);
    pool_give(&server->pool, connection->in, connection->in_room);
    pool_give(&server->pool, connection->out, connection->out_room);
    connection_due(server, &connection->frame_due_ms, 0);
    connection_due(server, &connection->stall_due_ms, 0);
    bool listed = connection->is_listed; // its number stays in the list until the list is gone through
    *connection = (Connection){
        .socket = -1, .generation = connection->generation + 1, .is_listed = listed, .first_request = -1, .last_request = -1};
    server->free[server->free_count++] = (uint32_t)(connection - server->connections);
    server->live--;
    listener_hear(server, true);
}

// False: there is nobody more, or no room.
static bool connection_accept(Server *server) {
    int socket = accept4(server->plan.listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (socket < 0) {
        bool none = errno == EAGAIN || errno == EINTR || errno == ECONNABORTED;
        if (!none) listener_hear(server, false); // no descriptors: heard again at the next scan
        return false;
    }
    Connection *connection = &server->connections[server->free[server->free_count - 1]];
    struct ucred peer;
    socklen_t len = sizeof peer;
    bool known = getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0;
    if (!known || !epoll_tell(server, EPOLL_CTL_ADD, socket, EPOLLIN, connection_data(server, connection))) {
        close(socket);
        return true;
    }
    connection->socket = socket;
    connection->peer = peer.uid;
    connection->events = EPOLLIN;
    server->free_count--;
    server->live++;
    if (server->free_count == 0) listener_hear(server, false);
    return true;
}

static void listener_ready(Server *server) {
    for (int i = 0; i < ACCEPTS_A_TURN && server->free_count > 0; i++) {
        if (!connection_accept(server)) return;
    }
}

static void connection_ready(Server *server, Connection *connection, uint32_t events) {
    if (events & EPOLLOUT) {
        connection_flush(server, connection);
    } else if (events & EPOLLIN) {
        connection_read(server, connection);
        // One with requests in the batch is settled when they are answered.
        if (connection->socket < 0 || connection->first_request >= 0) return;
        if (connection->is_closing && connection->unanswered == 0) {
            connection_close(server, connection);
        } else {
            connection_want(server, connection);
        }
    } else if (events & (EPOLLHUP | EPOLLERR)) {
        connection_close(server, connection); // nobody is there for what it waits for
    }
}

static void event_take(Server *server, const struct epoll_event *event) {
    uint64_t data = event->data.u64;
    if (data == DATA_LISTENER) return; // last: an accepted connection must not be taken for a closed one
    if (data >= DATA_WATCH) {
        const Watch *watch = &server->watches[data - DATA_WATCH];
        if (watch->ready) watch->ready(watch->at, watch->descriptor);
        return;
    }
    Connection *connection = &server->connections[data & UINT32_MAX];
    if (connection->socket >= 0 && connection->generation == data >> 32) {
        connection_ready(server, connection, event->events);
    }
}

static void batch_run(Server *server) {
    if (server->slot_count == 0) return;
    server->request_count = 0;
    for (uint32_t i = 0; i < server->slot_count; i++) {
        const Slot *slot = &server->slots[i];
        if (slot->is_ours) continue;
        ServerRequest request = server->requests[i];
        request.ticket = (uint64_t)slot->generation << 32 | (uint64_t)slot->connection << 16 | i;
        server->asked[server->request_count++] = request;
        if (slot->is_alone) server->connections[slot->connection].late_kind = request.kind;
    }
    server->in_batch = true;
    if (server->request_count > 0) {
        server->plan.batch(server->plan.at, server, server->asked, server->request_count);
    }
    server->in_batch = false;
    batch_deliver(server);
}

static void connections_scan(Server *server) {
    server->scan_ms = server->now_ms + SCAN_MS;
    listener_hear(server, server->free_count > 0);
    for (uint32_t i = 0; server->dues > 0 && i < server->plan.connections_most; i++) {
        Connection *connection = &server->connections[i];
        bool late = (connection->frame_due_ms && connection->frame_due_ms < server->now_ms) ||
                    (connection->stall_due_ms && connection->stall_due_ms < server->now_ms);
        if (connection->socket >= 0 && late) connection_close(server, connection);
    }
}

static void again_parse(Server *server) {
    uint32_t count = server->again_count, *list = server->again;
    server->again = server->again_before;
    server->again_before = list;
    server->again_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        Connection *connection = &server->connections[list[i]];
        connection->is_listed = false;
        if (connection->socket >= 0 && !connection->is_paused && connection->out_len == 0) {
            connection_parse(server, connection);
        }
    }
}

static int turn_timeout(const Server *server, int wait_ms) {
    if (server->again_count > 0) return 0;
    if (server->dues == 0 && server->hears) return wait_ms;
    int64_t scan = server->scan_ms > server->now_ms ? server->scan_ms - server->now_ms : 0;
    return wait_ms < 0 || scan < wait_ms ? (int)scan : wait_ms;
}

// Takes what has come; while more comes, looks again, so that one sync serves them all.
static Err arrivals_take(Server *server, int timeout_ms) {
    bool knocks = false;
    for (int look = 0; look < LOOKS_A_TURN; look++) {
        struct epoll_event events[EVENTS_A_TURN];
        uint32_t before = server->slot_count;
        int count = epoll_wait(server->epoll, events, EVENTS_A_TURN, look == 0 ? timeout_ms : 0);
        if (count < 0 && errno != EINTR) return ERR_IO;
        server->now_ms = boot_ms();
        for (int i = 0; i < count; i++) {
            knocks |= events[i].data.u64 == DATA_LISTENER;
            event_take(server, &events[i]);
        }
        if (count <= 0 || server->slot_count == before) break;
    }
    if (knocks) listener_ready(server);
    return ERR_OK;
}

Err server_turn(Server *server, int wait_ms) {
    server->now_ms = boot_ms();
    int timeout_ms = turn_timeout(server, wait_ms);
    again_parse(server);
    if (server->slot_count > 0) timeout_ms = 0;
    Err err = arrivals_take(server, timeout_ms);
    batch_run(server);
    if (server->now_ms >= server->scan_ms) connections_scan(server);
    return err;
}

Err server_open(Arena *arena, const ServerPlan *plan, Server **out) {
    assert(plan->connections_most > 0 && plan->connections_most <= CONNECTIONS_CEILING);
    Server *server = NEW(arena, Server);
    uint32_t most = plan->connections_most;
    *server = (Server){.plan = *plan, .pool = pool_make(plan->memory_most), .epoll = -1, .answers = arena_make(NULL, NULL)};
    server->connections = NEW_ARRAY(arena, Connection, most);
    server->free = NEW_ARRAY(arena, uint32_t, most);
    server->touched = NEW_ARRAY(arena, uint32_t, BATCH_REQUESTS);
    server->again = NEW_ARRAY(arena, uint32_t, most);
    server->again_before = NEW_ARRAY(arena, uint32_t, most);
    server->slots = NEW_ARRAY(arena, Slot, BATCH_REQUESTS);
    server->requests = NEW_ARRAY(arena, ServerRequest, BATCH_REQUESTS);
    server->asked = NEW_ARRAY(arena, ServerRequest, BATCH_REQUESTS);
    for (uint32_t i = 0; i < most; i++) {
        server->connections[i] = (Connection){.socket = -1, .first_request = -1, .last_request = -1};
        server->free[server->free_count++] = most - 1 - i;
    }
    server->area = memory_take(BATCH_BYTES);
    server->epoll = epoll_create1(EPOLL_CLOEXEC);
    int flags = fcntl(plan->listener, F_GETFL);
    bool open = server->area && server->epoll >= 0 && flags >= 0 && fcntl(plan->listener, F_SETFL, flags | O_NONBLOCK) == 0;
    if (open) listener_hear(server, true);
    if (!open || !server->hears) {
        server_close(server);
        return ERR_IO;
    }
    *out = server;
    return ERR_OK;
}

void server_close(Server *server) {
    for (uint32_t i = 0; i < server->plan.connections_most; i++) {
        if (server->connections[i].socket >= 0) connection_close(server, &server->connections[i]);
    }
    if (server->epoll >= 0) close(server->epoll);
    if (server->area) memory_give(server->area, BATCH_BYTES);
    pool_free(&server->pool);
    arena_free(&server->answers);
}

Err server_watch(Server *server, int descriptor, void (*ready)(void *at, int descriptor), void *at) {
    for (uint32_t i = 0; i < WATCHES_MOST; i++) {
        if (server->watches[i].ready) continue;
        if (!epoll_tell(server, EPOLL_CTL_ADD, descriptor, EPOLLIN, DATA_WATCH + i)) return ERR_IO;
        server->watches[i] = (Watch){descriptor, ready, at};
        return ERR_OK;
    }
    return ERR_TOO_BIG;
}

void server_unwatch(Server *server, int descriptor) {
    for (uint32_t i = 0; i < WATCHES_MOST; i++) {
        Watch *watch = &server->watches[i];
        if (watch->ready && watch->descriptor == descriptor) {
            epoll_tell(server, EPOLL_CTL_DEL, descriptor, 0, 0);
            *watch = (Watch){0};
        }
    }
}
