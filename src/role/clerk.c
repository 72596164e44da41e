// Reads what the gate has seen coming, request by request, within deadlines: a head, then a body not slower than its least
// pace, then the answer as fast as the other side takes it.
#include "role/clerk.h"

#include "base/memory.h"
#include "base/now.h"
#include "net/http_answer.h"
#include "net/http_body.h"
#include "web/decode.h"
#include "web/fault.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
    CONNECTION_AT = SANDBOX_REPORT + 1,
    MEMORY_BYTES = 256 << 20,
    LINGER_MS = 5000, // for the next request
    LINGER_BUSY_MS = 1000,
    LOOK_MS = 250,   // how often it looks at the gate's mood
    HEAD_MS = 10000, // from the first byte of a head to its last
    GRACE_MS = 5000, // a body may begin slowly
    GRACE_BUSY_MS = 2000,
    GRACE_FULL_MS = 500,
    PACE_BYTES = 1024,        // and must then have come this fast, a second
    STALL_MS = 30000,         // how long the other side may leave the answer unread; no longer than GRACE when others wait
    UNREAD_BYTES = 200 << 10, // of the answer that the system keeps: with most, the clerk does not wait for the other side
    REQUEST_S = 120,          // no request takes longer
    GOODBYE_MS = 1000,        // for what is still coming after the last answer: without a break this long,
    DRAIN_MS = 20000,         // and no longer than this in all
    GOODBYE_BUSY_MS = 100,
    HEAD_BYTES = 16 << 10,
    REQUESTS_MOST = 1000,
    OFTEN_S = 5, // to wait, for who asks too often
};

// What a clerk may call besides what all may: its connection, and the sockets of other roles.
static const char *const clerk_calls[] = {"connect",  "poll",      "ppoll",  "recvfrom", "sendmsg", "sendto",
                                          "shutdown", "setitimer", "socket", "fcntl",    "writev",  NULL};

typedef struct Clerk {
    const ClerkPlan *plan;
    Arena arena;   // of one request
    size_t len;    // bytes in `in` that nobody has taken
    bool serves;   // the connection goes on
    bool may_come; // something that nobody will read, when it does not
    bool counts;   // the gate has to count a request that it has not seen
    unsigned char in[LIMIT_HTTP_HEAD_BYTES + 4096];
} Clerk;

static GateMood mood_of(const Clerk *clerk) {
    return (GateMood)atomic_load_explicit(clerk->plan->mood, memory_order_relaxed);
}

static bool wait_for(short events, int64_t ms) {
    struct pollfd on = {.fd = CONNECTION_AT, .events = events};
    return ms > 0 && poll(&on, 1, (int)ms) > 0;
}

// 0: the other side has ended. Negative: nothing came in time (EAGAIN), or the connection is broken. The call itself waits for
// LOOK_MS.
static ssize_t receive(unsigned char *out, size_t room, int64_t until_ms) {
    for (;;) {
        ssize_t got = recv(CONNECTION_AT, out, room, 0);
        if (got >= 0 || (errno != EAGAIN && errno != EINTR)) return got;
        if (boot_ms() >= until_ms) {
            errno = EAGAIN;
            return -1;
        }
    }
}

static void forget(Clerk *clerk, size_t count) {
    clerk->len -= count;
    memmove(clerk->in, clerk->in + count, clerk->len);
}

// --- sending -----------------------------------------------------------------------------------------------------------------

// How long the other side may do nothing.
static int64_t grace_of(const Clerk *clerk, int64_t when_calm) {
    GateMood mood = mood_of(clerk);
    return mood == GATE_CALM ? when_calm : mood == GATE_FULL ? GRACE_FULL_MS : GRACE_BUSY_MS;
}

// False: the answer has been left lying for too long.
static bool wait_to_send(const Clerk *clerk) {
    int64_t begun = boot_ms();
    while (!wait_for(POLLOUT, LOOK_MS))
        if (boot_ms() - begun > grace_of(clerk, STALL_MS)) return false;
    return true;
}

