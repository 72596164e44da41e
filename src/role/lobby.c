// Bytes are only looked at, never taken: the clerk reads them. A visitor is looked at when something new has come; how much
// must come before the next look is told to the kernel.
#include "role/lobby.h"

#include "base/now.h"
#include "net/http_head.h"
#include "net/proxy.h"
#include "web/refusal.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    ACCEPTS_A_TURN = 256,
    WAIT_MS = 10000,      // for a head, from the first moment
    TURN_MS = 15000,      // for a clerk
    BODY_MOST = 32 << 10, // a longer one is read by the clerk
    PROXIES_MOST = 16,
    NOBODY = -1,
};

typedef enum VisitorState { VISITOR_FREE, VISITOR_WAITS, VISITOR_READY } VisitorState;

typedef struct Visitor {
    int socket;
    uint32_t generation;
    VisitorState state;
    Peer peer;
    bool is_heard;   // the loop waits for more of it
    bool is_proxied; // the terminator says who it is
    bool is_whole;   // nothing of the request is still to come
    bool is_apart;   // its route has a quota of its own
    bool has_head;   // only its body is still to come
    size_t skip;
    Reader reader;
    int64_t until_ms;
    int32_t before, behind; // in its line
} Visitor;

// Who came first stands first.
typedef struct Line {
    int32_t first, last;
    size_t count;
} Line;

struct Lobby {
    const Site *site;
    int epoll;
    Visitor *visitors;
    int32_t free;        // a list through `behind`
    Line waiting, ready; // for their head; for their turn
    Peer proxies[PROXIES_MOST];
    size_t proxy_count;
    const Refusals *refusals;
    unsigned char peek[LIMIT_HTTP_HEAD_BYTES + PROXY_HEAD_MOST];
};

// --- places ------------------------------------------------------------------------------------------------------------------

static int32_t index_of(const Lobby *lobby, const Visitor *visitor) {
    return (int32_t)(visitor - lobby->visitors);
}

static void line_append(Lobby *lobby, Line *line, Visitor *visitor) {
    visitor->before = line->last;
    visitor->behind = NOBODY;
    *(line->last == NOBODY ? &line->first : &lobby->visitors[line->last].behind) = index_of(lobby, visitor);
    line->last = index_of(lobby, visitor);
    line->count++;
}

static void line_remove(Lobby *lobby, Line *line, const Visitor *visitor) {
    *(visitor->before == NOBODY ? &line->first : &lobby->visitors[visitor->before].behind) = visitor->behind;
    *(visitor->behind == NOBODY ? &line->last : &lobby->visitors[visitor->behind].before) = visitor->before;
    line->count--;
}

static Line *line_of(Lobby *lobby, const Visitor *visitor) {
    return visitor->state == VISITOR_READY ? &lobby->ready : &lobby->waiting;
}

static Visitor *place_take(Lobby *lobby) {
    Visitor *visitor = &lobby->visitors[lobby->free];
    lobby->free = visitor->behind;
    visitor->state = VISITOR_WAITS;
    line_append(lobby, &lobby->waiting, visitor);
    return visitor;
}

static void place_give(Lobby *lobby, Visitor *visitor) {
    line_remove(lobby, line_of(lobby, visitor), visitor);
    *visitor = (Visitor){.socket = -1, .generation = visitor->generation + 1, .behind = lobby->free};
    lobby->free = index_of(lobby, visitor);
}

// --- leaving -----------------------------------------------------------------------------------------------------------------

// What was made before, as far as it goes into the socket at once.
static void tell(const Lobby *lobby, int socket, int status, Reader reader) {
    Bytes answer = refusal_of(lobby->refusals, status, reader);
    (void)!send(socket, answer.ptr, answer.len, MSG_DONTWAIT | MSG_NOSIGNAL);
    shutdown(socket, SHUT_WR);
}

// What has come unread would take the answer with it.
static void drain(Lobby *lobby, int socket) {
    for (int i = 0; i < 4 && recv(socket, lobby->peek, sizeof lobby->peek, MSG_DONTWAIT) > 0; i++) continue;
}

static void visitor_leave(Lobby *lobby, Visitor *visitor, int status) {
    if (status) {
        drain(lobby, visitor->socket);
        tell(lobby, visitor->socket, status, visitor->reader);
    }
    close(visitor->socket);
    place_give(lobby, visitor);
}

void lobby_refuse(Lobby *lobby, const Guest *guest, int status) {
    drain(lobby, guest->socket);
    tell(lobby, guest->socket, status, guest->reader);
    close(guest->socket);
}

