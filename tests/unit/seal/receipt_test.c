// Numbers and keys that people say, write and type: every slip of one or two signs, every swap is found.
#include "office_test.h"

#include "base/code.h"
#include "seal/check.h"
#include "seal/paper.h"
#include "seal/receipt.h"

static void a_receipt_number_comes_back(void **state) {
    for (unsigned filling = 0; filling < 256; filling++) {
        ReceiptNumber number = receipt_number(test_id((unsigned char)filling)), back;
        Str text = receipt_text(*state, number);
        assert_int_equal(text.len, 14);
        assert_true(number.value < (uint64_t)1 << 50);
        assert_int_equal(receipt_read(text, &back), ERR_OK);
        assert_true(back.value == number.value);
    }
}

static void a_number_is_read_as_people_type_it(void **state) {
    ReceiptNumber number = receipt_number(test_id(7)), back;
    Str text = receipt_text(*state, number);
    char typed[64];
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char sign = text.ptr[i];
        typed[len++] = sign == '-' ? ' ' : sign == '0' ? 'o' : sign == '1' ? 'l' : (char)(sign >= 'A' ? sign + 32 : sign);
    }
    assert_int_equal(receipt_read((Str){typed, len}, &back), ERR_OK);
    assert_true(back.value == number.value);
    assert_int_equal(receipt_read(str_slice(text, 0, 13), &back), ERR_INPUT);
    assert_true(back.value == 0);
    assert_int_equal(receipt_read(STR(""), &back), ERR_INPUT);
}

// Of the 18 signs of a viewing key: each wrong sign, each two wrong signs, each swap.
static void every_slip_is_found(void **state) {
    char signs[18];
    memcpy(signs, "4D7KM2XQ98RTW3VH", 16);
    check_put(signs, 16);
    assert_true(check_fits(signs, 18));
    size_t slips = 0;
    for (size_t i = 0; i < 18; i++) {
        for (size_t k = i; k < 18; k++) {
            char one = signs[i], other = signs[k];
            for (unsigned value = 0; value < 32 * 32; value++) {
                signs[i] = code_base32_sign(value / 32);
                signs[k] = code_base32_sign(value % 32);
                bool same = signs[i] == one && signs[k] == other;
                assert_int_equal(check_fits(signs, 18), same || (i == k && signs[k] == other));
                slips += !same;
            }
            signs[i] = one;
            signs[k] = other;
        }
    }
    assert_true(slips > 170000);
}

static void a_viewing_key_comes_back(void **state) {
    TestRandom random = {0};
    for (int i = 0; i < 200; i++) {
        ViewingKey key = viewing_make(test_random(&random)), back;
        Str text = viewing_text(*state, &key);
        assert_int_equal(text.len, 21);
        assert_int_equal(text.ptr[4], '-');
        assert_int_equal(viewing_read(text, &back), ERR_OK);
        assert_memory_equal(key.bytes, back.bytes, sizeof key.bytes);
    }
}

// A flipped bit gives another sign, which is found, no sign at all, or another way to type the same sign.
static void every_flipped_bit_is_found_or_means_the_same(void **state) {
    ViewingKey key = {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}}, back;
    ReceiptNumber number = receipt_number(test_id(9)), read;
    Str viewing = str_copy(*state, viewing_text(*state, &key)), receipt = str_copy(*state, receipt_text(*state, number));
    for (size_t bit = 0; bit < viewing.len * 8; bit++) {
        char *at = (char *)viewing.ptr + bit / 8;
        *at = (char)(*at ^ 1 << bit % 8);
        Err err = viewing_read(viewing, &back);
        assert_true(err == ERR_INPUT ? sodium_is_zero(back.bytes, 10) : memcmp(back.bytes, key.bytes, 10) == 0);
        *at = (char)(*at ^ 1 << bit % 8);
    }
    for (size_t bit = 0; bit < receipt.len * 8; bit++) {
        char *at = (char *)receipt.ptr + bit / 8;
        *at = (char)(*at ^ 1 << bit % 8);
        assert_true(receipt_read(receipt, &read) == ERR_INPUT || read.value == number.value);
        *at = (char)(*at ^ 1 << bit % 8);
    }
}

