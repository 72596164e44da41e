// The body of an HTTP/1.1 request: of a known length, or in chunks without extensions and trailers. Pure: takes bytes as they
// come and gives pieces of the body, which lie in the source.
#pragma once

#include "net/http_head.h"

typedef enum HttpPart { HTTP_PART_DATA, HTTP_PART_SIZE, HTTP_PART_END, HTTP_PART_LAST, HTTP_PART_DONE } HttpPart;

typedef struct HttpBody {
    HttpPart part;
    bool is_chunked;
    uint64_t left;  // of the body, or of this chunk
    uint64_t most;  // what may still come
    size_t line_at; // bytes of the line before a chunk, or of the end behind it
    int status;     // of what was refused
} HttpBody;

// At most `most` bytes: a longer one is refused with 413, one of known length at once.
HttpBody http_body_begin(const HttpHead *head, uint64_t most);
// Takes from the front of `in` what it can: *used bytes, of which *piece is the body's. HTTP_MORE: call again, with what is
// left or what comes. HTTP_WHOLE: the rest of `in` is the next request.
HttpState http_body_take(HttpBody *body, Bytes in, size_t *used, Bytes *piece);
