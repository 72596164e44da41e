// Lines for a screen: what is too long is broken where a reader would pause, and goes on below the text it began with.
#pragma once

#include "base/buf.h"

// The lines of `out` from byte `from` on, to at most `columns` (0: as they are). What has no place to break stays whole.
void fold_lines(Buf *out, size_t from, int columns);