static bool send_all(const Clerk *clerk, Bytes head, Bytes body) {
    while (head.len + body.len > 0) {
        struct iovec parts[2] = {{(void *)head.ptr, head.len}, {(void *)body.ptr, body.len}};
        struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
        ssize_t sent = sendmsg(CONNECTION_AT, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno == EAGAIN && wait_to_send(clerk)) continue;
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return false;
        size_t of_head = (size_t)sent < head.len ? (size_t)sent : head.len, of_body = (size_t)sent - of_head;
        head = (Bytes){head.ptr + of_head, head.len - of_head};
        body = (Bytes){body.ptr ? body.ptr + of_body : NULL, body.len - of_body};
    }
    return true;
}

static void send_response(Clerk *clerk, Exchange *exchange) {
    const HttpHead *head = exchange->head;
    clerk->serves = clerk->serves && mood_of(clerk) < GATE_FULL;
    ResponseTerms terms = {.is_head = head->method == HTTP_HEAD,
                           .keeps_open = clerk->serves,
                           .takes_gzip = decode_lists(http_head_field(head, "accept-encoding"), "gzip"),
                           .known = http_head_field(head, "if-none-match")};
    Bytes body;
    Buf out = buf_make(&clerk->arena, HEAD_BYTES);
    response_write(&clerk->arena, &exchange->response, &terms, &out, &body);
    if (out.overflowed) { // a fault of ours: nothing of it may go out
        out = buf_make(&clerk->arena, HEAD_BYTES);
        site_refuse(exchange, 500);
        clerk->serves = terms.keeps_open = false;
        response_write(&clerk->arena, &exchange->response, &terms, &out, &body);
    }
    if (!send_all(clerk, bytes_of_str(buf_str(&out)), body)) clerk->serves = false;
}

// --- one request -------------------------------------------------------------------------------------------------------------

// False: there is no next request.
static bool await_head(Clerk *clerk, HttpHead *head, HttpState *state) {
    int64_t until = 0, idle_from = boot_ms();
    while ((*state = http_head_read((Bytes){clerk->in, clerk->len}, head)) == HTTP_MORE) {
        if (clerk->len > 0 && until == 0) until = boot_ms() + HEAD_MS;
        int64_t now = boot_ms(), look = now + LOOK_MS;
        ssize_t got = receive(clerk->in + clerk->len, sizeof clerk->in - clerk->len, until ? until : look);
        if (got > 0) clerk->len += (size_t)got;
        if (got == 0 || (got < 0 && errno != EAGAIN)) return false;
        GateMood mood = mood_of(clerk);
        int64_t linger = mood == GATE_CALM ? LINGER_MS : mood == GATE_BUSY ? LINGER_BUSY_MS : 0;
        if (got < 0 && (until || boot_ms() - idle_from >= linger)) return false;
    }
    return true;
}

static bool is_too_slow(const Clerk *clerk, int64_t begun_ms, uint64_t came) {
    int64_t passed = boot_ms() - begun_ms, grace = grace_of(clerk, GRACE_MS);
    return passed > grace && came < (uint64_t)(passed - grace) * PACE_BYTES / 1000;
}

static void say_go_on(Clerk *clerk) {
    Buf out = buf_make(&clerk->arena, 64);
    http_answer_begin(&out, 100);
    http_answer_end(&out);
    if (!send_all(clerk, bytes_of_str(buf_str(&out)), (Bytes){0})) clerk->serves = false;
}

// A body on its way. Whoever waits to be told so sends it only when somebody wants it.
typedef struct Taking {
    Clerk *clerk;
    HttpBody body;
    bool must_ask;
    int64_t begun_ms; // 0: nobody has asked for it
    uint64_t came;
    size_t given; // bytes of `in` that may be forgotten
} Taking;

static Taking taking_begin(Clerk *clerk, const Exchange *exchange) {
    return (Taking){.clerk = clerk,
                    .body = http_body_begin(exchange->head, exchange->body_most),
                    .must_ask = exchange->head->awaits_answer};
}

