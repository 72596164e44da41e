// Where roles are called: a unix socket below DATA/run on which a role, or the supervisor, is asked, and the public address.
#pragma once

#include "role/config.h"

// DATA/run/NAME.sock, bound and listening, open to the office's users; what an office before left there is replaced. -1: it
// cannot be made.
int listener_open(Str data, const char *name, const Config *config);
// Bound and listening at a public address; -1: it cannot be had.
int listener_public(const Address *address);
