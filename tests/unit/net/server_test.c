// The loop under many peers at once: batches, order, ceilings, streams, pauses, deadlines. The server runs in a child process;
// the test is all of its peers.
#include "net/client.h"
#include "net/loop.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { ECHO = FRAME_GET, BIG = FRAME_APPEND, LATE = FRAME_PRINT, COUNT = FRAME_STATUS, HELD = 300 << 10, STREAMED = 1 << 20 };

typedef struct Role {
    Server *server;
    uint64_t late_ticket;
    uint32_t batches, aborted;
    uint64_t streamed;
    int timer[2];
} Role;

static const ServerKind kinds[] = {
    {ECHO, HELD, HELD, false}, {BIG, STREAMED, 1024, true}, {LATE, 64, 64, true}, {COUNT, 0, 0, false}};

static void role_answer(Role *role, uint64_t ticket, Bytes body) {
    server_answer(role->server, ticket, &(FrameAnswer){.outcome = OUTCOME_OK, .body = body}, (Bytes){0});
}

static const void *role_see(void *at, uint8_t kind, Bytes payload) {
    return payload.ptr;
}

static void role_batch(void *at, Server *server, const ServerRequest *requests, size_t count) {
    Role *role = at;
    role->batches++;
    for (size_t i = count; i-- > 0;) { // backwards: the server keeps the order
        const ServerRequest *request = &requests[i];
        // What was held was seen, and stays what it was; what was streamed was never there as a whole.
        assert_ptr_equal(request->seen, request->stream ? NULL : request->payload.ptr);
        if (request->kind == LATE) {
            role->late_ticket = request->ticket;
            assert_true(write(role->timer[1], "x", 1) == 1);
        } else if (request->kind == BIG) {
            uint64_t *length = request->stream;
            uint64_t total = length ? *length : request->payload.len;
            free(length);
            role_answer(role, request->ticket, (Bytes){(unsigned char *)&total, sizeof total});
        } else if (request->kind == COUNT) {
            uint32_t facts[] = {role->batches, role->aborted, server->live, (uint32_t)count};
            role_answer(role, request->ticket, (Bytes){(unsigned char *)facts, sizeof facts});
        } else {
            role_answer(role, request->ticket, request->payload);
        }
    }
}

static void role_late(void *at, int descriptor) {
    Role *role = at;
    char byte;
    assert_true(read(descriptor, &byte, 1) == 1);
    FrameAnswer answer = {.outcome = OUTCOME_OK, .body = {(const unsigned char *)"la", 2}};
    server_answer(role->server, role->late_ticket, &answer, (Bytes){(const unsigned char *)"te", 2});
}

static Outcome stream_begin(void *at, uint64_t length, uid_t peer, void **stream) {
    if (length == STREAMED - 1) return OUTCOME_FULL; // this length is refused
    *stream = calloc(1, sizeof(uint64_t));
    return OUTCOME_OK;
}

static Outcome stream_data(void *at, void *stream, Bytes piece) {
    *(uint64_t *)stream += piece.len;
    return *(uint64_t *)stream > STREAMED - 2 && piece.ptr[piece.len - 1] == '!' ? OUTCOME_QUOTA : OUTCOME_OK;
}

static void stream_end(void *at, void *stream, bool whole) {
    Role *role = at;
    if (!whole) {
        free(stream);
        role->aborted++;
    }
}

static char path[64];
static pid_t child;
static Arena arena;

static int listen_on(const char *where) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", where);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_true(bind(listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener, 512) == 0);
    return listener;
}

