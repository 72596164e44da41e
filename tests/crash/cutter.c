// The power cut: undoes what shim_powercut.c wrote down and no sync has covered. All processes must be dead.
//
//   cutter LOG STASH all|some NUMBER
//
// all: everything uncovered is gone. some: of the names (what a path stands for) a first part stays, as a journal would have
// it; of the bytes any part stays, and one write is torn at a sector. NUMBER makes the choice. The log and the stash are empty
// afterwards. Prints how much was uncovered and how much was undone.
#include "crash/cut.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR = 512, RECORDS_MOST = 1 << 20 };

static CutLog *cut_log;
static const char *stash;
static uint64_t random_state;
static CutRecord *records[RECORDS_MOST];
static bool kept[RECORDS_MOST];
static size_t count;

static void fail(const char *what) {
    fprintf(stderr, "cutter: %s: %s\n", what, strerror(errno));
    exit(2);
}

static uint64_t random_below(uint64_t most) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state % most;
}

static uint64_t synced_of(uint64_t inode) {
    for (uint32_t at = (uint32_t)(inode * 2654435761u) % CUT_INODES; cut_log->inodes[at].inode; at = (at + 1) % CUT_INODES) {
        if (cut_log->inodes[at].inode == inode) return cut_log->inodes[at].synced;
    }
    return 0;
}

static void log_read(void) {
    for (uint64_t at = 0; at < cut_log->used;) {
        CutRecord *record = (CutRecord *)(cut_log->bytes + at);
        if (record->size == 0) break;
        if (at >= synced_of(record->inode)) {
            if (count == RECORDS_MOST) fail("too many changes");
            records[count++] = record;
        }
        at += record->size;
    }
}

static void choose(bool some) {
    size_t names = 0, stay = 0;
    for (size_t i = 0; i < count; i++) {
        names += records[i]->kind == CUT_NAME;
    }
    if (some) stay = random_below(names + 1);
    for (size_t i = 0, name = 0; i < count; i++) {
        if (records[i]->kind == CUT_DATA) {
            kept[i] = some && random_below(2);
        } else {
            bool joined = records[i]->is_joined && i > 0 && records[i - 1]->kind == CUT_NAME;
            kept[i] = joined ? kept[i - 1] : name < stay;
            name++;
        }
    }
}

static void stash_path(uint64_t inode, char out[512]) {
    snprintf(out, 512, "%s/%llu", stash, (unsigned long long)inode);
}

// Bytes of one write as they were, from `from` bytes into it.
static void write_undo(int file, const CutRecord *record, uint64_t from) {
    static const unsigned char zeros[1 << 16];
    const unsigned char *saved = (const unsigned char *)(record + 1);
    if (from < record->saved && pwrite(file, saved + from, record->saved - from, (off_t)(record->offset + from)) < 0)
        fail("pwrite");
    uint64_t at = record->offset + (from > record->saved ? from : record->saved);
    while (at < record->new_length && record->new_length > record->old_length) {
        uint64_t step = record->new_length - at < sizeof zeros ? record->new_length - at : sizeof zeros;
        if (pwrite(file, zeros, step, (off_t)at) < 0) fail("pwrite");
        at += step;
    }
}

static void file_undo(uint64_t inode, bool tears) {
    char path[512];
    stash_path(inode, path);
    int file = open(path, O_RDWR);
    if (file < 0) fail(path);
    uint64_t length = 0;
    bool first = true;
    size_t last_kept = count;
    for (size_t i = 0; i < count; i++) {
        const CutRecord *record = records[i];
        if (record->kind != CUT_DATA || record->inode != inode) continue;
        if (first) length = record->old_length;
        first = false;
        if (!kept[i]) continue;
        bool shrinks = record->new_length < record->old_length;
        length = shrinks ? record->new_length : record->new_length > length ? record->new_length : length;
        last_kept = i;
    }
    for (size_t i = count; i-- > 0;) {
        const CutRecord *record = records[i];
        if (record->kind != CUT_DATA || record->inode != inode) continue;
        uint64_t bytes = record->new_length > record->offset ? record->new_length - record->offset : 0;
        if (!kept[i]) write_undo(file, record, 0);
        if (kept[i] && tears && i == last_kept && bytes > SECTOR) {
            write_undo(file, record, random_below(bytes / SECTOR) * SECTOR);
        }
    }
    if (ftruncate(file, (off_t)length) != 0) fail("ftruncate");
    close(file);
}

static int entry_remove(const char *path, const struct stat *facts, int kind, struct FTW *place) {
    (void)facts, (void)kind, (void)place;
    return remove(path);
}

static void names_undo(void) {
    for (size_t i = count; i-- > 0;) {
        const CutRecord *record = records[i];
        if (record->kind != CUT_NAME || kept[i]) continue;
        const char *path = (const char *)(record + 1);
        char old[512];
        stash_path(record->old_inode, old);
        if (nftw(path, entry_remove, 16, FTW_DEPTH | FTW_PHYS) != 0 && errno != ENOENT) fail(path);
        if (record->old_inode && link(old, path) != 0) fail(path);
    }
}

static void stash_empty(void) {
    DIR *dir = opendir(stash);
    struct dirent *entry;
    while (dir && (entry = readdir(dir))) {
        unlinkat(dirfd(dir), entry->d_name, 0);
    }
    if (dir) closedir(dir);
}

int main(int argc, char **argv) {
    if (argc != 5) return 2;
    int file = open(argv[1], O_RDWR);
    stash = argv[2];
    bool some = strcmp(argv[3], "some") == 0;
    random_state = strtoull(argv[4], NULL, 10) * 2654435769u + 88172645463325252u;
    // Who was killed before the shim had begun has changed nothing.
    struct stat facts;
    bool begun = file >= 0 && fstat(file, &facts) == 0 && facts.st_size >= CUT_BYTES;
    if (!begun && (file >= 0 || errno == ENOENT)) return puts("0 uncovered, 0 undone") < 0;
    cut_log = file < 0 ? MAP_FAILED : mmap(NULL, CUT_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (cut_log == MAP_FAILED) fail(argv[1]);
    if (cut_log->is_full) fail("the log is full");
    log_read();
    choose(some);
    size_t undone = 0;
    for (size_t i = 0; i < count; i++) {
        bool seen = records[i]->kind == CUT_NAME;
        for (size_t before = 0; before < i && !seen; before++) {
            seen = records[before]->kind == CUT_DATA && records[before]->inode == records[i]->inode;
        }
        if (!seen) file_undo(records[i]->inode, some);
        undone += !kept[i];
    }
    names_undo();
    stash_empty();
    printf("%zu uncovered, %zu undone\n", count, undone);
    return ftruncate(file, 0) == 0 ? 0 : 2;
}
