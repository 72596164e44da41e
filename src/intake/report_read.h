// A report as it is written down: an incident alone, or
// {"incident":{…},"narrative":"…","windows":[{"window":id,"withhold":[fact,…]},…]}. The windows are the person's own choice, so
// they are never filled in. Over HTTP also "files", the code of what was handed over before.
#pragma once

#include "intake/report.h"

enum { REPORT_WINDOWS_MOST = 64 };

typedef struct ReportRead {
    Incident incident;
    Str narrative;
    ReportWindow windows[REPORT_WINDOWS_MOST]; // sorted by id
    size_t window_count;
    Str files; // empty: none
} ReportRead;

typedef struct ReportSource {
    Str file, text; // the name that faults are told with, and what is read
    bool takes_files;
} ReportSource;

// Every fault is found, not only the first. That windows are there, and have a desk, is not asked.
MUST_CHECK Err report_read(Arena *arena, const Pack *pack, ReportSource from, ReportRead *out, Diags *diags);
// One more window, kept in order; NULL after a fault: it is there already, or there are too many.
ReportWindow *report_window_add(ReportRead *out, Str id, Diags *diags, Place at);
// What this window is not to see: a fact, `narrative` or `files`.
void report_withhold(Arena *arena, const Pack *pack, ReportWindow *window, Str what, Diags *diags, Place at);
void report_windows_sort(ReportWindow *windows, size_t count);
// Plain text of a length that is taken; else the fault.
bool report_narrative_check(Str text, Diags *diags, Place at);
