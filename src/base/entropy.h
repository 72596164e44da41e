// Random bytes from the system, for the edge. What is pure gets them as a parameter, so that a test can give its own.
#pragma once

#include "base/err.h"

#include <stddef.h>

// Once, at the start of the process: the library of the sealing chooses its fast paths, and the system's source is opened.
MUST_CHECK Err entropy_open(void);
// Never fails: a process that cannot have random bytes ends. Has the shape that seal/random.h asks for.
void entropy_fill(void *at, unsigned char *out, size_t len);
