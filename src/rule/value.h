// What is known of one fact. Unknown is a value like any other; so are bounds ("at least 3,000") and open sets.
#pragma once

#include "rule/fact.h"

typedef enum Tri { TRI_UNKNOWN = 0, TRI_TRUE = 1, TRI_FALSE = 2 } Tri;

// yes/no: a is a Tri. choice, set: a = bits it has, b = bits it may have besides. count, money, time: a = least, b = most
// (INT64_MIN / INT64_MAX: open).
typedef struct Value {
    int64_t a, b;
} Value;

Value value_unknown(FactType type);
Value value_yesno(bool yes);
Value value_number(int64_t least, int64_t most);
Value value_bits(uint64_t has, uint64_t maybe);
bool value_is_unknown(const Fact *fact, Value value);
// Fully known: no bound, nothing that "may be" besides.
bool value_is_certain(const Fact *fact, Value value);
// Read the value tokens of an assignment in an example or case; false if they do not fit the fact.
bool value_read_tokens(const Fact *fact, const Line *line, uint32_t first, uint32_t count, Value *out);
// In words: "3,000 or more", "yes", "2026-11-20 09:00".
void value_print(Buf *out, const Fact *fact, Value value, Lang lang);
