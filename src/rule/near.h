// What may have to be done soon: of the duties that open answers may still bring, those that are likeliest to come, with the
// question that is best answered first.
#pragma once

#include "rule/decision.h"

enum { NEAR_DUTIES = 5 };

typedef struct NearDuty {
    const DutyResult *duty;
    int fact; // to ask
} NearDuty;

// Only what is a must and due within two weeks. How many of them there are; likeliest first.
uint32_t near_duties(const Decision *decision, NearDuty out[NEAR_DUTIES]);
