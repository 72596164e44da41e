// Markup and text are different types: markup comes only from literals of the program, text is always escaped on its way in.
#pragma once

#include "base/buf.h"

typedef struct Markup {
    Str s;
} Markup;

#define MARKUP(literal) ((Markup){STR(literal)})

void html_markup(Buf *out, Markup markup);
// Text between tags or in a quoted attribute: & < > " ' become references, control characters and broken UTF-8 a replacement
// mark, characters that turn the direction of writing are shown as their code.
void html_text(Buf *out, Str text);
// The same with a line break for each new line.
void html_lines(Buf *out, Str text);
