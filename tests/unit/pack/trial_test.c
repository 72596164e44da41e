// Tests in place: each kind of expectation held and broken, what a failure says, the day of judging, and the coverage.
#include "pack/trial.h"
#include "unit/pack/pack_folder.h"

static const char vocabulary[] =
    "pack t \"t\"\n  version \"7\"\n  jurisdiction jp\n  at 2026-03-10\n"
    "fact a.x yesno \"x\"\nfact a.y yesno \"y\"\nfact a.z yesno \"z\"\nfact t.t time \"t\"\nfact actor.sectors set \"s\"\n"
    "  value water \"w\"\n  value gas \"g\"\nwindow w.a \"a\"\n  from open\nwindow w.b \"b\"\n  from open\nwindow w.c \"c\"\n  "
    "from open\n"
    "sector water \"w\"\n  authority w.b\nsector gas \"g\"\n  authority w.c\n";

static const char duty[] = "duty d.a \"d\"\n  when any of\n    one: a.x\n    two: a.y and a.z\n  to w.a when a.x\n"
                           "  to w.b and authority of actor.sectors otherwise\n"
                           "  first promptly, guide 3 to 5 days from t.t\n  final 30 days from t.t, day 1 counted\n"
                           "  form f.x when a.x\n  form f.any otherwise\n  label one \"1\"\n  label two \"2\"\n";

static Trial trial_of(Folder *folder, const char *rest) {
    Arena *arena = &folder->arena;
    Str text = str_join(arena, str_from(vocabulary), str_join(arena, str_from(duty), str_from(rest)));
    folder_put(folder, "a.pack", str_c(arena, text));
    return trial_run(arena, folder_pack(folder));
}

// One expectation of an example with these facts.
static Trial trial_of_one(Folder *folder, const char *facts, const char *expectation) {
    Str rest = str_format(&folder->arena, "  example \"e\"\n    %s\n    expect %s\n", facts, expectation);
    return trial_of(folder, str_c(&folder->arena, rest));
}

