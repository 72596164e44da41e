// A filled form as those see it who read it: a letter has no numbers, grounds or marks of change, a script no grounds; a report
// is as it was filled. Outputs show what they get from here.
#pragma once

#include "form/fill.h"

const FilledForm *form_reader_view(Arena *arena, const FilledForm *form);
// What stands beside the answers: head, coverage, grades, legend, version of the pack.
bool form_reader_sees_workings(const FilledForm *form);
bool form_reader_is_letter(const FilledForm *form);
