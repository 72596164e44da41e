// Tests in place: runs the examples beside a pack's duties and its worked cases, compares every expectation with the answer,
// and keeps book of which labels and duties were seen true, false and unknown.
#pragma once

#include "pack/pack.h"

typedef struct Coverage {
    const Duty *duty;
    const LabelWords *label; // NULL: the duty itself
    bool seen[3];            // by Tri
} Coverage;

typedef struct Trial {
    uint32_t examples, cases, passed, failed; // passed and failed count expectations
    Diags failures;
    Coverage *coverage;
    uint32_t coverage_count;
} Trial;

Trial trial_run(Arena *arena, const Pack *pack);
bool coverage_complete(const Coverage *coverage);
