// One loop over one table of roles. What a role says comes through a pipe, its end through SIGCHLD, the operator through
// signals.
#include "role/supervisor.h"

#include "base/now.h"
#include "base/sys.h"
#include "net/sandbox.h"
#include "role/child.h"
#include "role/listener.h"
#include "role/rights.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    WAIT_FIRST_MS = 100, // after a death, doubled with each one that follows soon
    DOUBLINGS_MOST = 7,
    STUCK_DEATHS = 4, // of one role in a row: about a second and a half
    CALM_MS = 10000,  // who has served that long begins anew
    ECHO_MS = 1000,   // a service manager may send one wish twice: to the process and to its group
    START_MS = 60000, // who is not ready by then hangs
    LOCK_WAIT_MS = 3000,
    LOCK_LOOK_MS = 20,
    STATUS_BYTES = 2048,
    LOCK_MODE = 0600,
};

typedef enum State { STATE_STARTING, STATE_READY, STATE_STOPPING, STATE_WAITING, STATE_ENDED } State;

static const char *const state_names[] = {"starting", "ready", "stopping", "waiting", "ended"};

typedef struct Member {
    const RoleRow *row;
    State state;
    pid_t pid;
    int listener, quit, report; // -1: none
    int64_t started_ms, ready_ms, next_ms;
    int soon, restarts; // deaths in a row, and in all
    Log log;
} Member;

typedef struct Office {
    Arena *arena;
    const Supervision *plan;
    Member members[ROLE_COUNT];
    size_t count;
    int bell, signals, door, lock;
    int64_t opened_ms, closing_ms; // closing_ms 0: it does not
    size_t turn;                   // members from here on were told to stop
    bool told_ready, told_stuck, is_hurried, is_refused;
} Office;

static bool is_living(const Member *member) {
    return member->pid > 0;
}

static void close_end(int *descriptor) {
    if (*descriptor >= 0) close(*descriptor);
    *descriptor = -1;
}

// --- starting --------------------------------------------------------------------------------------------------------------

static bool member_start(Office *office, Member *member) {
    const Supervision *plan = office->plan;
    ChildEnds ends = {.listener = member->listener, .bell = office->bell};
    RoleStart start = {
        .config = plan->config, .data = str_c(office->arena, plan->data), .log = &member->log, .clock = plan->clock};
    if (member->row->role == ROLE_KEEPER) start.passphrase = plan->passphrase;
    member->pid = child_start(member->row, &start, &ends);
    if (member->pid < 0) {
        member->pid = 0;
        return false;
    }
    member->quit = ends.quit;
    member->report = ends.report;
    member->state = STATE_STARTING;
    member->started_ms = boot_ms();
    log_event(&member->log, LOG_ROLE_STARTED,
              (LogFields){{log_number("pid", member->pid), log_number("again", member->restarts)}});
    return true;
}

// Returns how long it waits.
static int64_t member_wait(Member *member) {
    int64_t now = boot_ms();
    bool calm = member->ready_ms > 0 && now - member->ready_ms >= CALM_MS;
    member->soon = calm ? 0 : member->soon;
    int64_t wait = (int64_t)WAIT_FIRST_MS << (member->soon < DOUBLINGS_MOST ? member->soon : DOUBLINGS_MOST);
    member->soon++;
    member->restarts++;
    member->ready_ms = 0;
    member->state = STATE_WAITING;
    member->next_ms = now + wait;
    return wait;
}

// One that hangs before it serves is ended, and then started again like any that died.
static void end_hanging(const Member *member, int64_t now) {
    if (member->state == STATE_STARTING && is_living(member) && now - member->started_ms >= START_MS)
        kill(member->pid, SIGKILL);
}

static void start_due(Office *office) {
    int64_t now = boot_ms();
    for (size_t i = 0; i < office->count; i++) {
        Member *member = &office->members[i];
        end_hanging(member, now);
        if (member->state != STATE_WAITING || member->next_ms > now) continue;
        if (office->closing_ms)
            member->state = STATE_ENDED;
        else if (!member_start(office, member))
            member_wait(member);
    }
}

// --- stopping --------------------------------------------------------------------------------------------------------------

// Tells the last that was started, and who ended before it without being told.
static void stop_turn(Office *office) {
    Member *member = &office->members[--office->turn];
    if (is_living(member)) member->state = STATE_STOPPING;
    close_end(&member->quit);
}

static void kill_all(Office *office) {
    for (size_t i = 0; i < office->count; i++)
        if (is_living(&office->members[i])) kill(office->members[i].pid, SIGKILL);
}

static void close_office(Office *office, int signal_number) {
    if (!office->closing_ms) {
        log_event(&office->plan->log, LOG_STOPPING, (LogFields){{log_signal("signal", signal_number)}});
        office->closing_ms = boot_ms();
        office->turn = office->count;
    } else if (!office->is_hurried) {
        log_event(&office->plan->log, LOG_HURRIED, (LogFields){{log_signal("signal", signal_number)}});
        office->is_hurried = true;
        kill_all(office);
    }
}

