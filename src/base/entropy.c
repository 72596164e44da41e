// The one place that asks the system for random bytes. Knows nothing of what they are for.
#include "base/entropy.h"

#include <sodium.h>

Err entropy_open(void) {
    return sodium_init() < 0 ? ERR_IO : ERR_OK;
}

void entropy_fill(void *at, unsigned char *out, size_t len) {
    (void)at;
    randombytes_buf(out, len);
}
