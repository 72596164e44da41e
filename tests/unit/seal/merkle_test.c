// The tree against the hashes that other logs publish for the same eight leaves, and against a plain recursive reading of
// RFC 9162 for every size up to 300, every leaf and every earlier tree.
#include "../base/base_test.h"
#include "seal/merkle.h"

#include <sodium.h>

enum { SIZE_MOST = 300 };

typedef struct Row {
    MerkleHash nodes[2 * SIZE_MOST];
    uint64_t count;
    uint64_t fails_at; // a position that cannot be read; 0: none
} Row;

static Err row_read(void *at, uint64_t position, MerkleHash *out) {
    Row *row = at;
    if (row->fails_at && position == row->fails_at) {
        return ERR_IO;
    }
    assert_true(position < row->count);
    *out = row->nodes[position];
    return ERR_OK;
}

typedef struct Tree {
    Row row;
    MerklePeaks peaks;
    MerkleHash leaves[SIZE_MOST];
} Tree;

static void tree_add(Tree *tree, const void *entry, size_t len) {
    MerkleHash leaf = merkle_leaf(entry, len);
    tree->leaves[tree->peaks.size] = leaf;
    tree->row.count += merkle_add(&tree->peaks, leaf, tree->row.nodes + tree->row.count);
    assert_int_equal(tree->row.count, merkle_node_count(tree->peaks.size));
}

static void tree_fill(Tree *tree, unsigned size) {
    for (unsigned i = 0; i < size; i++) {
        unsigned char entry[2] = {(unsigned char)i, (unsigned char)(i >> 8)};
        tree_add(tree, entry, sizeof entry);
    }
}

// The head as the RFC defines it, by recursion over all leaves.
static MerkleHash plain_head(const MerkleHash *leaves, unsigned count) {
    unsigned char both[65] = {1};
    MerkleHash hash;
    unsigned half = 1;
    if (count == 1) {
        return leaves[0];
    }
    while (half * 2 < count) {
        half *= 2;
    }
    MerkleHash left = plain_head(leaves, half), right = plain_head(leaves + half, count - half);
    memcpy(both + 1, left.bytes, 32);
    memcpy(both + 33, right.bytes, 32);
    crypto_hash_sha256(hash.bytes, both, sizeof both);
    return hash;
}

static void assert_hash(const MerkleHash *hash, const char *hex) {
    char got[65];
    sodium_bin2hex(got, sizeof got, hash->bytes, sizeof hash->bytes);
    assert_string_equal(got, hex);
}