static void serve(int listener, uint32_t connections, size_t memory) {
    Role role = {0};
    ServerPlan plan = {.listener = listener,
                       .kinds = kinds,
                       .kind_count = 4,
                       .connections_most = connections,
                       .memory_most = memory,
                       .frame_ms = 700,
                       .stall_ms = 700,
                       .see = role_see,
                       .batch = role_batch,
                       .at = &role,
                       .stream = {stream_begin, stream_data, stream_end}};
    assert_true(pipe(role.timer) == 0);
    assert_int_equal(server_open(&arena, &plan, &role.server), ERR_OK);
    assert_int_equal(server_watch(role.server, role.timer[0], role_late, &role), ERR_OK);
    for (;;) {
        assert_int_equal(server_turn(role.server, -1), ERR_OK);
    }
}

static void serve_begin(uint32_t connections, size_t memory) {
    snprintf(path, sizeof path, "/tmp/todoke-server-%d.sock", (int)getpid());
    unlink(path);
    int listener = listen_on(path);
    child = fork();
    if (child == 0) serve(listener, connections, memory);
    close(listener);
}

static int setup(void **state) {
    arena = arena_make(NULL, NULL);
    serve_begin(1500, 16 << 20);
    return 0;
}

static int teardown(void **state) {
    int status;
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    unlink(path);
    arena_free(&arena);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL ? 0 : -1; // it had not ended by itself
}

static Client connected(void) {
    Client client;
    assert_int_equal(client_connect(&client, path, 5000), ERR_OK);
    return client;
}

static FrameAnswer call(Client *client, uint8_t kind, const void *payload, size_t len) {
    FrameAnswer answer;
    Bytes parts[] = {{payload, len / 2}, {(const unsigned char *)payload + len / 2, len - len / 2}};
    assert_int_equal(client_call(client, &arena, kind, parts, 2, &answer), ERR_OK);
    return answer;
}

static void count_of(uint32_t facts[4]) {
    Client client = connected();
    FrameAnswer answer = call(&client, COUNT, "", 0);
    memcpy(facts, answer.body.ptr, 4 * sizeof *facts);
    client_close(&client);
}

static void echoes(void **state) {
    Client client = connected();
    unsigned char *payload = arena_alloc(&arena, HELD + 1);
    for (size_t i = 0; i < HELD; i++) {
        payload[i] = (unsigned char)(i * 7 + i / 251);
    }
    const size_t sizes[] = {0, 1, 100, 65527, 65528, 65529, 65536, 131072, HELD - 1, HELD};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        FrameAnswer answer = call(&client, ECHO, payload, sizes[i]);
        assert_int_equal(answer.outcome, OUTCOME_OK);
        assert_true(bytes_eq(answer.body, (Bytes){payload, sizes[i]}));
    }
    assert_int_equal(call(&client, ECHO, payload, HELD + 1).outcome, OUTCOME_TOO_BIG);
    assert_int_equal(call(&client, ECHO, payload, 10).outcome, OUTCOME_OK); // it goes on behind
    client_close(&client);
}

static void bytes_send(int socket, const void *bytes, size_t len) {
    const char *from = bytes;
    while (len > 0) {
        ssize_t sent = send(socket, from, len, MSG_NOSIGNAL);
        if (sent < 0) {
            poll(&(struct pollfd){.fd = socket, .events = POLLOUT}, 1, 1000);
            continue;
        }
        from += sent;
        len -= (size_t)sent;
    }
}

static void bytes_get(int socket, void *out, size_t len) {
    char *to = out;
    while (len > 0) {
        assert_true(poll(&(struct pollfd){.fd = socket, .events = POLLIN}, 1, 5000) == 1);
        ssize_t got = recv(socket, to, len, 0);
        assert_true(got > 0);
        to += got;
        len -= (size_t)got;
    }
}

static void frame_send(int socket, uint8_t kind, const void *payload, uint32_t len) {
    unsigned char head[FRAME_HEAD_BYTES];
    frame_head_write(head, (FrameHead){kind, len});
    bytes_send(socket, head, sizeof head);
    bytes_send(socket, payload, len);
}

