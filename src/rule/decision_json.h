// The answer for one incident as JSON: the shape that the command line, the API and stored replays share (docs/formats.md).
#pragma once

#include "rule/decision.h"

// `pack`: the JSON that names the pack. Duties that do not apply are listed only with `all`.
void decision_print_json(Buf *out, const Decision *decision, Str pack, bool all, Lang lang);
// One duty of it.
void decision_print_duty_json(Buf *out, const Decision *decision, const DutyResult *result, Lang lang);
