// What things are called between the parts of the office: a report, an office, a letter by 16 random bytes, a blob of the spool
// by 32 bytes that only who knows a secret can name. As text an id is lower-case hex; a name is not
// written down.
#pragma once

#include "base/bytes.h"
#include "base/err.h"

typedef struct Id {
    unsigned char bytes[16];
} Id;

typedef struct Name {
    unsigned char bytes[32];
} Name;

bool id_eq(Id a, Id b);
int id_compare(Id a, Id b);
bool id_is_zero(Id id); // the empty id, which names nothing
Str id_hex(Arena *arena, Id id);
MUST_CHECK Err id_read(Str hex, Id *out);

bool name_eq(Name a, Name b); // in constant time: a name may be as good as a key
