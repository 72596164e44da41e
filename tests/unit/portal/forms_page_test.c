// The forms of a draft as values: what is due first, what may be needed only when asked for, and the questions that are
// missing.
#include "portal/forms_page.h"
#include "unit/base/base_test.h"

typedef struct Scene {
    const Pack *pack;
    Draft draft;
    Decision decision;
    Papers papers;
} Scene;

static Scene *scene_of(Arena *arena, const char *json) {
    Scene *scene = NEW(arena, Scene);
    Pack *pack = NEW(arena, Pack);
    Diags diags = diags_make(arena);
    Moment at;
    assert_true(moment_parse(STR("2026-11-20T14:10:00+09:00"), &at));
    assert_int_equal(pack_load(arena, NULL, pack, &diags), ERR_OK);
    scene->pack = pack;
    scene->draft = draft_make(arena, &pack->book);
    assert_int_equal(incident_read(arena, &pack->book, STR("test"), str_from(json), &scene->draft.incident, &diags), ERR_OK);
    scene->decision = draft_decide(arena, pack, &scene->draft, at);
    scene->papers = (Papers){pack, &scene->draft, &scene->decision, NULL, LANG_JA};
    return scene;
}

static const PaperView *paper_find(const PaperViewList *list, const char *id) {
    for (size_t i = 0; i < list->count; i++)
        if (str_is(list->items[i].id, id)) return &list->items[i];
    return NULL;
}

#define LOST "\"actor.kind\":\"person\",\"incident.kinds\":[\"support_scam\"]"

static void nothing_is_due_without_answers(void **state) {
    Scene *scene = scene_of(*state, "{}");
    PapersView view = papers_page(*state, &scene->papers, false);
    assert_int_equal(view.due.count, 0);
    assert_int_equal(view.left, 0);
    assert_int_equal(view.perhaps.count, 0);
    assert_true(view.perhaps_count > 5);
}

static void coverage_follows_the_answers(void **state) {
    Scene *scene = scene_of(*state, "{" LOST "}");
    Scene *more = scene_of(*state, "{" LOST ",\"contact.phone\":\"03\"}");
    PapersView before = papers_page(*state, &scene->papers, false), after = papers_page(*state, &more->papers, false);
    const PaperView *first = paper_find(&before.due, "police.consultation"),
                    *then = paper_find(&after.due, "police.consultation");
    assert_non_null(first);
    assert_non_null(then);
    assert_int_equal(then->filled, first->filled + 1);
    assert_int_equal(then->needed, first->needed - 1);
    assert_int_equal(then->left, first->left - 1);
    assert_int_equal(then->questions.count, then->left);
    assert_int_equal(after.left, before.left - 1);
    assert_true(map_get(&scene->pack->book.fact_index, before.first) >= 0);
}

static void what_may_be_needed_is_shown_when_asked_for(void **state) {
    Scene *scene = scene_of(*state, "{" LOST "}");
    PapersView few = papers_page(*state, &scene->papers, false), all = papers_page(*state, &scene->papers, true);
    assert_int_equal(few.perhaps.count, 0);
    assert_int_equal(all.perhaps.count, few.perhaps_count);
    assert_null(paper_find(&all.perhaps, "police.consultation")); // due, so not only perhaps
}

static void a_follow_up_makes_later_reports(void **state) {
    Scene *scene = scene_of(*state, "{" LOST "}");
    assert_false(papers_terms(&scene->papers).follows);
    scene->draft.before.receipt = STR("AAAA");
    FormTerms terms = papers_terms(&scene->papers);
    assert_true(terms.follows);
    const Form *form = form_find(&scene->pack->forms, STR("police.consultation"), day_of(scene->decision.question.at));
    Stage stage = STAGE_FIRST;
    assert_true(form && form_stage(form, &terms, &stage));
    FilledForm filled = papers_fill(*state, &scene->papers, form, stage);
    assert_int_equal(filled.stage, STAGE_FOLLOW);
    assert_text(filled.previous_receipt, "AAAA");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(nothing_is_due_without_answers),
        ARENA_TEST(coverage_follows_the_answers),
        ARENA_TEST(what_may_be_needed_is_shown_when_asked_for),
        ARENA_TEST(a_follow_up_makes_later_reports),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
