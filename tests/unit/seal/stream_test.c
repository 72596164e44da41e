// Streams: any length comes back, sizes tell only the class, and no piece can be changed, moved, dropped or taken elsewhere.
#include "office_test.h"

#include "seal/evidence.h"
#include "seal/retry.h"
#include "seal/stream.h"

static Bytes some(Arena *arena, size_t len) {
    unsigned char *bytes = arena_alloc(arena, len);
    for (size_t i = 0; i < len; i++) {
        bytes[i] = (unsigned char)(i * 7 + i / 251);
    }
    return (Bytes){bytes, len};
}

static void any_length_comes_back(void **state) {
    static const size_t lengths[] = {0, 1, 8183, 8184, 8185, 65527, 65528, 65529, 131063, 131064, 131065, 1000000};
    TestRandom random = {0};
    StreamKey key = {{1, 2, 3}};
    for (size_t i = 0; i < 12; i++) {
        Bytes content = some(*state, lengths[i]), back;
        StreamPlace place = {&key, {{4}}, 0};
        assert_int_equal(stream_class(content.len, STREAM_BODY_FIRST, STREAM_BODY_LAST, &place.size_class), ERR_OK);
        ByteWriter out = bytes_writer(*state, 32 << 20);
        stream_seal(&out, place, content, test_random(&random));
        assert_int_equal(out.len, stream_size(place.size_class));
        assert_int_equal(stream_open(*state, place, bytes_written(&out), &back), ERR_OK);
        assert_true(bytes_eq(back, content));
    }
}

static void a_class_is_the_next_power_of_two(void **state) {
    unsigned size_class;
    assert_int_equal(stream_class(8192 - 8, 0, 11, &size_class), ERR_OK);
    assert_int_equal(size_class, 0);
    assert_int_equal(stream_class(8192 - 7, 0, 11, &size_class), ERR_OK);
    assert_int_equal(size_class, 1);
    assert_int_equal(stream_class((16 << 20) - 8, 0, 11, &size_class), ERR_OK);
    assert_int_equal(size_class, 11);
    assert_int_equal(stream_class((16 << 20) - 7, 0, 11, &size_class), ERR_TOO_BIG);
    assert_int_equal(stream_class(1, STREAM_EVIDENCE_FIRST, STREAM_EVIDENCE_LAST, &size_class), ERR_OK);
    assert_int_equal(size_class, 3);
    assert_int_equal(stream_class(UINT64_MAX, STREAM_EVIDENCE_FIRST, STREAM_EVIDENCE_LAST, &size_class), ERR_TOO_BIG);
    assert_int_equal(stream_size(0), 24 + 8192 + 17);
    assert_int_equal(stream_size(4), 24 + 131072 + 2 * 17);
}

