// What the power-cut shim writes down and the cutter undoes: every change to files that no sync has covered yet. It lies in a
// file that all processes map, outside the folder that is watched, so that it outlives them.
#pragma once

#include <stdint.h>

enum { CUT_INODES = 1 << 14, CUT_PATH = 256, CUT_BYTES = 512 << 20 };

typedef enum CutKind {
    CUT_DATA, // bytes of a file, or its length
    CUT_NAME, // what a path stands for
} CutKind;

typedef struct CutRecord {
    uint32_t size; // of the record with what follows it; written last: 0 ends the log
    uint32_t kind;
    uint64_t inode;                  // data: of the file; name: of the folder
    uint64_t offset;                 // data: where; name: unused
    uint64_t old_length, new_length; // data: of the file
    uint64_t old_inode;              // name: what the path stood for; 0: nothing
    uint32_t is_joined;              // name: happens together with the record before
    uint32_t saved;                  // bytes behind this: data: what was there; name: the path with its end
} CutRecord;

// Up to where a sync has covered the changes to a file, or to the names in a folder.
typedef struct CutInode {
    uint64_t inode, synced;
} CutInode;

typedef struct CutLog {
    uint32_t lock, is_full;
    uint64_t used;
    CutInode inodes[CUT_INODES];
    unsigned char bytes[];
} CutLog;
