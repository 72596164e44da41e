// Puts one incident's answer together and orders it: what is due before what may be, danger before stopping money before
// the police before clocks, earlier before later, must before should.
#include "rule/decision.h"
#include "rule/ask.h"
#include "rule/deadline.h"
#include "rule/recipients.h"
#include "rule/stages.h"
#include "rule/weigh.h"
#include <stdlib.h>

Moment question_trigger(const Question *question, const Duty *duty, bool *assumed) {
    Value value = {INT64_MIN, INT64_MAX};
    if (duty->trigger >= 0) value = question->incident->values[duty->trigger];
    *assumed = duty->trigger >= 0 && value.a != value.b;
    return value.a == value.b ? value.a : question->at;
}

static void find_forms(Arena *arena, const Question *question, DutyResult *result) {
    const Duty *duty = &question->book->duties.items[result->duty];
    result->forms = NEW_ARRAY(arena, const FormLine *, duty->forms.count + 1);
    for (size_t i = 0; i < duty->forms.count; i++) {
        const FormLine *line = &duty->forms.items[i];
        bool open = !line->when || question->tri[line->when->node] != TRI_FALSE;
        if (open && tail_holds(&line->tail, day_of(question->at))) result->forms[result->form_count++] = line;
    }
}

static void find_labels(Arena *arena, const Question *question, DutyResult *result) {
    const Duty *duty = &question->book->duties.items[result->duty];
    result->labels = NEW_ARRAY(arena, const LabelWords *, duty->labels.count + 1);
    for (size_t i = 0; i < duty->labels.count; i++)
        if (question->tri[duty->labels.items[i].cond->node] == TRI_TRUE)
            result->labels[result->label_count++] = &duty->labels.items[i];
}

// The deciding facts of a duty that may apply. `weights`: scratch.
static void find_unknown(Arena *arena, const Question *question, DutyResult *result, double *weights) {
    const Book *book = question->book;
    memset(weights, 0, book->facts.count * sizeof *weights);
    weigh_status(book, question->tri, &book->duties.items[result->duty], 1, weights);
    result->unknown = NEW_ARRAY(arena, int, book->facts.count + 1);
    result->unknown_count = ask_order(question, weights, result->unknown);
}

static void find_coming(const Question *question, DutyResult *result) {
    const Duty *duty = &question->book->duties.items[result->duty];
    Moment trigger = question_trigger(question, duty, &result->trigger_assumed);
    if (duty->by != DAY_NONE || (duty->from != DAY_NONE && trigger < day_start(duty->from))) {
        result->not_yet = (Coming){.from = duty->from, .by = duty->by, .text = duty->title, .place = duty->place};
        result->coming = &result->not_yet;
    }
    for (size_t i = 0; i < duty->coming.count && !result->coming; i++) {
        const Coming *coming = &duty->coming.items[i];
        if ((coming->from == DAY_NONE || coming->from > day_of(question->at)) &&
            (coming->by == DAY_NONE || coming->by > day_of(question->at)))
            result->coming = coming;
    }
}

static void decide_duty(Arena *arena, const Question *question, DutyResult *result, double *weights) {
    result->status = program_status(question->program, question->tri, result->duty);
    find_coming(question, result);
    if (result->status == STATUS_NOT) return;
    recipients_find(arena, question, result);
    stages_find(arena, question, result);
    find_forms(arena, question, result);
    find_labels(arena, question, result);
    if (result->status == STATUS_MAY) find_unknown(arena, question, result, weights);
}

// --- order -------------------------------------------------------------------------------------------------------------

// While the start of a clock is not known, it is ranked as if it began now: what is due at once stays in front.
static Moment stage_press(const Question *question, const StageResult *stage) {
    const ClockRule *clock = &stage->line->clock;
    if (stage->due != MOMENT_NONE) return stage->due;
    if (clock->kind == CLOCK_UNSTATED) return INT64_MAX;
    if (clock->kind == CLOCK_WITHOUT_DELAY || (clock->kind == CLOCK_PROMPTLY && !clock->guide_high))
        return day_last_second(day_of(question->at) + 4); // no number in the law: among the first days
    return deadline_compute(clock, question->at, NULL).due;
}

