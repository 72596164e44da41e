// The book: what each block says is found in it, wrong blocks are told, and the order of files and blocks does not show.
#include "rule/book.h"
#include "unit/rule/rule_test.h"

static Day day(const char *text) {
    Day out = DAY_NONE;
    assert_true(day_parse(str_from(text), &out));
    return out;
}

static void facts(void **state) {
    Read *read = book_of(
        *state, "pack jp \"日本\"\n  version \"2026-11\"\n  jurisdiction jp\n  at 2026-11-20\n"
                "fact data.people count \"人数\"\n  class statistic\n  order who\n  unit people\n  largest\n  ask \"何人\"\n"
                "  hint \"大体\"\n  why \"数で決まる\"\n"
                "fact actor.prefecture choice \"県\"\n  value 01 \"北海道\"\n  value 02 \"青森\"\n"
                "fact actor.rules yesno \"規律\"\n  derive no when actor.prefecture is 01\n  derive yes when any of\n    x.y\n"
                "fact share.note text \"メモ\"\n  text optional\n");
    assert_clean(*state, &read->diags);
    const Book *book = &read->book;
    assert_text(book->id, "jp");
    assert_text(book->version, "2026-11");
    assert_int_equal(book->at, day("2026-11-20"));
    const Fact *people = &book->facts.items[map_get(&book->fact_index, STR("data.people"))];
    assert_int_equal(people->type, FACT_COUNT);
    assert_int_equal(people->class, CLASS_STATISTIC);
    assert_int_equal(people->order, ORDER_WHO);
    assert_text(people->unit, "people");
    assert_true(people->largest);
    assert_text(people->ask.in[LANG_JA], "何人");
    const Fact *prefecture = &book->facts.items[map_get(&book->fact_index, STR("actor.prefecture"))];
    assert_int_equal(prefecture->order, ORDER_NORMAL);
    assert_int_equal(fact_value_index(prefecture, STR("02")), 1);
    assert_int_equal(fact_value_index(prefecture, STR("2")), -1);
    const Fact *rules = &book->facts.items[map_get(&book->fact_index, STR("actor.rules"))];
    assert_int_equal(rules->derivations.count, 2);
    assert_false(rules->derivations.items[0].yes);
    assert_int_equal(rules->derivations.items[1].when->kind, COND_ANY);
    assert_true(book->facts.items[map_get(&book->fact_index, STR("share.note"))].optional);
}

#define DUTY "duty jp.x \"題\"\n  when a.b\n"

static const Duty *duty_of(Arena *arena, const char *lines) {
    Read *read = book_of(arena, str_c(arena, str_join(arena, STR(DUTY), str_from(lines))));
    assert_clean(arena, &read->diags);
    return &read->book.duties.items[0];
}

static void duty_heads(void **state) {
    const Duty *duty =
        duty_of(*state, "  level should\n  do \"知らせる\"\n  rank police\n  from 2022-04-01 until 2026-03-31 of a.at\n"
                        "  unless c\n  label one \"一\"\n  basis \"法\" grade A source s.a, s.b\n  note \"注\" grade D\n"
                        "  coming by 2027-04-01 \"変わる\"\n");
    assert_int_equal(duty->level, LEVEL_SHOULD);
    assert_int_equal(duty->rank, RANK_POLICE);
    assert_int_equal(duty->from, day("2022-04-01"));
    assert_int_equal(duty->until, day("2026-03-31"));
    assert_text(duty->trigger_name, "a.at");
    assert_int_equal(duty->unless->kind, COND_NAME);
    assert_int_equal(duty->basis.items[0].tail.source_count, 2);
    assert_int_equal(duty->basis.items[0].tail.grade, GRADE_A);
    assert_int_equal(duty->notes.items[0].tail.grade, GRADE_D);
    assert_int_equal(duty->coming.items[0].by, day("2027-04-01"));
    assert_int_equal(duty->coming.items[0].from, DAY_NONE);
    duty = duty_of(*state, "  from by 2026-12-31 of a.at\n");
    assert_int_equal(duty->by, day("2026-12-31"));
    assert_true(duty->validity_stated);
    assert_int_equal(duty_of(*state, "")->rank, RANK_NORMAL);
}

