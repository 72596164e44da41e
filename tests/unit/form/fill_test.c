// Answering forms: every state of every kind of item, both ways of asking, what follows a filing, and that nothing of a
// class the form does not take is ever in it.
#include "unit/form/form_test.h"

static const char law[] =
    "fact who.kind choice \"だれ\"\n  class statistic\n  ask \"だれですか\"\n  value person \"個人\"\n  value firm \"会社\"\n"
    "fact who.name organisation \"名前\"\n  class identity\n  ask \"名前は\"\n  text optional\n"
    "fact who.helper yesno \"委託先か\"\n  class statistic\n  ask \"委託先ですか\"\n  derive no when who.kind is person\n"
    "fact who.chain text \"委託元\"\n  class statistic\n  ask \"委託元は\"\n  text optional\n  many\n"
    "fact what.at time \"時\"\n  class statistic\n  ask \"いつ\"\n"
    "fact what.people count \"人数\"\n  class statistic\n  unit people\n  ask \"何人\"\n"
    "fact what.numbers count \"番号\"\n  class statistic\n  ask \"番号は\"\n"
    "fact what.kinds set \"種類\"\n  class technical\n  ask \"種類は\"\n  value virus \"ウイルス\"\n  value theft \"盗難\"\n"
    "fact what.story text \"概要\"\n  class narrative\n  ask \"概要は\"\n  limit 40\n  text optional\n"
    "fact what.spite yesno \"悪意\"\n  class statistic\n  ask \"悪意ですか\"\n"
    "window w.desk \"委員会\"\n  for \"x\"\n"
    "window w.other \"監督官庁\"\n  for \"x\"\n"
    "duty d.leak \"報告\"\n  when any of\n    few: what.spite\n    many: what.people > 1000 people\n"
    "  to w.other when who.helper\n  to w.desk otherwise\n"
    "  label few \"悪意\"\n  label many \"千人をこえる\"\n";

#define HEAD "form a.form \"様式\"\n  duty d.leak\n  from open\n  grade D\n"
#define OPEN_TO "  classes identity, narrative, technical, statistic\n  stages first, follow, final\n  section \"1\"\n"
#define ALL HEAD OPEN_TO

static FilledForm fill_with(Arena *arena, const char *items, const char *json, FillRequest request, Office **office) {
    const char *form = str_c(arena, str_join(arena, STR(ALL), str_from(items)));
    *office = office_of(arena, law, form);
    return office_fill(*office, json, request);
}

static FilledForm fill(Arena *arena, const char *items, const char *json) {
    Office *office;
    return fill_with(arena, items, json, request_of(STAGE_FIRST, LANG_JA), &office);
}

static void item_is(Arena *arena, const char *binding, const char *json, ItemState state, const char *text) {
    const char *items = str_c(arena, str_format(arena, "    item 1-1 \"x\"\n      %s\n", binding));
    FilledForm form = fill(arena, items, json);
    const FilledItem *item = item_of(&form, "1-1");
    assert_text(item->tick_count > 0 ? ticks_of(arena, item) : item->text, text);
    assert_int_equal(item->state, state);
    assert_int_equal(form.filled, state == ITEM_FILLED);
    assert_int_equal(form.unknown, state == ITEM_UNKNOWN);
    assert_int_equal(form.none, state == ITEM_NONE);
}

static void values_in_words(void **state) {
    item_is(*state, "fill what.at", "{\"what.at\":\"2026-11-20T05:05:59Z\"}", ITEM_FILLED, "2026年11月20日（金）14時05分");
    item_is(*state, "fill what.at", "{\"what.at\":\"2026-11-20T14:59:59Z\"}", ITEM_FILLED,
            "2026年11月20日（金）"); // of the day
    item_is(*state, "fill what.people", "{\"what.people\":{\"min\":3000}}", ITEM_FILLED, "3,000人以上");
    item_is(*state, "fill what.story", "{\"what.story\":\"=1+1\\n{x} \\\"a\\\"\"}", ITEM_FILLED, "=1+1\n{x} \"a\"");
    item_is(*state, "fill who.kind", "{\"who.kind\":\"firm\"}", ITEM_FILLED, "会社");
    item_is(*state, "fill who.kind", "{}", ITEM_UNKNOWN, "");
    item_is(*state, "fill what.story", "{\"what.story\":\" \\n\"}", ITEM_UNKNOWN, "");
    item_is(*state, "fill who.chain", "{\"who.chain\":[\"甲社\",\"乙社\"]}", ITEM_FILLED, "甲社\n乙社");
}

