// Findings: keeping them, their order, and how they look to a person.
#include "base/buf.h"
#include "base/diag.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "unit/base/base_test.h"

static Diag finding(const char *file, int line, int column, Severity severity) {
    return (Diag){severity, MSG_JSON_EMPTY, MSG_NONE, {{0}}, {.file = str_from(file), .line = line, .column = column}};
}

static void errors_are_counted_beyond_the_ceiling(void **state) {
    Diags diags = diags_make(*state);
    for (int i = 0; i < LIMIT_DIAGS + 50; i++) {
        diags_add(&diags, finding("a", i, 1, SEVERITY_ERROR));
        diags_add(&diags, finding("a", i, 1, SEVERITY_WARNING));
    }
    assert_int_equal(diags.count, LIMIT_DIAGS);
    assert_int_equal(diags.errors, LIMIT_DIAGS + 50);
}

static void an_error_displaces_a_warning(void **state) {
    Diags diags = diags_make(*state);
    for (int i = 0; i < LIMIT_DIAGS; i++) {
        diags_add(&diags, finding("a", i, 1, SEVERITY_WARNING));
    }
    diags_add(&diags, finding("b", 1, 1, SEVERITY_ERROR));
    assert_int_equal(diags.count, LIMIT_DIAGS);
    assert_text(diags.items[LIMIT_DIAGS - 1].place.file, "b");
    assert_int_equal(diags.items[LIMIT_DIAGS - 2].place.line, LIMIT_DIAGS - 2);
}

static void order_is_by_place(void **state) {
    static const struct {
        const char *file;
        int line, column;
    } want[] = {{"a", 1, 9}, {"a", 2, 1}, {"a", 2, 3}, {"a", 10, 1}, {"b", 1, 1}, {"b", 1, 2}};
    static const int mixed[] = {4, 2, 0, 5, 3, 1};
    Diags diags = diags_make(*state);
    for (size_t i = 0; i < 6; i++) {
        diags_add(&diags, finding(want[mixed[i]].file, want[mixed[i]].line, want[mixed[i]].column, SEVERITY_ERROR));
    }
    diags_sort(&diags);
    for (size_t i = 0; i < 6; i++) {
        assert_text(diags.items[i].place.file, want[i].file);
        assert_int_equal(diags.items[i].place.line, want[i].line);
        assert_int_equal(diags.items[i].place.column, want[i].column);
    }
}

static void order_at_one_place_does_not_depend_on_arrival(void **state) {
    Diag first = finding("a", 1, 1, SEVERITY_ERROR), second = first, third = first, last = finding("a", 1, 1, SEVERITY_WARNING);
    first.args[0] = STR("x");
    second.args[0] = STR("y");
    third.msg = MSG_JSON_BOM;
    for (int turn = 0; turn < 2; turn++) {
        Diags diags = diags_make(*state);
        diags_add(&diags, turn ? last : third);
        diags_add(&diags, turn ? second : first);
        diags_add(&diags, turn ? first : second);
        diags_add(&diags, turn ? third : last);
        diags_sort(&diags);
        assert_text(diags.items[0].args[0], "x");
        assert_text(diags.items[1].args[0], "y");
        assert_int_equal(diags.items[2].msg, MSG_JSON_BOM);
        assert_int_equal(diags.items[3].severity, SEVERITY_WARNING);
    }
}

static Str shown(Arena *arena, const Diag *diag, Lang lang) {
    Buf out = buf_make(arena, 100000);
    diag_print(&out, diag, lang);
    return buf_str(&out);
}

// A finding in `line` over the first place of `part`.
static Diag pointing(Str line, const char *part) {
    const char *at = strstr(line.ptr, part);
    Place place = {STR("facts.json"), line, 12, (int)(at - line.ptr) + 1, (int)strlen(part)};
    return (Diag){.msg = MSG_JSON_DUPLICATE_KEY, .args = {str_from(part)}, .place = place};
}

static void the_caret_counts_wide_letters(void **state) {
    Diag diag = pointing(STR("{\"名前\": 1, \"場所\": 2}"), "\"場所\"");
    assert_text(shown(*state, &diag, LANG_EN),
                "facts.json:12:15: error: The key \"\"場所\"\" is written twice. Keep one of them.\n"
                "  12 | {\"名前\": 1, \"場所\": 2}\n"
                "     |             ^^^^^^\n");
    diag.severity = SEVERITY_WARNING;
    assert_true(str_starts(shown(*state, &diag, LANG_JA), STR("facts.json:12:15: 気をつけるところ: 「")));
}

static void tabs_become_spaces(void **state) {
    Diag diag = pointing(STR("\ta\tkey"), "key");
    assert_true(str_ends(shown(*state, &diag, LANG_EN), STR("\n  12 |     a   key\n     |         ^^^\n")));
}

static void a_place_at_the_end_of_the_line(void **state) {
    Diag diag = pointing(STR("{\"a\""), "{");
    diag.place.column = 5;
    assert_true(str_ends(shown(*state, &diag, LANG_EN), STR("\n  12 | {\"a\"\n     |     ^\n")));
    diag.place.column = 99; // beyond it: as if at the end
    assert_true(str_ends(shown(*state, &diag, LANG_EN), STR("\n  12 | {\"a\"\n     |     ^\n")));
    diag.place.line_text = STR("");
    assert_true(str_ends(shown(*state, &diag, LANG_EN), STR("\n  12 | \n     | ^\n")));
}

