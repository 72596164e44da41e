// Decisions as JSON: always well formed, with every member the format promises, and the same values as the decision.
#include "base/json.h"
#include "rule/decision_json.h"
#include "unit/rule/book_text.h"

static const char text[] =
    "fact a.x yesno \"X\"\nfact a.y yesno \"Y\"\nfact t.t time \"T\"\n"
    "window w.a \"a\"\n  from open\nwindow w.b \"b\"\n  from open\n"
    "source s.s \"資料 \\\"1\\\"\"\n  issuer \"i\"\n  date \"2026-06\"\n  url \"https://example.org/a\"\n  grade A\n"
    "source s.u \"u\"\n  issuer \"i\"\n  grade B\n"
    "duty d.a \"報告\"\n  level should\n  do \"知らせる\"\n  from open of t.t\n  when any of\n    one: a.x\n    a.y\n"
    "  to w.a when a.x\n  to w.b otherwise\n"
    "  first promptly, guide 3 to 5 days from t.t grade C\n  final 30 days from t.t, day 1 counted when a.y\n"
    "  final 20 days from t.t, day 1 counted otherwise\n"
    "  form f.a when a.x\n  form f.b otherwise\n  label one \"一\"\n  basis \"法 \\\"第1条\\\"\" grade A source s.s, s.u\n"
    "  basis \"規則\" grade D\n  note \"注\" grade B source s.u\n  coming by 2027-04-01 \"変わる\"\n"
    "duty d.late \"後\"\n  level may\n  from 2030-01-01\n  when a.x\n"
    "guide g.a \"ガイド\"\n  rank danger\n  when a.x\n  step \"一\"\n"
    "words en\n  duty d.a\n    name \"Report\"\n    do \"Tell them\"\n    coming \"Will change\"\n"
    "  guide g.a\n    name \"Guide\"\n";

static Json parsed(Law *law, bool all, Lang lang) {
    Buf out = buf_make(law->arena, 1 << 20);
    Json json;
    Diags diags = diags_make(law->arena);
    decision_print_json(&out, &law->decision, STR("{\"id\":\"t\"}"), all, lang);
    assert_false(out.overflowed);
    if (json_parse(law->arena, STR("answer"), buf_str(&out), &json, &diags) != ERR_OK)
        fail_msg("%s", str_c(law->arena, buf_str(&out)));
    return json;
}

static const Json *at(const Json *json, const char *member) {
    const Json *found = json_member(json, str_from(member));
    if (!found) fail_msg("no member %s", member);
    return found;
}

static Str text_at(const Json *json, const char *member) {
    assert_int_equal(at(json, member)->kind, JSON_STRING);
    return at(json, member)->text;
}

static void the_whole_answer(void **state) {
    Law *law = law_of(*state, text);
    law_decide(law, "a.x = yes, t.t = 2026-03-02T10:00", "2026-03-10");
    Json json = parsed(law, false, LANG_EN);
    assert_text(text_at(at(&json, "pack"), "id"), "t");
    assert_text(text_at(&json, "at"), "2026-03-10T23:59:59+09:00");
    assert_int_equal(at(&json, "duties")->count, 1);
    assert_int_equal(at(&json, "ask")->count, 1);
    assert_text(at(&json, "ask")->items[0].text, "a.y");
    const Json *guide = &at(&json, "guides")->items[0];
    assert_text(text_at(guide, "guide"), "g.a");
    assert_text(text_at(guide, "title"), "Guide");
    assert_true(at(guide, "certain")->truth);
}

