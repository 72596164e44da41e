// A bag of sealed things: what goes in comes out, and nothing else is taken for a bag.
#include "unit/base/base_test.h"

#include "seal/mailbag.h"

static Mailbag bag_of_two(Arena *arena) {
    Mailbag bag = {0};
    PUSH(arena, bag, ((Mail){MAIL_ITEM, {{1}}, bytes_of_str(STR("first"))}));
    PUSH(arena, bag, ((Mail){MAIL_NOTICE, {{2}}, bytes_of_str(STR("second"))}));
    return bag;
}

static void comes_out_as_it_went_in(void **state) {
    Mailbag bag = bag_of_two(*state), read;
    Bytes bytes;
    assert_int_equal(mailbag_write(*state, &bag, &bytes), ERR_OK);
    assert_int_equal(bytes.len, 1 + 2 + (1 + 16 + 4) * 2 + 5 + 6);
    assert_int_equal(mailbag_read(*state, bytes, &read), ERR_OK);
    assert_int_equal(read.count, 2);
    assert_int_equal(read.items[1].kind, MAIL_NOTICE);
    assert_true(bytes_eq(read.items[1].box, bag.items[1].box));
    assert_true(mailbag_has(&read, (Id){{2}}));
    assert_false(mailbag_has(&read, (Id){{3}}));
    assert_int_equal(mailbag_read(*state, (Bytes){0}, &read), ERR_OK);
    assert_int_equal(read.count, 0);
}

static void refuses_what_is_no_bag(void **state) {
    Mailbag bag = bag_of_two(*state), read;
    Bytes bytes;
    assert_int_equal(mailbag_write(*state, &bag, &bytes), ERR_OK);
    for (size_t len = 1; len < bytes.len; len++)
        assert_int_equal(mailbag_read(*state, (Bytes){bytes.ptr, len}, &read), ERR_INPUT);
    // Version, count, kind, length; and the second with the id of the first.
    static const struct {
        size_t at;
        unsigned char value;
    } changes[] = {{0, 2}, {0, 0}, {1, 1}, {1, 3}, {2, 5}, {3, 0}, {3, 3}, {20, 4}, {20, 6}, {30, 1}};
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        unsigned char *copy = arena_alloc(*state, bytes.len);
        memcpy(copy, bytes.ptr, bytes.len);
        copy[changes[i].at] = changes[i].value;
        if (mailbag_read(*state, (Bytes){copy, bytes.len}, &read) != ERR_INPUT)
            fail_msg("taken with a change at %zu", changes[i].at);
    }
}

static void has_a_ceiling(void **state) {
    static unsigned char large[MAILBAG_BYTES_MOST];
    Mailbag bag = bag_of_two(*state);
    Bytes bytes;
    bag.items[0].box = BYTES_OF(large);
    assert_int_equal(mailbag_write(*state, &bag, &bytes), ERR_TOO_BIG);
    bag = (Mailbag){0};
    for (int i = 0; i <= MAILBAG_MAILS_MOST; i++)
        PUSH((Arena *)*state, bag, ((Mail){MAIL_ITEM, {{0}}, bytes_of_str(STR("x"))}));
    assert_int_equal(mailbag_write(*state, &bag, &bytes), ERR_TOO_BIG);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(comes_out_as_it_went_in),
        ARENA_TEST(refuses_what_is_no_bag),
        ARENA_TEST(has_a_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
