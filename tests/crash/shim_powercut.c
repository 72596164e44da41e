// Loaded before the C library (LD_PRELOAD): writes down how to undo every change below CUT_ROOT, until a sync of that file or
// folder covers it. Killing all processes and running `cutter` is then a power cut: what no sync has covered is gone, or partly
// gone.
//
//   CUT_ROOT=FOLDER   whose files are watched           CUT_STASH=FOLDER  on the same file system: keeps removed files
//   CUT_LOG=FILE      the log, on another folder        CUT_LIES=1        a sync says it is done and covers nothing
//
// A folder that is made is gone as well, with all in it, until the one it lies in is synced. CUT_ROOT/run (sockets, a lock) is
// not watched, nor are writes through mmap (SQLite's -shm): nobody relies on them after a crash.
#include "crash/cut.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { DESCRIPTORS = 8192 };

typedef struct Watched {
    uint64_t inode; // 0: not watched
    bool is_folder;
} Watched;

static CutLog *cut_log;
static const char *cut_root, *cut_stash;
static bool cut_lies;
static Watched watched[DESCRIPTORS];

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void cut_open(void) {
    const char *path = getenv("CUT_LOG");
    cut_root = getenv("CUT_ROOT");
    cut_stash = getenv("CUT_STASH");
    cut_lies = getenv("CUT_LIES") != NULL;
    if (!path || !cut_root || !cut_stash) return;
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || syscall(SYS_ftruncate, file, (off_t)CUT_BYTES) != 0) abort();
    void *map = mmap(NULL, CUT_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    syscall(SYS_close, file);
    if (map == MAP_FAILED) abort();
    cut_log = map;
}

static void log_lock(void) {
    for (unsigned long tries = 0; __atomic_exchange_n(&cut_log->lock, 1, __ATOMIC_ACQUIRE) && tries < 50000000; tries++) {
        // Whoever was killed inside never lets go.
    }
}

static void log_unlock(void) {
    __atomic_store_n(&cut_log->lock, 0, __ATOMIC_RELEASE);
}

static void log_put(const CutRecord *record, const void *saved) {
    uint32_t size = (uint32_t)((sizeof *record + record->saved + 7) / 8 * 8);
    log_lock();
    uint64_t at = cut_log->used;
    if (sizeof *cut_log + at + size + 8 > CUT_BYTES) {
        cut_log->is_full = 1; // the cutter refuses a log like this
    } else {
        memcpy(cut_log->bytes + at + sizeof *record, saved, record->saved);
        memcpy(cut_log->bytes + at + sizeof size, (const char *)record + sizeof size, sizeof *record - sizeof size);
        memcpy(cut_log->bytes + at, &size, sizeof size);
        cut_log->used += size;
    }
    log_unlock();
}

static void log_sync(uint64_t inode, uint64_t position) {
    uint32_t at = (uint32_t)(inode * 2654435761u) % CUT_INODES;
    log_lock();
    for (int tries = 0; cut_log->inodes[at].inode && cut_log->inodes[at].inode != inode; tries++) {
        if (tries == CUT_INODES) abort();
        at = (at + 1) % CUT_INODES;
    }
    cut_log->inodes[at] = (CutInode){inode, position};
    log_unlock();
}

static bool path_is_watched(const char *path) {
    size_t len = strlen(cut_root);
    size_t path_len = strlen(path);
    if (path_len > 4 && strcmp(path + path_len - 4, "-shm") == 0) return false;
    if (strncmp(path, cut_root, len) != 0 || (path[len] != '/' && path[len] != 0)) return false;
    return strncmp(path + len, "/run", 4) != 0 || (path[len + 4] != '/' && path[len + 4] != 0);
}

