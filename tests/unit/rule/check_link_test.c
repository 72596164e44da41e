// Linking: names come to what they name, numbers to the fact's unit, values to bits; everything else is told with its place.
#include "base/limits.h"
#include "rule/check.h"
#include "unit/rule/rule_test.h"

// What every test begins with.
enum { WORLD_LINES = 20 };
#define WORLD                                                                                                                  \
    "fact a.yes yesno \"x\"\nfact a.no yesno \"x\"\n"                                                                          \
    "fact a.one choice \"x\"\n  value c1 \"x\"\n  value c2 \"x\"\n"                                                            \
    "fact actor.sectors set \"x\"\n  value water \"x\"\n  value gas \"x\"\n  value rail \"x\"\n"                               \
    "fact a.minutes count \"x\"\n  unit minutes\n"                                                                             \
    "fact a.hours count \"x\"\n  unit hours\n"                                                                                 \
    "fact a.plain count \"x\"\nfact a.money money \"x\"\nfact a.time time \"x\"\nfact a.text text \"x\"\n"                     \
    "define both \"x\"\n  when a.yes and a.no\n"                                                                               \
    "window w.c1 \"x\"\n"

static Read *world(Arena *arena, const char *text) {
    return linked_of(arena, str_c(arena, str_join(arena, STR(WORLD), str_from(text))));
}

static const Cond *condition(Arena *arena, const char *text) {
    Str lines = str_format(arena, "duty d.x \"x\"\n  when %s\n", text);
    Read *read = world(arena, str_c(arena, lines));
    assert_clean(arena, &read->diags);
    return read->book.duties.items[0].when;
}

static void values_become_bits(void **state) {
    assert_int_equal(condition(*state, "a.one in c2, c1")->mask, 3);
    assert_int_equal(condition(*state, "actor.sectors has rail, water")->mask, 5);
    assert_int_equal(condition(*state, "a.one is not c2")->children[0]->mask, 2);
}

static void numbers_come_to_the_unit_of_the_fact(void **state) {
    assert_int_equal(condition(*state, "a.minutes >= 2 hours")->number, 120);
    assert_int_equal(condition(*state, "a.minutes >= 2 minutes")->number, 2);
    assert_int_equal(condition(*state, "a.minutes >= 2")->number, 2);
    assert_int_equal(condition(*state, "a.hours >= 120 minutes")->number, 2);
    assert_int_equal(condition(*state, "a.money >= 5 yen")->number, 5);
}

static void names_become_conditions(void **state) {
    Read *read = world(
        *state, "duty d.x \"x\"\n  when any of\n    two: one and both\n    one: a.yes\n  unless not two\n  label one \"x\"\n"
                "  first at once from a.time when one\nduty d.y \"y\"\n  from open of a.time\n  when applies d.x\n");
    assert_clean(*state, &read->diags);
    const Duty *duty = &read->book.duties.items[0];
    const Cond *two = duty->when->children[0], *one = duty->when->children[1];
    assert_ptr_equal(two->children[0]->target, one);
    assert_int_equal(two->children[0]->define, -1);
    assert_ptr_equal(two->children[1]->target, read->book.defines.items[0].when);
    assert_int_equal(two->children[1]->define, 0);
    assert_ptr_equal(duty->unless->children[0]->target, two);
    assert_ptr_equal(duty->labels.items[0].cond, one);
    assert_ptr_equal(duty->stages.items[0].when->target, one);
    assert_text(read->book.facts.items[duty->stages.items[0].clock.starts[0]].name, "a.time");
    const Duty *second = &read->book.duties.items[1];
    assert_int_equal(second->when->duty, 0);
    assert_text(read->book.facts.items[second->trigger].name, "a.time");
    assert_int_equal(duty->trigger, -1);
}

static void recipients(void **state) {
    Read *read = world(*state, "window w.NN \"x\"\nduty d.x \"x\"\n  when a.yes\n  to w.NN by a.one and w.c1 when maybe a.no\n"
                               "  to authority of actor.sectors otherwise\n");
    assert_clean(*state, &read->diags);
    const Book *book = &read->book;
    const ToLine *to = book->duties.items[0].to.items;
    assert_int_equal(to[0].targets[0].window, map_get(&book->window_index, STR("w.NN")));
    assert_int_equal(to[0].targets[0].members[0], map_get(&book->window_index, STR("w.c1")));
    assert_int_equal(to[0].targets[0].members[1], -1);
    assert_int_equal(to[0].targets[1].window, map_get(&book->window_index, STR("w.c1")));
    assert_text(book->facts.items[to[1].targets[0].fact].name, "actor.sectors");
}

#define DUTY "duty d.x \"x\"\n  when a.yes\n"

