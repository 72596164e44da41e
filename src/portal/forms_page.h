// The forms of a draft as values for pages: which, how far filled, what is still missing. Pure.
#pragma once

#include "form/fill.h"
#include "form/form_pick.h"
#include "gen/pages.h"
#include "portal/draft.h"

typedef struct Papers {
    const Pack *pack;
    const Draft *draft;
    const Decision *decision;
    const Decision *previous; // of what this draft follows up, to mark what changed; NULL: nothing
    Lang lang;
} Papers;

// One that went before makes this a later report.
FormTerms papers_terms(const Papers *papers);
FilledForm papers_fill(Arena *arena, const Papers *papers, const Form *form, Stage stage);
// `shows_all`: also those of duties that open answers may still bring.
PapersView papers_page(Arena *arena, const Papers *papers, bool shows_all);
