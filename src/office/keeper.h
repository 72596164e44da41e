// The keeper's work without sockets: orders come in, are judged, written into the ledger, and only then answered. No log, no
// key: where the ledger cannot be written, nothing is released, and after a failure nothing ever again until it has been opened
// anew. Who brings an order need not be believed: officers sign it, the half itself says what it belongs to.
#pragma once

#include "office/opening.h"
#include "seal/half.h"
#include "seal/ledger_order.h"
#include "store/ledger.h"

typedef struct KeeperEpoch {
    uint32_t epoch;
    KeeperPair pair;
} KeeperEpoch;

// What the keeper is given at its start.
typedef struct KeeperKeys {
    Id office;
    RootPublic root;
    InspectorPublic inspector;
    LedgerSigner signer;
    const KeeperEpoch *epochs;
    size_t epoch_count;
} KeeperKeys;

// Where sealed halves are found. ERR_INPUT: there is none.
typedef struct KeeperHalves {
    Err (*find)(void *at, Arena *arena, Id report, unsigned view, uint32_t *epoch, Bytes *box);
    void *at;
} KeeperHalves;

// The newest statement of each grant that the ledger knows.
typedef struct GrantMark {
    LedgerTag grant, statement;
} GrantMark;

typedef struct Keeper {
    Arena *arena;
    const KeeperKeys *keys;
    KeeperHalves halves;
    SealRandom random;
    OpeningSecret secret;
    GrantList grants;
    struct GrantMarks {
        GrantMark *items;
        size_t count, room;
    } marks;
    Arena memories[2]; // one holds the memory, the other is for the next
    OpeningMemory memory;
    Ledger ledger;
} Keeper;

// What is asked; `kinds` are the bits (1 << LedgerKind) that whoever asks may have noted.
typedef struct KeeperRequest {
    bool is_release; // else a LedgerOrder
    unsigned kinds;
    Bytes payload;
} KeeperRequest;

typedef struct KeeperAnswer {
    OpeningReason reason;
    Bytes body; // of a release, when it is allowed; in the scratch arena
} KeeperAnswer;

// Opens the ledger and learns from it what was opened. `halves` and `random` are set by the caller before. On an error
// `out->ledger.fault` says why.
MUST_CHECK Err keeper_open(Arena *arena, const char *ledger_folder, const KeeperKeys *keys, Keeper *out);
void keeper_close(Keeper *keeper);
// All requests, in order, with as few syncs as possible.
void keeper_work(Keeper *keeper, Arena *scratch, Moment now, const KeeperRequest *requests, KeeperAnswer *answers,
                 size_t count);
// Signed grants, as they lie in a folder: new ones are written into the ledger before they count. `refused`: how many are not
// signed by the root key, or older than what the ledger knows.
MUST_CHECK Err keeper_take_grants(Keeper *keeper, Arena *scratch, Moment now, const Bytes *grants, size_t count,
                                  size_t *refused);
