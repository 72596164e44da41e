// The one file of a request whose body does not fit into memory (ROUTE_FILE): its handler pulls it, piece by piece. It is the
// whole body, for programs, or the last part of a form. A form does not say how long its file is, so this is worked out from
// the length of the body, and whatever does not end exactly there is refused.
#pragma once

#include "net/http_head.h"
#include "web/multipart.h"

// Where the body comes from. 0 and a piece, which lasts until the next call and is empty at the end; or the status of what
// went wrong.
typedef struct BodySource {
    int (*next)(void *at, Bytes *piece);
    void *at;
} BodySource;

typedef enum UploadFault {
    UPLOAD_FINE,
    UPLOAD_NONE,    // no file was chosen
    UPLOAD_EMPTY,   // it has no content
    UPLOAD_TOO_BIG, // nothing of the file is read
    UPLOAD_SEVERAL, // another one follows
} UploadFault;

typedef struct Upload {
    Str name;          // as it came, UTF-8; empty for programs
    uint64_t size;     // bytes
    UploadFault fault; // it is not to be taken
    int status;        // why it cannot be read: the answer will be this, whatever the handler says
    Str token;         // of a form (form_token.h), if it stands before the file
    BodySource source;
    Multipart *form; // NULL: the body is the file
    uint64_t left;   // of the file
    Bytes rest;      // came, and not yet looked at
} Upload;

// Reads up to where the file begins, unless the client waits to be told that it is too big. `most`: bytes of a file.
void upload_begin(Upload *upload, Arena *arena, const HttpHead *head, BodySource source, uint64_t most);
// The next piece; empty: that was all, and the body has ended as it should. ERR_INPUT: nothing of what came may be used;
// `fault` or `status` says why.
MUST_CHECK Err upload_next(Upload *upload, Bytes *piece);