static void recipients(void **state) {
    const Duty *duty = duty_of(*state, "  to jp.a and jp.police.NN by x.pref when c.d or e from 2024-01-01\n"
                                       "  to authority of actor.sectors otherwise grade B\n");
    const ToLine *first = &duty->to.items[0], *second = &duty->to.items[1];
    assert_int_equal(first->target_count, 2);
    assert_int_equal(first->targets[0].kind, TARGET_WINDOW);
    assert_int_equal(first->targets[1].kind, TARGET_FAMILY);
    assert_text(first->targets[1].name, "jp.police.NN");
    assert_text(first->targets[1].fact_name, "x.pref");
    assert_int_equal(first->when->kind, COND_ANY);
    assert_int_equal(first->tail.from, day("2024-01-01"));
    assert_int_equal(second->targets[0].kind, TARGET_AUTHORITY);
    assert_true(second->otherwise);
    assert_int_equal(second->tail.grade, GRADE_B);
}

static ClockRule clock_of(Arena *arena, const char *clock) {
    const Duty *duty = duty_of(arena, str_c(arena, str_join(arena, STR("  first "), str_from(clock))));
    return duty->stages.items[0].clock;
}

static void clocks(void **state) {
    assert_int_equal(clock_of(*state, "at once from a.at").kind, CLOCK_AT_ONCE);
    assert_int_equal(clock_of(*state, "without delay from a.at").kind, CLOCK_WITHOUT_DELAY);
    assert_int_equal(clock_of(*state, "unstated from a.at").kind, CLOCK_UNSTATED);
    ClockRule clock = clock_of(*state, "promptly, guide 3 to 5 days from a.at or b.at when one grade B");
    assert_int_equal(clock.kind, CLOCK_PROMPTLY);
    assert_int_equal(clock.guide_low, 3);
    assert_int_equal(clock.guide_high, 5);
    assert_int_equal(clock.start_count, 2);
    assert_text(clock.start_names[1], "b.at");
    clock = clock_of(*state, "30 days from a.at, day 1 counted, to next office day otherwise");
    assert_int_equal(clock.kind, CLOCK_DAYS);
    assert_int_equal(clock.number, 30);
    assert_int_equal(clock.counting, COUNTING_DAY_1);
    assert_true(clock.office_day);
    clock = clock_of(*state, "2 weeks from a.at, day 1 not counted");
    assert_int_equal(clock.number, 14);
    assert_int_equal(clock.counting, COUNTING_NEXT_DAY);
    clock = clock_of(*state, "3 months from a.at, to next office day from 2025-01-01");
    assert_int_equal(clock.kind, CLOCK_MONTHS);
    assert_int_equal(clock.counting, COUNTING_IN_DOUBT);
    clock = clock_of(*state, "72 hours from a.at");
    assert_int_equal(clock.kind, CLOCK_HOURS);
    assert_int_equal(clock.number, 72);
    clock = clock_of(*state, "by 2027-03-31");
    assert_int_equal(clock.kind, CLOCK_BY_DATE);
    assert_int_equal(clock.by, day("2027-03-31"));
}

static void examples(void **state) {
    const Duty *duty = duty_of(
        *state, "  example \"例\" at 2024-03-31\n    a.b = yes, c.d = x + ?y\n    e.f = 3000..\n    expect applies\n"
                "    expect labels none\n    expect label one false\n    expect to jp.a, jp.b\n    expect maybe to jp.c\n"
                "    expect final due 2026-01-05 latest 2026-01-06T10:00\n    expect unknown g.h\n");
    const Example *example = &duty->examples.items[0];
    assert_int_equal(example->at, day("2024-03-31"));
    assert_int_equal(example->facts.count, 3);
    assert_text(example->facts.items[1].fact, "c.d");
    assert_int_equal(example->facts.items[1].token_count, 4);
    const Expect *expects = example->expects.items;
    assert_int_equal(example->expects.count, 7);
    assert_int_equal(expects[0].status, STATUS_APPLIES);
    assert_int_equal(expects[1].kind, EXPECT_LABELS);
    assert_int_equal(expects[1].name_count, 0);
    assert_int_equal(expects[2].label_value, TRI_FALSE);
    assert_int_equal(expects[3].name_count, 2);
    assert_int_equal(expects[4].kind, EXPECT_MAYBE_TO);
    assert_int_equal(expects[5].stage, STAGE_FINAL);
    assert_true(expects[5].due == day_last_second(day("2026-01-05")));
    assert_true(expects[5].latest == day_start(day("2026-01-06")) + INT64_C(10) * 3600 * 1000000);
    assert_text(expects[6].names[0], "g.h");
}

