// One thread, one poll: signals, the roles' signs of readiness, and the times at which a dead role is started again.
#include "role/supervisor.h"

#include "base/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    WAIT_FIRST_MS = 100,
    WAIT_MOST_MS = 30000,
    STEADY_MS = 60000, // a role that ran so long starts again at once
    START_MS = 60000,  // a role that is not ready by then is taken for hung
    DRAIN_MS = 20000,  // a role that has not ended by then is killed
    BACKLOG = 1024,
    HOLD_MODE = 0600,
};

typedef struct Child {
    const RoleRow *row;
    pid_t pid; // 0: not running
    int listener;
    int ready; // read end of the pipe on which it says that it is; -1: closed
    bool is_ready;
    int64_t since_ms; // when it was started
    int64_t start_at; // when to start it again
    int64_t wait_ms;  // before the next start
    int64_t starts;
} Child;

typedef struct Supervisor {
    const Supervision *plan;
    Arena *arena;
    SupervisorFault *fault;
    Child children[ROLE_COUNT];
    size_t count;
    int lock, signals, bell;
    int quit_read, quit_write; // closing the write end tells all roles to stop
    bool is_stopping, is_serving, has_failed;
    int64_t stop_by_ms;
} Supervisor;

static int64_t boot_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static Log child_log(const Supervisor *supervisor, const Child *child) {
    Log log = supervisor->plan->log;
    log.who = role_name(child->row->role);
    return log;
}

// --- what stands before the roles

static Err lock_take(Supervisor *supervisor) {
    char *path = str_c(supervisor->arena, str_format(supervisor->arena, "%.*s/run/lock", STR_ARG(supervisor->plan->data)));
    supervisor->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, HOLD_MODE);
    if (supervisor->lock < 0) return ERR_IO;
    if (flock(supervisor->lock, LOCK_EX | LOCK_NB) == 0) return ERR_OK;
    *supervisor->fault = errno == EWOULDBLOCK ? SUPERVISOR_BUSY : SUPERVISOR_WORLD;
    return ERR_IO;
}

// A path may be longer than a socket's address holds: the folder is opened, and the socket named through it.
static Err listener_open(Supervisor *supervisor, Child *child) {
    Arena *arena = supervisor->arena;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char *folder = str_c(arena, str_format(arena, "%.*s/run", STR_ARG(supervisor->plan->data)));
    char *path = str_c(arena, role_socket(arena, supervisor->plan->data, child->row->role));
    int run = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (run < 0) return ERR_IO;
    snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/%s.sock", run, role_name(child->row->role));
    (void)unlink(path); // of a run that ended; nobody else can be there, we hold the lock
    child->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool is_open = child->listener >= 0 && bind(child->listener, (struct sockaddr *)&address, sizeof address) == 0 &&
                   chmod(path, 0660) == 0 && listen(child->listener, BACKLOG) == 0;
    close(run);
    return is_open ? ERR_OK : ERR_IO;
}

static Err signals_hold(Supervisor *supervisor) {
    sigset_t held;
    const struct sigaction ignored = {.sa_handler = SIG_IGN};
    sigemptyset(&held);
    sigaddset(&held, SIGTERM);
    sigaddset(&held, SIGINT);
    sigaddset(&held, SIGHUP);
    sigaddset(&held, SIGCHLD);
    if (sigaction(SIGPIPE, &ignored, NULL) != 0 || sigprocmask(SIG_BLOCK, &held, NULL) != 0) return ERR_IO;
    supervisor->signals = signalfd(-1, &held, SFD_CLOEXEC | SFD_NONBLOCK);
    return supervisor->signals < 0 ? ERR_IO : ERR_OK;
}

static Err supervisor_open(Supervisor *supervisor) {
    int quit[2];
    char *run = str_c(supervisor->arena, str_format(supervisor->arena, "%.*s/run", STR_ARG(supervisor->plan->data)));
    *supervisor->fault = SUPERVISOR_WORLD;
    if (sys_make_folder(run) || lock_take(supervisor) || signals_hold(supervisor)) return ERR_IO;
    supervisor->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (supervisor->bell < 0 || pipe2(quit, O_CLOEXEC) != 0) return ERR_IO;
    supervisor->quit_read = quit[0];
    supervisor->quit_write = quit[1];
    for (size_t i = 0; i < supervisor->count; i++) {
        Child *child = &supervisor->children[i];
        if (child->row->is_called && listener_open(supervisor, child) != ERR_OK) return ERR_IO;
    }
    *supervisor->fault = SUPERVISOR_FINE;
    return ERR_OK;
}

