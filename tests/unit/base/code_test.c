// Codes: the examples of RFC 4648, every value both ways, and that each value has one text.
#include "base/code.h"
#include "base/ident.h"
#include "base_test.h"

static Bytes of(const char *text) {
    return bytes_of_str(str_from(text));
}

static void the_rfc_is_followed(void **state) {
    static const char *const base64[][2] = {{"", ""},
                                            {"f", "Zg=="},
                                            {"fo", "Zm8="},
                                            {"foo", "Zm9v"},
                                            {"foob", "Zm9vYg=="},
                                            {"fooba", "Zm9vYmE="},
                                            {"foobar", "Zm9vYmFy"}};
    for (size_t i = 0; i < 7; i++) {
        Bytes back;
        assert_text(code_base64(*state, of(base64[i][0])), base64[i][1]);
        assert_int_equal(code_base64_read(*state, str_from(base64[i][1]), &back), ERR_OK);
        assert_true(bytes_eq(back, of(base64[i][0])));
    }
    assert_text(code_hex(*state, of("foobar")), "666f6f626172");
    assert_text(code_base32(*state, of("foobar")), "CSQPYRK1E8"); // the alphabet is Crockford's
}

static void every_byte_goes_both_ways(void **state) {
    unsigned char all[256], back[256];
    for (unsigned i = 0; i < 256; i++) {
        all[i] = (unsigned char)i;
    }
    for (size_t len = 0; len < 256; len++) {
        Bytes bytes = {all + 256 - len, len}, read;
        assert_int_equal(code_hex_read(code_hex(*state, bytes), back, len), ERR_OK);
        assert_memory_equal(back, bytes.ptr, len);
        assert_int_equal(code_base32_read(code_base32(*state, bytes), back, len), ERR_OK);
        assert_memory_equal(back, bytes.ptr, len);
        assert_int_equal(code_base64_read(*state, code_base64(*state, bytes), &read), ERR_OK);
        assert_true(bytes_eq(read, bytes));
    }
}

// Every text of two signs: those that are read print as they were written.
static void each_value_has_one_text(void **state) {
    unsigned char byte;
    size_t hex = 0, base32 = 0, base64 = 0;
    for (unsigned pair = 0; pair < 65536; pair++) {
        char text[4] = {(char)(pair >> 8), (char)pair, '=', '='};
        Bytes read;
        hex += code_hex_read((Str){text, 2}, &byte, 1) == ERR_OK;
        base32 += code_base32_read((Str){text, 2}, &byte, 1) == ERR_OK;
        base64 += code_base64_read(*state, (Str){text, 4}, &read) == ERR_OK;
    }
    assert_int_equal(hex, 256);
    assert_int_equal(base32, 256);
    assert_int_equal(base64, 256);
}

static void other_texts_are_refused(void **state) {
    unsigned char out[4] = {7, 7, 7, 7};
    Bytes bytes;
    assert_int_equal(code_hex_read(STR("0A0b"), out, 2), ERR_INPUT);
    assert_int_equal(out[0], 0);
    assert_int_equal(code_hex_read(STR("0a0"), out, 2), ERR_INPUT);
    assert_int_equal(code_hex_read(STR("0a0b0c"), out, 2), ERR_INPUT);
    static const char *const wrong[] = {"Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "====", "Zg==Zg==", "Zm 9", "Zm-_"};
    for (size_t i = 0; i < 10; i++) {
        assert_int_equal(code_base64_read(*state, str_from(wrong[i]), &bytes), ERR_INPUT);
    }
    assert_int_equal(code_base32_read(STR("csqpyrk1"), out, 4), ERR_INPUT);
    assert_int_equal(code_base32_read(STR("0000000O"), out, 4), ERR_INPUT);
}

static void people_type_in_many_ways(void **state) {
    static const char *const typed[] = {"01A-BCZ",
                                        "oIabcz",
                                        "OLabcZ",
                                        " 0 1 A B C Z ",
                                        "\xEF\xBC\x90\xEF\xBC\x91\xEF\xBC\xA1\xE3\x83\xBC\xEF\xBD\x82\xEF\xBD\x83\xE3\x80\x80Z",
                                        "0\xE2\x80\x90"
                                        "1\xE2\x88\x92"
                                        "A\xEF\xBC\x8D"
                                        "BCZ"};
    char signs[6];
    size_t count;
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(code_base32_typed(str_from(typed[i]), signs, sizeof signs, &count), ERR_OK);
        assert_text(((Str){signs, count}), "01ABCZ");
    }
    static const char *const wrong[] = {"U", "01ABCZ0", "a.b", "\xE3\x81\x82", "\xff", "0\xE3\x80"};
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(code_base32_typed(str_from(wrong[i]), signs, sizeof signs, &count), ERR_INPUT);
    }
}

static void all_32_signs_are_theirs(void **state) {
    for (unsigned value = 0; value < 32; value++) {
        assert_int_equal(code_base32_sign(value), "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[value]);
        assert_int_equal(code_base32_value(code_base32_sign(value)), value);
    }
    int known = 0;
    for (int sign = 0; sign < 256; sign++) {
        known += code_base32_value((char)sign) >= 0;
    }
    assert_int_equal(known, 32 + 3 + 22 + 3); // and O, I, L, and the letters in lower case, and o, i, l
}

static void names_print_as_they_are_read(void **state) {
    Id id, again;
    Name name, same;
    assert_int_equal(id_read(STR("000102030405060708090a0b0c0d0e0f"), &id), ERR_OK);
    assert_text(id_hex(*state, id), "000102030405060708090a0b0c0d0e0f");
    assert_int_equal(id_read(STR("000102030405060708090a0b0c0d0e"), &again), ERR_INPUT);
    assert_true(id_is_zero(again));
    assert_false(id_eq(id, again));
    assert_true(id_compare(again, id) < 0);
    memset(name.bytes, 0xab, sizeof name.bytes);
    same = name;
    assert_true(name_eq(name, same));
    same.bytes[31] ^= 1;
    assert_false(name_eq(name, same));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(the_rfc_is_followed),          ARENA_TEST(every_byte_goes_both_ways), ARENA_TEST(each_value_has_one_text),
        ARENA_TEST(other_texts_are_refused),      ARENA_TEST(people_type_in_many_ways),  ARENA_TEST(all_32_signs_are_theirs),
        ARENA_TEST(names_print_as_they_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