static void windows_and_more(void **state) {
    Read *read = book_of(
        *state,
        "window jp.w \"窓\"\n  for \"甲\"\n  not \"乙\"\n  hours \"平日\" grade B\n  by web, mail\n  phone \"110\"\n  area 13\n"
        "  good when a.b\n  calendar jp\n  from 2024-04-01 until 2025-03-31\n  checked 2026-11-20\n  grade B\n  source s.a\n"
        "sector water \"水\"\n  critical from open grade B\n  designated by 2027-04-01\n"
        "  authority jp.w until 2024-03-31\n  authority jp.v from 2024-04-01\n  body \"会\"\n"
        "guide jp.g \"案内\"\n  rank stop\n  when a.b\n  step \"一\"\n  step \"二\" grade C\n  avoid \"三\"\n  grade B\n"
        "source s.a \"本\"\n  issuer \"省\"\n  date \"2026\"\n  url \"https://x\"\n  grade A\n");
    assert_clean(*state, &read->diags);
    const Window *window = &read->book.windows.items[0];
    assert_int_equal(window->way_count, 2);
    assert_text(window->ways[1], "mail");
    assert_text(window->area, "13");
    assert_int_equal(window->until, day("2025-03-31"));
    assert_int_equal(window->grade, GRADE_B);
    assert_text(window->phones.items[0].text, "110");
    const Sector *sector = &read->book.sectors.items[0];
    assert_true(sector->critical && sector->designated);
    assert_int_equal(sector->designated_by, day("2027-04-01"));
    assert_int_equal(sector->authorities.items[1].tail.from, day("2024-04-01"));
    const Guide *guide = &read->book.guides.items[0];
    assert_int_equal(guide->rank, RANK_STOP);
    assert_int_equal(guide->steps.count, 2);
    assert_int_equal(guide->avoid.count, 1);
    assert_text(read->book.sources.items[0].issuer, "省");
}

static void cases(void **state) {
    Read *read = book_of(*state, "case one-2023 \"題\"\n  at 2023-06-08\n  story \"話\"\n  source s.a, s.b\n  facts\n    a.b = "
                                 "yes, c.d = no\n    e.f = 1\n"
                                 "  expect jp.x applies\n    because \"法\" grade A\n    labels one\n    to jp.a\n    maybe to "
                                 "jp.b\n    first due 2023-06-07\n"
                                 "  expect jp.y not\n    because \"法\"\n");
    assert_clean(*state, &read->diags);
    const Case *scene = &read->book.cases.items[0];
    assert_int_equal(scene->source_count, 2);
    assert_int_equal(scene->facts.count, 3);
    assert_int_equal(scene->expects.count, 2);
    assert_int_equal(scene->expects.items[0].expects.count, 5);
    assert_text(scene->expects.items[0].because.text, "法");
    assert_int_equal(scene->expects.items[1].expects.items[0].status, STATUS_NOT);
}

static void translations(void **state) {
    Read *read = book_of(
        *state,
        "words en\n  fact a.b\n    name \"N\"\n    ask \"A\"\n    value x \"X\"\n  duty jp.x\n    do \"D\"\n    label one "
        "\"L\"\n"
        "    coming \"C\"\n  guide jp.g\n    step \"1\"\n    step \"2\"\n  pack jp\n    name \"Japan\"\n"
        "pack jp \"日本\"\nfact a.b choice \"名\"\n  value x \"値\"\nduty jp.x \"題\"\n  when a.b is x\n  label one \"一\"\n"
        "  coming by 2027-01-01 \"来る\"\nguide jp.g \"案\"\n  when a.b is x\n  step \"一\"\n  step \"二\"\n"
        "words ja-simple\n  fact a.b\n    name \"なまえ\"\n");
    assert_clean(*state, &read->diags);
    const Book *book = &read->book;
    assert_text(book->facts.items[0].title.in[LANG_EN], "N");
    assert_text(book->facts.items[0].title.in[LANG_JA_SIMPLE], "なまえ");
    assert_text(book->facts.items[0].values.items[0].words.in[LANG_EN], "X");
    assert_text(book->duties.items[0].action.in[LANG_EN], "D");
    assert_text(book->duties.items[0].labels.items[0].words.in[LANG_EN], "L");
    assert_text(book->duties.items[0].coming.items[0].text.in[LANG_EN], "C");
    assert_text(book->guides.items[0].steps.items[1].words.in[LANG_EN], "2");
    assert_text(book->title.in[LANG_EN], "Japan");
    assert_text(text_in(&book->guides.items[0].title, LANG_EN), "案"); // not translated: Japanese
}

