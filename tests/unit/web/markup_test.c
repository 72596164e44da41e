// Addresses in pages: nothing that a person typed can run, or lead elsewhere under the look of a place of ours.
#include "unit/base/base_test.h"
#include "web/markup.h"

static Str address(Arena *arena, const char *typed) {
    Buf out = buf_make(arena, 4096);
    markup_address(&out, str_from(typed));
    return buf_str(&out);
}

static void test_addresses_that_pass(void **state) {
    static const char *const fine[] = {
        "/ja/ask", "/", "#main", "?all=1", "https://example.jp/a%20b", "http://example.jp/", "tel:110", "mailto:a@example.jp"};
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) assert_text(address(*state, fine[i]), fine[i]);
    assert_text(address(*state, "/a?b=1&c=\"2\""), "/a?b=1&amp;c=&quot;2&quot;");
}

static void test_addresses_that_do_not(void **state) {
    static const char *const bad[] = {"javascript:alert(1)",
                                      "JavaScript:alert(1)",
                                      "java\tscript:alert(1)",
                                      " javascript:alert(1)",
                                      "\x01javascript:alert(1)",
                                      "data:text/html,<b>",
                                      "vbscript:a",
                                      "//example.jp/",
                                      "/\\example.jp",
                                      "\\\\example.jp",
                                      "/\t/example.jp",
                                      "/a\nb",
                                      "example.jp",
                                      "",
                                      "HTTPS://example.jp/",
                                      "file:///etc"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_text(address(*state, bad[i]), "#");
}

static void test_part_keeps_its_place(void **state) {
    Buf out = buf_make(*state, 4096);
    markup_address_part(&out, STR("../a b?c=d&e#f%/\xE3\x81\x82~-_."));
    assert_text(buf_str(&out), "..%2Fa%20b%3Fc%3Dd%26e%23f%25%2F%E3%81%82~-_.");
}

static void test_word_is_escaped_as_a_whole(void **state) {
    Buf out = buf_make(*state, 4096);
    markup_word(&out, LANG_EN, MSG_PORTAL_TITLE, (Str[]){STR("<b>&{0}"), {0}, {0}});
    assert_text(buf_str(&out), "&lt;b&gt;&amp;{0} \xE2\x80\x93 todoke");
    assert_text(markup_number(*state, 1234567), "1,234,567");
    assert_text(markup_digits(*state, 1234567), "1234567");
}

static void test_what_is_hidden_comes_back_as_it_was(void **state) {
    Buf out = buf_make(*state, 4096);
    markup_exact(&out, STR("\"><b> &amp; 'a'\n\tb \xE2\x80\xAE \xE3\x81\x82 \xC2\x85 \xF0\x9F\x91\xA9"));
    assert_text(buf_str(&out),
                "&#34;&#62;&#60;b&#62; &#38;amp; &#39;a&#39;\n\tb &#8238; \xE3\x81\x82 \xC2\x85 \xF0\x9F\x91\xA9");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(test_addresses_that_pass),
        ARENA_TEST(test_addresses_that_do_not),
        ARENA_TEST(test_part_keeps_its_place),
        ARENA_TEST(test_word_is_escaped_as_a_whole),
        ARENA_TEST(test_what_is_hidden_comes_back_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
