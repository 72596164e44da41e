// The decision as a whole: statuses, labels, forms, what is unknown, what is coming, and the order of duties and guides.
#include "rule/decision.h"
#include "unit/rule/book_text.h"

static const char common[] =
    "fact a.x yesno \"x\"\nfact a.y yesno \"y\"\nfact a.z yesno \"z\"\nfact t.t time \"t\"\nfact t.u time \"u\"\n";

static Law *law_with(Arena *arena, const char *rest) {
    return law_of(arena, str_c(arena, str_join(arena, str_from(common), str_from(rest))));
}

// The last parts of the ids, in the order of the answer.
static Str order_of(const Law *law) {
    Buf out = buf_make(law->arena, 4096);
    for (uint32_t i = 0; i < law->decision.duty_count; i++) {
        Str id = law->book.duties.items[law->decision.duties[i].duty].id;
        buf_format(&out, "%s%.*s", i ? " " : "", (int)id.len - 2, id.ptr + 2);
    }
    return buf_str(&out);
}

static void check_order(Law *law, const char *assignments, const char *want) {
    law_decide(law, assignments, "2026-03-02T12:00");
    assert_text(order_of(law), want);
}

static void due_before_possible_before_not(void **state) {
    Law *law = law_with(*state, "duty d.a \"d\"\n  rank danger\n  when a.x\nduty d.b \"d\"\n  rank danger\n  when a.y\n"
                                "duty d.c \"d\"\n  level may\n  when a.z\n");
    check_order(law, "a.x = no, a.z = yes", "c b a");
    check_order(law, "a.x = yes, a.y = no", "a c b");
}

static void danger_before_money_before_police(void **state) {
    Law *law =
        law_with(*state, "duty d.a \"d\"\n  when a.x\n  first at once from t.t\nduty d.b \"d\"\n  rank police\n  when a.x\n"
                         "duty d.c \"d\"\n  rank stop\n  when a.x\nduty d.d \"d\"\n  rank danger\n  when a.x\n");
    check_order(law, "a.x = yes, t.t = 2026-03-01", "d c b a");
    check_order(law, "", "d c b a");
}

static void earlier_before_later(void **state) {
    Law *law = law_with(*state, "duty d.a \"d\"\n  when a.x\n  final 30 days from t.t, day 1 counted\n"
                                "duty d.b \"d\"\n  when a.x\n  final 60 days from t.t\n  first 24 hours from t.t\n"
                                "duty d.c \"d\"\n  when a.x\n  first by 2026-03-20\nduty d.d \"d\"\n  when a.x\n"
                                "duty d.e \"d\"\n  when a.x\n  first unstated from t.t\n");
    check_order(law, "a.x = yes, t.t = 2026-03-01", "b c a d e"); // the earliest stage of each counts
    check_order(law, "a.x = yes", "b c a d e");                   // ranked as if it began now
    check_order(law, "a.x = yes, t.t = 2025-12-01", "b a c d e");
}

static void what_has_no_number_is_among_the_first_days(void **state) {
    Law *law = law_with(*state, "duty d.a \"d\"\n  when a.x\n  first without delay from t.t\n"
                                "duty d.b \"d\"\n  when a.x\n  first 3 days from t.t, day 1 counted\n"
                                "duty d.c \"d\"\n  when a.x\n  first 10 days from t.t, day 1 counted\n"
                                "duty d.d \"d\"\n  when a.x\n  first at once from t.t\n"
                                "duty d.e \"d\"\n  when a.x\n  first promptly from t.t\n"
                                "duty d.f \"d\"\n  when a.x\n  first promptly, guide 3 to 5 days from t.t\n");
    check_order(law, "a.x = yes", "d b f a e c");
    check_order(law, "a.x = yes, t.t = 2026-03-02", "d b f a e c");
}