// --- one role

// In the new process. What belongs to the other roles is closed; the terminal's signals are for the supervisor to judge.
static int child_live(Supervisor *supervisor, Child *child, int ready, pid_t parent) {
    Log log = child_log(supervisor, child);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent) return ROLE_FAILED;
    for (size_t i = 0; i < supervisor->count; i++) {
        const Child *other = &supervisor->children[i];
        if (other != child && other->listener >= 0) close(other->listener);
        if (other->ready >= 0) close(other->ready);
    }
    close(supervisor->quit_write);
    close(supervisor->signals);
    close(supervisor->lock);
    Bytes passphrase = child->row->role == ROLE_KEEPER ? supervisor->plan->passphrase : (Bytes){0};
    RoleStart start = {.config = supervisor->plan->config,
                       .data = str_c(supervisor->arena, supervisor->plan->data),
                       .listener = child->listener,
                       .bell = supervisor->bell,
                       .quit = supervisor->quit_read,
                       .ready = ready,
                       .log = &log,
                       .clock = supervisor->plan->clock,
                       .passphrase = passphrase};
    return child->row->run(&start);
}

static void child_start(Supervisor *supervisor, Child *child) {
    int ready[2];
    pid_t parent = getpid();
    child->since_ms = boot_ms();
    child->start_at = child->since_ms + child->wait_ms;
    if (pipe2(ready, O_CLOEXEC) != 0) return; // tried again when it is due
    pid_t pid = fork();
    if (pid == 0) {
        close(ready[0]);
        _exit(child_live(supervisor, child, ready[1], parent));
    }
    close(ready[1]);
    if (pid < 0) {
        close(ready[0]);
        return;
    }
    child->pid = pid;
    child->ready = ready[0];
    Log log = child_log(supervisor, child);
    log_event(&log, LOG_ROLE_STARTED, (LogFields){{log_number("pid", pid), log_number("again", child->starts)}});
    child->starts++;
}

static void supervisor_stop(Supervisor *supervisor, int signal_number) {
    if (supervisor->is_stopping) {
        for (size_t i = 0; i < supervisor->count; i++) {
            if (supervisor->children[i].pid) kill(supervisor->children[i].pid, SIGKILL);
        }
        return;
    }
    log_event(&supervisor->plan->log, LOG_STOPPING, (LogFields){{log_number("signal", signal_number)}});
    supervisor->is_stopping = true;
    supervisor->stop_by_ms = boot_ms() + DRAIN_MS;
    close(supervisor->quit_write);
}

static void child_ended(Supervisor *supervisor, Child *child, int status) {
    bool refuses = WIFEXITED(status) && WEXITSTATUS(status) == ROLE_REFUSES;
    bool was_ready = child->is_ready;
    Log log = child_log(supervisor, child);
    child->pid = 0;
    child->is_ready = false;
    if (child->ready >= 0) close(child->ready);
    child->ready = -1;
    if (supervisor->is_stopping) {
        supervisor->has_failed |= !WIFEXITED(status) || WEXITSTATUS(status) != ROLE_DONE;
        return;
    }
    bool is_steady = boot_ms() - child->since_ms >= STEADY_MS;
    int64_t doubled = child->wait_ms * 2 < WAIT_MOST_MS ? child->wait_ms * 2 : WAIT_MOST_MS;
    child->wait_ms = is_steady || child->wait_ms == 0 ? WAIT_FIRST_MS : doubled;
    child->start_at = boot_ms() + child->wait_ms;
    LogField how = WIFEXITED(status) ? log_number("status", WEXITSTATUS(status)) : log_number("signal", WTERMSIG(status));
    log_event(&log, refuses ? LOG_ROLE_REFUSED : LOG_ROLE_DIED, (LogFields){{how, log_number("wait_ms", child->wait_ms)}});
    // What cannot run from the beginning will not run later either: better to say so than to try for ever.
    if (refuses || (!supervisor->is_serving && !was_ready)) {
        *supervisor->fault = SUPERVISOR_REFUSED;
        supervisor->has_failed = true;
        supervisor_stop(supervisor, 0);
    }
}

// --- the loop

static void children_reap(Supervisor *supervisor) {
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
        for (size_t i = 0; i < supervisor->count; i++) {
            if (supervisor->children[i].pid == pid) child_ended(supervisor, &supervisor->children[i], status);
        }
    }
}

