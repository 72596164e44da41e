// For each stage the first line whose condition holds wins; open lines before it are candidates, and the earliest of their
// dates is the one to keep.
#include "rule/stages.h"
#include "rule/deadline.h"
#include "rule/weigh.h"

static Moment earliest_start(const Question *question, const ClockRule *clock) {
    Moment start = MOMENT_NONE;
    for (uint32_t i = 0; i < clock->start_count; i++) {
        Value value = question->incident->values[clock->starts[i]];
        if (value.a == value.b && (start == MOMENT_NONE || value.a < start)) start = value.a;
    }
    return start;
}

// The calendar of the first recipient that has one.
static const Calendar *addressee_calendar(const Question *question, const DutyResult *result) {
    const Book *book = question->book;
    for (uint32_t i = 0; i < result->window_count + result->possible_count; i++) {
        bool certain = i < result->window_count;
        int window = certain ? result->windows[i] : result->possible[i - result->window_count];
        int calendar = book->windows.items[window].calendar;
        if (calendar >= 0) return &book->calendars.items[calendar];
    }
    return NULL;
}

static Tri line_value(const Question *question, const StageLine *line, Day trigger) {
    if (!tail_holds(&line->tail, trigger)) return TRI_FALSE;
    return line->when ? (Tri)question->tri[line->when->node] : TRI_TRUE;
}

static void take_candidate(StageResult *best, bool *found, const StageLine *line, Tri value, Deadline deadline) {
    bool certain = !*found && value == TRI_TRUE;
    bool earlier = deadline.due != MOMENT_NONE && (best->due == MOMENT_NONE || deadline.due < best->due);
    if (!*found || earlier)
        *best = (StageResult){.stage = line->stage, .line = line, .due = deadline.due, .latest = deadline.latest};
    best->certain = certain;
    *found = true;
}

static bool stage_find(const Question *question, const DutyResult *result, Stage stage, StageResult *out) {
    const Duty *duty = &question->book->duties.items[result->duty];
    const Calendar *calendar = addressee_calendar(question, result);
    bool assumed, found = false;
    Day trigger = day_of(question_trigger(question, duty, &assumed));
    for (size_t i = 0; i < duty->stages.count; i++) {
        const StageLine *line = &duty->stages.items[i];
        Tri value = line->stage == stage ? line_value(question, line, trigger) : TRI_FALSE;
        if (value == TRI_FALSE) continue;
        Moment start = earliest_start(question, &line->clock);
        take_candidate(out, &found, line, value, deadline_compute(&line->clock, start, calendar));
        if (value == TRI_TRUE) break;
    }
    return found;
}

void stages_find(Arena *arena, const Question *question, DutyResult *result) {
    result->stages = NEW_ARRAY(arena, StageResult, STAGE_COUNT);
    for (Stage stage = 0; stage < STAGE_COUNT; stage++)
        if (stage_find(question, result, stage, &result->stages[result->stage_count])) result->stage_count++;
}

static void weigh_start(const Question *question, const ClockRule *clock, double weight, double *weights) {
    for (uint32_t i = 0; i < clock->start_count; i++) {
        int fact = clock->starts[i];
        if (value_is_unknown(&question->book->facts.items[fact], question->incident->values[fact]))
            weights[fact] += weight / clock->start_count;
    }
}

void stages_weigh(const Question *question, const Duty *duty, double weight, double *weights) {
    bool assumed, settled[STAGE_COUNT] = {false};
    Day trigger = day_of(question_trigger(question, duty, &assumed));
    for (size_t i = 0; i < duty->stages.count; i++) {
        const StageLine *line = &duty->stages.items[i];
        Tri value = line_value(question, line, trigger);
        if (value == TRI_FALSE || settled[line->stage]) continue;
        if (line->when) weigh_cond(question->book, question->tri, line->when, false, weight, weights);
        weigh_start(question, &line->clock, weight, weights);
        settled[line->stage] = value == TRI_TRUE;
    }
}
