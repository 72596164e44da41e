// Hashes of RFC 9162, section 2.1: a leaf is hashed behind a byte 0, two children behind a byte 1. The proofs are made by
// walking down from the head and noting what is left aside; they are checked by the RFC's own steps, which share nothing with
// the making. Knows nothing of files, signatures or what a leaf says.
#include "seal/merkle.h"

#include <sodium.h>
#include <string.h>

static MerkleHash hash_parent(const MerkleHash *left, const MerkleHash *right) {
    unsigned char both[1 + 2 * MERKLE_HASH_BYTES] = {1};
    MerkleHash parent;
    memcpy(both + 1, left->bytes, MERKLE_HASH_BYTES);
    memcpy(both + 1 + MERKLE_HASH_BYTES, right->bytes, MERKLE_HASH_BYTES);
    crypto_hash_sha256(parent.bytes, both, sizeof both);
    return parent;
}

bool merkle_same(const MerkleHash *a, const MerkleHash *b) {
    return memcmp(a->bytes, b->bytes, MERKLE_HASH_BYTES) == 0;
}

MerkleHash merkle_leaf(const unsigned char *entry, size_t len) {
    static const unsigned char mark = 0;
    crypto_hash_sha256_state state;
    MerkleHash leaf;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, &mark, 1);
    crypto_hash_sha256_update(&state, entry, len);
    crypto_hash_sha256_final(&state, leaf.bytes);
    return leaf;
}

// --- the row of kept nodes ---------------------------------------------------------------------------------------------

uint64_t merkle_node_count(uint64_t leaves) {
    return 2 * leaves - (uint64_t)__builtin_popcountll(leaves);
}

// The node over the leaves [index << level, (index + 1) << level) was kept when the last of them came.
static uint64_t node_position(uint32_t level, uint64_t index) {
    uint64_t last = ((index + 1) << level) - 1;
    return merkle_node_count(last) + level;
}

uint32_t merkle_add(MerklePeaks *peaks, MerkleHash leaf, MerkleHash *added) {
    uint32_t count = 0;
    added[count++] = leaf;
    for (uint64_t size = peaks->size; size & 1; size >>= 1) {
        leaf = hash_parent(&peaks->peaks[--peaks->count], &leaf);
        added[count++] = leaf;
    }
    peaks->peaks[peaks->count++] = leaf;
    peaks->size++;
    return count;
}

Err merkle_load(const MerkleNodes *nodes, uint64_t size, MerklePeaks *out) {
    uint64_t from = 0;
    *out = (MerklePeaks){.size = size};
    if (size > MERKLE_SIZE_MAX) return ERR_TOO_BIG;
    for (uint32_t level = MERKLE_LEVELS + 1; level-- > 0;) {
        if (!(size >> level & 1)) continue;
        Err err = nodes->read(nodes->at, node_position(level, from >> level), &out->peaks[out->count++]);
        if (err) return err;
        from += UINT64_C(1) << level;
    }
    return ERR_OK;
}

MerkleHash merkle_head(const MerklePeaks *peaks) {
    MerkleHash head;
    if (!peaks->count) {
        crypto_hash_sha256(head.bytes, NULL, 0); // the head of no leaves
        return head;
    }
    head = peaks->peaks[peaks->count - 1];
    for (uint32_t i = peaks->count - 1; i-- > 0;) head = hash_parent(&peaks->peaks[i], &head);
    return head;
}

// --- making proofs -----------------------------------------------------------------------------------------------------

// Where a tree over `count` > 1 leaves divides: at the largest power of two below.
static uint64_t split_of(uint64_t count) {
    return UINT64_C(1) << (63 - __builtin_clzll(count - 1));
}

// The hash over the leaves [from, to), a subtree of a whole tree: complete parts, read from the row, folded from the right.
static Err hash_range(const MerkleNodes *nodes, uint64_t from, uint64_t to, MerkleHash *out) {
    MerklePeaks parts = {0};
    while (from < to) {
        uint32_t level = (uint32_t)(63 - __builtin_clzll(to - from));
        Err err = nodes->read(nodes->at, node_position(level, from >> level), &parts.peaks[parts.count++]);
        if (err) return err;
        from += UINT64_C(1) << level;
    }
    *out = merkle_head(&parts);
    return ERR_OK;
}

typedef struct Walk {
    const MerkleNodes *nodes;
    uint64_t from, to; // the subtree the walk stands on
    MerklePath *path;
    Err err;
} Walk;

static void walk_note(Walk *walk, uint64_t from, uint64_t to) {
    if (!walk->err) walk->err = hash_range(walk->nodes, from, to, &walk->path->hashes[walk->path->count++]);
}

