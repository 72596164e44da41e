// The answer for one incident as a person reads it: at most three things to do now, first aid, what is still needed, the list.
#pragma once

#include "cli/session.h"

void answer_text(Session *session, const Pack *pack, const Decision *decision);