static Outcome outcome_get(int socket, uint8_t kind, uint32_t *body, size_t room) {
    unsigned char bytes[FRAME_HEAD_BYTES + 1];
    FrameHead head;
    bytes_get(socket, bytes, sizeof bytes);
    assert_int_equal(frame_head_read(bytes, &head), ERR_OK);
    assert_int_equal(head.kind, kind | FRAME_IS_ANSWER);
    assert_true(head.length - 1 <= room);
    bytes_get(socket, body, head.length - 1);
    return bytes[FRAME_HEAD_BYTES];
}

// 3000 frames sent in one go, in pieces of odd lengths: answered once each, in order.
static void pipelines(void **state) {
    enum { FRAMES = 3000 };
    Client client = connected();
    unsigned char *all = arena_alloc(&arena, FRAMES * 12), *at = all;
    for (uint32_t i = 0; i < FRAMES; i++, at += 12) {
        frame_head_write(at, (FrameHead){ECHO, 4});
        memcpy(at + 8, &i, 4);
    }
    pid_t writer = fork();
    if (writer == 0) {
        for (size_t done = 0, step; done < FRAMES * 12; done += step) {
            step = 1 + done * 7 % 4001;
            step = step < FRAMES * 12 - done ? step : FRAMES * 12 - done;
            bytes_send(client.socket, all + done, step);
        }
        _exit(0);
    }
    for (uint32_t i = 0, body; i < FRAMES; i++) {
        assert_int_equal(outcome_get(client.socket, ECHO, &body, 4), OUTCOME_OK);
        assert_int_equal(body, i);
    }
    waitpid(writer, NULL, 0);
    client_close(&client);
}

static void streams(void **state) {
    Client client = connected();
    unsigned char *payload = arena_alloc(&arena, STREAMED + 1);
    uint64_t total;
    const size_t sizes[] = {10, 1024, 1025, 70000, STREAMED};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        FrameAnswer answer = call(&client, BIG, payload, sizes[i]);
        assert_int_equal(answer.outcome, OUTCOME_OK);
        memcpy(&total, answer.body.ptr, sizeof total);
        assert_int_equal(total, sizes[i]);
    }
    assert_int_equal(call(&client, BIG, payload, STREAMED - 1).outcome, OUTCOME_FULL); // refused at its beginning
    payload[STREAMED - 1] = '!';
    assert_int_equal(call(&client, BIG, payload, STREAMED).outcome, OUTCOME_QUOTA); // and at its end
    assert_int_equal(call(&client, BIG, payload, STREAMED + 1).outcome, OUTCOME_TOO_BIG);
    assert_int_equal(call(&client, ECHO, "on", 2).outcome, OUTCOME_OK);
    client_close(&client);

    uint32_t before[4], after[4];
    count_of(before);
    Client lost = connected();
    unsigned char head[FRAME_HEAD_BYTES];
    frame_head_write(head, (FrameHead){BIG, STREAMED});
    bytes_send(lost.socket, head, sizeof head);
    bytes_send(lost.socket, payload, 1000);
    client_close(&lost);
    count_of(after);
    assert_int_equal(after[1], before[1] + 1);
}

// Behind a frame that is answered late the others wait; the peers of other connections do not.
static void late_answers(void **state) {
    Client client = connected(), other = connected();
    uint32_t body;
    frame_send(client.socket, ECHO, "1234", 4);
    frame_send(client.socket, LATE, "", 0);
    frame_send(client.socket, ECHO, "5678", 4);
    assert_int_equal(call(&other, ECHO, "x", 1).outcome, OUTCOME_OK);
    assert_int_equal(outcome_get(client.socket, ECHO, &body, 4), OUTCOME_OK);
    assert_int_equal(outcome_get(client.socket, LATE, &body, 4), OUTCOME_OK);
    assert_memory_equal(&body, "late", 4);
    assert_int_equal(outcome_get(client.socket, ECHO, &body, 4), OUTCOME_OK);
    assert_memory_equal(&body, "5678", 4);
    client_close(&client);
    client_close(&other);
}

