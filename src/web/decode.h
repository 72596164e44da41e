// Text as it comes in an address, a form or a field, back to text. Strict: what is not valid UTF-8, or has control characters,
// is refused. Pure.
#pragma once

#include "base/err.h"
#include "base/words.h"

// %41 back to A; in a form a plus is a blank.
MUST_CHECK Err decode_percent(Arena *arena, Str encoded, bool is_form, Str *out);
// One line, or text whose lines end with \n: valid, and without other control characters.
bool decode_is_line(Str text);
bool decode_is_lines(Str text);
// \r\n and \r become \n.
Str decode_line_ends(Arena *arena, Str text);
// The next pair of a=b&c=d, or of a=b; c=d in a Cookie field; false: there is none. Both still encoded.
bool decode_pair(Str *rest, char mark, Str *name, Str *value);
// The best of our languages by an Accept-Language field; Japanese where it names none of them.
Lang decode_language(Str accepted);
// Whether an Accept field takes pages, or else data.
bool decode_wants_page(Str accept);
// Whether a list such as "gzip, deflate;q=0.5" has this word, and not with q=0.
bool decode_lists(Str list, const char *word);
