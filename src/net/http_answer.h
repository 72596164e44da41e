// The head of an HTTP/1.1 answer. Names of fields are a list, and a value with a sign that could end its line makes the whole
// answer unusable: nothing that anybody typed can become a field.
#pragma once

#include "base/buf.h"

typedef enum HttpName {
    HTTP_ALLOW,
    HTTP_CACHE_CONTROL,
    HTTP_CONNECTION,
    HTTP_CONTENT_DISPOSITION,
    HTTP_CONTENT_ENCODING,
    HTTP_CONTENT_LANGUAGE,
    HTTP_CONTENT_LENGTH,
    HTTP_CONTENT_SECURITY_POLICY,
    HTTP_CONTENT_TYPE,
    HTTP_CROSS_ORIGIN_OPENER_POLICY,
    HTTP_CROSS_ORIGIN_RESOURCE_POLICY,
    HTTP_ETAG,
    HTTP_LOCATION,
    HTTP_PERMISSIONS_POLICY,
    HTTP_REFERRER_POLICY,
    HTTP_RETRY_AFTER,
    HTTP_SET_COOKIE,
    HTTP_VARY,
    HTTP_X_CONTENT_TYPE_OPTIONS,
    HTTP_STRICT_TRANSPORT_SECURITY,
    HTTP_X_FRAME_OPTIONS,
    HTTP_NAME_COUNT
} HttpName;

void http_answer_begin(Buf *out, int status);
// A value with a control character or a sign beyond ASCII: `out` overflows, as if there were no room.
void http_answer_field(Buf *out, HttpName name, Str value);
void http_answer_number(Buf *out, HttpName name, uint64_t value);
void http_answer_end(Buf *out);
