// What the pages of a case share.
#pragma once

#include "portal/own_box.h"
#include "portal/pages.h"

typedef struct CaseOpen {
    OwnKey key; // the caller wipes it
    OwnCase own;
} CaseOpen;

// The case of the viewing key as it was typed, or stands in the cookie. ERR_REFUSED: there is none. ERR_IO.
MUST_CHECK Err case_open(const Request *request, Str typed, CaseOpen *out);
// Back to the door, or that it cannot be opened now.
Response case_shut(const Request *request, Err err);
