// Which forms an incident brings, and at which stage each is made: the one place where duties become papers. Pure.
#pragma once

#include "form/form.h"

// At which stage a form is wanted.
typedef struct FormTerms {
    bool follows;   // a filing went before
    bool has_stage; // this one and no other
    Stage stage;
} FormTerms;

typedef struct FormPick {
    Str id;
    const Form *form;       // NULL: none of this name on that day
    const DutyResult *duty; // the most urgent one that names it
    Stage stage;
    bool is_made;        // there is one on that day, and it is made at that stage
    bool is_alternative; // every duty that names it names another form before it
} FormPick;

LIST_OF(FormPickList, FormPick);

// A form that knows no reports in stages (a notice, a monthly return) has its own stage. False: the stage is not one of its
// own.
bool form_stage(const Form *form, const FormTerms *terms, Stage *out);
// The forms of all duties of this status, each once, those of the most urgent duty first.
FormPickList form_picks(Arena *arena, const FormBook *forms, const Decision *decision, Status status, const FormTerms *terms);
