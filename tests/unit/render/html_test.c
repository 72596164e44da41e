// Escaping: nothing that comes in as text leaves as markup, and nothing that cannot be seen leaves at all.
#include "base/utf8.h"
#include "render/html.h"
#include "render/unseen.h"
#include "unit/base/base_test.h"

static Str escaped(Arena *arena, Str text) {
    Buf out = buf_make(arena, 1 << 20);
    html_text(&out, text);
    assert_false(out.overflowed);
    return buf_str(&out);
}

static Str with_breaks(Arena *arena, Str text) {
    Buf out = buf_make(arena, 1 << 20);
    html_lines(&out, text);
    return buf_str(&out);
}

// How a browser would read it: references back to characters. Fails on anything that is not text.
static Str read_back(Arena *arena, Str html) {
    static const struct {
        const char *reference, *character;
    } known[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&#xFFFD;", "\xEF\xBF\xBD"}};
    Buf out = buf_make(arena, 1 << 20);
    for (size_t at = 0; at < html.len;) {
        Str rest = str_slice(html, at, html.len);
        size_t length = 1;
        assert_null(memchr("<>\"'", rest.ptr[0], 4));
        for (size_t i = 0; rest.ptr[0] == '&' && i < sizeof known / sizeof *known; i++) {
            if (!str_starts(rest, str_from(known[i].reference))) continue;
            length = strlen(known[i].reference);
            buf_puts(&out, known[i].character);
        }
        assert_true(rest.ptr[0] != '&' || length > 1);
        if (length == 1) buf_char(&out, rest.ptr[0]);
        at += length;
    }
    return buf_str(&out);
}

static void what_means_something_becomes_a_reference(void **state) {
    assert_text(escaped(*state, STR("a<b>&\"'c")), "a&lt;b&gt;&amp;&quot;&#39;c");
    assert_text(escaped(*state, STR("&lt;&amp;lt;")), "&amp;lt;&amp;amp;lt;");
    assert_text(escaped(*state, STR("</textarea><script>x()</script>")), "&lt;/textarea&gt;&lt;script&gt;x()&lt;/script&gt;");
    assert_text(escaped(*state, STR("")), "");
}

static void every_ascii_character_is_read_back(void **state) {
    for (char c = ' '; c < 0x7F; c++) {
        Str text = {&c, 1};
        assert_true(str_eq(read_back(*state, escaped(*state, text)), text));
    }
}

static void characters_of_all_planes_stay(void **state) {
    static const int32_t kept[] = {0xE9, 0x3042, 0x9AD9, 0xFA11, 0x20BB7, 0xFE00, 0xE0100, 0x1F468, 0x200D, 0x10FFFD, 0xFFFD};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        char bytes[4];
        Str text = {bytes, utf8_put(bytes, (uint32_t)kept[i])};
        assert_true(str_eq(escaped(*state, text), text));
    }
}

// Every code point that is left out, and none that is not.
static void what_cannot_be_seen_is_shown(void **state) {
    char bytes[4];
    size_t turned = 0, controls = 0;
    for (int32_t c = 1; c < 0x11000; c++) {
        if (c >= 0xD800 && c < 0xE000) continue;
        Str text = {bytes, utf8_put(bytes, (uint32_t)c)}, html = escaped(*state, text);
        bool shown = str_eq(html, text), turns = str_starts(html, STR("[U+")), mark = str_is(html, "&#xFFFD;");
        assert_true(shown || turns || mark || html.ptr[0] == '&');
        assert_int_equal(turns, unseen_turns(c));
        assert_int_equal(mark, unseen_control(c));
        turned += turns;
        controls += mark;
    }
    assert_int_equal(turned, 5 + 4 + 3);
    assert_int_equal(controls, 29 + 33 + 2 + 1 + 2 + 32);
    assert_text(escaped(*state, STR("1\u202E000,1\u202C")), "1[U+202E]000,1[U+202C]");
    assert_text(escaped(*state, (Str){"a\0b", 3}), "a&#xFFFD;b");
    assert_text(escaped(*state, STR("a\tb\nc\r")), "a\tb\nc&#xFFFD;");
}

// A byte that promises more bytes takes none of what follows.
static void broken_utf8_swallows_nothing(void **state) {
    static const char *const heads[] = {"\x80", "\xC0",     "\xC3",         "\xE3",     "\xE3\x81", "\xED\xA0",
                                        "\xF0", "\xF0\x9F", "\xF0\x9F\x91", "\xF4\x90", "\xFF"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        Str text = str_join(*state, str_from(heads[i]), STR("<b>\"&"));
        Str html = escaped(*state, text);
        assert_int_equal(utf8_valid_prefix(html), html.len);
        assert_true(str_starts(html, STR("&#xFFFD;")));
        assert_true(str_ends(html, STR("&lt;b&gt;&quot;&amp;")));
        read_back(*state, html);
        html = escaped(*state, str_from(heads[i]));
        assert_int_equal(utf8_valid_prefix(html), html.len);
    }
}

static void only_lines_break(void **state) {
    assert_text(with_breaks(*state, STR("a\n<b>\n\nc")), "a<br>\n&lt;b&gt;<br>\n<br>\nc");
    assert_text(escaped(*state, STR("a\n<b>")), "a\n&lt;b&gt;");
}

static void markup_stays_as_it_is(void **state) {
    Buf out = buf_make(*state, 100);
    html_markup(&out, MARKUP("<p class=\"a\">&amp;"));
    assert_text(buf_str(&out), "<p class=\"a\">&amp;");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(what_means_something_becomes_a_reference),
        ARENA_TEST(every_ascii_character_is_read_back),
        ARENA_TEST(characters_of_all_planes_stay),
        ARENA_TEST(what_cannot_be_seen_is_shown),
        ARENA_TEST(broken_utf8_swallows_nothing),
        ARENA_TEST(only_lines_break),
        ARENA_TEST(markup_stays_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
