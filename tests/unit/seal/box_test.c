// Boxes, keys and hashes: what libsodium itself opens, what is bound, what is not a key.
#include "office_test.h"

#include "seal/box.h"

static void the_hash_is_blake2b_with_its_purpose(void **state) {
    unsigned char expected[32], personal[16] = "todoke.header";
    crypto_generichash_blake2b_salt_personal(expected, sizeof expected, (const unsigned char *)"abc", 3, NULL, 0, NULL,
                                             personal);
    Hash hash = hash_of(DOMAIN_HEADER, TEXT_BYTES("abc"));
    assert_memory_equal(hash.bytes, expected, sizeof expected);
    Hasher hasher = hash_begin(DOMAIN_HEADER);
    hash_add(&hasher, TEXT_BYTES("a"));
    hash_add(&hasher, TEXT_BYTES("bc"));
    assert_true(hash_eq(hash_end(&hasher), hash));
}

static void every_purpose_has_its_own_hash(void **state) {
    for (Domain a = 0; a < DOMAIN_COUNT; a++) {
        assert_memory_equal(hash_personal(a), "todoke.", 7);
        for (Domain b = 0; b < a; b++) {
            assert_false(hash_eq(hash_of(a, TEXT_BYTES("x")), hash_of(b, TEXT_BYTES("x"))));
        }
    }
}

static void a_box_is_a_sealed_box_of_libsodium(void **state) {
    WindowPair pair = TEST_KEY(window, 1);
    TestRandom random = {0};
    ByteWriter out = bytes_writer(*state, 4096);
    unsigned char plain[BOX_KEY_SIZE];
    unsigned char key[32] = {5, 6, 7};
    assert_int_equal(box_seal(&out, BOX_WINDOW_HALF, pair.public.box, TEXT_BYTES("place"), BYTES_OF(key), test_random(&random)),
                     ERR_OK);
    assert_int_equal(out.len, BOX_KEY_SIZE);
    assert_int_equal(crypto_box_seal_open(plain, out.ptr, out.len, pair.public.box.bytes, pair.secret.box.bytes), 0);
    assert_int_equal(plain[0], 1);
    assert_int_equal(plain[1], BOX_WINDOW_HALF);
    Hash place = hash_of(DOMAIN_BOX, TEXT_BYTES("\1place"));
    assert_memory_equal(plain + 2, place.bytes, 32);
    assert_memory_equal(plain + 34, "\x20\0\0\0", 4);
    assert_memory_equal(plain + 38, key, 32);
}

static void a_box_of_libsodium_opens(void **state) {
    WindowPair pair = TEST_KEY(window, 1);
    unsigned char plain[70] = {1, BOX_WINDOW_HALF}, box[BOX_KEY_SIZE], key[32];
    Hash place = hash_of(DOMAIN_BOX, TEXT_BYTES("\1place"));
    memcpy(plain + 2, place.bytes, 32);
    plain[34] = 32;
    memset(plain + 38, 9, 32);
    crypto_box_seal(box, plain, sizeof plain, pair.public.box.bytes);
    assert_int_equal(box_open_key(BOX_WINDOW_HALF, BOX_OPENER(&pair), TEXT_BYTES("place"), BYTES_OF(box), key), ERR_OK);
    assert_memory_equal(key, plain + 38, 32);
    plain[0] = 2; // another version
    crypto_box_seal(box, plain, sizeof plain, pair.public.box.bytes);
    assert_int_equal(box_open_key(BOX_WINDOW_HALF, BOX_OPENER(&pair), TEXT_BYTES("place"), BYTES_OF(box), key), ERR_SEALED);
    plain[0] = 1;
    plain[34] = 31; // a shorter content, behind which it is not zero
    crypto_box_seal(box, plain, sizeof plain, pair.public.box.bytes);
    assert_int_equal(box_open_key(BOX_WINDOW_HALF, BOX_OPENER(&pair), TEXT_BYTES("place"), BYTES_OF(box), key), ERR_SEALED);
    plain[34] = 33; // more than there is
    crypto_box_seal(box, plain, sizeof plain, pair.public.box.bytes);
    assert_int_equal(box_open_key(BOX_WINDOW_HALF, BOX_OPENER(&pair), TEXT_BYTES("place"), BYTES_OF(box), key), ERR_SEALED);
}

