// The signed key list: every public key of one office, with epochs, under the root key. Whoever seals or verifies needs this
// list and the root key, nothing else. A list is replaced only by one that follows it.
#pragma once

#include "base/clock.h"
#include "base/ident.h"
#include "seal/key.h"

typedef enum KeyMode { MODE_DEMONSTRATION, MODE_REAL } KeyMode;

// Numbers are part of the format.
typedef enum KeyKind {
    KEY_WINDOW = 1,
    KEY_KEEPER,
    KEY_STATISTICS,
    KEY_ANALYST,
    KEY_COURIER,
    KEY_INSPECTOR,
    KEY_RECOVERY_WINDOWS,
    KEY_RECOVERY_KEEPER,
    KEY_RECEIPT,
    KEY_LEDGER,
    KEY_KINDS
} KeyKind;

typedef enum KeyState {
    KEY_CURRENT = 1, // one for each kind and name: new things are sealed to it and signed with it
    KEY_PAST,        // opens and verifies what is older
    KEY_REVOKED,     // lost or stolen: only for what was filed before it was revoked
} KeyState;

typedef struct KeyEntry {
    KeyKind kind;
    KeyState state;
    Str name; // of the window or the analyst; empty for what the office has only one of
    uint32_t epoch;
    unsigned char public[32];
    Moment since; // of this state
} KeyEntry;

typedef struct KeyList {
    Id office;
    uint64_t serial; // from 1, never back
    KeyMode mode;
    Moment made_at;
    Hash previous; // hash of the list before; zero in the first
    RootPublic root;
    KeyEntry *entries; // by kind, name, epoch
    size_t count;
    Hash hash; // of the signed part: what a filing names
} KeyList;

// Sorts the entries, fills in root and hash, gives the signed list. ERR_INPUT: it breaks a rule of the format.
MUST_CHECK Err keylist_sign(Arena *arena, KeyList *list, const RootPair *root, Bytes *out);
// ERR_SEALED: not signed by this root key. ERR_INPUT: it breaks a rule of the format.
MUST_CHECK Err keylist_read(Arena *arena, Bytes bytes, RootPublic root, KeyList *out);
// The root key that a list says it is signed with, before anything is trusted: to be compared with what is known from
// elsewhere.
MUST_CHECK Err keylist_claimed_root(Bytes bytes, RootPublic *out);
// ERR_REFUSED unless `next` may take the place of `now`: same office, mode and root, higher serial, names `now` as the one
// before it if the serial is the next one, and every key of `now` still there, unchanged, its state the same or further on.
MUST_CHECK Err keylist_follows(const KeyList *now, const KeyList *next);

// The key of that epoch, in whatever state; NULL if there is none.
const KeyEntry *keylist_entry(const KeyList *list, KeyKind kind, Str name, uint32_t epoch);
// `epoch` 0: the current one; it is set to what was found. ERR_INPUT: there is none.
MUST_CHECK Err keylist_window(const KeyList *list, Str window, uint32_t *epoch, WindowPublic *out);
MUST_CHECK Err keylist_analyst(const KeyList *list, Str name, uint32_t *epoch, AnalystPublic *out);
MUST_CHECK Err keylist_keeper(const KeyList *list, uint32_t *epoch, KeeperPublic *out);
MUST_CHECK Err keylist_statistics(const KeyList *list, uint32_t *epoch, StatisticsPublic *out);
MUST_CHECK Err keylist_courier(const KeyList *list, uint32_t *epoch, CourierPublic *out);
MUST_CHECK Err keylist_inspector(const KeyList *list, uint32_t *epoch, InspectorPublic *out);
MUST_CHECK Err keylist_recovery_windows(const KeyList *list, uint32_t *epoch, RecoveryWindowsPublic *out);
MUST_CHECK Err keylist_recovery_keeper(const KeyList *list, uint32_t *epoch, RecoveryKeeperPublic *out);
MUST_CHECK Err keylist_receipt(const KeyList *list, uint32_t *epoch, ReceiptPublic *out);
MUST_CHECK Err keylist_ledger(const KeyList *list, uint32_t *epoch, LedgerPublic *out);
