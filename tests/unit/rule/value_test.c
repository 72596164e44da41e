// Values: what is unknown, certain or open, how assignments are read, and how a value is said.
#include "rule/incident.h"
#include "rule/value.h"
#include "unit/rule/book_text.h"
#include "unit/rule/same_value.h"

static const char facts[] = "fact v.yesno yesno \"y\"\n"
                            "fact v.count count \"n\"\n  unit people\n"
                            "fact v.plain count \"n\"\n"
                            "fact v.money money \"m\"\n"
                            "fact v.time time \"t\"\n"
                            "fact v.choice choice \"c\"\n  value a \"あ\"\n  value b \"い\"\n  value 01 \"う\"\n"
                            "fact v.set set \"s\"\n  value a \"あ\"\n  value b \"い\"\n  value c \"う\"\n"
                            "fact v.text text \"x\"\n  text optional\n"
                            "words en\n  fact v.set\n    value a \"Ay\"\n    value b \"Bee\"\n    value c \"Sea\"\n";

static const Fact *fact_of(Law *law, const char *name) {
    return &law->book.facts.items[law_fact(law, name)];
}

// Reads "NAME = VALUE" as an assignment does.
static bool reads(Law *law, const char *assignment, const Fact **fact, Value *value) {
    const char *text = str_c(law->arena, str_format(law->arena, "case x \"x\"\n  facts\n    %s\n", assignment));
    Read *scene = book_of(law->arena, text);
    assert_clean(law->arena, &scene->diags);
    const Assignment *read = &scene->book.cases.items[0].facts.items[0];
    *fact = fact_of(law, str_c(law->arena, read->fact));
    return value_read_tokens(*fact, read->line, read->first_token, read->token_count, value);
}

static void what_is_unknown_and_what_is_certain(void **state) {
    Law *law = law_of(*state, facts);
    static const char *const names[] = {"v.yesno", "v.count", "v.money", "v.time", "v.choice", "v.set", "v.text"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const Fact *fact = fact_of(law, names[i]);
        assert_true(value_is_unknown(fact, value_unknown(fact->type)));
        assert_false(value_is_certain(fact, value_unknown(fact->type)));
    }
    assert_true(value_is_certain(fact_of(law, "v.yesno"), value_yesno(false)));
    assert_true(value_is_certain(fact_of(law, "v.count"), value_number(0, 0)));
    assert_false(value_is_certain(fact_of(law, "v.count"), value_number(0, 1)));
    assert_false(value_is_unknown(fact_of(law, "v.count"), value_number(1, INT64_MAX)));
    assert_true(value_is_certain(fact_of(law, "v.set"), value_bits(0, 0)));
    assert_true(value_is_certain(fact_of(law, "v.set"), value_bits(5, 0)));
    assert_false(value_is_certain(fact_of(law, "v.set"), value_bits(1, 4)));
    assert_true(value_is_certain(fact_of(law, "v.set"), value_bits(1, 8))); // a bit that no value has
    assert_true(value_same(value_bits(3, 3), value_bits(3, 0)));            // what it has it need not have perhaps
    assert_false(value_same(value_number(1, 2), value_number(1, 3)));
    assert_false(value_same(value_number(0, 2), value_number(1, 2)));
}

