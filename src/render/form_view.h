// What all outputs of a form say the same way: names of stages and states, dates, the lines of the head and the foot.
#pragma once

#include "form/fill.h"

typedef struct HeadLine {
    Str name, value;
} HeadLine;

enum { HEAD_LINES_MOST = 8 };

// Recipient, date, stage, new or follow-up, receipt, previous filing: those that are known. None on a letter.
uint32_t form_view_head(Arena *arena, const FilledForm *form, HeadLine lines[HEAD_LINES_MOST]);
Str form_view_state(const FilledForm *form, const FilledItem *item); // empty for a filled item
// What could stand in the place of an answer that is still missing.
Str form_view_prompt(const FilledItem *item);
int form_view_lines(const FilledForm *form, const FilledItem *item); // to write on by hand
// What a box says in words; nothing where it is to be ticked by hand, and where all are open: there the state says it once.
Str form_view_tick(const FilledForm *form, const FilledItem *item, const Tick *tick);
Str form_view_foot(Arena *arena, const FilledForm *form);
// Forms, and what people write, are Japanese. In the language asked for are what the program itself says, and answers for which
// the pack has words.
bool form_view_speaks(const FilledForm *form, const FilledItem *item);
// "2026年11月20日（金）14時10分"
Str form_view_moment(Arena *arena, Moment moment, Lang lang);