static bool is_closed(int socket, int wait_ms) {
    char byte;
    return poll(&(struct pollfd){.fd = socket, .events = POLLIN}, 1, wait_ms) == 1 && recv(socket, &byte, 1, 0) <= 0;
}

static void nonsense(void **state) {
    static const unsigned char bad[][FRAME_HEAD_BYTES] = {
        {2, ECHO}, {1, 99}, {1, ECHO, 1}, {'G', 'E', 'T', ' ', '/', ' ', 'H', 'T'}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Client client = connected();
        uint32_t body;
        frame_send(client.socket, ECHO, "good", 4);
        bytes_send(client.socket, bad[i], sizeof bad[i]);
        assert_int_equal(outcome_get(client.socket, ECHO, &body, 4), OUTCOME_OK);
        assert_int_equal(outcome_get(client.socket, bad[i][1], &body, 4), OUTCOME_BROKEN);
        assert_true(is_closed(client.socket, 1000));
        client_close(&client);
    }
}

// One who sends half a frame, one who sends half a stream, one who never reads: closed when the time is up, and no one else
// waits.
static void slow_peers(void **state) {
    Client half = connected(), stream = connected(), deaf = connected(), quick = connected();
    unsigned char *payload = arena_alloc(&arena, HELD);
    unsigned char head[FRAME_HEAD_BYTES];
    frame_head_write(head, (FrameHead){ECHO, 100});
    bytes_send(half.socket, head, sizeof head);
    frame_head_write(head, (FrameHead){BIG, 3000});
    bytes_send(stream.socket, head, sizeof head);
    pid_t writer = fork();
    if (writer == 0) {
        for (int i = 0; i < 40; i++) {
            frame_send(deaf.socket, ECHO, payload, HELD);
        }
        _exit(0);
    }
    for (int i = 0; i < 50; i++) {
        assert_int_equal(call(&quick, ECHO, "q", 1).outcome, OUTCOME_OK);
    }
    assert_true(is_closed(half.socket, 4000) && is_closed(stream.socket, 4000));
    uint32_t facts[4] = {0, 0, 99};
    for (int i = 0; i < 40 && facts[2] > 2; i++) { // only quick, and the one who counts
        usleep(100000);
        count_of(facts);
    }
    assert_int_equal(facts[2], 2);
    kill(writer, SIGKILL);
    waitpid(writer, NULL, 0);
    assert_int_equal(call(&quick, ECHO, "q", 1).outcome, OUTCOME_OK);
    client_close(&half);
    client_close(&stream);
    client_close(&deaf);
    client_close(&quick);
}

// 1,200 connections, each with a frame on the way: all are answered, and memory stays under the ceiling.
static void many_peers(void **state) {
    enum { PEERS = 1200 };
    static Client peers[PEERS];
    uint32_t before[4], after[4];
    count_of(before);
    for (int i = 0; i < PEERS; i++) {
        peers[i] = connected();
    }
    for (uint32_t i = 0; i < PEERS; i++) {
        frame_send(peers[i].socket, ECHO, &i, 4);
    }
    for (uint32_t i = 0, body; i < PEERS; i++) {
        assert_int_equal(outcome_get(peers[i].socket, ECHO, &body, 4), OUTCOME_OK);
        assert_int_equal(body, i);
    }
    count_of(after);
    assert_true(after[0] - before[0] < PEERS); // not one batch each
    for (int i = 0; i < PEERS; i++) {
        client_close(&peers[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(echoes, setup, teardown),
                                       cmocka_unit_test_setup_teardown(pipelines, setup, teardown),
                                       cmocka_unit_test_setup_teardown(streams, setup, teardown),
                                       cmocka_unit_test_setup_teardown(late_answers, setup, teardown),
                                       cmocka_unit_test_setup_teardown(nonsense, setup, teardown),
                                       cmocka_unit_test_setup_teardown(slow_peers, setup, teardown),
                                       cmocka_unit_test_setup_teardown(many_peers, setup, teardown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
