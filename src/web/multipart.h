// multipart/form-data (RFC 7578), strictly: parts of a form, each with a name and perhaps a file's name. Pure; contents lie in
// the source.
#pragma once

#include "base/err.h"
#include "base/str.h"

typedef enum MultipartState { MULTIPART_PART, MULTIPART_END, MULTIPART_BROKEN } MultipartState;

typedef struct Multipart {
    Str rest, boundary;
    bool is_begun;
} Multipart;

typedef struct MultipartPart {
    Str name, file; // UTF-8
    bool has_file;
    Str content;
} MultipartPart;

// The boundary of a Content-Type field; empty: it is no form, or its boundary is not one.
Str multipart_boundary(Str content_type);
Multipart multipart_begin(Str form, Str boundary);
MultipartState multipart_next(Arena *arena, Multipart *reader, MultipartPart *out);