static void wrong_names_and_types(void **state) {
    static const struct {
        const char *text;
        Msg msg;
        int line; // behind WORLD
        const char *under;
        Msg advice; // MSG_NONE: any
    } wrong[] = {
        {"define x \"x\"\n  when a.yess", MSG_RULE_UNKNOWN_FACT, 2, "a.yess", MSG_RULE_NEAREST},
        {"define x \"x\"\n  when q.quite_other", MSG_RULE_UNKNOWN_FACT, 2, "q.quite_other", MSG_RULE_UNKNOWN_FACT_ADVICE},
        {"define x \"x\"\n  when boths", MSG_RULE_UNKNOWN_NAME, 2, "boths", MSG_RULE_NEAREST},
        {"define x \"x\"\n  when a.one is c3", MSG_RULE_UNKNOWN_VALUE, 2, "c3", MSG_RULE_UNKNOWN_VALUE_NEAR},
        {"define x \"x\"\n  when a.one in c1, other", MSG_RULE_UNKNOWN_VALUE, 2, "other", MSG_RULE_UNKNOWN_VALUE_ADVICE},
        {"define x \"x\"\n  when applies d.y", MSG_RULE_UNKNOWN_DUTY, 2, "d.y", MSG_NONE},
        {"define x \"x\"\n  when a.one", MSG_RULE_WRONG_TEST, 2, "a.one", MSG_RULE_TEST_CHOICE_ADVICE},
        {"define x \"x\"\n  when a.one has c1", MSG_RULE_WRONG_TEST, 2, "a.one", MSG_RULE_TEST_CHOICE_ADVICE},
        {"define x \"x\"\n  when actor.sectors is gas", MSG_RULE_WRONG_TEST, 2, "actor.sectors", MSG_RULE_TEST_SET_ADVICE},
        {"define x \"x\"\n  when a.yes is c1", MSG_RULE_WRONG_TEST, 2, "a.yes", MSG_RULE_TEST_YESNO_ADVICE},
        {"define x \"x\"\n  when a.time > 3", MSG_RULE_WRONG_TEST, 2, "a.time", MSG_RULE_TEST_TIME_ADVICE},
        {"define x \"x\"\n  when a.plain after 2025-01-01", MSG_RULE_WRONG_TEST, 2, "a.plain", MSG_RULE_TEST_COUNT_ADVICE},
        {"define x \"x\"\n  when a.text", MSG_RULE_WRONG_TEST, 2, "a.text", MSG_RULE_TEST_NEVER_ADVICE},
        {"define x \"x\"\n  when a.minutes > 3 people", MSG_RULE_WRONG_UNIT, 2, "people", MSG_RULE_WRONG_UNIT_ADVICE},
        {"define x \"x\"\n  when a.plain > 3 people", MSG_RULE_WRONG_UNIT, 2, "people", MSG_RULE_NO_UNIT_ADVICE},
        {"define x \"x\"\n  when a.hours > 90 minutes", MSG_RULE_UNIT_PART, 2, "minutes", MSG_NONE},
        {"define x \"x\"\n  when a.minutes > 9223372036854775807 hours", MSG_RULE_UNIT_PART, 2, "hours", MSG_NONE},
        {"define x \"x\"\n  when one: a.yes", MSG_RULE_LABEL_PLACE, 2, "one", MSG_NONE},
        {"define maybe \"x\"\n  when a.yes", MSG_RULE_WORD_TAKEN, 1, "maybe", MSG_NONE},
        {"define x \"x\"\n  when maybe a.yes", MSG_RULE_MAYBE_PLACE, 2, NULL, MSG_NONE},
        {"duty d.x \"x\"\n  when maybe a.yes", MSG_RULE_MAYBE_PLACE, 2, NULL, MSG_NONE},
        {"duty d.x \"x\"\n  when any of\n    one: a.yes\n    one: a.no", MSG_RULE_LABEL_TWICE, 4, "one", MSG_NONE},
        {"duty d.x \"x\"\n  when both: a.yes", MSG_RULE_LABEL_DEFINE, 2, "both", MSG_NONE},
        {"duty d.x \"x\"\n  when clas1: a.yes\n  unless class1", MSG_RULE_UNKNOWN_NAME, 3, "class1", MSG_RULE_NEAREST},
        {DUTY "  unless one: a.no", MSG_RULE_LABEL_PLACE, 3, "one", MSG_NONE},
        {DUTY "  label one \"x\"", MSG_RULE_UNKNOWN_LABEL, 3, "one", MSG_RULE_UNKNOWN_LABEL_ADVICE},
        {"duty d.x \"x\"\n  when one: a.yes\n  label one \"x\"\n  label one \"y\"", MSG_RULE_LABEL_WORDS_TWICE, 4, "one",
         MSG_NONE},
        {DUTY "  from open of a.yes", MSG_RULE_NEED_TIME_FACT, 3, "a.yes", MSG_NONE},
        {DUTY "  first at once from a.yes", MSG_RULE_NEED_TIME_FACT, 3, "a.yes", MSG_NONE},
        {DUTY "  first at once from a.time or a.tme", MSG_RULE_UNKNOWN_FACT, 3, "a.tme", MSG_RULE_NEAREST},
        {DUTY "  first at once from a.time when maybe a.yes", MSG_RULE_MAYBE_PLACE, 3, NULL, MSG_NONE},
        {DUTY "  to w.c2", MSG_RULE_UNKNOWN_WINDOW, 3, "w.c2", MSG_RULE_NEAREST},
        {DUTY "  to w.c1 by a.yes", MSG_RULE_NEED_CHOICE_FACT, 3, "a.yes", MSG_NONE},
        {DUTY "  to authority of a.one", MSG_RULE_NEED_SET_FACT, 3, "a.one", MSG_NONE},
        {DUTY "window v.NN \"x\"\nduty d.y \"y\"\n  when a.yes\n  to v.NN by a.one", MSG_RULE_EMPTY_FAMILY, 6, "v.NN",
         MSG_NONE},
        {DUTY "  basis \"x\" source s.a", MSG_RULE_UNKNOWN_SOURCE, 3, "s.a", MSG_NONE},
        {DUTY "  to w.c1 when a.no source s.a", MSG_RULE_UNKNOWN_SOURCE, 3, "s.a", MSG_NONE},
        {DUTY "  example \"x\"\n    a.ys = yes", MSG_RULE_UNKNOWN_FACT, 4, "a.ys", MSG_NONE},
        {DUTY "  example \"x\"\n    a.yes = 3", MSG_RULE_BAD_VALUE, 4, "3", MSG_RULE_VALUE_YESNO_ADVICE},
        {DUTY "  example \"x\"\n    a.plain = 9..3", MSG_RULE_BAD_VALUE, 4, "9..3", MSG_RULE_VALUE_COUNT_ADVICE},
        {DUTY "  example \"x\"\n    a.time = 3", MSG_RULE_BAD_VALUE, 4, "3", MSG_RULE_VALUE_TIME_ADVICE},
        {DUTY "  example \"x\"\n    a.one = c1 + c2", MSG_RULE_BAD_VALUE, 4, "c1 + c2", MSG_RULE_VALUE_CHOICE_ADVICE},
        {DUTY "  example \"x\"\n    actor.sectors = fire", MSG_RULE_BAD_VALUE, 4, "fire", MSG_RULE_VALUE_SET_ADVICE},
        {DUTY "  example \"x\"\n    a.text = yes", MSG_RULE_BAD_VALUE, 4, "yes", MSG_RULE_VALUE_TEXT_ADVICE},
        {DUTY "  example \"x\"\n    a.yes = yes\n    a.yes = no", MSG_RULE_ASSIGNED_TWICE, 5, "a.yes", MSG_NONE},
        {DUTY "  example \"x\"\n    expect labels one", MSG_RULE_UNKNOWN_LABEL, 4, "one", MSG_NONE},
        {DUTY "  example \"x\"\n    expect to w.c1, w.c9", MSG_RULE_UNKNOWN_WINDOW, 4, "w.c9", MSG_NONE},
        {DUTY "  example \"x\"\n    expect unknown a.yess", MSG_RULE_UNKNOWN_FACT, 4, "a.yess", MSG_NONE},
        {"case c \"x\"\n  expect d.x not\n    because \"y\"", MSG_RULE_UNKNOWN_DUTY, 2, "d.x", MSG_NONE},
        {DUTY "case c \"x\"\n  source s.a\n  expect d.x not", MSG_RULE_UNKNOWN_SOURCE, 4, "s.a", MSG_NONE},
        {"window v.x \"x\"\n  calendar jp", MSG_RULE_UNKNOWN_CALENDAR, 2, "jp", MSG_NONE},
        {"window v.x \"x\"\n  area 13", MSG_RULE_UNKNOWN_AREA, 2, "13", MSG_NONE},
        {"sector fire \"x\"", MSG_RULE_UNKNOWN_SECTOR, 1, "fire", MSG_NONE},
        {"sector gas \"x\"\n  authority w.c9", MSG_RULE_UNKNOWN_WINDOW, 2, "w.c9", MSG_NONE},
        {"guide g.x \"x\"\n  when a.yes\n  step \"x\" source s.a", MSG_RULE_UNKNOWN_SOURCE, 3, "s.a", MSG_NONE},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Read *read = world(*state, wrong[i].text);
        finding_is(*state, &read->diags, wrong[i].msg, wrong[i].line + WORLD_LINES, wrong[i].under);
        if (wrong[i].advice != MSG_NONE) assert_int_equal(read->diags.items[0].advice, wrong[i].advice);
    }
}

