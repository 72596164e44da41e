// The first 50 bits of a hash of the report id, as signs. Knows nothing of reports.
#include "seal/receipt.h"

#include "base/code.h"
#include "seal/check.h"
#include "seal/hash.h"

enum { SIGNS = 10, TYPED = SIGNS + CHECK_SIGNS, GROUP = 4 };

ReceiptNumber receipt_number(Id report) {
    Hash hash = hash_of(DOMAIN_RECEIPT, BYTES_OF(report.bytes));
    uint64_t value = 0;
    for (size_t i = 0; i < 7; i++) {
        value = value << 8 | hash.bytes[i];
    }
    return (ReceiptNumber){value >> 6};
}

Str receipt_text(Arena *arena, ReceiptNumber number) {
    char signs[TYPED];
    for (unsigned i = 0; i < SIGNS; i++) {
        signs[i] = code_base32_sign((unsigned)(number.value >> (5 * (SIGNS - 1 - i))) & 31);
    }
    check_put(signs, SIGNS);
    return str_format(arena, "%.4s-%.4s-%.4s", signs, signs + GROUP, signs + 2 * GROUP);
}

Err receipt_read(Str typed, ReceiptNumber *out) {
    char signs[TYPED];
    size_t count;
    *out = (ReceiptNumber){0};
    Err err = code_base32_typed(typed, signs, sizeof signs, &count);
    if (err != ERR_OK || count != TYPED || !check_fits(signs, count)) {
        return ERR_INPUT;
    }
    for (size_t i = 0; i < SIGNS; i++) {
        out->value = out->value << 5 | (unsigned)code_base32_value(signs[i]);
    }
    return ERR_OK;
}