static void the_words_follow_the_language(void **state) {
    Office *office;
    FilledForm form = fill_with(*state, "    item 1-1 \"x\"\n      fill what.at\n", "{\"what.at\":\"2026-01-04T15:00:00Z\"}",
                                request_of(STAGE_FIRST, LANG_EN), &office);
    assert_text(item_of(&form, "1-1")->text, "Monday, 5 January 2026, 0:00 (Japan)");
    assert_text(form.to, "監督官庁 (not certain yet), 委員会 (not certain yet)"); // no English name was given
}

static void texts_with_facts(void **state) {
    const char *binding = "fill \"{what.people}（うち{what.numbers}）\"";
    item_is(*state, binding, "{\"what.people\":10,\"what.numbers\":3}", ITEM_FILLED, "10人（うち3）");
    item_is(*state, binding, "{\"what.numbers\":3}", ITEM_FILLED, "まだわからない（うち3）");
    item_is(*state, binding, "{}", ITEM_UNKNOWN, "");
    item_is(*state, "fill \"別紙のとおり\"", "{}", ITEM_FIXED, "別紙のとおり"); // counted neither as filled nor as open
}

static void boxes(void **state) {
    item_is(*state, "tick who.kind", "{\"who.kind\":\"firm\"}", ITEM_FILLED, "個人 [ ] 会社 [x]");
    item_is(*state, "tick who.kind", "{}", ITEM_UNKNOWN, "個人 [?] 会社 [?]");
    item_is(*state, "tick what.kinds", "{\"what.kinds\":{\"has\":[\"theft\"],\"maybe\":[\"virus\"]}}", ITEM_FILLED,
            "ウイルス [?] 盗難 [x]");
    item_is(*state, "tick what.kinds", "{\"what.kinds\":[]}", ITEM_FILLED, "ウイルス [ ] 盗難 [ ]");
    item_is(*state, "tick what.spite", "{\"what.spite\":false}", ITEM_FILLED, "はい [ ] いいえ [x]");
    item_is(*state, "tick what.spite", "{}", ITEM_UNKNOWN, "はい [?] いいえ [?] 不明 [x]");
    item_is(*state, "tick who.helper", "{\"who.kind\":\"person\"}", ITEM_FILLED, "はい [ ] いいえ [x]");
    item_is(*state, "tick who.helper", "{\"who.kind\":\"person\",\"who.helper\":true}", ITEM_FILLED, "はい [x] いいえ [ ]");
    item_is(*state, "tick report.new", "{}", ITEM_FILLED, "はい [x] いいえ [ ]");
    item_is(*state, "tick report.stage", "{}", ITEM_FILLED, "速報 [x] 続報 [ ] 確報 [ ]");
}

static void labels_of_the_duty(void **state) {
    const char *binding = "tick few, many of d.leak";
    item_is(*state, binding, "{\"what.people\":1001}", ITEM_FILLED, "悪意 [?] 千人をこえる [x]");
    item_is(*state, binding, "{\"what.people\":1000}", ITEM_UNKNOWN, "悪意 [?] 千人をこえる [ ]");
    item_is(*state, binding, "{\"what.people\":1000,\"what.spite\":false}", ITEM_FILLED, "悪意 [ ] 千人をこえる [ ]");
}

static void rows_of_a_list(void **state) {
    const char *items = "    item 1-1 \"x\"\n      rows who.chain\n";
    FilledForm form = fill(*state, items, "{\"who.chain\":\"甲社\\r\\n\\n 乙社 \\n\"}");
    const FilledItem *item = item_of(&form, "1-1");
    assert_int_equal(item->row_count, 2);
    assert_text(item->rows[0], "甲社");
    assert_text(item->rows[1], "乙社");
    form = fill(*state, items, "{}");
    assert_int_equal(item_of(&form, "1-1")->state, ITEM_UNKNOWN);
    assert_int_equal(item_of(&form, "1-1")->row_count, 0);
}

