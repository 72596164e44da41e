// The answer as a page.
#pragma once

#include "portal/duty_card.h"

typedef struct DutiesWish {
    bool shows_all; // also what open answers may still bring
    bool goes_on;   // the interview has more to ask: a few of the questions are enough here
} DutiesWish;

DutiesView duties_page(Arena *arena, const DutyCard *card, DutiesWish wish);
