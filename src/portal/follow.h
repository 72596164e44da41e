// What follows a report: a draft that begins with all that was said, and what has changed in it since.
#pragma once

#include "gen/pages.h"
#include "portal/draft.h"
#include "portal/own_case.h"

// A new draft for the same windows. Words and files are left behind: those of a follow-up come in addition.
Draft follow_begin(Arena *arena, const Pack *pack, const OwnCase *own, const ViewingKey *viewing);
// As the sealing takes it; NULL: a first report. It points into the draft.
const ReportBefore *follow_before(Arena *arena, const Pack *pack, const Draft *draft);
bool follow_is_empty(Arena *arena, const Pack *pack, const Draft *draft); // nothing to send: no change, no words, no file

typedef struct FollowChange {
    const bool *changed;    // per fact
    const Incident *before; // NULL: not known here
    const Incident *now;
} FollowChange;

// Each fact that changed, as it was and as it is.
FollowDiffView follow_changes(Arena *arena, const Book *book, const FollowChange *change, Lang lang);
FollowDiffView follow_diff(Arena *arena, const Pack *pack, const Draft *draft, Lang lang);