static void a_duty_with_all_its_members(void **state) {
    Law *law = law_of(*state, text);
    law_decide(law, "a.x = yes, t.t = 2026-03-02T10:00", "2026-03-10");
    Json json = parsed(law, false, LANG_EN);
    const Json *duty = &at(&json, "duties")->items[0];
    assert_text(text_at(duty, "duty"), "d.a");
    assert_text(text_at(duty, "title"), "Report");
    assert_text(text_at(duty, "do"), "Tell them");
    assert_text(text_at(duty, "status"), "applies");
    assert_text(text_at(duty, "level"), "should");
    assert_int_equal(at(duty, "window")->count, 1);
    assert_text(at(duty, "window")->items[0].text, "w.a");
    assert_int_equal(at(duty, "window_may")->count, 0);
    assert_text(at(duty, "labels")->items[0].text, "one");
    assert_int_equal(at(duty, "forms")->count, 2);
    assert_text(at(duty, "forms")->items[0].text, "f.a");
    assert_text(at(duty, "why")->items[0].text, "[一] X: yes");
    assert_int_equal(at(duty, "unknown")->count, 0);
    assert_false(at(duty, "trigger_assumed")->truth);
    assert_int_equal(at(at(duty, "coming"), "from")->kind, JSON_NULL);
    assert_text(text_at(at(duty, "coming"), "by"), "2027-04-01");
    assert_text(text_at(at(duty, "coming"), "text"), "Will change");
}

static void grounds_with_their_sources(void **state) {
    Law *law = law_of(*state, text);
    law_decide(law, "a.x = yes", "2026-03-10");
    Json json = parsed(law, false, LANG_JA);
    const Json *duty = &at(&json, "duties")->items[0];
    const Json *basis = at(duty, "basis"), *notes = at(duty, "notes");
    assert_int_equal(basis->count, 2);
    assert_text(text_at(&basis->items[0], "text"), "法 \"第1条\"");
    assert_text(text_at(&basis->items[0], "grade"), "A");
    const Json *sources = at(&basis->items[0], "source");
    assert_int_equal(sources->count, 2);
    assert_text(text_at(&sources->items[0], "title"), "資料 \"1\"");
    assert_text(text_at(&sources->items[0], "date"), "2026-06");
    assert_text(text_at(&sources->items[0], "url"), "https://example.org/a");
    assert_text(text_at(&sources->items[1], "title"), "u");
    assert_text(text_at(&sources->items[1], "url"), "");
    assert_text(text_at(&basis->items[1], "grade"), "D");
    assert_int_equal(at(&basis->items[1], "source")->count, 0);
    assert_int_equal(notes->count, 1);
    assert_text(text_at(&notes->items[0], "text"), "注");
}

static void stages_with_their_dates(void **state) {
    Law *law = law_of(*state, text);
    law_decide(law, "a.x = yes, t.t = 2026-03-02T10:00", "2026-03-10");
    Json json = parsed(law, false, LANG_JA);
    const Json *stages = at(&at(&json, "duties")->items[0], "stages");
    assert_int_equal(stages->count, 2);
    assert_text(text_at(&stages->items[0], "stage"), "first");
    assert_text(text_at(&stages->items[0], "kind"), "promptly");
    assert_text(text_at(&stages->items[0], "due"), "2026-03-04T23:59:59+09:00");
    assert_text(text_at(&stages->items[0], "latest"), "2026-03-06T23:59:59+09:00");
    assert_true(at(&stages->items[0], "certain")->truth);
    assert_text(text_at(&stages->items[0], "grade"), "C");
    assert_true(text_at(&stages->items[0], "text").len > 0);
    assert_text(text_at(&stages->items[1], "stage"), "final");
    assert_text(text_at(&stages->items[1], "kind"), "days");
    assert_text(text_at(&stages->items[1], "due"), "2026-03-21T23:59:59+09:00"); // the earliest candidate
    assert_int_equal(at(&stages->items[1], "latest")->kind, JSON_NULL);
    assert_false(at(&stages->items[1], "certain")->truth);
    assert_null(json_member(&stages->items[1], STR("grade")));
}

static void what_may_apply(void **state) {
    Law *law = law_of(*state, text);
    law_decide(law, "", "2026-03-10");
    Json json = parsed(law, false, LANG_JA_SIMPLE);
    const Json *duty = &at(&json, "duties")->items[0];
    assert_text(text_at(duty, "status"), "may_apply");
    assert_int_equal(at(duty, "window")->count, 0);
    assert_int_equal(at(duty, "window_may")->count, 2);
    assert_int_equal(at(duty, "unknown")->count, 2);
    assert_true(at(duty, "trigger_assumed")->truth);
    assert_int_equal(at(&at(duty, "stages")->items[0], "due")->kind, JSON_NULL);
    assert_false(at(&at(&json, "guides")->items[0], "certain")->truth);
}

