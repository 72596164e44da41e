// Wrapped secrets: for officers, for recovery, under a passphrase, in shares; and the items of a mailbox and letters to
// windows.
#include "office_test.h"

#include "seal/mailbox.h"
#include "seal/passphrase.h"
#include "seal/recovery.h"
#include "seal/wrap.h"

#define CHEAP ((PassphraseCost){1, 8 << 10})

static void an_officer_unwraps_the_window(void **state) {
    Grain grain = test_grain(5), other_grain = test_grain(6);
    OfficerPair officer = key_officer(&grain), other = key_officer(&other_grain);
    WindowPair window = TEST_KEY(window, 1), another = TEST_KEY(window, 2), out;
    WrapPlace place = {test_id(1), STR("demo.desk"), 4}, moved = {test_id(1), STR("demo.desk"), 5};
    TestRandom random = {0};
    ByteWriter box = bytes_writer(*state, 4096);
    assert_int_equal(wrap_window(&box, &place, officer.box.public, &window.secret, test_random(&random)), ERR_OK);
    assert_int_equal(wrap_window_open(&place, &officer.box, bytes_written(&box), window.public, &out), ERR_OK);
    assert_memory_equal(&out, &window, sizeof out);
    assert_int_equal(wrap_window_open(&place, &other.box, bytes_written(&box), window.public, &out), ERR_SEALED);
    assert_int_equal(wrap_window_open(&moved, &officer.box, bytes_written(&box), window.public, &out), ERR_SEALED);
    // Not the secret of the key that the list names: nothing of it is left.
    assert_int_equal(wrap_window_open(&place, &officer.box, bytes_written(&box), another.public, &out), ERR_SEALED);
    assert_true(sodium_is_zero(out.secret.box.bytes, 32));
}

static void recovery_keys_unwrap_their_own(void **state) {
    RecoveryWindowsPair windows = TEST_KEY(recovery_windows, 1);
    RecoveryKeeperPair keepers = TEST_KEY(recovery_keeper, 2);
    WindowPair window = TEST_KEY(window, 3), window_out;
    Grain grain = test_grain(4), grain_out;
    KeeperPair keeper = key_keeper(&grain);
    LedgerPair ledger = key_ledger(&grain);
    WrapPlace place = {test_id(1), STR("demo.desk"), 1}, of_keeper = {test_id(1), {0}, 1};
    TestRandom random = {0};
    ByteWriter one = bytes_writer(*state, 4096), two = bytes_writer(*state, 4096);
    assert_int_equal(wrap_window_recovery(&one, &place, windows.public, &window.secret, test_random(&random)), ERR_OK);
    assert_int_equal(wrap_window_recover(&place, &windows, bytes_written(&one), window.public, &window_out), ERR_OK);
    assert_memory_equal(&window_out, &window, sizeof window);
    assert_int_equal(wrap_keeper_recovery(&two, &of_keeper, keepers.public, &grain, test_random(&random)), ERR_OK);
    assert_int_equal(wrap_keeper_recover(&of_keeper, &keepers, bytes_written(&two), keeper.public, &grain_out), ERR_OK);
    assert_memory_equal(&grain_out, &grain, sizeof grain);
    assert_int_equal(wrap_ledger_recover(&of_keeper, &keepers, bytes_written(&two), ledger.public, &grain_out), ERR_OK);
    assert_memory_equal(&grain_out, &grain, sizeof grain);
    keeper.public.box.bytes[0] ^= 1;
    ledger.public.sign.bytes[0] ^= 1;
    assert_int_equal(wrap_keeper_recover(&of_keeper, &keepers, bytes_written(&two), keeper.public, &grain_out), ERR_SEALED);
    assert_int_equal(wrap_ledger_recover(&of_keeper, &keepers, bytes_written(&two), ledger.public, &grain_out), ERR_SEALED);
    assert_true(sodium_is_zero(grain_out.bytes, 32));
    assert_int_equal(wrap_keeper_recover(&of_keeper, &keepers, bytes_written(&one), keeper.public, &grain_out), ERR_SEALED);
}

