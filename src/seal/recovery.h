// A recovery secret in three shares, of which any two give it back and one says nothing: Shamir's scheme over GF(256). Each
// share carries a check of the secret, so that shares of different secrets, or a wrong share, are found out.
//
//   share = u8 version 1, u8 of, office id, u8 number 1..3, check (8), 32 bytes
#pragma once

#include "base/ident.h"
#include "seal/key.h"

enum { RECOVERY_SHARES = 3, RECOVERY_SHARE_SIZE = 1 + 1 + 16 + 1 + 8 + 32 };

typedef enum RecoveryOf { RECOVERY_OF_WINDOWS = 1, RECOVERY_OF_KEEPER } RecoveryOf;

typedef struct RecoveryShare {
    RecoveryOf of;
    Id office;
    unsigned number;
    unsigned char check[8];
    unsigned char bytes[32];
} RecoveryShare;

void recovery_split(RecoveryOf of, Id office, const Grain *secret, SealRandom random, RecoveryShare out[RECOVERY_SHARES]);
// ERR_INPUT: the same share twice, or shares of two secrets. ERR_SEALED: the result is not what was split.
MUST_CHECK Err recovery_join(const RecoveryShare *one, const RecoveryShare *other, Grain *secret);
void recovery_write(const RecoveryShare *share, unsigned char out[RECOVERY_SHARE_SIZE]);
MUST_CHECK Err recovery_read(Bytes bytes, RecoveryShare *out);