static void what_the_report_knows(void **state) {
    Office *office;
    FillRequest request = request_of(STAGE_FOLLOW, LANG_JA);
    request.receipt = STR("R-2");
    request.previous_receipt = STR("R-1");
    request.previous_at = at_moment("2026-11-10T09:00:00+09:00");
    FilledForm form = fill_with(*state,
                                "    item 1 \"x\"\n      fill \"{report.stage} {report.at} {report.receipt}\"\n"
                                "    item 2 \"x\"\n      fill \"{report.previous_receipt} {report.previous_at}\"\n"
                                "    item 3 \"x\"\n      fill report.to\n    item 4 \"x\"\n      fill report.new\n",
                                "{\"who.helper\":true,\"what.spite\":true}", request, &office);
    assert_text(item_of(&form, "1")->text, "続報 2026年11月20日（金）14時10分 R-2");
    assert_text(item_of(&form, "2")->text, "R-1 2026年11月10日（火）9時00分");
    assert_text(item_of(&form, "3")->text, "監督官庁");
    assert_text(item_of(&form, "4")->text, "いいえ");
    assert_true(form.follows);
    form = fill(*state, "    item 2 \"x\"\n      fill report.previous_at\n", "{}");
    assert_int_equal(item_of(&form, "2")->state, ITEM_UNKNOWN);
    assert_int_equal(form.ask_count, 0);
    assert_false(form.follows);
}

static void recipients_while_they_are_open(void **state) {
    FilledForm form = fill(*state, "    item 1 \"x\"\n      blank 2\n", "{\"what.spite\":true}");
    assert_text(form.to, "監督官庁（未定）、委員会（未定）");
    form = fill(*state, "    item 1 \"x\"\n      blank 2\n", "{\"what.spite\":true,\"who.kind\":\"person\"}");
    assert_text(form.to, "委員会");
    form = fill(*state, "    item 1 \"x\"\n      blank 2\n", "{\"what.spite\":false,\"what.people\":1}");
    assert_text(form.to, "");
}

// Two duties share a form: it goes to the recipients of both, each once, certain ones first.
static void recipients_of_a_shared_form(void **state) {
    static const char shared_law[] = "fact a.one yesno \"x\"\n  class statistic\nfact a.two yesno \"x\"\n  class statistic\n"
                                     "fact a.three yesno \"x\"\n  class statistic\n"
                                     "window w.a \"甲\"\n  for \"x\"\nwindow w.b \"乙\"\n  for \"x\"\n"
                                     "window w.c \"丙\"\n  for \"x\"\n"
                                     "duty d.one \"x\"\n  when a.one\n  to w.a when a.three\n  to w.b otherwise\n"
                                     "  form a.form when maybe a.one\n"
                                     "duty d.other \"x\"\n  when a.one\n  to w.c\n"
                                     "duty d.two \"x\"\n  when a.two\n  to w.b and w.c\n  form a.form\n";
    static const struct {
        const char *facts, *to;
    } cases[] = {
        {"{\"a.one\":true,\"a.two\":false,\"a.three\":true}", "甲"}, // not d.other's, which has no form
        {"{\"a.one\":true,\"a.two\":true,\"a.three\":true}", "甲、乙、丙"},
        {"{\"a.one\":true,\"a.two\":true}", "乙、丙、甲（未定）"},
        {"{\"a.one\":true,\"a.three\":true}", "甲"}, // what may apply is not told to those of what does
        {"{\"a.one\":false}", ""},
        {"{\"a.one\":false,\"a.two\":false}", ""},
    };
    Office *office =
        office_of(*state, shared_law,
                  "form a.form \"様式\"\n  from open\n  grade D\n" OPEN_TO "    item 1 \"x\"\n      fill report.to\n");
    FillRequest request = request_of(STAGE_FIRST, LANG_JA);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        FilledForm form = office_fill(office, cases[i].facts, request);
        assert_text(form.to, cases[i].to);
        assert_text(item_of(&form, "1")->text, cases[i].to);
    }
    request.to = &office->book.windows.items[map_get(&office->book.window_index, STR("w.c"))];
    FilledForm form = office_fill(office, cases[1].facts, request);
    assert_text(form.to, "丙");
    request.blank = true;
    form = office_fill(office, cases[1].facts, request);
    assert_text(form.to, "丙");
}

static const char guarded[] = "    item 1 \"x\"\n      fill what.people\n      when who.helper\n"
                              "    item 2 \"x\"\n      blank 3\n      when who.helper\n";

