// The receipt number: what a person says on the telephone to name her report. It follows from the report id, opens nothing, and
// is 10 signs and 2 check signs: 7K3M-Q9XW-2D4T.
#pragma once

#include "base/err.h"
#include "base/ident.h"

typedef struct ReceiptNumber {
    uint64_t value; // 50 bits
} ReceiptNumber;

ReceiptNumber receipt_number(Id report);
Str receipt_text(Arena *arena, ReceiptNumber number);
// As typed: any case, O for 0, I and L for 1, blanks and hyphens anywhere, full width. ERR_INPUT if the check does not fit.
MUST_CHECK Err receipt_read(Str typed, ReceiptNumber *out);
