// Key lists and proofs: what is signed, what follows what, and that no changed bit is taken.
#include "office_test.h"

#include "seal/keylist.h"
#include "seal/proof.h"

static KeyEntry entry(KeyKind kind, KeyState state, const char *name, uint32_t epoch, const void *public) {
    KeyEntry made = {kind, state, str_from(name), epoch, {0}, 1000};
    memcpy(made.public, public, sizeof made.public);
    return made;
}

typedef struct TestList {
    KeyEntry entries[8];
    KeyList list;
    RootPair root;
    Bytes bytes;
} TestList;

static TestList *test_list(Arena *arena) {
    TestList *made = NEW(arena, TestList);
    WindowPair window = TEST_KEY(window, 1), next = TEST_KEY(window, 2);
    KeeperPair keeper = TEST_KEY(keeper, 3);
    ReceiptPair receipt = TEST_KEY(receipt, 4), later = TEST_KEY(receipt, 5);
    made->root = TEST_KEY(root, 9);
    made->entries[0] = entry(KEY_RECEIPT, KEY_CURRENT, "", 2, &later.public);
    made->entries[1] = entry(KEY_WINDOW, KEY_CURRENT, "demo.desk", 2, &next.public);
    made->entries[2] = entry(KEY_WINDOW, KEY_PAST, "demo.desk", 1, &window.public);
    made->entries[3] = entry(KEY_KEEPER, KEY_CURRENT, "", 1, &keeper.public);
    made->entries[4] = entry(KEY_RECEIPT, KEY_REVOKED, "", 1, &receipt.public);
    made->list = (KeyList){.office = test_id(1), .serial = 1, .made_at = 5, .entries = made->entries, .count = 5};
    return made;
}

static void sign(Arena *arena, TestList *made) {
    assert_int_equal(keylist_sign(arena, &made->list, &made->root, &made->bytes), ERR_OK);
}

static void a_list_comes_back(void **state) {
    TestList *made = test_list(*state);
    KeyList list;
    RootPublic claimed;
    sign(*state, made);
    assert_int_equal(keylist_claimed_root(made->bytes, &claimed), ERR_OK);
    assert_memory_equal(&claimed, &made->root.public, sizeof claimed);
    assert_int_equal(keylist_read(*state, made->bytes, made->root.public, &list), ERR_OK);
    assert_true(hash_eq(list.hash, made->list.hash));
    assert_int_equal(list.count, 5);
    WindowPublic window;
    KeeperPublic keeper;
    uint32_t current = 0, first = 1, none = 3;
    assert_int_equal(keylist_window(&list, STR("demo.desk"), &current, &window), ERR_OK);
    assert_int_equal(current, 2);
    WindowPair expected = TEST_KEY(window, 2), old = TEST_KEY(window, 1);
    assert_memory_equal(&window, &expected.public, 32);
    assert_int_equal(keylist_window(&list, STR("demo.desk"), &first, &window), ERR_OK);
    assert_memory_equal(&window, &old.public, 32);
    assert_int_equal(keylist_window(&list, STR("demo.desk"), &none, &window), ERR_INPUT);
    current = 0;
    assert_int_equal(keylist_window(&list, STR("jp.ppc"), &current, &window), ERR_INPUT);
    assert_int_equal(keylist_keeper(&list, &current, &keeper), ERR_OK);
}

#define FOUND(list, pair, call)                                                                                                \
    do {                                                                                                                       \
        uint32_t epoch = 0;                                                                                                    \
        assert_int_equal(call, ERR_OK);                                                                                        \
        assert_memory_equal(&found, &(pair).public, 32);                                                                       \
        assert_int_equal(epoch, 3);                                                                                            \
    } while (0)

