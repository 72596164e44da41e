// What is asked: danger first, then emergencies, then who you are, then what decides most; and nothing that changes nothing.
#include "rule/ask.h"
#include "unit/rule/book_text.h"

static const char facts[] = "fact f.normal yesno \"n\"\nfact f.other yesno \"o\"\nfact f.third yesno \"t\"\n"
                            "fact f.who yesno \"w\"\n  order who\nfact f.emergency yesno \"e\"\n  order emergency\n"
                            "fact f.danger yesno \"d\"\n  order danger\nfact f.unused yesno \"u\"\nfact t.t time \"t\"\n"
                            "fact t.start time \"s\"\nfact f.p choice \"p\"\n  value 01 \"1\"\n  value 02 \"2\"\n"
                            "window w.a \"a\"\n  from open\nwindow w.NN \"n\"\n  from open\nwindow w.01 \"1\"\n  from open\n";

static Law *law_with(Arena *arena, const char *rest) {
    return law_of(arena, str_c(arena, str_join(arena, str_from(facts), str_from(rest))));
}

static void check(Law *law, const char *assignments, const char *want) {
    const Decision *decision = law_decide(law, assignments, "2026-01-01");
    Str got = fact_names(law, decision->ask, decision->ask_count);
    if (!str_is(got, want)) fail_msg("\"%s\": asks \"%.*s\", want \"%s\"", assignments, STR_ARG(got), want);
}

// Late is not never: the question comes after all others while its condition holds, whatever its order and weight.
static void what_hardly_fits_comes_last(void **state) {
    Law *law = law_with(*state, "fact f.late yesno \"l\"\n  order emergency\n  late when f.who and not f.other\n"
                                "duty d.a \"a\"\n  level must\n  when f.late\nduty d.b \"b\"\n  level may\n  when any of\n"
                                "    f.normal\n    f.who and f.third\n    f.other and f.third\n");
    check(law, "f.other = no", "f.late f.who f.normal f.third");
    check(law, "f.other = no, f.who = yes", "f.normal f.third f.late");
    check(law, "f.other = no, f.who = yes, f.normal = yes", "f.late");
    check(law, "f.other = no, f.who = no", "f.late f.normal");
    assert_true(ask_is_late(&law_decide(law, "f.other = no, f.who = yes", "2026-01-01")->question,
                            map_get(&law->book.fact_index, STR("f.late"))));
}

// A detail waits for the question it hangs on, and comes in its turn once that is answered with yes.
static void a_detail_waits_for_what_it_hangs_on(void **state) {
    Law *law = law_with(*state, "fact a.detail yesno \"l\"\n  late when maybe not f.normal\n"
                                "duty d.a \"a\"\n  level must\n  when a.detail and f.normal and f.other\n");
    check(law, "", "f.normal f.other a.detail");
    check(law, "f.normal = yes", "a.detail f.other");
    check(law, "f.normal = no", "");
}

static void the_order_stands_above_the_weight(void **state) {
    Law *law = law_with(*state, "duty d.a \"a\"\n  level must\n  when f.normal\nduty d.b \"b\"\n  level must\n  when f.normal\n"
                                "duty d.c \"c\"\n  level may\n  when f.who\nduty d.d \"d\"\n  level may\n  when f.emergency\n"
                                "duty d.e \"e\"\n  level may\n  when f.danger\n");
    check(law, "", "f.danger f.emergency f.who f.normal");
    check(law, "f.danger = no", "f.emergency f.who f.normal");
    check(law, "f.danger = no, f.emergency = yes, f.who = yes", "f.normal");
    check(law, "f.danger = no, f.emergency = yes, f.who = yes, f.normal = yes", "");
}

static void what_decides_most_is_asked_first(void **state) {
    Law *law = law_with(*state, "duty d.a \"a\"\n  level may\n  when f.normal\nduty d.b \"b\"\n  level should\n  when f.other\n"
                                "duty d.c \"c\"\n  level must\n  when f.third\n");
    check(law, "", "f.third f.other f.normal"); // must before should before may
    law = law_with(*state, "duty d.a \"a\"\n  level should\n  when f.other\nduty d.b \"b\"\n  level should\n  when f.other\n"
                           "duty d.c \"c\"\n  level should\n  when f.normal\n");
    check(law, "", "f.other f.normal"); // two before one
    law = law_with(*state, "duty d.a \"a\"\n  level must\n  when all of\n    f.third\n    f.normal\n    f.other\n");
    check(law, "", "f.third f.normal f.other"); // as written
    check(law, "f.third = yes", "f.normal f.other");
    check(law, "f.third = no", "");
    law = law_with(*state, "duty d.a \"a\"\n  level must\n  when any of\n    f.third\n    f.normal\n    f.other\n");
    check(law, "", "f.normal f.other f.third"); // all alike: the book's order
}

static void nothing_is_asked_that_changes_nothing(void **state) {
    Law *law = law_with(*state, "duty d.a \"a\"\n  level must\n  when f.normal and f.other\n"
                                "duty d.b \"b\"\n  level must\n  from open until 2025-12-31\n  when f.third\n"
                                "duty d.c \"c\"\n  level must\n  from by 2027-01-01\n  when f.who\n");
    check(law, "", "f.normal f.other");
    check(law, "f.normal = no", "");
    check(law, "f.normal = yes, f.other = yes", "");
}

