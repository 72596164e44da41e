// What is to be sealed, as `todoke seal` is told it: a file (intake/report_read.h), and the options that add to it.
#pragma once

#include "cli/session.h"
#include "intake/report_read.h"

// From the file and the options --narrative and --window; false after what is wrong was told.
bool seal_input_read(Session *session, const Pack *pack, ReportRead *out);