// Each kind by its own function, with its own type; none by another's.
static void every_kind_is_found(void **state) {
    WindowPair window = TEST_KEY(window, 1);
    KeeperPair keeper = TEST_KEY(keeper, 2);
    StatisticsPair statistics = TEST_KEY(statistics, 3);
    AnalystPair analyst = TEST_KEY(analyst, 4);
    CourierPair courier = TEST_KEY(courier, 5);
    InspectorPair inspector = TEST_KEY(inspector, 6);
    RecoveryWindowsPair windows = TEST_KEY(recovery_windows, 7);
    RecoveryKeeperPair keepers = TEST_KEY(recovery_keeper, 8);
    ReceiptPair receipt = TEST_KEY(receipt, 9);
    LedgerPair ledger = TEST_KEY(ledger, 10);
    const void *const publics[] = {&window.public,    &keeper.public,  &statistics.public, &analyst.public, &courier.public,
                                   &inspector.public, &windows.public, &keepers.public,    &receipt.public, &ledger.public};
    KeyEntry entries[10];
    RootPair root = TEST_KEY(root, 11);
    Bytes out;
    for (size_t i = 0; i < 10; i++) {
        KeyKind kind = (KeyKind)(KEY_WINDOW + i);
        entries[i] = entry(kind, KEY_CURRENT, kind == KEY_WINDOW || kind == KEY_ANALYST ? "one" : "", 3, publics[i]);
    }
    KeyList list = {.office = test_id(1), .serial = 1, .entries = entries, .count = 10};
    assert_int_equal(keylist_sign(*state, &list, &root, &out), ERR_OK);
    union {
        WindowPublic window;
        KeeperPublic keeper;
        StatisticsPublic statistics;
        AnalystPublic analyst;
        CourierPublic courier;
        InspectorPublic inspector;
        RecoveryWindowsPublic windows;
        RecoveryKeeperPublic keepers;
        ReceiptPublic receipt;
        LedgerPublic ledger;
    } found;
    FOUND(&list, window, keylist_window(&list, STR("one"), &epoch, &found.window));
    FOUND(&list, analyst, keylist_analyst(&list, STR("one"), &epoch, &found.analyst));
    FOUND(&list, keeper, keylist_keeper(&list, &epoch, &found.keeper));
    FOUND(&list, statistics, keylist_statistics(&list, &epoch, &found.statistics));
    FOUND(&list, courier, keylist_courier(&list, &epoch, &found.courier));
    FOUND(&list, inspector, keylist_inspector(&list, &epoch, &found.inspector));
    FOUND(&list, windows, keylist_recovery_windows(&list, &epoch, &found.windows));
    FOUND(&list, keepers, keylist_recovery_keeper(&list, &epoch, &found.keepers));
    FOUND(&list, receipt, keylist_receipt(&list, &epoch, &found.receipt));
    FOUND(&list, ledger, keylist_ledger(&list, &epoch, &found.ledger));
    uint32_t other = 2;
    assert_int_equal(keylist_ledger(&list, &other, &found.ledger), ERR_INPUT);
    assert_true(sodium_is_zero(found.ledger.sign.bytes, 32));
}

static void a_list_is_signed_by_its_root(void **state) {
    TestList *made = test_list(*state);
    RootPair other = TEST_KEY(root, 10);
    KeyList list;
    sign(*state, made);
    assert_int_equal(keylist_read(*state, made->bytes, other.public, &list), ERR_SEALED);
    assert_int_equal(list.count, 0);
    // Signed by another root, but saying that it is this one's.
    unsigned char *forged = (unsigned char *)bytes_copy(*state, made->bytes).ptr;
    Signature signature = key_sign(DOMAIN_KEY_LIST, (Bytes){forged, made->bytes.len - 64}, &other.secret.sign);
    memcpy(forged + made->bytes.len - 64, signature.bytes, 64);
    assert_int_equal(keylist_read(*state, (Bytes){forged, made->bytes.len}, made->root.public, &list), ERR_SEALED);
    assert_int_equal(keylist_read(*state, (Bytes){forged, made->bytes.len}, other.public, &list), ERR_SEALED);
}

