// Nothing secret stays behind in memory: after sealing, splitting, growing and unwrapping, neither the arena nor the stack
// below holds the keys that were made on the way. The stack is copied at once, before anything else runs over it.
#include "office_test.h"

#include "seal/passphrase.h"
#include "seal/recovery.h"
#include "seal/wrap.h"

enum { DEPTH = 256 << 10, AROUND = 1 << 20 };

typedef struct Left {
    unsigned char stack[DEPTH];
    unsigned char room[AROUND]; // what the writer and the arena used
    size_t room_len;
} Left;

static Left left;

// Byte by byte and without the sanitizer: it would rightly refuse reading where nobody should.
__attribute__((noinline, no_sanitize("address", "undefined"))) static void stack_copy(void) {
    const volatile unsigned char *from = (const volatile unsigned char *)__builtin_frame_address(0) - DEPTH;
    for (size_t i = 0; i < DEPTH; i++) {
        left.stack[i] = from[i];
    }
}

__attribute__((noinline, no_sanitize("address", "undefined"))) static void stack_clear(void) {
    volatile unsigned char *from = (volatile unsigned char *)__builtin_frame_address(0) - DEPTH - 256;
    for (size_t i = 0; i < DEPTH; i++) {
        from[i] = 0xEE;
    }
}

__attribute__((no_sanitize("address", "undefined"))) static void arena_copy(const Arena *arena) {
    const unsigned char *end = (const unsigned char *)arena->next;
    const unsigned char *from = (const unsigned char *)arena->chunk;
    left.room_len = (size_t)(end - from) < AROUND ? (size_t)(end - from) : AROUND;
    for (size_t i = 0; i < left.room_len; i++) {
        left.room[i] = from[i];
    }
}

static bool holds(const unsigned char *bytes, size_t len, const unsigned char secret[32]) {
    // Half of it is as bad as all of it.
    return memmem(bytes, len, secret, 16) || memmem(bytes, len, secret + 16, 16);
}

static void assert_gone(const unsigned char secret[32]) {
    assert_false(holds(left.stack, DEPTH, secret));
    assert_false(holds(left.room, left.room_len, secret));
}

// The copy can find what is there: a secret that is left on purpose is found.
__attribute__((noinline)) static void secret_left_behind(const Grain *grain) {
    volatile unsigned char copy[32];
    for (size_t i = 0; i < sizeof copy; i++) {
        copy[i] = grain->bytes[i];
    }
}

static void the_test_itself_finds_secrets(void **state) {
    static Grain grain;
    grain = test_grain(0x77);
    grain.bytes[3] = 1;
    stack_clear();
    secret_left_behind(&grain);
    stack_copy();
    assert_true(holds(left.stack, DEPTH, grain.bytes));
    unsigned char *kept = arena_alloc(*state, 32);
    memcpy(kept, grain.bytes, 32);
    arena_copy(*state);
    assert_true(holds(left.room, left.room_len, grain.bytes));
}

static void sealing_leaves_no_key(void **state) {
    TestOffice *office = test_office(*state);
    static StreamKey keys[2];
    static WindowHalf a[2];
    static KeeperHalf b[2];
    static Filing filing;
    Bytes sealed;
    Arena opening = arena_make(NULL, NULL);
    stack_clear();
    assert_int_equal(filing_seal(*state, &office->draft, test_random(&office->random), &sealed), ERR_OK);
    stack_copy();
    arena_copy(*state);
    assert_true(left.room_len > sealed.len);
    assert_int_equal(filing_read(&opening, sealed, &filing), ERR_OK);
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(filing_open_half(&filing, i, &office->windows[i], &a[i]), ERR_OK);
        assert_int_equal(half_open_keeper(&opening, &office->keeper, filing.head.report, i, filing.keeper_boxes[i], &b[i]),
                         ERR_OK);
        keys[i] = half_join(&a[i], b[i].bytes);
        assert_gone(keys[i].bytes);
        assert_gone(a[i].bytes);
        assert_gone(b[i].bytes);
    }
    arena_free(&opening);
}

static void growing_leaves_no_grain(void **state) {
    static ViewingKey viewing = {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}};
    static ReplyPair reply;
    static OfficerPair officer;
    static Grain grain, side;
    Id office = test_id(1);
    grain = test_grain(0x66);
    arena_copy(*state);
    stack_clear();
    reply = viewing_reply(&viewing, office);
    stack_copy();
    Hash hash = hash_keyed(DOMAIN_REPLY, BYTES_OF(viewing.bytes), BYTES_OF(office.bytes));
    assert_gone(hash.bytes);
    assert_gone(reply.secret.box.bytes);
    stack_clear();
    officer = key_officer(&grain);
    stack_copy();
    hash = hash_keyed(DOMAIN_BOX_SIDE, BYTES_OF(grain.bytes), (Bytes){0});
    memcpy(side.bytes, hash.bytes, 32);
    assert_gone(side.bytes);
    assert_gone(officer.box.secret.box.bytes);
    assert_gone(officer.sign.secret.sign.bytes);
}

static void unwrapping_leaves_only_what_was_asked_for(void **state) {
    static OfficerPair officer;
    static WindowPair window, out;
    static Grain grain, joined;
    static RecoveryShare shares[RECOVERY_SHARES];
    TestRandom random = {0};
    WrapPlace place = {test_id(1), STR("demo.desk"), 1};
    ByteWriter box = bytes_writer(*state, 4096);
    grain = test_grain(0x55);
    officer = key_officer(&grain);
    window = TEST_KEY(window, 1);
    assert_int_equal(wrap_window(&box, &place, officer.box.public, &window.secret, test_random(&random)), ERR_OK);
    arena_copy(*state);
    stack_clear();
    assert_int_equal(wrap_window_open(&place, &officer.box, bytes_written(&box), window.public, &out), ERR_OK);
    stack_copy();
    assert_gone(out.secret.box.bytes);
    grain.bytes[5] = 7;
    stack_clear();
    recovery_split(RECOVERY_OF_WINDOWS, test_id(1), &grain, test_random(&random), shares);
    stack_copy();
    assert_gone(shares[1].bytes);
    stack_clear();
    assert_int_equal(recovery_join(&shares[0], &shares[2], &joined), ERR_OK);
    stack_copy();
    assert_gone(joined.bytes);
}

static void a_passphrase_leaves_no_secret(void **state) {
    static unsigned char wrap[PASSPHRASE_SIZE];
    static Grain grain, out;
    PassphraseLock lock = {TEXT_BYTES("officer 1"), STR("correct horse")};
    TestRandom random = {0};
    test_random_fill(&random, grain.bytes, sizeof grain.bytes);
    arena_copy(*state);
    stack_clear();
    assert_int_equal(passphrase_wrap(&lock, (PassphraseCost){1, 8192}, &grain, test_random(&random), wrap), ERR_OK);
    assert_int_equal(passphrase_open(&lock, BYTES_OF(wrap), &out), ERR_OK);
    stack_copy();
    assert_gone(out.bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(the_test_itself_finds_secrets), ARENA_TEST(sealing_leaves_no_key),
        ARENA_TEST(growing_leaves_no_grain),       ARENA_TEST(unwrapping_leaves_only_what_was_asked_for),
        ARENA_TEST(a_passphrase_leaves_no_secret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
