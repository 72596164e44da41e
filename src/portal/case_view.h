// A case as its page shows it.
#pragma once

#include "gen/pages.h"
#include "portal/own_case.h"
#include "web/request.h"

// "Saturday 21 November 2026 14:11"
Str case_moment(Arena *arena, Moment at, Lang lang);
CaseView case_view(const Request *request, const OwnCase *own);
