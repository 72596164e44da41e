// One question as a page.
#pragma once

#include "gen/pages.h"
#include "portal/interview.h"

// What a page of the interview shows besides the question itself.
typedef struct AskPage {
    const Book *book;
    const Draft *draft;
    int fact;
    Lang lang;
    uint32_t left;
    bool is_kept; // the draft is in the spool
    bool is_late;
    Str error; // empty: none
    Str typed; // what could not be read, as it was sent
    Str doubt; // what was kept, and may be a slip; empty: nothing
} AskPage;

QuestionView ask_page(Arena *arena, const AskPage *page);
