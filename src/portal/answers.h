// What was answered, in words, as pages list it; and the report that a draft will be.
#pragma once

#include "gen/pages.h"
#include "portal/draft.h"

// Facts that are known. `can_change`: each with the address where it is asked.
AnswerListView answers_list(Arena *arena, const Book *book, const Incident *incident, Lang lang, bool can_change);

// Somebody reports for somebody else, and has said so.
bool answers_by_helper(const Book *book, const Incident *incident);
// As it stands at `at`: what the windows would see, and what is sealed. It points into the draft.
Report answers_report(Arena *arena, const Pack *pack, const Draft *draft, Moment at);
// Of all files, sealed, in their order.
const Hash *answers_evidence(Arena *arena, const Draft *draft);
