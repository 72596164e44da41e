// A case as its page shows it.
#pragma once

#include "gen/pages.h"
#include "portal/own_case.h"
#include "web/request.h"

CaseView case_view(const Request *request, const OwnCase *own);
