// Reading and linking forms: what an item becomes, and every fault with its message under the right words.
#include "unit/form/form_test.h"

static const char law[] = "fact who.kind choice \"x\"\n  class statistic\n  value person \"x\"\n  value firm \"y\"\n"
                          "fact who.chain text \"x\"\n  class identity\n  text optional\n  many\n"
                          "fact what.people count \"x\"\n  class statistic\n"
                          "window w.desk \"x\"\n  for \"x\"\n"
                          "source s.law \"x\"\n"
                          "duty d.leak \"x\"\n  when any of\n    few: who.kind is firm\n    many: what.people > 10\n"
                          "  label few \"x\"\n  label many \"y\"\n";

#define HEAD "form a.form \"様式\"\n"

static const char whole[] =
    HEAD "  duty    d.leak\n  to      w.desk\n  from    2022-04-01 until 2026-03-31\n"
         "  classes identity, statistic\n  stages  first, final\n  grade   B\n  source  s.law\n  note    \"x\" grade B\n"
         "  section \"1 概要\" from 2024-01-01\n"
         "    item 1-1 \"数\" grade C source s.law\n      law     \"第8条\"\n      fill    what.people\n      need    first\n"
         "      limit   20\n      prompt  \"何人\"\n      stage   first, final\n"
         "    item \"(2)\" \"事態\"\n      tick    few, many of d.leak\n      when any of\n        who.kind is firm\n"
         "        what.people > 3\n"
         "    item 3 \"委託元\"\n      rows    who.chain\n"
         "  section \"2\"\n    item 4-1-2 \"文\"\n      fill    \"a{what.people}b{report.at}\"\n"
         "    item a \"手\"\n      blank   4\n";

static void a_whole_form(void **state) {
    Office *office = office_of(*state, law, whole);
    assert_int_equal(office->forms.count, 1);
    const Form *form = &office->forms.items[0];
    assert_text(form->id, "a.form");
    assert_int_equal(form->duty, 0);
    assert_int_equal(form->to, 0);
    assert_int_equal(form->classes, 1u << CLASS_IDENTITY | 1u << CLASS_STATISTIC);
    assert_int_equal(form->stages, 1u << STAGE_FIRST | 1u << STAGE_FINAL);
    assert_int_equal(form->grade, GRADE_B);
    assert_int_equal(form->notes.count, 1);
    assert_int_equal(form->sections.count, 2);
    const Item *items = form->sections.items[0].items.items;
    assert_text(items[0].number, "1-1");
    assert_text(items[0].law, "第8条");
    assert_text(items[0].prompt, "何人");
    assert_int_equal(items[0].limit, 20);
    assert_int_equal(items[0].tail.grade, GRADE_C);
    assert_int_equal(items[1].tail.grade, GRADE_B); // the form's
    assert_int_equal(items[0].needed, 1u << STAGE_FIRST | 1u << STAGE_FOLLOW | 1u << STAGE_FINAL);
    assert_int_equal(items[0].fact, map_get(&office->book.fact_index, STR("what.people")));
    assert_text(items[1].number, "(2)");
    assert_int_equal(items[1].kind, BIND_LABELS);
    assert_int_equal(items[1].label_indexes[0], 0);
    assert_int_equal(items[1].label_indexes[1], 1);
    assert_int_equal(items[1].when->child_count, 2);
    assert_int_equal(items[2].kind, BIND_ROWS);
    items = form->sections.items[1].items.items;
    assert_text(items[0].number, "4-1-2");
    assert_int_equal(items[0].part_count, 4);
    assert_text(items[0].parts[2].text, "b");
    assert_int_equal(items[0].parts[3].fact, BOUND_REPORT - REPORT_AT);
    assert_int_equal(items[1].lines, 4);
}

static void stages_with_names(void **state) {
    Office *office =
        office_of(*state, law,
                  HEAD "  from open\n  classes statistic\n  stages first \"速報\", follow, final \"詳報\"\n  grade D\n"
                       "  section \"1\"\n    item 1 \"x\"\n      fill what.people\n      stage final\n");
    const Form *form = &office->forms.items[0];
    assert_int_equal(form->stages, 1u << STAGE_FIRST | 1u << STAGE_FOLLOW | 1u << STAGE_FINAL);
    assert_text(form->stage_names[STAGE_FIRST], "速報");
    assert_text(form->stage_names[STAGE_FOLLOW], "");
    assert_text(form->stage_names[STAGE_FINAL], "詳報");
    assert_true(form_names_stages(form));
}

// The formatter keeps the numbers of items as they are.
static void numbers_stay(void **state) {
    Diags diags = diags_make(*state);
    LineTree tree = tree_of(*state, "a\n  item 1-1 \"x\"\n  item 12-3-4 \"x\"\n", &diags);
    assert_clean(*state, &diags);
    Buf out = buf_make(*state, 1024);
    line_tree_print(&out, &tree);
    assert_text(buf_str(&out), "a\n  item    1-1 \"x\"\n  item    12-3-4 \"x\"\n");
}

static const Form *version(const Office *office, const char *day) {
    Day at;
    assert_true(day_parse(str_from(day), &at));
    return form_find(&office->forms, STR("a.form"), at);
}

