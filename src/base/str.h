// Text by pointer and length. After the edge it is always valid UTF-8. Never owns memory.
#pragma once

#include "base/arena.h"
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef struct Str {
    const char *ptr;
    size_t len;
} Str;

#define STR(literal) ((Str){(literal), sizeof(literal) - 1})
#define STR_NONE ((Str){0})
#define STR_ARG(s) (int)(s).len, (s).ptr // for "%.*s"

Str str_from(const char *c_string); // NULL gives the empty text
bool str_eq(Str a, Str b);
bool str_is(Str a, const char *c_string);
int str_compare(Str a, Str b); // by bytes: total order
bool str_starts(Str s, Str prefix);
bool str_ends(Str s, Str suffix);
Str str_slice(Str s, size_t from, size_t to); // clamped to the text
Str str_trim(Str s);                          // ASCII spaces at both ends
// The part before the first `mark`, and the rest behind it; false (whole text, empty rest) if there is none.
bool str_cut(Str s, char mark, Str *before, Str *after);
int str_hex_digit(char c); // its value; -1: it is none
// The next line off `left`, which must be `name`, a blank and the value.
bool str_cut_line(Str *left, const char *name, Str *value);
Str str_copy(Arena *arena, Str s);
char *str_c(Arena *arena, Str s); // NUL-terminated copy, for library borders
Str str_format(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
Str str_join(Arena *arena, Str a, Str b);
// Whole decimal numbers only, within int64; false otherwise.
bool str_int(Str s, int64_t *out);
// The nearest of `count` names by edits (Damerau), if near enough to be a slip; -1 otherwise.
int str_nearest(Str s, const Str *names, size_t count);
