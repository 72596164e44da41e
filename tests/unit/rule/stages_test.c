// Stages: which clock line gives the date, the earlier of several starts, the earliest of several candidates, the day of
// the trigger, and the calendar of the addressee.
#include "rule/stages.h"
#include "unit/rule/book_text.h"

static const char common[] = "fact a.x yesno \"x\"\nfact a.y yesno \"y\"\nfact a.on yesno \"on\"\n"
                             "fact t.one time \"1\"\nfact t.two time \"2\"\n";

// "first 2026-03-11/2026-03-12 final? -/-": the mark where it is not certain.
static void check_at(Law *law, const char *assignments, const char *at, const char *want) {
    const char *all = str_c(law->arena, str_format(law->arena, "a.on = yes%s%s", *assignments ? ", " : "", assignments));
    static const char *const names[] = {"first", "follow", "final", "notice", "monthly", "quarterly"};
    Buf got = buf_make(law->arena, 4096);
    law_decide(law, all, at);
    const DutyResult *result = law_result(law, "d.a");
    for (uint32_t i = 0; i < result->stage_count; i++) {
        const StageResult *stage = &result->stages[i];
        assert_int_equal(stage->line->stage, stage->stage);
        buf_format(&got, "%s%s%s %.*s/%.*s", i ? " " : "", names[stage->stage], stage->certain ? "" : "?",
                   STR_ARG(moment_text(law->arena, stage->due)), STR_ARG(moment_text(law->arena, stage->latest)));
    }
    if (!str_is(buf_str(&got), want)) fail_msg("%s: got \"%.*s\", want \"%s\"", assignments, STR_ARG(buf_str(&got)), want);
}

static void check(Law *law, const char *assignments, const char *want) {
    check_at(law, assignments, "2026-03-10", want);
}

static Law *law_with_lines(Arena *arena, const char *lines) {
    return law_of(arena, str_c(arena, str_format(arena, "%sduty d.a \"d\"\n  when a.on\n%s", common, lines)));
}

static void one_entry_a_stage(void **state) {
    Law *law =
        law_with_lines(*state, "  quarterly 3 months from t.one, day 1 counted\n  final 10 days from t.one, day 1 counted\n"
                               "  first at once from t.one\n  monthly 1 months from t.one, day 1 counted\n"
                               "  follow 24 hours from t.one\n  notice promptly from t.one\n");
    check(law, "t.one = 2026-03-02T10:00",
          "first 2026-03-02T10:00/- follow 2026-03-03T10:00/- final 2026-03-11/- notice -/- "
          "monthly 2026-04-01/- quarterly 2026-06-01/-");
    check(law, "", "first -/- follow -/- final -/- notice -/- monthly -/- quarterly -/-");
    check(law_with_lines(*state, ""), "", "");
}

static void the_first_line_that_holds_gives_the_date(void **state) {
    Law *law = law_with_lines(*state, "  final 60 days from t.one, day 1 counted when a.x\n"
                                      "  final 30 days from t.one, day 1 counted when a.y\n"
                                      "  final 10 days from t.one, day 1 counted otherwise\n");
    check(law, "a.x = yes, a.y = yes, t.one = 2026-03-02", "final 2026-04-30/-");
    check(law, "a.x = no, a.y = yes, t.one = 2026-03-02", "final 2026-03-31/-");
    check(law, "a.x = no, a.y = no, t.one = 2026-03-02", "final 2026-03-11/-");
}

static void the_earliest_candidate_is_shown(void **state) {
    Law *law = law_with_lines(*state, "  final 60 days from t.one when a.x\n  final 20 days from t.one when a.y\n"
                                      "  final 30 days from t.one otherwise\n");
    check(law, "t.one = 2026-03-02", "final? 2026-03-21/2026-03-22");
    check(law, "a.y = no, t.one = 2026-03-02", "final? 2026-03-31/2026-04-01");
    check(law, "a.y = yes, t.one = 2026-03-02", "final? 2026-03-21/2026-03-22");
    check(law, "a.x = no, a.y = no, t.one = 2026-03-02", "final 2026-03-31/2026-04-01");
    check(law, "a.x = yes, t.one = 2026-03-02", "final 2026-04-30/2026-05-01");
}

static void a_date_is_better_than_none(void **state) {
    Law *law = law_with_lines(
        *state, "  first without delay from t.one when a.x\n  first 30 days from t.one, day 1 counted otherwise\n");
    check(law, "t.one = 2026-03-02", "first? 2026-03-31/-");
    check(law, "a.x = yes, t.one = 2026-03-02", "first -/-");
    law = law_with_lines(*state,
                         "  first 30 days from t.one, day 1 counted when a.x\n  first without delay from t.one otherwise\n");
    check(law, "t.one = 2026-03-02", "first? 2026-03-31/-");
}

// A stage whose only line is open may not be due at all.
static void an_open_line_alone_is_not_certain(void **state) {
    Law *law = law_with_lines(*state, "  final 30 days from t.one, day 1 counted when a.x\n");
    check(law, "t.one = 2026-03-02", "final? 2026-03-31/-");
    check(law, "a.x = yes, t.one = 2026-03-02", "final 2026-03-31/-");
    check(law, "a.x = no, t.one = 2026-03-02", "");
}

