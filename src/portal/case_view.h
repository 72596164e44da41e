// A case as its page shows it.
#pragma once

#include "gen/pages.h"
#include "portal/own_case.h"

typedef struct CaseShown {
    const Pack *pack;
    const OwnCase *own;
    Moment now;
    Lang lang;
} CaseShown;

CaseView case_view(Arena *arena, const CaseShown *shown);
