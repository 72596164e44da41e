// Loaded before the C library (LD_PRELOAD): counts the calls that can fail, and fails the one it is told to, as the system
// would.
//
//   FAIL_AT=N      the N-th call fails, from 1            FAIL_FROM=N      that and all later ones
//   FAIL_COUNT=F   the number of calls is kept in F       FAIL_ONLY=WORD   only calls of that name count
//   FAIL_COMM=X    only in processes that are called X    FAIL_START=F     only once the file F exists
//   FAIL_KILL=N    at the N-th call the process is killed, as by kill -9
//
// Calls: open mkdir read write pread pwrite send recv connect accept epoll fsync rename truncate unlink stat list mmap fork
// eventfd fallocate lock.
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static uint64_t *calls, own_calls;
static uint64_t fail_at, fail_from, fail_kill;
static const char *fail_only, *fail_comm, *fail_start;
static bool is_started;

static uint64_t number(const char *name) {
    const char *text = getenv(name);
    return text ? strtoull(text, NULL, 10) : 0;
}

__attribute__((constructor)) static void failing_open(void) {
    const char *path = getenv("FAIL_COUNT");
    fail_at = number("FAIL_AT");
    fail_from = number("FAIL_FROM");
    fail_kill = number("FAIL_KILL");
    fail_only = getenv("FAIL_ONLY");
    fail_comm = getenv("FAIL_COMM");
    fail_start = getenv("FAIL_START");
    calls = &own_calls;
    int file = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
    if (file < 0) return;
    if (syscall(SYS_ftruncate, file, 8) != 0) abort();
    void *map = (void *)syscall(SYS_mmap, NULL, 8, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    syscall(SYS_close, file);
    if (map != MAP_FAILED) calls = map;
}

static bool fails(const char *what, int error) {
    char name[17] = "";
    if (!calls || (fail_only && strcmp(what, fail_only) != 0)) return false;
    if (fail_comm && (prctl(PR_GET_NAME, name) != 0 || strcmp(name, fail_comm) != 0)) return false;
    if (fail_start && !is_started) {
        is_started = syscall(SYS_faccessat, AT_FDCWD, fail_start, F_OK) == 0;
        if (!is_started) return false;
    }
    uint64_t call = __atomic_add_fetch(calls, 1, __ATOMIC_RELAXED);
    if (call == fail_kill) raise(SIGKILL);
    bool now = call == fail_at || (fail_from > 0 && call >= fail_from);
    if (now) errno = error;
    return now;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FAILING(type, name, parameters, arguments, what, error)                                                                \
    type name parameters {                                                                                                     \
        return fails(what, error) ? (type)-1 : NEXT(name) arguments;                                                           \
    }

#define FAILING_OPEN(name, parameters, folder)                                                                                 \
    int name parameters {                                                                                                      \
        mode_t mode = 0;                                                                                                       \
        if (flags & O_CREAT) {                                                                                                 \
            va_list args;                                                                                                      \
            va_start(args, flags);                                                                                             \
            mode = va_arg(args, mode_t);                                                                                       \
            va_end(args);                                                                                                      \
        }                                                                                                                      \
        return fails("open", (flags & O_CREAT) ? ENOSPC : EMFILE) ? -1 : (int)syscall(SYS_openat, folder, path, flags, mode);  \
    }
FAILING_OPEN(open, (const char *path, int flags, ...), AT_FDCWD)
FAILING_OPEN(open64, (const char *path, int flags, ...), AT_FDCWD)
FAILING_OPEN(openat, (int at, const char *path, int flags, ...), at)
FAILING_OPEN(openat64, (int at, const char *path, int flags, ...), at)

FAILING(int, mkdir, (const char *path, mode_t mode), (path, mode), "mkdir", ENOSPC)
FAILING(int, mkdirat, (int at, const char *path, mode_t mode), (at, path, mode), "mkdir", ENOSPC)
// What is said to people is not failed: it is looked at.
ssize_t write(int file, const void *from, size_t len) {
    return file != STDERR_FILENO && fails("write", ENOSPC) ? -1 : syscall(SYS_write, file, from, len);
}
ssize_t read(int file, void *to, size_t len) {
    return fails("read", EIO) ? -1 : syscall(SYS_read, file, to, len);
}
FAILING(ssize_t, pwrite, (int file, const void *from, size_t len, off_t at), (file, from, len, at), "pwrite", ENOSPC)
FAILING(ssize_t, pwrite64, (int file, const void *from, size_t len, off64_t at), (file, from, len, at), "pwrite", ENOSPC)
FAILING(ssize_t, pwritev, (int file, const struct iovec *parts, int count, off_t at), (file, parts, count, at), "pwrite",
        ENOSPC)
FAILING(ssize_t, pwritev64, (int file, const struct iovec *parts, int count, off64_t at), (file, parts, count, at), "pwrite",
        EIO)
FAILING(ssize_t, pread, (int file, void *to, size_t len, off_t at), (file, to, len, at), "pread", EIO)
FAILING(ssize_t, pread64, (int file, void *to, size_t len, off64_t at), (file, to, len, at), "pread", EIO)
FAILING(int, fsync, (int file), (file), "fsync", EIO)
FAILING(int, fdatasync, (int file), (file), "fsync", EIO)
FAILING(int, syncfs, (int file), (file), "fsync", EIO)
FAILING(int, flock, (int file, int how), (file, how), "lock", ENOLCK)
FAILING(int, ftruncate, (int file, off_t length), (file, length), "truncate", EIO)
FAILING(int, ftruncate64, (int file, off64_t length), (file, length), "truncate", EIO)
FAILING(int, rename, (const char *from, const char *to), (from, to), "rename", EIO)
FAILING(int, renameat, (int from_at, const char *from, int to_at, const char *to), (from_at, from, to_at, to), "rename", EIO)
FAILING(int, unlink, (const char *path), (path), "unlink", EIO)
FAILING(int, remove, (const char *path), (path), "unlink", EIO)
FAILING(int, rmdir, (const char *path), (path), "unlink", EIO)
FAILING(int, unlinkat, (int at, const char *path, int flags), (at, path, flags), "unlink", EIO)
FAILING(int, stat, (const char *restrict path, struct stat *restrict facts), (path, facts), "stat", EIO)
FAILING(int, fstat, (int file, struct stat *facts), (file, facts), "stat", EIO)
FAILING(int, fstatat, (int at, const char *restrict path, struct stat *restrict facts, int flags), (at, path, facts, flags),
        "stat", EIO)
FAILING(int, lstat, (const char *restrict path, struct stat *restrict facts), (path, facts), "stat", EIO)
FAILING(int, statvfs, (const char *restrict path, struct statvfs *restrict facts), (path, facts), "stat", EIO)
FAILING(int, fstatvfs, (int file, struct statvfs *facts), (file, facts), "stat", EIO)
FAILING(int, socket, (int domain, int type, int protocol), (domain, type, protocol), "open", EMFILE)
FAILING(int, connect, (int file, const struct sockaddr *to, socklen_t len), (file, to, len), "connect", ECONNREFUSED)
FAILING(int, accept4, (int file, struct sockaddr *restrict from, socklen_t *restrict len, int flags), (file, from, len, flags),
        "accept", EMFILE)
FAILING(ssize_t, recv, (int file, void *to, size_t len, int flags), (file, to, len, flags), "recv", ECONNRESET)
FAILING(ssize_t, sendmsg, (int file, const struct msghdr *message, int flags), (file, message, flags), "send", ECONNRESET)
FAILING(int, epoll_create1, (int flags), (flags), "epoll", EMFILE)
FAILING(int, epoll_ctl, (int epoll, int what, int file, struct epoll_event *event), (epoll, what, file, event), "epoll", ENOSPC)
FAILING(int, eventfd, (unsigned count, int flags), (count, flags), "eventfd", EMFILE)
FAILING(pid_t, fork, (void), (), "fork", EAGAIN)

int posix_fallocate(int file, off_t at, off_t len) {
    return fails("fallocate", ENOSPC) ? ENOSPC : NEXT(posix_fallocate)(file, at, len);
}
void *mmap(void *at, size_t len, int protection, int flags, int file, off_t offset) {
    return fails("mmap", ENOMEM) ? MAP_FAILED : (void *)syscall(SYS_mmap, at, len, protection, flags, file, offset);
}
struct dirent *readdir(DIR *dir) {
    return fails("list", EIO) ? NULL : NEXT(readdir)(dir);
}
