// What could not be done, said once: as application/problem+json (RFC 9457) for programs and as a page for people, from the
// same object.
#pragma once

#include "base/diag.h"
#include "web/request.h"
#include "web/response.h"

typedef struct Fault {
    int status;
    Msg detail; // MSG_NONE: the status says it all
    Str args[3];
    const Diags *diags; // NULL: none; each becomes one of `errors`
    unsigned allow;     // of 405
    uint32_t retry_seconds;
} Fault;

// What a status is called.
Msg fault_title(int status);
Response fault_response(const Request *request, const Fault *fault);
