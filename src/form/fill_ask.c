// What a form still lacks: each fact once, in the order of the form, and only what is worth a question.
#include "form/filler.h"
#include "rule/ask.h"
#include "rule/weigh.h"

typedef struct Asking {
    const Filler *filler;
    FilledForm *out;
    bool *asked;
    double *weights; // scratch, all zero between uses
    int *order;
} Asking;

static void ask_fact(Asking *asking, int fact) {
    const Fact *known = fact < 0 ? NULL : filler_fact(asking->filler, fact);
    if (!known || asking->asked[fact] || !form_takes(asking->filler->form, known->class) || known->ask.in[LANG_JA].len == 0 ||
        !value_is_unknown(known, filler_value(asking->filler, fact)))
        return;
    asking->asked[fact] = true;
    asking->out->ask[asking->out->ask_count++] = fact;
}

static void ask_cond(Asking *asking, const Cond *cond) {
    const Question *question = asking->filler->question;
    size_t count = question->book->facts.count;
    weigh_cond(question->book, question->tri, cond, true, 1, asking->weights);
    uint32_t found = ask_order(question, asking->weights, asking->order);
    for (uint32_t i = 0; i < found; i++) ask_fact(asking, asking->order[i]);
    memset(asking->weights, 0, count * sizeof *asking->weights);
}

// Labels of a duty that is ruled out are not worth a question.
static void ask_labels(Asking *asking, const Item *item) {
    const Question *question = asking->filler->question;
    const LabelList *labels = &question->book->duties.items[item->duty].labels;
    if (program_status(question->program, question->tri, (uint32_t)item->duty) == STATUS_NOT) return;
    for (uint32_t i = 0; i < item->label_count; i++) ask_cond(asking, labels->items[item->label_indexes[i]].cond);
}

// While it is open whether an item applies, only that is asked.
static void ask_item(Asking *asking, const FilledItem *filled) {
    const Item *item = filled->item;
    if (filled->state == ITEM_NONE) return;
    if (item->when) ask_cond(asking, item->when);
    if (item->when && asking->filler->question->tri[item->when->node] == TRI_UNKNOWN) return;
    if (item->kind == BIND_LABELS) ask_labels(asking, item);
    for (uint32_t i = 0; i < item->part_count; i++) ask_fact(asking, item->parts[i].fact);
    ask_fact(asking, item->fact);
}

void filler_ask(const Filler *filler, FilledForm *out) {
    size_t facts = filler->question->book->facts.count;
    Asking asking = {filler, out, NEW_ARRAY(filler->arena, bool, facts), NEW_ARRAY(filler->arena, double, facts),
                     NEW_ARRAY(filler->arena, int, facts)};
    out->ask = NEW_ARRAY(filler->arena, int, facts);
    for (int needed = 1; needed >= 0; needed--) {
        for (uint32_t s = 0; s < out->section_count; s++)
            for (uint32_t i = 0; i < out->sections[s].item_count; i++)
                if (out->sections[s].items[i].needed == needed) ask_item(&asking, &out->sections[s].items[i]);
        if (needed) out->ask_needed = out->ask_count;
    }
}

static uint32_t add_facts(int *facts, uint32_t total, const int *more, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = 0;
        while (at < total && facts[at] != more[i]) at++;
        facts[at] = more[i];
        total += at == total;
    }
    return total;
}

uint32_t fill_ask(const FilledForm *forms, uint32_t count, int *facts, uint32_t *needed) {
    uint32_t total = 0;
    for (uint32_t f = 0; f < count; f++) total = add_facts(facts, total, forms[f].ask, forms[f].ask_needed);
    *needed = total;
    for (uint32_t f = 0; f < count; f++) total = add_facts(facts, total, forms[f].ask, forms[f].ask_count);
    return total;
}
