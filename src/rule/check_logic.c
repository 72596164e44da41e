// Conditions that cannot be what their author meant: parts of an "all of" that exclude each other, the same part twice,
// numbers that no answer can reach, days that never meet the days in which the duty is in force.
#include "rule/check_part.h"

typedef struct Look {
    const Book *book;
    Diags *diags;
    const Duty *duty; // NULL: outside a duty
} Look;

static void find(const Look *look, Msg msg, const Cond *cond) {
    check_find(look->diags, SEVERITY_ERROR, msg, cond->place, cond->name, STR_NONE);
}

static bool opposite_tests(const Cond *a, const Cond *b) {
    return (a->kind == COND_NOT && check_same_cond(a->children[0], b)) ||
           (b->kind == COND_NOT && check_same_cond(b->children[0], a));
}

// The numbers for which a comparison holds: from..to, both included.
typedef struct Range {
    int64_t from, to;
} Range;

static Range number_range(const Cond *cond) {
    switch (cond->op) {
    case OP_MORE:
        return cond->number == INT64_MAX ? (Range){INT64_MAX, INT64_MIN} : (Range){cond->number + 1, INT64_MAX};
    case OP_AT_LEAST:
    case OP_AFTER:
        return (Range){cond->number, INT64_MAX};
    case OP_LESS:
    case OP_BEFORE:
        return (Range){INT64_MIN, cond->number - 1};
    case OP_AT_MOST:
        return (Range){INT64_MIN, cond->number};
    case OP_EQUAL:
        break;
    }
    return (Range){cond->number, cond->number};
}

static bool is_number_test(const Cond *cond) {
    return cond->kind == COND_COMPARE || cond->kind == COND_TIME;
}

static bool is_choice_test(const Look *look, const Cond *cond) {
    return cond->kind == COND_HAS && look->book->facts.items[cond->fact].type == FACT_CHOICE;
}

