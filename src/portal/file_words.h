// How a file is called and shown. Pure.
#pragma once

#include "base/words.h"

// A name as a person may read it, from one that a stranger gave: no folder, no control character, nothing that turns the
// direction of writing or cannot be seen, valid UTF-8, not longer than a report takes. Empty: nothing is left of it.
Str file_name_clean(Arena *arena, Str name);
// "64.0 KB".
Str file_size_text(Arena *arena, uint64_t bytes);
// In groups of eight, as they are compared by eye: eight groups.
Str file_hash_text(Arena *arena, const unsigned char sha256[32]);
