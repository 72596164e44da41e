// Peers of a role, all in one process: each sends a frame, waits for the whole answer, and sends the next. What they talk to is
// the bench's business; the same peers drive the role and its limit.
#pragma once

#include "bench/bench.h"
#include "wire/frame.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

typedef struct LoadPeer {
    int socket;
    size_t sent, got, expected;
    unsigned char head[FRAME_HEAD_BYTES + 1];
} LoadPeer;

typedef struct Load {
    const char *path;
    uint32_t peers;
    double seconds;
    size_t frame_len;
    // Makes the next frame of a peer in `out`.
    void (*next)(void *at, uint32_t peer, unsigned char *out);
    void *at;
} Load;

enum { LOAD_PEERS_MOST = 256, LOAD_FRAME_MOST = 8192 };

static inline void load_fail(const char *what) {
    fprintf(stderr, "bench: %s: %s\n", what, strerror(errno));
    exit(1);
}

static inline int load_connect(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    int connected = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    for (int tries = 0; connect(connected, (struct sockaddr *)&address, sizeof address) != 0; tries++) {
        if (tries > 2000) load_fail("connect");
        usleep(1000);
    }
    return connected;
}

// False: the answer is not all there yet.
static inline bool load_receive(LoadPeer *peer) {
    unsigned char bytes[LOAD_FRAME_MOST];
    ssize_t got = recv(peer->socket, bytes, sizeof bytes, 0);
    if (got <= 0) {
        if (got < 0 && errno == EAGAIN) return false;
        load_fail("answer");
    }
    for (size_t i = 0; i < (size_t)got && peer->got + i < sizeof peer->head; i++) {
        peer->head[peer->got + i] = bytes[i];
    }
    peer->got += (size_t)got;
    FrameHead head;
    if (peer->got < sizeof peer->head) return false;
    if (frame_head_read(peer->head, &head) != ERR_OK) load_fail("frame");
    if (peer->got < FRAME_HEAD_BYTES + (size_t)head.length) return false;
    if (peer->head[FRAME_HEAD_BYTES] != OUTCOME_OK) {
        fprintf(stderr, "bench: outcome %d\n", peer->head[FRAME_HEAD_BYTES]);
        exit(1);
    }
    peer->got = 0;
    return true;
}

static inline void load_send(const Load *load, LoadPeer *peer, uint32_t number) {
    unsigned char frame[LOAD_FRAME_MOST];
    load->next(load->at, number, frame);
    if (send(peer->socket, frame, load->frame_len, MSG_NOSIGNAL) != (ssize_t)load->frame_len) load_fail("send");
}

// Answers per second.
static inline double load_run(const Load *load) {
    static LoadPeer peers[LOAD_PEERS_MOST];
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    for (uint32_t i = 0; i < load->peers; i++) {
        peers[i] = (LoadPeer){.socket = load_connect(load->path)};
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
        epoll_ctl(epoll, EPOLL_CTL_ADD, peers[i].socket, &event);
    }
    uint64_t answers = 0;
    double start = bench_clock(CLOCK_MONOTONIC), now = start;
    for (uint32_t i = 0; i < load->peers; i++) {
        load_send(load, &peers[i], i);
    }
    while (now < start + load->seconds) {
        struct epoll_event events[LOAD_PEERS_MOST];
        int count = epoll_wait(epoll, events, LOAD_PEERS_MOST, 1000);
        for (int i = 0; i < count; i++) {
            LoadPeer *peer = &peers[events[i].data.u32];
            if (!load_receive(peer)) continue;
            answers++;
            load_send(load, peer, events[i].data.u32);
        }
        now = bench_clock(CLOCK_MONOTONIC);
    }
    for (uint32_t i = 0; i < load->peers; i++) {
        close(peers[i].socket);
    }
    close(epoll);
    return (double)answers / (now - start);
}
