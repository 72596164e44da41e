// Proofs of filings that were signed together: each holds by itself, and no other way leads from its facts to the signature.
#include "office_test.h"

#include "seal/proof.h"

enum { BATCH_MOST = 257 };

typedef struct Batch {
    KeyEntry entry;
    KeyList list;
    Proof proofs[BATCH_MOST];
    size_t count;
} Batch;

static Batch *batch_signed(Arena *arena, size_t count) {
    Batch *batch = NEW(arena, Batch);
    ReceiptPair pair = TEST_KEY(receipt, 4);
    batch->entry = (KeyEntry){.kind = KEY_RECEIPT, .state = KEY_CURRENT, .epoch = 2, .since = 1000};
    memcpy(batch->entry.public, &pair.public, sizeof batch->entry.public);
    batch->list = (KeyList){.office = test_id(1), .serial = 1, .entries = &batch->entry, .count = 1};
    batch->count = count;
    for (size_t i = 0; i < count; i++) {
        batch->proofs[i] = (Proof){.office = test_id(1),
                                   .report = {{2, (unsigned char)i, (unsigned char)(i >> 8)}},
                                   .object = {{3, (unsigned char)i, (unsigned char)(i >> 8)}},
                                   .filed_at = 1795500000000000,
                                   .epoch = 2};
    }
    proof_sign(arena, batch->proofs, count, &pair.secret);
    return batch;
}

// Whether these bytes are a proof that holds.
static bool holds(const Batch *batch, Bytes bytes) {
    Proof proof;
    return proof_read(bytes, &proof) == ERR_OK && proof_verify(&proof, &batch->list) == ERR_OK;
}

// A proof that stands apart from any writer, changed, is no proof of the batch any more.
static void assert_refused(Arena *arena, const Batch *batch, const Proof *changed) {
    assert_int_not_equal(proof_verify(changed, &batch->list), ERR_OK);
    assert_false(holds(batch, proof_bytes(arena, changed)));
}

static void each_holds_by_itself(void **state) {
    static const size_t counts[] = {1, 2, 3, 7, 31, 63, 64, 100, BATCH_MOST};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        const Batch *batch = batch_signed(*state, counts[i]);
        for (size_t j = 0; j < batch->count; j++) {
            Proof back;
            Bytes bytes = proof_bytes(*state, &batch->proofs[j]);
            assert_int_equal(proof_read(bytes, &back), ERR_OK);
            assert_int_equal(proof_verify(&back, &batch->list), ERR_OK);
            assert_true(id_eq(back.report, batch->proofs[j].report) && hash_eq(back.object, batch->proofs[j].object));
            assert_true(back.filed_at == 1795500000000000 && back.epoch == 2);
            assert_true(bytes_eq(proof_bytes(*state, &back), bytes));
        }
    }
}

// Nobody carries more than the way of the own leaf; who came alone carries none.
static void a_path_is_as_long_as_it_must_be(void **state) {
    static const struct {
        size_t count, leaf, hashes;
    } paths[] = {{1, 0, 0}, {2, 0, 1}, {2, 1, 1}, {3, 0, 2}, {3, 2, 1}, {64, 17, 6}, {BATCH_MOST, 0, 9}, {BATCH_MOST, 256, 1}};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        const Batch *batch = batch_signed(*state, paths[i].count);
        assert_int_equal(proof_bytes(*state, &batch->proofs[paths[i].leaf]).len, 145 + 32 * paths[i].hashes);
    }
    assert_int_equal(merkle_path_count(0, PROOF_LEAVES_MOST), PROOF_PATH_MOST);
}

static void every_flipped_bit_is_found(void **state) {
    for (size_t count = 1; count <= 5; count++) {
        const Batch *batch = batch_signed(*state, count);
        for (size_t i = 0; i < count; i++) {
            Bytes bytes = proof_bytes(*state, &batch->proofs[i]);
            unsigned char changed[PROOF_SIZE_MOST];
            memcpy(changed, bytes.ptr, bytes.len);
            for (size_t bit = 0; bit < bytes.len * 8; bit++) {
                changed[bit / 8] ^= (unsigned char)(1u << bit % 8);
                assert_false(holds(batch, (Bytes){changed, bytes.len}));
                changed[bit / 8] ^= (unsigned char)(1u << bit % 8);
            }
            assert_true(holds(batch, (Bytes){changed, bytes.len}));
        }
    }
}

