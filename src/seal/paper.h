// Secret bytes on paper, to be typed in again by hand: lines of 20 signs of base32 in groups of 5 with two check signs, so that
// a slip is found in its line, before the next one is typed.
//
//   01: 7K3MQ 9XW2D 4TRV8 HJ0CE  5W
#pragma once

#include "base/bytes.h"
#include "base/err.h"

enum { PAPER_LINE_BYTES = 12, PAPER_BYTES_MOST = 12 * 31 };

// All lines, each with its end.
Str paper_text(Arena *arena, Bytes bytes);
// One typed line (1 for the first), with or without its number. ERR_INPUT: a slip. At the last line `len` is less than
// PAPER_LINE_BYTES where the bytes end in it.
MUST_CHECK Err paper_read(Arena *arena, Str typed, size_t *wrong_line, Bytes *out);