static void must_before_should_before_may(void **state) {
    Law *law = law_with(*state, "duty d.a \"d\"\n  level may\n  when a.x\n  first by 2026-04-01\n"
                                "duty d.b \"d\"\n  level should\n  when a.x\n  first by 2026-04-01\n"
                                "duty d.d \"d\"\n  level must\n  when a.x\n  first by 2026-04-01\n"
                                "duty d.c \"d\"\n  level must\n  when a.x\n  first by 2026-04-01\n"
                                "duty d.e \"d\"\n  level may\n  when a.x\n  first by 2026-03-31\n");
    check_order(law, "a.x = yes", "e c d b a"); // and at last by name
}

// --- parts of a result -------------------------------------------------------------------------------------------------

static Str labels_of(const Law *law, const DutyResult *result) {
    Buf out = buf_make(law->arena, 4096);
    for (uint32_t i = 0; i < result->label_count; i++)
        buf_format(&out, "%s%.*s", i ? " " : "", STR_ARG(result->labels[i]->name));
    return buf_str(&out);
}

static void labels_are_the_true_ones(void **state) {
    Law *law = law_with(*state,
                        "duty d.a \"d\"\n  when any of\n    one: a.x\n    two: a.y and not a.z\n    three: none of\n      a.x\n"
                        "      a.y\n  label three \"3\"\n  label one \"1\"\n  label two \"2\"\n");
    law_decide(law, "a.x = yes, a.y = yes, a.z = no", "2026-01-01");
    assert_text(labels_of(law, law_result(law, "d.a")), "one two"); // in the order of their words
    law_decide(law, "a.x = no, a.y = no", "2026-01-01");
    assert_text(labels_of(law, law_result(law, "d.a")), "three");
    law_decide(law, "a.y = yes", "2026-01-01");
    assert_text(labels_of(law, law_result(law, "d.a")), "");
    assert_int_equal(law_status(law, "d.a"), STATUS_MAY);
}

static Str forms_of(const Law *law) {
    Buf out = buf_make(law->arena, 4096);
    const DutyResult *result = law_result(law, "d.a");
    for (uint32_t i = 0; i < result->form_count; i++) buf_format(&out, "%s%.*s", i ? " " : "", STR_ARG(result->forms[i]->form));
    return buf_str(&out);
}

static void forms_are_those_not_ruled_out(void **state) {
    Law *law = law_with(*state, "duty d.a \"d\"\n  when a.x\n  form f.y when a.y\n  form f.old when a.z until 2025-12-31\n"
                                "  form f.new when a.z from 2026-01-01\n  form f.any otherwise\n");
    law_decide(law, "a.x = yes", "2026-01-01");
    assert_text(forms_of(law), "f.y f.new f.any");
    law_decide(law, "a.x = yes", "2025-12-31");
    assert_text(forms_of(law), "f.y f.old f.any");
    law_decide(law, "a.x = yes, a.y = no, a.z = no", "2026-01-01");
    assert_text(forms_of(law), "f.any");
    law_decide(law, "a.x = yes, a.y = yes, a.z = yes", "2026-01-01");
    assert_text(forms_of(law), "f.y f.new f.any");
    law_decide(law, "a.x = no", "2026-01-01");
    assert_text(forms_of(law), "");
}

static void unknown_facts_decide_most_first(void **state) {
    Law *law = law_with(*state, "duty d.a \"d\"\n  when all of\n    a.z\n    a.x or a.y\n  unless t.t before 2025-01-01\n");
    law_decide(law, "", "2026-01-01");
    const DutyResult *result = law_result(law, "d.a");
    assert_text(fact_names(law, result->unknown, result->unknown_count), "a.z t.t a.x a.y");
    law_decide(law, "a.z = yes, a.x = no, t.t = 2026-01-01", "2026-01-01");
    result = law_result(law, "d.a");
    assert_text(fact_names(law, result->unknown, result->unknown_count), "a.y");
    law_decide(law, "a.z = yes, a.x = yes, t.t = 2026-01-01", "2026-01-01");
    assert_int_equal(law_result(law, "d.a")->unknown_count, 0);
    law_decide(law, "a.z = no", "2026-01-01");
    assert_int_equal(law_result(law, "d.a")->unknown_count, 0);
}

// --- dates -------------------------------------------------------------------------------------------------------------

