// What is linked but wrong with a form, each fault alone, and a form without any.
#include "unit/form/form_test.h"

static const char law[] = "fact who.name text \"x\"\n  class identity\n  text optional\n  limit 100\n"
                          "fact who.story text \"x\"\n  class narrative\n  text optional\n"
                          "fact who.helper yesno \"x\"\n  class statistic\n"
                          "fact who.kinds set \"x\"\n  class statistic\n  value a \"一二三四五\"\n  value b \"六七八九十\"\n"
                          "fact what.people count \"x\"\n  class statistic\n"
                          "fact who.secret yesno \"x\"\n  class technical\n"
                          "fact who.derived yesno \"x\"\n  class statistic\n  derive yes when who.secret\n"
                          "define named \"x\"\n  when who.secret\n"
                          "window w.a \"x\"\n  for \"x\"\nwindow w.b \"x\"\n  for \"x\"\n"
                          "duty d.plain \"x\"\n  when who.helper\n  to w.a\n"
                          "duty d.secret \"x\"\n  when any of\n    open: who.helper\n    closed: named\n"
                          "  to w.a when named\n  to w.b otherwise\n  form b.form\n"
                          "  label open \"x\"\n  label closed \"x\"\n"
                          "source s.law \"x\"\n";

#define NAMED "form a.form \"様式\"\n"
#define DATED NAMED "  from 2025-10-01 until 2026-09-30\n"
#define CLASSES "  classes identity, statistic\n"
#define STAGES "  stages first, final\n"
#define GRADE "  grade B\n  source s.law\n"
#define OPEN "  from open\n" CLASSES STAGES GRADE
#define OTHER "form b.form \"様式\"\n"
#define ADDRESSED OTHER OPEN "  to w.a\n"
#define HEAD DATED CLASSES STAGES GRADE "  section \"1\"\n"
#define ITEM HEAD "    item 1 \"x\"\n"
#define FILL "      fill what.people\n"
#define BODY "  section \"1\"\n    item 1 \"x\"\n" FILL

static Diags *checked(Arena *arena, const char *forms) {
    Office *office = office_linked(arena, law, forms);
    assert_clean(arena, &office->diags);
    form_check(&office->forms, &office->book, &office->diags);
    diags_sort(&office->diags);
    return &office->diags;
}

