// Reasons: what carries a status and nothing else, in words; and always at least one where a duty is due or ruled out.
#include "rule/explain.h"
#include "unit/rule/book_text.h"

static const char common[] =
    "fact a.x yesno \"X\"\nfact a.y yesno \"Y\"\nfact a.z yesno \"Z\"\nfact n.n count \"N\"\nfact t.t time \"T\"\n"
    "fact c.c choice \"C\"\n  value a \"A\"\n  value b \"B\"\n";

static Law *law_with(Arena *arena, const char *rest) {
    return law_of(arena, str_c(arena, str_join(arena, str_from(common), str_from(rest))));
}

static Str reasons(Law *law, Lang lang) {
    Buf out = buf_make(law->arena, 1 << 16);
    ReasonList list = explain_reasons(law->arena, &law->decision.question, law_result(law, "d.a"), lang);
    for (size_t i = 0; i < list.count; i++) {
        assert_true(list.items[i].len > 0);
        buf_puts(&out, i ? " | " : "");
        buf_put(&out, list.items[i]);
    }
    return buf_str(&out);
}

static void check_at(Law *law, const char *assignments, const char *at, Status status, const char *want) {
    law_decide(law, assignments, at);
    assert_int_equal(law_status(law, "d.a"), status);
    assert_text(reasons(law, LANG_EN), want);
    if (*want) {
        assert_true(reasons(law, LANG_JA).len > 0);
        assert_true(reasons(law, LANG_JA_SIMPLE).len > 0);
    }
}

static void check(Law *law, const char *assignments, Status status, const char *want) {
    check_at(law, assignments, "2026-01-01", status, want);
}

static void only_branches_that_carry_the_result(void **state) {
    Law *law = law_with(*state, "duty d.a \"d\"\n  when all of\n    a.x or a.y\n    none of\n      a.z\n      n.n > 5\n");
    check(law, "a.x = yes, a.y = no, a.z = no, n.n = 3", STATUS_APPLIES, "X: yes | Z: no | N: 3 (not more than 5)");
    check(law, "a.x = yes, a.y = yes, a.z = no, n.n = 3", STATUS_APPLIES, "X: yes | Y: yes | Z: no | N: 3 (not more than 5)");
    check(law, "a.x = no, a.y = no, a.z = no", STATUS_NOT, "X: no | Y: no");
    check(law, "a.x = yes, n.n = 6", STATUS_NOT, "N: 6 (more than 5)");
    check(law, "a.x = no, a.y = no, a.z = yes", STATUS_NOT, "X: no | Y: no | Z: yes");
    law = law_with(*state, "duty d.a \"d\"\n  when c.c is not a and not a.x\n");
    check(law, "c.c = b, a.x = no", STATUS_APPLIES, "C: B | X: no");
    check(law, "c.c = a", STATUS_NOT, "C: A");
}

static void a_reason_is_said_once(void **state) {
    Law *law = law_with(*state, "duty d.a \"d\"\n  when (a.x and a.y) or (a.x and a.z)\n");
    check(law, "a.x = yes, a.y = yes, a.z = yes", STATUS_APPLIES, "X: yes | Y: yes | Z: yes");
    check(law, "a.x = no", STATUS_NOT, "X: no");
}

static void what_is_settled_so_far(void **state) {
    Law *law = law_with(*state, "duty d.a \"d\"\n  when all of\n    a.x\n    a.y\n    n.n > 5\n  unless a.z\n");
    check(law, "a.x = yes", STATUS_MAY, "X: yes");
    check(law, "a.x = yes, a.y = yes, n.n = 7", STATUS_MAY,
          "X: yes | Y: yes | N: 7 (more than 5)"); // only the exception is open
    check(law, "", STATUS_MAY, "");
    law = law_with(*state, "duty d.a \"d\"\n  when a.x or a.y\n  unless a.z\n");
    check(law, "a.x = yes", STATUS_MAY, "X: yes");
    check(law, "a.x = no", STATUS_MAY, "");
}

static void an_exception_is_named(void **state) {
    Law *law = law_with(*state, "duty d.a \"d\"\n  when a.x\n  unless a.y and a.z\n");
    check(law, "a.x = yes, a.y = yes, a.z = yes", STATUS_NOT, "exception: Y: yes | exception: Z: yes");
    check(law, "a.x = no, a.y = yes, a.z = yes", STATUS_NOT, "X: no | exception: Y: yes | exception: Z: yes");
    check(law, "a.x = yes, a.y = no", STATUS_APPLIES, "X: yes");
}

