// Shares of the recovery keys in files: text that can be printed and typed in again, and what two of them give back. Lines
// that begin with "#" say what it is and are not read.
#pragma once

#include "office/rotation.h"
#include "seal/recovery.h"

Str share_name(Arena *arena, const RecoveryShare *share); // "windows-1"
// Into FOLDER/NAME, durable. ERR_REFUSED: a file of that name is there.
MUST_CHECK Err share_write(Arena *arena, Str folder, const RecoveryShare *share);
// ERR_IO: it cannot be read. ERR_INPUT: no share; in `wrong_line` where a slip is, or 0.
MUST_CHECK Err share_read(Arena *arena, const char *path, RecoveryShare *out, size_t *wrong_line);

// What two shares give back. ERR_REFUSED: not of this office or kind. ERR_INPUT: the same share twice. ERR_SEALED: together
// they are not the key of the list.
MUST_CHECK Err share_windows(const KeyList *list, const RecoveryShare shares[2], RecoveryWindowsPair *out);
MUST_CHECK Err share_keeper(const KeyList *list, const RecoveryShare shares[2], RecoveryKeeperPair *out);

// A window's secret by the recovery key. ERR_INPUT: nothing is wrapped for it.
MUST_CHECK Err share_window_secret(Arena *arena, const Office *office, const KeyEntry *entry, const RecoveryWindowsPair *key,
                                   WindowPair *out);
// The same of the keeper or the ledger.
MUST_CHECK Err share_keeper_secret(Arena *arena, const Office *office, const KeyEntry *entry, const RecoveryKeeperPair *key,
                                   Grain *out);