static void versions_by_day(void **state) {
#define BODY "  classes statistic\n  stages first\n  grade D\n  section \"1\"\n    item 1 \"x\"\n      fill what.people\n"
    Office *office = office_of(*state, law,
                               HEAD "  from 2026-10-01\n" BODY HEAD "  from 2025-10-01 until 2026-09-30\n" BODY
                                    "form b.form \"x\"\n  from open\n" BODY);
    assert_null(version(office, "2025-09-30"));
    assert_int_equal(version(office, "2025-10-01")->from, version(office, "2026-09-30")->from);
    assert_int_equal(version(office, "2026-10-01")->until, DAY_NONE);
    assert_text(office->forms.items[2].id, "b.form");
    assert_null(form_find(&office->forms, STR("c.form"), 20000));
}

static void wrong_lines(void **state) {
#define ITEM HEAD "  section \"1\"\n    item 1 \"x\"\n"
#define FILL "      fill what.people\n"
    static const struct {
        const char *text;
        Msg msg;
        int line;
        const char *under;
    } wrong[] = {
        {"fact a.b text \"x\"\n", MSG_RULE_UNKNOWN_LINE, 1, "fact"},
        {HEAD "  page 1\n", MSG_RULE_UNKNOWN_LINE, 2, "page"},
        {HEAD "  duty d.leek\n", MSG_RULE_UNKNOWN_DUTY, 2, "d.leek"},
        {HEAD "  to w.dusk\n", MSG_RULE_UNKNOWN_WINDOW, 2, "w.dusk"},
        {HEAD "  source s.lew\n", MSG_RULE_UNKNOWN_SOURCE, 2, "s.lew"},
        {HEAD "  classes identity, secret\n", MSG_RULE_NEED_CHOICE, 2, "secret"},
        {HEAD "  stages last\n", MSG_RULE_NEED_CHOICE, 2, "last"},
        {ITEM FILL "      blank 2\n", MSG_FORM_TWO_BINDINGS, 5, "blank"},
        {ITEM FILL "      limit 0\n", MSG_RULE_TEXT_LIMIT, 5, "0"},
        {ITEM FILL "      limit 16001\n", MSG_RULE_TEXT_LIMIT, 5, "16001"},
        {ITEM FILL "      law \"a\"\n      law \"b\"\n", MSG_RULE_LINE_TWICE, 6, "law"},
        {ITEM "      fill what.poeple\n", MSG_RULE_UNKNOWN_FACT, 4, "what.poeple"},
        {ITEM "      fill report.form\n", MSG_FORM_UNKNOWN_REPORT, 4, "report.form"},
        {ITEM "      fill \"a {what.poeple}\"\n", MSG_RULE_UNKNOWN_FACT, 4, "what.poeple"},
        {ITEM "      fill \"a {what.people\"\n", MSG_FORM_OPEN_BRACE, 4, "what.people"},
        {ITEM "      fill \"a} b\"\n", MSG_FORM_OPEN_BRACE, 4, "a} b"},
        {ITEM "      tick who.chain\n", MSG_FORM_TICK_TYPE, 4, "who.chain"},
        {ITEM "      tick report.at\n", MSG_FORM_TICK_TYPE, 4, "report.at"},
        {ITEM "      tick few, some of d.leak\n", MSG_RULE_UNKNOWN_LABEL, 4, "some"},
        {ITEM "      tick few\n", MSG_RULE_NEED_WORD_AT_END, 4, NULL},
        {ITEM "      rows what.people\n", MSG_FORM_ROWS_TYPE, 4, "what.people"},
        {ITEM "      rows report.at\n", MSG_FORM_ROWS_TYPE, 4, "report.at"},
        {ITEM FILL "      when who.kind is cat\n", MSG_RULE_UNKNOWN_VALUE, 5, "cat"},
        {ITEM FILL "      need last\n", MSG_RULE_NEED_CHOICE, 5, "last"},
        {HEAD "  section \"1\"\n    item 2026-1 \"x\"\n  " FILL, MSG_RULE_BAD_DATE, 3, "2026-1"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Office *office = office_linked(*state, law, wrong[i].text);
        finding_is(*state, &office->diags, wrong[i].msg, wrong[i].line, wrong[i].under);
    }
}

static void the_file_is_named_after_its_form(void **state) {
    static const struct {
        const char *file;
        bool fits;
    } files[] = {{"jp/forms/a.form.form", true}, {"a.form.form", true}, {"jp/forms/b.form", false}, {"forms.txt", true}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        Diags diags = diags_make(*state);
        FormBook forms = {0};
        LineTree tree = named_tree(*state, files[i].file, whole, &diags);
        form_read(*state, &tree, &forms, &diags);
        assert_int_equal(diags.errors, !files[i].fits);
        if (!files[i].fits) finding_is(*state, &diags, MSG_FORM_FILE_NAME, 1, "a.form");
    }
}

static void report_is_nobodys_fact(void **state) {
    Office *office = office_linked(*state, "fact report.new yesno \"x\"\n", "");
    finding_is(*state, &office->diags, MSG_FORM_REPORT_TAKEN, 1, "report.new");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(a_whole_form),           ARENA_TEST(stages_with_names), ARENA_TEST(numbers_stay),
        ARENA_TEST(versions_by_day),        ARENA_TEST(wrong_lines),       ARENA_TEST(the_file_is_named_after_its_form),
        ARENA_TEST(report_is_nobodys_fact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