static void each_fault(void **state) {
    static const struct {
        const char *text;
        Msg msg;
        int line;
        const char *under;
    } wrong[] = {
        {DATED CLASSES STAGES BODY, MSG_SENSE_NO_GRADE, 1, NULL},
        {DATED CLASSES STAGES "  grade C\n" BODY, MSG_SENSE_NO_SOURCE, 1, NULL},
        {NAMED CLASSES STAGES GRADE BODY, MSG_SENSE_NO_VALIDITY, 1, NULL},
        {DATED "  classes statistic\n" GRADE BODY, MSG_FORM_NO_STAGES, 1, NULL},
        {DATED CLASSES STAGES GRADE, MSG_FORM_NO_SECTION, 1, NULL},
        {DATED STAGES GRADE "  section \"1\"\n    item 1 \"x\"\n      blank 2\n", MSG_FORM_NO_CLASSES, 1, NULL},
        {HEAD, MSG_FORM_NO_ITEM, 7, NULL},
        {ITEM "      need first\n", MSG_FORM_NO_BINDING, 8, NULL},
        {ITEM "      fill who.story\n", MSG_FORM_CLASS, 9, "who.story"},
        {ITEM "      fill \"a {who.story}\"\n", MSG_FORM_CLASS, 9, "who.story"},
        {ITEM FILL "    item 1 \"y\"\n" FILL, MSG_FORM_NUMBER_TWICE, 10, NULL},
        {ITEM FILL "      stage follow\n", MSG_FORM_STAGE, 10, NULL},
        {ITEM FILL "      need notice\n", MSG_FORM_NEED, 10, NULL},
        {ITEM FILL "      stage final\n      need first\n", MSG_FORM_NEED, 11, NULL},
        {ITEM "      blank 2\n      limit 10\n", MSG_FORM_LIMIT_KIND, 10, NULL},
        {ITEM "      fill who.name\n      limit 99\n", MSG_FORM_LIMIT_SHORT, 10, NULL},
        {ITEM "      fill \"x{who.name}\"\n      limit 100\n", MSG_FORM_LIMIT_SHORT, 10, NULL},
        {ITEM "      fill who.kinds\n      limit 10\n", MSG_FORM_LIMIT_SHORT, 10, NULL},
        {HEAD "    item 1 \"x\" until 2025-09-30\n" FILL, MSG_FORM_DAYS_NEVER, 8, NULL},
        {HEAD "    item 1 \"x\" from 2026-10-01\n" FILL, MSG_FORM_DAYS_NEVER, 8, NULL},
        {ITEM FILL "      when who.helper from 2026-10-01\n", MSG_FORM_DAYS_NEVER, 10, NULL},
        {ADDRESSED BODY "      when who.secret\n", MSG_FORM_READS, 11, "who.secret"},
        {ADDRESSED BODY "      when any of\n        who.helper\n        named\n", MSG_FORM_READS, 11, NULL},
        {ADDRESSED BODY "      when who.derived\n", MSG_FORM_READS, 11, "who.derived"},
        {ADDRESSED BODY "      when applies d.secret\n", MSG_FORM_READS, 11, NULL},
        {ADDRESSED "  section \"1\"\n    item 1 \"x\"\n      tick open, closed of d.secret\n", MSG_FORM_READS, 10, NULL},
        {OTHER OPEN BODY, MSG_FORM_READS_TO, 1, NULL},
        {ADDRESSED "  duty d.plain\n" BODY, MSG_FORM_NOT_OFFERED, 8, "d.plain"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        finding_is(*state, checked(*state, wrong[i].text), wrong[i].msg, wrong[i].line, wrong[i].under);
}

static void nothing_wrong(void **state) {
    static const char *const right[] = {
        ITEM FILL "      need first\n      stage first\n      limit 32\n      when who.helper until 2025-10-01\n",
        ITEM "      fill who.name\n      limit 100\n",
        ITEM "      fill \"x{who.name}\"\n      limit 101\n",
        ITEM "      fill who.kinds\n      limit 11\n",
        HEAD "    item 1 \"x\" until 2025-10-01\n" FILL "    item 1 \"y\" from 2025-10-02\n" FILL,
        ITEM FILL "      stage first\n    item 1 \"y\"\n" FILL "      stage final\n",
        NAMED "  from open\n" CLASSES STAGES "  grade D\n" BODY,
        ADDRESSED "  duty d.secret\n" BODY "      when applies d.plain\n",
        ADDRESSED "  section \"1\"\n    item 1 \"x\"\n      tick open of d.secret\n",
    };
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) assert_clean(*state, checked(*state, right[i]));
}

// A text without a longest length fits no box.
static void a_text_without_a_limit(void **state) {
    Diags *diags = checked(*state, DATED "  classes narrative\n" STAGES GRADE
                                         "  section \"1\"\n    item 1 \"x\"\n      fill who.story\n      limit 5000\n");
    finding_is(*state, diags, MSG_FORM_LIMIT_OPEN, 10, NULL);
}

static void versions_follow_each_other(void **state) {
#define REST CLASSES STAGES GRADE BODY
    assert_clean(*state, checked(*state, DATED REST NAMED "  from 2026-10-01\n" REST));
    finding_is(*state, checked(*state, DATED REST NAMED "  from 2026-10-02\n" REST), MSG_SENSE_GAP, 10, NULL);
    finding_is(*state, checked(*state, DATED REST NAMED "  from 2026-09-30\n" REST), MSG_SENSE_OVERLAP, 10, NULL);
    finding_is(*state, checked(*state, NAMED "  from open\n" REST NAMED "  from open\n" REST), MSG_SENSE_OVERLAP, 10, NULL);
}

// The check of the law looks at the conditions of forms as well, and knows what forms use.
static void conditions_and_uses(void **state) {
    Office *office = office_linked(*state, "fact a.x count \"x\"\nfact a.y yesno \"x\"\n",
                                   "form a.form \"x\"\n  section \"1\"\n    item 1 \"x\"\n      fill a.x\n"
                                   "      when a.y and not a.y\n");
    check_sense(&office->book, &office->diags);
    int never = 0, unused = 0;
    for (size_t i = 0; i < office->diags.count; i++) {
        never += office->diags.items[i].msg == MSG_SENSE_NEVER;
        unused += office->diags.items[i].msg == MSG_SENSE_UNUSED_FACT;
    }
    assert_int_equal(never, 1);
    assert_int_equal(unused, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(each_fault),
        ARENA_TEST(nothing_wrong),
        ARENA_TEST(a_text_without_a_limit),
        ARENA_TEST(versions_follow_each_other),
        ARENA_TEST(conditions_and_uses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
