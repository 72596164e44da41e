// Runs of bytes: what is written is read again, ceilings and missing bytes are sticky.
#include "base/ident.h"
#include "base_test.h"

static void what_is_written_is_read(void **state) {
    ByteWriter writer = bytes_writer(*state, 4096);
    bytes_put_u8(&writer, 0xfe);
    bytes_put_u16(&writer, 0x1234);
    bytes_put_u32(&writer, 0x89abcdef);
    bytes_put_u64(&writer, 0x0123456789abcdef);
    bytes_put_sized(&writer, bytes_of_str(STR("sized")));
    bytes_put_name(&writer, STR("a.name"));
    Bytes whole = bytes_written(&writer);
    static const unsigned char front[] = {0xfe, 0x34, 0x12, 0xef, 0xcd, 0xab, 0x89, 0xef,
                                          0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 0x01};
    assert_memory_equal(whole.ptr, front, sizeof front);
    ByteReader reader = bytes_reader(whole);
    assert_int_equal(bytes_take_u8(&reader), 0xfe);
    assert_int_equal(bytes_take_u16(&reader), 0x1234);
    assert_int_equal(bytes_take_u32(&reader), 0x89abcdef);
    assert_true(bytes_take_u64(&reader) == 0x0123456789abcdef);
    assert_true(bytes_eq(bytes_take_sized(&reader, 5), bytes_of_str(STR("sized"))));
    assert_false(bytes_ended(&reader));
    assert_text(bytes_take_name(&reader), "a.name");
    assert_true(bytes_ended(&reader));
}

static void a_ceiling_is_kept(void **state) {
    ByteWriter writer = bytes_writer(*state, 10);
    bytes_put_u64(&writer, 1);
    bytes_put_u16(&writer, 2);
    assert_false(writer.overflowed);
    bytes_put_u8(&writer, 3);
    assert_true(writer.overflowed);
    bytes_put(&writer, (Bytes){0});
    assert_null(bytes_put_room(&writer, 0));
    assert_int_equal(writer.len, 10);
}

static void given_room_is_used_and_no_more(void **state) {
    unsigned char room[6] = {0};
    ByteWriter writer = bytes_writer_in(room, 5);
    bytes_put_u32(&writer, 0x04030201);
    bytes_put_u8(&writer, 5);
    assert_int_equal(room[4], 5);
    bytes_put_u8(&writer, 6);
    assert_true(writer.overflowed);
    assert_int_equal(room[5], 0);
    assert_ptr_equal(writer.ptr, room);
}

static void a_name_is_short(void **state) {
    char *text = arena_alloc(*state, 256);
    memset(text, 'x', 256);
    ByteWriter writer = bytes_writer(*state, 4096);
    bytes_put_name(&writer, (Str){text, 255});
    assert_false(writer.overflowed);
    bytes_put_name(&writer, (Str){text, 256});
    assert_true(writer.overflowed);
}

static void what_is_missing_reads_as_nothing(void **state) {
    ByteReader reader = bytes_reader(bytes_of_str(STR("abc")));
    unsigned char into[4] = {1, 1, 1, 1};
    assert_int_equal(bytes_take_u32(&reader), 0);
    assert_true(reader.broken);
    assert_int_equal(bytes_take_u8(&reader), 0); // though one is there
    bytes_take_into(&reader, into, sizeof into);
    assert_memory_equal(into, "\0\0\0\0", 4);
    assert_false(bytes_ended(&reader));
}

static void sizes_are_bounded(void **state) {
    ByteReader over = bytes_reader((Bytes){(const unsigned char *)"\5\0\0\0abcde", 9}),
               huge = bytes_reader((Bytes){(const unsigned char *)"\xff\xff\xff\xff", 4});
    assert_int_equal(bytes_take_sized(&over, 4).len, 0);
    assert_true(over.broken);
    assert_int_equal(bytes_take_sized(&huge, SIZE_MAX).len, 0);
    assert_true(huge.broken);
}

static void names_are_visible_ascii(void **state) {
    static const char *const wrong[] = {"\3a b", "\3a\nb", "\3a\177b", "\3\xe3\x81\x82", "\4abc"};
    for (size_t i = 0; i < 5; i++) {
        ByteReader reader = bytes_reader(bytes_of_str(str_from(wrong[i])));
        assert_int_equal(bytes_take_name(&reader).len, 0);
        assert_true(reader.broken);
    }
}

static void bytes_are_compared_and_copied(void **state) {
    Bytes a = bytes_of_str(STR("ab")), b = bytes_of_str(STR("abc"));
    assert_true(bytes_eq((Bytes){0}, bytes_of_str(STR(""))));
    assert_false(bytes_eq(a, b));
    assert_true(bytes_eq(bytes_copy(*state, b), b));
}

static void what_is_expected_is_not_moved(void **state) {
    ByteWriter writer = bytes_writer(*state, 10000);
    bytes_expect(&writer, 5000);
    bytes_put_u8(&writer, 1);
    const unsigned char *at = writer.ptr;
    NEW(*state, Id);
    assert_non_null(bytes_put_room(&writer, 4999));
    assert_ptr_equal(writer.ptr, at);
    bytes_expect(&writer, 5001); // more than the ceiling lets in: said when it is put
    assert_false(writer.overflowed);
    assert_int_equal(writer.ptr[0], 1);
}

static void zeros_are_told(void **state) {
    (void)state;
    unsigned char bytes[9] = {0};
    assert_true(bytes_are_zero((Bytes){0}));
    assert_true(bytes_are_zero(BYTES_OF(bytes)));
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = 1;
        assert_false(bytes_are_zero(BYTES_OF(bytes)));
        bytes[i] = 0;
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(what_is_written_is_read),          ARENA_TEST(a_ceiling_is_kept),
        ARENA_TEST(given_room_is_used_and_no_more),   ARENA_TEST(a_name_is_short),
        ARENA_TEST(what_is_missing_reads_as_nothing), ARENA_TEST(sizes_are_bounded),
        ARENA_TEST(names_are_visible_ascii),          ARENA_TEST(bytes_are_compared_and_copied),
        ARENA_TEST(what_is_expected_is_not_moved),    ARENA_TEST(zeros_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
