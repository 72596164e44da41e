// A form on paper: its head, sections, items, notes and appended sheets as rows on pages. What the rows look like is decided
// here, where they stand in page.h. Knows nothing of Pango or Cairo.
#pragma once

#include "form/fill.h"
#include "print/page.h"

typedef struct OutlineEntry {
    Str title;
    int page;
} OutlineEntry;

typedef struct Outline {
    OutlineEntry *items;
    size_t count, room;
} Outline;

typedef struct Paper {
    Pages pages;       // marks in the order of pages, then those of the edges in that order again
    size_t edges_from; // the first mark of the edges
    Outline outline;
    Str title;
} Paper;

Paper paper_lay(const Measure *measure, const FilledForm *filled);
