// Incidents: what each fault is called and where it stands, that all faults are found at once, and that printing and
// reading keep what is known.
#include "base/limits.h"
#include "rule/incident.h"
#include "unit/rule/book_text.h"
#include "unit/rule/same_value.h"

static const char facts[] = "fact i.yesno yesno \"y\"\n"
                            "fact i.count count \"n\"\n  unit people\n"
                            "fact i.money money \"m\"\n"
                            "fact i.time time \"t\"\n"
                            "fact i.choice choice \"c\"\n  value business \"b\"\n  value person \"p\"\n  value 01 \"1\"\n"
                            "fact i.set set \"s\"\n  value ransomware \"r\"\n  value ddos \"d\"\n  value loss \"l\"\n"
                            "fact i.text text \"x\"\n  text optional\n"
                            "fact i.place place \"x\"\n  text optional\n"
                            "fact i.short text \"x\"\n  text optional\n  limit 5\n"
                            "fact i.list text \"x\"\n  text optional\n  many\n";

static Incident read_fine(Law *law, const char *json) {
    Incident incident;
    Diags diags = diags_make(law->arena);
    Err err = incident_read(law->arena, &law->book, STR("a.json"), str_from(json), &incident, &diags);
    if (err != ERR_OK || diags.count) fail_msg("%s: %s", json, str_c(law->arena, findings_of(law->arena, &diags)));
    return incident;
}

static Diags read_wrong(Law *law, const char *json) {
    Incident incident;
    Diags diags = diags_make(law->arena);
    if (incident_read(law->arena, &law->book, STR("a.json"), str_from(json), &incident, &diags) != ERR_INPUT)
        fail_msg("was read: %s", json);
    return diags;
}

static void values_are_read(void **state) {
    Law *law = law_of(*state, facts);
    const int64_t open = INT64_MAX;
    Moment nine = moment_of(*state, "2026-11-20T09:00");
    const struct {
        const char *json;
        int64_t a, b;
    } rows[] = {
        {"{\"i.yesno\": true}", TRI_TRUE, 0},
        {"{\"i.yesno\": false}", TRI_FALSE, 0},
        {"{\"i.yesno\": \"yes\"}", TRI_TRUE, 0},
        {"{\"i.yesno\": \"no\"}", TRI_FALSE, 0},
        {"{\"i.yesno\": null}", TRI_UNKNOWN, 0},
        {"{\"i.yesno\": \"unknown\"}", TRI_UNKNOWN, 0},
        {"{\"i.count\": 0}", 0, 0},
        {"{\"i.count\": 3000}", 3000, 3000},
        {"{\"i.count\": {\"min\": 3000}}", 3000, open},
        {"{\"i.count\": {\"max\": 900}}", 0, 900},
        {"{\"i.count\": {\"min\": 5, \"max\": 5}}", 5, 5},
        {"{\"i.count\": {\"max\": 9, \"min\": 5}}", 5, 9},
        {"{\"i.count\": {\"min\": null, \"max\": 9}}", 0, 9},
        {"{\"i.count\": {\"min\": 5, \"max\": null}}", 5, open},
        {"{\"i.count\": {\"max\": 0}}", 0, 0},
        {"{\"i.count\": {}}", INT64_MIN, open},
        {"{\"i.count\": {\"min\": 0}}", INT64_MIN, open}, // says nothing
        {"{\"i.count\": null}", INT64_MIN, open},
        {"{\"i.count\": \"unknown\"}", INT64_MIN, open},
        {"{\"i.money\": 9223372036854775807}", open, open},
        {"{\"i.time\": \"2026-11-20T09:00:00+09:00\"}", nine, nine},
        {"{\"i.time\": \"2026-11-20T00:00:00Z\"}", nine, nine},
        {"{\"i.time\": \"2026-11-19T19:00:00-05:00\"}", nine, nine},
        {"{\"i.time\": null}", INT64_MIN, open},
        {"{\"i.choice\": \"business\"}", 1, 0},
        {"{\"i.choice\": \"01\"}", 4, 0},
        {"{\"i.choice\": null}", 0, -1},
        {"{\"i.set\": []}", 0, 0},
        {"{\"i.set\": [\"ddos\", \"loss\"]}", 6, 0},
        {"{\"i.set\": [\"ddos\", \"ddos\"]}", 2, 0},
        {"{\"i.set\": {\"has\": [\"ransomware\"], \"maybe\": [\"ddos\"]}}", 1, 2},
        {"{\"i.set\": {\"maybe\": [\"ddos\"]}}", 0, 2},
        {"{\"i.set\": {\"has\": [\"ddos\"]}}", 2, 0},
        {"{\"i.set\": {\"has\": [\"ddos\"], \"maybe\": [\"ddos\", \"loss\"]}}", 2, 4},
        {"{\"i.set\": \"unknown\"}", 0, -1},
        {"{\"i.text\": \"x\"}", TRI_TRUE, 0},
        {"{\"i.text\": \"  \\n\"}", TRI_UNKNOWN, 0}, // says nothing
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Incident incident = read_fine(law, rows[i].json);
        Str name = str_slice(str_from(rows[i].json), 2, strlen(rows[i].json));
        str_cut(name, '"', &name, &STR_NONE);
        for (size_t f = 0; f < law->book.facts.count; f++) {
            const Fact *fact = &law->book.facts.items[f];
            Value want = str_eq(fact->name, name) ? (Value){rows[i].a, rows[i].b} : value_unknown(fact->type);
            if (!value_same(incident.values[f], want))
                fail_msg("%s: %s is %lld %lld", rows[i].json, str_c(*state, fact->name), (long long)incident.values[f].a,
                         (long long)incident.values[f].b);
        }
    }
}