static void an_item_that_does_not_apply(void **state) {
    FilledForm form = fill(*state, guarded, "{\"who.helper\":false,\"what.people\":3}");
    assert_int_equal(item_of(&form, "1")->state, ITEM_NONE);
    assert_text(item_of(&form, "1")->text, "");
    assert_int_equal(item_of(&form, "2")->state, ITEM_NONE);
    assert_int_equal(form.none, 2);
    form = fill(*state, guarded, "{\"who.helper\":true,\"what.people\":3}");
    assert_int_equal(item_of(&form, "1")->state, ITEM_FILLED);
    assert_int_equal(item_of(&form, "2")->state, ITEM_HAND);
    form = fill(*state, guarded, "{\"what.people\":3}"); // open: better there than missing
    assert_int_equal(item_of(&form, "1")->state, ITEM_FILLED);
}

static void stages_and_days_of_items(void **state) {
    static const char items[] = "    item 1 \"x\"\n      fill who.kind\n      stage first, follow\n"
                                "    item 2 \"x\"\n      fill who.kind\n      stage final\n"
                                "    item 3 \"x\" until 2026-11-19\n      fill who.kind\n"
                                "    item 4 \"x\" from 2026-11-20\n      fill who.kind\n"
                                "  section \"2\" from 2026-11-21\n    item 5 \"x\"\n      fill who.kind\n";
    Office *office;
    FilledForm first = fill(*state, items, "{}");
    FilledForm final = fill_with(*state, items, "{}", request_of(STAGE_FINAL, LANG_JA), &office);
    assert_non_null(item_find(&first, "1"));
    assert_null(item_find(&first, "2"));
    assert_null(item_find(&final, "1"));
    assert_non_null(item_find(&final, "2"));
    assert_null(item_find(&first, "3"));
    assert_non_null(item_find(&first, "4"));
    assert_int_equal(first.section_count, 1);
}

static void asked_is(Arena *arena, const char *items, const char *json, const char *names) {
    Office *office;
    FilledForm form = fill_with(arena, items, json, request_of(STAGE_FIRST, LANG_JA), &office);
    assert_text(asked_of(arena, &office->book, form.ask, form.ask_count), names);
}

static void what_is_still_to_ask(void **state) {
    asked_is(*state, guarded, "{}", "who.helper, who.kind"); // who.kind would settle it, too
    asked_is(*state, guarded, "{\"who.helper\":true}", "what.people");
    asked_is(*state, guarded, "{\"who.kind\":\"person\"}", "");
    asked_is(*state,
             "    item 1 \"x\"\n      fill \"{what.numbers}{what.people}{what.numbers}\"\n    item 2 \"x\"\n"
             "      fill what.people\n",
             "{}", "what.numbers, what.people");
    asked_is(*state, "    item 1 \"x\"\n      tick few, many of d.leak\n", "{\"what.people\":{\"min\":1001}}", "what.spite");
    asked_is(*state, "    item 1 \"x\"\n      fill what.people\n", "{\"what.people\":{\"min\":1}}", "");
}

static void two_forms_ask_once(void **state) {
    Office *office;
    FilledForm forms[] = {
        fill_with(*state, "    item 1 \"x\"\n      fill what.at\n    item 2 \"x\"\n      fill who.kind\n", "{}",
                  request_of(STAGE_FIRST, LANG_JA), &office),
        fill(*state, "    item 1 \"x\"\n      fill who.kind\n    item 2 \"x\"\n      fill what.people\n", "{}"),
    };
    int facts[16];
    uint32_t needed, count = fill_ask(forms, 2, facts, &needed);
    assert_text(asked_of(*state, &office->book, facts, count), "what.at, who.kind, what.people");
    assert_int_equal(needed, 0);
}

static void needed_items_are_asked_first(void **state) {
    static const char items[] =
        "    item 1 \"x\"\n      fill what.at\n    item 2 \"x\"\n      fill who.kind\n      need final\n"
        "    item 3 \"x\"\n      fill what.people\n      need first\n"
        "    item 4 \"x\"\n      blank 2\n      need first\n";
    Office *office;
    FilledForm forms[] = {
        fill(*state, "    item 1 \"x\"\n      fill what.numbers\n", "{}"),
        fill_with(*state, items, "{}", request_of(STAGE_FIRST, LANG_JA), &office),
    };
    int facts[16];
    uint32_t needed, count = fill_ask(forms, 2, facts, &needed);
    assert_text(asked_of(*state, &office->book, facts, count), "what.people, what.numbers, what.at, who.kind");
    assert_int_equal(needed, 1);
    assert_int_equal(forms[1].ask_needed, 1);
    assert_int_equal(forms[1].needed, 1);
    assert_true(item_of(&forms[1], "3")->needed);
    assert_false(item_of(&forms[1], "2")->needed || item_of(&forms[1], "1")->needed);
    assert_false(item_of(&forms[1], "4")->needed); // what is written by hand, nobody can see
    FilledForm final = fill_with(*state, items, "{\"what.people\":3}", request_of(STAGE_FINAL, LANG_JA), &office);
    assert_text(asked_of(*state, &office->book, final.ask, final.ask_count), "who.kind, what.at");
    assert_int_equal(final.ask_needed, 1);
    assert_false(item_of(&final, "3")->needed); // it is known
}

