// The whole condition of a duty: every branch with its mark, labels, names, days and exception; and the same as JSON.
#include "base/json.h"
#include "rule/explain.h"
#include "unit/rule/book_text.h"

static const char text[] =
    "fact a.x yesno \"X\"\nfact a.y yesno \"Y\"\nfact a.z yesno \"Z\"\nfact n.n count \"N\"\nfact t.t time \"T\"\n"
    "fact c.c choice \"C\"\n  value a \"A\"\n"
    "define both \"Both\"\n  when a.x and a.y\n"
    "duty d.b \"Other\"\n  when a.x\n"
    "duty d.a \"d\"\n  from open of t.t\n  when all of\n    one: any of from 2025-04-01 until 2026-03-31\n      both\n"
    "      n.n > 5\n    none of\n      c.c is a\n      not a.z\n    one or applies d.b\n"
    "  unless a.z and t.t before 2020-01-01\n  label one \"First\"\n";

static Str tree(Law *law, Lang lang) {
    Buf out = buf_make(law->arena, 1 << 16);
    explain_tree(&out, &law->decision.question, law_duty(law, "d.a"), lang);
    assert_false(out.overflowed);
    return buf_str(&out);
}

static void every_branch_is_shown(void **state) {
    Law *law = law_of(*state, text);
    law_decide(law, "a.x = yes, a.y = no, n.n = 3.., t.t = 2025-05-05, a.z = yes", "2026-01-01");
    assert_text(tree(law, LANG_EN), "[?] all of these\n"
                                    "  [?] [First] any of these (from 2025-04-01) (until 2026-03-31)\n"
                                    "    [no] Both\n"
                                    "      [no] all of these\n"
                                    "        [yes] X: yes\n"
                                    "        [no] Y: no\n"
                                    "    [?] N: 3 or more\n"
                                    "  [?] none of these\n"
                                    "    [?] C: not known yet\n"
                                    "    [no] not this\n"
                                    "      [yes] Z: yes\n"
                                    "  [yes] any of these\n"
                                    "    [?] First\n"
                                    "    [yes] where \"Other\" is due\n"
                                    "except where\n"
                                    "[no] all of these\n"
                                    "  [yes] Z: yes\n"
                                    "  [no] T: 2025-05-05 09:00 (on or after 2020-01-01)\n");
}

static void days_decide_a_branch(void **state) {
    Law *law = law_of(*state, text);
    law_decide(law, "a.x = yes, a.y = yes, t.t = 2025-03-31", "2026-01-01");
    assert_non_null(strstr(str_c(*state, tree(law, LANG_EN)), "[no] [First] any of these (from"));
    law_decide(law, "a.x = yes, a.y = yes, t.t = 2025-04-01", "2026-01-01");
    assert_non_null(strstr(str_c(*state, tree(law, LANG_EN)), "[yes] [First] any of these (from"));
}

static void every_language_has_the_same_lines(void **state) {
    Law *law = law_of(*state, text);
    law_decide(law, "a.x = yes", "2026-01-01");
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        Str words = tree(law, lang), line;
        int lines = 0;
        for (; str_cut(words, '\n', &line, &words); lines++) assert_true(str_trim(line).len > strlen("○ "));
        assert_int_equal(lines, 18);
    }
    assert_non_null(strstr(str_c(*state, tree(law, LANG_JA)), "ただし、次のときは除く\n"));
}

// --- JSON --------------------------------------------------------------------------------------------------------------

static void check_branch(const Json *branch, int *count) {
    static const char *const kinds[] = {"all", "any", "none", "not", "fact", "name", "duty", "maybe"};
    static const char *const values[] = {"true", "false", "unknown"};
    const Json *kind = json_member(branch, STR("kind")), *value = json_member(branch, STR("value"));
    const Json *words = json_member(branch, STR("text")), *children = json_member(branch, STR("children"));
    bool known_kind = false, known_value = false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) known_kind |= str_is(kind->text, kinds[i]);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) known_value |= str_is(value->text, values[i]);
    assert_true(known_kind && known_value && words->text.len > 0);
    ++*count;
    for (uint32_t i = 0; children && i < children->count; i++) check_branch(&children->items[i], count);
}

static Json parsed(Law *law, Lang lang) {
    Buf out = buf_make(law->arena, 1 << 16);
    Json json;
    Diags diags = diags_make(law->arena);
    explain_tree_json(&out, &law->decision.question, law_duty(law, "d.a"), lang);
    if (json_parse(law->arena, STR("tree"), buf_str(&out), &json, &diags) != ERR_OK)
        fail_msg("%s", str_c(law->arena, buf_str(&out)));
    return json;
}

static void json_has_the_same_branches(void **state) {
    Law *law = law_of(*state, text);
    law_decide(law, "a.x = yes, n.n = 3..", "2026-01-01");
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        Json json = parsed(law, lang);
        int count = 0;
        check_branch(json_member(&json, STR("when")), &count);
        check_branch(json_member(&json, STR("unless")), &count);
        assert_int_equal(count, 17); // the lines of the text, without "except where"
    }
    Json json = parsed(law, LANG_EN);
    const Json *when = json_member(&json, STR("when"));
    const Json *first = &json_member(when, STR("children"))->items[0];
    assert_text(json_member(when, STR("kind"))->text, "all");
    assert_text(json_member(when, STR("value"))->text, "unknown");
    assert_null(json_member(when, STR("label")));
    assert_text(json_member(first, STR("label"))->text, "one");
    const Json *both = &json_member(first, STR("children"))->items[0];
    assert_text(json_member(both, STR("kind"))->text, "name");
    assert_text(json_member(both, STR("name"))->text, "both");
    assert_text(json_member(both, STR("text"))->text, "Both");
    assert_int_equal(json_member(both, STR("children"))->count, 1);
    const Json *count = &json_member(first, STR("children"))->items[1];
    assert_text(json_member(count, STR("kind"))->text, "fact");
    assert_text(json_member(count, STR("name"))->text, "n.n");
    assert_text(json_member(count, STR("text"))->text, "N: 3 or more");
    assert_null(json_member(count, STR("children")));
    const Json *last = &json_member(when, STR("children"))->items[2];
    assert_text(json_member(&json_member(last, STR("children"))->items[1], STR("kind"))->text, "duty");
}

static void without_an_exception(void **state) {
    Law *law = law_of(*state, "fact a.x yesno \"\\\"X\\\"\"\nduty d.a \"d\"\n  when a.x\n");
    law_decide(law, "a.x = yes", "2026-01-01");
    assert_text(tree(law, LANG_EN), "[yes] \"X\": yes\n");
    Json json = parsed(law, LANG_EN);
    assert_null(json_member(&json, STR("unless")));
    assert_text(json_member(json_member(&json, STR("when")), STR("text"))->text, "\"X\": yes");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(every_branch_is_shown),      ARENA_TEST(days_decide_a_branch), ARENA_TEST(every_language_has_the_same_lines),
        ARENA_TEST(json_has_the_same_branches), ARENA_TEST(without_an_exception),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
