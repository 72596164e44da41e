// Words for single tests, clocks and eras, in full for English and Japanese; in no language is anything empty.
#include "rule/phrase.h"
#include "unit/rule/book_text.h"

static const char facts[] =
    "fact f.yes yesno \"本人\"\nfact f.other yesno \"ほか\"\n"
    "fact f.count count \"人の数\"\n  unit people\nfact f.big count \"最大\"\n  largest\nfact f.yen money \"金額\"\n"
    "fact f.time time \"知った日時\"\nfact f.late time \"受けた日時\"\n"
    "fact f.choice choice \"だれ\"\n  value a \"会社\"\n  value b \"個人\"\n"
    "fact f.set set \"種類\"\n  value a \"甲\"\n  value b \"乙\"\n  value c \"丙\"\n"
    "fact f.derived yesno \"導く\"\n  derive yes when f.yes\n  derive no when f.other\n"
    "words en\n  fact f.yes\n    name \"Yes\"\n  fact f.count\n    name \"People\"\n  fact f.big\n    name \"Largest\"\n"
    "  fact f.yen\n    name \"Sum\"\n  fact f.time\n    name \"Known\"\n  fact f.late\n    name \"Received\"\n"
    "  fact f.choice\n    name \"Who\"\n    value a \"firm\"\n    value b \"person\"\n"
    "  fact f.set\n    name \"Kinds\"\n    value a \"A\"\n    value b \"B\"\n    value c \"C\"\n"
    "  fact f.derived\n    name \"Derived\"\n";

static Law *law_with(Arena *arena, const char *rest) {
    return law_of(arena, str_c(arena, str_join(arena, str_from(facts), str_from(rest))));
}

static Str test_words(Law *law, Lang lang) {
    Buf out = buf_make(law->arena, 4096);
    phrase_test(&out, &law->decision.question, law_duty(law, "d.a")->when, lang);
    return buf_str(&out);
}

