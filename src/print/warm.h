// Opens all that printing reads from files, for who may not open files later. Knows nothing of forms.
#pragma once

#include "base/err.h"

// Once for a process. ERR_IO: a library or the font of all forms is missing.
MUST_CHECK Err warm_all(void);