// The pieces of libsodium, opened with its own calls.
static void a_stream_is_a_secretstream(void **state) {
    TestRandom random = {0};
    StreamKey key = {{1}};
    Hash belongs = {{2}};
    ByteWriter out = bytes_writer(*state, 1 << 20);
    stream_seal(&out, (StreamPlace){&key, belongs, 4}, some(*state, 70000), test_random(&random));
    crypto_secretstream_xchacha20poly1305_state theirs;
    unsigned char plain[65536], tag;
    crypto_secretstream_xchacha20poly1305_init_pull(&theirs, out.ptr, key.bytes);
    assert_int_equal(
        crypto_secretstream_xchacha20poly1305_pull(&theirs, plain, NULL, &tag, out.ptr + 24, 65536 + 17, belongs.bytes, 32), 0);
    assert_int_equal(tag, crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
    assert_memory_equal(plain, "\x70\x11\x01\0\0\0\0\0", 8); // 70000
    assert_memory_equal(plain + 8, some(*state, 65528).ptr, 65528);
    assert_int_equal(crypto_secretstream_xchacha20poly1305_pull(&theirs, plain, NULL, &tag, out.ptr + 24 + 65553, 65536 + 17,
                                                                belongs.bytes, 32),
                     0);
    assert_int_equal(tag, crypto_secretstream_xchacha20poly1305_TAG_FINAL);
    assert_true(sodium_is_zero(plain + (70000 - 65528), 65536 - (70000 - 65528)));
}

static void nothing_can_be_changed(void **state) {
    TestRandom random = {0};
    StreamKey key = {{1}}, other = {{2}};
    StreamPlace place = {&key, {{2}}, 0}, elsewhere = {&key, {{3}}, 0}, another = {&other, {{2}}, 0};
    ByteWriter out = bytes_writer(*state, 1 << 20);
    Bytes back;
    stream_seal(&out, place, TEXT_BYTES("content"), test_random(&random));
    Bytes sealed = bytes_written(&out);
    unsigned char *changed = (unsigned char *)bytes_copy(*state, sealed).ptr;
    Arena short_lived = arena_make(NULL, NULL);
    for (size_t bit = 0; bit < sealed.len * 8; bit += bit < 1000 ? 1 : 37) {
        changed[bit / 8] ^= (unsigned char)(1u << bit % 8);
        assert_int_equal(stream_open(&short_lived, place, (Bytes){changed, sealed.len}, &back), ERR_SEALED);
        changed[bit / 8] ^= (unsigned char)(1u << bit % 8);
        arena_reset(&short_lived);
    }
    assert_int_equal(stream_open(*state, elsewhere, sealed, &back), ERR_SEALED);
    assert_int_equal(stream_open(*state, another, sealed, &back), ERR_SEALED);
    assert_int_equal(stream_open(*state, place, (Bytes){sealed.ptr, sealed.len - 1}, &back), ERR_SEALED);
    arena_free(&short_lived);
}

static void pieces_keep_their_order(void **state) {
    TestRandom random = {0};
    StreamKey key = {{1}};
    StreamPlace place = {&key, {{2}}, 5};
    ByteWriter out = bytes_writer(*state, 1 << 20);
    Bytes back;
    stream_seal(&out, place, some(*state, 250000), test_random(&random));
    Bytes sealed = bytes_written(&out);
    unsigned char *moved = (unsigned char *)bytes_copy(*state, sealed).ptr;
    memcpy(moved + 24, sealed.ptr + 24 + 65553, 65553);
    memcpy(moved + 24 + 65553, sealed.ptr + 24, 65553);
    assert_int_equal(stream_open(*state, place, (Bytes){moved, sealed.len}, &back), ERR_SEALED);
    // The first two pieces as if they were all: the second has not the mark of the last.
    StreamPlace cut = {&key, {{2}}, 4};
    assert_int_equal(stream_open(*state, cut, (Bytes){sealed.ptr, (size_t)stream_size(4)}, &back), ERR_SEALED);
}

// Lengths and fillings that only somebody with the key could have written.
static void the_inside_is_checked(void **state) {
    TestRandom random = {0};
    StreamKey key = {{1}};
    Hash belongs = {{2}};
    unsigned char head[24], plain[8192] = {0}, sealed[24 + 8192 + 17];
    static const struct {
        uint64_t length;
        size_t not_zero;
        Err err;
    } cases[] = {{5, 0, ERR_OK},     {8184, 8, ERR_OK},   {8185, 0, ERR_SEALED}, {UINT64_MAX, 0, ERR_SEALED},
                 {0, 8, ERR_SEALED}, {4, 12, ERR_SEALED}, {4, 8191, ERR_SEALED}};
    for (size_t i = 0; i < 7; i++) {
        Bytes back;
        crypto_secretstream_xchacha20poly1305_state theirs;
        memset(plain, 0, sizeof plain);
        for (size_t k = 0; k < 8; k++) {
            plain[k] = (unsigned char)(cases[i].length >> (8 * k));
        }
        plain[cases[i].not_zero] |= cases[i].not_zero > 0;
        random.next = i;
        test_random_fill(&random, head, sizeof head);
        crypto_secretstream_xchacha20poly1305_init_pull(&theirs, head, key.bytes);
        memcpy(sealed, head, sizeof head);
        crypto_secretstream_xchacha20poly1305_push(&theirs, sealed + 24, NULL, plain, sizeof plain, belongs.bytes, 32,
                                                   crypto_secretstream_xchacha20poly1305_TAG_FINAL);
        assert_int_equal(stream_open(*state, (StreamPlace){&key, belongs, 0}, BYTES_OF(sealed), &back), cases[i].err);
    }
}

// The mark of the last piece stands on the last piece, and on no other.
static void the_marks_are_checked(void **state) {
    static const unsigned char marks[][2] = {{0, 3}, {0, 0}, {3, 3}, {0, 1}, {1, 3}, {0, 2}};
    StreamKey key = {{1}};
    Hash belongs = {{2}};
    unsigned char *plain = arena_alloc(*state, 65536), *sealed = arena_alloc(*state, (size_t)stream_size(4));
    for (size_t i = 0; i < 6; i++) {
        Bytes back;
        crypto_secretstream_xchacha20poly1305_state theirs;
        crypto_secretstream_xchacha20poly1305_init_push(&theirs, sealed, key.bytes);
        for (size_t k = 0; k < 2; k++) {
            crypto_secretstream_xchacha20poly1305_push(&theirs, sealed + 24 + k * 65553, NULL, plain, 65536, belongs.bytes, 32,
                                                       marks[i][k]);
        }
        Err err = stream_open(*state, (StreamPlace){&key, belongs, 4}, (Bytes){sealed, (size_t)stream_size(4)}, &back);
        assert_int_equal(err, i == 0 ? ERR_OK : ERR_SEALED);
    }
}

// As a file passes through: a piece at a time, in one piece of memory.
static void evidence_passes_in_pieces(void **state) {
    TestRandom random = {0};
    StreamKey key = {{1}};
    EvidencePlace place = {test_id(1), test_id(2), 0}, read;
    Bytes content = some(*state, 200000);
    assert_int_equal(stream_class(content.len, STREAM_EVIDENCE_FIRST, STREAM_EVIDENCE_LAST, &place.size_class), ERR_OK);
    ByteWriter file = bytes_writer(*state, 1 << 20);
    unsigned char head[EVIDENCE_HEAD], piece[STREAM_SEALED_PIECE], plain[STREAM_PIECE];
    Stream stream = evidence_seal_begin(&key, &place, content.len, head, test_random(&random));
    bytes_put(&file, BYTES_OF(head));
    size_t at = 0;
    while (!stream_done(&stream)) {
        size_t taken = stream_seal_takes(&stream);
        bytes_put(&file, (Bytes){piece, stream_seal_piece(&stream, (Bytes){content.ptr + at, taken}, piece)});
        at += taken;
    }
    assert_int_equal(at, content.len);
    assert_int_equal(file.len, evidence_size(place.size_class));
    assert_int_equal(evidence_read_head((Bytes){file.ptr, EVIDENCE_HEAD}, &read), ERR_OK);
    assert_true(id_eq(read.report, place.report) && id_eq(read.evidence, place.evidence) &&
                read.size_class == place.size_class);
    assert_int_equal(evidence_open_begin(&key, &place, file.ptr, &stream), ERR_OK);
    ByteReader reader = bytes_reader((Bytes){file.ptr + EVIDENCE_HEAD, file.len - EVIDENCE_HEAD});
    for (at = 0; !stream_done(&stream);) {
        Bytes part;
        assert_int_equal(stream_open_piece(&stream, bytes_take(&reader, stream_open_takes(&stream)), plain, &part), ERR_OK);
        assert_true(bytes_eq(part, (Bytes){content.ptr + at, part.len}));
        at += part.len;
    }
    assert_int_equal(at, content.len);
    assert_true(bytes_ended(&reader));
    Bytes part;
    assert_int_equal(stream_open_piece(&stream, (Bytes){piece, 17}, plain, &part), ERR_SEALED); // there is no more
    place.evidence = test_id(3);
    assert_int_equal(evidence_open_begin(&key, &place, file.ptr, &stream), ERR_INPUT);
}

static void evidence_heads_are_strict(void **state) {
    TestRandom random = {0};
    StreamKey key = {{1}};
    EvidencePlace place = {test_id(1), test_id(2), 3}, read;
    unsigned char head[EVIDENCE_HEAD];
    Stream stream = evidence_seal_begin(&key, &place, 1, head, test_random(&random));
    stream_wipe(&stream);
    assert_int_equal(evidence_read_head((Bytes){head, EVIDENCE_HEAD - 1}, &read), ERR_INPUT);
    head[33] = 2;
    assert_int_equal(evidence_read_head(BYTES_OF(head), &read), ERR_INPUT);
    head[33] = 15;
    assert_int_equal(evidence_read_head(BYTES_OF(head), &read), ERR_INPUT);
    head[33] = 3;
    head[0] = 2;
    assert_int_equal(evidence_read_head(BYTES_OF(head), &read), ERR_INPUT);
}

static void an_answer_is_found_and_read_with_its_key_alone(void **state) {
    TestRandom random = {0};
    Str key = STR("3f1c9a52-7d7e-4e0b");
    Id office = test_id(1);
    ByteWriter out = bytes_writer(*state, 1 << 20);
    Bytes back;
    assert_int_equal(retry_seal(&out, office, key, TEXT_BYTES("201"), test_random(&random)), ERR_OK);
    assert_int_equal(retry_open(*state, office, key, bytes_written(&out), &back), ERR_OK);
    assert_true(bytes_eq(back, TEXT_BYTES("201")));
    assert_int_equal(retry_open(*state, office, STR("3f1c9a52-7d7e-4e0c"), bytes_written(&out), &back), ERR_SEALED);
    assert_int_equal(retry_open(*state, test_id(2), key, bytes_written(&out), &back), ERR_SEALED);
    assert_false(name_eq(retry_name(office, key), retry_name(test_id(2), key)));
    assert_int_equal(retry_open(*state, office, key, (Bytes){out.ptr, 1}, &back), ERR_INPUT);
    out.ptr[1] = 12;
    assert_int_equal(retry_open(*state, office, key, bytes_written(&out), &back), ERR_INPUT);
    assert_int_equal(retry_check(STR("too short")), ERR_INPUT);
    assert_int_equal(retry_check(STR("with a blank in it")), ERR_INPUT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(any_length_comes_back),      ARENA_TEST(a_class_is_the_next_power_of_two),
        ARENA_TEST(a_stream_is_a_secretstream), ARENA_TEST(nothing_can_be_changed),
        ARENA_TEST(pieces_keep_their_order),    ARENA_TEST(the_inside_is_checked),
        ARENA_TEST(the_marks_are_checked),      ARENA_TEST(evidence_passes_in_pieces),
        ARENA_TEST(evidence_heads_are_strict),  ARENA_TEST(an_answer_is_found_and_read_with_its_key_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
