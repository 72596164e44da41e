// Whether two values say the same: the product never has to ask.
#pragma once

#include "rule/value.h"

static inline bool value_same(Value x, Value y) {
    return x.a == y.a && x.b == y.b;
}