static Moment first_due(const Question *question, const DutyResult *result) {
    Moment due = INT64_MAX;
    for (uint32_t i = 0; i < result->stage_count; i++) {
        Moment press = stage_press(question, &result->stages[i]);
        due = press < due ? press : due;
    }
    return due;
}

typedef struct Urgency {
    const Duty *duty;
    Moment due;
    DutyResult *result;
} Urgency;

static int urgency_compare(const void *left, const void *right) {
    const Urgency *a = left, *b = right;
    if (a->result->status != b->result->status) return a->result->status < b->result->status ? -1 : 1;
    if (a->duty->rank != b->duty->rank) return a->duty->rank < b->duty->rank ? -1 : 1;
    if (a->due != b->due) return a->due < b->due ? -1 : 1;
    if (a->duty->level != b->duty->level) return a->duty->level < b->duty->level ? -1 : 1;
    return str_compare(a->duty->id, b->duty->id);
}

static DutyResult *order_duties(Arena *arena, const Question *question, DutyResult *results, uint32_t count) {
    Urgency *order = NEW_ARRAY(arena, Urgency, count + 1);
    for (uint32_t i = 0; i < count; i++)
        order[i] = (Urgency){&question->book->duties.items[results[i].duty], first_due(question, &results[i]), &results[i]};
    qsort(order, count, sizeof *order, urgency_compare);
    DutyResult *sorted = NEW_ARRAY(arena, DutyResult, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        sorted[i] = *order[i].result;
        if (sorted[i].coming == &order[i].result->not_yet) sorted[i].coming = &sorted[i].not_yet;
    }
    return sorted;
}

static void find_guides(Arena *arena, Decision *decision) {
    const Question *question = &decision->question;
    const Book *book = question->book;
    decision->guides = NEW_ARRAY(arena, GuideResult, book->guides.count + 1);
    for (Rank rank = RANK_DANGER; rank <= RANK_NORMAL; rank++)
        for (int pass = 0; pass < 2; pass++)
            for (uint32_t i = 0; i < book->guides.count; i++) {
                const Guide *guide = &book->guides.items[i];
                Tri value = guide->when ? (Tri)question->tri[guide->when->node] : TRI_TRUE;
                if (guide->rank == rank && value == (pass == 0 ? TRI_TRUE : TRI_UNKNOWN))
                    decision->guides[decision->guide_count++] = (GuideResult){i, pass == 0};
            }
}

Decision decision_make(Arena *arena, const Book *book, const Program *program, const Incident *incident, Moment at) {
    uint8_t *tri = NEW_ARRAY(arena, uint8_t, program->node_count + 1);
    program_run(program, incident->values, at, PART_ROUTING, tri);
    Decision decision = {.question = {book, program, incident, at, tri}, .duty_count = (uint32_t)book->duties.count};
    double *weights = NEW_ARRAY(arena, double, book->facts.count + 1);
    DutyResult *results = NEW_ARRAY(arena, DutyResult, decision.duty_count + 1);
    for (uint32_t i = 0; i < decision.duty_count; i++) {
        results[i].duty = i;
        decide_duty(arena, &decision.question, &results[i], weights);
    }
    decision.duties = order_duties(arena, &decision.question, results, decision.duty_count);
    find_guides(arena, &decision);
    decision.ask = NEW_ARRAY(arena, int, book->facts.count + 1);
    ask_weigh(&decision.question, weights);
    decision.ask_count = ask_order(&decision.question, weights, decision.ask);
    while (decision.ask_fitting < decision.ask_count && !ask_is_late(&decision.question, decision.ask[decision.ask_fitting]))
        decision.ask_fitting++;
    return decision;
}

const DutyResult *decision_find(const Decision *decision, Str duty_id) {
    int index = map_get(&decision->question.book->duty_index, duty_id);
    for (uint32_t i = 0; index >= 0 && i < decision->duty_count; i++)
        if (decision->duties[i].duty == (uint32_t)index) return &decision->duties[i];
    return NULL;
}
