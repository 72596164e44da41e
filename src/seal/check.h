// Two check signs behind up to 29 signs of base32: a Reed-Solomon code over 32 values. Any one or two wrong signs are found,
// and so is any swap of two; it does not stop anybody who means harm.
#pragma once

#include "base/str.h"

enum { CHECK_SIGNS = 2, CHECK_MOST = 29 };

// `signs` are canonical (base/code.h); the two check signs are written behind them.
void check_put(char *signs, size_t count);
// Whether the last two of `count` canonical signs fit those before.
bool check_fits(const char *signs, size_t count);
