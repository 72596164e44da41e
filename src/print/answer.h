// The two columns of one item: what is asked, and what was answered, as strips. Knows nothing of pages.
#pragma once

#include "form/fill.h"
#include "print/page.h"

typedef struct Columns {
    const Measure *measure;
    const FilledForm *form;
    double left, right;   // widths for text
    uint32_t rows_before; // of a list: those that stand elsewhere
} Columns;

void answer_asked(const Columns *columns, StripList *strips, const FilledItem *item);
void answer_given(const Columns *columns, StripList *strips, const FilledItem *item);
// From where `beyond` begins, which is the end of what answer_given made of the same item, set anew for these columns.
void answer_rest(const Columns *columns, StripList *strips, const FilledItem *item, const StripList *beyond);
// "1-4（つづき）"
void answer_again(const Columns *columns, StripList *strips, const Item *item);
