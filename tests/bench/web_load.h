// Clients of a web server, all in one process: each sends a request, waits for the whole answer, and sends the next, on the
// same connection or on a new one for each. The same clients drive our pages and what they are compared with. How long each
// answer took is kept for all rounds.
#pragma once

#include "bench/bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WEB_PEERS_MOST = 64, WEB_TIMES_MOST = 1 << 21, WEB_REQUEST_MOST = 64 << 10, WEB_HEAD_MOST = 8 << 10 };

typedef struct WebTimes {
    double *ms;
    int count;
} WebTimes;

typedef struct WebPeer {
    int socket;
    size_t got, expected; // of this answer; expected 0: the head is not whole yet
    size_t body;
    bool closes; // the server ends the connection behind this answer
    double asked;
    char head[WEB_HEAD_MOST];
} WebPeer;

typedef struct WebLoad {
    int port;
    uint32_t peers;
    double seconds;
    int status;        // each answer must have it
    bool anew;         // a connection for each request
    size_t *body;      // how long that of the last answer was, if it is wanted
    uint64_t *answers; // how many there were, if it is wanted
    // Writes the next request of a peer into `out`, and returns how long it is.
    size_t (*next)(void *at, uint32_t peer, char *out);
    void *at;
    WebTimes *times;
} WebLoad;

static inline void web_fail(const char *what) {
    fprintf(stderr, "bench: %s: %s\n", what, strerror(errno));
    exit(1);
}

static inline int web_connect(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    const int yes = 1;
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    int connected = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connected < 0 || connect(connected, (struct sockaddr *)&address, sizeof address) != 0) web_fail("connect");
    setsockopt(connected, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return connected;
}

static inline void web_ask(const WebLoad *load, WebPeer *peer, uint32_t number) {
    static char request[WEB_REQUEST_MOST];
    size_t len = load->next(load->at, number, request);
    peer->got = peer->expected = 0;
    peer->asked = bench_clock(CLOCK_MONOTONIC);
    for (size_t sent = 0; sent < len;) {
        ssize_t put = send(peer->socket, request + sent, len - sent, MSG_NOSIGNAL);
        if (put <= 0) web_fail("send");
        sent += (size_t)put;
    }
}

static inline void web_begin(const WebLoad *load, WebPeer *peer, uint32_t number, int epoll) {
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = number};
    peer->socket = web_connect(load->port);
    peer->closes = load->anew;
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, peer->socket, &event) != 0) web_fail("epoll");
}

// The head is kept until it is whole; of the body only the length counts.
static inline void web_read_head(const WebLoad *load, WebPeer *peer, const char *piece, size_t len) {
    size_t room = sizeof peer->head - 1 - peer->got, kept = len < room ? len : room;
    memcpy(peer->head + peer->got, piece, kept);
    peer->head[peer->got + kept] = 0;
    const char *end = strstr(peer->head, "\r\n\r\n"), *length = strstr(peer->head, "Content-Length: ");
    if (!end) return;
    if (!length || length > end) web_fail("an answer without a length");
    if (strtol(peer->head + 9, NULL, 10) != load->status) {
        fprintf(stderr, "bench: %s\n", peer->head);
        exit(1);
    }
    const char *closes = strstr(peer->head, "Connection: close");
    peer->closes = load->anew || (closes && closes < end);
    peer->body = strtoul(length + 16, NULL, 10);
    peer->expected = (size_t)(end + 4 - peer->head) + peer->body;
}

// False: the answer is not all there yet.
static inline bool web_take(const WebLoad *load, WebPeer *peer) {
    static char piece[256 << 10];
    ssize_t got = recv(peer->socket, piece, sizeof piece, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return false;
    if (got <= 0) web_fail("answer");
    if (peer->expected == 0) web_read_head(load, peer, piece, (size_t)got);
    peer->got += (size_t)got;
    if (peer->expected == 0 || peer->got < peer->expected) return false;
    if (load->times && load->times->count < WEB_TIMES_MOST)
        load->times->ms[load->times->count++] = (bench_clock(CLOCK_MONOTONIC) - peer->asked) * 1000;
    if (load->body) *load->body = peer->body;
    return true;
}

static inline void web_go_on(const WebLoad *load, WebPeer *peer, uint32_t number, int epoll) {
    if (peer->closes) {
        close(peer->socket);
        web_begin(load, peer, number, epoll);
    }
    web_ask(load, peer, number);
}

// Answers per second.
static inline double web_run(const WebLoad *load) {
    static WebPeer peers[WEB_PEERS_MOST];
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    uint64_t answers = 0;
    for (uint32_t i = 0; i < load->peers; i++) web_begin(load, &peers[i], i, epoll);
    double start = bench_clock(CLOCK_MONOTONIC), now = start;
    for (uint32_t i = 0; i < load->peers; i++) web_ask(load, &peers[i], i);
    while (now < start + load->seconds) {
        struct epoll_event events[WEB_PEERS_MOST];
        int count = epoll_wait(epoll, events, WEB_PEERS_MOST, 1000);
        for (int i = 0; i < count; i++) {
            uint32_t number = events[i].data.u32;
            if (!web_take(load, &peers[number])) continue;
            answers++;
            web_go_on(load, &peers[number], number, epoll);
        }
        now = bench_clock(CLOCK_MONOTONIC);
    }
    for (uint32_t i = 0; i < load->peers; i++) close(peers[i].socket);
    close(epoll);
    if (load->answers) *load->answers = answers;
    return (double)answers / (now - start);
}

// This process and all it starts from now on; where there is but one core, all share it.
static inline void web_pin(int core) {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(core, &cores);
    if (sysconf(_SC_NPROCESSORS_ONLN) > 1) (void)!sched_setaffinity(0, sizeof cores, &cores);
}

static inline void web_print_times(const char *name, WebTimes *times) {
    char line[64];
    snprintf(line, sizeof line, "%s.ms", name);
    BenchFigure figure = {.name = line, .unit = "ms"};
    qsort(times->ms, (size_t)times->count, sizeof *times->ms, bench_compare);
    bench_print(&figure, times->ms, NULL, times->count);
}