static void a_passphrase_opens_its_own(void **state) {
    PassphraseLock lock = {TEXT_BYTES("officer 1"), STR("correct horse")}, wrong = {lock.context, STR("correct horsf")},
                   elsewhere = {TEXT_BYTES("officer 2"), lock.passphrase}, brief = {lock.context, STR("short")};
    Grain grain = test_grain(9), out;
    TestRandom random = {0};
    unsigned char wrap[PASSPHRASE_SIZE];
    assert_int_equal(passphrase_wrap(&lock, CHEAP, &grain, test_random(&random), wrap), ERR_OK);
    assert_int_equal(passphrase_open(&lock, BYTES_OF(wrap), &out), ERR_OK);
    assert_memory_equal(&out, &grain, sizeof out);
    assert_int_equal(passphrase_open(&wrong, BYTES_OF(wrap), &out), ERR_SEALED);
    assert_true(sodium_is_zero(out.bytes, 32));
    assert_int_equal(passphrase_open(&elsewhere, BYTES_OF(wrap), &out), ERR_SEALED);
    assert_int_equal(passphrase_open(&lock, (Bytes){wrap, sizeof wrap - 1}, &out), ERR_INPUT);
    assert_int_equal(passphrase_wrap(&brief, CHEAP, &grain, test_random(&random), wrap), ERR_INPUT);
    assert_int_equal(passphrase_wrap(&lock, (PassphraseCost){1, 1}, &grain, test_random(&random), wrap), ERR_INPUT);
    assert_int_equal(passphrase_wrap(&lock, (PassphraseCost){17, 8192}, &grain, test_random(&random), wrap), ERR_INPUT);
}

static void every_flipped_bit_of_a_wrap_is_found(void **state) {
    PassphraseLock lock = {TEXT_BYTES("officer 1"), STR("correct horse")};
    Grain grain = test_grain(9), out;
    TestRandom random = {0};
    unsigned char wrap[PASSPHRASE_SIZE];
    assert_int_equal(passphrase_wrap(&lock, CHEAP, &grain, test_random(&random), wrap), ERR_OK);
    // Version and memory, which would take long, one bit each that changes little; salt, nonce, secret: a bit of each byte.
    for (size_t at = 0; at < sizeof wrap; at += at < 9 ? 5 : 3) {
        wrap[at] ^= 1;
        assert_true(passphrase_open(&lock, BYTES_OF(wrap), &out) != ERR_OK);
        assert_true(sodium_is_zero(out.bytes, 32));
        wrap[at] ^= 1;
    }
}

static void any_two_shares_give_it_back(void **state) {
    Grain secret, out;
    TestRandom random = {0};
    for (unsigned turn = 0; turn < 50; turn++) {
        RecoveryShare shares[RECOVERY_SHARES];
        test_random_fill(&random, secret.bytes, sizeof secret.bytes);
        recovery_split(RECOVERY_OF_WINDOWS, test_id(1), &secret, test_random(&random), shares);
        for (unsigned i = 0; i < 3; i++) {
            for (unsigned k = 0; k < 3; k++) {
                assert_int_equal(recovery_join(&shares[i], &shares[k], &out), i == k ? ERR_INPUT : ERR_OK);
                assert_true(i == k ? sodium_is_zero(out.bytes, 32) : memcmp(out.bytes, secret.bytes, 32) == 0);
            }
        }
    }
}

// One share of one secret takes every value, as the slope does: it tells nothing of the secret.
static void fill_given(void *at, unsigned char *out, size_t len) {
    memset(out, *(unsigned char *)at, len);
}

static void one_share_says_nothing(void **state) {
    for (unsigned number = 0; number < RECOVERY_SHARES; number++) {
        bool seen[256] = {false};
        for (unsigned slope = 0; slope < 256; slope++) {
            unsigned char given = (unsigned char)slope;
            Grain secret = test_grain(0x5a);
            RecoveryShare shares[RECOVERY_SHARES];
            recovery_split(RECOVERY_OF_KEEPER, test_id(1), &secret, (SealRandom){fill_given, &given}, shares);
            assert_false(seen[shares[number].bytes[0]]);
            seen[shares[number].bytes[0]] = true;
        }
    }
}

static void shares_of_two_secrets_do_not_join(void **state) {
    Grain one = test_grain(1), two = test_grain(2), out;
    TestRandom random = {0};
    RecoveryShare a[RECOVERY_SHARES], b[RECOVERY_SHARES], c[RECOVERY_SHARES];
    recovery_split(RECOVERY_OF_WINDOWS, test_id(1), &one, test_random(&random), a);
    recovery_split(RECOVERY_OF_WINDOWS, test_id(1), &two, test_random(&random), b);
    recovery_split(RECOVERY_OF_KEEPER, test_id(1), &one, test_random(&random), c);
    assert_int_equal(recovery_join(&a[0], &b[1], &out), ERR_INPUT);
    assert_int_equal(recovery_join(&a[0], &c[1], &out), ERR_INPUT);
    a[1].bytes[31] ^= 1;
    assert_int_equal(recovery_join(&a[0], &a[1], &out), ERR_SEALED);
    assert_true(sodium_is_zero(out.bytes, 32));
}