// Only somebody who means to signal by sizes would take more room than the content needs.
static void more_room_than_needed_is_refused(void **state) {
    WindowPair pair = TEST_KEY(window, 1);
    unsigned char plain[38 + 1024] = {1, BOX_CARD}, box[48 + sizeof plain];
    Hash place = hash_of(DOMAIN_BOX, TEXT_BYTES("\4place"));
    Bytes content;
    memcpy(plain + 2, place.bytes, 32);
    plain[35] = 2; // 512 bytes fit into 512
    crypto_box_seal(box, plain, sizeof plain, pair.public.box.bytes);
    assert_int_equal(box_open(*state, BOX_CARD, BOX_OPENER(&pair), TEXT_BYTES("place"), BYTES_OF(box), &content), ERR_SEALED);
    plain[34] = 1; // 513 do not
    crypto_box_seal(box, plain, sizeof plain, pair.public.box.bytes);
    assert_int_equal(box_open(*state, BOX_CARD, BOX_OPENER(&pair), TEXT_BYTES("place"), BYTES_OF(box), &content), ERR_OK);
    assert_int_equal(content.len, 513);
    plain[38 + 513] = 1; // and behind the content stands nothing
    crypto_box_seal(box, plain, sizeof plain, pair.public.box.bytes);
    assert_int_equal(box_open(*state, BOX_CARD, BOX_OPENER(&pair), TEXT_BYTES("place"), BYTES_OF(box), &content), ERR_SEALED);
}

