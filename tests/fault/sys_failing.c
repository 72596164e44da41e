// The system, failing when told: memory.c, sys.c and terminal.c of src/base themselves, with every call that can fail counted
// and, at the right number, made to fail as the system would. Linked in their place; they know nothing of it.
//
//   TODOKE_FAIL_AT=N     the N-th call fails, from 1
//   TODOKE_FAIL_FROM=N   the N-th and all later calls fail
//   TODOKE_FAIL_SHORT=1  reads and writes move at most 7 bytes, and are interrupted every other time
//   TODOKE_FAIL_COUNT=F  the number of calls so far is kept in the file F, also when the process is killed
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

static unsigned long failing_calls;
static int failing_writer = -1; // the descriptor that is open for writing

static unsigned long failing_number(const char *name) {
    const char *text = getenv(name);
    return text ? strtoul(text, NULL, 10) : 0;
}

static void failing_record(void) {
    static int file = -1;
    const char *path = getenv("TODOKE_FAIL_COUNT");
    if (path && file < 0) {
        file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    }
    if (path && file >= 0) {
        char line[32];
        int len = snprintf(line, sizeof line, "%lu\n", failing_calls);
        if (pwrite(file, line, (size_t)len, 0) != len) {
            abort();
        }
    }
}

// Counts a call; true with errno set if it is to fail.
static bool failing_now(int error) {
    unsigned long at = failing_number("TODOKE_FAIL_AT"), from = failing_number("TODOKE_FAIL_FROM");
    failing_calls++;
    failing_record();
    errno = error;
    return failing_calls == at || (from > 0 && failing_calls >= from);
}

// How many of `bytes` may move; -1 for an interruption.
static ssize_t failing_short(size_t bytes) {
    static unsigned turn;
    if (failing_number("TODOKE_FAIL_SHORT") == 0) {
        return (ssize_t)bytes;
    }
    errno = EINTR;
    return turn++ % 2 ? -1 : (ssize_t)(bytes < 7 ? bytes : 7);
}

static int failing_open(const char *path, int flags, ...) {
    va_list args;
    va_start(args, flags);
    mode_t mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
    va_end(args);
    int fd = failing_now(EMFILE) ? -1 : open(path, flags, mode);
    if ((flags & O_ACCMODE) == O_WRONLY) {
        failing_writer = fd;
    }
    return fd;
}

// What was written may be lost at the very end; closing what was only read loses nothing and is not counted.
static int failing_close(int fd) {
    bool fails = fd == failing_writer && failing_now(EIO);
    failing_writer = fd == failing_writer ? -1 : failing_writer;
    int result = close(fd);
    return fails ? -1 : result;
}

static ssize_t failing_read(int fd, void *to, size_t bytes) {
    ssize_t may = failing_now(EIO) ? -1 : failing_short(bytes);
    return may < 0 ? -1 : read(fd, to, (size_t)may);
}

static ssize_t failing_write(int fd, const void *from, size_t bytes) {
    ssize_t may = failing_now(ENOSPC) ? -1 : failing_short(bytes);
    return may < 0 ? -1 : write(fd, from, (size_t)may);
}

static struct dirent *failing_readdir(DIR *dir) {
    if (failing_now(EIO)) {
        return NULL;
    }
    errno = 0;
    return readdir(dir);
}

#define mmap(...) (failing_now(ENOMEM) ? MAP_FAILED : mmap(__VA_ARGS__))
#define memfd_create(...) (failing_now(EMFILE) ? -1 : memfd_create(__VA_ARGS__))
#define madvise(...) (failing_now(ENOMEM) ? -1 : madvise(__VA_ARGS__))
#define open(...) failing_open(__VA_ARGS__)
#define openat(...) (failing_now(EMFILE) ? -1 : openat(__VA_ARGS__))
#define fdopendir(fd) (failing_now(ENOMEM) ? NULL : fdopendir(fd))
#define readdir(dir) failing_readdir(dir)
#define stat(path, facts) (failing_now(EIO) ? -1 : stat(path, facts))
#define fstat(fd, facts) (failing_now(EIO) ? -1 : fstat(fd, facts))
#define fstatat(...) (failing_now(EIO) ? -1 : fstatat(__VA_ARGS__))
#define realpath(path, to) (failing_now(EIO) ? NULL : realpath(path, to))
#define fchmod(fd, mode) (failing_now(EPERM) ? -1 : fchmod(fd, mode))
#define fchown(fd, user, group) (failing_now(EPERM) ? -1 : fchown(fd, user, group))
#define mkdir(path, mode) (failing_now(ENOSPC) ? -1 : mkdir(path, mode))
#define mkdtemp(path) (failing_now(ENOSPC) ? NULL : mkdtemp(path))
#define read(...) failing_read(__VA_ARGS__)
#define write(...) failing_write(__VA_ARGS__)
#define fsync(fd) (failing_now(EIO) ? -1 : fsync(fd))
#define rename(from, to) (failing_now(EIO) ? -1 : rename(from, to))
#define remove(path) (failing_now(EIO) ? -1 : remove(path))
#define poll(...) (failing_now(ENOMEM) ? -1 : poll(__VA_ARGS__))
#define signalfd(...) (failing_now(EMFILE) ? -1 : signalfd(__VA_ARGS__))
#define fcntl(...) (failing_now(EMFILE) ? -1 : fcntl(__VA_ARGS__))
#define close(fd) failing_close(fd)

#include "base/memory.c"
#include "base/sys.c"
#include "base/terminal.c"

#undef mmap
#undef memfd_create
#undef madvise
#undef open
#undef openat
#undef fdopendir
#undef readdir
#undef stat
#undef fstat
#undef fstatat
#undef realpath
#undef fchmod
#undef fchown
#undef mkdir
#undef mkdtemp
#undef read
#undef write
#undef fsync
#undef rename
#undef remove
#undef poll
#undef signalfd
#undef fcntl
#undef close
