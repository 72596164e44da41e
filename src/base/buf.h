// A growing text with a ceiling. Sticky: after it overflows, everything is ignored and `overflowed` stays set, so that
// a chain of writes is checked once, at the end.
#pragma once

#include "base/str.h"

typedef struct Buf {
    Arena *arena;
    char *ptr;
    size_t len, room, ceiling;
    bool overflowed;
} Buf;

Buf buf_make(Arena *arena, size_t ceiling);
void buf_put(Buf *buf, Str s);
void buf_puts(Buf *buf, const char *c_string);
void buf_char(Buf *buf, char c);
void buf_spaces(Buf *buf, size_t count);
void buf_int(Buf *buf, int64_t value);
void buf_grouped(Buf *buf, int64_t value); // 1,234,567
void buf_format(Buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_json(Buf *buf, Str s); // quoted JSON string
Str buf_str(const Buf *buf);
