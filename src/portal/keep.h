// Drafts in the spool: found by the code in the cookie of the browser, put back only over what was seen.
#pragma once

#include "portal/draft.h"
#include "web/request.h"

typedef struct Kept {
    Draft draft;
    DraftCode code;
    uint64_t version; // in the spool; 0: it is not there yet
} Kept;

// What the code names. Without a code, or with one that names nothing, an empty draft with version 0; likewise when it was
// handed in, so that the next answer begins a new one. ERR_IO: the spool did not answer.
MUST_CHECK Err keep_get(const Request *request, Str code, Kept *out);
// The same, but one that was handed in is given as such (`draft.sent`).
MUST_CHECK Err keep_get_any(const Request *request, Str code, Kept *out);
// Code, id of the report and viewing key are made with the first answer. ERR_REFUSED: somebody has changed it since it was
// read. ERR_TOO_BIG, ERR_IO.
MUST_CHECK Err keep_put(const Request *request, Kept *kept);
