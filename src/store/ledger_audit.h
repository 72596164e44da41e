// Everything about a ledger that can be computed again, computed again: leaves, nodes, head, signature, and, where the file is
// there, entry by entry that each leaf is what was recorded. Works on the ledger's own folder and on a copy of its public
// files.
#pragma once

#include "store/ledger_read.h"

typedef enum LedgerVerdict {
    AUDIT_SOUND,
    AUDIT_UNREADABLE,  // a file is missing, or cannot be read
    AUDIT_UNSIGNED,    // the checkpoint is not signed with the key
    AUDIT_LEAF_GONE,   // `leaf` is signed and not there
    AUDIT_LEAF_WRONG,  // the nodes over `leaf` are not those that follow from it
    AUDIT_HEAD_WRONG,  // leaves and nodes agree; the signed head is another
    AUDIT_ENTRY_WRONG, // the entry of `leaf` says something else than the leaf
    AUDIT_ENTRY_GONE,  // the entry of `leaf` is torn, or not there
    AUDIT_NOT_GROWN,   // the tree does not continue the one that was cosigned
    AUDIT_COSIGNATURE, // the witness did not sign what is said to be cosigned
} LedgerVerdict;

typedef struct LedgerAudit {
    LedgerVerdict verdict;
    uint64_t leaf;
    uint64_t size;        // signed leaves
    uint64_t entries;     // compared; 0: the file of entries is not there
    uint64_t cosigned;    // leaves of the tree that the witness signed
    uint64_t cosigned_at; // seconds since 1970
} LedgerAudit;

// `key`: what the checkpoint must be signed with; NULL: the one that the ledger publishes. `witness`, unless NULL: in addition
// the file "cosigned" has to be a checkpoint with this witness's cosignature, and the tree has to continue it.
LedgerAudit ledger_audit(Arena *arena, const char *folder, const NoteKey *key, const NoteKey *witness);
