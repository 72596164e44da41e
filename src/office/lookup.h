// Finding a report in the vault: by its id, or by the receipt number that a person says on the telephone. Nothing is opened.
#pragma once

#include "base/bytes.h"
#include "base/err.h"
#include "seal/receipt.h"

// The core of the report's filing, as the vault keeps it. ERR_INPUT: there is no such report. ERR_IO: the vault cannot be read.
MUST_CHECK Err lookup_core(Arena *arena, Str data, Id report, Bytes *out);
// Reports with this number; there is hardly ever more than one. ERR_IO as above. `out` has room for `most`.
MUST_CHECK Err lookup_receipt(Arena *arena, Str data, ReceiptNumber number, Id *out, size_t most, size_t *count);