// One step down, towards the side of `leaf`; what lies on the other side is noted.
static void walk_down(Walk *walk, uint64_t leaf) {
    uint64_t middle = walk->from + split_of(walk->to - walk->from);
    if (leaf < middle) {
        walk_note(walk, middle, walk->to);
        walk->to = middle;
    } else {
        walk_note(walk, walk->from, middle);
        walk->from = middle;
    }
}

// Noted from the head down; a proof is read from the leaf up.
static void path_turn(MerklePath *path) {
    for (uint32_t i = 0; i < path->count / 2; i++) {
        MerkleHash kept = path->hashes[i];
        path->hashes[i] = path->hashes[path->count - 1 - i];
        path->hashes[path->count - 1 - i] = kept;
    }
}

Err merkle_inclusion(const MerkleNodes *nodes, uint64_t index, uint64_t size, MerklePath *out) {
    Walk walk = {.nodes = nodes, .to = size, .path = out};
    out->count = 0;
    if (size > MERKLE_SIZE_MAX || index >= size) return ERR_INPUT;
    while (!walk.err && walk.to - walk.from > 1) walk_down(&walk, index);
    path_turn(out);
    return walk.err;
}

size_t merkle_row_above(MerkleHash *row, size_t count) {
    for (size_t i = 0; i + 1 < count; i += 2) row[i / 2] = hash_parent(&row[i], &row[i + 1]);
    if (count & 1) row[count / 2] = row[count - 1];
    return count / 2 + (count & 1);
}

uint32_t merkle_path_count(uint64_t index, uint64_t size) {
    uint32_t count = 0;
    for (; size > 1; count++) {
        uint64_t left = split_of(size);
        size = index < left ? left : size - left;
        index = index < left ? index : index - left;
    }
    return count;
}

Err merkle_consistency(const MerkleNodes *nodes, uint64_t old, uint64_t size, MerklePath *out) {
    Walk walk = {.nodes = nodes, .to = size, .path = out};
    out->count = 0;
    if (size > MERKLE_SIZE_MAX || old > size) return ERR_INPUT;
    if (old == 0) return ERR_OK; // everything begins with nothing
    while (!walk.err && walk.to != old) walk_down(&walk, old - 1);
    // The old tree's last complete part, unless it is that whole tree: its head is known to who asks.
    if (walk.from > 0) walk_note(&walk, walk.from, walk.to);
    path_turn(out);
    return walk.err;
}

// --- checking proofs: RFC 9162, 2.1.3.2 and 2.1.4.2 --------------------------------------------------------------------

bool merkle_climb(const MerklePath *path, uint64_t index, uint64_t size, const MerkleHash *leaf, MerkleHash *head) {
    if (index >= size || size > MERKLE_SIZE_MAX) return false;
    uint64_t node = index, last = size - 1;
    *head = *leaf;
    for (uint32_t i = 0; i < path->count; i++) {
        if (last == 0) return false;
        if (node & 1 || node == last) {
            *head = hash_parent(&path->hashes[i], head);
            for (; !(node & 1) && node; node >>= 1) last >>= 1;
        } else {
            *head = hash_parent(head, &path->hashes[i]);
        }
        node >>= 1;
        last >>= 1;
    }
    return last == 0;
}

bool merkle_includes(const MerklePath *path, uint64_t index, uint64_t size, const MerkleHash *leaf, const MerkleHash *head) {
    MerkleHash reached;
    return merkle_climb(path, index, size, leaf, &reached) && merkle_same(&reached, head);
}

bool merkle_continues(const MerklePath *path, uint64_t old, const MerkleHash *old_head, uint64_t size, const MerkleHash *head) {
    if (old > size || size > MERKLE_SIZE_MAX) return false;
    if (old == size) return path->count == 0 && merkle_same(old_head, head);
    if (old == 0) {
        MerklePeaks none = {0};
        MerkleHash empty = merkle_head(&none);
        return path->count == 0 && merkle_same(old_head, &empty);
    }
    uint32_t next = 0;
    uint64_t node = old - 1, last = size - 1;
    for (; node & 1; node >>= 1) last >>= 1;
    // An old tree that is complete is the first hash itself.
    if (node && !path->count) return false;
    MerkleHash was = node ? path->hashes[next++] : *old_head, is = was;
    for (; next < path->count; next++, node >>= 1, last >>= 1) {
        if (last == 0) return false;
        if (node & 1 || node == last) {
            was = hash_parent(&path->hashes[next], &was);
            is = hash_parent(&path->hashes[next], &is);
            for (; !(node & 1) && node; node >>= 1) last >>= 1;
        } else {
            is = hash_parent(&is, &path->hashes[next]);
        }
    }
    return last == 0 && merkle_same(&was, old_head) && merkle_same(&is, head);
}
