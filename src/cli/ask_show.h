// One question of the interview as it stands on a terminal.
#pragma once

#include "cli/session.h"

// The question, why it is asked, the values by number, how to answer. `left`: open questions, this one included.
void ask_show(Buf *out, const Fact *fact, Value known, uint32_t left, const Session *session);
