// A filled form as PDF: A4, Japanese line breaking, text that can be selected, the same bytes for the same form. Reads the
// font files (fonts.h) and nothing else; writes nothing but its answer.
#pragma once

#include "base/err.h"
#include "form/fill.h"

// ERR_IO: Pango or the font is not installed. ERR_TOO_BIG: more pages than anyone reads.
MUST_CHECK Err pdf_write(Arena *arena, const FilledForm *form, Str *out);
