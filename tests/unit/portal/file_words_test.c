// What a stranger calls a file, and what a person reads of it.
#include "base/buf.h"
#include "portal/file_words.h"
#include "unit/base/base_test.h"

static void a_name_is_only_a_name(void **state) {
    Arena *arena = *state;
    static const char *const rows[][2] = {
        {"a.txt", "a.txt"},
        {"  a b.txt ", "a b.txt"},
        {"/etc/passwd", "passwd"},
        {"..\\..\\x.exe", "x.exe"},
        {"a/", ""},
        {"...", ""},
        {"", ""},
        {"\x01\t\n\x7f\xC2\x85", ""},
        {"a\xE2\x80\xAEgpj.exe", "agpj.exe"}, // turns the direction
        {"a\xE2\x80\x8B\xEF\xBB\xBF"
         "b",
         "ab"}, // cannot be seen
        {"\xE5\x86\x99\xE7\x9C\x9F.png", "\xE5\x86\x99\xE7\x9C\x9F.png"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_text(file_name_clean(arena, str_from(rows[i][0])), rows[i][1]);
}

// 200 bytes at most, whole characters, and the ending stays.
static void a_long_name_keeps_its_ending(void **state) {
    Arena *arena = *state;
    Buf name = buf_make(arena, 4096);
    for (int i = 0; i < 100; i++) buf_puts(&name, "\xE5\x86\x99");
    Str plain = file_name_clean(arena, buf_str(&name));
    assert_int_equal(plain.len, 198);
    buf_puts(&name, ".jpeg");
    Str ending = file_name_clean(arena, buf_str(&name));
    assert_true(str_ends(ending, STR("\x99.jpeg")) && ending.len == 200);
    buf_puts(&name, "-of-no-kind-that-is-known");
    assert_int_equal(file_name_clean(arena, buf_str(&name)).len, 198);
}

static void sizes_are_short(void **state) {
    Arena *arena = *state;
    assert_text(file_size_text(arena, 0), "0 B");
    assert_text(file_size_text(arena, 1023), "1023 B");
    assert_text(file_size_text(arena, 1024), "1 KB");
    assert_text(file_size_text(arena, 1536), "1.5 KB");
    assert_text(file_size_text(arena, 60 << 20), "60 MB");
    assert_text(file_size_text(arena, (uint64_t)5 << 30), "5 GB");
}

static void a_hash_is_compared_in_groups(void **state) {
    unsigned char hash[32] = {0xab, 0, 0, 1, 2};
    assert_text(file_hash_text(*state, hash), "ab000001 02000000 00000000 00000000 00000000 00000000 00000000 00000000");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(a_name_is_only_a_name),
        ARENA_TEST(a_long_name_keeps_its_ending),
        ARENA_TEST(sizes_are_short),
        ARENA_TEST(a_hash_is_compared_in_groups),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
