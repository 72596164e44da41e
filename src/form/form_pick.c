// Duties come in the order of the decision. A form that two of them name is made once.
#include "form/form_pick.h"

enum { REPORT_STAGES = 1u << STAGE_FIRST | 1u << STAGE_FOLLOW | 1u << STAGE_FINAL };

static Stage first_of(unsigned stages) {
    return stages ? (Stage)__builtin_ctz(stages) : STAGE_FIRST;
}

bool form_stage(const Form *form, const FormTerms *terms, Stage *out) {
    unsigned stages = form->stages & REPORT_STAGES;
    unsigned later = stages & ~(1u << STAGE_FIRST);
    if (!stages) {
        *out = first_of(form->stages);
        return true;
    }
    *out = terms->has_stage ? terms->stage : first_of(terms->follows && later ? later : stages);
    return stages >> *out & 1;
}

static FormPick *pick_find(FormPickList *picks, Str id) {
    for (size_t i = 0; i < picks->count; i++)
        if (str_eq(picks->items[i].id, id)) return &picks->items[i];
    return NULL;
}

FormPickList form_picks(Arena *arena, const FormBook *forms, const Decision *decision, Status status, const FormTerms *terms) {
    FormPickList picks = {0};
    Day day = day_of(decision->question.at);
    for (uint32_t d = 0; d < decision->duty_count; d++) {
        const DutyResult *duty = &decision->duties[d];
        for (uint32_t i = 0; duty->status == status && i < duty->form_count; i++) {
            FormPick pick = {.id = duty->forms[i]->form, .duty = duty, .is_alternative = i > 0};
            FormPick *there = pick_find(&picks, pick.id);
            if (there) {
                there->is_alternative = there->is_alternative && pick.is_alternative;
                continue;
            }
            pick.form = form_find(forms, pick.id, day);
            pick.is_made = pick.form && form_stage(pick.form, terms, &pick.stage);
            PUSH(arena, picks, pick);
        }
    }
    return picks;
}
