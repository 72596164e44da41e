// One duty as a person reads it.
#pragma once

#include "cli/session.h"

// In all its lines: recipients and how to reach them, clocks, forms, reasons, grounds. `in_full`: also the verified notes, and
// what was assumed.
void duty_text(Session *session, const Pack *pack, const Decision *decision, const DutyResult *result, bool in_full);
// One line for a duty that is not decided yet.
void duty_line(Session *session, const Book *book, const DutyResult *result);
// There is a day by which its first report would be due.
bool duty_is_dated(const DutyResult *result);
