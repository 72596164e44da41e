// A tree over leaves, as RFC 9162 hashes it (the ledger's, and that of the filings that are signed for together): heads, proofs
// that a leaf is in it, proofs that a later tree only adds to an earlier one. Every complete subtree is hashed once and kept
// for good, so that a proof reads a few dozen nodes.
//
// Kept nodes stand in one row: behind each leaf follow the parents it completes. Where a node stands follows from its level
// and its index alone; a row of n leaves has 2n - (ones in n) nodes and never changes but at its end.
#pragma once

#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    MERKLE_HASH_BYTES = 32,
    MERKLE_LEVELS = 48, // a tree of more leaves than 2^48 is refused
    MERKLE_PATH_MAX = MERKLE_LEVELS + 1,
};
#define MERKLE_SIZE_MAX (UINT64_C(1) << MERKLE_LEVELS)

typedef struct MerkleHash {
    unsigned char bytes[MERKLE_HASH_BYTES];
} MerkleHash;

typedef struct MerklePath {
    MerkleHash hashes[MERKLE_PATH_MAX];
    uint32_t count;
} MerklePath;

// The complete subtrees of a tree that is still growing, the largest first: all that is needed to add a leaf.
typedef struct MerklePeaks {
    uint64_t size; // leaves
    MerkleHash peaks[MERKLE_LEVELS + 1];
    uint32_t count;
} MerklePeaks;

// Gives the kept node that stands at `position` of the row.
typedef struct MerkleNodes {
    Err (*read)(void *at, uint64_t position, MerkleHash *out);
    void *at;
} MerkleNodes;

bool merkle_same(const MerkleHash *a, const MerkleHash *b);
MerkleHash merkle_leaf(const unsigned char *entry, size_t len);

uint64_t merkle_node_count(uint64_t leaves);
// Adds a leaf. The nodes to be kept, the leaf first, are put into `added` (room for MERKLE_PATH_MAX); how many is returned.
uint32_t merkle_add(MerklePeaks *peaks, MerkleHash leaf, MerkleHash *added);
// The peaks of the tree of the first `size` leaves, from its nodes.
MUST_CHECK Err merkle_load(const MerkleNodes *nodes, uint64_t size, MerklePeaks *out);
MerkleHash merkle_head(const MerklePeaks *peaks);

// The hashes beside the way from leaf `index` (< size) up to the head of the tree of `size` leaves.
MUST_CHECK Err merkle_inclusion(const MerkleNodes *nodes, uint64_t index, uint64_t size, MerklePath *out);
// What shows that the tree of `size` leaves begins with that of `old` leaves (old <= size).
MUST_CHECK Err merkle_consistency(const MerkleNodes *nodes, uint64_t old, uint64_t size, MerklePath *out);

// The nodes above a row of nodes, put into its front; how many they are. From row to row up to the head it is the same tree:
// one that is left over at the end goes up as it is.
size_t merkle_row_above(MerkleHash *row, size_t count);

// How many hashes the way from leaf `index` (< size) up to the head has.
uint32_t merkle_path_count(uint64_t index, uint64_t size);
// The head that a path leads to from a leaf. False: there is no such leaf, or the path is not as long as it must be.
MUST_CHECK bool merkle_climb(const MerklePath *path, uint64_t index, uint64_t size, const MerkleHash *leaf, MerkleHash *head);
bool merkle_includes(const MerklePath *path, uint64_t index, uint64_t size, const MerkleHash *leaf, const MerkleHash *head);
bool merkle_continues(const MerklePath *path, uint64_t old, const MerkleHash *old_head, uint64_t size, const MerkleHash *head);
