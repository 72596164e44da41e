// The parts of check_sense, one file each. Seen only by them and by the check of forms (form/form_check.c).
#pragma once

#include "rule/check.h"

void check_grounds(const Book *book, Diags *diags); // every statement of law has a ground, a grade, a validity
void check_reach(const Book *book, Diags *diags);   // lines nobody can come to, gaps and overlaps of validity
void check_logic(const Book *book, Diags *diags);   // conditions that are always true or always false
void check_use(const Book *book, Diags *diags);     // facts and definitions that nothing uses
void check_texts(const Book *book, Diags *diags);   // what a person reads is there, in every language

// Adds a finding with up to two names in it.
void check_find(Diags *diags, Severity severity, Msg msg, Place place, Str a, Str b);

// Calls `visit` for every condition of the tree, parents first.
typedef void CondVisit(const Cond *cond, void *at);
void check_each_cond(const Cond *cond, CondVisit *visit, void *at);
// For every condition of a duty: when, unless, and those of its lines.
void check_each_duty_cond(const Duty *duty, CondVisit *visit, void *at);
// Whether two conditions ask the same; NULL is no condition.
bool check_same_cond(const Cond *a, const Cond *b);
