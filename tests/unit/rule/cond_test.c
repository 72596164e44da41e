// Conditions: which tree the words make, and what is said about words that make none.
#include "rule/cond.h"
#include "unit/rule/rule_test.h"

static void dump(Buf *out, const Cond *cond) {
    static const char *const kinds[] = {
        [COND_ALL] = "all",   [COND_ANY] = "any",     [COND_NONE] = "none",      [COND_NOT] = "not",
        [COND_YES] = "yes",   [COND_HAS] = "has",     [COND_COMPARE] = "cmp",    [COND_TIME] = "time",
        [COND_NAME] = "name", [COND_MAYBE] = "maybe", [COND_APPLIES] = "applies"};
    static const char *const ops[] = {[OP_MORE] = ">",  [OP_AT_LEAST] = ">=",   [OP_LESS] = "<",     [OP_AT_MOST] = "<=",
                                      [OP_EQUAL] = "=", [OP_BEFORE] = "before", [OP_AFTER] = "after"};
    buf_puts(out, "(");
    if (cond->label.len > 0) buf_format(out, "%.*s:", STR_ARG(cond->label));
    buf_puts(out, kinds[cond->kind]);
    if (cond->name.len > 0) buf_format(out, " %.*s", STR_ARG(cond->name));
    if (cond->kind == COND_COMPARE) buf_format(out, "%s%d%.*s", ops[cond->op], (int)cond->number, STR_ARG(cond->unit));
    if (cond->kind == COND_TIME) {
        buf_format(out, " %s ", ops[cond->op]);
        buf_day(out, (Day)cond->number);
    }
    for (uint32_t i = 0; i < cond->value_count; i++)
        buf_format(out, "%s%.*s", i ? "," : cond->of_set ? " ~" : " ", STR_ARG(cond->values[i]));
    for (uint32_t i = 0; i < cond->child_count; i++) dump(out, cond->children[i]);
    if (cond->tail.from != DAY_NONE) {
        buf_puts(out, " from ");
        buf_day(out, cond->tail.from);
    }
    if (cond->tail.until != DAY_NONE) {
        buf_puts(out, " until ");
        buf_day(out, cond->tail.until);
    }
    buf_puts(out, ")");
}

static Str tree_text(Arena *arena, const char *condition) {
    Read *read = book_of(arena, str_c(arena, str_join(arena, STR("define x \"x\"\n  when "), str_from(condition))));
    Buf out = buf_make(arena, 10000);
    assert_clean(arena, &read->diags);
    dump(&out, read->book.defines.items[0].when);
    return buf_str(&out);
}

static void tests_on_facts(void **state) {
    assert_text(tree_text(*state, "a.b"), "(yes a.b)");
    assert_text(tree_text(*state, "attack"), "(name attack)");
    assert_text(tree_text(*state, "a.b is 01"), "(has a.b 01)");
    assert_text(tree_text(*state, "a.b is not c"), "(not(has a.b c))");
    assert_text(tree_text(*state, "a.b in c, 13, d"), "(has a.b c,13,d)");
    assert_text(tree_text(*state, "a.b has c, d"), "(has a.b ~c,d)");
    assert_text(tree_text(*state, "a.b > 1_000"), "(cmp a.b>1000)");
    assert_text(tree_text(*state, "a.b >= 2 hours"), "(cmp a.b>=2hours)");
    assert_text(tree_text(*state, "a.b < 0"), "(cmp a.b<0)");
    assert_text(tree_text(*state, "a.b <= 7 and a.c = 8"), "(all(cmp a.b<=7)(cmp a.c=8))");
    assert_text(tree_text(*state, "a.b before 2026-04-01"), "(time a.b before 2026-04-01)");
    assert_text(tree_text(*state, "a.b after 2026-04-01"), "(time a.b after 2026-04-01)");
    assert_text(tree_text(*state, "applies jp.x"), "(applies jp.x)");
}

static void tests_together(void **state) {
    assert_text(tree_text(*state, "a.b and a.c and not a.d"), "(all(yes a.b)(yes a.c)(not(yes a.d)))");
    assert_text(tree_text(*state, "a.b or not (a.c and a.d) or e"), "(any(yes a.b)(not(all(yes a.c)(yes a.d)))(name e))");
    assert_text(tree_text(*state, "a.b has c, d or maybe not a.e"), "(any(has a.b ~c,d)(maybe(not(yes a.e))))");
    assert_text(tree_text(*state, "((a.b))"), "(yes a.b)");
    assert_text(tree_text(*state, "a.b from 2024-04-01 until 2025-03-31 grade A"),
                "(yes a.b from 2024-04-01 until 2025-03-31)");
}

