// Bytes as text and back: hex, base64, and Crockford's base32, which can be read out on the telephone. Readers are strict: each
// value has one text, anything else is refused. Without tables, so that the time taken does not tell the bytes.
#pragma once

#include "base/bytes.h"
#include "base/err.h"

Str code_hex(Arena *arena, Bytes bytes);
// Exactly `len` bytes, lower case. On a refusal `out` is all zero.
MUST_CHECK Err code_hex_read(Str text, unsigned char *out, size_t len);

// RFC 4648, section 4, with padding.
Str code_base64(Arena *arena, Bytes bytes);
MUST_CHECK Err code_base64_read(Arena *arena, Str text, Bytes *out);

// 5 bits a sign, the first bits first; bits that are left over are zero. Signs are values 0..31 or their characters.
char code_base32_sign(unsigned value);
// The value of one sign, also as people type it: lower case, O for 0, I and L for 1; -1 for anything else.
int code_base32_value(char sign);
Str code_base32(Arena *arena, Bytes bytes);
// Exactly `len` bytes from exactly as many canonical signs (upper case, no O, I, L) as they take.
MUST_CHECK Err code_base32_read(Str text, unsigned char *out, size_t len);
// What a person typed or a camera read, as canonical signs: blanks and hyphens of any kind dropped, full-width letters and
// digits taken as plain ones. Signs that do not exist, or more than `ceiling`: ERR_INPUT.
MUST_CHECK Err code_base32_typed(Str typed, char *out, size_t ceiling, size_t *count);