static void tests_say_answer_and_limit(void **state) {
    static const struct {
        const char *condition, *answer, *en, *ja;
    } rows[] = {
        {"f.yes", "f.yes = yes", "Yes: yes", "本人：はい"},
        {"f.yes", "f.yes = no", "Yes: no", "本人：いいえ"},
        {"f.yes", "", "Yes: not known yet", "本人：まだわからない"},
        {"f.count > 1_000", "f.count = 3000", "People: 3,000 people (more than 1,000 people)",
         "人の数：3,000人（1,000人を超える）"},
        {"f.count > 1_000", "f.count = 900", "People: 900 people (not more than 1,000 people)",
         "人の数：900人（1,000人を超えない）"},
        {"f.count > 1_000", "f.count = 900..", "People: 900 people or more",
         "人の数：900人以上"}, // open: nothing is said of the limit
        {"f.count >= 100", "f.count = 100", "People: 100 people (100 people or more)", "人の数：100人（100人以上）"},
        {"f.count >= 100", "f.count = ..99", "People: 99 people at most (fewer than 100 people)",
         "人の数：99人まで（100人より少ない）"},
        {"f.count < 100", "f.count = 5", "People: 5 people (fewer than 100 people)", "人の数：5人（100人より少ない）"},
        {"f.count < 100", "f.count = 100", "People: 100 people (100 people or more)", "人の数：100人（100人以上）"},
        {"f.count <= 100", "f.count = 5", "People: 5 people (not more than 100 people)", "人の数：5人（100人を超えない）"},
        {"f.count <= 100", "f.count = 101", "People: 101 people (more than 100 people)", "人の数：101人（100人を超える）"},
        {"f.count = 100", "f.count = 100", "People: 100 people (exactly 100 people)", "人の数：100人（ちょうど100人）"},
        {"f.count = 100", "f.count = 7", "People: 7 people (not 100 people)", "人の数：7人（100人ではない）"},
        {"f.big > 1_000", "f.big = ..5000", "Largest: 5,000 at most (more than 1,000)", "最大：5,000まで（1,000を超える）"},
        {"f.yen > 5", "f.yen = 6", "Sum: 6 yen (more than 5 yen)", "金額：6円（5円を超える）"},
        {"f.time before 2025-04-01", "f.time = 2025-03-31", "Known: 2025-03-31 09:00 (before 2025-04-01)",
         "知った日時：2025-03-31 09:00（2025-04-01より前）"},
        {"f.time before 2025-04-01", "f.time = 2025-04-01", "Known: 2025-04-01 09:00 (on or after 2025-04-01)",
         "知った日時：2025-04-01 09:00（2025-04-01以後）"},
        {"f.time after 2025-04-01", "f.time = 2025-04-01", "Known: 2025-04-01 09:00 (on or after 2025-04-01)",
         "知った日時：2025-04-01 09:00（2025-04-01以後）"},
        {"f.time after 2025-04-01", "f.time = 2025-03-31", "Known: 2025-03-31 09:00 (before 2025-04-01)",
         "知った日時：2025-03-31 09:00（2025-04-01より前）"},
        {"f.choice is a", "f.choice = a", "Who: firm", "だれ：会社"},
        {"f.choice is a", "f.choice = b", "Who: person", "だれ：個人"},
        {"f.set has a, b", "f.set = a + c", "Kinds: A", "種類：甲"}, // what was asked for, and is there
        {"f.set has a, b", "f.set = c", "Kinds: C", "種類：丙"},
        {"f.set has a", "f.set = c + ?a", "Kinds: C, perhaps A", "種類：丙、もしかすると甲"},
        {"f.set has a", "f.set = ()", "Kinds: none", "種類：なし"},
        {"f.derived", "f.yes = yes", "Derived: yes (from other answers)", "導く：はい（ほかの答えから）"},
        {"f.derived", "f.other = yes", "Derived: no (from other answers)", "導く：いいえ（ほかの答えから）"},
        {"f.derived", "f.yes = yes, f.derived = no", "Derived: no", "導く：いいえ"},
        {"f.derived", "", "Derived: not known yet", "導く：まだわからない"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Law *law = law_with(*state, str_c(*state, str_format(*state, "duty d.a \"d\"\n  when %s\n", rows[i].condition)));
        law_decide(law, rows[i].answer, "2026-01-01");
        assert_text(test_words(law, LANG_EN), rows[i].en);
        assert_text(test_words(law, LANG_JA), rows[i].ja);
        assert_true(test_words(law, LANG_JA_SIMPLE).len > 0);
    }
}

static Str clock_words(Law *law, Lang lang) {
    Buf out = buf_make(law->arena, 4096);
    phrase_clock(&out, &law->book, &law_duty(law, "d.a")->stages.items[0].clock, lang);
    return buf_str(&out);
}

static void every_clock_has_words(void **state) {
    static const struct {
        const char *clock, *en, *ja;
    } rows[] = {
        {"at once from f.time", "at once", "すぐに"},
        {"promptly from f.time", "promptly", "できるだけ早く"},
        {"promptly, guide 3 to 5 days from f.time", "promptly (as a guide, 3-5 days from: Known)",
         "できるだけ早く（目安は知った日時から3-5日）"},
        {"promptly, guide 3 days from f.time", "promptly (as a guide, 3 days from: Known)",
         "できるだけ早く（目安は知った日時から3日）"},
        {"without delay from f.time", "without delay", "理由なく遅らせずに"},
        {"24 hours from f.time", "24 hours from: Known", "知った日時から24時間まで"},
        {"10 days from f.time, day 1 counted", "10 days from: Known, that day being day 1",
         "知った日時から10日まで（その日を1日目とします）"},
        {"10 days from f.time, day 1 not counted", "10 days from: Known", "知った日時から10日まで"},
        {"10 days from f.time", "10 days from: Known, way of counting not verified: the earlier date is shown",
         "知った日時から10日まで（数え方が確かでないので、早いほうの日を示します）"},
        {"2 weeks from f.time or f.late, day 1 counted", "14 days from: Known or Received, that day being day 1",
         "知った日時か、受けた日時から14日まで（その日を1日目とします）"},
        {"3 months from f.time, day 1 counted, to next office day",
         "3 months from: Known, that day being day 1, moved to the next office day if the last day is closed",
         "知った日時から3か月まで（その日を1日目とします）。最後の日が役所の休みなら、次に開く日まで"},
        {"by 2026-03-31", "by 2026-03-31", "2026-03-31まで"},
        {"5 working days from f.time", "5 working days from: Known (the earlier date, which counts every day, is shown)",
         "知った日時から5営業日まで（休みを数えた早いほうの日を示します）"},
        {"unstated from f.time", "no time limit could be verified", "期限の定めは確かめられていません"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Law *law =
            law_with(*state, str_c(*state, str_format(*state, "duty d.a \"d\"\n  when f.yes\n  first %s\n", rows[i].clock)));
        assert_text(clock_words(law, LANG_EN), rows[i].en);
        assert_text(clock_words(law, LANG_JA), rows[i].ja);
        assert_true(clock_words(law, LANG_JA_SIMPLE).len > 0);
    }
}

static Str era_words(Law *law, const char *assignments, Lang lang) {
    Buf out = buf_make(law->arena, 4096);
    const Decision *decision = law_decide(law, assignments, "2026-01-01");
    phrase_era(&out, &decision->question, law_duty(law, "d.a"), lang);
    return buf_str(&out);
}

static void eras_name_both_days(void **state) {
    Law *law = law_with(*state, "duty d.a \"d\"\n  from 2025-04-01 until 2025-09-30 of f.time\n  when f.yes\n");
    assert_text(era_words(law, "f.time = 2025-03-31", LANG_EN), "in force from 2025-04-01 (judged for 2025-03-31)");
    assert_text(era_words(law, "f.time = 2025-10-01", LANG_EN), "in force until 2025-09-30 (judged for 2025-10-01)");
    assert_text(era_words(law, "", LANG_EN), "in force until 2025-09-30 (judged for 2026-01-01)");
    assert_text(era_words(law, "f.time = 2025-03-31", LANG_JA),
                "この決まりは2025-04-01からです（2025-03-31のこととして見ています）");
    law = law_with(*state, "duty d.a \"d\"\n  from by 2027-04-01\n  when f.yes\n");
    assert_text(era_words(law, "", LANG_EN), "not yet in force; it starts by 2027-04-01 at the latest (judged for 2026-01-01)");
    assert_true(era_words(law, "", LANG_JA_SIMPLE).len > 0);
}

static void days_of_a_line(void **state) {
    Day from = day_of(moment_of(*state, "2025-04-01")), until = day_of(moment_of(*state, "2025-09-30"));
    Buf early = buf_make(*state, 4096), late = buf_make(*state, 4096), open = buf_make(*state, 4096);
    phrase_days(&early, from, until, from - 1, LANG_EN);
    assert_text(buf_str(&early), "in force from 2025-04-01 (judged for 2025-03-31)");
    phrase_days(&late, from, until, until + 1, LANG_EN);
    assert_text(buf_str(&late), "in force until 2025-09-30 (judged for 2025-10-01)");
    phrase_days(&open, DAY_NONE, until, until + 1, LANG_JA);
    assert_text(buf_str(&open), "この決まりは2025-09-30までです（2025-10-01のこととして見ています）");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(tests_say_answer_and_limit),
        ARENA_TEST(every_clock_has_words),
        ARENA_TEST(eras_name_both_days),
        ARENA_TEST(days_of_a_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
