// Plain text for the body of a mail: no line too wide, nothing in it that cannot be seen.
#pragma once

#include "base/buf.h"

enum { PLAIN_COLUMNS = 76 }; // kanji take two

// Every line of the text, set in by `indent` spaces behind the first `hang` columns, which the caller has written. A line that
// is too wide goes on in the next one. Control characters and broken UTF-8 become 〓, characters that turn the direction of
// writing their number.
void plain_lines(Buf *out, Str text, int hang, int indent);