// True when nobody is left. Each is told to stop when all that were told before have ended.
static bool go_on_closing(Office *office) {
    bool living = false, stopping = false;
    for (size_t i = 0; i < office->count; i++) {
        // Who waits for the answer of one that will not come again is told so.
        if (!is_living(&office->members[i])) close_end(&office->members[i].listener);
        living = living || is_living(&office->members[i]);
        stopping = stopping || (is_living(&office->members[i]) && i >= office->turn);
    }
    if (living && !stopping && office->turn > 0) stop_turn(office);
    bool late = boot_ms() - office->closing_ms >= office->plan->config->drain_seconds * 1000;
    if (late && living) close_office(office, SIGALRM);
    return !living;
}

static void tell_stuck(Office *office, const Member *member) {
    if (office->told_ready || office->told_stuck || member->soon < STUCK_DEATHS) return;
    office->told_stuck = true;
    if (office->plan->stuck) office->plan->stuck(office->plan->at, role_name(member->row->role));
}

// --- what comes ------------------------------------------------------------------------------------------------------------

static void tell_ready(Office *office) {
    for (size_t i = 0; i < office->count; i++)
        if (office->members[i].state != STATE_READY) return;
    if (office->told_ready) return;
    office->told_ready = true;
    log_event(&office->plan->log, LOG_STARTED,
              (LogFields){{log_number("roles", (int64_t)office->count), log_number("ms", boot_ms() - office->opened_ms)}});
    if (office->plan->serving) office->plan->serving(office->plan->at);
}

static void hear_word(Office *office, Member *member, const SandboxWord *word) {
    if (word->kind == ROLE_WORD_READY && member->state == STATE_STARTING) {
        member->state = STATE_READY;
        member->ready_ms = boot_ms();
        log_event(&member->log, LOG_ROLE_READY,
                  (LogFields){{log_number("pid", member->pid), log_number("ms", member->ready_ms - member->started_ms)}});
        tell_ready(office);
    } else if (word->kind == SANDBOX_FORBIDDEN) {
        log_event(&member->log, LOG_ROLE_FORBIDDEN, (LogFields){{log_number("pid", word->pid), log_call("call", word->value)}});
    }
}

static void hear_member(Office *office, Member *member) {
    SandboxWord word;
    ssize_t len;
    while ((len = read(member->report, &word, sizeof word)) == (ssize_t)sizeof word) hear_word(office, member, &word);
    if (len == 0) close_end(&member->report);
}

static void member_ended(Office *office, Member *member, int status) {
    bool done = WIFEXITED(status) && WEXITSTATUS(status) == ROLE_DONE;
    if (member->report >= 0) hear_member(office, member);
    close_end(&member->report);
    close_end(&member->quit);
    LogField how = WIFSIGNALED(status) ? log_signal("signal", WTERMSIG(status)) : log_number("status", WEXITSTATUS(status));
    LogField who = log_number("pid", member->pid);
    bool refuses = WIFEXITED(status) && WEXITSTATUS(status) == ROLE_REFUSES;
    bool asked = member->state == STATE_STOPPING;
    member->pid = 0;
    member->state = STATE_ENDED;
    if (asked && done) {
        log_event(&member->log, LOG_ROLE_ENDED, (LogFields){{who}});
    } else if (refuses) {
        log_event(&member->log, LOG_ROLE_REFUSED, (LogFields){{who}});
        office->is_refused = true;
    } else {
        int64_t wait = office->closing_ms ? 0 : member_wait(member);
        log_event(&member->log, LOG_ROLE_DIED, (LogFields){{who, how, log_number("wait_ms", wait)}});
        tell_stuck(office, member);
    }
}

static void reap(Office *office) {
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
        for (size_t i = 0; i < office->count; i++)
            if (office->members[i].pid == pid) member_ended(office, &office->members[i], status);
    if (office->is_refused && !office->closing_ms) close_office(office, 0);
}

static void hear_signals(Office *office) {
    struct signalfd_siginfo info;
    while (read(office->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGCHLD)
            reap(office);
        else if (!office->closing_ms || boot_ms() - office->closing_ms >= ECHO_MS)
            close_office(office, (int)info.ssi_signo);
    }
}

