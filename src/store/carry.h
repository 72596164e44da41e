// Carrying files from one folder to another, with the hash and the length of each: what a backup and a restore are made of.
// What was carried is on the disk only after carry_sync. Hidden files and links are left behind. Knows nothing of what files
// mean.
#pragma once

#include "base/err.h"
#include "seal/hash.h"

enum { CARRY_FILES_MOST = 20000000 };

typedef struct Carried {
    Str path; // below the folder
    Hash hash;
    uint64_t bytes;
} Carried;

typedef struct Carrying {
    Arena *arena; // for the list
    Str from, to; // folders
    Carried *items;
    size_t count, room;
    Str failed; // the path at which it stopped
} Carrying;

// One file; folders above it are made. `missing_is_fine`: then nothing is carried.
MUST_CHECK Err carry_file(Carrying *carrying, Str path, bool missing_is_fine);
// All files below the folder `path`, which may be missing; a file that is gone by the time it is read is left out. `skip` may
// be NULL.
MUST_CHECK Err carry_tree(Carrying *carrying, Str path, bool (*skip)(Str path));
// Takes a file that stands at its place already into the list.
MUST_CHECK Err carry_note(Carrying *carrying, Str path);
MUST_CHECK Err carry_sync(const Carrying *carrying);