static void each_expectation_holds_or_not(void **state) {
    static const char yes[] = "a.x = yes, a.y = no, t.t = 2026-03-02", open[] = "a.y = no, t.t = 2026-03-02";
    static const char other[] = "a.x = no, a.y = yes, a.z = yes, actor.sectors = water + ?gas";
    static const struct {
        const char *facts, *expectation;
        Msg broken; // MSG_NONE: it holds
        const char *wanted, *got;
    } rows[] = {
        {yes, "applies", MSG_NONE, NULL, NULL},
        {yes, "may", MSG_TRIAL_STATUS, "may", "applies"},
        {yes, "not", MSG_TRIAL_STATUS, "not", "applies"},
        {open, "may", MSG_NONE, NULL, NULL},
        {open, "applies", MSG_TRIAL_STATUS, "applies", "may"},
        {"a.x = no, a.y = no", "not", MSG_NONE, NULL, NULL},
        {"a.x = no, a.y = no", "may", MSG_TRIAL_STATUS, "may", "not"},
        {yes, "labels one", MSG_NONE, NULL, NULL},
        {yes, "labels two", MSG_TRIAL_LABELS, "two", "one"},
        {yes, "labels one, two", MSG_TRIAL_LABELS, "one, two", "one"},
        {yes, "labels none", MSG_TRIAL_LABELS, "-", "one"},
        {open, "labels none", MSG_NONE, NULL, NULL},
        {"a.x = yes, a.y = yes, a.z = yes", "labels two, one", MSG_NONE, NULL, NULL}, // in any order
        {"a.x = yes, a.y = yes, a.z = yes", "labels one", MSG_TRIAL_LABELS, "one", "one, two"},
        {yes, "label one true", MSG_NONE, NULL, NULL},
        {yes, "label two false", MSG_NONE, NULL, NULL},
        {open, "label one unknown", MSG_NONE, NULL, NULL},
        {open, "label one false", MSG_TRIAL_LABEL, "false", "unknown"},
        {yes, "label two unknown", MSG_TRIAL_LABEL, "unknown", "false"},
        {yes, "to w.a", MSG_NONE, NULL, NULL},
        {yes, "to w.b", MSG_TRIAL_TO, "w.b", "w.a"},
        {yes, "to w.a, w.b", MSG_TRIAL_TO, "w.a, w.b", "w.a"},
        {yes, "to none", MSG_TRIAL_TO, "-", "w.a"},
        {open, "to none", MSG_NONE, NULL, NULL},
        {other, "to w.b", MSG_NONE, NULL, NULL},
        {other, "maybe to w.c", MSG_NONE, NULL, NULL},
        {other, "maybe to w.a", MSG_TRIAL_MAYBE_TO, "w.a", "w.c"},
        {open, "maybe to w.b, w.a", MSG_NONE, NULL, NULL},
        {open, "maybe to w.b", MSG_NONE, NULL, NULL}, // among them
        {yes, "first due 2026-03-04 latest 2026-03-06", MSG_NONE, NULL, NULL},
        {yes, "first due 2026-03-04", MSG_TRIAL_DUE, "2026-03-04T23:59:59+09:00",
         "2026-03-04T23:59:59+09:00 / 2026-03-06T23:59:59+09:00"},
        {yes, "first due 2026-03-05 latest 2026-03-06", MSG_TRIAL_DUE, "2026-03-05T23:59:59+09:00 / 2026-03-06T23:59:59+09:00",
         "2026-03-04T23:59:59+09:00 / 2026-03-06T23:59:59+09:00"},
        {yes, "final due 2026-03-31", MSG_NONE, NULL, NULL},
        {yes, "final due 2026-03-31T23:59", MSG_TRIAL_DUE, "2026-03-31T23:59:00+09:00", "2026-03-31T23:59:59+09:00"},
        {yes, "final due 2026-03-31 latest 2026-04-01", MSG_TRIAL_DUE, "2026-03-31T23:59:59+09:00 / 2026-04-01T23:59:59+09:00",
         "2026-03-31T23:59:59+09:00"},
        {yes, "monthly due 2026-03-31", MSG_TRIAL_DUE, "2026-03-31T23:59:59+09:00", "-"},
        {other, "final due 2026-03-31", MSG_TRIAL_DUE, "2026-03-31T23:59:59+09:00", "-"},
        {yes, "form f.x", MSG_NONE, NULL, NULL},
        {yes, "form f.any", MSG_TRIAL_FORM, "f.any", "f.x"}, // the first one
        {other, "form f.any", MSG_NONE, NULL, NULL},
        {open, "unknown a.x", MSG_NONE, NULL, NULL},
        {"", "unknown a.z, a.y", MSG_NONE, NULL, NULL},
        {open, "unknown a.y", MSG_TRIAL_UNKNOWN, "a.y", "a.x"},
        {yes, "unknown a.y", MSG_TRIAL_UNKNOWN, "a.y", "-"},
    };
    Folder *folder = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Trial trial = trial_of_one(folder, *rows[i].facts ? rows[i].facts : "a.x = unknown", rows[i].expectation);
        bool held = rows[i].broken == MSG_NONE;
        if (trial.passed != held || trial.failed != !held || trial.failures.count != !held)
            fail_msg("%s, expect %s: %u passed, %u failed", rows[i].facts, rows[i].expectation, trial.passed, trial.failed);
        if (held) continue;
        const Diag *failure = &trial.failures.items[0];
        assert_int_equal(failure->msg, rows[i].broken);
        assert_text(failure->args[0], rows[i].wanted);
        assert_text(failure->args[1], rows[i].got);
        assert_text(failure->args[2], "d.a");
        assert_int_equal(failure->place.line, 36);
    }
}

static void examples_are_judged_on_their_day(void **state) {
    Folder *folder = *state;
    Trial trial = trial_of(folder, "duty d.b \"d\"\n  from 2026-03-11\n  when a.x\n"
                                   "  example \"the pack's day\"\n    a.x = yes\n    expect not\n"
                                   "  example \"the day after\" at 2026-03-11\n    a.x = yes\n    expect applies\n"
                                   "  example \"the day itself\" at 2026-03-10\n    a.x = yes\n    expect not\n");
    assert_int_equal(trial.examples, 3);
    assert_int_equal(trial.passed, 3);
    assert_int_equal(trial.failed, 0);
}

static void each_example_stands_alone(void **state) {
    Trial trial = trial_of(*state, "  example \"one\"\n    a.x = yes\n    expect applies\n    expect labels one\n"
                                   "  example \"two\"\n    a.y = no\n    expect may\n"
                                   "  example \"three\"\n    a.x = no, a.y = no\n    expect not\n    expect to w.a\n");
    assert_int_equal(trial.examples, 3);
    assert_int_equal(trial.passed, 4);
    assert_int_equal(trial.failed, 1);
}

