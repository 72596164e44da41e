// What the options of `todoke forms` say of this one filing, and of the one before it to the same recipient.
#pragma once

#include "cli/command.h"

typedef struct Sending {
    const Window *to; // NULL: whoever the form and its duties name
    Str receipt, previous_receipt;
    Moment previous_at; // MOMENT_NONE: not stated
} Sending;

// False after telling what is wrong.
bool sending_read(Session *session, const Pack *pack, Sending *out);
// Whether anything of a filing before this one was stated.
bool sending_follows(const Sending *sending);
