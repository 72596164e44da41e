// Locks with one hole each: entering must find the hole and refuse. And one without: entering must succeed, and what is
// forbidden must end the process. Prints a line for each, as scripts do.
#include "net/sandbox.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ENTERED = 50 };

typedef struct Hole {
    const char *name;
    const char *const *calls;
    const char *path;
    bool writes, may_call_peers;
    int wanted; // ENTERED, or the SandboxStep at which it is refused
} Hole;

static const char *const plain_calls[] = {"openat", "fstat", "newfstatat", NULL};
static const char *const socket_calls[] = {"openat", "fstat", "socket", NULL};
static const char *const running_calls[] = {"openat", "fstat", "execve", NULL};
static const char *const unknown_calls[] = {"openat", "no_such_call", NULL};

static const Hole holes[] = {
    {"a whole lock holds", plain_calls, "/tmp", true, false, ENTERED},
    {"a whole lock that may call peers holds", plain_calls, "/tmp", false, true, ENTERED},
    {"a lock that lets files outside be read is refused", plain_calls, "/", false, false, SANDBOX_PROBE_OPEN},
    {"a lock that lets /etc be read is refused", plain_calls, "/etc", false, false, SANDBOX_PROBE_OPEN},
    {"a lock that lets sockets be made is refused", socket_calls, "/tmp", false, false, SANDBOX_PROBE_SOCKET},
    {"a lock that lets programs be run is refused", running_calls, "/tmp", false, false, SANDBOX_PROBE_RUN},
    {"a lock with an unknown call is not closed", unknown_calls, "/tmp", false, false, SANDBOX_CALLS},
    {"a lock with a folder that is not there is not closed", plain_calls, "/no/such/folder", false, false, SANDBOX_FOLDERS},
};

static int enter(const Hole *hole) {
    SandboxPlan plan = {.calls = hole->calls,
                        .paths = {{hole->path, hole->writes}},
                        .path_count = 1,
                        .may_call_peers = hole->may_call_peers,
                        .user = getuid() == 0 ? 61109 : 0,
                        .group = 61109,
                        .files_most = 64};
    SandboxResult result;
    Err err = sandbox_leave(&plan, &result);
    if (!err) err = sandbox_enter(&plan, &result);
    bool refused = err == (result.step >= SANDBOX_PROBE_OPEN ? ERR_REFUSED : ERR_IO);
    return err ? (refused ? (int)result.step : 99) : ENTERED;
}

static int status_of(int (*work)(const void *), const void *argument) {
    int status;
    pid_t child = fork();
    if (child == 0) _exit(work(argument));
    return waitpid(child, &status, 0) == child ? status : -1;
}

static int enter_hole(const void *hole) {
    return enter(hole);
}

// Once locked, a forbidden call is told and ends the process, whoever makes it.
static int break_out(const void *number) {
    if (enter(&holes[0]) != ENTERED) return 1;
    syscall(*(const long *)number, "/bin/true", NULL, NULL);
    return 2;
}

static bool forbidden_ends(long number) {
    int ends[2], status;
    SandboxWord word = {0};
    if (pipe(ends) != 0) return false;
    int kept = dup(SANDBOX_REPORT);
    dup2(ends[1], SANDBOX_REPORT);
    status = status_of(break_out, &number);
    dup2(kept, SANDBOX_REPORT);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    bool told = read(ends[0], &word, sizeof word) == sizeof word && word.kind == SANDBOX_FORBIDDEN && word.value == number;
    close(ends[0]), close(ends[1]), close(kept);
    return told && WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
}

static void say(bool fine, const char *name, int status) {
    if (fine)
        printf("ok %s\n", name);
    else
        printf("not ok %s - status %x\n", name, (unsigned)status);
    fflush(stdout);
}

int main(void) {
    // Nobody but us may have this number.
    int nothing = open("/dev/null", O_RDWR);
    dup2(nothing, SANDBOX_REPORT);
    for (size_t i = 0; i < sizeof holes / sizeof *holes; i++) {
        int status = status_of(enter_hole, &holes[i]);
        say(WIFEXITED(status) && WEXITSTATUS(status) == holes[i].wanted, holes[i].name, status);
    }
    say(forbidden_ends(SYS_execve), "running a program ends a locked process and is told", 0);
    say(forbidden_ends(SYS_ptrace), "tracing ends a locked process and is told", 0);
    say(forbidden_ends(SYS_kill), "a signal to others ends a locked process and is told", 0);
    return 0;
}