static void mailbox_and_reply_key_follow_from_the_viewing_key(void **state) {
    ViewingKey key = {{1}}, other = {{2}};
    Id office = test_id(1);
    Name mailbox = viewing_mailbox(&key, office);
    ReplyPair reply = viewing_reply(&key, office), again = viewing_reply(&key, office);
    assert_memory_equal(&reply, &again, sizeof reply);
    assert_false(name_eq(mailbox, viewing_mailbox(&other, office)));
    assert_false(name_eq(mailbox, viewing_mailbox(&key, test_id(2))));
    assert_memory_not_equal(mailbox.bytes, reply.secret.box.bytes, 32);
    assert_true(key_box_matches(&reply.secret.box, reply.public.box));
}

static void paper_comes_back(void **state) {
    unsigned char bytes[384];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (unsigned char)(i * 41 + 3);
    }
    for (size_t len = 1; len <= 383; len += len < 80 ? 1 : 101) {
        Bytes back;
        size_t wrong;
        assert_int_equal(paper_read(*state, paper_text(*state, (Bytes){bytes, len}), &back, &wrong), ERR_OK);
        assert_true(bytes_eq(back, (Bytes){bytes, len}));
    }
}

static void a_slip_on_paper_is_found_in_its_line(void **state) {
    unsigned char bytes[60] = {1, 2, 3};
    Str text = paper_text(*state, BYTES_OF(bytes));
    Bytes back;
    size_t wrong;
    for (size_t i = 0, line = 1; i < text.len; i++) {
        char *at = (char *)text.ptr + i, sign = *at;
        line += i > 0 && text.ptr[i - 1] == '\n';
        bool counts =
            code_base32_value(sign) >= 0 && str_slice(text, i, i + 2).ptr[1] != ':' && str_slice(text, i, i + 3).ptr[2] != ':';
        if (counts) {
            *at = code_base32_sign((unsigned)(code_base32_value(sign) ^ 5));
            assert_int_equal(paper_read(*state, text, &back, &wrong), ERR_INPUT);
            assert_int_equal(wrong, line);
            *at = sign;
        }
    }
    assert_int_equal(paper_read(*state, text, &back, &wrong), ERR_OK);
}

static void lines_keep_their_places(void **state) {
    unsigned char bytes[60] = {1, 2, 3};
    Str text = paper_text(*state, BYTES_OF(bytes)), first, second, rest, typed;
    Bytes back;
    size_t wrong;
    assert_true(str_cut(text, '\n', &first, &rest) && str_cut(rest, '\n', &second, &rest));
    typed = str_format(*state, "%.*s\n%.*s\n%.*s", STR_ARG(second), STR_ARG(first), STR_ARG(rest));
    assert_int_equal(paper_read(*state, typed, &back, &wrong), ERR_INPUT);
    assert_int_equal(wrong, 1);
    typed = str_format(*state, "%.*s\n%.*s", STR_ARG(first), STR_ARG(second));
    assert_int_equal(paper_read(*state, typed, &back, &wrong), ERR_INPUT); // lines are missing
    assert_int_equal(wrong, 0);
    typed = str_format(*state, "\n%.*s\n\n%.*s\n%.*s", STR_ARG(str_slice(first, 3, first.len)), STR_ARG(second), STR_ARG(rest));
    assert_int_equal(paper_read(*state, typed, &back, &wrong), ERR_OK); // without a number, with blank lines
    assert_int_equal(paper_read(*state, STR(""), &back, &wrong), ERR_INPUT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(a_receipt_number_comes_back),
        ARENA_TEST(a_number_is_read_as_people_type_it),
        ARENA_TEST(every_slip_is_found),
        ARENA_TEST(a_viewing_key_comes_back),
        ARENA_TEST(every_flipped_bit_is_found_or_means_the_same),
        ARENA_TEST(mailbox_and_reply_key_follow_from_the_viewing_key),
        ARENA_TEST(paper_comes_back),
        ARENA_TEST(a_slip_on_paper_is_found_in_its_line),
        ARENA_TEST(lines_keep_their_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
