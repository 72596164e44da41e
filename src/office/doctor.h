// Looks at everything of an office and says what is wrong, each with what to do. Changes nothing; may run while the office
// serves.
#pragma once

#include "base/clock.h"
#include "base/diag.h"

typedef struct DoctorView {
    uint64_t reports, evidence, waiting, aside, ledger_size, free_bytes;
} DoctorView;

// Findings in order of looking; `diags->errors` counts those that may cost reports. Places are files of the office.
void doctor_look(Arena *arena, Str data, Moment now, Diags *diags, DoctorView *out);
