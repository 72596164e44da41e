// The gate: has the law, the pages and a listener, waits for whole heads, and for each connection makes a clerk that answers
// it. It is a generation: nothing that it has opened is ever exchanged; what is new comes with a new gate. It reads no body.
#include "role/roles.h"

#include "base/entropy.h"
#include "base/memory.h"
#include "base/now.h"
#include "net/bucket.h"
#include "office/office.h"
#include "portal/again.h"
#include "portal/portal.h"
#include "role/clerk.h"
#include "role/lobby.h"

#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EVENTS_A_TURN = 256, TURN_MS = 250, SIGNALS_A_TURN = 4, OTHER_DESCRIPTORS = 64, LAW_BYTES = 16 << 20 };
#define DATA_LISTENER UINT64_MAX
#define DATA_QUIT (UINT64_MAX - 1)
#define DATA_CHILDREN (UINT64_MAX - 2)

typedef struct ClerkPlace {
    pid_t pid; // 0: free
    uint64_t prefix;
    bool reads_on; // its request was not whole yet
} ClerkPlace;

typedef struct GateRole {
    Arena law; // what clerks work with: frozen once it is whole
    Arena own; // who waits and who asked how often: clerks do not have it
    const RoleStart *start;
    Portal portal;
    Site site;
    Lobby *lobby;
    BucketTable *buckets, *apart; // of connections; of routes that have a quota of their own
    SandboxNarrow clerk_lock;
    _Atomic int *mood; // shared with the clerks
    ClerkPlace *clerks;
    size_t clerks_most, running;
    size_t reading; // of the running ones, made before their request was whole
    int epoll, children;
    int64_t tidy_ms, full_ms; // 0: it is not full
    bool quits;
} GateRole;

// --- clerks ------------------------------------------------------------------------------------------------------------------

static void clerk_ended(GateRole *gate, pid_t pid, int status) {
    for (size_t i = 0; i < gate->clerks_most; i++) {
        if (gate->clerks[i].pid != pid) continue;
        gate->reading -= gate->clerks[i].reads_on;
        if (WIFEXITED(status) && WEXITSTATUS(status) == CLERK_COUNTS)
            bucket_charge(gate->apart, gate->clerks[i].prefix, boot_ms());
        gate->clerks[i] = (ClerkPlace){0};
        gate->running--;
    }
    bool late = WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM; // its time was up: what alarms are for
    bool fine = WIFEXITED(status) && (WEXITSTATUS(status) == ROLE_DONE || WEXITSTATUS(status) == CLERK_COUNTS);
    if (fine || late) return;
    LogField how = WIFSIGNALED(status) ? log_signal("signal", WTERMSIG(status)) : log_number("status", WEXITSTATUS(status));
    log_event(gate->start->log, LOG_CLERK_DIED, (LogFields){{log_number("pid", pid), how}});
}

static void reap(GateRole *gate) {
    struct signalfd_siginfo ended[SIGNALS_A_TURN]; // one stands for many: who has ended is asked below
    int status;
    (void)!read(gate->children, ended, sizeof ended);
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) clerk_ended(gate, pid, status);
}

static void clerk_start(GateRole *gate, const Guest *guest) {
    ClerkPlan plan = {.site = &gate->site,
                      .start = gate->start,
                      .mood = gate->mood,
                      .skip = guest->skip,
                      .has_quota = guest->is_here || bucket_has(gate->apart, guest->prefix, boot_ms()),
                      .lock = &gate->clerk_lock};
    ClerkPlace *place = gate->clerks;
    while (place->pid) place++;
    pid_t pid = fork();
    if (pid == 0) clerk_run(&plan, guest->socket);
    if (pid < 0) {
        lobby_refuse(gate->lobby, guest, 503);
        return;
    }
    close(guest->socket);
    *place = (ClerkPlace){pid, guest->prefix, !guest->is_whole};
    gate->running++;
    gate->reading += !guest->is_whole;
}

