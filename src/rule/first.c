// Takes from the order that the decision has. A place is always left for whom to tell.
#include "rule/first.h"

typedef struct First {
    const Decision *decision;
    FirstThing *things;
    uint32_t count;
} First;

// Of duties that apply; one whose action has no words says nothing.
static void add_duties(First *first, bool pressing) {
    const Decision *decision = first->decision;
    for (uint32_t i = 0; i < decision->duty_count && first->count < FIRST_THINGS; i++) {
        const DutyResult *result = &decision->duties[i];
        const Duty *duty = &decision->question.book->duties.items[result->duty];
        if (result->status != STATUS_APPLIES || (duty->rank <= RANK_STOP) != pressing) continue;
        if (text_in(&duty->action, LANG_JA).len > 0) first->things[first->count++] = (FirstThing){.duty = result};
    }
}

// Of the most urgent guide that holds for certain.
static void add_step(First *first) {
    const Decision *decision = first->decision;
    for (uint32_t i = 0; i < decision->guide_count && first->count + 1 < FIRST_THINGS; i++) {
        const Guide *guide = &decision->question.book->guides.items[decision->guides[i].guide];
        if (!decision->guides[i].certain || !guide->steps.count) continue;
        first->things[first->count++] = (FirstThing){.step = &guide->steps.items[0]};
        return;
    }
}

uint32_t first_things(const Decision *decision, FirstThing out[FIRST_THINGS]) {
    First first = {.decision = decision, .things = out};
    add_duties(&first, true);
    add_step(&first);
    add_duties(&first, false);
    return first.count;
}
