// The loop of a role that answers frames on a unix socket: takes what has arrived from all connections, hands it over in one
// batch, sends the answers. Nothing blocks: who sends or reads slowly waits alone. Memory per connection is fixed until a
// payload comes, and then follows what has come; when the ceiling of all is reached, connections wait or are told that the role
// is busy.
#pragma once

#include "wire/frame.h"

#include <sys/types.h>

typedef struct Server Server;

// What may come. A kind without a row is answered OUTCOME_BROKEN and its connection closed.
typedef struct ServerKind {
    uint8_t kind;
    uint32_t payload_most; // longer: OUTCOME_TOO_BIG, without reading it
    uint32_t held_most;    // up to here the payload is held in memory; longer goes to `stream`
    bool is_alone;         // nothing behind it is read from that connection before it is answered
} ServerKind;

// One request of a batch. It must be answered once: before the batch returns or, if its kind is alone, later.
typedef struct ServerRequest {
    uint64_t ticket; // whom to answer
    uint8_t kind;
    uid_t peer;       // who asks: the user id at the other end
    Bytes payload;    // empty if it was streamed; lives until the batch returns
    void *stream;     // what stream_begin gave
    const void *seen; // what see gave
} ServerRequest;

// A payload too long to be held, piece by piece as it comes. begin may refuse: the rest is then read away and that outcome
// answered. After end(whole = false) it is forgotten: the connection was lost or too slow. After end(true) it is in the next
// batch.
typedef struct ServerStream {
    Outcome (*begin)(void *at, uint64_t length, uid_t peer, void **stream);
    Outcome (*data)(void *at, void *stream, Bytes piece);
    void (*end)(void *at, void *stream, bool whole);
} ServerStream;

typedef struct ServerPlan {
    int listener; // bound and listening; stays the caller's
    const ServerKind *kinds;
    size_t kind_count;
    uint32_t connections_most;
    size_t memory_most; // of all payloads and answers under way
    uint32_t frame_ms;  // from the first byte of a frame to its last; a second more for each 64 KiB
    uint32_t stall_ms;  // how long a peer may leave answers unread
    // May be NULL. Called when a payload is held and others are still on their way: what can be done for one request by itself
    // costs no time here. What it gives comes with the request in the batch that follows.
    const void *(*see)(void *at, uint8_t kind, Bytes payload);
    void (*batch)(void *at, Server *server, const ServerRequest *requests, size_t count);
    ServerStream stream;
    void *at; // the role's own
} ServerPlan;

// Lives in the arena until server_close. The plan is copied, its kinds are not.
MUST_CHECK Err server_open(Arena *arena, const ServerPlan *plan, Server **out);
void server_close(Server *server);
// Waits for work, at most `wait_ms` (-1: until there is some), and does it. ERR_IO: the loop itself cannot go on.
MUST_CHECK Err server_turn(Server *server, int wait_ms);
// `ready` is called from server_turn when there is something to read from the descriptor, or it is at its end. Up to 64 of
// them.
MUST_CHECK Err server_watch(Server *server, int descriptor, void (*ready)(void *at, int descriptor), void *at);
void server_unwatch(Server *server, int descriptor);
// The body is head and rest one behind the other, both copied. Who asked may be gone: then nothing happens.
void server_answer(Server *server, uint64_t ticket, const FrameAnswer *answer, Bytes rest);
