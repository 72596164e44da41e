// An output that is made from this decision cannot show, by any byte of it, a fact that the form does not take: there is none.
#include "form/minimise.h"

const Decision *minimise_decision(Arena *arena, const Form *form, const Decision *decision) {
    const Question *question = &decision->question;
    const FactList *facts = &question->book->facts;
    Incident *incident = NEW(arena, Incident);
    Decision *out = NEW(arena, Decision);
    bool withheld = false;
    *incident = incident_make(arena, question->book);
    for (size_t i = 0; i < facts->count; i++) {
        bool taken = form_takes(form, facts->items[i].class);
        withheld |= !taken;
        if (!taken) continue;
        incident->values[i] = question->incident->values[i];
        incident->texts[i] = question->incident->texts[i];
    }
    if (!withheld) return decision;
    *out = decision_make(arena, question->book, question->program, incident, question->at);
    return out;
}