static void texts_are_kept(void **state) {
    Law *law = law_of(*state, facts);
    Incident incident = read_fine(law, "{\"i.text\": \"雨\\n\\u3042\", \"i.place\": \"東京\"}");
    assert_text(incident.texts[law_fact(law, "i.text")], "雨\nあ");
    assert_text(incident.texts[law_fact(law, "i.place")], "東京");
    incident = read_fine(law, "{}");
    assert_int_equal(incident.texts[law_fact(law, "i.text")].len, 0);
}

static void lists_have_an_entry_a_line(void **state) {
    Law *law = law_of(*state, facts);
    int list = law_fact(law, "i.list");
    assert_text(read_fine(law, "{\"i.list\": [\"a\", \"b c\"]}").texts[list], "a\nb c");
    assert_text(read_fine(law, "{\"i.list\": [\"a\"]}").texts[list], "a");
    assert_text(read_fine(law, "{\"i.list\": \"a\\r\\nb\"}").texts[list], "a\nb");
    assert_int_equal(read_fine(law, "{\"i.list\": []}").values[list].a, TRI_UNKNOWN);
    assert_int_equal(read_fine(law, "{\"i.list\": [\"a\"]}").values[list].a, TRI_TRUE);
}

static void every_fault_has_its_words(void **state) {
    static const struct {
        const char *json;
        Msg msg;
        int line, column;
    } rows[] = {
        {"{\"i.nothing\": 1}", MSG_INCIDENT_NO_FACT, 1, 2},
        {"{\"i.yesno\": 1}", MSG_INCIDENT_NOT_YESNO, 1, 13},
        {"{\"i.yesno\": \"はい\"}", MSG_INCIDENT_NOT_YESNO, 1, 13},
        {"{\n  \"i.yesno\":\n   []}", MSG_INCIDENT_NOT_YESNO, 3, 4},
        {"{\"i.count\": -1}", MSG_INCIDENT_NOT_NUMBER, 1, 13},
        {"{\"i.count\": 1.5}", MSG_INCIDENT_NOT_NUMBER, 1, 13},
        {"{\"i.count\": 5.0}", MSG_INCIDENT_NOT_NUMBER, 1, 13},
        {"{\"i.count\": \"5\"}", MSG_INCIDENT_NOT_NUMBER, 1, 13},
        {"{\"i.count\": true}", MSG_INCIDENT_NOT_NUMBER, 1, 13},
        {"{\"i.count\": [5]}", MSG_INCIDENT_NOT_NUMBER, 1, 13},
        {"{\"i.count\": {\"least\": 5}}", MSG_INCIDENT_NOT_NUMBER, 1, 13},
        {"{\"i.count\": {\"min\": 5, \"most\": 9}}", MSG_INCIDENT_NOT_NUMBER, 1, 13},
        {"{\"i.count\": {\"min\": -5}}", MSG_INCIDENT_NOT_NUMBER, 1, 13},
        {"{\"i.count\": {\"max\": \"9\"}}", MSG_INCIDENT_NOT_NUMBER, 1, 13},
        {"{\"i.money\": {\"min\": 9, \"max\": 5}}", MSG_INCIDENT_BOUNDS_CROSS, 1, 13},
        {"{\"i.time\": 5}", MSG_INCIDENT_NOT_TIME, 1, 12},
        {"{\"i.time\": \"yesterday\"}", MSG_INCIDENT_NOT_TIME, 1, 12},
        {"{\"i.time\": \"2026-11-20\"}", MSG_INCIDENT_NOT_TIME, 1, 12},
        {"{\"i.time\": \"2026-02-29T09:00:00+09:00\"}", MSG_INCIDENT_NOT_TIME, 1, 12},
        {"{\"i.time\": \"2026-11-20T09:00:00\"}", MSG_INCIDENT_NO_ZONE, 1, 12},
        {"{\"i.choice\": \"nothing\"}", MSG_INCIDENT_NO_VALUE, 1, 14},
        {"{\"i.choice\": [\"business\"]}", MSG_INCIDENT_NOT_CHOICE, 1, 14},
        {"{\"i.choice\": 1}", MSG_INCIDENT_NOT_CHOICE, 1, 14},
        {"{\"i.set\": \"ddos\"}", MSG_INCIDENT_NOT_SET, 1, 11},
        {"{\"i.set\": true}", MSG_INCIDENT_NOT_SET, 1, 11},
        {"{\"i.set\": [\"ddos\", 1]}", MSG_INCIDENT_NOT_SET, 1, 20},
        {"{\"i.set\": [\"ddos\", \"flood\"]}", MSG_INCIDENT_NO_VALUE, 1, 20},
        {"{\"i.set\": {\"is\": [\"ddos\"]}}", MSG_INCIDENT_NOT_SET, 1, 11},
        {"{\"i.set\": {\"has\": \"ddos\"}}", MSG_INCIDENT_NOT_SET, 1, 19},
        {"{\"i.text\": 5}", MSG_INCIDENT_NOT_TEXT, 1, 12},
        {"{\"i.text\": [\"x\"]}", MSG_INCIDENT_NOT_TEXT, 1, 12},
        {"{\"i.list\": 5}", MSG_INCIDENT_NOT_LIST, 1, 12},
        {"{\"i.list\": [\"a\", 5]}", MSG_INCIDENT_NOT_LIST, 1, 18},
        {"{\"i.list\": [\"a\", \" \"]}", MSG_INCIDENT_EMPTY_ENTRY, 1, 18},
        {"{\"i.list\": [\"a\\nb\"]}", MSG_INCIDENT_BROKEN_ENTRY, 1, 13},
        {"{\"i.short\": \"12345あ\"}", MSG_INCIDENT_OVER_LIMIT, 1, 13},
        {"{\"i.text\": \"a\\u0007\"}", MSG_INCIDENT_CONTROL, 1, 12},
        {"{\"i.text\": \"a\\u202e\"}", MSG_INCIDENT_DIRECTION, 1, 12},
        {"[]", MSG_INCIDENT_NOT_OBJECT, 1, 1},
        {"\n 5", MSG_INCIDENT_NOT_OBJECT, 2, 2},
        {"null", MSG_INCIDENT_NOT_OBJECT, 1, 1},
    };
    Law *law = law_of(*state, facts);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Diags diags = read_wrong(law, rows[i].json);
        const Diag *diag = &diags.items[0];
        if (diags.count != 1 || diag->msg != rows[i].msg || diag->place.line != rows[i].line ||
            diag->place.column != rows[i].column)
            fail_msg("%s: %s", rows[i].json, str_c(*state, findings_of(*state, &diags)));
        assert_text(diag->place.file, "a.json");
    }
}