static void stages_in_the_words_of_the_recipient(void **state) {
    static const char form[] = "form a.form \"x\"\n  from open\n  grade D\n  classes statistic\n"
                               "  stages first \"速報\", follow, final \"詳報\"\n  section \"1\"\n"
                               "    item 1 \"x\"\n      tick report.stage\n    item 2 \"x\"\n      fill report.stage\n";
    Office *office = office_of(*state, law, form);
    FilledForm final = office_fill(office, "{}", request_of(STAGE_FINAL, LANG_JA));
    assert_text(ticks_of(*state, item_of(&final, "1")), "速報 [ ] 詳報 [x]"); // no box for a stage without a name
    assert_text(item_of(&final, "2")->text, "詳報");
    FilledForm follow = office_fill(office, "{}", request_of(STAGE_FOLLOW, LANG_JA));
    assert_text(ticks_of(*state, item_of(&follow, "1")), "速報 [ ] 詳報 [ ]");
    assert_int_equal(item_of(&follow, "1")->state, ITEM_UNKNOWN);
    assert_text(item_of(&follow, "2")->text, "続報");
    FilledForm english = office_fill(office, "{}", request_of(STAGE_FINAL, LANG_EN));
    assert_text(item_of(&english, "2")->text, "final report");
}

static void what_changed_since(void **state) {
    Office *office = office_of(*state, law,
                               ALL "    item 1 \"x\"\n      fill what.people\n    item 2 \"x\"\n      fill what.at\n"
                                   "    item 3 \"x\"\n      tick what.kinds\n    item 4 \"x\"\n      rows who.chain\n"
                                   "    item 5 \"x\"\n      fill what.story\n      when who.helper\n"
                                   "    item 6 \"x\"\n      fill \"{report.at} {who.kind}\"\n");
    FillRequest request = request_of(STAGE_FOLLOW, LANG_JA);
    request.previous = office_decide(office, "{\"what.people\":{\"max\":10},\"what.kinds\":[\"virus\",\"theft\"],"
                                             "\"who.chain\":[\"甲\",\"乙\"],\"who.helper\":false,\"who.kind\":\"firm\"}");
    FilledForm form = office_fill(office,
                                  "{\"what.people\":12,\"what.at\":\"2026-11-20T00:00:00Z\",\"what.kinds\":[],"
                                  "\"who.chain\":[\"甲\"],\"who.helper\":true,\"what.story\":\"あ\",\"who.kind\":\"firm\"}",
                                  request);
    static const char *const before[] = {"10人まで", "まだわからない", "ウイルス、盗難", "甲\n乙", "該当なし"};
    for (int i = 0; i < 5; i++) {
        const FilledItem *item = item_of(&form, (const char *[]){"1", "2", "3", "4", "5"}[i]);
        assert_true(item->changed);
        assert_text(item->before, before[i]);
    }
    assert_false(item_of(&form, "6")->changed);
    assert_text(item_of(&form, "6")->before, "");
    request.previous = NULL;
    form = office_fill(office, "{}", request);
    assert_false(item_of(&form, "1")->changed);
}

static void blank_forms(void **state) {
    Office *office;
    FillRequest request = request_of(STAGE_FIRST, LANG_JA);
    request.blank = true;
    FilledForm form = fill_with(*state,
                                "    item 1 \"x\"\n      fill what.people\n    item 2 \"x\"\n      tick what.spite\n"
                                "    item 3 \"x\"\n      tick few, many of d.leak\n    item 4 \"x\"\n      blank 3\n"
                                "    item 5 \"x\"\n      fill who.kind\n      when who.helper\n"
                                "    item 6 \"x\"\n      fill \"別紙のとおり\"\n",
                                "{\"what.people\":2000,\"what.spite\":true,\"who.helper\":false}", request, &office);
    assert_true(form.blank);
    assert_text(item_of(&form, "1")->text, "");
    assert_text(ticks_of(*state, item_of(&form, "2")), "はい [?] いいえ [?]");
    assert_text(ticks_of(*state, item_of(&form, "3")), "悪意 [?] 千人をこえる [?]");
    assert_int_equal(item_of(&form, "4")->state, ITEM_HAND);
    assert_int_equal(item_of(&form, "5")->state, ITEM_UNKNOWN);
    assert_text(item_of(&form, "6")->text, "別紙のとおり"); // the form's own words stay
    assert_int_equal(form.filled, 0);
    assert_int_equal(form.ask_count, 0);
    assert_text(form.to, "");
}

