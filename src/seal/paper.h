// Secret bytes on paper, to be typed in again by hand: lines of 20 signs of base32 in groups of 5 with two check signs, so that
// a slip is found in its line, before the next one is typed.
//
//   01: 7K3MQ 9XW2D 4TRV8 HJ0CE  5W
#pragma once

#include "base/bytes.h"
#include "base/err.h"

enum { PAPER_LINE_SIGNS = 20, PAPER_LINES_MOST = 31 };

// All lines, each with its end. At most 384 bytes.
Str paper_text(Arena *arena, Bytes bytes);
// All lines as typed, with or without their numbers. ERR_INPUT: a slip, in `wrong_line` (from 1; 0: lines are missing or too
// many).
MUST_CHECK Err paper_read(Arena *arena, Str typed, Bytes *out, size_t *wrong_line);
