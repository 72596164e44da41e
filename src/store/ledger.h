// Writing the ledger. An entry is appended for good or not at all, and `ledger_append` returns only when it is durable and
// stands in the tree: nothing that must be in the ledger may happen before that. There is one writer; a second one is refused.
//
// At opening everything is read and checked. A torn end, left by a crash, is cut off, but never an entry whose leaf was
// published: then the ledger does not open. After a failed write or sync nothing more is appended until it has been opened
// again.
#pragma once

#include "store/ledger_read.h"

typedef struct LedgerSigner {
    NoteKey key; // its name is the origin
    LedgerSecret secret;
} LedgerSigner;

// Why a ledger did not open, for a person.
typedef enum LedgerFault {
    LEDGER_SOUND,
    LEDGER_WORLD,   // a file cannot be opened, read, written or synced
    LEDGER_BUSY,    // another process writes it
    LEDGER_FOREIGN, // it was signed with another key, or is no ledger
    LEDGER_LOST,    // entries that were published are not there; `leaf`: the first
    LEDGER_ALTERED, // entries differ from what was signed; `leaf`: the first that differs from its leaf, if that can be told
} LedgerFault;

typedef struct Ledger {
    int folder, entries, leaves, nodes, checkpoint;
    uint64_t end; // of the entries that are durable
    MerklePeaks peaks;
    const LedgerSigner *signer;
    bool broken;        // something failed: nothing may depend on it any more
    uint64_t cut_bytes; // of a torn end, cut off at opening
    LedgerFault fault;
    uint64_t fault_leaf;
} Ledger;

// Called for each entry at opening, in order.
typedef struct LedgerVisitor {
    void (*visit)(void *at, const LedgerEntry *entry);
    void *at;
} LedgerVisitor;

// Opens, checks and mends `folder`, which is there; an empty one becomes a ledger. On an error `fault` says why.
MUST_CHECK Err ledger_open(Arena *arena, const char *folder, const LedgerSigner *signer, LedgerVisitor visitor, Ledger *out);
void ledger_close(Ledger *ledger);

// Appends all entries with one sync, fills in their index, and signs a checkpoint that covers them. ERR_TOO_BIG: the disk has
// no room, nothing was appended, it may be tried again. ERR_IO: nothing may depend on these entries, nor on any later ones.
MUST_CHECK Err ledger_append(Ledger *ledger, Arena *scratch, LedgerEntry *entries, uint32_t count);
