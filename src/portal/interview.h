// The interview as values: what comes next, what an answer does to a draft, what cannot wait. Pure; knows neither pages nor
// spool.
#pragma once

#include "portal/draft.h"
#include "rule/answer.h"

// One answer to one question, as it was sent.
typedef struct Turn {
    const Book *book;
    int fact;
    Str typed; // of choices: names of values, with commas between them
    Moment now;
    Lang lang;
} Turn;

// The best open question that was not asked yet, or -1; `left`: how many there are that fit as well, or as badly.
int interview_next(const Decision *decision, const Draft *draft, uint32_t *left);
// Whether it is time for the result: nothing is left, or only what hardly fits and nobody asked for.
bool interview_rests(const Decision *decision, const Draft *draft);
// The question before this one, or the last one asked; -1: there is none.
int interview_before(const Draft *draft, int fact);
// What was typed into the draft. ERR_INPUT: `read` says why, and the draft stays.
MUST_CHECK Err interview_answer(Arena *arena, const Turn *turn, Draft *draft, Answer *read);
void interview_leave_open(const Turn *turn, Draft *draft);
// Whether something that cannot wait is certain now and was not before.
bool interview_presses(const Decision *before, const Decision *after);
