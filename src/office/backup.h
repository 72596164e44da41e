// Backups of an office, made while it serves. A backup is a folder named by its moment, and holds everything but the keeper's
// halves, which lie apart in `halves` under the same name: a report is destroyed by destroying its halves, so copies of them
// are kept for few days only, wherever they are. The order of copying makes it whole: what leaves one place while we copy has
// by then come to a place that is copied later.
//
//   TO/20261121T065600Z/   files of the office, and `contents`: a line `hash length path` for each
//   TO/halves/20261121T065600Z.db
#pragma once

#include "base/clock.h"
#include "store/carry.h"
#include "store/room.h"

enum {
    BACKUP_GENERATIONS = 3,
    BACKUP_HALVES_DAYS = 30, // the promise to those whose report is deleted names this number
};

typedef struct Backup {
    Str folder; // that was made
    uint64_t files, bytes;
    uint64_t dropped; // older generations and halves, removed
    bool is_poorer;   // its ledger is shorter than that of the one before: nothing was removed
    Str failed;       // where it stopped
    RoomFault fault;  // of a room, if it was one
} Backup;

// Both folders are there.
MUST_CHECK Err backup_make(Arena *arena, Str data, Str to, Moment now, Backup *out);
// The list of a backup. ERR_INPUT: it is none.
MUST_CHECK Err backup_contents(Arena *arena, Str backup, Carried **out, size_t *count);
// Where the halves of a backup lie.
Str backup_halves(Arena *arena, Str backup);
