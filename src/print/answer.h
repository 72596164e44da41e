// The two columns of one item: what is asked, and what was answered, as strips. Knows nothing of pages.
#pragma once

#include "form/fill.h"
#include "print/page.h"

typedef struct Columns {
    const Measure *measure;
    const FilledForm *form;
    double left, right; // widths for text
} Columns;

void answer_asked(const Columns *columns, StripList *strips, const FilledItem *item);
void answer_given(const Columns *columns, StripList *strips, const FilledItem *item);
// "1-4（つづき）"
void answer_again(const Columns *columns, StripList *strips, const Item *item);
