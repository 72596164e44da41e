// What the ways of handing in through the interface share: a report, what follows one, a phishing message.
#pragma once

#include "portal/hand_in.h"

// Takes the language of the request, looks at its key. False: `refused` says why.
bool reports_begin(Request *request, const InputValue *lang, const InputValue *key, Response *refused);
// A fault for each window without a desk here, with the real way to it.
void reports_check_windows(const Request *request, const ReportWindow *windows, size_t count, Diags *diags);
// The files that were handed over before, into a report that will have the id they were sealed for. Without a key of its own
// the request is known again by their code. ERR_REFUSED: the code names none. ERR_IO.
MUST_CHECK Err reports_take_files(const Request *request, Str code, Report *report, HandIn *what);
// Of a report with its viewing key, which is wiped; of what follows one, what it follows and what it changes.
Response reports_answer(const Request *request, const Report *report, bool tells_duties, HandedIn *done);
Response reports_refuse(const Request *request, HandInFault fault, const HandIn *what);
