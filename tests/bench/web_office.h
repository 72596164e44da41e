// An office with public pages in a folder of its own, for benches: opened with the program itself, closed and removed again.
#pragma once

#include "bench/web_load.h"

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { SERVER_CORE = 1, CLIENT_CORE = 0 };

typedef struct WebOffice {
    char folder[32], data[48];
    int port;
    pid_t pid;
} WebOffice;

static inline int web_free_port(void) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t len = sizeof address;
    int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(probe, (struct sockaddr *)&address, sizeof address) != 0 ||
        getsockname(probe, (struct sockaddr *)&address, &len) != 0)
        web_fail("port");
    close(probe);
    return ntohs(address.sin_port);
}

static inline void office_make_folder(WebOffice *office) {
    snprintf(office->folder, sizeof office->folder, "/tmp/todoke-bench-XXXXXX");
    if (!mkdtemp(office->folder) || chmod(office->folder, 0755) != 0) web_fail("folder");
    snprintf(office->data, sizeof office->data, "%s/data", office->folder);
    office->port = web_free_port();
}

static inline void office_exec(const WebOffice *office, int log, bool pinned) {
    char address[32];
    snprintf(address, sizeof address, "127.0.0.1:%d", office->port);
    if (pinned) web_pin(SERVER_CORE);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    dup2(log, STDERR_FILENO);
    execl("build/todoke", "todoke", "serve", "--data", office->data, "--public", address, (char *)NULL);
    _exit(1);
}

// Waits until it says that all roles serve. `pinned`: all of it on one core, which is not the clients'.
static inline void office_start(WebOffice *office, bool pinned) {
    int ends[2];
    char text[8192] = {0};
    size_t len = 0;
    if (pipe(ends) != 0) web_fail("pipe");
    office->pid = fork();
    if (office->pid == 0) office_exec(office, ends[1], pinned);
    close(ends[1]);
    while (!strstr(text, "office.started")) {
        ssize_t got = read(ends[0], text + len, sizeof text - 1 - len);
        if (got <= 0) web_fail("the office does not open");
        len += (size_t)got;
        text[len] = 0;
    }
    // What it says later goes nowhere.
    if (fork() == 0) {
        while (read(ends[0], text, sizeof text) > 0) continue;
        _exit(0);
    }
    close(ends[0]);
}

static inline int office_children(int pid, int *out, int room) {
    char path[64];
    int count = 0;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", pid, pid);
    FILE *children = fopen(path, "r");
    while (children && count < room && fscanf(children, "%d", &out[count]) == 1) count++;
    if (children) fclose(children);
    return count;
}

// What a process has used of a core, with its children that have ended, in seconds.
static inline double office_core_seconds(int pid) {
    char path[64];
    unsigned long long own = 0;
    long user = 0, system = 0;
    snprintf(path, sizeof path, "/proc/%d/schedstat", pid);
    FILE *facts = fopen(path, "r");
    if (!facts || fscanf(facts, "%llu", &own) != 1) web_fail(path);
    fclose(facts);
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    facts = fopen(path, "r");
    if (!facts || fscanf(facts, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %ld %ld", &user, &system) != 2)
        web_fail(path);
    fclose(facts);
    return (double)own * 1e-9 + (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static int office_remove_one(const char *path, const struct stat *status, int kind, struct FTW *place) {
    return remove(path);
}

static inline void office_stop(WebOffice *office) {
    kill(office->pid, SIGTERM);
    waitpid(office->pid, NULL, 0);
    nftw(office->folder, office_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
