// A case as its page shows it.
#pragma once

#include "gen/pages.h"
#include "portal/own_case.h"
#include "web/request.h"

// "Saturday 21 November 2026 14:11"
Str case_moment(Arena *arena, Moment at, Lang lang);
// What this filing is, and since when: its heading. Its place on the page of what was sent.
Str case_filing(Arena *arena, const OwnFiling *filing, Lang lang);
Str case_mark(Arena *arena, size_t filing);
CaseView case_view(const Request *request, const OwnCase *own);
