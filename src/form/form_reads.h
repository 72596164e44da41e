// Which facts show on a form although no item prints them: those that its conditions, labels and recipients read.
#pragma once

#include "form/form.h"

// The first fact that this condition reads and that is of a class the form does not take; -1: none. Read through
// definitions, labels, derivations and the conditions of other duties; NULL is no condition.
int form_reads_cond(const Form *form, const Book *book, const Cond *cond);
// The same for the recipients of a form that has no line `to`.
int form_reads_recipients(const Form *form, const Book *book);
