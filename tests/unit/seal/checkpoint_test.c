// Signed notes and checkpoints: a key and a signature published with Go's own note package, the example of the specification,
// and what must be refused.
#include "../base/base_test.h"
#include "seal/checkpoint.h"

#include <sodium.h>

// "Bytes of the test" as a key: the same on every run.
typedef struct TestKey {
    NoteKey key;
    unsigned char secret[NOTE_SECRET_BYTES];
} TestKey;

static TestKey test_key(const char *name, NoteKind kind, unsigned char filling) {
    TestKey made = {.key = {.kind = kind, .name = str_from(name)}};
    unsigned char grain[32];
    memset(grain, filling, sizeof grain);
    crypto_sign_seed_keypair(made.key.key, made.secret, grain);
    return made;
}

static void a_published_signature_holds(void **state) {
    static const char text[] = "If you think cryptography is the answer to your problem,\n"
                               "then you don't know what your problem is.\n";
    static const char line[] =
        "\xE2\x80\x94 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6"
        "KE6RyyBwJnAM=\n";
    NoteKey key;
    Note note;
    assert_int_equal(note_key_read(STR("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"), &key), ERR_OK);
    Str whole = str_format(*state, "%s\n%s", text, line);
    assert_int_equal(note_read(whole, &note), ERR_OK);
    assert_text(note.text, text);
    assert_int_equal(note_trust(&note, &key, NULL), NOTE_SIGNED);
    note.text.len--;
    assert_int_equal(note_trust(&note, &key, NULL), NOTE_FALSE);
}

static void the_specifications_example_is_read(void **state) {
    static const char source[] =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "\xE2\x80\x94 example.com/behind-the-sofa "
        "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
        "\xE2\x80\x94 witness.example.com/w1 "
        "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
    Checkpoint checkpoint;
    TestKey other = test_key("example.com/behind-the-sofa", NOTE_SIGNATURE, 1);
    assert_int_equal(checkpoint_read(STR(source), &checkpoint), ERR_OK);
    assert_text(checkpoint.origin, "example.com/behind-the-sofa");
    assert_int_equal(checkpoint.size, 20852163);
    assert_int_equal(checkpoint.head.bytes[0], 0x0a);
    assert_int_equal(checkpoint.head.bytes[31], 0x62);
    assert_int_equal(note_trust(&checkpoint.note, &other.key, NULL), NOTE_UNSIGNED); // its name, another id
}

static void a_key_is_printed_as_it_is_read(void **state) {
    TestKey made = test_key("ledger.example/7", NOTE_COSIGNATURE, 9);
    Buf out = buf_make(*state, 1024);
    NoteKey again;
    note_key_print(&out, &made.key);
    assert_int_equal(note_key_read(buf_str(&out), &again), ERR_OK);
    assert_int_equal(again.kind, NOTE_COSIGNATURE);
    assert_memory_equal(again.key, made.key.key, NOTE_KEY_BYTES);
    static const char *const bad[] = {
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW=",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(note_key_read(str_from(bad[i]), &again), ERR_INPUT);
    }
}

static Str made_checkpoint(Arena *arena, const TestKey *log, uint64_t size) {
    Buf out = buf_make(arena, CHECKPOINT_BYTES_MAX);
    MerkleHash head = merkle_leaf((const unsigned char *)"head", 4);
    checkpoint_print(&out, &log->key, log->secret, size, &head);
    assert_false(out.overflowed);
    return buf_str(&out);
}