static void a_wrong_leaf_is_refused(void **state) {
    const Batch *batch = batch_signed(*state, 64);
    for (size_t i = 0; i < batch->count; i++) {
        Proof changed = batch->proofs[i];
        changed.leaf = (uint16_t)((i + 1) % batch->count);
        assert_refused(*state, batch, &changed);
        changed.leaf = (uint16_t)(batch->count - 1 - i);
        assert_refused(*state, batch, &changed);
        changed = batch->proofs[i];
        changed.leaves++;
        assert_refused(*state, batch, &changed);
        changed.leaves -= 2;
        assert_refused(*state, batch, &changed);
    }
    Proof none = batch_signed(*state, 1)->proofs[0];
    none.leaf = 1; // of a tree of one
    assert_refused(*state, batch, &none);
    none.leaf = none.leaves = 0;
    assert_refused(*state, batch, &none);
}

static void a_wrong_path_is_refused(void **state) {
    const Batch *batch = batch_signed(*state, 64);
    for (size_t i = 0; i < batch->count; i++) {
        const Proof *other = &batch->proofs[(i + 1) % batch->count];
        Proof changed = batch->proofs[i];
        changed.path = other->path;
        assert_refused(*state, batch, &changed);
        changed = *other; // the facts of one on the way of another
        changed.report = batch->proofs[i].report;
        changed.object = batch->proofs[i].object;
        assert_refused(*state, batch, &changed);
        changed = batch->proofs[i];
        MerkleHash first = changed.path.hashes[0];
        changed.path.hashes[0] = changed.path.hashes[1];
        changed.path.hashes[1] = first;
        assert_refused(*state, batch, &changed);
    }
}

// A node of the tree is no leaf, and what was signed for one office or one batch holds for no other.
static void a_signature_holds_for_its_batch(void **state) {
    const Batch *two = batch_signed(*state, 2), *one = batch_signed(*state, 1), *three = batch_signed(*state, 3);
    Proof changed = two->proofs[0];
    changed.leaves = 1;
    changed.path.count = 0;
    assert_refused(*state, two, &changed);
    changed = one->proofs[0];
    changed.signature = two->proofs[0].signature;
    assert_refused(*state, one, &changed);
    changed = three->proofs[2];
    changed.filed_at++;
    assert_refused(*state, three, &changed);
    KeyList elsewhere = three->list;
    elsewhere.office = changed.office = test_id(9);
    changed.filed_at--;
    assert_int_equal(proof_verify(&changed, &elsewhere), ERR_SEALED);
}

static void a_wrong_length_is_refused(void **state) {
    static const size_t counts[] = {1, 3, 64};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        const Batch *batch = batch_signed(*state, counts[i]);
        Bytes bytes = proof_bytes(*state, &batch->proofs[0]);
        unsigned char longer[PROOF_SIZE_MOST + 64] = {0};
        Proof back;
        memcpy(longer, bytes.ptr, bytes.len);
        for (size_t len = 0; len <= sizeof longer; len++) {
            assert_int_equal(proof_read((Bytes){longer, len}, &back), len == bytes.len ? ERR_OK : ERR_INPUT);
        }
        // One hash too many or too few, the signature where it belongs.
        Proof changed = batch->proofs[0];
        changed.path.count++;
        assert_refused(*state, batch, &changed);
        changed.path.count = MERKLE_PATH_MAX;
        assert_refused(*state, batch, &changed);
        if (batch->proofs[0].path.count == 0) continue;
        changed.path.count = batch->proofs[0].path.count - 1;
        assert_refused(*state, batch, &changed);
    }
}

static void another_version_is_refused(void **state) {
    const Batch *batch = batch_signed(*state, 1);
    Bytes bytes = proof_bytes(*state, &batch->proofs[0]);
    unsigned char changed[PROOF_SIZE_ALONE];
    Proof back;
    for (int version = 0; version < 256; version++) {
        memcpy(changed, bytes.ptr, sizeof changed);
        changed[0] = (unsigned char)version;
        assert_int_equal(proof_read(BYTES_OF(changed), &back), version == 2 ? ERR_OK : ERR_INPUT);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(each_holds_by_itself),       ARENA_TEST(a_path_is_as_long_as_it_must_be),
        ARENA_TEST(every_flipped_bit_is_found), ARENA_TEST(a_wrong_leaf_is_refused),
        ARENA_TEST(a_wrong_path_is_refused),    ARENA_TEST(a_signature_holds_for_its_batch),
        ARENA_TEST(a_wrong_length_is_refused),  ARENA_TEST(another_version_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