static void the_trigger_is_assumed_while_it_is_missing(void **state) {
    Law *law = law_with(*state, "duty d.a \"d\"\n  from open of t.t\n  when a.x\nduty d.b \"d\"\n  from open\n  when a.x\n");
    const Decision *decision = law_decide(law, "a.x = yes", "2026-01-01");
    bool assumed;
    assert_true(law_result(law, "d.a")->trigger_assumed);
    assert_false(law_result(law, "d.b")->trigger_assumed); // has none
    assert_int_equal(question_trigger(&decision->question, law_duty(law, "d.a"), &assumed), moment_of(*state, "2026-01-01"));
    decision = law_decide(law, "a.x = yes, t.t = 2025-05-05", "2026-01-01");
    assert_false(law_result(law, "d.a")->trigger_assumed);
    assert_int_equal(question_trigger(&decision->question, law_duty(law, "d.a"), &assumed),
                     moment_of(*state, "2025-05-05T09:00"));
    assert_false(assumed);
    assert_int_equal(question_trigger(&decision->question, law_duty(law, "d.b"), &assumed), moment_of(*state, "2026-01-01"));
}

static void a_duty_of_the_future_says_so(void **state) {
    Law *law =
        law_with(*state, "duty d.from \"D\"\n  from 2026-10-01 of t.t\n  when a.x\nduty d.by \"B\"\n  from by 2027-03-31\n"
                         "  when a.x\nduty d.until \"U\"\n  from open until 2025-12-31\n  when a.x\n");
    law_decide(law, "a.x = yes", "2026-09-30");
    const Coming *coming = law_result(law, "d.from")->coming;
    assert_int_equal(law_status(law, "d.from"), STATUS_NOT);
    assert_int_equal(coming->from, day_of(moment_of(*state, "2026-10-01")));
    assert_int_equal(coming->by, DAY_NONE);
    assert_text(coming->text.in[LANG_JA], "D");
    coming = law_result(law, "d.by")->coming;
    assert_int_equal(law_status(law, "d.by"), STATUS_NOT);
    assert_int_equal(coming->by, day_of(moment_of(*state, "2027-03-31")));
    assert_int_equal(coming->from, DAY_NONE);
    assert_text(coming->text.in[LANG_JA], "B");
    assert_null(law_result(law, "d.until")->coming); // over, not coming
    law_decide(law, "a.x = yes", "2026-10-01");
    assert_null(law_result(law, "d.from")->coming);
    law_decide(law, "a.x = yes, t.t = 2026-09-30T23:59", "2026-10-01"); // the moment before it came into force
    assert_non_null(law_result(law, "d.from")->coming);
}

static void changes_are_shown_until_they_are_there(void **state) {
    Law *law =
        law_with(*state, "duty d.a \"d\"\n  when a.x\n  coming from 2026-04-01 \"one\"\n  coming by 2027-04-01 \"two\"\n");
    static const struct {
        const char *at, *text;
    } rows[] = {{"2026-03-31", "one"}, {"2026-04-01", "two"}, {"2027-03-31", "two"}, {"2027-04-01", NULL}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        law_decide(law, i % 2 ? "" : "a.x = no", rows[i].at); // whether it is due or not
        const Coming *coming = law_result(law, "d.a")->coming;
        assert_int_equal(coming != NULL, rows[i].text != NULL);
        if (coming) assert_text(coming->text.in[LANG_JA], rows[i].text);
    }
}

// What a result says of itself must still be there when the results have been put in order.
static void what_is_coming_stays_with_its_duty(void **state) {
    Law *law = law_with(*state, "duty d.a \"A\"\n  from 2030-01-01\n  when a.x\nduty d.b \"B\"\n  when a.x\n"
                                "duty d.c \"C\"\n  from 2031-01-01\n  when a.x\nduty d.d \"D\"\n  when a.y\n");
    check_order(law, "a.x = yes, a.y = yes", "b d a c");
    for (uint32_t i = 2; i < 4; i++) {
        const DutyResult *result = &law->decision.duties[i];
        assert_ptr_equal(result->coming, &result->not_yet);
        assert_true(str_eq(result->coming->text.in[LANG_JA], law->book.duties.items[result->duty].title.in[LANG_JA]));
    }
}