static void blocks(void **state) {
    assert_text(
        tree_text(
            *state,
            "all of\n    a.b\n    one: any of from 2024-04-01\n      two: a.c > 5\n      none of\n        a.d\n        e"),
        "(all(yes a.b)(one:any(two:cmp a.c>5)(none(yes a.d)(name e)) from 2024-04-01))");
    assert_text(tree_text(*state, "one: a.b and a.c"), "(one:all(yes a.b)(yes a.c))");
    assert_text(tree_text(*state, "one: all of\n    a.b"), "(one:all(yes a.b))");
}

static void wrong_conditions(void **state) {
    static const struct {
        const char *text;
        Msg msg;
        int line;
        const char *under;
    } wrong[] = {
        {"a.b and a.c or a.d", MSG_RULE_AND_OR, 2, "or"},
        {"a.b or a.c and a.d", MSG_RULE_AND_OR, 2, "and"},
        {"a.b and", MSG_RULE_NEED_NAME, 2, NULL},
        {"", MSG_RULE_NEED_NAME, 2, NULL},
        {"not", MSG_RULE_NEED_NAME, 2, NULL},
        {"(a.b", MSG_RULE_NEED_WORD_AT_END, 2, NULL},
        {"a.b)", MSG_RULE_LEFT_OVER, 2, ")"},
        {"a.b c.d", MSG_RULE_LEFT_OVER, 2, "c.d"},
        {"a.b is \"x\"", MSG_RULE_NEED_VALUE, 2, "\"x\""},
        {"a.b in c,", MSG_RULE_NEED_VALUE, 2, NULL},
        {"a.b = c", MSG_RULE_EQUAL_NAME, 2, "c"},
        {"a.b != 3", MSG_RULE_LEFT_OVER, 2, "!="},
        {"a.b > many", MSG_RULE_NEED_NUMBER, 2, "many"},
        {"a.b > 99999999999999999999", MSG_RULE_LARGE_NUMBER, 2, "99999999999999999999"},
        {"a.b > 9999999999999999999", MSG_RULE_LARGE_NUMBER, 2, "9999999999999999999"},
        {"a.b before 3", MSG_RULE_NEED_DATE, 2, "3"},
        {"applies", MSG_RULE_NEED_NAME, 2, NULL},
        {"any a.b", MSG_RULE_NEED_WORD, 2, "a.b"},
        {"any of", MSG_RULE_EMPTY_GROUP, 2, NULL},
        {"any of a.b", MSG_RULE_LEFT_OVER, 2, "a.b"},
        {"any of\n    a.b\n      a.c", MSG_RULE_NO_CHILDREN, 4, "a.c"},
        {"a.b\n    a.c", MSG_RULE_NO_CHILDREN, 3, "a.c"},
        {"x.y: a.b", MSG_RULE_LABEL_DOT, 2, "x.y"},
        {"a.b grade A from open", MSG_RULE_TAIL_ORDER, 2, "from"},
        {"a.b grade E", MSG_RULE_NEED_CHOICE, 2, "E"},
        {"a.b from 2025-01-02 until 2025-01-01", MSG_RULE_BACKWARD, 2, "2025-01-01"},
        {"any of\n    a.b and a.c or a.d\n    e", MSG_RULE_AND_OR, 3, "or"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Read *read = book_of(*state, str_c(*state, str_join(*state, STR("define x \"x\"\n  when "), str_from(wrong[i].text))));
        finding_is(*state, &read->diags, wrong[i].msg, wrong[i].line, wrong[i].under);
        assert_null(read->book.defines.items[0].when);
    }
}

static void every_wrong_line_of_a_block_is_told(void **state) {
    Read *read = book_of(*state, "define x \"x\"\n  when any of\n    a.b =\n    a.c\n    > 3\n    a.d is\n");
    assert_int_equal(read->diags.count, 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(tests_on_facts),
        ARENA_TEST(tests_together),
        ARENA_TEST(blocks),
        ARENA_TEST(wrong_conditions),
        ARENA_TEST(every_wrong_line_of_a_block_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