// While half of the clerks are busy, nobody's prefix has more than a quarter of them; the others wait their turn. Half of them
// are always for requests that are whole: who sends slowly keeps a clerk.
static bool may_enter(void *at, const Guest *guest) {
    const GateRole *gate = at;
    size_t same = 0;
    if (gate->running < gate->clerks_most / 2) return true;
    if (!guest->is_whole && gate->reading >= gate->clerks_most / 2) return false;
    if (guest->is_here) return true;
    for (size_t i = 0; i < gate->clerks_most; i++) same += gate->clerks[i].pid && gate->clerks[i].prefix == guest->prefix;
    return same < gate->clerks_most / 4;
}

static void start_clerks(GateRole *gate) {
    Guest guest;
    while (gate->running < gate->clerks_most && lobby_next(gate->lobby, may_enter, gate, &guest)) {
        BucketTable *table = guest.is_apart ? gate->apart : gate->buckets;
        if (guest.is_here || bucket_take(table, guest.prefix, boot_ms()))
            clerk_start(gate, &guest);
        else
            lobby_refuse(gate->lobby, &guest, 429);
    }
}

static void tell_mood(GateRole *gate) {
    bool full = gate->running == gate->clerks_most && lobby_ready(gate->lobby) > 0;
    GateMood mood = gate->quits                                    ? GATE_CLOSING
                    : full                                         ? GATE_FULL
                    : gate->running >= (gate->clerks_most + 1) / 2 ? GATE_BUSY
                                                                   : GATE_CALM;
    atomic_store_explicit(gate->mood, mood, memory_order_relaxed);
    if (full && !gate->full_ms) {
        gate->full_ms = boot_ms();
        log_event(gate->start->log, LOG_GATE_FULL,
                  (LogFields){{log_number("waiting", (int64_t)lobby_ready(gate->lobby)),
                               log_number("clerks", (int64_t)gate->running)}});
    } else if (mood == GATE_CALM && gate->full_ms) {
        log_event(gate->start->log, LOG_GATE_FREE, (LogFields){{log_number("ms", boot_ms() - gate->full_ms)}});
        gate->full_ms = 0;
    }
}

// --- the loop ----------------------------------------------------------------------------------------------------------------

static bool listen_to(const GateRole *gate, int descriptor, uint64_t data) {
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = data};
    return epoll_ctl(gate->epoll, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

static void begin_closing(GateRole *gate) {
    struct epoll_event none = {0};
    gate->quits = true;
    (void)!epoll_ctl(gate->epoll, EPOLL_CTL_DEL, gate->start->quit, &none);
    (void)!epoll_ctl(gate->epoll, EPOLL_CTL_DEL, gate->start->listener, &none);
    lobby_empty(gate->lobby);
}

static void event_take(GateRole *gate, uint64_t data) {
    if (data == DATA_QUIT)
        begin_closing(gate);
    else if (data == DATA_CHILDREN)
        reap(gate);
    else if (data == DATA_LISTENER)
        lobby_accept(gate->lobby, gate->start->listener);
    else
        lobby_look(gate->lobby, data);
}

static Err turn(GateRole *gate) {
    struct epoll_event events[EVENTS_A_TURN];
    int count = epoll_wait(gate->epoll, events, EVENTS_A_TURN, TURN_MS);
    if (count < 0 && errno != EINTR) return ERR_IO;
    for (int i = 0; i < count; i++) event_take(gate, events[i].data.u64);
    start_clerks(gate);
    tell_mood(gate);
    if (boot_ms() >= gate->tidy_ms) {
        gate->tidy_ms = boot_ms() + TURN_MS;
        lobby_tidy(gate->lobby);
    }
    return ERR_OK;
}

static int serve(GateRole *gate) {
    Err err = ERR_OK;
    role_ready(gate->start);
    while (!err && (!gate->quits || gate->running > 0 || lobby_ready(gate->lobby) > 0)) err = turn(gate);
    if (err) log_event(gate->start->log, LOG_ROLE_FAILED, (LogFields){{log_number("err", err)}});
    return err ? ROLE_FAILED : ROLE_DONE;
}

// --- the role ----------------------------------------------------------------------------------------------------------------

// What is public: who the office is, and the keys that reports are sealed to.
static Err office_open(GateRole *gate) {
    Arena *arena = &gate->law;
    Office office;
    KeyList *list = NEW(arena, KeyList);
    Err err = office_read(arena, str_from(gate->start->data), &office);
    if (!err) err = office_keys(arena, &office, list);
    gate->portal.office = office.id;
    gate->portal.list = list;
    return err;
}

static Err portal_open(GateRole *gate) {
    Arena *arena = &gate->law;
    Pack *pack = NEW(arena, Pack);
    Diags diags = diags_make(arena);
    Buf json = buf_make(arena, 1024);
    Err err = pack_load(arena, NULL, pack, &diags);
    if (err) return err;
    pack_print_json(&json, pack);
    gate->portal.pack = pack;
    gate->portal.pack_json = buf_str(&json);
    gate->portal.spool = str_c(arena, role_socket(arena, str_from(gate->start->data), ROLE_SPOOL));
    gate->portal.printer = str_c(arena, role_socket(arena, str_from(gate->start->data), ROLE_PRINTER));
    gate->site = (Site){.routes = portal_routes,
                        .route_count = portal_route_count,
                        .house = &gate->portal,
                        .clock = gate->start->clock,
                        .leave = gate->start->config->leave,
                        .again = again_page,
                        .is_practice = gate->portal.list->mode == MODE_DEMONSTRATION};
    return ERR_OK;
}

static Err children_open(GateRole *gate) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    gate->children = sigprocmask(SIG_BLOCK, &set, NULL) == 0 ? signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK) : -1;
    return gate->children >= 0 ? ERR_OK : ERR_IO;
}