// --- minimisation --------------------------------------------------------------------------------------------------------

static bool holds(Str text, const char *marker) {
    return text.len > 0 && memmem(text.ptr, text.len, marker, strlen(marker));
}

static bool form_holds_marker(const FilledForm *form, const char *marker) {
    bool found = holds(form->to, marker) || holds(form->receipt, marker) || holds(form->previous_receipt, marker);
    for (uint32_t s = 0; s < form->section_count; s++) {
        for (uint32_t i = 0; i < form->sections[s].item_count; i++) {
            const FilledItem *item = &form->sections[s].items[i];
            found |= holds(item->text, marker) || holds(item->before, marker);
            for (uint32_t t = 0; t < item->tick_count; t++) found |= holds(item->ticks[t].words, marker);
            for (uint32_t r = 0; r < item->row_count; r++) found |= holds(item->rows[r], marker);
        }
    }
    return found;
}

// A form that, whatever form_check says, asks for everything; and facts that carry a marker, one of each class.
static const char greedy_law[] = "fact a.identity text \"x\"\n  class identity\n  many\n  ask \"?\"\n"
                                 "fact a.narrative text \"x\"\n  class narrative\n  many\n  ask \"?\"\n"
                                 "fact a.technical text \"x\"\n  class technical\n  many\n  ask \"?\"\n"
                                 "fact a.statistic text \"x\"\n  class statistic\n  many\n  ask \"?\"\n"
                                 "fact a.none text \"x\"\n  many\n  ask \"?\"\n"
                                 "fact b.identity choice \"x\"\n  class identity\n  ask \"?\"\n  value v \"MARK-b-identity\"\n";

static const char *const class_names[] = {"none", "identity", "narrative", "technical", "statistic"};

static const char *greedy_form(Arena *arena, unsigned classes) {
    Buf form = buf_make(arena, 8192);
    buf_puts(&form, "form a.form \"x\"\n  from open\n  grade D\n  stages first, follow\n  classes ");
    bool first = true;
    for (int c = CLASS_IDENTITY; c <= CLASS_STATISTIC; c++) {
        if (!(classes >> c & 1)) continue;
        buf_puts(&form, first ? "" : ", ");
        buf_puts(&form, class_names[c]);
        first = false;
    }
    buf_puts(&form, "\n  section \"x\"\n");
    for (int c = CLASS_NONE; c <= CLASS_STATISTIC; c++)
        buf_format(&form,
                   "    item %d-1 \"x\"\n      fill a.%s\n    item %d-2 \"x\"\n      rows a.%s\n"
                   "    item %d-3 \"x\"\n      fill \"{report.at} {a.%s}\"\n",
                   c, class_names[c], c, class_names[c], c, class_names[c]);
    buf_puts(&form, "    item 9-1 \"x\"\n      tick b.identity\n    item 9-2 \"x\"\n      fill b.identity\n");
    return str_c(arena, buf_str(&form));
}

static const char *marked_incident(Arena *arena, const char *suffix) {
    Buf json = buf_make(arena, 4096);
    for (int c = CLASS_NONE; c <= CLASS_STATISTIC; c++)
        buf_format(&json, "%s\"a.%s\":[\"MARK-a-%s%s\"]", c ? "," : "{", class_names[c], class_names[c], suffix);
    buf_puts(&json, ",\"b.identity\":\"v\"}");
    return str_c(arena, buf_str(&json));
}

