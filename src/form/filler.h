// What the parts of answering a form share. Seen only by fill.c, fill_ask.c and fill_to.c.
#pragma once

#include "form/fill.h"

typedef struct Filler {
    Arena *arena;
    const Form *form;
    const Question *question; // of now, or of the filing before
    const FillRequest *request;
    Str to; // recipients in words; empty: not known
    bool follows;
} Filler;

const Fact *filler_fact(const Filler *filler, int fact);
// The answer given, or else the one that follows from others.
Value filler_value(const Filler *filler, int fact);
// The facts that the form still lacks, in its order.
void filler_ask(const Filler *filler, FilledForm *out);
// Whom the form is for: the members of `out` that say it.
void fill_recipients(Arena *arena, const Form *form, const Decision *decision, const FillRequest *request, FilledForm *out);
