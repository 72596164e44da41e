// The files of SQLite, failing when told: SQLite's own door to the system with every call that can fail counted and, at the
// right number, made to fail as the system would. A failed sync has lost what it should have kept: nothing of that file's last
// writes may be believed afterwards, which is what a test looks for.
#pragma once

#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef enum VfsFault { VFS_FAILS, VFS_FULL } VfsFault;

typedef struct FailingVfs {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    long calls, at, from; // 0: never
    VfsFault kind;
    bool failed; // at least one call did
} FailingVfs;

static FailingVfs failing_vfs;

typedef struct FailingFile {
    sqlite3_file file;
    sqlite3_file *real; // lies behind
} FailingFile;

static inline bool vfs_fails(void) {
    failing_vfs.calls++;
    bool fails = failing_vfs.calls == failing_vfs.at || (failing_vfs.from && failing_vfs.calls >= failing_vfs.from);
    failing_vfs.failed = failing_vfs.failed || fails;
    return fails;
}

#define REAL(file) (((FailingFile *)(file))->real)
#define PASS(file, call, ...) REAL(file)->pMethods->call(REAL(file), __VA_ARGS__)
#define PASS_ALONE(file, call) REAL(file)->pMethods->call(REAL(file))

static inline int vfs_close(sqlite3_file *file) {
    return REAL(file)->pMethods ? PASS_ALONE(file, xClose) : SQLITE_OK;
}
static inline int vfs_read(sqlite3_file *file, void *out, int count, sqlite3_int64 at) {
    return vfs_fails() ? SQLITE_IOERR_READ : PASS(file, xRead, out, count, at);
}
static inline int vfs_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at) {
    if (vfs_fails()) return failing_vfs.kind == VFS_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    return PASS(file, xWrite, bytes, count, at);
}
static inline int vfs_truncate(sqlite3_file *file, sqlite3_int64 size) {
    return vfs_fails() ? SQLITE_IOERR_TRUNCATE : PASS(file, xTruncate, size);
}
static inline int vfs_sync(sqlite3_file *file, int flags) {
    return vfs_fails() ? SQLITE_IOERR_FSYNC : PASS(file, xSync, flags);
}
static inline int vfs_size(sqlite3_file *file, sqlite3_int64 *size) {
    return vfs_fails() ? SQLITE_IOERR_FSTAT : PASS(file, xFileSize, size);
}
static inline int vfs_lock(sqlite3_file *file, int lock) {
    return PASS(file, xLock, lock);
}
static inline int vfs_unlock(sqlite3_file *file, int lock) {
    return PASS(file, xUnlock, lock);
}
static inline int vfs_check_lock(sqlite3_file *file, int *out) {
    return PASS(file, xCheckReservedLock, out);
}
static inline int vfs_control(sqlite3_file *file, int what, void *at) {
    return PASS(file, xFileControl, what, at);
}
static inline int vfs_sector(sqlite3_file *file) {
    return PASS_ALONE(file, xSectorSize);
}
static inline int vfs_device(sqlite3_file *file) {
    return PASS_ALONE(file, xDeviceCharacteristics);
}
static inline int vfs_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out) {
    return vfs_fails() ? SQLITE_IOERR_SHMMAP : PASS(file, xShmMap, page, size, extend, out);
}
static inline int vfs_shm_lock(sqlite3_file *file, int at, int count, int flags) {
    return PASS(file, xShmLock, at, count, flags);
}
static inline void vfs_shm_barrier(sqlite3_file *file) {
    PASS_ALONE(file, xShmBarrier);
}
static inline int vfs_shm_unmap(sqlite3_file *file, int drop) {
    return PASS(file, xShmUnmap, drop);
}

static const sqlite3_io_methods vfs_methods = {
    .iVersion = 2,
    .xClose = vfs_close,
    .xRead = vfs_read,
    .xWrite = vfs_write,
    .xTruncate = vfs_truncate,
    .xSync = vfs_sync,
    .xFileSize = vfs_size,
    .xLock = vfs_lock,
    .xUnlock = vfs_unlock,
    .xCheckReservedLock = vfs_check_lock,
    .xFileControl = vfs_control,
    .xSectorSize = vfs_sector,
    .xDeviceCharacteristics = vfs_device,
    .xShmMap = vfs_shm_map,
    .xShmLock = vfs_shm_lock,
    .xShmBarrier = vfs_shm_barrier,
    .xShmUnmap = vfs_shm_unmap,
};

static inline int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out) {
    FailingFile *own = (FailingFile *)file;
    (void)vfs;
    *own = (FailingFile){.real = (sqlite3_file *)(own + 1)};
    if (vfs_fails()) return SQLITE_CANTOPEN;
    int code = failing_vfs.real->xOpen(failing_vfs.real, name, own->real, flags, out);
    own->file.pMethods = own->real->pMethods ? &vfs_methods : NULL;
    return code;
}
static inline int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync) {
    (void)vfs;
    return vfs_fails() ? SQLITE_IOERR_DELETE : failing_vfs.real->xDelete(failing_vfs.real, name, sync);
}
static inline int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *out) {
    (void)vfs;
    return vfs_fails() ? SQLITE_IOERR_ACCESS : failing_vfs.real->xAccess(failing_vfs.real, name, flags, out);
}

// From now on SQLite goes through here; nothing fails until told.
static inline void failing_vfs_install(void) {
    if (failing_vfs.real) return;
    failing_vfs.real = sqlite3_vfs_find(NULL);
    failing_vfs.vfs = *failing_vfs.real;
    failing_vfs.vfs.zName = "failing";
    failing_vfs.vfs.szOsFile = (int)sizeof(FailingFile) + failing_vfs.real->szOsFile;
    failing_vfs.vfs.xOpen = vfs_open;
    failing_vfs.vfs.xDelete = vfs_delete;
    failing_vfs.vfs.xAccess = vfs_access;
    sqlite3_vfs_register(&failing_vfs.vfs, 1);
}

static inline void failing_vfs_set(long at, long from, VfsFault kind) {
    failing_vfs.calls = 0;
    failing_vfs.at = at;
    failing_vfs.from = from;
    failing_vfs.kind = kind;
    failing_vfs.failed = false;
}
