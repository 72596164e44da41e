// What the options of `todoke forms` say of this one filing, and of the one before it to the same recipient.
#pragma once

#include "cli/command.h"

typedef struct Filing {
    const Window *to; // NULL: whoever the form and its duties name
    Str receipt, previous_receipt;
    Moment previous_at; // MOMENT_NONE: not stated
} Filing;

// False after telling what is wrong.
bool filing_read(Session *session, const Pack *pack, Filing *out);
// Whether anything of a filing before this one was stated.
bool filing_follows(const Filing *filing);
