// What is to be sealed, as `todoke seal` is told it: the incident, the person's own words, the windows and what each is not to
// see. Either an incident alone, or {"incident":{...},"narrative":"...","windows":[{"window":ID,"withhold":[fact,...]}]}.
#pragma once

#include "cli/session.h"
#include "intake/report.h"

typedef struct SealInput {
    Incident incident;
    Str narrative;
    ReportWindow *windows; // sorted, each once
    size_t window_count;
} SealInput;

// From the file and the options --narrative and --window; false after what is wrong was told.
bool seal_input_read(Session *session, const Pack *pack, SealInput *out);