static void the_earlier_of_the_starts_that_are_known(void **state) {
    Law *law = law_with_lines(*state, "  final 10 days from t.one or t.two, day 1 counted\n");
    check(law, "t.one = 2026-03-02, t.two = 2026-03-05", "final 2026-03-11/-");
    check(law, "t.one = 2026-03-05, t.two = 2026-03-02", "final 2026-03-11/-");
    check(law, "t.two = 2026-03-05", "final 2026-03-14/-");
    check(law, "t.one = 2026-03-02", "final 2026-03-11/-");
    check(law, "", "final -/-");
}

static void lines_hold_on_the_day_of_the_trigger(void **state) {
    Law *law = law_of(*state, str_c(*state, str_format(*state,
                                                       "%sduty d.a \"d\"\n  from open of t.one\n  when a.on\n"
                                                       "  final 20 days from t.two, day 1 counted until 2025-03-31\n"
                                                       "  final 30 days from t.two, day 1 counted from 2025-04-01\n",
                                                       common)));
    check(law, "t.one = 2025-03-31T23:59, t.two = 2026-03-02", "final 2026-03-21/-");
    check(law, "t.one = 2025-04-01T00:00, t.two = 2026-03-02", "final 2026-03-31/-");
    check_at(law, "t.two = 2026-03-02", "2025-03-31", "final 2026-03-21/-"); // no trigger: the moment asked for
    check_at(law, "t.two = 2026-03-02", "2025-04-01", "final 2026-03-31/-");
    check_at(law, "t.one = 2025-03-31, t.two = 2026-03-02", "2025-04-01", "final 2026-03-21/-");
}

static void the_addressee_s_calendar_moves_the_date(void **state) {
    const char *text = str_c(
        *state, str_format(*state,
                           "%ssource s.s \"s\"\nwindow w.none \"n\"\n  from open\nwindow w.x \"x\"\n  calendar x\n  from open\n"
                           "window w.y \"y\"\n  calendar y\n  from open\n"
                           "duty d.a \"d\"\n  when a.on\n  to w.none and w.x when a.x\n  to w.y when a.y\n"
                           "  to w.none otherwise\n"
                           "  final 10 days from t.one, day 1 counted, to next office day\n",
                           common));
    Law *law = law_with_calendar(*state, text, "x,2026-03-11,a,A,s.s\ny,2026-03-11,a,A,s.s\ny,2026-03-12,a,A,s.s\n");
    check(law, "a.x = yes, t.one = 2026-03-02", "final 2026-03-11/2026-03-12");
    check(law, "a.x = no, a.y = yes, t.one = 2026-03-02", "final 2026-03-11/2026-03-13");
    check(law, "a.x = no, a.y = no, t.one = 2026-03-02", "final 2026-03-11/-"); // no calendar, nothing moves
    check(law, "a.x = no, t.one = 2026-03-02", "final 2026-03-11/2026-03-13");  // of a possible recipient
}

// --- what they wait for ------------------------------------------------------------------------------------------------

static double weight_of(Law *law, const char *assignments, const char *fact) {
    double *weights = NEW_ARRAY(law->arena, double, law->book.facts.count);
    const Decision *decision = law_decide(law, assignments, "2026-03-10");
    stages_weigh(&decision->question, law_duty(law, "d.a"), 1, weights);
    return weights[law_fact(law, fact)];
}

static void they_wait_for_what_is_open(void **state) {
    Law *law = law_with_lines(
        *state, "  first at once from t.two\n  final 60 days from t.one when a.x\n  final 30 days from t.two when a.y\n");
    assert_true(weight_of(law, "", "t.one") > 0);
    assert_true(weight_of(law, "", "t.two") > 0);
    assert_true(weight_of(law, "", "a.x") > 0);
    assert_true(weight_of(law, "", "a.y") > 0);
    assert_true(weight_of(law, "a.x = no", "t.one") == 0);
    assert_true(weight_of(law, "a.x = yes", "a.y") == 0);  // the line before it is settled
    assert_true(weight_of(law, "a.x = yes", "t.two") > 0); // but for another stage
    assert_true(weight_of(law, "t.one = 2026-03-02", "t.one") == 0);
    assert_true(weight_of(law, "", "t.two") > weight_of(law, "a.y = no", "t.two"));
}

static void starts_share_their_weight(void **state) {
    Law *law = law_with_lines(*state, "  first 3 days from t.one or t.two\n");
    assert_true(weight_of(law, "", "t.one") == 0.5 && weight_of(law, "", "t.two") == 0.5);
    assert_true(weight_of(law, "t.one = 2026-03-02", "t.two") == 0.5); // might be earlier still
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(one_entry_a_stage),
        ARENA_TEST(the_first_line_that_holds_gives_the_date),
        ARENA_TEST(the_earliest_candidate_is_shown),
        ARENA_TEST(a_date_is_better_than_none),
        ARENA_TEST(an_open_line_alone_is_not_certain),
        ARENA_TEST(the_earlier_of_the_starts_that_are_known),
        ARENA_TEST(lines_hold_on_the_day_of_the_trigger),
        ARENA_TEST(the_addressee_s_calendar_moves_the_date),
        ARENA_TEST(they_wait_for_what_is_open),
        ARENA_TEST(starts_share_their_weight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
