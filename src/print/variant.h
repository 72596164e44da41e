// Ideographs with a variation selector behind them: 葛 as it is written in the name of one town and not of another. A font
// that does not know the pair draws the first sign alone, so the pairs have to be looked for. Knows nothing of fonts.
#pragma once

#include "base/str.h"

typedef struct Variant {
    size_t from, to; // bytes of the pair
    uint32_t base, selector;
} Variant;

// The next pair from `*at` on, which moves behind it.
bool variant_next(Str words, size_t *at, Variant *out);