static void a_settled_duty_asks_for_its_details(void **state) {
    Law *law = law_with(*state, "duty d.a \"a\"\n  level must\n  when any of\n    lab: f.third\n    f.other\n"
                                "  to w.NN by f.p\n  first 3 days from t.start\n  form x.a when f.normal\n  label lab \"L\"\n");
    check(law, "f.other = yes", "f.normal f.p f.third t.start"); // one weight each: in the order of their names
    check(law, "f.other = yes, f.p = 01, t.start = 2026-01-01", "f.normal f.third");
    check(law, "f.other = yes, f.p = 01, t.start = 2026-01-01, f.normal = yes, f.third = no", "");
    check(law, "f.other = no, f.third = no", ""); // not due: no details
    const Decision *decision = law_decide(law, "", "2026-01-01");
    double *weights = NEW_ARRAY(*state, double, law->book.facts.count);
    ask_weigh(&decision->question, weights);
    assert_true(weights[law_fact(law, "f.other")] > 4 * weights[law_fact(law, "f.p")]); // details weigh a tenth
    assert_true(weights[law_fact(law, "f.p")] > 0.399 && weights[law_fact(law, "f.p")] < 0.401);
}

static void forms_of_another_time_ask_nothing(void **state) {
    Law *law = law_with(*state, "duty d.a \"a\"\n  level must\n  when f.other\n  form x.a when f.normal until 2025-12-31\n"
                                "  form x.b when f.third from 2026-01-01\n");
    check(law, "f.other = yes", "f.third");
}

static void the_day_is_asked_where_the_law_changed(void **state) {
    Law *law = law_with(*state, "duty d.a \"a\"\n  level must\n  from 2026-01-02 of t.t\n  when f.normal\n  unless f.other\n");
    check(law, "", "t.t"); // not in force today; might have been on its day
    check(law, "t.t = 2026-01-01", "");
    check(law, "t.t = 2026-01-02", "f.normal f.other");
    check(law, "f.normal = yes, f.other = no", "t.t");
    check(law, "f.normal = no", ""); // ruled out whatever the day
    check(law, "f.other = yes", "");
    law = law_with(*state, "duty d.a \"a\"\n  level must\n  from open of t.t\n  when f.normal\n");
    check(law, "", "f.normal"); // always in force: the day decides nothing
}

static void guides_ask_too(void **state) {
    Law *law = law_with(*state, "guide g.a \"g\"\n  when f.normal and maybe f.other\n");
    check(law, "", "f.normal f.other");
    check(law, "f.normal = yes", "f.other");
    check(law, "f.normal = no", "");
    check(law, "f.normal = yes, f.other = no", "");
}

static void a_derived_fact_is_not_asked(void **state) {
    Law *law = law_with(*state, "fact z.z yesno \"z\"\n  derive yes when f.normal\n  derive no when f.who\n"
                                "duty d.a \"a\"\n  level must\n  when z.z\n");
    check(law, "", "f.who z.z f.normal");
    check(law, "f.normal = yes", "");
    check(law, "f.who = yes", "");
    check(law, "f.who = no, f.normal = no", "z.z");
    check(law, "z.z = no", "");
}

// The promise itself: a fact that is not asked changes no status, however it is answered.
static void what_is_not_asked_decides_nothing(void **state) {
    static const char *const names[] = {"f.normal", "f.other", "f.third", "f.who", "f.emergency", "f.danger"};
    static const char *const values[] = {"unknown", "no", "yes"};
    Law *law =
        law_with(*state, "duty d.a \"a\"\n  level must\n  when all of\n    f.who\n    any of\n      f.normal\n      f.other\n"
                         "  unless f.third\nduty d.b \"b\"\n  level may\n  when applies d.a and not f.danger\n"
                         "duty d.c \"c\"\n  level should\n  when f.emergency or (f.normal and f.third)\n");
    for (int i = 0; i < 729; i += 2) {
        Buf all = buf_make(*state, 4096);
        for (int f = 0, rest = i; f < 6; f++, rest /= 3)
            buf_format(&all, "%s%s = %s", f ? ", " : "", names[f], values[rest % 3]);
        Decision before = *law_decide(law, str_c(*state, buf_str(&all)), "2026-01-01");
        for (int f = 0; f < 6; f++) {
            int fact = law_fact(law, names[f]);
            bool asked = false;
            for (uint32_t a = 0; a < before.ask_count; a++) asked |= before.ask[a] == fact;
            Value given = law->incident.values[fact];
            assert_true(!asked || given.a == TRI_UNKNOWN);
            for (int yes = 0; yes < 2 && !asked && given.a == TRI_UNKNOWN; yes++) {
                law->incident.values[fact] = value_yesno(yes);
                Decision after = decision_make(*state, &law->book, &law->program, &law->incident, before.question.at);
                for (uint32_t d = 0; d < before.duty_count; d++)
                    assert_int_equal(program_status(&law->program, after.question.tri, d),
                                     program_status(&law->program, before.question.tri, d));
            }
            law->incident.values[fact] = given;
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(what_hardly_fits_comes_last),
        ARENA_TEST(a_detail_waits_for_what_it_hangs_on),
        ARENA_TEST(the_order_stands_above_the_weight),
        ARENA_TEST(what_decides_most_is_asked_first),
        ARENA_TEST(nothing_is_asked_that_changes_nothing),
        ARENA_TEST(a_settled_duty_asks_for_its_details),
        ARENA_TEST(forms_of_another_time_ask_nothing),
        ARENA_TEST(the_day_is_asked_where_the_law_changed),
        ARENA_TEST(guides_ask_too),
        ARENA_TEST(a_derived_fact_is_not_asked),
        ARENA_TEST(what_is_not_asked_decides_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