static void wrong_blocks(void **state) {
    static const struct {
        const char *text;
        Msg msg;
        int line;
        const char *under;
    } wrong[] = {
        {"dutty jp.x \"y\"", MSG_RULE_UNKNOWN_LINE, 1, "dutty"},
        {"fact a.b yesno", MSG_RULE_NEED_STRING, 1, NULL},
        {"fact a.b yesno \"\"", MSG_RULE_EMPTY_STRING, 1, "\"\""},
        {"fact a.b yes \"x\"", MSG_RULE_NEED_CHOICE, 1, "yes"},
        {"fact ab yesno \"x\"", MSG_RULE_FACT_DOT, 1, "ab"},
        {"fact a.b choice \"x\"", MSG_RULE_NO_VALUES, 1, "choice"},
        {"fact a.b yesno \"x\"\n  value c \"d\"", MSG_RULE_VALUE_TYPE, 2, "value"},
        {"fact a.b set \"x\"\n  value c \"d\"\n  value c \"e\"", MSG_RULE_VALUE_TWICE, 3, "c"},
        {"fact a.b yesno \"x\"\n  unit people", MSG_RULE_COUNT_ONLY, 2, "unit"},
        {"fact a.b set \"x\"\n  largest\n  value c \"d\"", MSG_RULE_COUNT_ONLY, 2, "largest"},
        {"fact a.b count \"x\"\n  derive no when c.d", MSG_RULE_DERIVE_TYPE, 2, "derive"},
        {"fact a.b count \"x\"\n  ask \"d\"\n  ask \"e\"", MSG_RULE_LINE_TWICE, 3, "ask"},
        {"fact a.b count \"x\"\n  aks \"d\"", MSG_RULE_UNKNOWN_LINE, 2, "aks"},
        {"fact a.b count \"x\"\n  ask \"d\" grade A", MSG_RULE_TAIL_ORDER, 2, "grade"},
        {"fact a.b count \"x\"\n  ask \"d\"\n    more", MSG_RULE_NO_CHILDREN, 3, "more"},
        {"define a.b \"x\"\n  when c", MSG_RULE_DEFINE_DOT, 1, "a.b"},
        {"define a \"x\"", MSG_RULE_NO_WHEN, 1, NULL},
        {"pack a \"x\"\npack b \"x\"", MSG_RULE_TWO_PACKS, 2, NULL},
        {DUTY "  first 30 from a.at", MSG_RULE_NEED_CHOICE, 3, "from"},
        {DUTY "  first soon from a.at", MSG_RULE_NEED_CLOCK, 3, "soon"},
        {DUTY "  first 0 days from a.at", MSG_RULE_SMALL_NUMBER, 3, "0"},
        {DUTY "  first 30 days", MSG_RULE_NEED_WORD_AT_END, 3, NULL},
        {DUTY "  first 72 hours from a.at, day 1 counted", MSG_RULE_CLOCK_COUNTING, 3, "day"},
        {DUTY "  first 72 hours from a.at, to next office day", MSG_RULE_CLOCK_COUNTING, 3, "to"},
        {DUTY "  first 3 days from a.at, day 2 counted", MSG_RULE_CLOCK_COUNTING, 3, "2"},
        {DUTY "  first promptly, guide 5 to 3 days from a.at", MSG_RULE_GUIDE_ORDER, 3, NULL},
        {DUTY "  to jp.a when c.d otherwise", MSG_RULE_LEFT_OVER, 3, "otherwise"},
        {DUTY "  to jp.a and", MSG_RULE_NEED_NAME, 3, NULL},
        {DUTY "  from 2025-01-01 until 2024-01-01", MSG_RULE_BACKWARD, 3, NULL},
        {DUTY "  example \"x\"\n    a.b yes", MSG_RULE_NEED_WORD, 4, "yes"},
        {DUTY "  example \"x\"\n    a.b =", MSG_RULE_NEED_VALUE, 4, NULL},
        {DUTY "  example \"x\"\n    expect maybe", MSG_RULE_NEED_WORD_AT_END, 4, NULL},
        {DUTY "  example \"x\"\n    expect", MSG_RULE_NEED_EXPECT, 4, NULL},
        {"case c \"x\"\n  expect jp.x perhaps", MSG_RULE_NEED_STATUS, 2, "perhaps"},
        {"window jp.w \"x\"\n  by fax", MSG_RULE_NEED_CHOICE, 2, "fax"},
        {"fact a.b yesno \"x\"\nfact a.b count \"y\"", MSG_RULE_ID_TWICE, 2, "a.b"},
        {"words de", MSG_RULE_WORDS_LANGUAGE, 1, "de"},
        {"words ja", MSG_RULE_WORDS_LANGUAGE, 1, "ja"},
        {"words en\n  fact a.b\n    name \"x\"", MSG_RULE_WORDS_UNKNOWN, 2, "a.b"},
        {DUTY "words en\n  duty jp.x\n    label one \"x\"", MSG_RULE_WORDS_NO_LABEL, 5, "one"},
        {DUTY "words en\n  duty jp.x\n    name \"x\"\nwords en\n  duty jp.x\n    name \"y\"", MSG_RULE_WORDS_TWICE, 8, "\"y\""},
        {DUTY "words en\n  duty jp.x\n    coming \"x\"", MSG_RULE_WORDS_EXTRA, 5, "\"x\""},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Read *read = book_of(*state, wrong[i].text);
        finding_is(*state, &read->diags, wrong[i].msg, wrong[i].line, wrong[i].under);
    }
}