static void every_flipped_bit_of_a_list_is_found(void **state) {
    TestList *made = test_list(*state);
    KeyList list;
    sign(*state, made);
    unsigned char *changed = (unsigned char *)bytes_copy(*state, made->bytes).ptr;
    for (size_t bit = 0; bit < made->bytes.len * 8; bit++) {
        changed[bit / 8] ^= (unsigned char)(1u << bit % 8);
        assert_int_equal(keylist_read(*state, (Bytes){changed, made->bytes.len}, made->root.public, &list), ERR_SEALED);
        changed[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    assert_int_equal(keylist_read(*state, (Bytes){changed, made->bytes.len - 1}, made->root.public, &list), ERR_SEALED);
    assert_int_equal(keylist_read(*state, (Bytes){changed, 63}, made->root.public, &list), ERR_INPUT);
}

// What the root key itself must not sign, and a reader must not take if it did.
static void a_list_keeps_its_rules(void **state) {
    static const struct {
        size_t at;
        KeyEntry change;
    } cases[] = {
        {2, {KEY_WINDOW, KEY_CURRENT, {"demo.desk", 9}, 1, {9}, 0}}, // two current keys
        {2, {KEY_WINDOW, KEY_PAST, {"demo.desk", 9}, 2, {9}, 0}},    // one epoch twice
        {2, {KEY_WINDOW, KEY_PAST, {"", 0}, 1, {9}, 0}},             // a window without a name
        {3, {KEY_KEEPER, KEY_CURRENT, {"x", 1}, 1, {9}, 0}},         // a name for the only one
        {3, {KEY_KEEPER, KEY_CURRENT, {"", 0}, 0, {9}, 0}},          // no epoch
        {3, {KEY_KEEPER, KEY_CURRENT, {"", 0}, 1, {1}, 0}},          // no key
        {3, {KEY_KEEPER, (KeyState)4, {"", 0}, 1, {9}, 0}},
        {3, {KEY_KINDS, KEY_CURRENT, {"", 0}, 1, {9}, 0}},
        {3, {KEY_LEDGER, KEY_CURRENT, {"", 0}, 1, {2}, 0}}, // not on the curve
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TestList *made = test_list(*state);
        made->entries[cases[i].at] = cases[i].change;
        assert_int_equal(keylist_sign(*state, &made->list, &made->root, &made->bytes), ERR_INPUT);
    }
    TestList *made = test_list(*state);
    made->list.serial = 0;
    assert_int_equal(keylist_sign(*state, &made->list, &made->root, &made->bytes), ERR_INPUT);
    made->list.serial = 2; // without the hash of the first
    assert_int_equal(keylist_sign(*state, &made->list, &made->root, &made->bytes), ERR_INPUT);
}

// `list` signed after one change is taken or not.
static Err followed(Arena *arena, void (*change)(TestList *)) {
    TestList *now = test_list(arena), *next = test_list(arena);
    sign(arena, now);
    next->list.serial = 2;
    next->list.previous = now->list.hash;
    if (change) {
        change(next);
    }
    sign(arena, next);
    return keylist_follows(&now->list, &next->list);
}

static void serial_stays(TestList *next) {
    next->list.serial = 1;
    next->list.previous = (Hash){{0}};
}
static void serial_jumps(TestList *next) {
    next->list.serial = 9;
    next->list.previous = (Hash){{1}};
}
static void previous_differs(TestList *next) {
    next->list.previous.bytes[0] ^= 1;
}
static void office_differs(TestList *next) {
    next->list.office = test_id(2);
}
static void mode_differs(TestList *next) {
    next->list.mode = MODE_REAL;
}
static void root_differs(TestList *next) {
    next->root = TEST_KEY(root, 11);
}
static void key_goes(TestList *next) {
    next->entries[2] = next->entries[4];
    next->list.count = 4;
}
static void key_changes(TestList *next) {
    WindowPair other = TEST_KEY(window, 50);
    memcpy(next->entries[2].public, &other.public, 32);
}
static void state_goes_back(TestList *next) {
    next->entries[4].state = KEY_PAST;
}
static void key_is_revoked(TestList *next) {
    next->entries[2].state = KEY_REVOKED;
}
static void key_comes(TestList *next) {
    CourierPair courier = TEST_KEY(courier, 60);
    next->entries[next->list.count++] = entry(KEY_COURIER, KEY_CURRENT, "", 1, &courier.public);
}

static void only_what_follows_is_taken(void **state) {
    void (*const refused[])(TestList *) = {serial_stays, previous_differs, office_differs, mode_differs,
                                           root_differs, key_goes,         key_changes,    state_goes_back};
    void (*const taken[])(TestList *) = {NULL, serial_jumps, key_is_revoked, key_comes};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        assert_int_equal(followed(*state, refused[i]), ERR_REFUSED);
    }
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
        assert_int_equal(followed(*state, taken[i]), ERR_OK);
    }
}