static void json_itself_may_be_wrong(void **state) {
    static const char *const wrong[] = {"",      "{",   "{\"i.yesno\": true", "{\"i.yesno\": true, \"i.yesno\": true}",
                                        "{} {}", "\xff"};
    Law *law = law_of(*state, facts);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) assert_int_equal(read_wrong(law, wrong[i]).count, 1);
}

static void a_long_text_is_refused(void **state) {
    Law *law = law_of(*state, facts);
    char *json = NEW_ARRAY(*state, char, LIMIT_TEXT_ANSWER + 100);
    const char head[] = "{\"i.text\": \"";
    memcpy(json, head, sizeof head - 1);
    memset(json + sizeof head - 1, 'x', LIMIT_TEXT_ANSWER);
    memcpy(json + sizeof head - 1 + LIMIT_TEXT_ANSWER, "\"}", 3);
    Incident incident = read_fine(law, json);
    assert_int_equal(incident.texts[law_fact(law, "i.text")].len, LIMIT_TEXT_ANSWER);
    memcpy(json + sizeof head - 1 + LIMIT_TEXT_ANSWER, "x\"}", 4);
    assert_int_equal(read_wrong(law, json).items[0].msg, MSG_INCIDENT_TEXT_TOO_LONG);
}

static void all_faults_are_found_at_once(void **state) {
    Law *law = law_of(*state, facts);
    Diags diags = read_wrong(law, "{\"i.yesno\": 1,\n\"i.count\": \"x\",\n\"i.nothing\": 2,\n\"i.choice\": \"ddos\",\n"
                                  "\"i.set\": [\"a\", 5, \"b\"],\n\"i.money\": 7}");
    static const struct {
        Msg msg;
        int line;
    } want[] = {{MSG_INCIDENT_NOT_YESNO, 1}, {MSG_INCIDENT_NOT_NUMBER, 2}, {MSG_INCIDENT_NO_FACT, 3},
                {MSG_INCIDENT_NO_VALUE, 4},  {MSG_INCIDENT_NO_VALUE, 5},   {MSG_INCIDENT_NOT_SET, 5},
                {MSG_INCIDENT_NO_VALUE, 5}};
    assert_int_equal(diags.count, sizeof want / sizeof *want);
    for (size_t i = 0; i < diags.count; i++) {
        assert_int_equal(diags.items[i].msg, want[i].msg);
        assert_int_equal(diags.items[i].place.line, want[i].line);
    }
    Buf shown = buf_make(*state, 1 << 16);
    for (Lang lang = 0; lang < LANG_COUNT; lang++)
        for (size_t i = 0; i < diags.count; i++) diag_print(&shown, &diags.items[i], lang);
    assert_false(shown.overflowed);
}

