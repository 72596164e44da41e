// A report as it comes from a program: {"incident":{…},"narrative":"…","windows":[{"window":id,"withhold":[fact,…]},…]}.
#pragma once

#include "intake/report.h"

enum { REPORT_WINDOWS_MOST = 64 };

typedef struct ReportRead {
    Incident incident;
    Str narrative;
    ReportWindow windows[REPORT_WINDOWS_MOST]; // sorted by id
    size_t window_count;
} ReportRead;

// Every fault is found, not only the first. That a window has a desk here is not asked.
MUST_CHECK Err report_read(Arena *arena, const Pack *pack, Str body, ReportRead *out, Diags *diags);