static void labels_stand_before_their_reasons(void **state) {
    Law *law = law_with(
        *state, "duty d.a \"d\"\n  when any of\n    one: a.x and a.y\n    two: any of\n      a.z\n      deep: n.n > 5\n"
                "    mute: c.c is a\n    one and a.z\n"
                "  label one \"一\"\n  label two \"二\"\n  label deep \"深\"\nwords en\n  duty d.a\n    label one \"First\"\n");
    check(law, "a.x = yes, a.y = yes, a.z = no", STATUS_APPLIES, "[First] X: yes | [First] Y: yes");
    check(law, "a.x = no, a.z = yes", STATUS_APPLIES, "[二] Z: yes"); // no words in English: Japanese
    check(law, "a.x = no, a.z = no, n.n = 9", STATUS_APPLIES, "[深] N: 9 (more than 5)");
    check(law, "a.x = no, a.z = no, c.c = a", STATUS_APPLIES, "C: A"); // a label without words
    check(law, "a.x = no, a.z = no, n.n = 1, c.c = b", STATUS_NOT,
          "[First] X: no | [二] Z: no | [深] N: 1 (not more than 5) | C: B | Z: no");
}

static void definitions_are_opened(void **state) {
    Law *law = law_with(*state, "define both \"both\"\n  when a.x and a.y\ndefine more \"more\"\n  when both or a.z\n"
                                "duty d.a \"d\"\n  when more\n");
    check(law, "a.x = yes, a.y = yes, a.z = no", STATUS_APPLIES, "X: yes | Y: yes");
    check(law, "a.x = no, a.z = no", STATUS_NOT, "X: no | Z: no");
}

static void derived_facts_say_so(void **state) {
    Law *law =
        law_with(*state, "fact f.f yesno \"F\"\n  derive yes when a.x\n  derive no when a.y\nduty d.a \"d\"\n  when f.f\n");
    check(law, "a.x = yes", STATUS_APPLIES, "F: yes (from other answers)");
    check(law, "a.y = yes", STATUS_NOT, "F: no (from other answers)");
    check(law, "f.f = yes", STATUS_APPLIES, "F: yes");
}

static void other_duties_are_named(void **state) {
    Law *law = law_with(
        *state, "duty d.b \"告知\"\n  when a.x\nduty d.a \"d\"\n  when applies d.b and not applies d.c\n"
                "duty d.c \"報告\"\n  when a.y\nwords en\n  duty d.b\n    name \"Notice\"\n  duty d.c\n    name \"Report\"\n");
    check(law, "a.x = yes, a.y = no", STATUS_APPLIES, "\"Notice\" is due | \"Report\" is not due");
    check(law, "a.x = no", STATUS_NOT, "\"Notice\" is not due");
    check(law, "a.y = yes", STATUS_NOT, "\"Report\" is due");
    assert_text(reasons(law, LANG_JA), "「報告」が必要です");
}

static void a_duty_out_of_force_says_when(void **state) {
    Law *law = law_with(*state, "duty d.a \"d\"\n  from 2025-04-01 until 2026-03-31 of t.t\n  when a.x\n");
    check(law, "a.x = yes, t.t = 2025-03-31", STATUS_NOT, "in force from 2025-04-01 (judged for 2025-03-31)");
    check(law, "a.x = yes, t.t = 2026-04-01", STATUS_NOT, "in force until 2026-03-31 (judged for 2026-04-01)");
    check(law, "a.x = no, t.t = 2026-04-01", STATUS_NOT, "in force until 2026-03-31 (judged for 2026-04-01) | X: no");
    check(law, "a.x = yes, t.t = 2026-03-31", STATUS_APPLIES, "X: yes");
    law = law_with(*state, "duty d.a \"d\"\n  from by 2027-04-01\n  when a.x\n");
    check(law, "a.x = yes", STATUS_NOT, "not yet in force; it starts by 2027-04-01 at the latest (judged for 2026-01-01)");
}