static void slips_get_a_suggestion(void **state) {
    static const struct {
        const char *json, *near;
    } rows[] = {{"{\"i.yseno\": true}", "i.yesno"},          {"{\"i.coun\": 5}", "i.count"},
                {"{\"i.choice\": \"busines\"}", "business"}, {"{\"i.set\": [\"ddso\"]}", "ddos"},
                {"{\"completely.other\": 5}", NULL},         {"{\"i.choice\": \"xylophone\"}", NULL}};
    Law *law = law_of(*state, facts);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Diags diags = read_wrong(law, rows[i].json);
        assert_int_equal(diags.count, 1);
        assert_int_equal(diags.items[0].advice, rows[i].near ? MSG_INCIDENT_NEAR : MSG_NONE);
        if (rows[i].near) assert_text(diags.items[0].args[2], rows[i].near);
    }
    Diags diags = read_wrong(law, "{\"i.time\": \"2026-11-20T09:00:00\"}");
    assert_int_equal(diags.items[0].advice, MSG_INCIDENT_ZONE_ADVICE);
    assert_text(diags.items[0].args[1], "2026-11-20T09:00:00+09:00");
}

// --- printing ----------------------------------------------------------------------------------------------------------

static Str printed(Law *law, const Incident *incident) {
    Buf out = buf_make(law->arena, 1 << 20);
    incident_print(&out, &law->book, incident);
    assert_false(out.overflowed);
    return buf_str(&out);
}

