// A unix socket below DATA/run on which a role, or the supervisor, is asked.
#pragma once

#include "role/config.h"

// DATA/run/NAME.sock, bound and listening, open to the office's users; what an office before left there is replaced. -1: it
// cannot be made.
int listener_open(Str data, const char *name, const Config *config);
