// One document, from a request to the bytes of a file, as `todoke forms` makes it. Runs in a process of its own that ends
// afterwards; keeps nothing.
#pragma once

#include "pack/pack.h"
#include "wire/document.h"

// 0: made. `paper` is a folder for what a sheet needs on the way.
int document_print(Arena *arena, const Pack *pack, const char *paper, const Document *document, Str *out);