static void what_does_not_apply_on_request(void **state) {
    Law *law = law_of(*state, text);
    law_decide(law, "a.x = no, a.y = no", "2026-03-10");
    Json some = parsed(law, false, LANG_EN), all = parsed(law, true, LANG_EN);
    assert_int_equal(at(&some, "duties")->count, 0);
    assert_int_equal(at(&some, "guides")->count, 0);
    assert_int_equal(at(&all, "duties")->count, 2);
    const Json *report = &at(&all, "duties")->items[0], *late = &at(&all, "duties")->items[1];
    assert_text(text_at(report, "duty"), "d.a"); // by name: nothing else tells them apart
    assert_text(text_at(late, "status"), "not");
    assert_int_equal(at(report, "why")->count, 2);
    assert_int_equal(at(report, "stages")->count, 0);
    assert_text(text_at(at(late, "coming"), "from"), "2030-01-01");
    assert_text(text_at(at(late, "coming"), "text"), "後"); // no words in English: Japanese
}

static void nothing_is_missing_whatever_is_known(void **state) {
    static const char *const members[] = {"duty",  "title",   "do",     "window",         "window_may", "status",
                                          "level", "labels",  "stages", "forms",          "basis",      "notes",
                                          "why",   "unknown", "coming", "trigger_assumed"};
    static const char *const values[] = {"unknown", "no", "yes"};
    Law *law = law_of(*state, text);
    for (int i = 0; i < 9; i++)
        for (Lang lang = 0; lang < LANG_COUNT; lang++) {
            Str facts = str_format(*state, "a.x = %s, a.y = %s", values[i % 3], values[i / 3]);
            law_decide(law, str_c(*state, facts), "2026-03-10");
            Json json = parsed(law, true, lang);
            assert_int_equal(at(&json, "duties")->count, 2);
            for (uint32_t d = 0; d < 2; d++)
                for (size_t m = 0; m < sizeof members / sizeof *members; m++) at(&at(&json, "duties")->items[d], members[m]);
        }
}

static void one_duty_alone(void **state) {
    Law *law = law_of(*state, text);
    law_decide(law, "a.x = yes", "2026-03-10");
    Buf out = buf_make(*state, 1 << 16);
    Json json;
    Diags diags = diags_make(*state);
    decision_print_duty_json(&out, &law->decision, law_result(law, "d.late"), LANG_EN);
    assert_int_equal(json_parse(*state, STR("duty"), buf_str(&out), &json, &diags), ERR_OK);
    assert_text(text_at(&json, "duty"), "d.late");
    assert_text(text_at(&json, "status"), "not");
}

static void every_clock_has_its_kind(void **state) {
    static const struct {
        const char *clock, *kind;
    } rows[] = {{"at once from t.t", "at_once"},
                {"promptly from t.t", "promptly"},
                {"without delay from t.t", "without_delay"},
                {"5 hours from t.t", "hours"},
                {"5 days from t.t", "days"},
                {"2 weeks from t.t", "days"},
                {"2 months from t.t", "months"},
                {"3 working days from t.t", "working_days"},
                {"by 2026-03-31", "by_date"},
                {"unstated from t.t", "unstated"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Law *law = law_of(*state, str_c(*state, str_format(*state,
                                                           "fact a.x yesno \"X\"\nfact t.t time \"T\"\nduty d.a \"d\"\n"
                                                           "  when a.x\n  first %s\n",
                                                           rows[i].clock)));
        law_decide(law, "a.x = yes", "2026-03-10");
        Json json = parsed(law, false, LANG_JA);
        const Json *stage = &at(&at(&json, "duties")->items[0], "stages")->items[0];
        assert_text(text_at(stage, "kind"), rows[i].kind);
        assert_true(text_at(stage, "text").len > 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(the_whole_answer),
        ARENA_TEST(a_duty_with_all_its_members),
        ARENA_TEST(grounds_with_their_sources),
        ARENA_TEST(stages_with_their_dates),
        ARENA_TEST(what_may_apply),
        ARENA_TEST(what_does_not_apply_on_request),
        ARENA_TEST(nothing_is_missing_whatever_is_known),
        ARENA_TEST(one_duty_alone),
        ARENA_TEST(every_clock_has_its_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
