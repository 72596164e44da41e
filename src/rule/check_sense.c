// Runs the parts of the check; each looks at one kind of fault over the whole book.
#include "rule/check_part.h"

void check_find(Diags *diags, Severity severity, Msg msg, Place place, Str a, Str b) {
    diags_add(diags, (Diag){.severity = severity, .msg = msg, .args = {a, b}, .place = place});
}

void check_each_cond(const Cond *cond, CondVisit *visit, void *at) {
    if (!cond) return;
    visit(cond, at);
    for (uint32_t i = 0; i < cond->child_count; i++) check_each_cond(cond->children[i], visit, at);
}

void check_each_duty_cond(const Duty *duty, CondVisit *visit, void *at) {
    check_each_cond(duty->when, visit, at);
    check_each_cond(duty->unless, visit, at);
    for (size_t i = 0; i < duty->to.count; i++) check_each_cond(duty->to.items[i].when, visit, at);
    for (size_t i = 0; i < duty->stages.count; i++) check_each_cond(duty->stages.items[i].when, visit, at);
    for (size_t i = 0; i < duty->forms.count; i++) check_each_cond(duty->forms.items[i].when, visit, at);
}

bool check_same_cond(const Cond *a, const Cond *b) {
    if (!a || !b) return a == b;
    bool same = a->kind == b->kind && a->fact == b->fact && a->mask == b->mask && a->op == b->op && a->number == b->number &&
                str_eq(a->name, b->name) && a->tail.from == b->tail.from && a->tail.until == b->tail.until &&
                a->child_count == b->child_count;
    for (uint32_t i = 0; same && i < a->child_count; i++) same = check_same_cond(a->children[i], b->children[i]);
    return same;
}

// A book that could not be read and linked is looked at no further: what was lost in reading would seem to be missing.
void check_sense(const Book *book, Diags *diags) {
    if (diags->errors) return;
    check_grounds(book, diags);
    check_reach(book, diags);
    check_logic(book, diags);
    check_use(book, diags);
    check_texts(book, diags);
}
