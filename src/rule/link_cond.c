// Links conditions: what each name stands for, whether the test suits the fact, which bits the values are.
#include "rule/link.h"

static Msg test_advice(FactType type) {
    switch (type) {
    case FACT_YESNO:
        return MSG_RULE_TEST_YESNO_ADVICE;
    case FACT_COUNT:
    case FACT_MONEY:
        return MSG_RULE_TEST_COUNT_ADVICE;
    case FACT_TIME:
        return MSG_RULE_TEST_TIME_ADVICE;
    case FACT_CHOICE:
        return MSG_RULE_TEST_CHOICE_ADVICE;
    case FACT_SET:
        return MSG_RULE_TEST_SET_ADVICE;
    default:
        return MSG_RULE_TEST_NEVER_ADVICE;
    }
}

static bool test_suits(const Cond *cond, FactType type) {
    switch (cond->kind) {
    case COND_HAS:
        return type == (cond->of_set ? FACT_SET : FACT_CHOICE);
    case COND_COMPARE:
        return type == FACT_COUNT || type == FACT_MONEY;
    case COND_TIME:
        return type == FACT_TIME;
    default:
        return type == FACT_YESNO;
    }
}

static void link_mask(Linker *linker, Cond *cond, const Fact *fact) {
    for (uint32_t i = 0; i < cond->value_count; i++) {
        int value = link_value(linker, fact, cond->values[i], cond->place);
        if (value >= 0) cond->mask |= UINT64_C(1) << value;
    }
}

// The number in the unit of the fact: minutes and hours are turned into each other.
static void link_unit(Linker *linker, Cond *cond, const Fact *fact) {
    Str unit = fact->type == FACT_MONEY ? STR("yen") : fact->unit;
    if (cond->unit.len == 0 || str_eq(cond->unit, unit)) return;
    if (str_is(unit, "minutes") && str_is(cond->unit, "hours")) {
        if (__builtin_mul_overflow(cond->number, 60, &cond->number))
            link_fail(linker, MSG_RULE_UNIT_PART, MSG_NONE, cond->unit, cond->place, fact->name);
    } else if (str_is(unit, "hours") && str_is(cond->unit, "minutes")) {
        if (cond->number % 60 != 0) link_fail(linker, MSG_RULE_UNIT_PART, MSG_NONE, cond->unit, cond->place, fact->name);
        cond->number /= 60;
    } else {
        diags_add(linker->diags, (Diag){.msg = MSG_RULE_WRONG_UNIT,
                                        .advice = unit.len > 0 ? MSG_RULE_WRONG_UNIT_ADVICE : MSG_RULE_NO_UNIT_ADVICE,
                                        .args = {cond->unit, fact->name, unit},
                                        .place = link_place(cond->place, cond->unit)});
    }
}

static void link_test(Linker *linker, Cond *cond) {
    cond->fact = link_fact(linker, cond->name, cond->place);
    if (cond->fact < 0) return;
    const Fact *fact = &linker->book->facts.items[cond->fact];
    if (fact->lost) return;
    if (!test_suits(cond, fact->type))
        link_fail(linker, MSG_RULE_WRONG_TEST, test_advice(fact->type), cond->name, cond->place, STR(""));
    else if (cond->kind == COND_HAS)
        link_mask(linker, cond, fact);
    else if (cond->kind == COND_COMPARE)
        link_unit(linker, cond, fact);
}

void link_cond(Linker *linker, Cond *cond) {
    if (!cond) return;
    if (cond->label.len > 0 && !linker->may_label)
        link_fail(linker, MSG_RULE_LABEL_PLACE, MSG_RULE_LABEL_PLACE_ADVICE, cond->label, cond->place, STR(""));
    link_sources(linker, cond->tail.sources, cond->tail.source_count, cond->place);
    switch (cond->kind) {
    case COND_YES:
    case COND_HAS:
    case COND_COMPARE:
    case COND_TIME:
        link_test(linker, cond);
        break;
    case COND_NAME:
        link_definition(linker, cond);
        break;
    case COND_APPLIES:
        cond->duty = link_duty(linker, cond->name, cond->place);
        break;
    case COND_MAYBE:
        if (!linker->may_maybe)
            link_fail(linker, MSG_RULE_MAYBE_PLACE, MSG_RULE_MAYBE_PLACE_ADVICE, STR("maybe"), cond->place, STR(""));
        break;
    default:
        break;
    }
    for (uint32_t i = 0; i < cond->child_count; i++) link_cond(linker, cond->children[i]);
}

void link_free_name(Linker *linker, Str name, Place place) {
    static const char *const taken[] = {"and",       "or",    "not",   "in",    "is", "has",  "before", "after",
                                        "applies",   "maybe", "all",   "any",   "of", "none", "to",     "when",
                                        "otherwise", "from",  "until", "grade", "by", "yes",  "no",     "source"};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (str_is(name, taken[i])) link_fail(linker, MSG_RULE_WORD_TAKEN, MSG_RULE_WORD_TAKEN_ADVICE, name, place, STR(""));
}

void link_collect_labels(Linker *linker, Cond *cond) {
    if (!cond) return;
    for (uint32_t i = 0; i < cond->child_count; i++) link_collect_labels(linker, cond->children[i]);
    if (cond->label.len == 0) return;
    link_free_name(linker, cond->label, cond->place);
    if (map_get(&linker->book->define_index, cond->label) >= 0)
        link_fail(linker, MSG_RULE_LABEL_DEFINE, MSG_RULE_LABEL_DEFINE_ADVICE, cond->label, cond->place, STR(""));
    int index = (int)linker->labels.count;
    if (map_put(&linker->label_index, cond->label, index) != index) {
        link_fail(linker, MSG_RULE_LABEL_TWICE, MSG_RULE_LABEL_TWICE_ADVICE, cond->label, cond->place, STR(""));
        return;
    }
    PUSH(linker->book->arena, linker->labels, ((LabelRef){cond->label, cond}));
}
