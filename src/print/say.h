// Words that printed matter and sheets share. Everything said here is clean (clean.h).
#pragma once

#include "render/form_view.h"

Str say(Arena *arena, Lang lang, Msg msg, Str a, Str b);
Str say_number(Arena *arena, int64_t number);
// As form_view_head, with the year of the Japanese era.
uint32_t say_head(Arena *arena, const FilledForm *form, HeadLine lines[HEAD_LINES_MOST]);
// "規則第8条第1項第1号 ［A］"; the grade of the form where the item has none.
Str say_ground(Arena *arena, const FilledForm *form, const Item *item);
// What stands behind the words of a box that is neither ticked nor empty; a form to be filled in by hand says nothing.
Str say_tick(Arena *arena, const FilledForm *form, const FilledItem *item, const Tick *tick);
// Nothing where the reader does not see the workings.
Str say_coverage(Arena *arena, const FilledForm *form);
Str say_before(Arena *arena, const FilledForm *form, const FilledItem *item);