static uint32_t places_of(const Config *config) {
    struct rlimit files;
    uint64_t places = (uint64_t)config->places;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < places + OTHER_DESCRIPTORS)
        places = files.rlim_cur > 2 * OTHER_DESCRIPTORS ? files.rlim_cur - OTHER_DESCRIPTORS : OTHER_DESCRIPTORS;
    return (uint32_t)places;
}

static Err waiting_open(GateRole *gate) {
    const Config *config = gate->start->config;
    uint64_t secret;
    entropy_fill(NULL, (unsigned char *)&secret, sizeof secret);
    BucketTerms terms = {.burst = (uint32_t)config->burst, .per_second = (uint32_t)config->per_second};
    BucketTerms apart = {.burst = LIMIT_PHISH_BURST, .per_second = LIMIT_PHISH_PER_SECOND};
    gate->buckets = bucket_table_make(&gate->own, terms, secret);
    gate->apart = bucket_table_make(&gate->own, apart, secret);
    gate->clerks_most = (size_t)config->clerks;
    gate->clerks = NEW_ARRAY(&gate->own, ClerkPlace, gate->clerks_most);
    gate->mood = memory_share(sizeof *gate->mood);
    gate->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (!gate->mood || gate->epoll < 0) return ERR_IO;
    Err err = lobby_open(&gate->own, config, &gate->site, gate->epoll, places_of(config), &gate->lobby);
    bool hears = !err && listen_to(gate, gate->start->listener, DATA_LISTENER) &&
                 listen_to(gate, gate->start->quit, DATA_QUIT) && listen_to(gate, gate->children, DATA_CHILDREN);
    return hears ? arena_hide(&gate->own) : ERR_IO;
}

static Err gate_open(GateRole *gate) {
    arena_reserve(&gate->law, LAW_BYTES);
    Err err = entropy_open();
    if (!err) err = office_open(gate);
    if (!err) err = portal_open(gate);
    if (!err) err = clerk_lock_make(&gate->law, &gate->clerk_lock);
    return err ? err : arena_freeze(&gate->law);
}

int role_gate(const RoleStart *start) {
    GateRole gate = {.law = arena_make(NULL, NULL), .own = arena_make(NULL, NULL), .start = start};
    Err err = gate_open(&gate);
    if (!err && role_become(start, ROLE_GATE) != ERR_OK) return ROLE_REFUSES;
    if (!err) err = children_open(&gate);
    if (!err) err = waiting_open(&gate);
    if (err) {
        log_event(start->log, LOG_ROLE_FAILED, (LogFields){{log_number("err", err)}});
        return ROLE_FAILED;
    }
    if (role_enter(start, ROLE_GATE) != ERR_OK) return ROLE_REFUSES;
    int status = serve(&gate);
    arena_free(&gate.law);
    arena_free(&gate.own);
    return status;
}
