// Where random bytes come from: whoever seals is given a source by its caller. The office passes entropy_fill
// (base/entropy.h), a test passes bytes it knows, so that what is sealed is the same each time.
#pragma once

#include <stddef.h>

typedef struct SealRandom {
    void (*fill)(void *at, unsigned char *out, size_t len); // cannot fail
    void *at;
} SealRandom;

// 32 random bytes from which keys grow. Whoever holds one wipes it.
typedef struct Grain {
    unsigned char bytes[32];
} Grain;

Grain grain_make(SealRandom random);
void grain_wipe(Grain *grain);