// --- guides ------------------------------------------------------------------------------------------------------------

static void guides_by_rank_and_certainty(void **state) {
    Law *law = law_with(
        *state, "guide g.1 \"g\"\n  when a.x\nguide g.2 \"g\"\n  rank danger\n  when a.y\nguide g.3 \"g\"\n  rank stop\n"
                "  when a.x\nguide g.4 \"g\"\n  rank danger\n  when a.x\nguide g.5 \"g\"\n  rank danger\n  when a.z\n"
                "guide g.6 \"g\"\n  rank normal\n  when a.x\n");
    const Decision *decision = law_decide(law, "a.x = yes, a.z = no", "2026-01-01");
    static const struct {
        const char *id;
        bool certain;
    } want[] = {{"g.4", true}, {"g.2", false}, {"g.3", true}, {"g.1", true}, {"g.6", true}};
    assert_int_equal(decision->guide_count, sizeof want / sizeof *want);
    for (uint32_t i = 0; i < decision->guide_count; i++) {
        assert_text(law->book.guides.items[decision->guides[i].guide].id, want[i].id);
        assert_int_equal(decision->guides[i].certain, want[i].certain);
    }
}

static void duties_are_found_by_name(void **state) {
    Law *law = law_with(*state, "duty d.a \"d\"\n  when a.x\nduty d.b \"d\"\n  when a.y\n");
    const Decision *decision = law_decide(law, "a.y = yes", "2026-01-01");
    assert_int_equal(decision_find(decision, STR("d.a"))->status, STATUS_MAY);
    assert_int_equal(decision_find(decision, STR("d.b"))->status, STATUS_APPLIES);
    assert_null(decision_find(decision, STR("d.c")));
    assert_null(decision_find(decision, STR("")));
}

// More knowledge never turns what is settled around.
static void statuses_only_settle(void **state) {
    Law *law = law_with(
        *state, "duty d.a \"d\"\n  when all of\n    a.x or a.y\n    none of\n      a.y and a.z\n  unless a.z and not a.x\n"
                "duty d.b \"d\"\n  when applies d.a or a.z\n");
    static const char *const names[] = {"a.x", "a.y", "a.z"};
    for (int i = 0; i < 27; i++)
        for (int f = 0; f < 3; f++)
            for (int yes = 0; yes < 2; yes++) {
                law->incident = incident_make(*state, &law->book);
                for (int n = 0, rest = i; n < 3; n++, rest /= 3)
                    law->incident.values[law_fact(law, names[n])] = (Value){rest % 3, 0};
                Value *value = &law->incident.values[law_fact(law, names[f])];
                if (value->a != TRI_UNKNOWN) continue;
                Decision before = decision_make(*state, &law->book, &law->program, &law->incident, 0);
                *value = value_yesno(yes);
                Decision after = decision_make(*state, &law->book, &law->program, &law->incident, 0);
                for (size_t d = 0; d < 2; d++) {
                    Status old = decision_find(&before, law->book.duties.items[d].id)->status;
                    Status new = decision_find(&after, law->book.duties.items[d].id)->status;
                    assert_true(old == STATUS_MAY || old == new);
                }
            }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(due_before_possible_before_not),
        ARENA_TEST(danger_before_money_before_police),
        ARENA_TEST(earlier_before_later),
        ARENA_TEST(what_has_no_number_is_among_the_first_days),
        ARENA_TEST(must_before_should_before_may),
        ARENA_TEST(labels_are_the_true_ones),
        ARENA_TEST(forms_are_those_not_ruled_out),
        ARENA_TEST(unknown_facts_decide_most_first),
        ARENA_TEST(the_trigger_is_assumed_while_it_is_missing),
        ARENA_TEST(a_duty_of_the_future_says_so),
        ARENA_TEST(changes_are_shown_until_they_are_there),
        ARENA_TEST(what_is_coming_stays_with_its_duty),
        ARENA_TEST(guides_by_rank_and_certainty),
        ARENA_TEST(duties_are_found_by_name),
        ARENA_TEST(statuses_only_settle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
