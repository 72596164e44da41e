// UTF-8: validation and walking. Overlong forms, surrogates and values over U+10FFFF are invalid.
#pragma once

#include "base/str.h"

// Length of the longest valid prefix; equal to s.len when all is valid.
size_t utf8_valid_prefix(Str s);
// Next code point at *at (which moves on); only for valid text. -1 at the end.
int32_t utf8_next(Str s, size_t *at);
size_t utf8_put(char out[4], uint32_t code_point);
// Columns on a terminal: East Asian wide and fullwidth count two.
int utf8_width(Str s);
// Must not begin a line: closing marks, small kana, signs of length and repetition.
bool utf8_hangs_on(int32_t code_point);