static void long_lines_are_cut_around_the_caret(void **state) {
    static const size_t wide_before[] = {0, 1, 19, 20, 21, 400, 5000};
    for (size_t i = 0; i < sizeof wide_before / sizeof *wide_before; i++) {
        Buf line = buf_make(*state, 100000);
        for (size_t k = 0; k < wide_before[i]; k++) {
            buf_puts(&line, "届");
        }
        buf_puts(&line, "<here>");
        for (size_t k = 0; k < 3000; k++) {
            buf_puts(&line, "け");
        }
        buf_char(&line, '\0');
        line.len--;
        Diag diag = pointing(buf_str(&line), "<here>");
        Str head, source, carets, rest, output = shown(*state, &diag, LANG_EN);
        assert_true(str_cut(output, '\n', &head, &rest));
        assert_true(str_cut(rest, '\n', &source, &rest));
        assert_true(str_cut(rest, '\n', &carets, &rest));
        assert_true(utf8_width(source) < 120);
        assert_true(str_ends(source, STR("...")));
        const char *here = strstr(source.ptr, "<here>");
        const char *caret = strstr(carets.ptr, "^^^^^^");
        assert_true(here && here < source.ptr + source.len);
        assert_non_null(caret);
        assert_int_equal(utf8_width((Str){source.ptr, (size_t)(here - source.ptr)}), caret - carets.ptr);
    }
}

static void what_cannot_be_seen_is_made_visible(void **state) {
    Diag diag = pointing(STR("a\x1B[31m\xE2\x80\xAE"
                             "b\x7F key"),
                         "key");
    diag.args[0] = STR("x\x1B\n\xE2\x80\x8By");
    diag.place.file = STR("f\x07.json");
    Str output = shown(*state, &diag, LANG_EN);
    assert_text(
        output,
        "f\xEF\xBF\xBD.json:12:13: error: The key \"x\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDy\" is written twice. Keep one of "
        "them.\n  12 | a\xEF\xBF\xBD[31m\xEF\xBF\xBD"
        "b\xEF\xBF\xBD key\n     |           ^^^\n");
}

static void what_is_read_whole_keeps_its_lines(void **state) {
    Buf text = buf_make(*state, 100000);
    for (int i = 0; i < 2000; i++) buf_puts(&text, "long and ");
    buf_puts(&text, "\x1B[31m\n\n\ta\tb\xE2\x80\xAE\r\n");
    Str shown = diag_visible_lines(*state, buf_str(&text));
    assert_int_equal(shown.len, 18000 + strlen("\xEF\xBF\xBD[31m\n\n    a   b\xEF\xBF\xBD\xEF\xBF\xBD\n"));
    assert_true(str_ends(shown, STR("long and \xEF\xBF\xBD[31m\n\n    a   b\xEF\xBF\xBD\xEF\xBF\xBD\n")));
    Buf worst = buf_make(*state, 100000);
    for (int i = 0; i < 1000; i++) buf_puts(&worst, "\n\t\x01");
    assert_int_equal(diag_visible_lines(*state, buf_str(&worst)).len, 8000);
}

static void long_arguments_are_cut(void **state) {
    Buf name = buf_make(*state, 100000);
    for (int i = 0; i < 20000; i++) {
        buf_puts(&name, i % 2 ? "あ" : "\xE3\x82\x99"); // half of them take no column
    }
    Diag diag = {.msg = MSG_JSON_DUPLICATE_KEY, .args = {buf_str(&name)}};
    assert_in_range(shown(*state, &diag, LANG_EN).len, 200, 2000);
}

static void places_may_lack_parts(void **state) {
    Diag diag = {.msg = MSG_JSON_NOT_UTF8, .advice = MSG_JSON_NOT_UTF8_ADVICE};
    assert_text(shown(*state, &diag, LANG_EN),
                "error: This is not valid UTF-8.\nhelp: The file may have been saved as Shift_JIS "
                "or another encoding. Save it again as UTF-8.\n");
    diag.advice = MSG_NONE;
    diag.place.file = STR("a");
    assert_text(shown(*state, &diag, LANG_EN), "a: error: This is not valid UTF-8.\n");
    diag.place.line = 3;
    assert_text(shown(*state, &diag, LANG_EN), "a:3: error: This is not valid UTF-8.\n");
    diag.place.file = STR("");
    assert_text(shown(*state, &diag, LANG_EN), "3: error: This is not valid UTF-8.\n");
    Buf line = buf_make(*state, 1000);
    diag.place.column = 4;
    diag_print_line(&line, &diag, LANG_EN);
    assert_text(buf_str(&line), "3:4: error: This is not valid UTF-8.\n");
    diag.advice = MSG_JSON_NOT_UTF8_ADVICE;
    line.len = 0;
    diag_print_line(&line, &diag, LANG_EN);
    assert_text(buf_str(&line), "3:4: error: This is not valid UTF-8. The file may have been saved as Shift_JIS or another "
                                "encoding. Save it again as UTF-8.\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(errors_are_counted_beyond_the_ceiling),
        ARENA_TEST(an_error_displaces_a_warning),
        ARENA_TEST(order_is_by_place),
        ARENA_TEST(order_at_one_place_does_not_depend_on_arrival),
        ARENA_TEST(the_caret_counts_wide_letters),
        ARENA_TEST(tabs_become_spaces),
        ARENA_TEST(a_place_at_the_end_of_the_line),
        ARENA_TEST(long_lines_are_cut_around_the_caret),
        ARENA_TEST(what_cannot_be_seen_is_made_visible),
        ARENA_TEST(what_is_read_whole_keeps_its_lines),
        ARENA_TEST(long_arguments_are_cut),
        ARENA_TEST(places_may_lack_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
