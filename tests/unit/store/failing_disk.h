// The ledger's writing with every call able to fail: store/ledger.c itself, on a disk that does what the test tells it. A
// failed write leaves half of itself behind, a failed sync loses what it should have kept.
#pragma once

#include "../base/base_test.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static unsigned calls, fail_at, fail_from;
static int fail_errno = EIO;

static bool call_fails(void) {
    calls++;
    if (calls != fail_at && !(fail_from && calls >= fail_from)) {
        return false;
    }
    errno = fail_errno;
    return true;
}

static void calls_heal(void) {
    calls = fail_at = fail_from = 0;
    fail_errno = EIO;
}

// Half of what is to be written reaches the file before the write fails: that is how a torn end comes about.
static ssize_t torn_pwrite(int file, const void *bytes, size_t len, off_t place) {
    if (call_fails()) {
        int error = errno;
        assert_int_equal(pwrite(file, bytes, len / 2, place), len / 2);
        errno = error;
        return -1;
    }
    return pwrite(file, bytes, len, place);
}

// Instead of waiting for the disk, the length that each file would have. A sync that fails loses what came since the last one.
typedef struct SyncedFile {
    ino_t inode;
    off_t len;
} SyncedFile;

// Room for every file of a test: a file system may give each a number of its own.
static SyncedFile synced[4096];

static void synced_forget(void) {
    memset(synced, 0, sizeof synced);
}

static SyncedFile *synced_file(ino_t inode) {
    for (size_t i = 0; i < sizeof synced / sizeof *synced; i++) {
        if (synced[i].inode == inode || synced[i].inode == 0) {
            synced[i].inode = inode;
            return &synced[i];
        }
    }
    fail_msg("more files than expected");
    return NULL;
}

static int lossy_sync(int file) {
    struct stat facts;
    assert_int_equal(fstat(file, &facts), 0);
    SyncedFile *known = synced_file(facts.st_ino);
    if (call_fails()) {
        assert_int_equal(ftruncate(file, known->len), 0);
        errno = fail_errno;
        return -1;
    }
    known->len = facts.st_size;
    return 0;
}

#define pwrite(...) torn_pwrite(__VA_ARGS__)
#define fdatasync(file) lossy_sync(file)
#define fsync(file) (call_fails() ? -1 : 0)
#define ftruncate(file, size) (call_fails() ? -1 : ftruncate(file, size))
#define openat(...) (call_fails() ? -1 : openat(__VA_ARGS__))
#define renameat(...) (call_fails() ? -1 : renameat(__VA_ARGS__))
#define fstat(...) (call_fails() ? -1 : fstat(__VA_ARGS__))
#define flock(...) (call_fails() ? -1 : flock(__VA_ARGS__))
#define close(file) (call_fails() ? (close)(file), -1 : (close)(file))
#include "store/ledger.c"
#include "store/ledger_rows.c"
#undef pwrite
#undef fdatasync
#undef fsync
#undef ftruncate
#undef openat
#undef renameat
#undef fstat
#undef flock
#undef close

static void empty_folder(const char *folder) {
    DIR *dir = opendir(folder);
    char path[512];
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.') {
            unlink(path);
        }
    }
    if (dir) {
        closedir(dir);
    }
}
