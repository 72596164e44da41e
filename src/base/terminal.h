// A person at a terminal: how wide it is, what is typed, line by line, and the wish to stop. Closed to the pure folders.
#pragma once

#include "base/err.h"
#include "base/str.h"

bool terminal_is_there(int descriptor);
// Columns and rows of the terminal behind a descriptor; false if there is none, or it does not say.
bool terminal_screen(int descriptor, int *columns, int *rows);

// From now on an interrupt, a hang-up or the wish to end the process no longer ends it: it ends terminal_read_line. `out` is
// what terminal_read_line is told.
MUST_CHECK Err terminal_hold_interrupts(int *out);
// They end it again; one that is waiting does so at once.
void terminal_free_interrupts(int held);
// The next line of standard input, without its end. `*ended`: there is none, the input is at its end or an interrupt came.
// A line over the ceiling is read to its end and given up: ERR_TOO_BIG.
MUST_CHECK Err terminal_read_line(Arena *arena, int interrupts, size_t ceiling, Str *out, bool *ended);
// Whether what is typed at standard input is shown; a terminal only. Never left off: whoever turns it off turns it on again.
void terminal_show_typing(bool shown);
