// Comparing, printing and reading names. Knows nothing of what they name.
#include "base/ident.h"

#include "base/code.h"

bool id_eq(Id a, Id b) {
    return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

int id_compare(Id a, Id b) {
    return memcmp(a.bytes, b.bytes, sizeof a.bytes);
}

bool id_is_zero(Id id) {
    return id_eq(id, (Id){{0}});
}

Str id_hex(Arena *arena, Id id) {
    return code_hex(arena, BYTES_OF(id.bytes));
}

Err id_read(Str hex, Id *out) {
    return code_hex_read(hex, out->bytes, sizeof out->bytes);
}

bool name_eq(Name a, Name b) {
    unsigned differing = 0;
    for (size_t i = 0; i < sizeof a.bytes; i++) {
        differing |= (unsigned)(a.bytes[i] ^ b.bytes[i]);
    }
    return differing == 0;
}