static Proof test_proof(Arena *arena, uint32_t epoch, Moment at) {
    ReceiptPair pair = epoch == 1 ? TEST_KEY(receipt, 4) : TEST_KEY(receipt, 5);
    Proof proof = {.office = test_id(1), .report = test_id(2), .object = {{3}}, .filed_at = at, .epoch = epoch};
    proof_sign(arena, &proof, 1, &pair.secret);
    return proof;
}

static void a_proof_holds_by_the_key_list_alone(void **state) {
    TestList *made = test_list(*state);
    sign(*state, made);
    Proof proof = test_proof(*state, 2, 1795500000000000), back;
    assert_int_equal(proof_text_read(*state, proof_text(*state, &proof), &back), ERR_OK);
    assert_true(str_eq(proof_text(*state, &back), proof_text(*state, &proof)));
    assert_true(back.filed_at == proof.filed_at && back.epoch == 2);
    assert_int_equal(proof_verify(&back, &made->list), ERR_OK);
    back.office = test_id(2);
    assert_int_equal(proof_verify(&back, &made->list), ERR_REFUSED);
    back = proof;
    back.epoch = 3;
    assert_int_equal(proof_verify(&back, &made->list), ERR_REFUSED);
    back.epoch = 1; // another key of the office
    back.filed_at = 999;
    assert_int_equal(proof_verify(&back, &made->list), ERR_SEALED);
    // A revoked key proves only what was before.
    proof = test_proof(*state, 1, 999);
    assert_int_equal(proof_verify(&proof, &made->list), ERR_OK);
    proof = test_proof(*state, 1, 1000);
    assert_int_equal(proof_verify(&proof, &made->list), ERR_REFUSED);
}

static void every_flipped_bit_of_a_proof_is_found(void **state) {
    TestList *made = test_list(*state);
    sign(*state, made);
    Proof proof = test_proof(*state, 2, 1795500000000000), back;
    unsigned char bytes[PROOF_SIZE_ALONE];
    memcpy(bytes, proof_bytes(*state, &proof).ptr, sizeof bytes);
    for (size_t bit = 0; bit < sizeof bytes * 8; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        assert_true(proof_read(BYTES_OF(bytes), &back) != ERR_OK || proof_verify(&back, &made->list) != ERR_OK);
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    assert_int_equal(proof_read(BYTES_OF(bytes), &back), ERR_OK);
    assert_int_equal(proof_read((Bytes){bytes, PROOF_SIZE_ALONE - 1}, &back), ERR_INPUT);
    assert_int_equal(proof_text_read(*state, STR("AAAA"), &back), ERR_INPUT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(a_list_comes_back),
        ARENA_TEST(every_kind_is_found),
        ARENA_TEST(a_list_is_signed_by_its_root),
        ARENA_TEST(every_flipped_bit_of_a_list_is_found),
        ARENA_TEST(a_list_keeps_its_rules),
        ARENA_TEST(only_what_follows_is_taken),
        ARENA_TEST(a_proof_holds_by_the_key_list_alone),
        ARENA_TEST(every_flipped_bit_of_a_proof_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
