// Lines: what the tokens are, which tree indentation makes, what is said about wrong lines, and the canonical shape.
#include "base/limits.h"
#include "rule/line.h"
#include "unit/rule/rule_test.h"

// "kind:text" for each token of the first line.
static Str tokens_of(Arena *arena, const char *text) {
    static const char kinds[] = {[TOKEN_NAME] = 'n', [TOKEN_NUMBER] = '#', [TOKEN_DATE] = 'd',
                                 [TOKEN_TIME] = 't', [TOKEN_STRING] = 's', [TOKEN_MARK] = 'm'};
    Diags diags = diags_make(arena);
    Buf out = buf_make(arena, 10000);
    LineTree tree = tree_of(arena, text, &diags);
    assert_clean(arena, &diags);
    for (uint32_t i = 0; i < tree.blocks->count; i++) {
        buf_format(&out, "%s%c:", i ? " " : "", kinds[tree.blocks->tokens[i].kind]);
        buf_put(&out, tree.blocks->tokens[i].text);
    }
    return buf_str(&out);
}

static void tokens(void **state) {
    assert_text(tokens_of(*state, "fact data.people count \"人の数\""), "n:fact n:data.people n:count s:人の数");
    assert_text(tokens_of(*state, "mk-system_2023 jp.police.01 a-"), "n:mk-system_2023 n:jp.police.01 n:a-");
    assert_text(tokens_of(*state, "01 1_000 2026-02-28 2026-02-28T23:59"), "#:01 #:1_000 d:2026-02-28 t:2026-02-28T23:59");
    assert_text(tokens_of(*state, "= != < <= > >= , : ( ) + ? .."), "m:= m:!= m:< m:<= m:> m:>= m:, m:: m:( m:) m:+ m:? m:..");
    assert_text(tokens_of(*state, "3000.. ..900 500..2000 a..b"), "#:3000 m:.. m:.. #:900 #:500 m:.. #:2000 n:a m:.. n:b");
    assert_text(tokens_of(*state, "class1:data.people>=1"), "n:class1 m:: n:data.people m:>= #:1");
    assert_text(tokens_of(*state, "\"a\\\"b\\\\c -- d\"\"\""), "s:a\"b\\c -- d s:");
    assert_text(tokens_of(*state, "a--b c"), "n:a");
    assert_text(tokens_of(*state, "\xEF\xBB\xBF"
                                  "a b\r\n"),
                "n:a n:b");
}

static void tokens_know_their_place(void **state) {
    Diags diags = diags_make(*state);
    LineTree tree = tree_of(*state, "x\n  to \"届\\\"\" y", &diags);
    const Line *line = tree.blocks->children;
    assert_int_equal(line->number, 2);
    assert_int_equal(line->level, 1);
    assert_int_equal(line->tokens[1].column, 6);
    assert_int_equal(line->tokens[1].length, 7);
    assert_text(line->tokens[1].text, "届\"");
    assert_int_equal(line_token_place(line, 2).column, 14);
    assert_int_equal(line_token_place(line, 3).column, 15); // behind the last one
    assert_int_equal(line_place(line).column, 3);
    assert_int_equal(line_place(line).length, 12);
    assert_text(line_place(line).file, "test.duty");
}

static void indentation_makes_the_tree(void **state) {
    Diags diags = diags_make(*state);
    LineTree tree = tree_of(*state, "a\n  b\n    c\n    d\n  e\nf\n", &diags);
    assert_clean(*state, &diags);
    const Line *a = tree.blocks, *b = a->children, *c = b->children;
    assert_text(b->tokens[0].text, "b");
    assert_text(c->tokens[0].text, "c");
    assert_text(c->next->tokens[0].text, "d");
    assert_null(c->next->next);
    assert_text(b->next->tokens[0].text, "e");
    assert_null(b->next->children);
    assert_text(a->next->tokens[0].text, "f");
    assert_null(a->next->next);
}

static void wrong_lines(void **state) {
    static const struct {
        const char *text;
        Msg msg;
        int line;
        const char *under;
    } wrong[] = {
        {"a \"b", MSG_RULE_OPEN_STRING, 1, "\"b"},
        {"a \"b\\", MSG_RULE_BAD_ESCAPE, 1, "\\"},
        {"a \"b\\n\"", MSG_RULE_BAD_ESCAPE, 1, "\\"},
        {"a 30days", MSG_RULE_BAD_NUMBER, 1, "30days"},
        {"a 2026-02-29", MSG_RULE_BAD_DATE, 1, "2026-02-29"},
        {"a 2026-2-9", MSG_RULE_BAD_DATE, 1, "2026-2-9"},
        {"a 2026-02-28T24:00", MSG_RULE_BAD_TIME, 1, "2026-02-28T24:00"},
        {"a 2026-02-28T1:00", MSG_RULE_BAD_TIME, 1, "2026-02-28T1:00"},
        {"a 2026-02-28T10:00:00", MSG_RULE_BAD_TIME, 1, "2026-02-28T10:00:00"},
        {"a ; b", MSG_RULE_BAD_SIGN, 1, ";"},
        {"a .b", MSG_RULE_BAD_SIGN, 1, "."},
        {"a - b", MSG_RULE_BAD_SIGN, 1, "-"},
        {"a　b", MSG_RULE_WIDE_SPACE, 1, "　"},
        {"a 「b」", MSG_RULE_WIDE_SIGN, 1, "「"},
        {"a\n\tb", MSG_RULE_TAB, 2, "\t"},
        {"a b\tc", MSG_RULE_TAB, 1, "\t"},
        {"a\n   b", MSG_RULE_ODD_INDENT, 2, "   "},
        {"a\n    b", MSG_RULE_DEEP_INDENT, 2, "    "},
        {"  a", MSG_RULE_DEEP_INDENT, 1, "  "},
        {"a \"\x01\"", MSG_RULE_CONTROL, 1, NULL},
        {"a \"\xFF\"", MSG_RULE_BAD_UTF8, 1, NULL},
        {"a -- \xC3", MSG_RULE_BAD_UTF8, 1, NULL},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Diags diags = diags_make(*state);
        tree_of(*state, wrong[i].text, &diags);
        finding_is(*state, &diags, wrong[i].msg, wrong[i].line, wrong[i].under);
    }
}

