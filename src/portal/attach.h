// A file on its way into a report: sealed while it comes, piece by piece, for one report and under a key of its own, and kept
// by the spool when its last byte is right. Cut anywhere before, nothing of it is kept.
#pragma once

#include "portal/draft.h"
#include "web/request.h"
#include "web/upload.h"

typedef enum AttachFault {
    ATTACH_FINE,
    ATTACH_UPLOAD, // the upload itself says why
    ATTACH_FULL,   // no room on the disk
    ATTACH_NOT_NOW,
} AttachFault;

// `out` becomes the file as a draft notes it, under this name. Without its key, which stands nowhere else, what the spool keeps
// cannot be read.
MUST_CHECK AttachFault attach_upload(const Request *request, Id report, Str name, DraftFile *out);
