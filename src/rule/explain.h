// Why a duty applies, does not, or may: in plain words, down to facts and answers, and as a tree for machines.
#pragma once

#include "rule/decision.h"

typedef struct ReasonList {
    Str *items;
    size_t count, room;
} ReasonList;

// The sentences that carry the status: what makes it apply, what rules it out, or what is settled so far.
ReasonList explain_reasons(Arena *arena, const Question *question, const DutyResult *result, Lang lang);
// The whole condition with every branch marked true, false or unknown.
void explain_tree(Buf *out, const Question *question, const Duty *duty, Lang lang);
void explain_tree_json(Buf *out, const Question *question, const Duty *duty, Lang lang);