static void cases_ask_several_duties(void **state) {
    Folder *folder = *state;
    Trial trial = trial_of(
        folder, "duty d.b \"d\"\n  from 2026-01-01\n  when a.x\n"
                "case k \"k\"\n  at 2025-12-31\n  story \"s\"\n  facts\n    a.x = yes, a.y = no\n    t.t = 2025-12-01\n"
                "  expect d.a applies\n    because \"b\"\n    labels one\n    to w.a\n    final due 2025-12-30\n"
                "    form f.x\n    label two false\n"
                "  expect d.b applies\n    because \"b\"\n"
                "case l \"l\"\n  at 2026-01-01\n  facts\n    a.z = yes\n  expect d.a may\n    because \"b\"\n"
                "    unknown a.x\n    maybe to w.a\n  expect d.b not\n    because \"b\"\n    unknown a.y\n");
    assert_int_equal(trial.examples, 0);
    assert_int_equal(trial.cases, 2);
    assert_int_equal(trial.passed, 9);
    assert_int_equal(trial.failed, 3); // d.b was not in force yet; is open in the second case; and asks for a.x
    assert_int_equal(trial.failures.count, 3);
    for (size_t i = 0; i < 3; i++) assert_text(trial.failures.items[i].args[2], "d.b");
    assert_text(trial.failures.items[0].args[0], "applies");
    assert_text(trial.failures.items[0].args[1], "not");
    assert_text(trial.failures.items[2].args[1], "a.x");
}

static void failures_can_be_shown(void **state) {
    Folder *folder = *state;
    Trial trial = trial_of_one(folder, "a.x = yes", "labels two");
    Buf out = buf_make(&folder->arena, 1 << 14);
    diag_print_line(&out, &trial.failures.items[0], LANG_EN);
    const char *shown = str_c(&folder->arena, buf_str(&out));
    assert_non_null(strstr(shown, "a.pack:36:"));
    assert_non_null(strstr(shown, "d.a, labels: expected two, computed one."));
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        Buf words = buf_make(&folder->arena, 1 << 14);
        diag_print(&words, &trial.failures.items[0], lang);
        assert_true(words.len > 0 && !words.overflowed);
    }
}

// --- coverage ----------------------------------------------------------------------------------------------------------

static const Coverage *coverage_of(const Trial *trial, const char *id, const char *label) {
    for (uint32_t i = 0; i < trial->coverage_count; i++) {
        const Coverage *row = &trial->coverage[i];
        if (str_is(row->duty->id, id) && (label ? row->label && str_is(row->label->name, label) : !row->label)) return row;
    }
    fail_msg("no coverage of %s %s", id, label ? label : "");
    return NULL;
}

static void check_coverage(const Trial *trial, const char *id, const char *label, const char *seen) {
    const Coverage *row = coverage_of(trial, id, label);
    assert_int_equal(row->seen[TRI_TRUE], strchr(seen, 't') != NULL);
    assert_int_equal(row->seen[TRI_FALSE], strchr(seen, 'f') != NULL);
    assert_int_equal(row->seen[TRI_UNKNOWN], strchr(seen, 'u') != NULL);
    assert_int_equal(coverage_complete(row), strlen(seen) == 3);
}

static void coverage_says_what_was_seen(void **state) {
    Folder *folder = *state;
    const char *second = "duty d.b \"d\"\n  when a.x\nduty d.c \"d\"\n  when lab: a.y\n  label lab \"l\"\n";
    Trial trial = trial_of(folder, second);
    assert_int_equal(trial.coverage_count, 6); // three duties, three labels
    for (uint32_t i = 0; i < trial.coverage_count; i++)
        assert_false(trial.coverage[i].seen[0] || trial.coverage[i].seen[1] || trial.coverage[i].seen[2]);
    Str rest = str_format(
        &folder->arena,
        "  example \"e\"\n    a.x = yes, a.y = no\n    expect applies\n  example \"e\"\n    a.y = yes\n    expect may\n"
        "  example \"e\"\n    a.x = no, a.y = no\n    expect not\n%s"
        "case k \"k\"\n  at 2026-03-10\n  facts\n    a.x = no\n  expect d.c may\n    because \"b\"\n",
        second);
    trial = trial_of(folder, str_c(&folder->arena, rest));
    assert_int_equal(trial.failed, 0);
    check_coverage(&trial, "d.a", NULL, "tfu");
    check_coverage(&trial, "d.a", "one", "tfu");
    check_coverage(&trial, "d.a", "two", "fu");
    check_coverage(&trial, "d.b", NULL, "");  // nobody asked about it
    check_coverage(&trial, "d.c", NULL, "u"); // seen by the case alone
    check_coverage(&trial, "d.c", "lab", "u");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(each_expectation_holds_or_not), FOLDER_TEST(examples_are_judged_on_their_day),
        FOLDER_TEST(each_example_stands_alone),     FOLDER_TEST(cases_ask_several_duties),
        FOLDER_TEST(failures_can_be_shown),         FOLDER_TEST(coverage_says_what_was_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
