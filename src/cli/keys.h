// What the parts of `todoke keys` share.
#pragma once

#include "cli/key_desk.h"

int keys_ceremony(Session *session);
int keys_recover(Session *session);
int keys_drill(Session *session);
// When two shares were last proven to give back the keys of this kind ("windows" or "keeper"); empty: never.
Str keys_last_drill(Session *session, Str data, const char *of);
