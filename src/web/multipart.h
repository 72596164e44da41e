// multipart/form-data (RFC 7578), strictly, while it comes: parts of a form, each with a name and perhaps a file's name, and
// their contents in pieces. Pure; its memory is the same however long a part is.
#pragma once

#include "base/bytes.h"
#include "base/err.h"

enum { MULTIPART_BOUNDARY_MOST = 70, MULTIPART_HEAD_MOST = 4096 };

typedef enum MultipartEvent {
    MULTIPART_MORE, // all was taken: give what comes next
    MULTIPART_PART, // one begins: `part`
    MULTIPART_DATA, // *data: some of its content
    MULTIPART_OVER, // it has ended
    MULTIPART_BROKEN,
} MultipartEvent;

typedef enum MultipartPlace { PLACE_FIRST, PLACE_BEHIND, PLACE_HEAD, PLACE_DATA, PLACE_TAIL, PLACE_BROKEN } MultipartPlace;

typedef struct MultipartPart {
    Str name, file; // UTF-8
    bool has_file;
} MultipartPart;

// Stays where it is while it reads: `part` points into it.
typedef struct Multipart {
    MultipartPlace place;
    char mark[4 + MULTIPART_BOUNDARY_MOST]; // what stands behind a content: \r\n--boundary
    size_t mark_len;
    size_t matched; // bytes of the mark, or of what stands behind it, that were the last to come
    char behind;    // the first of the two bytes behind a mark
    char head[MULTIPART_HEAD_MOST];
    size_t head_len;
    MultipartPart part; // until its content is over
} Multipart;

// The boundary of a Content-Type field; empty: it is no form, or its boundary is not one.
Str multipart_boundary(Str content_type);
void multipart_begin(Multipart *reader, Str boundary);
// Takes from the front of *in. *data lies in what was given, or in the reader until the next call.
MultipartEvent multipart_take(Multipart *reader, Bytes *in, Bytes *data);
// Whether the form may end here.
bool multipart_is_whole(const Multipart *reader);