static void what_is_printed_is_read_again(void **state) {
    static const char *const assignments[] = {
        "i.yesno = yes",
        "i.yesno = no",
        "i.count = 0",
        "i.count = 5",
        "i.count = 5..",
        "i.count = ..9",
        "i.count = 5..9",
        "i.money = 9223372036854775807",
        "i.time = 2026-11-20T23:59",
        "i.time = 1999-12-31",
        "i.choice = business",
        "i.choice = 01",
        "i.set = ()",
        "i.set = ddos",
        "i.set = ransomware + loss",
        "i.set = ransomware + ?ddos",
        "i.set = ?loss",
        "i.set = ?ransomware + ?ddos + ?loss",
        "i.text = \"a \\\"b\\\" \\\\ 雨\"",
        "i.text = \" \"",
        "i.text = unknown",
        "i.short = \"あいうえお\"",
        "i.list = \"a\"",
        "",
        "i.yesno = no, i.count = 3.., i.money = 1, i.time = 2026-01-01, i.choice = person, i.set = loss, i.text = \"x\"",
    };
    Law *law = law_of(*state, facts);
    for (size_t i = 0; i < sizeof assignments / sizeof *assignments; i++) {
        law_assume(law, assignments[i]);
        const char *json = str_c(*state, printed(law, &law->incident));
        Incident again = read_fine(law, json);
        for (size_t f = 0; f < law->book.facts.count; f++) {
            assert_true(value_same(again.values[f], law->incident.values[f]));
            assert_true(str_eq(again.texts[f], law->incident.texts[f]));
        }
        assert_text(printed(law, &again), json);
    }
}

static void empty_lines_of_a_list_are_not_printed(void **state) {
    Law *law = law_of(*state, facts);
    Incident incident = read_fine(law, "{\"i.list\": \"\\n  \\na\\n\\nb\\n\"}");
    assert_text(printed(law, &incident), "{\n  \"i.list\": [\"a\",\"b\"]\n}\n");
}

static void the_shape_of_what_is_printed(void **state) {
    Law *law = law_of(*state, facts);
    law_assume(law, "");
    assert_text(printed(law, &law->incident), "{}\n");
    law_assume(law, "i.yesno = no, i.count = 5.., i.set = loss + ?ddos");
    assert_text(printed(law, &law->incident),
                "{\n  \"i.count\": {\"min\":5},\n"
                "  \"i.set\": {\"has\":[\"loss\"],\"maybe\":[\"ddos\"]},\n  \"i.yesno\": false\n}\n");
    law_assume(law, "i.time = 2026-11-20, i.choice = 01");
    assert_text(printed(law, &law->incident), "{\n  \"i.choice\": \"01\",\n  \"i.time\": \"2026-11-20T09:00:00+09:00\"\n}\n");
}

// Moments elsewhere are printed as they are in Japan, and mean the same.
static void moments_are_printed_for_japan(void **state) {
    Law *law = law_of(*state, facts);
    Incident incident = read_fine(law, "{\"i.time\": \"2026-12-31T20:30:15-05:00\"}");
    assert_text(printed(law, &incident), "{\n  \"i.time\": \"2027-01-01T10:30:15+09:00\"\n}\n");
}

static void assignments_that_do_not_fit_are_told(void **state) {
    Law *law = law_of(*state, facts);
    Read *scene = book_of(*state, "case x \"x\"\n  facts\n    i.yesno = 5, i.count = 7\n    i.nothing = 5\n");
    Incident incident = incident_make(*state, &law->book);
    Diags diags = diags_make(*state);
    incident_assign(&incident, &law->book, &scene->book.cases.items[0].facts, &diags);
    finding_is(*state, &diags, MSG_INCIDENT_BAD_ASSIGNMENT, 3, "i.yesno");
    assert_int_equal(incident.values[law_fact(law, "i.count")].a, 7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(values_are_read),
        ARENA_TEST(texts_are_kept),
        ARENA_TEST(lists_have_an_entry_a_line),
        ARENA_TEST(every_fault_has_its_words),
        ARENA_TEST(json_itself_may_be_wrong),
        ARENA_TEST(a_long_text_is_refused),
        ARENA_TEST(all_faults_are_found_at_once),
        ARENA_TEST(slips_get_a_suggestion),
        ARENA_TEST(what_is_printed_is_read_again),
        ARENA_TEST(the_shape_of_what_is_printed),
        ARENA_TEST(empty_lines_of_a_list_are_not_printed),
        ARENA_TEST(moments_are_printed_for_japan),
        ARENA_TEST(assignments_that_do_not_fit_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
