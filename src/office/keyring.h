// The secrets of an office, for those who may use them: the spool its receipt key, the keeper its own, an officer the windows
// that were wrapped for her. Each secret is compared with the signed key list before anybody uses it.
#pragma once

#include "office/keeper.h"
#include "office/office.h"

enum { KEYRING_EPOCHS_MOST = 64 };

// The current receipt key. ERR_IO: its file cannot be read. ERR_SEALED: it is not the key of the list.
MUST_CHECK Err keyring_receipt(Arena *arena, const Office *office, const KeyList *list, uint32_t *epoch, ReceiptPair *out);
// Whether the keeper's keys lie under a passphrase. How the passphrase comes (an operator types it, a credential of the system)
// is the caller's.
MUST_CHECK Err keyring_keeper_locked(Arena *arena, const Office *office, const KeyList *list, bool *locked);
// All epochs of the keeper's key that are there, its ledger key, and the public keys it needs. ERR_SEALED: the wrong
// passphrase, or none where one is needed. `out` lives in the arena; keyring_keeper_wipe when it is no longer needed.
MUST_CHECK Err keyring_keeper(Arena *arena, const Office *office, const KeyList *list, Str passphrase, KeeperKeys *out);
void keyring_keeper_wipe(KeeperKeys *keys);

// An officer with her key, and the window she wants; epoch 0: the current one.
typedef struct WindowHolder {
    Id officer;
    const OfficerPair *pair;
    Str window;
    uint32_t epoch;
} WindowHolder;

// A window's secret, by an officer for whom it is wrapped. ERR_INPUT: there is no such wrap or no such window.
MUST_CHECK Err keyring_window(Arena *arena, const Office *office, const KeyList *list, WindowHolder holder, WindowPair *out);
// "keys/windows/WINDOW.EPOCH.WHO"
const char *keyring_wrap_path(Arena *arena, const Office *office, Str window, uint32_t epoch, Str who);
