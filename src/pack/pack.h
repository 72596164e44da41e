// A pack: the law of one country as one compiled, immutable value. Read from a folder, or from the copy built in.
#pragma once

#include "form/form.h"

typedef struct Pack {
    Book book;
    Program program;
    FormBook forms;
    char hash[33]; // of all its files, in hexadecimal
} Pack;

// Reads, links and compiles the pack in folder `path`; NULL: the one built in. Findings go to `diags`; ERR_INPUT when
// one of them is an error. `out` points into `arena` and must not move afterwards.
MUST_CHECK Err pack_load(Arena *arena, const char *path, Pack *out, Diags *diags);
// {"id":"jp","version":"...","hash":"..."}
void pack_print_json(Buf *out, const Pack *pack);
// Whether a file of this name holds blocks of the rule language.
bool pack_holds_blocks(Str path);
