// Answers in free text: what may stand in them. Text that others will read on paper must look the same to everybody, so
// nothing invisible enters that could reorder it or break its layout.
#pragma once

#include "rule/fact.h"

typedef struct ProseFault {
    Msg msg, advice;
    Str args[3]; // {0}: the fact
} ProseFault;

// With line ends as "\n"; a copy only where something changes.
Str prose_plain(Arena *arena, Str text);
// Whether the text may be the answer of this fact; `what` names the fact in the fault.
bool prose_fits(Arena *arena, const Fact *fact, Str text, Str what, ProseFault *fault);
size_t prose_length(Str text); // in characters
