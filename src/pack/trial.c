// Each example and case becomes an incident, is decided once, and all its expectations are compared with that decision.
#include "pack/trial.h"
#include "base/words.h"

enum { WORDS_BYTES = 8 << 10 };

typedef struct Runner {
    Arena *arena;
    const Pack *pack;
    Trial *trial;
    Arena work;            // one decision at a time
    uint32_t *first_label; // of each duty in the coverage
    Str duty;              // that is being compared
} Runner;

static const char *const status_names[] = {[STATUS_APPLIES] = "applies", [STATUS_MAY] = "may", [STATUS_NOT] = "not"};
static const char *const tri_names[] = {[TRI_UNKNOWN] = "unknown", [TRI_TRUE] = "true", [TRI_FALSE] = "false"};

static Str none_if_empty(Str s) {
    return s.len ? s : STR("-");
}

// One more expectation; a failure says what was expected and what came out.
static void record(Runner *runner, bool held, Msg msg, const Expect *expect, Str wanted, Str got) {
    if (held) {
        runner->trial->passed++;
        return;
    }
    runner->trial->failed++;
    diags_add(&runner->trial->failures, (Diag){.msg = msg,
                                               .args = {str_copy(runner->arena, none_if_empty(wanted)),
                                                        str_copy(runner->arena, none_if_empty(got)), runner->duty},
                                               .place = expect->place});
}

static bool names_hold(const Str *names, uint32_t count, Str name) {
    for (uint32_t i = 0; i < count; i++)
        if (str_eq(names[i], name)) return true;
    return false;
}

static Str join(Arena *arena, const Str *names, uint32_t count) {
    Buf words = buf_make(arena, WORDS_BYTES);
    for (uint32_t i = 0; i < count; i++) {
        if (i) buf_puts(&words, ", ");
        buf_put(&words, names[i]);
    }
    return buf_str(&words);
}

// Recipients, labels and forms are expected exactly, in any order; possible ones and unknown facts are among what came out.
static void compare_names(Runner *runner, const Expect *expect, const Str *got, uint32_t count, Msg msg) {
    bool among = expect->kind == EXPECT_MAYBE_TO || expect->kind == EXPECT_UNKNOWN;
    bool held = among || count == expect->name_count;
    for (uint32_t i = 0; i < expect->name_count; i++) held = held && names_hold(got, count, expect->names[i]);
    record(runner, held, msg, expect, join(&runner->work, expect->names, expect->name_count), join(&runner->work, got, count));
}

static Str *window_ids(Runner *runner, const int *windows, uint32_t count) {
    Str *names = NEW_ARRAY(&runner->work, Str, count + 1);
    for (uint32_t i = 0; i < count; i++) names[i] = runner->pack->book.windows.items[windows[i]].id;
    return names;
}

static Str *fact_names(Runner *runner, const int *facts, uint32_t count) {
    Str *names = NEW_ARRAY(&runner->work, Str, count + 1);
    for (uint32_t i = 0; i < count; i++) names[i] = runner->pack->book.facts.items[facts[i]].name;
    return names;
}

static Str *label_names(Runner *runner, const DutyResult *result) {
    Str *names = NEW_ARRAY(&runner->work, Str, result->label_count + 1);
    for (uint32_t i = 0; i < result->label_count; i++) names[i] = result->labels[i]->name;
    return names;
}

static Str dates(Runner *runner, Moment due, Moment latest) {
    Buf words = buf_make(&runner->work, WORDS_BYTES);
    if (due == MOMENT_NONE)
        buf_char(&words, '-');
    else
        buf_moment(&words, due);
    if (latest != MOMENT_NONE) {
        buf_puts(&words, " / ");
        buf_moment(&words, latest);
    }
    return buf_str(&words);
}

static void compare_due(Runner *runner, const Expect *expect, const DutyResult *result) {
    Moment due = MOMENT_NONE, latest = MOMENT_NONE;
    for (uint32_t i = 0; i < result->stage_count; i++) {
        if (result->stages[i].stage != expect->stage) continue;
        due = result->stages[i].due;
        latest = result->stages[i].latest;
    }
    record(runner, due == expect->due && latest == expect->latest, MSG_TRIAL_DUE, expect,
           dates(runner, expect->due, expect->latest), dates(runner, due, latest));
}

static void compare_label(Runner *runner, const Expect *expect, const Decision *decision, const Duty *duty) {
    int value = -1;
    for (size_t i = 0; i < duty->labels.count; i++)
        if (str_eq(duty->labels.items[i].name, expect->names[0]))
            value = decision->question.tri[duty->labels.items[i].cond->node];
    record(runner, value == expect->label_value, MSG_TRIAL_LABEL, expect, str_from(tri_names[expect->label_value]),
           value < 0 ? STR_NONE : str_from(tri_names[value]));
}