static void values_have_a_ceiling(void **state) {
    Buf text = buf_make(*state, 100000);
    buf_puts(&text, "fact a.b set \"x\"\n");
    for (int i = 0; i < 64; i++) buf_format(&text, "  value v%d \"x\"\n", i);
    Read *read = book_of(*state, str_c(*state, buf_str(&text)));
    assert_clean(*state, &read->diags);
    assert_int_equal(read->book.facts.items[0].values.count, 64);
    buf_puts(&text, "  value v64 \"x\"\n");
    read = book_of(*state, str_c(*state, buf_str(&text)));
    finding_is(*state, &read->diags, MSG_RULE_MANY_VALUES, 66, "value");
}

// The same files in another order give the same book.
static void order_does_not_show(void **state) {
    static const char *const texts[] = {"duty jp.b \"b\"\n  when x\nduty jp.a \"a\"\n  when x\n",
                                        "define x \"x\"\n  when f.b\n", "fact f.b yesno \"b\"\nfact f.a yesno \"a\"\n"};
    static const int orders[][3] = {{0, 1, 2}, {2, 1, 0}, {1, 2, 0}};
    for (size_t o = 0; o < 3; o++) {
        Diags diags = diags_make(*state);
        Book book;
        book_init(&book, *state);
        for (size_t i = 0; i < 3; i++) {
            LineTree tree = tree_of(*state, texts[orders[o][i]], &diags);
            book_read(&book, &tree, &diags);
        }
        book_finish(&book, &diags);
        assert_clean(*state, &diags);
        assert_text(book.duties.items[0].id, "jp.a");
        assert_text(book.facts.items[0].name, "f.a");
        assert_int_equal(map_get(&book.duty_index, STR("jp.b")), 1);
        assert_int_equal(map_get(&book.fact_index, STR("f.b")), 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(facts),
        ARENA_TEST(duty_heads),
        ARENA_TEST(recipients),
        ARENA_TEST(clocks),
        ARENA_TEST(examples),
        ARENA_TEST(windows_and_more),
        ARENA_TEST(cases),
        ARENA_TEST(translations),
        ARENA_TEST(wrong_blocks),
        ARENA_TEST(values_have_a_ceiling),
        ARENA_TEST(order_does_not_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