static void a_box_opens_only_where_it_belongs(void **state) {
    WindowPair pair = TEST_KEY(window, 1), other = TEST_KEY(window, 2);
    TestRandom random = {0};
    ByteWriter out = bytes_writer(*state, 1 << 20);
    Bytes content;
    assert_int_equal(
        box_seal(&out, BOX_MAILBOX_ITEM, pair.public.box, TEXT_BYTES("a"), TEXT_BYTES("text"), test_random(&random)), ERR_OK);
    Bytes box = bytes_written(&out);
    assert_int_equal(box_open(*state, BOX_MAILBOX_ITEM, BOX_OPENER(&pair), TEXT_BYTES("a"), box, &content), ERR_OK);
    assert_true(bytes_eq(content, TEXT_BYTES("text")));
    assert_int_equal(box_open(*state, BOX_MAILBOX_ITEM, BOX_OPENER(&other), TEXT_BYTES("a"), box, &content), ERR_SEALED);
    assert_int_equal(box_open(*state, BOX_MAILBOX_ITEM, BOX_OPENER(&pair), TEXT_BYTES("b"), box, &content), ERR_SEALED);
    assert_int_equal(box_open(*state, BOX_EVENT, BOX_OPENER(&pair), TEXT_BYTES("a"), box, &content), ERR_SEALED);
    unsigned char *changed = (unsigned char *)bytes_copy(*state, box).ptr;
    for (size_t bit = 0; bit < box.len * 8; bit += bit < 2000 ? 1 : 61) {
        changed[bit / 8] ^= (unsigned char)(1u << bit % 8);
        assert_int_equal(
            box_open(*state, BOX_MAILBOX_ITEM, BOX_OPENER(&pair), TEXT_BYTES("a"), (Bytes){changed, box.len}, &content),
            ERR_SEALED);
        changed[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
}

static void sizes_say_nothing(void **state) {
    WindowPair pair = TEST_KEY(window, 1);
    TestRandom random = {0};
    static const size_t contents[][2] = {{0, 512}, {1, 512}, {512, 512}, {513, 1024}, {1025, 2048}, {1 << 20, 1 << 20}};
    unsigned char *content = arena_alloc(*state, 1 << 20);
    memset(content, 'x', 1 << 20);
    for (size_t i = 0; i < 6; i++) {
        ByteWriter out = bytes_writer(*state, 2 << 20);
        Bytes back;
        assert_int_equal(
            box_seal(&out, BOX_CARD, pair.public.box, (Bytes){0}, (Bytes){content, contents[i][0]}, test_random(&random)),
            ERR_OK);
        assert_int_equal(out.len, contents[i][1] + BOX_OVERHEAD);
        assert_true(box_size_exists(BOX_CARD, out.len));
        assert_false(box_size_exists(BOX_CARD, out.len + 1));
        assert_int_equal(box_open(*state, BOX_CARD, BOX_OPENER(&pair), (Bytes){0}, bytes_written(&out), &back), ERR_OK);
        assert_int_equal(back.len, contents[i][0]);
    }
    ByteWriter out = bytes_writer(*state, 4 << 20), narrow = bytes_writer(*state, 100);
    assert_int_equal(
        box_seal(&out, BOX_CARD, pair.public.box, (Bytes){0}, (Bytes){content, (1 << 20) + 1}, test_random(&random)),
        ERR_TOO_BIG);
    assert_int_equal(box_seal(&narrow, BOX_CARD, pair.public.box, (Bytes){0}, (Bytes){0}, test_random(&random)), ERR_TOO_BIG);
}

// What the keeper releases is for one session, whose pair lives as long as the opening.
static void a_release_is_for_its_session(void **state) {
    SessionPair session = key_session(&(Grain){{1}}), another = key_session(&(Grain){{2}});
    TestRandom random = {0};
    ByteWriter out = bytes_writer(*state, 4096);
    unsigned char half[32] = {3}, back[32];
    assert_int_equal(
        box_seal(&out, BOX_RELEASE, session.public.box, TEXT_BYTES("request"), BYTES_OF(half), test_random(&random)), ERR_OK);
    assert_int_equal(box_open_key(BOX_RELEASE, BOX_OPENER(&another), TEXT_BYTES("request"), bytes_written(&out), back),
                     ERR_SEALED);
    assert_true(sodium_is_zero(back, sizeof back));
    assert_int_equal(box_open_key(BOX_RELEASE, BOX_OPENER(&session), TEXT_BYTES("request"), bytes_written(&out), back), ERR_OK);
    assert_memory_equal(back, half, sizeof half);
}

static void points_of_small_order_are_no_keys(void **state) {
    // Of orders 1, 2, 4 and 8, and the same over the prime: from the paper on Curve25519 and RFC 7748.
    static const unsigned char points[][32] = {
        {0},
        {1},
        {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
         0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
        {0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a,
         0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00},
        {0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef, 0x5b,
         0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57},
    };
    TestRandom random = {0};
    for (size_t i = 0; i < 5; i++) {
        BoxPublic none;
        memcpy(none.bytes, points[i], 32);
        ByteWriter out = bytes_writer(*state, 4096);
        assert_false(box_public_serves(none));
        assert_int_equal(box_seal(&out, BOX_RELEASE, none, (Bytes){0}, TEXT_BYTES("x"), test_random(&random)), ERR_INPUT);
        assert_true(sodium_is_zero(out.ptr, out.len)); // and the content does not stay there
    }
    WindowPair pair = TEST_KEY(window, 1);
    assert_true(box_public_serves(pair.public.box));
}

static void a_signature_is_for_one_purpose(void **state) {
    ReceiptPair pair = TEST_KEY(receipt, 1), other = TEST_KEY(receipt, 2);
    Signature signature = key_sign(DOMAIN_PROOF, TEXT_BYTES("text"), &pair.secret.sign);
    assert_int_equal(key_verify(DOMAIN_PROOF, TEXT_BYTES("text"), signature, pair.public.sign), ERR_OK);
    assert_int_equal(key_verify(DOMAIN_KEY_LIST, TEXT_BYTES("text"), signature, pair.public.sign), ERR_SEALED);
    assert_int_equal(key_verify(DOMAIN_PROOF, TEXT_BYTES("texT"), signature, pair.public.sign), ERR_SEALED);
    assert_int_equal(key_verify(DOMAIN_PROOF, TEXT_BYTES("text"), signature, other.public.sign), ERR_SEALED);
}

static void secrets_are_matched_with_their_public_keys(void **state) {
    WindowPair window = TEST_KEY(window, 1), other_window = TEST_KEY(window, 2);
    ReceiptPair receipt = TEST_KEY(receipt, 1), other_receipt = TEST_KEY(receipt, 2);
    assert_true(key_box_matches(&window.secret.box, window.public.box));
    assert_false(key_box_matches(&window.secret.box, other_window.public.box));
    assert_true(key_sign_matches(&receipt.secret.sign, receipt.public.sign));
    assert_false(key_sign_matches(&receipt.secret.sign, other_receipt.public.sign));
    receipt.secret.sign.bytes[63] ^= 1; // the public key inside the secret one
    assert_false(key_sign_matches(&receipt.secret.sign, receipt.public.sign));
}

static void an_officer_has_two_keys_from_one_grain(void **state) {
    Grain grain = test_grain(3), other = test_grain(4);
    OfficerPair officer = key_officer(&grain), same = key_officer(&grain), another = key_officer(&other);
    assert_memory_equal(&officer, &same, sizeof officer);
    assert_memory_not_equal(&officer.box.public, &another.box.public, 32);
    assert_memory_not_equal(officer.sign.secret.sign.bytes, grain.bytes, 32);
    assert_memory_not_equal(officer.sign.secret.sign.bytes, officer.box.secret.box.bytes, 32);
    assert_true(key_box_matches(&officer.box.secret.box, officer.box.public.box));
    assert_true(key_sign_matches(&officer.sign.secret.sign, officer.sign.public.sign));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(the_hash_is_blake2b_with_its_purpose),
        ARENA_TEST(every_purpose_has_its_own_hash),
        ARENA_TEST(a_box_is_a_sealed_box_of_libsodium),
        ARENA_TEST(a_box_of_libsodium_opens),
        ARENA_TEST(more_room_than_needed_is_refused),
        ARENA_TEST(a_box_opens_only_where_it_belongs),
        ARENA_TEST(sizes_say_nothing),
        ARENA_TEST(a_release_is_for_its_session),
        ARENA_TEST(points_of_small_order_are_no_keys),
        ARENA_TEST(a_signature_is_for_one_purpose),
        ARENA_TEST(secrets_are_matched_with_their_public_keys),
        ARENA_TEST(an_officer_has_two_keys_from_one_grain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
