// An office from its backup: every file is held against the backup's list while it is copied, the schema is brought forward,
// every report against the hash that was filed, the ledger against its own signature. Only then is it an office again. What was
// in the spool goes into the vault when the office is next served, as always.
#pragma once

#include "office/inspect.h"
#include "store/ledger_audit.h"

typedef enum RestoreFault {
    RESTORE_FINE,
    RESTORE_NO_BACKUP, // no list, or one that makes no sense
    RESTORE_NOT_EMPTY, // there is something in the folder
    RESTORE_WORLD,     // a file cannot be read or written: `path`
    RESTORE_ALTERED,   // a file is not the one that was backed up: `path`
    RESTORE_ROOM,      // a room does not open, or is broken inside: `path`, `room`
    RESTORE_REPORTS,   // reports are lost or altered: `inspection`
    RESTORE_LEDGER,    // the ledger is not sound: `audit`
} RestoreFault;

typedef struct Restored {
    RestoreFault fault;
    Str path;
    RoomFault room;
    uint64_t files;
    bool has_halves, has_ledger;
    Inspection inspection;
    LedgerAudit audit;
} Restored;

// `halves` empty: those that lie beside the backup. `data` is missing, or an empty folder.
MUST_CHECK Err restore_make(Arena *arena, Str backup, Str halves, Str data, Restored *out);
