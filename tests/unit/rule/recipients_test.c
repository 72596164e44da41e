// Recipients: the first line that holds wins; while lines are open only what every way leads to is certain. Windows and
// authorities follow the moment asked for.
#include "rule/recipients.h"
#include "unit/rule/book_text.h"

static const char windows[] =
    "window w.a \"a\"\n  from open\nwindow w.b \"b\"\n  from open\nwindow w.c \"c\"\n  from open\n"
    "window w.old \"old\"\n  from 2020-01-01 until 2025-03-31\n"
    "window w.new \"new\"\n  from 2025-04-01\n"
    "window p.NN \"p\"\n  from open\nwindow p.01 \"p1\"\n  from open\nwindow p.13 \"p13\"\n  from open\n"
    "fact a.x yesno \"x\"\nfact a.y yesno \"y\"\nfact a.on yesno \"on\"\n"
    "fact actor.pref choice \"p\"\n  value 01 \"1\"\n  value 13 \"13\"\n  value 47 \"47\"\n"
    "fact actor.sectors set \"s\"\n  value water \"w\"\n  value gas \"g\"\n  value rail \"r\"\n"
    "sector water \"w\"\n  authority w.a until 2024-03-31\n  authority w.b from 2024-04-01\n"
    "sector gas \"g\"\n  authority w.c\n  authority w.b\n";

static Law *law_with_lines(Arena *arena, const char *lines) {
    return law_of(arena, str_c(arena, str_format(arena, "%sduty d.a \"d\"\n  when a.on\n%s", windows, lines)));
}

static void check(Law *law, const char *assignments, const char *at, const char *certain, const char *possible) {
    const char *all = str_c(law->arena, str_format(law->arena, "a.on = yes%s%s", *assignments ? ", " : "", assignments));
    law_decide(law, all, at);
    const DutyResult *result = law_result(law, "d.a");
    Str got = window_names(law, result->windows, result->window_count);
    Str may = window_names(law, result->possible, result->possible_count);
    if (!str_is(got, certain) || !str_is(may, possible))
        fail_msg("%s: got %.*s | %.*s, want %s | %s", assignments, STR_ARG(got), STR_ARG(may), certain, possible);
}

static void the_first_line_that_holds_wins(void **state) {
    Law *law = law_with_lines(*state, "  to w.a when a.x\n  to w.b when a.y\n  to w.c otherwise\n");
    check(law, "a.x = yes, a.y = yes", "2026-01-01", "w.a", "");
    check(law, "a.x = yes", "2026-01-01", "w.a", ""); // what stands below is not looked at
    check(law, "a.x = no, a.y = yes", "2026-01-01", "w.b", "");
    check(law, "a.x = no, a.y = no", "2026-01-01", "w.c", "");
}

static void open_lines_are_possible(void **state) {
    Law *law = law_with_lines(*state, "  to w.a when a.x\n  to w.b when a.y\n  to w.c otherwise\n");
    check(law, "", "2026-01-01", "", "w.a w.b w.c");
    check(law, "a.y = yes", "2026-01-01", "", "w.a w.b"); // up to the first certain line
    check(law, "a.y = no", "2026-01-01", "", "w.a w.c");
    check(law, "a.x = no", "2026-01-01", "", "w.b w.c");
}

static void what_every_line_names_is_certain(void **state) {
    Law *law = law_with_lines(*state, "  to w.a and w.b when a.x\n  to w.b and w.c otherwise\n");
    check(law, "", "2026-01-01", "w.b", "w.a w.c");
    check(law, "a.x = yes", "2026-01-01", "w.a w.b", "");
    check(law, "a.x = no", "2026-01-01", "w.b w.c", "");
    law = law_with_lines(*state, "  to w.a and w.b when a.x\n  to w.a when a.y\n  to w.a and w.c otherwise\n");
    check(law, "", "2026-01-01", "w.a", "w.b w.c");
    law = law_with_lines(*state, "  to w.a and w.a and w.b\n"); // named twice, told once
    check(law, "", "2026-01-01", "w.a w.b", "");
}

// Without a line that closes the list, nobody may be the recipient after all.
static void an_open_list_makes_nobody_certain(void **state) {
    Law *law = law_with_lines(*state, "  to w.a when a.x\n");
    check(law, "", "2026-01-01", "", "w.a");
    check(law, "a.x = yes", "2026-01-01", "w.a", "");
    check(law, "a.x = no", "2026-01-01", "", "");
    law = law_with_lines(*state, "  to w.a and w.b when a.x\n  to w.b when a.y\n");
    check(law, "", "2026-01-01", "", "w.a w.b");
    check(law, "a.x = no, a.y = no", "2026-01-01", "", "");
    check(law_with_lines(*state, ""), "", "2026-01-01", "", "");
}

static void maybe_takes_the_open_line(void **state) {
    Law *law = law_with_lines(*state, "  to w.a when maybe a.x\n  to w.b otherwise\n");
    check(law, "", "2026-01-01", "w.a", "");
    check(law, "a.x = no", "2026-01-01", "w.b", "");
}

static void a_family_has_a_member_for_each_value(void **state) {
    Law *law = law_with_lines(*state, "  to p.NN by actor.pref and w.a\n");
    check(law, "actor.pref = 13", "2026-01-01", "p.13 w.a", "");
    check(law, "actor.pref = 01", "2026-01-01", "p.01 w.a", "");
    check(law, "", "2026-01-01", "p.NN w.a", "");           // whichever it is
    check(law, "actor.pref = 47", "2026-01-01", "w.a", ""); // no such window
}