static void signals_take(Supervisor *supervisor) {
    struct signalfd_siginfo info;
    while (read(supervisor->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo != SIGCHLD) supervisor_stop(supervisor, (int)info.ssi_signo);
    }
    children_reap(supervisor);
}

static void ready_take(Supervisor *supervisor, Child *child) {
    unsigned char byte;
    ssize_t got = read(child->ready, &byte, 1);
    if (got < 0 && errno == EINTR) return;
    close(child->ready);
    child->ready = -1;
    child->is_ready = got == 1; // otherwise it has ended, and the reaper will see that
    if (!child->is_ready) return;
    Log log = child_log(supervisor, child);
    log_event(&log, LOG_ROLE_READY, (LogFields){{log_number("ms", boot_ms() - child->since_ms)}});
}

static void serving_tell(Supervisor *supervisor) {
    const Supervision *plan = supervisor->plan;
    for (size_t i = 0; i < supervisor->count; i++) {
        if (!supervisor->children[i].is_ready) return;
    }
    if (supervisor->is_serving || supervisor->is_stopping) return;
    supervisor->is_serving = true;
    log_event(&plan->log, LOG_STARTED, (LogFields){{log_number("roles", (int64_t)supervisor->count)}});
    if (plan->serving) plan->serving(plan->at);
}

// Starts what is due, ends what hangs; how long until the next of these, -1: nothing is waited for.
static int64_t children_tend(Supervisor *supervisor) {
    int64_t now = boot_ms(), next = -1;
    for (size_t i = 0; i < supervisor->count; i++) {
        Child *child = &supervisor->children[i];
        int64_t due = child->start_at;
        if (supervisor->is_stopping) due = child->pid ? supervisor->stop_by_ms : INT64_MAX;
        if (!supervisor->is_stopping && child->pid) due = child->is_ready ? INT64_MAX : child->since_ms + START_MS;
        if (due <= now && child->pid) kill(child->pid, SIGKILL);
        if (due <= now && !child->pid) child_start(supervisor, child);
        int64_t wait = due <= now ? WAIT_FIRST_MS : due - now;
        if (due != INT64_MAX && (next < 0 || wait < next)) next = wait;
    }
    return next;
}

static bool is_over(const Supervisor *supervisor) {
    for (size_t i = 0; i < supervisor->count; i++) {
        if (supervisor->children[i].pid) return false;
    }
    return supervisor->is_stopping;
}

static void supervisor_loop(Supervisor *supervisor) {
    while (!is_over(supervisor)) {
        struct pollfd watched[ROLE_COUNT + 1] = {{.fd = supervisor->signals, .events = POLLIN}};
        int64_t wait = children_tend(supervisor);
        for (size_t i = 0; i < supervisor->count; i++) {
            watched[i + 1] = (struct pollfd){.fd = supervisor->children[i].ready, .events = POLLIN};
        }
        int count = poll(watched, (nfds_t)supervisor->count + 1, (int)wait);
        if (count <= 0) continue;
        for (size_t i = 0; i < supervisor->count; i++) {
            if (watched[i + 1].revents) ready_take(supervisor, &supervisor->children[i]);
        }
        if (watched[0].revents) signals_take(supervisor);
        serving_tell(supervisor);
    }
}

static void supervisor_close(Supervisor *supervisor) {
    for (size_t i = 0; i < supervisor->count; i++) {
        Child *child = &supervisor->children[i];
        if (child->listener < 0) continue;
        close(child->listener);
        (void)unlink(str_c(supervisor->arena, role_socket(supervisor->arena, supervisor->plan->data, child->row->role)));
    }
    log_event(&supervisor->plan->log, LOG_STOPPED, (LogFields){0});
}

Err supervisor_run(Arena *arena, const Supervision *plan, SupervisorFault *fault) {
    Supervisor supervisor = {.plan = plan, .arena = arena, .fault = fault, .count = plan->row_count};
    for (size_t i = 0; i < plan->row_count; i++) {
        supervisor.children[i] = (Child){.row = &plan->rows[i], .listener = -1, .ready = -1};
    }
    if (supervisor_open(&supervisor) != ERR_OK) return ERR_IO;
    supervisor_loop(&supervisor);
    supervisor_close(&supervisor);
    return supervisor.has_failed ? ERR_IO : ERR_OK;
}
