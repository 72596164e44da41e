// All selectors begin with the same byte, which is rare: most texts are only searched for it.
#include "print/variant.h"
#include "base/utf8.h"

enum { SELECTOR_FIRST = 0xE0100, SELECTOR_LAST = 0xE01EF, SELECTOR_BYTE = 0xF3 };

bool variant_next(Str words, size_t *at, Variant *out) {
    if (*at >= words.len || !memchr(words.ptr + *at, SELECTOR_BYTE, words.len - *at)) return false;
    int32_t before = -1;
    for (size_t from = *at, start = from; from < words.len; start = from, from = *at) {
        int32_t c = utf8_next(words, at);
        if (before > 0 && c >= SELECTOR_FIRST && c <= SELECTOR_LAST) {
            *out = (Variant){start, *at, (uint32_t)before, (uint32_t)c};
            return true;
        }
        before = c;
    }
    return false;
}
