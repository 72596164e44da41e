// The folder of an office: who it is, and what lies where. It is an office once the file `office` is there, which is written
// last; a folder in which the making was cut off holds `making` instead.
//
//   DATA/office                  id, mode, root key, when it was founded
//        keys/list               the signed key list; keys/lists/SERIAL: all there ever were
//        keys/windows/           window secrets: WINDOW.EPOCH.OFFICER for each officer, WINDOW.EPOCH.recovery
//        keys/receipt/           the spool's: receipt.EPOCH
//        keys/demonstration/     of a demonstration office alone: what a real one keeps elsewhere
//        keeper/                 the keeper's: keeper.EPOCH, ledger.EPOCH, and for recovery keeper.EPOCH.recovery
//        officers/               who they are, signed: ID.officer
//        grants/                 what they may, signed: ID
//        spool/ vault/ halves/ outbox/ public/ share/ ledger/ run/
#pragma once

#include "base/clock.h"
#include "seal/keylist.h"

typedef struct Office {
    Str data;
    Id id;
    KeyMode mode;
    Moment founded;
    RootPublic root;
} Office;

// ERR_INPUT: there is no office, or it is damaged. ERR_REFUSED: its making was cut off. ERR_IO: it cannot be read.
MUST_CHECK Err office_read(Arena *arena, Str data, Office *out);
// Folders, and the mark that something is being made. ERR_REFUSED: something else is there, or an office.
MUST_CHECK Err office_begin(Arena *arena, Str data, KeyMode mode);
// From here on it is an office.
MUST_CHECK Err office_finish(Arena *arena, const Office *office);
// NUL-terminated "DATA/NAME".
const char *office_path(Arena *arena, Str data, const char *name);

// The signed key list in force. ERR_SEALED: not signed by this office's root key. ERR_REFUSED: of another office.
MUST_CHECK Err office_keys(Arena *arena, const Office *office, KeyList *out);
// Signs `next` as the list that follows the one in force (or as the first) and puts it in its place. Entries may be added, and
// states moved on.
MUST_CHECK Err office_publish(Arena *arena, const Office *office, KeyList *next, const RootPair *root, Moment now);