static void nothing_of_a_class_that_may_not_enter(void **state) {
    for (unsigned classes = 1u << CLASS_IDENTITY; classes < 1u << (CLASS_STATISTIC + 1); classes += 1u << CLASS_IDENTITY) {
        Office *office = office_of(*state, greedy_law, greedy_form(*state, classes));
        FillRequest request = request_of(STAGE_FOLLOW, LANG_JA);
        request.previous = office_decide(office, marked_incident(*state, "-before"));
        FilledForm form = office_fill(office, marked_incident(*state, ""), request);
        FilledForm unknown = office_fill(office, "{}", request);
        for (int c = CLASS_NONE; c <= CLASS_STATISTIC; c++) {
            const char *marker = str_c(*state, str_format(*state, "MARK-a-%s", class_names[c]));
            bool allowed = classes >> c & 1;
            assert_int_equal(form_holds_marker(&form, marker), allowed);
            assert_int_equal(form_holds_marker(&unknown, marker), allowed); // "before" says it
            const char *number = str_c(*state, str_format(*state, "%d-3", c));
            assert_int_equal(item_of(&form, number)->state, allowed ? ITEM_FILLED : ITEM_NONE);
        }
        assert_int_equal(form_holds_marker(&form, "MARK-b-identity"), classes >> CLASS_IDENTITY & 1);
        for (uint32_t i = 0; i < unknown.ask_count; i++)
            assert_true(form_takes(unknown.form, office->book.facts.items[unknown.ask[i]].class));
        request.blank = true;
        form = office_fill(office, marked_incident(*state, ""), request);
        assert_int_equal(form_holds_marker(&form, "MARK-a"), 0);
    }
}

// Conditions, labels and recipients tell what they were decided by: without its class, every answer gives the same form.
static void nothing_is_decided_by_what_may_not_enter(void **state) {
    static const char form[] = "form a.form \"x\"\n  duty d.leak\n  from open\n  grade D\n  classes identity\n"
                               "  stages first, follow\n  section \"1\"\n    item 1 \"x\"\n      fill who.name\n"
                               "      when what.people > 10\n    item 2 \"x\"\n      tick few, many of d.leak\n"
                               "    item 3 \"x\"\n      blank 2\n      when applies d.leak\n"
                               "    item 4 \"x\"\n      fill report.to\n";
    static const char *const facts[] = {
        "{\"who.name\":\"甲\"}",
        "{\"who.name\":\"甲\",\"what.people\":3,\"what.spite\":false}",
        "{\"who.name\":\"甲\",\"what.people\":3000,\"what.spite\":true,\"who.kind\":\"person\"}",
        "{\"who.name\":\"甲\",\"who.helper\":true,\"what.kinds\":[\"theft\"]}",
    };
    Office *office = office_of(*state, law, form);
    FillRequest request = request_of(STAGE_FIRST, LANG_JA);
    FilledForm first = office_fill(office, facts[0], request);
    assert_text(item_of(&first, "1")->text, "甲");
    for (size_t i = 1; i < sizeof facts / sizeof *facts; i++) {
        request.previous = i % 2 ? office_decide(office, facts[i - 1]) : NULL;
        FilledForm other = office_fill(office, facts[i], request);
        assert_text(other.to, str_c(*state, first.to));
        assert_int_equal(other.ask_count, first.ask_count);
        for (uint32_t n = 0; n < first.sections[0].item_count; n++) {
            const FilledItem *a = &first.sections[0].items[n], *b = &other.sections[0].items[n];
            assert_int_equal(a->state, b->state);
            assert_text(b->text, str_c(*state, a->text));
            assert_text(ticks_of(*state, b), str_c(*state, ticks_of(*state, a)));
            assert_false(b->changed);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(values_in_words),
        ARENA_TEST(the_words_follow_the_language),
        ARENA_TEST(texts_with_facts),
        ARENA_TEST(boxes),
        ARENA_TEST(labels_of_the_duty),
        ARENA_TEST(rows_of_a_list),
        ARENA_TEST(what_the_report_knows),
        ARENA_TEST(recipients_while_they_are_open),
        ARENA_TEST(recipients_of_a_shared_form),
        ARENA_TEST(an_item_that_does_not_apply),
        ARENA_TEST(stages_and_days_of_items),
        ARENA_TEST(what_is_still_to_ask),
        ARENA_TEST(two_forms_ask_once),
        ARENA_TEST(needed_items_are_asked_first),
        ARENA_TEST(stages_in_the_words_of_the_recipient),
        ARENA_TEST(what_changed_since),
        ARENA_TEST(blank_forms),
        ARENA_TEST(nothing_of_a_class_that_may_not_enter),
        ARENA_TEST(nothing_is_decided_by_what_may_not_enter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
