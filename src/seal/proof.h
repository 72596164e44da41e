// The proof of filing: the office signs that it had this very object at this time. It verifies without the office, from the
// signed key list alone.
//
//   proof = u8 version 1, office id, report id, object hash, u64 time (microseconds, UTC), u32 epoch of the receipt key,
//           signature by the receipt key over all before (DOMAIN_PROOF)
#pragma once

#include "seal/keylist.h"

enum { PROOF_SIZE = 1 + 16 + 16 + 32 + 8 + 4 + 64 };

typedef struct Proof {
    Id office, report;
    Hash object;
    Moment filed_at;
    uint32_t epoch;
    Signature signature;
} Proof;

// Fills in the signature; all else is given.
void proof_sign(Proof *proof, const ReceiptSecret *secret);
// ERR_SEALED: not signed by the receipt key of this epoch. ERR_REFUSED: of another office, no such epoch, or that key was
// revoked before the time that the proof states.
MUST_CHECK Err proof_verify(const Proof *proof, const KeyList *list);
void proof_write(const Proof *proof, unsigned char out[PROOF_SIZE]);
MUST_CHECK Err proof_read(Bytes bytes, Proof *out);
// base64 of the bytes.
Str proof_text(Arena *arena, const Proof *proof);
MUST_CHECK Err proof_text_read(Arena *arena, Str text, Proof *out);
