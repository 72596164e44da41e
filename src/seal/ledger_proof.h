// Proofs about the ledger as texts that verify offline, in the shapes of C2SP: that a leaf is in it (tlog-proof), and that a
// later checkpoint only adds to an earlier one (what tlog-witness calls an add-checkpoint request). What is read refers to the
// text it was read from.
#pragma once

#include "base/bytes.h"
#include "seal/checkpoint.h"

enum { LEDGER_PROOF_BYTES_MAX = 32 << 10, LEDGER_PROOF_EXTRA_MAX = 8 << 10 };

typedef struct InclusionProof {
    Bytes extra; // what opens the leaf's commitment; nobody vouches for it until it is compared with the leaf
    uint64_t index;
    MerklePath path;
    Checkpoint checkpoint;
} InclusionProof;

typedef struct ConsistencyProof {
    uint64_t old; // leaves of the earlier tree
    MerklePath path;
    Checkpoint checkpoint;
} ConsistencyProof;

MUST_CHECK Err inclusion_read(Arena *arena, Str source, InclusionProof *out);
// `checkpoint` is a whole signed note.
void inclusion_print(Buf *out, Bytes extra, uint64_t index, const MerklePath *path, Str checkpoint);

MUST_CHECK Err consistency_read(Str source, ConsistencyProof *out);
void consistency_print(Buf *out, uint64_t old, const MerklePath *path, Str checkpoint);

// Whether the leaf is in the tree of the proof's checkpoint, and whether that is signed with `key` for the origin of its name.
bool inclusion_holds(const InclusionProof *proof, const MerkleHash *leaf, const NoteKey *key);
bool consistency_holds(const ConsistencyProof *proof, const MerkleHash *old_head, const NoteKey *key);
