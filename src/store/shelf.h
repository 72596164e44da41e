// Sealed things too large for a row: one file each in a folder, named by what they are. A file of its name is whole and synced,
// and its name is as well; putting it there again changes its time and nothing else. Knows nothing of what is in them.
#pragma once

#include "base/bytes.h"
#include "base/err.h"
#include "base/ident.h"

typedef struct Shelf {
    Str folder;
} Shelf;

// Makes the folder if it is missing; what is above it must be there.
MUST_CHECK Err shelf_open(Str folder, Arena *arena, Shelf *out);
MUST_CHECK Err shelf_put(const Shelf *shelf, Arena *scratch, Str name, Bytes bytes);
// A copy of a file from elsewhere.
MUST_CHECK Err shelf_put_file(const Shelf *shelf, Arena *scratch, Str name, const char *from);
MUST_CHECK Err shelf_get(const Shelf *shelf, Arena *arena, Str name, size_t ceiling, Bytes *out);
const char *shelf_path(const Shelf *shelf, Arena *arena, Str name);
