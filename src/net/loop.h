// The inside of the server, shared by its three files: server.c waits and accepts, intake.c makes requests of bytes, answers.c
// brings answers back. Nobody else includes this.
#pragma once

#include "net/pool.h"
#include "net/server.h"

enum {
    READ_STEP = 64 << 10,      // read from one connection at once
    BATCH_BYTES = 4 << 20,     // read in one turn; what does not fit waits in its socket
    BATCH_REQUESTS = 4096,     // taken in one turn
    REQUESTS_A_TURN = 64,      // of one connection
    STREAM_A_TURN = 256 << 10, // bytes of one connection
    WATCHES_MOST = 64,
    EVENTS_A_TURN = 256,
};

typedef enum Phase { PHASE_FRAMES, PHASE_STREAM, PHASE_SKIP } Phase;

typedef struct Connection {
    int socket; // -1: nobody
    uint32_t generation;
    uid_t peer;
    Phase phase;
    uint8_t kind;      // of the frame that is streamed or skipped
    Outcome after;     // what is answered when it was skipped
    uint8_t late_kind; // of the alone request
    bool is_paused;    // an alone request is not yet answered
    bool is_listed;    // in `again`
    bool is_closing;   // to be closed when all is answered and sent
    uint32_t events;   // what epoll was told
    uint32_t unanswered;
    uint64_t left; // bytes to stream or skip
    void *stream;
    unsigned char *in; // bytes behind the last whole frame
    size_t in_len, in_room;
    unsigned char *out; // answers the peer has not yet read
    size_t out_from, out_len, out_room;
    int64_t frame_due_ms, stall_due_ms;  // 0: none
    int32_t first_request, last_request; // of this batch; -1: none
} Connection;

// A request and its answer on the way.
typedef struct Slot {
    uint32_t connection, generation;
    int32_t next;        // of the same connection; -1: none
    unsigned char *held; // a buffer that lives until the batch is over
    size_t held_room;
    bool is_ours; // answered without asking the role
    bool is_alone, is_answered;
    Bytes answer; // head, outcome, body
} Slot;

typedef struct Watch {
    int descriptor;
    void (*ready)(void *at, int descriptor);
    void *at;
} Watch;

struct Server {
    ServerPlan plan;
    Pool pool;
    int epoll;
    bool hears; // the listener is watched
    int64_t now_ms, scan_ms;
    uint32_t live, free_count, dues;
    Connection *connections;
    uint32_t *free;
    Watch watches[WATCHES_MOST];
    unsigned char *area; // what is read in this turn
    size_t area_len;
    Slot *slots;
    ServerRequest *requests; // one for each slot
    ServerRequest *asked;    // those that go to the role
    uint32_t slot_count, request_count;
    bool in_batch;
    uint32_t *touched; // connections with requests in this batch
    uint32_t touched_count;
    uint32_t *again, *again_before; // connections whose buffer may hold a whole frame
    uint32_t again_count;
    Arena answers;
    size_t answer_bytes;
};

// intake.c
void connection_read(Server *server, Connection *connection);
void connection_parse(Server *server, Connection *connection); // what is in its buffer
// answers.c
void slot_answer(Server *server, Slot *slot, const FrameAnswer *answer, Bytes rest);
void batch_deliver(Server *server);
void connection_flush(Server *server, Connection *connection);
// server.c
void connection_close(Server *server, Connection *connection);
void connection_want(Server *server, Connection *connection);  // tells epoll what it now waits for
void connection_again(Server *server, Connection *connection); // its buffer is looked at in the next turn
void connection_due(Server *server, int64_t *due_ms, int64_t value_ms);