static void compare(Runner *runner, const Expect *expect, const Decision *decision, const DutyResult *result) {
    const Duty *duty = &runner->pack->book.duties.items[result->duty];
    runner->duty = duty->id;
    Str form = result->form_count ? result->forms[0]->form : STR_NONE;
    switch (expect->kind) {
    case EXPECT_STATUS:
        record(runner, result->status == expect->status, MSG_TRIAL_STATUS, expect, str_from(status_names[expect->status]),
               str_from(status_names[result->status]));
        break;
    case EXPECT_LABELS:
        compare_names(runner, expect, label_names(runner, result), result->label_count, MSG_TRIAL_LABELS);
        break;
    case EXPECT_LABEL:
        compare_label(runner, expect, decision, duty);
        break;
    case EXPECT_TO:
        compare_names(runner, expect, window_ids(runner, result->windows, result->window_count), result->window_count,
                      MSG_TRIAL_TO);
        break;
    case EXPECT_MAYBE_TO:
        compare_names(runner, expect, window_ids(runner, result->possible, result->possible_count), result->possible_count,
                      MSG_TRIAL_MAYBE_TO);
        break;
    case EXPECT_DUE:
        compare_due(runner, expect, result);
        break;
    case EXPECT_FORM:
        compare_names(runner, expect, &form, form.len ? 1 : 0, MSG_TRIAL_FORM);
        break;
    case EXPECT_UNKNOWN:
        compare_names(runner, expect, fact_names(runner, result->unknown, result->unknown_count), result->unknown_count,
                      MSG_TRIAL_UNKNOWN);
    }
}

// --- coverage ----------------------------------------------------------------------------------------------------------

static void coverage_start(Runner *runner) {
    const Book *book = &runner->pack->book;
    Trial *trial = runner->trial;
    size_t count = book->duties.count;
    for (size_t i = 0; i < book->duties.count; i++) count += book->duties.items[i].labels.count;
    trial->coverage = NEW_ARRAY(runner->arena, Coverage, count + 1);
    runner->first_label = NEW_ARRAY(runner->arena, uint32_t, book->duties.count + 1);
    for (size_t i = 0; i < book->duties.count; i++) {
        const Duty *duty = &book->duties.items[i];
        runner->first_label[i] = trial->coverage_count;
        trial->coverage[trial->coverage_count++].duty = duty;
        for (size_t l = 0; l < duty->labels.count; l++)
            trial->coverage[trial->coverage_count++] = (Coverage){.duty = duty, .label = &duty->labels.items[l]};
    }
}

static void coverage_note(Runner *runner, const Decision *decision, uint32_t index) {
    const Duty *duty = &runner->pack->book.duties.items[index];
    Coverage *row = &runner->trial->coverage[runner->first_label[index]];
    const uint8_t *tri = decision->question.tri;
    row->seen[tri[duty->status_node]] = true;
    for (size_t l = 0; l < duty->labels.count; l++) row[l + 1].seen[tri[duty->labels.items[l].cond->node]] = true;
}

bool coverage_complete(const Coverage *coverage) {
    return coverage->seen[TRI_UNKNOWN] && coverage->seen[TRI_TRUE] && coverage->seen[TRI_FALSE];
}

// --- running -----------------------------------------------------------------------------------------------------------

static Decision decide(Runner *runner, const AssignmentList *facts, Day at) {
    const Pack *pack = runner->pack;
    Incident *incident = NEW(&runner->work, Incident);
    *incident = incident_make(&runner->work, &pack->book);
    incident_assign(incident, &pack->book, facts, &runner->trial->failures);
    Day day = at == DAY_NONE ? pack->book.at : at;
    return decision_make(&runner->work, &pack->book, &pack->program, incident, day_last_second(day));
}

static void run_example(Runner *runner, uint32_t index, const Example *example) {
    Decision decision = decide(runner, &example->facts, example->at);
    const DutyResult *result = decision_find(&decision, runner->pack->book.duties.items[index].id);
    coverage_note(runner, &decision, index);
    for (size_t i = 0; i < example->expects.count; i++) compare(runner, &example->expects.items[i], &decision, result);
    runner->trial->examples++;
    arena_reset(&runner->work);
}

static void run_case(Runner *runner, const Case *worked) {
    Decision decision = decide(runner, &worked->facts, worked->at);
    for (size_t i = 0; i < worked->expects.count; i++) {
        const CaseExpect *expect = &worked->expects.items[i];
        const DutyResult *result = decision_find(&decision, expect->duty_name);
        coverage_note(runner, &decision, (uint32_t)expect->duty);
        for (size_t e = 0; e < expect->expects.count; e++) compare(runner, &expect->expects.items[e], &decision, result);
    }
    runner->trial->cases++;
    arena_reset(&runner->work);
}

Trial trial_run(Arena *arena, const Pack *pack) {
    Trial trial = {.failures = diags_make(arena)};
    Runner runner = {.arena = arena, .pack = pack, .trial = &trial, .work = arena_make(arena->exhausted, arena->exhausted_at)};
    coverage_start(&runner);
    for (uint32_t d = 0; d < pack->book.duties.count; d++)
        for (size_t i = 0; i < pack->book.duties.items[d].examples.count; i++)
            run_example(&runner, d, &pack->book.duties.items[d].examples.items[i]);
    for (size_t i = 0; i < pack->book.cases.count; i++) run_case(&runner, &pack->book.cases.items[i]);
    arena_free(&runner.work);
    diags_sort(&trial.failures);
    return trial;
}