// --- looking -----------------------------------------------------------------------------------------------------------------

static bool is_proxy(const Lobby *lobby, Peer peer) {
    for (size_t i = 0; i < lobby->proxy_count; i++)
        if (peer_eq(peer, lobby->proxies[i])) return true;
    return false;
}

// Wakes when there are at least so many bytes.
static void wait_for(const Visitor *visitor, size_t bytes) {
    int least = (int)bytes;
    (void)!setsockopt(visitor->socket, SOL_SOCKET, SO_RCVLOWAT, &least, sizeof least);
}

// A small body comes before the turn; one that its sender holds back until it is told, or in chunks, does not.
static bool body_is_there(Lobby *lobby, Visitor *visitor, const HttpHead *head) {
    size_t whole = visitor->skip + head->size + (size_t)head->length;
    visitor->is_whole = head->length == 0 && !head->is_chunked;
    if (head->length == 0 || head->length > BODY_MOST || head->awaits_answer) return true;
    ssize_t there = recv(visitor->socket, lobby->peek, whole, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT);
    visitor->is_whole = there >= 0 && (size_t)there >= whole;
    if (there < 0 || visitor->is_whole) return true;
    wait_for(visitor, whole);
    visitor->has_head = true;
    return false;
}

static bool is_apart(const Site *site, const HttpHead *head) {
    RouteParts parts;
    unsigned others;
    const Route *route = route_find(site->routes, site->route_count, head, &parts, &others);
    return route && route->has_own_quota;
}

// What the gate has waited for would be waited for by the clerk as well, at every read.
static void visitor_ready(Lobby *lobby, Visitor *visitor) {
    if (visitor->has_head) wait_for(visitor, 1);
    line_remove(lobby, &lobby->waiting, visitor);
    line_append(lobby, &lobby->ready, visitor);
    visitor->state = VISITOR_READY;
    visitor->until_ms = boot_ms() + TURN_MS;
}

// 0, or the status it is sent away with; -1: without a word.
static int head_look(Lobby *lobby, Visitor *visitor, Bytes bytes) {
    HttpHead head;
    ProxyHead proxy;
    if (visitor->is_proxied && visitor->skip == 0) {
        HttpState state = proxy_head_read(bytes, &proxy);
        if (state != HTTP_WHOLE) return state == HTTP_MORE ? 0 : -1;
        visitor->skip = proxy.size;
        if (!proxy.is_own) visitor->peer = proxy.client;
    }
    bytes = (Bytes){bytes.ptr + visitor->skip, bytes.len - visitor->skip};
    HttpState state = http_head_read(bytes, &head);
    if (state == HTTP_REFUSED) return head.status;
    if (state == HTTP_WHOLE) visitor->reader = site_reader(lobby->site, &head);
    if (state == HTTP_MORE) return 0;
    visitor->is_apart = is_apart(lobby->site, &head);
    if (body_is_there(lobby, visitor, &head)) visitor_ready(lobby, visitor);
    return 0;
}

static void visitor_look(Lobby *lobby, Visitor *visitor) {
    ssize_t len = recv(visitor->socket, lobby->peek, sizeof lobby->peek, MSG_PEEK | MSG_DONTWAIT);
    if (len < 0 && (errno == EAGAIN || errno == EINTR)) return;
    int status = len <= 0 ? -1 : head_look(lobby, visitor, (Bytes){lobby->peek, (size_t)len});
    if (status) visitor_leave(lobby, visitor, status > 0 ? status : 0);
}

void lobby_look(Lobby *lobby, uint64_t data) {
    Visitor *visitor = &lobby->visitors[data & UINT32_MAX];
    if (visitor->state == VISITOR_WAITS && visitor->generation == data >> 32) visitor_look(lobby, visitor);
}

// --- coming ------------------------------------------------------------------------------------------------------------------