static void reading_goes_on_behind_wrong_lines(void **state) {
    Diags diags = diags_make(*state);
    LineTree tree = tree_of(*state, "a\n  b ;\n    lost\n    lost ;\n  c\n;\n  lost\nd\n", &diags);
    assert_int_equal(diags.count, 3); // also the wrong line below a wrong line
    assert_text(tree.blocks->tokens[0].text, "a");
    assert_text(tree.blocks->children->tokens[0].text, "c");
    assert_null(tree.blocks->children->next);
    assert_null(tree.blocks->children->children);
    assert_text(tree.blocks->next->tokens[0].text, "d");
    assert_null(tree.blocks->next->next);
}

static void long_lines_are_refused(void **state) {
    char text[2 * LIMIT_LINE_TOKENS + 4];
    for (size_t i = 0; i < sizeof text; i++) text[i] = i % 2 ? ' ' : 'a';
    text[2 * LIMIT_LINE_TOKENS] = '\0';
    Diags diags = diags_make(*state);
    assert_int_equal(tree_of(*state, text, &diags).blocks->count, LIMIT_LINE_TOKENS);
    assert_clean(*state, &diags);
    text[2 * LIMIT_LINE_TOKENS] = 'a';
    text[2 * LIMIT_LINE_TOKENS + 1] = '\0';
    tree_of(*state, text, &diags);
    finding_is(*state, &diags, MSG_RULE_LONG_LINE, 1, "a");
}

static Str printed(Arena *arena, const char *text) {
    Diags diags = diags_make(arena);
    Buf out = buf_make(arena, 1 << 20);
    LineTree tree = tree_of(arena, text, &diags);
    assert_clean(arena, &diags);
    line_tree_print(&out, &tree);
    return buf_str(&out);
}

static void assert_canonical(Arena *arena, const char *text, const char *want) {
    Str once = printed(arena, text);
    assert_text(once, want);
    assert_text(printed(arena, str_c(arena, once)), want);
}

static void spaces_between_tokens(void **state) {
    assert_canonical(*state, "a   b", "a b\n");
    assert_canonical(*state, "a( b or( c ))", "a (b or (c))\n");
    assert_canonical(*state, "x.y=a+b+ ? c ,z.w = 3000 .. , v.w =.. 900", "x.y = a + b + ?c, z.w = 3000.., v.w = ..900\n");
    assert_canonical(*state, "x.y = 500 .. 2000, z.w = ( )", "x.y = 500..2000, z.w = ()\n");
    assert_canonical(*state, "class1 :data.people>1_000", "class1: data.people > 1_000\n");
    assert_canonical(*state, "a \"b\\\"c\\\\\"", "a \"b\\\"c\\\\\"\n");
}

static void keywords_are_padded(void **state) {
    assert_canonical(*state, "duty a \"b\"\n  do \"c\"\n  level      must\n  quarterly by 2026-01-01\n  largest\n",
                     "duty a \"b\"\n  do      \"c\"\n  level   must\n  quarterly by 2026-01-01\n  largest\n");
    assert_canonical(*state,
                     "duty a \"b\"\n  when all of\n    any of\n      not x.y\n      one: not x.y\n    attack and other\n",
                     "duty a \"b\"\n  when    all of\n    any of\n      not x.y\n      one: not x.y\n    attack and other\n");
    assert_canonical(*state, "case a \"b\"\n  facts\n    x.y = no\n  expect jp.x not\n    to jp.y\n",
                     "case a \"b\"\n  facts\n    x.y = no\n  expect  jp.x not\n    to      jp.y\n");
}

static void empty_lines(void **state) {
    assert_canonical(*state, "\n\na\n\n  b\n\n\n  c\n  d\ne\n\n", "a\n  b\n\n  c\n  d\n\ne\n");
    assert_canonical(*state, "", "");
    assert_canonical(*state, "\n \n", "");
}

static void comments_are_kept(void **state) {
    assert_canonical(*state, "--file\n\n\n-- block  \na   -- one\n  --two\n  b--three\n    -- four\nc\n  -- end\n",
                     "-- file\n\n-- block\na  -- one\n  -- two\n  b  -- three\n\n-- four\nc\n\n-- end\n");
    assert_canonical(*state, "---- x ----\n--\n--   y\na\n", "---- x ----\n--\n--   y\na\n");
    assert_canonical(*state, "-- only\n\n-- comments\n\n", "-- only\n\n-- comments\n");
    assert_canonical(*state, "a\n-- x\n\n  b\n", "a\n  -- x\n\n  b\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(tokens),
        ARENA_TEST(tokens_know_their_place),
        ARENA_TEST(indentation_makes_the_tree),
        ARENA_TEST(wrong_lines),
        ARENA_TEST(reading_goes_on_behind_wrong_lines),
        ARENA_TEST(long_lines_are_refused),
        ARENA_TEST(spaces_between_tokens),
        ARENA_TEST(keywords_are_padded),
        ARENA_TEST(empty_lines),
        ARENA_TEST(comments_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
