// Linking and checking: every name of a book is tied to what it names, and everything wrong with the book is found at once.
#pragma once

#include "rule/book.h"
#include "rule/incident.h"

// Ties names to indexes (facts, definitions, labels, windows ...). Must be called once before anything else uses the book.
void check_link(Book *book, Diags *diags);
// What is linked but wrong: unreachable lines, gaps, missing grounds, unused facts, missing translations ...
void check_sense(const Book *book, Diags *diags);
