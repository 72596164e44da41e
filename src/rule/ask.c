// Weighs open facts by what hangs on them: duties by their level, settled duties by what their recipients, clocks, labels
// and forms still lack, guides. The order of asking (danger, emergency, who) stands above the weight.
#include "rule/ask.h"
#include "rule/recipients.h"
#include "rule/stages.h"
#include "rule/weigh.h"

static const double level_weight[] = {[LEVEL_MUST] = 4, [LEVEL_SHOULD] = 2, [LEVEL_MAY] = 1};
static const double detail_share = 0.1; // of a duty's weight, for what does not decide whether it is due

static void weigh_forms(const Question *question, const Duty *duty, double weight, double *weights) {
    for (size_t i = 0; i < duty->forms.count; i++) {
        const FormLine *line = &duty->forms.items[i];
        if (line->when && tail_holds(&line->tail, day_of(question->at)))
            weigh_cond(question->book, question->tri, line->when, true, weight, weights);
    }
}

static void weigh_labels(const Question *question, const Duty *duty, double weight, double *weights) {
    for (size_t i = 0; i < duty->labels.count; i++)
        weigh_cond(question->book, question->tri, duty->labels.items[i].cond, false, weight, weights);
}

static bool has_era(const Duty *duty) {
    return duty->from != DAY_NONE || duty->until != DAY_NONE;
}

static void weigh_duty(const Question *question, uint32_t index, double *weights) {
    const Duty *duty = &question->book->duties.items[index];
    bool assumed;
    double weight = level_weight[duty->level];
    question_trigger(question, duty, &assumed);
    bool out_of_force = question->tri[duty->in_force_node] == TRI_FALSE;
    // The law of another day might apply: worth asking when, unless the facts rule the duty out anyway.
    bool ruled_out =
        question->tri[duty->when->node] == TRI_FALSE || (duty->unless && question->tri[duty->unless->node] == TRI_TRUE);
    if (assumed && has_era(duty) && !ruled_out) weights[duty->trigger] += weight * detail_share;
    if (program_status(question->program, question->tri, index) == STATUS_NOT || out_of_force) return;
    weigh_status(question->book, question->tri, duty, weight, weights);
    recipients_weigh(question, duty, weight * detail_share, weights);
    stages_weigh(question, duty, weight * detail_share, weights);
    weigh_forms(question, duty, weight * detail_share, weights);
    weigh_labels(question, duty, weight * detail_share, weights);
}

void ask_weigh(const Question *question, double *weights) {
    const Book *book = question->book;
    memset(weights, 0, book->facts.count * sizeof *weights);
    for (uint32_t i = 0; i < book->duties.count; i++) weigh_duty(question, i, weights);
    for (size_t i = 0; i < book->guides.count; i++)
        if (book->guides.items[i].when) weigh_cond(book, question->tri, book->guides.items[i].when, true, 1, weights);
}

bool ask_is_late(const Question *question, int fact) {
    const Cond *late = question->book->facts.items[fact].late;
    return late && question->tri[late->node] == TRI_TRUE;
}

static bool asked_before(const Question *question, const double *weights, int a, int b) {
    const Fact *facts = question->book->facts.items;
    bool late_a = ask_is_late(question, a), late_b = ask_is_late(question, b);
    if (late_a != late_b) return late_b;
    if (facts[a].order != facts[b].order) return facts[a].order < facts[b].order;
    if (weights[a] != weights[b]) return weights[a] > weights[b];
    return a < b;
}

// No two facts are equal here, so the place of each is found by halving.
uint32_t ask_order(const Question *question, const double *weights, int *facts) {
    uint32_t count = 0;
    for (int i = 0; i < (int)question->book->facts.count; i++) {
        if (weights[i] <= 0) continue;
        uint32_t at = 0, end = count;
        while (at < end) {
            uint32_t middle = at + (end - at) / 2;
            if (asked_before(question, weights, i, facts[middle]))
                end = middle;
            else
                at = middle + 1;
        }
        memmove(facts + at + 1, facts + at, (count++ - at) * sizeof *facts);
        facts[at] = i;
    }
    return count;
}