static void forms_are_linked_once_there_are_some(void **state) {
    Read *read = book_of(
        *state, "fact a.yes yesno \"x\"\nduty d.x \"x\"\n  when a.yes\n  form f.x when maybe a.yes\n  form f.y otherwise\n");
    map_put(&read->book.form_index, STR("f.x"), 0);
    check_link(&read->book, &read->diags);
    assert_clean(*state, &read->diags);
    read->book.has_forms = true;
    check_link(&read->book, &read->diags);
    finding_is(*state, &read->diags, MSG_RULE_UNKNOWN_FORM, 5, "f.y");
}

static void circles(void **state) {
    static const struct {
        const char *text, *name, *chain;
    } wrong[] = {
        {"define c1 \"x\"\n  when c1", "c1", "c1 > c1"},
        {"define c1 \"x\"\n  when a.yes or not c2\ndefine c2 \"x\"\n  when c3 and a.no\ndefine c3 \"x\"\n  when c1", "c1",
         "c1 > c2 > c3 > c1"},
        {"duty d.x \"x\"\n  when all of\n    a.yes\n    one: any of\n      a.no\n      one", "one", "one > one"},
        {"duty d.x \"x\"\n  when any of\n    one: two\n    two: one", "one", "one > two > one"},
        {"duty d.x \"x\"\n  when applies d.y\nduty d.y \"y\"\n  when a.yes\n  unless applies d.x", "d.x", "d.x > d.y > d.x"},
        {"duty d.x \"x\"\n  when a.yes\n  unless applies d.x", "d.x", "d.x > d.x"},
        {"fact b.x yesno \"x\"\n  derive no when b.y\nfact b.y yesno \"y\"\n  derive yes when mid\ndefine mid \"m\"\n  when "
         "not b.x",
         "b.x", "b.x > b.y > mid > b.x"},
        {"duty d.x \"x\"\n  when mid\ndefine mid \"m\"\n  when applies d.x", "mid", "mid > d.x > mid"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Read *read = world(*state, wrong[i].text);
        finding_is(*state, &read->diags, MSG_RULE_CIRCLE, read->diags.items[0].place.line, wrong[i].name);
        assert_text(read->diags.items[0].args[1], wrong[i].chain);
    }
    assert_clean(
        *state,
        &world(*state, "define c1 \"x\"\n  when c2 or c3\ndefine c2 \"x\"\n  when c3\ndefine c3 \"x\"\n  when a.yes")->diags);
}

// A chain of definitions d0000 > d0001 > ... `count` long; named so that book order is either way round.
static Read *tower(Arena *arena, int count, bool downwards) {
    Buf text = buf_make(arena, 1 << 20);
    buf_puts(&text, "fact a.yes yesno \"x\"\n");
    for (int i = 0; i < count; i++) {
        int name = downwards ? i : count - 1 - i, next = downwards ? i + 1 : count - 2 - i;
        buf_format(&text, "define d%04d \"x\"\n  when ", name);
        if (i + 1 < count)
            buf_format(&text, "d%04d\n", next);
        else
            buf_puts(&text, "a.yes\n");
    }
    return linked_of(arena, str_c(arena, buf_str(&text)));
}

// Each definition names the one below it twice: 40 of them stand for 2^40 conditions.
static void names_that_double_have_a_ceiling(void **state) {
    Buf text = buf_make(*state, 1 << 16);
    buf_puts(&text, "fact a.yes yesno \"x\"\nfact b.yes yesno \"x\"\ndefine d00 \"x\"\n  when a.yes and b.yes\n");
    for (int i = 1; i <= 40; i++) buf_format(&text, "define d%02d \"x\"\n  when d%02d and (d%02d or b.yes)\n", i, i - 1, i - 1);
    Read *read = linked_of(*state, str_c(*state, buf_str(&text)));
    finding_is(*state, &read->diags, MSG_RULE_TOO_DEEP, read->diags.items[0].place.line, NULL);
}

static void towers_have_a_ceiling(void **state) {
    for (int downwards = 0; downwards < 2; downwards++) {
        assert_clean(*state, &tower(*state, LIMIT_NESTING, downwards)->diags);
        Read *read = tower(*state, LIMIT_NESTING + 1, downwards);
        finding_is(*state, &read->diags, MSG_RULE_TOO_DEEP, read->diags.items[0].place.line, NULL);
        assert_true(tower(*state, 9999, downwards)->diags.errors > 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(values_become_bits),
        ARENA_TEST(numbers_come_to_the_unit_of_the_fact),
        ARENA_TEST(names_become_conditions),
        ARENA_TEST(recipients),
        ARENA_TEST(wrong_names_and_types),
        ARENA_TEST(forms_are_linked_once_there_are_some),
        ARENA_TEST(circles),
        ARENA_TEST(towers_have_a_ceiling),
        ARENA_TEST(names_that_double_have_a_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