// All that is in `in` was given.
static int receive_some(Taking *taking) {
    Clerk *clerk = taking->clerk;
    clerk->len = taking->given = 0;
    ssize_t got = receive(clerk->in, sizeof clerk->in, boot_ms() + LOOK_MS);
    if (got == 0 || (got < 0 && errno != EAGAIN)) return 400;
    if (got > 0) clerk->len = (size_t)got;
    taking->came += (uint64_t)(got > 0 ? got : 0);
    return is_too_slow(clerk, taking->begun_ms, taking->came) ? 408 : 0;
}

// 0, or the status of what went wrong. The piece lies in `in` until the next call; empty: the body is whole.
static int next_piece(void *at, Bytes *piece) {
    Taking *taking = at;
    Clerk *clerk = taking->clerk;
    if (taking->begun_ms == 0 && taking->must_ask && taking->body.part != HTTP_PART_DONE) say_go_on(clerk);
    if (taking->begun_ms == 0) taking->begun_ms = boot_ms();
    for (;;) {
        forget(clerk, taking->given);
        HttpState state = http_body_take(&taking->body, (Bytes){clerk->in, clerk->len}, &taking->given, piece);
        if (state == HTTP_REFUSED) return taking->body.status;
        if (state == HTTP_WHOLE || piece->len > 0) return 0;
        int status = clerk->len > taking->given ? 0 : receive_some(taking);
        if (status) return status;
    }
}

static int read_body(Taking *taking, ByteWriter *out) {
    Bytes piece;
    int status;
    while ((status = next_piece(taking, &piece)) == 0 && piece.len > 0) bytes_put(out, piece);
    return status ? status : out->overflowed ? 413 : 0;
}

static void take_body(Clerk *clerk, Exchange *exchange) {
    Taking taking = taking_begin(clerk, exchange);
    ByteWriter bytes = bytes_writer(&clerk->arena, exchange->body_most);
    int status = read_body(&taking, &bytes);
    forget(clerk, taking.given);
    Bytes content = bytes_written(&bytes);
    if (status) {
        clerk->serves = false;
        clerk->may_come = true;
        site_refuse(exchange, status);
    } else {
        site_answer(exchange, (Str){(const char *)content.ptr, content.len});
    }
}

// The end of this process, unless there is a next request before: no wait for one is as long.
static void alarm_set(int seconds) {
    struct itimerval when = {.it_value = {.tv_sec = seconds}};
    setitimer(ITIMER_REAL, &when, NULL);
}

// A file may take as long as the spool waits for it. What its handler did not want of it may still be coming.
static void take_file(Clerk *clerk, Exchange *exchange) {
    Taking taking = taking_begin(clerk, exchange);
    uint64_t wanted = taking.body.left < exchange->route->body_most ? taking.body.left : exchange->route->body_most;
    alarm_set(REQUEST_S + (int)(wanted >> 16));
    site_answer_file(exchange, (BodySource){next_piece, &taking});
    forget(clerk, taking.given);
    if (taking.body.part == HTTP_PART_DONE) return;
    clerk->serves = false;
    clerk->may_come = true;
}

// What is counted apart ends its connection, so there is one of it at most. The gate has counted a first request itself; it is
// told of a later one, which is refused if the measure was full when the connection began.
static void count_apart(Clerk *clerk, Exchange *exchange, bool is_first) {
    if (!exchange->route || !exchange->route->has_own_quota) return;
    clerk->serves = false;
    if (is_first || exchange->is_refused) return;
    clerk->counts = clerk->plan->has_quota;
    if (clerk->counts) return;
    exchange->is_refused = true;
    exchange->response = fault_response(&exchange->request, &(Fault){.status = 429, .retry_seconds = OFTEN_S});
}

