// The forms a command works on: chosen by its options and the duties that apply, and filled.
#pragma once

#include "cli/command.h"
#include "form/fill.h"

typedef struct FormSet {
    FilledForm *items; // most urgent duty first
    bool *alternative; // of each: every duty that names it names another form before it
    uint32_t count;
} FormSet;

// False after telling what is wrong with the options or the files.
bool form_set_fill(Session *session, const Pack *pack, FormSet *out);
// "19 of 31 items, 3 questions to go"
void form_set_progress(Buf *out, const FilledForm *form, Lang lang);
