// What is wrong, and where: the only shape in which the program talks about faults of input. A finding names a message
// (its words are chosen at the edge, in the reader's language), up to three arguments, and the place.
#pragma once

#include "base/str.h"
#include "gen/words.h" // enum Msg, made from text/*.words

typedef struct Place {
    Str file; // as the user named it; empty: no file
    Str line_text;
    int line, column; // from 1, column in bytes; 0: unknown
    int length;       // bytes to underline
} Place;

typedef enum Severity { SEVERITY_ERROR, SEVERITY_WARNING } Severity;

typedef struct Diag {
    Severity severity;
    Msg msg;
    Msg advice; // MSG_NONE: none
    Str args[3];
    Place place;
} Diag;

typedef struct Diags {
    Arena *arena;
    Diag *items;
    size_t count, room;
    size_t errors; // all that were reported, also those beyond the ceiling
} Diags;

Diags diags_make(Arena *arena);
// Texts in `diag` must outlive the list (they are not copied).
void diags_add(Diags *diags, Diag diag);
// Sort by file, line, column: the order of reading files must not show.
void diags_sort(Diags *diags);
// One finding in words: place, message, the line with a caret, advice.
typedef struct Buf Buf;
void diag_print(Buf *out, const Diag *diag, Lang lang);
// The same on one line without the source line: "file:3:7: error: message advice".
void diag_print_line(Buf *out, const Diag *diag, Lang lang);
// Text from outside as it may be shown: what would steer the terminal is replaced, what is very long is cut.
Str diag_visible(Arena *arena, Str s);
// The same of a text that has to be read whole: its lines stay, nothing is cut.
Str diag_visible_lines(Arena *arena, Str s);