// The head is copied first: what follows it in `in` moves while the body comes.
static void serve_one(Clerk *clerk, HttpHead *head, HttpState state, int number) {
    Exchange *exchange = NEW(&clerk->arena, Exchange);
    unsigned char *copy = arena_alloc(&clerk->arena, head->size + 1);
    int status = head->status;
    size_t size = head->size;
    alarm_set(REQUEST_S);
    if (state == HTTP_WHOLE) {
        memcpy(copy, clerk->in, size);
        state = http_head_read((Bytes){copy, size}, head);
        forget(clerk, size);
    }
    clerk->serves = state == HTTP_WHOLE && head->keeps_open && number < REQUESTS_MOST - 1;
    if (state != HTTP_WHOLE) *head = (HttpHead){.method = HTTP_OTHER};
    site_begin(clerk->plan->site, &clerk->arena, head, exchange);
    if (state != HTTP_WHOLE) site_refuse(exchange, status);
    count_apart(clerk, exchange, number == 0);
    bool body_left = exchange->is_refused && (head->is_chunked || head->length > 0);
    clerk->may_come = body_left || state != HTTP_WHOLE || head->keeps_open;
    if (body_left) clerk->serves = false;
    if (!exchange->is_refused && exchange->route->body == ROUTE_FILE)
        take_file(clerk, exchange);
    else if (!exchange->is_refused)
        take_body(clerk, exchange);
    site_end(exchange);
    send_response(clerk, exchange);
}

// The last answer is lost if the connection is closed while something is still coming. A browser looks for it only when all of
// its form has gone.
static void say_goodbye(Clerk *clerk) {
    int64_t begun = boot_ms();
    if (!clerk->may_come && clerk->len == 0) return;
    if (shutdown(CONNECTION_AT, SHUT_WR) != 0) return;
    for (;;) {
        bool is_calm = mood_of(clerk) == GATE_CALM;
        int64_t now = boot_ms();
        if (now - begun >= (is_calm ? DRAIN_MS : GOODBYE_BUSY_MS)) return;
        if (receive(clerk->in, sizeof clerk->in, now + (is_calm ? GOODBYE_MS : GOODBYE_BUSY_MS)) <= 0) return;
    }
}

static void serve(Clerk *clerk) {
    HttpState state;
    for (int i = 0; i < REQUESTS_MOST; i++) {
        arena_reset(&clerk->arena);
        HttpHead *head = NEW(&clerk->arena, HttpHead);
        if (!await_head(clerk, head, &state)) return;
        serve_one(clerk, head, state, i);
        if (!clerk->serves) break;
    }
    say_goodbye(clerk);
}

static bool skip_before(const ClerkPlan *plan, Clerk *clerk) {
    for (size_t left = plan->skip; left > 0;) {
        size_t piece = left < sizeof clerk->in ? left : sizeof clerk->in;
        ssize_t got = receive(clerk->in, piece, boot_ms() + LOOK_MS);
        if (got <= 0) return false;
        left -= (size_t)got;
    }
    return true;
}

Err clerk_lock_make(Arena *arena, SandboxNarrow *out) {
    return sandbox_narrow_make(arena, clerk_calls, out);
}

// The connection and the pipe to the supervisor are all it has left.
static bool lock(const ClerkPlan *plan, int connection) {
    const struct timeval look = {.tv_usec = LOOK_MS * 1000};
    const int unread = UNREAD_BYTES;
    return dup2(connection, CONNECTION_AT) == CONNECTION_AT && close_range(CONNECTION_AT + 1, ~0U, 0) == 0 &&
           fcntl(CONNECTION_AT, F_SETFL, 0) == 0 &&
           setsockopt(CONNECTION_AT, SOL_SOCKET, SO_RCVTIMEO, &look, sizeof look) == 0 &&
           setsockopt(CONNECTION_AT, SOL_SOCKET, SO_SNDBUF, &unread, sizeof unread) == 0 &&
           prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && sandbox_narrow(plan->lock, MEMORY_BYTES) == ERR_OK;
}

_Noreturn void clerk_run(const ClerkPlan *plan, int connection) {
    Clerk *clerk = memory_take(sizeof *clerk); // only what is used of it costs anything; of the stack all would
    if (!clerk || !lock(plan, connection)) _exit(ROLE_REFUSES);
    clerk->plan = plan;
    clerk->arena = arena_make(NULL, NULL);
    if (skip_before(plan, clerk)) serve(clerk);
    _exit(clerk->counts ? CLERK_COUNTS : ROLE_DONE);
}