static void authorities_of_each_sector(void **state) {
    Law *law = law_with_lines(*state, "  to authority of actor.sectors\n");
    check(law, "actor.sectors = water", "2024-03-31", "w.a", "");
    check(law, "actor.sectors = water", "2024-04-01", "w.b", "");
    check(law, "actor.sectors = water + gas", "2024-04-01", "w.b w.c", "");
    check(law, "actor.sectors = water + gas", "2024-03-31", "w.a w.c w.b", "");
    check(law, "actor.sectors = gas + ?water", "2024-03-31", "w.c w.b", "w.a");
    check(law, "actor.sectors = ?water", "2026-01-01", "", "w.b");
    check(law, "actor.sectors = rail", "2026-01-01", "", ""); // has none
    check(law, "actor.sectors = ()", "2026-01-01", "", "");
    check(law, "", "2026-01-01", "", "w.b w.c"); // any sector may be it
}

// One that is certain is not possible as well.
static void nobody_is_certain_and_possible(void **state) {
    Law *law = law_with_lines(*state, "  to authority of actor.sectors\n");
    check(law, "actor.sectors = gas + ?water", "2026-01-01", "w.c w.b", "");
    law = law_with_lines(*state, "  to authority of actor.sectors and w.b\n");
    check(law, "actor.sectors = ?water", "2026-01-01", "w.b", "");
    law = law_with_lines(*state, "  to authority of actor.sectors when a.x\n  to w.b otherwise\n");
    check(law, "actor.sectors = ?water", "2026-01-01", "", "w.b");
}

static void windows_exist_at_the_moment_asked_for(void **state) {
    Law *law = law_with_lines(*state, "  to w.old and w.new\n");
    check(law, "", "2025-03-31", "w.old", "");
    check(law, "", "2025-04-01", "w.new", "");
    check(law, "", "2019-12-31", "", "");
    check(law, "", "2025-03-31T23:59", "w.old", "");
    check(law, "", "2025-04-01T00:00", "w.new", "");
}

static void lines_hold_at_the_moment_asked_for(void **state) {
    Law *law =
        law_with_lines(*state, "  to w.a when a.x until 2025-03-31\n  to w.b when a.x from 2025-04-01\n  to w.c otherwise\n");
    check(law, "a.x = yes", "2025-03-31", "w.a", "");
    check(law, "a.x = yes", "2025-04-01", "w.b", "");
    check(law, "", "2025-04-01", "", "w.b w.c");
    check(law, "a.x = no", "2025-04-01", "w.c", "");
}

static void no_recipients_of_what_is_not_due(void **state) {
    Law *law = law_with_lines(*state, "  to w.a\n");
    law_decide(law, "a.on = no", "2026-01-01");
    assert_int_equal(law_result(law, "d.a")->window_count + law_result(law, "d.a")->possible_count, 0);
    law_decide(law, "", "2026-01-01"); // may be due: who would be told is shown
    assert_text(window_names(law, law_result(law, "d.a")->windows, law_result(law, "d.a")->window_count), "w.a");
}

// --- what they wait for ------------------------------------------------------------------------------------------------

static double weight_of(Law *law, const char *assignments, const char *fact) {
    double *weights = NEW_ARRAY(law->arena, double, law->book.facts.count);
    const Decision *decision = law_decide(law, assignments, "2026-01-01");
    recipients_weigh(&decision->question, law_duty(law, "d.a"), 1, weights);
    return weights[law_fact(law, fact)];
}

static void they_wait_for_what_is_open(void **state) {
    Law *law = law_with_lines(
        *state, "  to w.a when a.x\n  to p.NN by actor.pref when a.y\n  to authority of actor.sectors otherwise\n");
    assert_true(weight_of(law, "", "a.x") > 0);
    assert_true(weight_of(law, "", "a.y") > 0);
    assert_true(weight_of(law, "", "actor.pref") > 0);
    assert_true(weight_of(law, "", "actor.sectors") > 0);
    assert_true(weight_of(law, "a.x = yes", "actor.pref") == 0); // the first line stands
    assert_true(weight_of(law, "a.x = yes", "a.y") == 0);
    assert_true(weight_of(law, "a.y = no", "actor.pref") == 0);
    assert_true(weight_of(law, "a.y = yes", "actor.sectors") == 0);
    assert_true(weight_of(law, "actor.pref = 13", "actor.pref") == 0);
    assert_true(weight_of(law, "actor.sectors = water + ?gas", "actor.sectors") > 0);
    assert_true(weight_of(law, "actor.sectors = water", "actor.sectors") == 0);
    law = law_with_lines(*state, "  to w.a when maybe a.x\n  to p.NN by actor.pref otherwise\n");
    assert_true(weight_of(law, "", "a.x") > 0); // taken for yes, and yet asked
    assert_true(weight_of(law, "", "actor.pref") > 0);
    assert_true(weight_of(law, "a.x = no", "a.x") == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(the_first_line_that_holds_wins),
        ARENA_TEST(open_lines_are_possible),
        ARENA_TEST(what_every_line_names_is_certain),
        ARENA_TEST(an_open_list_makes_nobody_certain),
        ARENA_TEST(maybe_takes_the_open_line),
        ARENA_TEST(a_family_has_a_member_for_each_value),
        ARENA_TEST(authorities_of_each_sector),
        ARENA_TEST(nobody_is_certain_and_possible),
        ARENA_TEST(windows_exist_at_the_moment_asked_for),
        ARENA_TEST(lines_hold_at_the_moment_asked_for),
        ARENA_TEST(no_recipients_of_what_is_not_due),
        ARENA_TEST(they_wait_for_what_is_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