// A line outside its days is false whatever the facts: the days are the reason.
static void a_line_outside_its_days_says_when(void **state) {
    Law *law = law_with(
        *state, "duty d.a \"d\"\n  from open of t.t\n  when any of\n    new: a.x from 2026-10-01\n    a.y until 2025-03-31\n"
                "  label new \"新\"\n");
    check(law, "a.x = yes, a.y = yes, t.t = 2026-09-30", STATUS_NOT,
          "[新] in force from 2026-10-01 (judged for 2026-09-30) | in force until 2025-03-31 (judged for 2026-09-30)");
    check(law, "a.x = yes, a.y = yes, t.t = 2026-10-01", STATUS_APPLIES, "[新] X: yes");
    check(law, "a.x = no, a.y = yes, t.t = 2026-10-01", STATUS_NOT,
          "[新] X: no | in force until 2025-03-31 (judged for 2026-10-01)");
    law = law_with(*state, "duty d.a \"d\"\n  when a.x from 2026-10-01\n");
    check_at(law, "a.x = yes", "2026-09-30", STATUS_NOT, "in force from 2026-10-01 (judged for 2026-09-30)");
    check_at(law, "a.x = yes", "2026-10-01", STATUS_APPLIES, "X: yes");
    law = law_with(*state, "duty d.a \"d\"\n  when none of\n    a.x from 2026-10-01\n");
    check_at(law, "a.x = yes", "2026-09-30", STATUS_APPLIES, "in force from 2026-10-01 (judged for 2026-09-30)");
}

// A definition belongs to no duty: its days are those of the moment asked for, in the reasons as in the result.
static void days_within_a_definition(void **state) {
    Law *law = law_with(*state, "define new \"new\"\n  when a.x from 2026-01-01\n"
                                "duty d.a \"d\"\n  from open of t.t\n  when new\n");
    check_at(law, "a.x = yes, t.t = 2025-12-31", "2026-01-01", STATUS_APPLIES, "X: yes");
    check_at(law, "a.x = yes, t.t = 2026-06-01", "2025-12-31", STATUS_NOT, "in force from 2026-01-01 (judged for 2025-12-31)");
}

// Whatever the facts: a duty that is due, or is not, has a reason, in every language; and a reason names no open fact.
static void there_is_always_a_reason(void **state) {
    static const char *const names[] = {"a.x", "a.y", "a.z"}, *const values[] = {"unknown", "no", "yes"};
    static const char *const times[] = {"", ", t.t = 2025-01-01", ", t.t = 2026-06-01", ", t.t = 2027-01-01"};
    Law *law = law_with(
        *state, "define both \"b\"\n  when a.x and not a.y\nduty d.b \"b\"\n  when a.z or both\n"
                "duty d.a \"d\"\n  from open until 2026-12-31 of t.t\n  when any of\n    one: all of\n      both\n"
                "      not applies d.b\n    two: none of\n      a.x from 2026-01-01\n      a.y\n    a.z until 2025-12-31\n"
                "  unless a.z and a.y from 2026-01-01\n  label one \"1\"\n  label two \"2\"\n");
    int settled = 0;
    for (int i = 0; i < 27 * 4; i++) {
        Buf facts = buf_make(*state, 4096);
        for (int f = 0, rest = i % 27; f < 3; f++, rest /= 3)
            buf_format(&facts, "%s%s = %s", f ? ", " : "", names[f], values[rest % 3]);
        buf_puts(&facts, times[i / 27]);
        law_decide(law, str_c(*state, buf_str(&facts)), "2026-03-01");
        for (Lang lang = 0; lang < LANG_COUNT; lang++) {
            Str words = reasons(law, lang);
            if (law_status(law, "d.a") != STATUS_MAY && words.len == 0) fail_msg("no reason: %.*s", STR_ARG(buf_str(&facts)));
            settled += law_status(law, "d.a") != STATUS_MAY;
            if (lang == LANG_EN) assert_null(memmem(words.ptr ? words.ptr : "", words.len, "not known", 9));
        }
    }
    assert_true(settled > 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(only_branches_that_carry_the_result),
        ARENA_TEST(a_reason_is_said_once),
        ARENA_TEST(what_is_settled_so_far),
        ARENA_TEST(an_exception_is_named),
        ARENA_TEST(labels_stand_before_their_reasons),
        ARENA_TEST(definitions_are_opened),
        ARENA_TEST(derived_facts_say_so),
        ARENA_TEST(other_duties_are_named),
        ARENA_TEST(a_duty_out_of_force_says_when),
        ARENA_TEST(a_line_outside_its_days_says_when),
        ARENA_TEST(days_within_a_definition),
        ARENA_TEST(there_is_always_a_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
