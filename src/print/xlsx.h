// A filled form as a sheet one can edit: number, item, answer, note; the same bytes for the same form. Every cell is text, so
// that nothing a person wrote is ever computed.
#pragma once

#include "base/err.h"
#include "form/fill.h"

// Temporary files are made and removed in a new folder below `private_folder`, nowhere else. ERR_IO: the library is not
// installed, or the folder cannot be written. ERR_TOO_BIG: more rows than a sheet has.
MUST_CHECK Err xlsx_write(Arena *arena, const FilledForm *form, const char *private_folder, Str *out);
