// A role keeps standard error, its listener, the bell, its end of `quit`, and the pipe to the supervisor; nothing else.
#include "role/child.h"

#include "net/sandbox.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LISTENER_AT = SANDBOX_REPORT + 1, BELL_AT, QUIT_AT, BEHIND_ALL, OUT_OF_THE_WAY = 64 };

// Stopping is told by `quit`: a signal to the whole group must not tear a role out of its work.
static bool calm_signals(void) {
    sigset_t all;
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigfillset(&all);
    sigemptyset(&ignore.sa_mask);
    return sigaction(SIGTERM, &ignore, NULL) == 0 && sigaction(SIGINT, &ignore, NULL) == 0 &&
           sigaction(SIGHUP, &ignore, NULL) == 0 && sigaction(SIGPIPE, &ignore, NULL) == 0 &&
           sigprocmask(SIG_UNBLOCK, &all, NULL) == 0;
}

// First all out of the way, then each to its number: they might stand on each other's.
static bool place_descriptors(const int wanted[BEHIND_ALL]) {
    int moved[BEHIND_ALL];
    for (int at = SANDBOX_REPORT; at < BEHIND_ALL; at++) {
        moved[at] = wanted[at] < 0 ? -1 : fcntl(wanted[at], F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
        if (wanted[at] >= 0 && moved[at] < 0) return false;
    }
    for (int at = SANDBOX_REPORT; at < BEHIND_ALL; at++) {
        if (moved[at] < 0)
            close(at);
        else if (dup2(moved[at], at) < 0)
            return false;
    }
    int nothing = open("/dev/null", O_RDWR);
    bool fine = nothing >= 0 && dup2(nothing, STDIN_FILENO) == STDIN_FILENO && dup2(nothing, STDOUT_FILENO) == STDOUT_FILENO;
    return fine && close_range(BEHIND_ALL, ~0U, 0) == 0;
}

static bool settle(const RoleRow *row, pid_t parent, const int wanted[BEHIND_ALL]) {
    umask(0027);
    return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent && prctl(PR_SET_NAME, role_name(row->role)) == 0 &&
           calm_signals() && place_descriptors(wanted) && chdir("/") == 0;
}

pid_t child_start(const RoleRow *row, const RoleStart *start, ChildEnds *ends) {
    int quit[2], report[2];
    if (pipe2(quit, O_CLOEXEC) != 0) return -1;
    if (pipe2(report, O_CLOEXEC | O_NONBLOCK) != 0) {
        close(quit[0]), close(quit[1]);
        return -1;
    }
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        const int wanted[BEHIND_ALL] = {
            [SANDBOX_REPORT] = report[1], [LISTENER_AT] = ends->listener, [BELL_AT] = ends->bell, [QUIT_AT] = quit[0]};
        RoleStart own = *start;
        own.listener = ends->listener < 0 ? -1 : LISTENER_AT;
        own.bell = BELL_AT;
        own.quit = QUIT_AT;
        own.ready = SANDBOX_REPORT;
        _exit(settle(row, parent, wanted) ? row->run(&own) : role_failed(&own, ERR_IO));
    }
    close(quit[0]), close(report[1]);
    ends->quit = quit[1];
    ends->report = report[0];
    if (pid < 0) close(quit[1]), close(report[0]);
    return pid;
}
