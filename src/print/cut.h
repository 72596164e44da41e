// Cuts a text into pieces that show whole in a cell of a sheet: a row can only be so high. Knows nothing of forms.
#pragma once

#include "base/str.h"

typedef struct Cut {
    Str text;
    int lines; // it is estimated to take
} Cut;

typedef struct CutList {
    Cut *items;
    size_t count, room;
} CutList;

// `columns`: half-width letters on a line. Joined by line ends where the text had one at the cut, the pieces are the text.
void cut_text(Arena *arena, CutList *pieces, Str text, int columns, int lines);
