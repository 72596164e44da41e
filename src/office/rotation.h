// New epochs of the office's keys: the new secret is kept first, then a list that names it is signed. Cut off in between,
// nothing has changed; secrets of earlier epochs stay, so that what is older still opens.
#pragma once

#include "office/keyfile.h"
#include "office/officer.h"

// Where a key of the keeper goes.
typedef struct Rotation {
    const Office *office;
    SealRandom random;
    RecoveryKeeperPublic recovery;
    uint32_t epoch;
} Rotation;

// The keeper's or the ledger's key: its file, and its wrap for recovery.
MUST_CHECK Err rotation_keep(Arena *arena, const Rotation *rotation, KeyFileKind kind, const Grain *grain, Str passphrase);
// "DATA/keeper/KIND.EPOCH"; with ".recovery" behind it, the wrap.
const char *rotation_path(Arena *arena, const Office *office, KeyFileKind kind, uint32_t epoch, bool recovery);
// The next epoch of the key of that kind and name, current from now on; what was current is past. The entries are copied.
uint32_t rotation_add(Arena *arena, KeyList *list, const KeyEntry *key, const unsigned char public[32]);

// ERR_SEALED: not the passphrase of the keeper's other keys.
MUST_CHECK Err rotation_keeper(Arena *arena, const Change *change, Str passphrase, uint32_t *epoch);
MUST_CHECK Err rotation_receipt(Arena *arena, const Change *change, uint32_t *epoch);
// One of the keys on the medium (statistics, analyst, courier, inspector): a file KIND.EPOCH beside the others.
MUST_CHECK Err rotation_outside(Arena *arena, const Change *change, KeyFileKind kind, Str medium, Str passphrase,
                                uint32_t *epoch);
