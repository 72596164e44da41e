// The Reed-Solomon code over GF(32), x^5 + x^2 + 1, with the roots 1 and x. Knows nothing of what the signs say.
#include "seal/check.h"

#include "base/code.h"

#include <assert.h>

static unsigned times_x(unsigned value) {
    return (value << 1 ^ (0x25 & (0u - (value >> 4)))) & 31;
}

void check_put(char *signs, size_t count) {
    assert(count <= CHECK_MOST);
    unsigned high = 0, low = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned fed = ((unsigned)code_base32_value(signs[i]) & 31) ^ high;
        high = low ^ times_x(fed) ^ fed;
        low = times_x(fed);
    }
    signs[count] = code_base32_sign(high);
    signs[count + 1] = code_base32_sign(low);
}

bool check_fits(const char *signs, size_t count) {
    assert(count <= CHECK_MOST + CHECK_SIGNS);
    unsigned at_one = 0, at_x = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned value = (unsigned)code_base32_value(signs[i]) & 31;
        at_one ^= value;
        at_x = times_x(at_x) ^ value;
    }
    return (at_one | at_x) == 0;
}
