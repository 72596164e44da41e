// Two tables, and one place through which every value goes.
#include "net/http_answer.h"

static const char *const names[HTTP_NAME_COUNT] = {
    [HTTP_ALLOW] = "Allow",
    [HTTP_CACHE_CONTROL] = "Cache-Control",
    [HTTP_CONNECTION] = "Connection",
    [HTTP_CONTENT_DISPOSITION] = "Content-Disposition",
    [HTTP_CONTENT_ENCODING] = "Content-Encoding",
    [HTTP_CONTENT_LANGUAGE] = "Content-Language",
    [HTTP_CONTENT_LENGTH] = "Content-Length",
    [HTTP_CONTENT_SECURITY_POLICY] = "Content-Security-Policy",
    [HTTP_CONTENT_TYPE] = "Content-Type",
    [HTTP_CROSS_ORIGIN_OPENER_POLICY] = "Cross-Origin-Opener-Policy",
    [HTTP_CROSS_ORIGIN_RESOURCE_POLICY] = "Cross-Origin-Resource-Policy",
    [HTTP_ETAG] = "ETag",
    [HTTP_LOCATION] = "Location",
    [HTTP_PERMISSIONS_POLICY] = "Permissions-Policy",
    [HTTP_REFERRER_POLICY] = "Referrer-Policy",
    [HTTP_RETRY_AFTER] = "Retry-After",
    [HTTP_SET_COOKIE] = "Set-Cookie",
    [HTTP_VARY] = "Vary",
    [HTTP_X_CONTENT_TYPE_OPTIONS] = "X-Content-Type-Options",
    [HTTP_STRICT_TRANSPORT_SECURITY] = "Strict-Transport-Security",
    [HTTP_X_FRAME_OPTIONS] = "X-Frame-Options",
};

typedef struct StatusRow {
    int status;
    const char *reason;
} StatusRow;

static const StatusRow reasons[] = {
    {100, "Continue"},
    {200, "OK"},
    {201, "Created"},
    {204, "No Content"},
    {303, "See Other"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
};

void http_answer_begin(Buf *out, int status) {
    const char *reason = "";
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].status == status) reason = reasons[i].reason;
    buf_format(out, "HTTP/1.1 %d %s\r\n", status, reason);
}

void http_answer_field(Buf *out, HttpName name, Str value) {
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.ptr[i] < 0x20 || (unsigned char)value.ptr[i] >= 0x7f) out->overflowed = true;
    buf_puts(out, names[name]);
    buf_puts(out, ": ");
    buf_put(out, value);
    buf_puts(out, "\r\n");
}

void http_answer_number(Buf *out, HttpName name, uint64_t value) {
    buf_puts(out, names[name]);
    buf_puts(out, ": ");
    buf_int(out, (int64_t)value);
    buf_puts(out, "\r\n");
}

void http_answer_end(Buf *out) {
    buf_puts(out, "\r\n");
}