// The whole path of a name below an open folder. False: not ours.
static bool path_of(int folder, const char *name, char out[PATH_MAX]) {
    char link[64], base[PATH_MAX];
    if (!cut_log) return false;
    if (name[0] == '/') {
        snprintf(out, PATH_MAX, "%s", name);
        return path_is_watched(out);
    }
    snprintf(link, sizeof link, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
    ssize_t len = readlink(link, base, sizeof base - 1);
    if (len < 0) return false;
    base[len] = 0;
    int whole = snprintf(out, PATH_MAX, "%s/%s", base, name);
    return whole < PATH_MAX && path_is_watched(out);
}

// Another name for a file, so that it is still there when its name is gone.
static void stash_keep(const char *path, uint64_t inode) {
    char kept[PATH_MAX];
    snprintf(kept, sizeof kept, "%s/%llu", cut_stash, (unsigned long long)inode);
    if (syscall(SYS_linkat, AT_FDCWD, path, AT_FDCWD, kept, 0) != 0 && errno != EEXIST) abort();
}

static uint64_t path_inode(const char *path, mode_t *mode) {
    struct stat facts;
    if (lstat(path, &facts) != 0) return 0;
    if (mode) *mode = facts.st_mode;
    return facts.st_ino;
}

// What a path stands for is about to change.
static void name_note(const char *path, bool is_joined) {
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s", path);
    *strrchr(folder, '/') = 0;
    mode_t mode = 0;
    CutRecord record = {.kind = CUT_NAME,
                        .inode = path_inode(folder, NULL),
                        .old_inode = path_inode(path, &mode),
                        .is_joined = is_joined,
                        .saved = (uint32_t)strlen(path) + 1};
    if (record.old_inode && S_ISREG(mode)) stash_keep(path, record.old_inode);
    log_put(&record, path);
}

// Bytes from `offset` are about to change; the file will then be at least (a cut: exactly) `length` long.
static void data_note(int file, uint64_t offset, uint64_t length, bool is_cut) {
    struct stat facts;
    if (fstat(file, &facts) != 0) return;
    uint64_t old = (uint64_t)facts.st_size, end = is_cut ? old : length < old ? length : old;
    uint64_t saved = end > offset ? end - offset : 0;
    unsigned char *bytes = saved ? malloc(saved) : NULL;
    // The descriptor may be for writing alone.
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    int reader = saved ? (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC) : -1;
    if (saved && pread(reader, bytes, saved, (off_t)offset) != (ssize_t)saved) abort();
    if (reader >= 0) syscall(SYS_close, reader);
    CutRecord record = {.kind = CUT_DATA,
                        .inode = watched[file].inode,
                        .offset = offset,
                        .old_length = old,
                        .new_length = is_cut         ? length
                                      : length > old ? length
                                                     : old,
                        .saved = (uint32_t)saved};
    log_put(&record, bytes ? (void *)bytes : "");
    free(bytes);
}

static bool is_watched(int file) {
    return cut_log && file >= 0 && file < DESCRIPTORS && watched[file].inode && !watched[file].is_folder;
}

static int open_watched(int folder, const char *name, int flags, mode_t mode) {
    char path[PATH_MAX];
    bool ours = path_of(folder, name, path);
    bool makes = ours && (flags & O_CREAT) && path_inode(path, NULL) == 0;
    if (makes) name_note(path, false);
    int file = (int)syscall(SYS_openat, folder, name, ours ? flags & ~O_TRUNC : flags, mode);
    if (file >= 0 && file < DESCRIPTORS) {
        struct stat facts;
        watched[file] = (Watched){0};
        if (ours && fstat(file, &facts) == 0) {
            watched[file] = (Watched){facts.st_ino, S_ISDIR(facts.st_mode)};
            if (S_ISREG(facts.st_mode) && (flags & O_ACCMODE) != O_RDONLY) stash_keep(path, facts.st_ino);
            if (flags & O_TRUNC) data_note(file, 0, 0, true);
        }
        if (ours && (flags & O_TRUNC) && syscall(SYS_ftruncate, file, 0) != 0) abort();
    }
    return file;
}

#define OPEN_MODE(flags)                                                                                                       \
    mode_t mode = 0;                                                                                                           \
    if ((flags) & (O_CREAT | __O_TMPFILE)) {                                                                                   \
        va_list args;                                                                                                          \
        va_start(args, flags);                                                                                                 \
        mode = va_arg(args, mode_t);                                                                                           \
        va_end(args);                                                                                                          \
    }

int open(const char *path, int flags, ...) {
    OPEN_MODE(flags)
    return open_watched(AT_FDCWD, path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    OPEN_MODE(flags)
    return open_watched(AT_FDCWD, path, flags, mode);
}
int openat(int folder, const char *path, int flags, ...) {
    OPEN_MODE(flags)
    return open_watched(folder, path, flags, mode);
}
int openat64(int folder, const char *path, int flags, ...) {
    OPEN_MODE(flags)
    return open_watched(folder, path, flags, mode);
}
int __open_2(const char *path, int flags) {
    return open_watched(AT_FDCWD, path, flags, 0);
}
int __open64_2(const char *path, int flags) {
    return open_watched(AT_FDCWD, path, flags, 0);
}
int __openat_2(int folder, const char *path, int flags) {
    return open_watched(folder, path, flags, 0);
}
int __openat64_2(int folder, const char *path, int flags) {
    return open_watched(folder, path, flags, 0);
}

int close(int file) {
    if (file >= 0 && file < DESCRIPTORS) watched[file] = (Watched){0};
    return (int)syscall(SYS_close, file);
}

ssize_t write(int file, const void *bytes, size_t len) {
    if (is_watched(file)) {
        struct stat facts;
        bool appends = fcntl(file, F_GETFL) & O_APPEND;
        off_t at = appends && fstat(file, &facts) == 0 ? facts.st_size : lseek(file, 0, SEEK_CUR);
        data_note(file, (uint64_t)at, (uint64_t)at + len, false);
    }
    return syscall(SYS_write, file, bytes, len);
}
ssize_t pwrite(int file, const void *bytes, size_t len, off_t at) {
    if (is_watched(file)) data_note(file, (uint64_t)at, (uint64_t)at + len, false);
    return syscall(SYS_pwrite64, file, bytes, len, at);
}
ssize_t pwrite64(int file, const void *bytes, size_t len, off64_t at) {
    return pwrite(file, bytes, len, at);
}

static size_t parts_len(const struct iovec *parts, int count) {
    size_t len = 0;
    for (int i = 0; i < count; i++) {
        len += parts[i].iov_len;
    }
    return len;
}
ssize_t writev(int file, const struct iovec *parts, int count) {
    if (is_watched(file)) {
        off_t at = lseek(file, 0, SEEK_CUR);
        data_note(file, (uint64_t)at, (uint64_t)at + parts_len(parts, count), false);
    }
    return REAL(writev)(file, parts, count);
}
ssize_t pwritev(int file, const struct iovec *parts, int count, off_t at) {
    if (is_watched(file)) data_note(file, (uint64_t)at, (uint64_t)at + parts_len(parts, count), false);
    return REAL(pwritev)(file, parts, count, at);
}
ssize_t pwritev64(int file, const struct iovec *parts, int count, off64_t at) {
    return pwritev(file, parts, count, at);
}
int ftruncate(int file, off_t length) {
    if (is_watched(file)) data_note(file, (uint64_t)length, (uint64_t)length, true);
    return (int)syscall(SYS_ftruncate, file, length);
}
int ftruncate64(int file, off64_t length) {
    return ftruncate(file, length);
}
int posix_fallocate(int file, off_t at, off_t len) {
    if (is_watched(file)) data_note(file, (uint64_t)(at + len), (uint64_t)(at + len), false);
    return REAL(posix_fallocate)(file, at, len);
}
int posix_fallocate64(int file, off64_t at, off64_t len) {
    return posix_fallocate(file, at, len);
}

int mkdirat(int folder, const char *name, mode_t mode) {
    char path[PATH_MAX];
    if (path_of(folder, name, path) && path_inode(path, NULL) == 0) name_note(path, false);
    return (int)syscall(SYS_mkdirat, folder, name, mode);
}
int mkdir(const char *name, mode_t mode) {
    return mkdirat(AT_FDCWD, name, mode);
}

static int rename_watched(int from_folder, const char *from, int to_folder, const char *to) {
    char from_path[PATH_MAX], to_path[PATH_MAX];
    bool ours = path_of(from_folder, from, from_path) & path_of(to_folder, to, to_path);
    if (ours && path_inode(from_path, NULL)) {
        name_note(to_path, false);
        name_note(from_path, true);
    }
    return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, 0);
}
int rename(const char *from, const char *to) {
    return rename_watched(AT_FDCWD, from, AT_FDCWD, to);
}
int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    return rename_watched(from_folder, from, to_folder, to);
}
int unlinkat(int folder, const char *name, int flags) {
    char path[PATH_MAX];
    if (path_of(folder, name, path) && path_inode(path, NULL)) name_note(path, false);
    return (int)syscall(SYS_unlinkat, folder, name, flags);
}
int unlink(const char *name) {
    return unlinkat(AT_FDCWD, name, 0);
}

static int sync_watched(int file, long call) {
    bool ours = cut_log && file >= 0 && file < DESCRIPTORS && watched[file].inode;
    uint64_t position = ours ? __atomic_load_n(&cut_log->used, __ATOMIC_ACQUIRE) : 0;
    if (ours && cut_lies) return 0;
    // Below a watched folder nothing is really synced: the cut is what matters, and it is many times quicker.
    int result = ours ? 0 : (int)syscall(call, file);
    if (ours && result == 0) log_sync(watched[file].inode, position);
    return result;
}
int fsync(int file) {
    return sync_watched(file, SYS_fsync);
}
int fdatasync(int file) {
    return sync_watched(file, SYS_fdatasync);
}
