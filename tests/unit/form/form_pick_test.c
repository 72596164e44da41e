// Which forms duties bring: each once, the most urgent first, at a stage of their own.
#include "form/form_pick.h"
#include "unit/form/form_test.h"

static const char law[] =
    "fact a.x yesno \"x\"\n  class statistic\n  ask \"x\"\nfact a.y yesno \"y\"\n  class statistic\n  ask \"y\"\n"
    "window w.desk \"w\"\n  for \"x\"\n"
    "duty d.late \"d\"\n  when a.x\n  to w.desk\n  form f.two when maybe a.x\n  form f.one when maybe a.x\n"
    "duty d.soon \"d\"\n  rank stop\n  when a.x\n  to w.desk\n  form f.one when maybe a.x\n"
    "duty d.open \"d\"\n  when a.y\n  to w.desk\n  form f.one when maybe a.x\n";

#define FORM(id, stages)                                                                                                       \
    "form " id " \"様式\"\n  from open\n  grade D\n  classes statistic\n  stages " stages                                      \
    "\n  section \"1\"\n    item 1 \"x\"\n      fill a.x\n"

static const char forms[] = FORM("f.one", "first, follow, final") FORM("f.two", "notice");

static FormPickList picks_of(Arena *arena, const char *json, Status status, FormTerms terms) {
    Office *office = office_of(arena, law, forms);
    return form_picks(arena, &office->forms, office_decide(office, json), status, &terms);
}

static void each_once_and_most_urgent_first(void **state) {
    FormPickList picks = picks_of(*state, "{\"a.x\":true}", STATUS_APPLIES, (FormTerms){0});
    assert_int_equal(picks.count, 2);
    assert_text(picks.items[0].id, "f.one");
    assert_false(picks.items[0].is_alternative); // of one duty it is, of the other it is the first
    assert_int_equal(picks.items[0].stage, STAGE_FIRST);
    assert_text(picks.items[1].id, "f.two");
    assert_int_equal(picks.items[1].stage, STAGE_NOTICE);
    assert_true(picks.items[0].is_made && picks.items[1].is_made);
}

static void of_one_status_alone(void **state) {
    assert_int_equal(picks_of(*state, "{\"a.x\":false}", STATUS_APPLIES, (FormTerms){0}).count, 0);
    FormPickList picks = picks_of(*state, "{\"a.x\":true}", STATUS_MAY, (FormTerms){0});
    assert_int_equal(picks.count, 1);
    assert_text(picks.items[0].id, "f.one");
}

static void stages_follow_the_terms(void **state) {
    FormPickList picks = picks_of(*state, "{\"a.x\":true}", STATUS_APPLIES, (FormTerms){.follows = true});
    assert_int_equal(picks.items[0].stage, STAGE_FOLLOW);
    assert_int_equal(picks.items[1].stage, STAGE_NOTICE); // knows no reports in stages
    picks = picks_of(*state, "{\"a.x\":true}", STATUS_APPLIES, (FormTerms){.has_stage = true, .stage = STAGE_FINAL});
    assert_int_equal(picks.items[0].stage, STAGE_FINAL);
    Office *office = office_of(*state, law, FORM("f.two", "final"));
    Stage stage;
    assert_false(form_stage(&office->forms.items[0], &(FormTerms){.has_stage = true, .stage = STAGE_FOLLOW}, &stage));
}

static void a_form_that_is_not_there_is_told(void **state) {
    Office *office = office_linked(*state, law, FORM("f.two", "final"));
    assert_int_equal(program_compile(*state, &office->book, &office->program, &office->diags), ERR_OK);
    FormTerms terms = {0};
    FormPickList picks = form_picks(*state, &office->forms, office_decide(office, "{\"a.x\":true}"), STATUS_APPLIES, &terms);
    assert_int_equal(picks.count, 2);
    assert_false(picks.items[0].is_made);
    assert_null(picks.items[0].form);
    assert_true(picks.items[1].is_made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(each_once_and_most_urgent_first),
        ARENA_TEST(of_one_status_alone),
        ARENA_TEST(stages_follow_the_terms),
        ARENA_TEST(a_form_that_is_not_there_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
