// 32 secret bytes under a passphrase: an officer's grain, the keeper's grain. argon2id, then XChaCha20-Poly1305. What it costs
// stands in the wrap, within bounds, so that it can be raised.
//
//   wrap = u8 version 1, u32 passes, u32 memory in KiB, salt (16), nonce (24), sealed secret (48)
#pragma once

#include "base/bytes.h"
#include "base/err.h"
#include "seal/random.h"

enum { PASSPHRASE_SIZE = 1 + 4 + 4 + 16 + 24 + 32 + 16, PASSPHRASE_LEAST = 8, PASSPHRASE_MOST = 1024 };

typedef struct PassphraseCost {
    uint32_t passes, memory_kib;
} PassphraseCost;

#define PASSPHRASE_COST ((PassphraseCost){3, 128 << 10})

// The context says whose secret it is; it must be the same when it is opened.
typedef struct PassphraseLock {
    Bytes context;
    Str passphrase;
} PassphraseLock;

// ERR_INPUT: passphrase or cost out of bounds. ERR_IO: the memory for argon2id is not to be had.
MUST_CHECK Err passphrase_wrap(const PassphraseLock *lock, PassphraseCost cost, const Grain *secret, SealRandom random,
                               unsigned char out[PASSPHRASE_SIZE]);
// ERR_SEALED: another passphrase or context, or changed.
MUST_CHECK Err passphrase_open(const PassphraseLock *lock, Bytes wrap, Grain *secret);