static void assignments_are_read(void **state) {
    Law *law = law_of(*state, facts);
    const int64_t open = INT64_MAX;
    Moment nine = moment_of(*state, "2026-11-20T09:00"), late = moment_of(*state, "2026-11-20T23:59");
    const struct {
        const char *assignment;
        int64_t a, b;
    } rows[] = {
        {"v.yesno = yes", TRI_TRUE, 0},
        {"v.yesno = no", TRI_FALSE, 0},
        {"v.yesno = unknown", TRI_UNKNOWN, 0},
        {"v.count = 0", 0, 0},
        {"v.count = 3_000", 3000, 3000},
        {"v.count = 3000..", 3000, open},
        {"v.count = ..900", 0, 900},
        {"v.count = 500..2000", 500, 2000},
        {"v.count = 7..7", 7, 7},
        {"v.count = unknown", INT64_MIN, open},
        {"v.money = 1_000_000", 1000000, 1000000},
        {"v.money = 5..", 5, open},
        {"v.count = 9223372036854775807", open, open},
        {"v.count = 007", 7, 7},
        {"v.time = 2026-11-20", nine, nine},
        {"v.time = 2026-11-20T23:59", late, late},
        {"v.time = unknown", INT64_MIN, open},
        {"v.choice = a", 1, 0},
        {"v.choice = 01", 4, 0},
        {"v.choice = unknown", 0, -1},
        {"v.set = a", 1, 0},
        {"v.set = a + c", 5, 0},
        {"v.set = ()", 0, 0},
        {"v.set = a + ?b", 1, 2},
        {"v.set = ?a", 0, 1},
        {"v.set = ?a + a", 1, 0},
        {"v.set = ?a + ?b + ?c", 0, 7},
        {"v.set = unknown", 0, -1},
        {"v.text = \"x\"", TRI_TRUE, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const Fact *fact;
        Value value;
        if (!reads(law, rows[i].assignment, &fact, &value)) fail_msg("not read: %s", rows[i].assignment);
        if (value.a != rows[i].a || value.b != rows[i].b)
            fail_msg("%s: got %lld %lld", rows[i].assignment, (long long)value.a, (long long)value.b);
    }
}

static void assignments_that_do_not_fit(void **state) {
    static const char *const wrong[] = {
        "v.yesno = 1",
        "v.yesno = maybe",
        "v.yesno = yes no",
        "v.yesno = true",
        "v.count = yes",
        "v.count = ..",
        "v.count = 2000..500",
        "v.count = 1..2..3",
        "v.count = 5 people",
        "v.count = ..x",
        "v.count = x..",
        "v.count = 1..x",
        "v.count = 9223372036854775808",
        "v.count = 99999999999999999999999999",
        "v.count = ..9223372036854775808",
        "v.count = 2026-11-20",
        "v.count = \"5\"",
        "v.money = 5 yen",
        "v.time = 3",
        "v.time = 2026-11-20..",
        "v.choice = z",
        "v.choice = a + b",
        "v.choice = ?a",
        "v.choice = ()",
        "v.choice = 1",
        "v.choice = ?",
        "v.choice = +",
        "v.set = z",
        "v.set = a +",
        "v.set = + a",
        "v.set = a b",
        "v.set = a + z",
        "v.set = a ?b",
        "v.set = ?",
        "v.set = a + ?",
        "v.set = (",
        "v.set = (a)",
        "v.text = x",
        "v.text = 5",
        "v.text = \"a\" \"b\"",
    };
    Law *law = law_of(*state, facts);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const Fact *fact;
        Value value;
        if (reads(law, wrong[i], &fact, &value)) fail_msg("was read: %s", wrong[i]);
    }
}

static Str said(Law *law, const char *assignment, Lang lang) {
    const Fact *fact;
    Value value;
    Buf out = buf_make(law->arena, 4096);
    assert_true(reads(law, assignment, &fact, &value));
    value_print(&out, fact, value, lang);
    return buf_str(&out);
}

static void values_are_said(void **state) {
    static const struct {
        const char *assignment, *en, *ja;
    } rows[] = {
        {"v.yesno = yes", "yes", "はい"},
        {"v.yesno = no", "no", "いいえ"},
        {"v.yesno = unknown", "not known yet", "まだわからない"},
        {"v.count = 0", "0 people", "0人"},
        {"v.count = 3000", "3,000 people", "3,000人"},
        {"v.count = 3000..", "3,000 people or more", "3,000人以上"},
        {"v.count = ..900", "900 people at most", "900人まで"},
        {"v.count = 500..2000", "500 people to 2,000 people", "500人〜2,000人"},
        {"v.plain = 12", "12", "12"},
        {"v.money = 9223372036854775807", "9,223,372,036,854,775,807 yen", "9,223,372,036,854,775,807円"},
        {"v.time = 2026-11-20", "2026-11-20 09:00", "2026-11-20 09:00"},
        {"v.time = 2026-11-20T00:05", "2026-11-20 00:05", "2026-11-20 00:05"},
        {"v.time = unknown", "not known yet", "まだわからない"},
        {"v.choice = b", "い", "い"}, // no words in English: Japanese
        {"v.set = a", "Ay", "あ"},
        {"v.set = a + c", "Ay, Sea", "あ、う"},
        {"v.set = ()", "none", "なし"},
        {"v.set = a + ?b", "Ay, perhaps Bee", "あ、もしかするとい"},
        {"v.set = ?b + ?c", "perhaps Bee, Sea", "もしかするとい、う"},
        {"v.set = unknown", "not known yet", "まだわからない"},
    };
    Law *law = law_of(*state, facts);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_text(said(law, rows[i].assignment, LANG_EN), rows[i].en);
        assert_text(said(law, rows[i].assignment, LANG_JA), rows[i].ja);
        assert_true(said(law, rows[i].assignment, LANG_JA_SIMPLE).len > 0);
    }
}

static void every_unit_is_said(void **state) {
    static const char *const units[] = {"people", "numbers", "minutes", "hours", "users", "parties", "items"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        for (Lang lang = 0; lang < LANG_COUNT; lang++) {
            Law *law = law_of(*state, str_c(*state, str_format(*state, "fact v.n count \"n\"\n  unit %s\n", units[i])));
            Str words = said(law, "v.n = 1234", lang);
            assert_true(words.len > strlen("1,234"));
            assert_non_null(memmem(words.ptr, words.len, "1,234", 5));
            if (lang == LANG_EN) assert_true(str_ends(words, str_from(units[i])));
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(what_is_unknown_and_what_is_certain),
        ARENA_TEST(assignments_are_read),
        ARENA_TEST(assignments_that_do_not_fit),
        ARENA_TEST(values_are_said),
        ARENA_TEST(every_unit_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
