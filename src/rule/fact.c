// Facts: what each type may be used for, and its values by name.
#include "rule/fact.h"

bool fact_decides(FactType type) {
    return type <= FACT_SET;
}

int fact_value_index(const Fact *fact, Str name) {
    for (size_t i = 0; i < fact->values.count; i++)
        if (str_eq(fact->values.items[i].name, name)) return (int)i;
    return -1;
}