static void signed_and_cosigned(void **state) {
    TestKey log = test_key("ledger.example/7", NOTE_SIGNATURE, 1), witness = test_key("witness.example", NOTE_COSIGNATURE, 2);
    TestKey other = test_key("ledger.example/7", NOTE_SIGNATURE, 3);
    Str text = made_checkpoint(*state, &log, 12);
    Checkpoint checkpoint, cosigned;
    uint64_t seconds = 0;
    assert_int_equal(checkpoint_read(text, &checkpoint), ERR_OK);
    assert_int_equal(checkpoint.size, 12);
    assert_int_equal(note_trust(&checkpoint.note, &log.key, NULL), NOTE_SIGNED);
    assert_int_equal(note_trust(&checkpoint.note, &other.key, NULL), NOTE_UNSIGNED);
    assert_int_equal(note_trust(&checkpoint.note, &witness.key, NULL), NOTE_UNSIGNED);

    Buf out = buf_make(*state, CHECKPOINT_BYTES_MAX);
    buf_put(&out, text);
    note_sign(&out, checkpoint.note.text, &witness.key, witness.secret, 1763700000);
    assert_int_equal(checkpoint_read(buf_str(&out), &cosigned), ERR_OK);
    assert_int_equal(note_trust(&cosigned.note, &log.key, NULL), NOTE_SIGNED);
    assert_int_equal(note_trust(&cosigned.note, &witness.key, &seconds), NOTE_SIGNED);
    assert_int_equal(seconds, 1763700000);
}

// Whichever byte is changed: the note is no longer read, or no longer signed.
static void no_changed_byte_is_trusted(void **state) {
    TestKey log = test_key("ledger.example/7", NOTE_SIGNATURE, 1);
    Str text = made_checkpoint(*state, &log, 4711);
    for (size_t i = 0; i < text.len; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            Str changed = str_copy(*state, text);
            Checkpoint checkpoint;
            ((char *)changed.ptr)[i] = (char)(changed.ptr[i] ^ (1 << bit));
            bool trusted = checkpoint_read(changed, &checkpoint) == ERR_OK && str_eq(checkpoint.origin, log.key.name) &&
                           note_trust(&checkpoint.note, &log.key, NULL) == NOTE_SIGNED;
            assert_false(trusted);
        }
    }
}

static void what_is_not_of_the_shape_is_refused(void **state) {
#define LINE "\xE2\x80\x94 log AAAAAAAA\n"
#define HEAD "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    static const char *const bad[] = {
        "",
        "log\n1\n" HEAD,
        "log\n1\n" HEAD "\n",
        "log\n1\n" HEAD LINE,
        "log\n1\n" HEAD "more\n\n" LINE,
        "log\n01\n" HEAD "\n" LINE,
        "log\n\n" HEAD "\n" LINE,
        "log\n-1\n" HEAD "\n" LINE,
        "log\n281474976710657\n" HEAD "\n" LINE,
        "log\n99999999999999999999999\n" HEAD "\n" LINE,
        "l og\n1\n" HEAD "\n" LINE,
        "log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n\n" LINE,
        "log\r\n1\n" HEAD "\n" LINE,
        "log\n1\n" HEAD "\n\xE2\x80\x94 log AAAAAAAA",
        "log\n1\n" HEAD "\n\xE2\x80\x94 log AAA\n",
        "log\n1\n" HEAD "\n- log AAAAAAAA\n",
        "log\n1\n" HEAD "\n" LINE "\n",
        "log\n1\n" HEAD "\n" LINE LINE LINE LINE LINE LINE LINE LINE LINE LINE LINE LINE LINE LINE LINE LINE LINE,
        "\xFF\n1\n" HEAD "\n" LINE,
    };
    Checkpoint checkpoint;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (checkpoint_read(str_from(bad[i]), &checkpoint) != ERR_INPUT) {
            fail_msg("%zu was not refused", i);
        }
    }
    assert_int_equal(checkpoint_read(STR("log\n1\n" HEAD "\n" LINE), &checkpoint), ERR_OK);
    assert_int_equal(checkpoint_read(STR("log\n281474976710656\n" HEAD "\n" LINE), &checkpoint), ERR_OK);
    Str big = {arena_array(*state, CHECKPOINT_BYTES_MAX + 1, 1), CHECKPOINT_BYTES_MAX + 1};
    assert_int_equal(checkpoint_read(big, &checkpoint), ERR_TOO_BIG);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(a_published_signature_holds),    ARENA_TEST(the_specifications_example_is_read),
        ARENA_TEST(a_key_is_printed_as_it_is_read), ARENA_TEST(signed_and_cosigned),
        ARENA_TEST(no_changed_byte_is_trusted),     ARENA_TEST(what_is_not_of_the_shape_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
