// Files that programs have handed over before their report, by the code that they were given.
#pragma once

#include "portal/keep.h"
#include "web/response.h"

// ERR_REFUSED: the code names none, or they are in a report already. ERR_IO.
MUST_CHECK Err files_api_find(const Request *request, Str code, Kept *out);
Response files_api_refuse(const Request *request, Err err);
