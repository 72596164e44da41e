// Text that can be printed as it reads: what cannot be seen, or would make other text read differently, becomes visible. Knows
// nothing of forms.
#pragma once

#include "base/str.h"

// Every kind of line end becomes "\n", a tab a space; control characters and broken UTF-8 become 〓, the printer's sign for a
// missing character; marks that turn the direction of writing become their number, such as [U+202E]. A heap of combining
// marks is broken up, so that no line grows into its neighbours.
Str clean_text(Arena *arena, Str text);
// The same on one line: line ends become spaces.
Str clean_line(Arena *arena, Str text);
