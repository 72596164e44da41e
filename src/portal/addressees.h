// The windows that have a desk here, and what is said of each.
#pragma once

#include "intake/report.h"
#include "portal/portal.h"
#include "rule/decision.h"
#include "web/request.h"

// By its id: in words of the pack, or of the product for the practice desk.
Str addressee_title(const Request *request, Str window);
Str addressee_purpose(const Request *request, Str window);
// In words, what it is not to see; empty: it sees everything.
Str addressee_hidden(const Request *request, const ReportWindow *window);
bool addressee_is_here(const Request *request, Str window); // something can be sealed for it
// The strictest level of the duties that hold and name this window. False: none does.
bool addressee_level(const Decision *decision, Str window, Level *level);
// The windows with a desk here that are told of an incident for which this was decided, by id, `most` at most; the practice
// desk is told of all.
size_t addressees_here(const Request *request, const Decision *decision, ReportWindow *out, size_t most);
// Whom the duties that hold name besides, each once, most urgent first.
size_t addressees_elsewhere(const Request *request, const Decision *decision, const Window ***out);
