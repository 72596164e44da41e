// The head of an HTTP/1.1 request, strictly: whatever two readers might take in two ways is refused. Pure: bytes in, values
// out. What is refused is told by its status; the connection must then be closed, since nobody knows where the request ends.
#pragma once

#include "base/bytes.h"
#include "base/limits.h"

typedef enum HttpState { HTTP_MORE, HTTP_WHOLE, HTTP_REFUSED } HttpState;
typedef enum HttpMethod { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_OTHER } HttpMethod;

typedef struct HttpField {
    Str name, value; // ASCII without control characters, blanks at the ends cut off
} HttpField;

typedef struct HttpHead {
    HttpMethod method;
    Str path, query; // as they came, both still encoded; the query without its mark
    Str host;
    HttpField fields[LIMIT_HTTP_FIELDS];
    size_t field_count;
    size_t size;     // bytes of the head, with the empty line
    uint64_t length; // of the body, if it is not chunked
    bool is_chunked;
    bool keeps_open;    // the client does not ask to close
    bool awaits_answer; // it sends its body only when told to go on
    int status;         // of what was refused
} HttpHead;

// Of all bytes that have come so far. HTTP_MORE: nothing is wrong yet. Texts lie in `so_far`.
HttpState http_head_read(Bytes so_far, HttpHead *out);
// The value of a field that may come once, by its name in lower case; empty if it did not come.
Str http_head_field(const HttpHead *head, const char *name);
bool http_head_has(const HttpHead *head, const char *name);