// Who waits for a turn keeps the place; who has not said what he wants makes room.
static void visitor_enter(Lobby *lobby, int socket) {
    if (lobby->free == NOBODY && lobby->waiting.count > 0) visitor_leave(lobby, &lobby->visitors[lobby->waiting.first], 408);
    if (lobby->free == NOBODY) {
        lobby_refuse(lobby, &(Guest){.socket = socket}, 503); // in the first of our languages: nothing has been heard yet
        return;
    }
    Visitor *visitor = place_take(lobby);
    visitor->socket = socket;
    visitor->reader.wants_json = true; // until it has said what it wants
    visitor->peer = peer_of_socket(socket);
    visitor->is_proxied = is_proxy(lobby, visitor->peer);
    visitor->until_ms = boot_ms() + WAIT_MS;
    uint64_t data = (uint64_t)visitor->generation << 32 | (uint64_t)index_of(lobby, visitor);
    struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.u64 = data};
    uint32_t generation = visitor->generation;
    visitor_look(lobby, visitor); // most send their head at once
    if (visitor->generation != generation || visitor->state != VISITOR_WAITS) return;
    visitor->is_heard = epoll_ctl(lobby->epoll, EPOLL_CTL_ADD, socket, &event) == 0;
    if (!visitor->is_heard) visitor_leave(lobby, visitor, 0);
}

void lobby_accept(Lobby *lobby, int listener) {
    for (int i = 0; i < ACCEPTS_A_TURN; i++) {
        int socket = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (socket < 0 && (errno == ECONNABORTED || errno == EINTR)) continue;
        if (socket < 0) return;
        visitor_enter(lobby, socket);
    }
}

// --- going -------------------------------------------------------------------------------------------------------------------

static void line_tidy(Lobby *lobby, const Line *line, int64_t now_ms, int status) {
    while (line->first != NOBODY && lobby->visitors[line->first].until_ms <= now_ms)
        visitor_leave(lobby, &lobby->visitors[line->first], status);
}

// A body that comes slowly is the clerk's to measure: it knows how long it may take.
static void bodies_tidy(Lobby *lobby, int64_t now_ms) {
    for (int32_t i = lobby->waiting.first, behind; i != NOBODY && lobby->visitors[i].until_ms <= now_ms; i = behind) {
        behind = lobby->visitors[i].behind;
        if (lobby->visitors[i].has_head) visitor_ready(lobby, &lobby->visitors[i]);
    }
}

void lobby_tidy(Lobby *lobby) {
    bodies_tidy(lobby, boot_ms());
    line_tidy(lobby, &lobby->waiting, boot_ms(), 408);
    line_tidy(lobby, &lobby->ready, boot_ms(), 503);
}

void lobby_empty(Lobby *lobby) {
    line_tidy(lobby, &lobby->waiting, INT64_MAX, 0);
}

size_t lobby_ready(const Lobby *lobby) {
    return lobby->ready.count;
}

static Guest guest_of(const Visitor *visitor) {
    return (Guest){.socket = visitor->socket,
                   .prefix = peer_prefix(visitor->peer),
                   .is_here = peer_is_here(visitor->peer),
                   .is_whole = visitor->is_whole,
                   .is_apart = visitor->is_apart,
                   .skip = visitor->skip,
                   .reader = visitor->reader};
}

bool lobby_next(Lobby *lobby, bool (*may)(void *at, const Guest *guest), void *at, Guest *out) {
    for (int32_t i = lobby->ready.first; i != NOBODY; i = lobby->visitors[i].behind) {
        Visitor *visitor = &lobby->visitors[i];
        struct epoll_event none = {0};
        *out = guest_of(visitor);
        if (!may(at, out)) continue;
        if (visitor->is_heard) (void)!epoll_ctl(lobby->epoll, EPOLL_CTL_DEL, visitor->socket, &none);
        place_give(lobby, visitor);
        return true;
    }
    return false;
}

Err lobby_open(Arena *arena, const Config *config, const Site *site, int epoll, uint32_t places, Lobby **out) {
    Lobby *lobby = NEW(arena, Lobby);
    *lobby = (Lobby){.site = site, .epoll = epoll, .waiting = {NOBODY, NOBODY, 0}, .ready = {NOBODY, NOBODY, 0}};
    lobby->visitors = NEW_ARRAY(arena, Visitor, places);
    for (uint32_t i = 0; i < places; i++)
        lobby->visitors[i] = (Visitor){.socket = -1, .behind = i + 1 < places ? (int32_t)i + 1 : NOBODY};
    lobby->refusals = refusals_make(arena, site->is_practice);
    Str name, rest = str_is(config->proxies, "none") ? STR_NONE : config->proxies;
    while (rest.len > 0) {
        str_cut(rest, ' ', &name, &rest);
        if (name.len == 0) continue;
        if (lobby->proxy_count == PROXIES_MOST || !peer_read(str_c(arena, name), &lobby->proxies[lobby->proxy_count++]))
            return ERR_INPUT;
    }
    *out = lobby;
    return ERR_OK;
}