static void known_heads(void **state) {
    static const char *const leaves[] = {
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
    static const char *const heads[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
    static Tree tree;
    MerkleHash head = merkle_head(&tree.peaks);
    assert_hash(&head, heads[0]);
    for (unsigned i = 0; i < 8; i++) {
        unsigned char entry[16];
        size_t len = 0;
        assert_int_equal(sodium_hex2bin(entry, sizeof entry, leaves[i], strlen(leaves[i]), NULL, &len, NULL), 0);
        tree_add(&tree, entry, len);
        head = merkle_head(&tree.peaks);
        assert_hash(&head, heads[i + 1]);
    }
    MerkleNodes nodes = {row_read, &tree.row};
    MerklePath path;
    assert_int_equal(merkle_inclusion(&nodes, 5, 8, &path), ERR_OK);
    assert_int_equal(path.count, 3);
    assert_hash(&path.hashes[0], "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b");
    assert_hash(&path.hashes[1], "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0");
    assert_hash(&path.hashes[2], "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
}

static void every_leaf_is_in_every_tree(void **state) {
    static Tree tree;
    MerkleNodes nodes = {row_read, &tree.row};
    tree_fill(&tree, SIZE_MOST);
    for (unsigned size = 1; size <= SIZE_MOST; size++) {
        MerklePeaks peaks;
        assert_int_equal(merkle_load(&nodes, size, &peaks), ERR_OK);
        MerkleHash head = merkle_head(&peaks), plain = plain_head(tree.leaves, size);
        assert_true(merkle_same(&head, &plain));
        MerkleHash row[SIZE_MOST];
        size_t width = size;
        memcpy(row, tree.leaves, size * sizeof *row);
        while (width > 1) width = merkle_row_above(row, width);
        assert_true(merkle_same(&row[0], &plain));
        for (unsigned index = 0; index < size; index++) {
            MerklePath path;
            assert_int_equal(merkle_inclusion(&nodes, index, size, &path), ERR_OK);
            assert_true(merkle_includes(&path, index, size, &tree.leaves[index], &head));
            assert_int_equal(merkle_path_count(index, size), path.count);
            assert_false(merkle_includes(&path, index + 1, size, &tree.leaves[index], &head));
            assert_false(merkle_includes(&path, index, size, &tree.leaves[(index + 1) % SIZE_MOST], &head));
            assert_false(merkle_includes(&path, size, size, &tree.leaves[index], &head));
        }
    }
}

static void every_tree_continues_every_earlier_one(void **state) {
    static Tree tree;
    static MerkleHash heads[SIZE_MOST + 1];
    MerkleNodes nodes = {row_read, &tree.row};
    MerklePeaks none = {0};
    tree_fill(&tree, SIZE_MOST);
    heads[0] = merkle_head(&none);
    for (unsigned size = 1; size <= SIZE_MOST; size++) {
        heads[size] = plain_head(tree.leaves, size);
        for (unsigned old = 0; old <= size; old++) {
            MerklePath path;
            assert_int_equal(merkle_consistency(&nodes, old, size, &path), ERR_OK);
            assert_true(merkle_continues(&path, old, &heads[old], size, &heads[size]));
            if (old > 0 && old < size) {
                assert_false(merkle_continues(&path, old, &heads[old - 1], size, &heads[size]));
                assert_false(merkle_continues(&path, old, &heads[old], size, &heads[size - 1]));
                assert_false(merkle_continues(&path, size, &heads[size], old, &heads[old]));
            }
        }
    }
}

static void a_changed_proof_is_refused(void **state) {
    static Tree tree;
    MerkleNodes nodes = {row_read, &tree.row};
    tree_fill(&tree, 45);
    MerkleHash head = merkle_head(&tree.peaks), old_head = plain_head(tree.leaves, 13);
    MerklePath in, on;
    assert_int_equal(merkle_inclusion(&nodes, 13, 45, &in), ERR_OK);
    assert_int_equal(merkle_consistency(&nodes, 13, 45, &on), ERR_OK);
    for (unsigned bit = 0; bit < 256; bit++) {
        for (unsigned i = 0; i < in.count; i++) {
            MerklePath bad = in;
            bad.hashes[i].bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
            assert_false(merkle_includes(&bad, 13, 45, &tree.leaves[13], &head));
        }
        for (unsigned i = 0; i < on.count; i++) {
            MerklePath bad = on;
            bad.hashes[i].bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
            assert_false(merkle_continues(&bad, 13, &old_head, 45, &head));
        }
    }
    MerklePath shorter = in, longer = in;
    shorter.count--;
    longer.hashes[longer.count++] = head;
    assert_false(merkle_includes(&shorter, 13, 45, &tree.leaves[13], &head));
    assert_false(merkle_includes(&longer, 13, 45, &tree.leaves[13], &head));
    shorter = on;
    shorter.count--;
    longer = on;
    longer.hashes[longer.count++] = head;
    assert_false(merkle_continues(&shorter, 13, &old_head, 45, &head));
    assert_false(merkle_continues(&longer, 13, &old_head, 45, &head));
    shorter.count = 0;
    assert_false(merkle_continues(&shorter, 13, &old_head, 45, &head));
}

// A proof reads few nodes, and says so when one of them cannot be read.
static void an_unreadable_node_is_told(void **state) {
    static Tree tree;
    MerkleNodes nodes = {row_read, &tree.row};
    unsigned failed = 0;
    tree_fill(&tree, 45);
    for (uint64_t position = 1; position < tree.row.count; position++) {
        MerklePath path;
        MerklePeaks peaks;
        tree.row.fails_at = position;
        failed += merkle_inclusion(&nodes, 13, 45, &path) == ERR_IO;
        failed += merkle_load(&nodes, 45, &peaks) == ERR_IO;
    }
    assert_int_equal(failed,
                     5 + 3 + 4); // beside leaf 13: 12, 14-15, 8-11, 0-7, 16-31 and the three parts of 32-44; peaks 32 8 4 1
}

static void what_cannot_be_is_refused(void **state) {
    static Tree tree;
    MerkleNodes nodes = {row_read, &tree.row};
    MerklePath path;
    MerklePeaks peaks;
    tree_fill(&tree, 4);
    assert_int_equal(merkle_inclusion(&nodes, 4, 4, &path), ERR_INPUT);
    assert_int_equal(merkle_inclusion(&nodes, 0, 0, &path), ERR_INPUT);
    assert_int_equal(merkle_consistency(&nodes, 5, 4, &path), ERR_INPUT);
    assert_int_equal(merkle_inclusion(&nodes, 0, MERKLE_SIZE_MAX + 1, &path), ERR_INPUT);
    assert_int_equal(merkle_load(&nodes, MERKLE_SIZE_MAX + 1, &peaks), ERR_TOO_BIG);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_heads),
        cmocka_unit_test(every_leaf_is_in_every_tree),
        cmocka_unit_test(every_tree_continues_every_earlier_one),
        cmocka_unit_test(a_changed_proof_is_refused),
        cmocka_unit_test(an_unreadable_node_is_told),
        cmocka_unit_test(what_cannot_be_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
