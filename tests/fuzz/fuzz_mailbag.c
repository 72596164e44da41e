// Any bytes as a mailbag, which its owner may have written: the reader never crashes, and what it takes is written again byte
// for byte.
#include "seal/mailbag.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena arena = arena_make(NULL, NULL);
    Bytes source = {data, size}, again;
    Mailbag bag;
    if (size > 0 && mailbag_read(&arena, source, &bag) == ERR_OK) {
        for (size_t i = 0; i < bag.count; i++)
            if (!mailbag_has(&bag, bag.items[i].id)) abort();
        if (mailbag_write(&arena, &bag, &again) != ERR_OK || !bytes_eq(source, again)) abort();
    }
    arena_free(&arena);
    return 0;
}