// A short text, sent without waiting: it fits into the socket of whoever asks.
static void answer_door(Office *office) {
    char room[STATUS_BYTES];
    Buf out = {.ptr = room, .room = sizeof room, .ceiling = sizeof room};
    int asker = accept4(office->door, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (asker < 0) return;
    const char *state = office->closing_ms ? "stopping" : office->told_ready ? "ready" : "starting";
    buf_format(&out, "serve %d %s %lld\n", (int)getpid(), state, (long long)(boot_ms() - office->opened_ms));
    for (size_t i = 0; i < office->count; i++) {
        const Member *member = &office->members[i];
        buf_format(&out, "%s %d %s %d\n", role_name(member->row->role), (int)member->pid, state_names[member->state],
                   member->restarts);
    }
    (void)!send(asker, out.ptr, out.len, MSG_NOSIGNAL); // who asked may be gone
    close(asker);
}

// --- the loop --------------------------------------------------------------------------------------------------------------

static int wait_ms(const Office *office) {
    int64_t now = boot_ms(), until = now + 60000;
    for (size_t i = 0; i < office->count; i++) {
        const Member *member = &office->members[i];
        if (member->state == STATE_WAITING && member->next_ms < until) until = member->next_ms;
    }
    if (office->closing_ms) until = now + 100;
    return until > now ? (int)(until - now) : 0;
}

static void turn(Office *office) {
    struct pollfd ends[ROLE_COUNT + 2];
    size_t count = office->count;
    for (size_t i = 0; i < count; i++) ends[i] = (struct pollfd){.fd = office->members[i].report, .events = POLLIN};
    ends[count] = (struct pollfd){.fd = office->signals, .events = POLLIN};
    ends[count + 1] = (struct pollfd){.fd = office->door, .events = POLLIN};
    if (poll(ends, count + 2, wait_ms(office)) < 0) return;
    for (size_t i = 0; i < count; i++)
        if (ends[i].revents && office->members[i].report >= 0) hear_member(office, &office->members[i]);
    if (ends[count].revents) hear_signals(office);
    if (ends[count + 1].revents) answer_door(office);
}

static bool open_signals(Office *office) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGCHLD);
    office->signals = sigprocmask(SIG_BLOCK, &set, NULL) == 0 ? signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK) : -1;
    office->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return office->signals >= 0 && office->bell >= 0;
}

static bool open_sockets(Office *office, SupervisorFault *fault) {
    const Supervision *plan = office->plan;
    office->door = listener_open(plan->data, "serve", plan->config);
    bool fine = office->door >= 0;
    for (size_t i = 0; fine && i < office->count; i++) {
        Member *member = &office->members[i];
        RoleCalled called = member->row->called;
        if (called == CALLED_HERE) member->listener = listener_open(plan->data, role_name(member->row->role), plan->config);
        if (called == CALLED_FROM_OUTSIDE) member->listener = listener_public(&plan->config->listen);
        fine = member->listener >= 0 || called == CALLED_NEVER;
        if (!fine && called == CALLED_FROM_OUTSIDE) *fault = SUPERVISOR_ADDRESS;
    }
    return fine;
}

static void open_members(Office *office) {
    for (size_t i = 0; i < office->plan->row_count; i++) {
        const RoleRow *row = &office->plan->rows[i];
        if (row->called == CALLED_FROM_OUTSIDE && office->plan->config->listen.port == 0) continue; // it is not wanted
        Member *member = &office->members[office->count++];
        *member =
            (Member){.row = row, .state = STATE_WAITING, .listener = -1, .quit = -1, .report = -1, .log = office->plan->log};
        member->log.who = role_name(row->role);
    }
}

// Whoever holds it is the one office of this folder; it goes with the process, however that ends.
static bool take_lock(Office *office, SupervisorFault *fault) {
    const char *path = str_c(office->arena, str_format(office->arena, "%.*s/run/lock", STR_ARG(office->plan->data)));
    office->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, LOCK_MODE);
    if (office->lock < 0) return false;
    // What is left of an office that was killed needs a moment to be gone.
    for (int64_t end = boot_ms() + LOCK_WAIT_MS;; poll(NULL, 0, LOCK_LOOK_MS)) {
        if (flock(office->lock, LOCK_EX | LOCK_NB) == 0) return true;
        if (errno != EWOULDBLOCK || boot_ms() > end) break;
    }
    if (errno == EWOULDBLOCK) *fault = SUPERVISOR_BUSY;
    close(office->lock);
    return false;
}

static bool office_begin(Office *office, SupervisorFault *fault) {
    const Supervision *plan = office->plan;
    const char *run = str_c(office->arena, str_format(office->arena, "%.*s/run", STR_ARG(plan->data)));
    Str where;
    *fault = SUPERVISOR_WORLD;
    if (sys_make_folder(run) != ERR_OK || !take_lock(office, fault)) return false;
    if (rights_folders(office->arena, plan->data, plan->config, &where) != ERR_OK) return false;
    if (geteuid() == 0 && plan->config->uid_base > 0 && !rights_change_user(plan->data, plan->config))
        log_event(&plan->log, LOG_ONE_USER, (LogFields){{log_number("uid", geteuid())}});
    open_members(office);
    return open_signals(office) && open_sockets(office, fault);
}

Err supervisor_run(Arena *arena, const Supervision *plan, SupervisorFault *fault) {
    Office *office = NEW(arena, Office);
    *office = (Office){.arena = arena, .plan = plan, .opened_ms = boot_ms(), .door = -1, .lock = -1};
    if (!office_begin(office, fault)) return ERR_IO;
    do {
        start_due(office);
        turn(office);
    } while (!office->closing_ms || !go_on_closing(office));
    (void)!rights_clear_paper(arena, plan->data); // the next start empties what is left
    log_event(&plan->log, LOG_STOPPED, (LogFields){{log_number("ms", boot_ms() - office->closing_ms)}});
    *fault = office->is_refused ? SUPERVISOR_REFUSED : SUPERVISOR_FINE;
    return office->is_refused ? ERR_REFUSED : ERR_OK;
}