static void a_share_comes_back_as_bytes(void **state) {
    Grain secret = test_grain(1);
    TestRandom random = {0};
    RecoveryShare shares[RECOVERY_SHARES], back;
    unsigned char bytes[RECOVERY_SHARE_SIZE];
    recovery_split(RECOVERY_OF_KEEPER, test_id(3), &secret, test_random(&random), shares);
    recovery_write(&shares[2], bytes);
    assert_int_equal(recovery_read(BYTES_OF(bytes), &back), ERR_OK);
    assert_int_equal(back.number, 3);
    assert_int_equal(back.of, RECOVERY_OF_KEEPER);
    assert_memory_equal(back.bytes, shares[2].bytes, 32);
    assert_int_equal(recovery_read((Bytes){bytes, sizeof bytes - 1}, &back), ERR_INPUT);
    bytes[18] = 4;
    assert_int_equal(recovery_read(BYTES_OF(bytes), &back), ERR_INPUT);
    bytes[18] = 3;
    bytes[1] = 3;
    assert_int_equal(recovery_read(BYTES_OF(bytes), &back), ERR_INPUT);
}

static void an_item_has_its_number_in_its_mailbox(void **state) {
    TestOffice *office = test_office(*state);
    Name mailbox = office->draft.head.mailbox, other = viewing_mailbox(&office->viewing, test_id(9));
    ByteWriter box = bytes_writer(*state, 8192);
    Bytes content;
    assert_int_equal(
        mailbox_item_seal(&box, mailbox, 3, office->reply.public, TEXT_BYTES("hello"), test_random(&office->random)), ERR_OK);
    assert_int_equal(mailbox_item_open(*state, mailbox, 3, &office->reply, bytes_written(&box), &content), ERR_OK);
    assert_true(bytes_eq(content, TEXT_BYTES("hello")));
    assert_int_equal(mailbox_item_open(*state, mailbox, 2, &office->reply, bytes_written(&box), &content), ERR_SEALED);
    assert_int_equal(mailbox_item_open(*state, other, 3, &office->reply, bytes_written(&box), &content), ERR_SEALED);
}

static void a_letter_is_for_its_reader(void **state) {
    TestOffice *office = test_office(*state);
    LetterHead head = {test_id(1), test_id(2), LETTER_TO_WINDOW, STR("demo.desk"), 1};
    ByteWriter out = bytes_writer(*state, 1 << 20);
    Letter letter;
    Bytes content;
    assert_int_equal(letter_seal_courier(&out, &head, office->courier.public, TEXT_BYTES("x"), test_random(&office->random)),
                     ERR_INPUT);
    assert_int_equal(
        letter_seal_window(&out, &head, office->windows[0].public, TEXT_BYTES("text"), test_random(&office->random)), ERR_OK);
    Bytes bytes = bytes_written(&out);
    assert_int_equal(letter_read(bytes, &letter), ERR_OK);
    assert_true(id_eq(letter.head.letter, head.letter) && str_eq(letter.head.window, head.window));
    assert_int_equal(letter_open_window(*state, &letter, &office->windows[0], &content), ERR_OK);
    assert_true(bytes_eq(content, TEXT_BYTES("text")));
    assert_int_equal(letter_open_window(*state, &letter, &office->windows[1], &content), ERR_SEALED);
    for (size_t at = 0; at < 60; at++) {
        unsigned char *changed = (unsigned char *)bytes_copy(*state, bytes).ptr;
        changed[at] ^= 1;
        Err err = letter_read((Bytes){changed, bytes.len}, &letter);
        assert_true(err != ERR_OK || letter_open_window(*state, &letter, &office->windows[0], &content) != ERR_OK);
    }
    assert_int_equal(letter_read((Bytes){bytes.ptr, bytes.len - 1}, &letter), ERR_INPUT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(an_officer_unwraps_the_window),
        ARENA_TEST(recovery_keys_unwrap_their_own),
        ARENA_TEST(a_passphrase_opens_its_own),
        ARENA_TEST(every_flipped_bit_of_a_wrap_is_found),
        ARENA_TEST(any_two_shares_give_it_back),
        ARENA_TEST(one_share_says_nothing),
        ARENA_TEST(shares_of_two_secrets_do_not_join),
        ARENA_TEST(a_share_comes_back_as_bytes),
        ARENA_TEST(an_item_has_its_number_in_its_mailbox),
        ARENA_TEST(a_letter_is_for_its_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
