// The proof of filing: the office signs that it had this very object at this time. It verifies without the office, from the
// signed key list alone. Filings that become durable together are signed together: their facts are the leaves of one Merkle
// tree (seal/merkle.h), one signature holds for its head, and each proof brings what leads from its own leaf there.
//
//   proof  = facts, u32 epoch of the receipt key, u16 leaves of the tree, u16 which of them, the path (32 bytes each, as many
//   as
//            that leaf of that tree has), signature by the receipt key over what is signed (DOMAIN_PROOF)
//   facts  = u8 version 2, office id, report id, object hash, u64 time (microseconds, UTC): this is a leaf
//   signed = u8 version 2, office id, u32 epoch, u16 leaves, head
#pragma once

#include "seal/keylist.h"
#include "seal/merkle.h"

enum {
    PROOF_LEAVES_MOST = UINT16_MAX,
    PROOF_PATH_MOST = 16, // of a tree of so many leaves
    PROOF_SIZE_ALONE = 1 + 16 + 16 + 32 + 8 + 4 + 2 + 2 + 64,
    PROOF_SIZE_MOST = PROOF_SIZE_ALONE + PROOF_PATH_MOST * MERKLE_HASH_BYTES,
};

typedef struct Proof {
    Id office, report;
    Hash object;
    Moment filed_at;
    uint32_t epoch;
    uint16_t leaves, leaf; // how many were signed together, and which of them this is
    MerklePath path;
    Signature signature;
} Proof;

// Signs for all at once: fills in what stands behind the epoch. All are of one office and one epoch; at least one, at most
// PROOF_LEAVES_MOST.
void proof_sign(Arena *arena, Proof *proofs, size_t count, const ReceiptSecret *secret);
// ERR_SEALED: not signed by the receipt key of this epoch. ERR_REFUSED: of another office, no such epoch, or that key was
// revoked before the time that the proof states.
MUST_CHECK Err proof_verify(const Proof *proof, const KeyList *list);
Bytes proof_bytes(Arena *arena, const Proof *proof);
MUST_CHECK Err proof_read(Bytes bytes, Proof *out);
// base64 of the bytes.
Str proof_text(Arena *arena, const Proof *proof);
MUST_CHECK Err proof_text_read(Arena *arena, Str text, Proof *out);
