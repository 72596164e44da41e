// The interface for programs, described (OpenAPI 3.1) from the very table that answers: what is not declared is not there, and
// what is declared cannot be left out.
#pragma once

#include "base/buf.h"
#include "web/route.h"

typedef struct OpenApi {
    Str title, version;
    Str schemas; // members of a JSON object: the bodies and answers that routes name
    Lang lang;
} OpenApi;

void openapi_print(Buf *out, const Route *routes, size_t count, const OpenApi *about);