static uint64_t all_values(const Look *look, const Cond *cond) {
    size_t count = look->book->facts.items[cond->fact].values.count;
    return count >= 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

static bool has_days(const Cond *cond) {
    return cond->tail.from != DAY_NONE || cond->tail.until != DAY_NONE;
}

// Two tests of one fact that can never both hold.
static bool excludes(const Look *look, const Cond *a, const Cond *b) {
    if (a->fact < 0 || a->fact != b->fact) return false;
    if (is_number_test(a) && is_number_test(b)) {
        Range x = number_range(a), y = number_range(b);
        return x.to < y.from || y.to < x.from;
    }
    return is_choice_test(look, a) && is_choice_test(look, b) && !(a->mask & b->mask);
}

// Two tests of one fact of which one always holds.
static bool exhausts(const Look *look, const Cond *a, const Cond *b) {
    if (a->fact < 0 || a->fact != b->fact || has_days(a) || has_days(b)) return false;
    if (is_number_test(a) && is_number_test(b)) {
        Range x = number_range(a), y = number_range(b);
        bool upward = x.from > y.from;
        Range low = upward ? y : x, high = upward ? x : y;
        return low.from == INT64_MIN && high.to == INT64_MAX && (low.to == INT64_MAX || high.from <= low.to + 1);
    }
    return is_choice_test(look, a) && is_choice_test(look, b) && (a->mask | b->mask) == all_values(look, a);
}

static void look_at_pair(const Look *look, const Cond *gate, const Cond *a, const Cond *b) {
    bool all = gate->kind == COND_ALL;
    if (check_same_cond(a, b))
        find(look, MSG_SENSE_TWICE, b);
    else if (all ? opposite_tests(a, b) || excludes(look, a, b)
                 : !has_days(a) && !has_days(b) && (opposite_tests(a, b) || exhausts(look, a, b)))
        find(look, gate->kind == COND_ANY ? MSG_SENSE_ALWAYS : MSG_SENSE_NEVER, b);
}

static void look_at_days(const Look *look, const Tail *tail, Place place) {
    const Duty *duty = look->duty;
    bool starts = tail->from != DAY_NONE, ends = tail->until != DAY_NONE;
    if (!duty || (!starts && !ends)) return;
    bool before = ends && duty->from != DAY_NONE && tail->until < duty->from;
    bool after = starts && duty->until != DAY_NONE && tail->from > duty->until;
    bool covers_start = !starts || (duty->from != DAY_NONE && tail->from <= duty->from);
    bool covers_end = !ends || (duty->until != DAY_NONE && tail->until >= duty->until);
    if (before || after)
        check_find(look->diags, SEVERITY_ERROR, MSG_SENSE_DAYS_NEVER, place, STR_NONE, STR_NONE);
    else if (covers_start && covers_end)
        check_find(look->diags, SEVERITY_ERROR, MSG_SENSE_DAYS_ALWAYS, place, STR_NONE, STR_NONE);
}

// Every value of a choice; numbers below nothing.
static void look_at_test(const Look *look, const Cond *cond) {
    if (cond->kind == COND_HAS && (uint32_t)__builtin_popcountll(cond->mask) != cond->value_count)
        find(look, MSG_SENSE_VALUE_TWICE, cond);
    if (is_choice_test(look, cond) && cond->mask == all_values(look, cond)) find(look, MSG_SENSE_ALWAYS, cond);
    if (cond->kind != COND_COMPARE) return;
    Range range = number_range(cond);
    if (range.to < 0 || range.from > range.to)
        find(look, MSG_SENSE_NEVER, cond);
    else if (range.from <= 0 && range.to == INT64_MAX)
        find(look, MSG_SENSE_ALWAYS, cond);
}

static void look_at(const Cond *cond, void *at) {
    const Look *look = at;
    look_at_days(look, &cond->tail, cond->place);
    look_at_test(look, cond);
    for (uint32_t i = 0; i < cond->child_count; i++)
        for (uint32_t j = i + 1; j < cond->child_count; j++) look_at_pair(look, cond, cond->children[i], cond->children[j]);
}

// An exception that is part of the condition itself leaves nothing over.
static void look_at_exception(const Look *look, const Cond *exception) {
    const Cond *when = look->duty->when;
    bool never = check_same_cond(exception, when);
    for (uint32_t i = 0; when->kind == COND_ALL && i < when->child_count; i++)
        never |= check_same_cond(exception, when->children[i]);
    if (never) find(look, MSG_SENSE_EXCEPTION_ALWAYS, exception);
    for (uint32_t i = 0; exception->kind == COND_ANY && !has_days(exception) && i < exception->child_count; i++)
        look_at_exception(look, exception->children[i]);
}

static void look_at_duty(Look *look, const Duty *duty) {
    look->duty = duty;
    check_each_duty_cond(duty, look_at, look);
    if (duty->unless) look_at_exception(look, duty->unless);
    for (size_t i = 0; i < duty->stages.count; i++)
        look_at_days(look, &duty->stages.items[i].tail, duty->stages.items[i].place);
    look->duty = NULL;
}

// One condition cannot make a fact both yes and no, and need not make it the same twice.
static void look_at_derivations(Look *look, const DerivationList *list) {
    for (size_t i = 0; i < list->count; i++) {
        check_each_cond(list->items[i].when, look_at, look);
        for (size_t j = 0; j < i; j++)
            if (check_same_cond(list->items[i].when, list->items[j].when)) find(look, MSG_SENSE_TWICE, list->items[i].when);
    }
}

void check_logic(const Book *book, Diags *diags) {
    Look look = {book, diags, NULL};
    for (size_t i = 0; i < book->defines.count; i++) check_each_cond(book->defines.items[i].when, look_at, &look);
    for (size_t i = 0; i < book->guides.count; i++) check_each_cond(book->guides.items[i].when, look_at, &look);
    for (size_t i = 0; i < book->windows.count; i++) check_each_cond(book->windows.items[i].good, look_at, &look);
    for (size_t i = 0; i < book->form_conds.count; i++) check_each_cond(book->form_conds.items[i], look_at, &look);
    for (size_t i = 0; i < book->facts.count; i++) {
        check_each_cond(book->facts.items[i].late, look_at, &look);
        look_at_derivations(&look, &book->facts.items[i].derivations);
    }
    for (size_t i = 0; i < book->duties.count; i++) look_at_duty(&look, &book->duties.items[i]);
}
