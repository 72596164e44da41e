// The answer for one incident as a person reads it: at most three things to do now, then what is still needed, then the list.
#pragma once

#include "cli/session.h"

void answer_text(Session *session, const Pack *pack, const Decision *decision);
// One duty: recipients, clocks, forms, reasons, grounds; all its notes only `in_full`.
void answer_duty(Session *session, const Decision *decision, const DutyResult *result, bool in_full);
// "Friday 20 November 2026" in the session's language.
void answer_day(Buf *out, Day day, Lang lang);
