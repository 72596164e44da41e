// One duty as pages show it: whom to tell, by when, why, on which ground.
#pragma once

#include "gen/pages.h"
#include "pack/pack.h"

typedef struct DutyCard {
    const Pack *pack;
    const Decision *decision;
    Lang lang;
} DutyCard;

DutyView duty_card(Arena *arena, const DutyCard *card, const DutyResult *result);
