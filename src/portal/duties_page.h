// The answer as a page.
#pragma once

#include "portal/duty_card.h"

// `shows_all`: also what open answers may still bring.
DutiesView duties_page(Arena *arena, const DutyCard *card, bool shows_all);
