// One byte at a time outside of data, whole runs inside: a chunk's size is digits and a line end, and nothing else.
#include "net/http_body.h"

#include "base/str.h"

enum { STATUS_BAD = 400, STATUS_TOO_LARGE = 413 };

HttpBody http_body_begin(const HttpHead *head, uint64_t most) {
    HttpBody body = {.most = most, .is_chunked = head->is_chunked, .left = head->length};
    body.part = head->is_chunked ? HTTP_PART_SIZE : head->length > 0 ? HTTP_PART_DATA : HTTP_PART_DONE;
    if (!head->is_chunked && head->length > most) body.status = STATUS_TOO_LARGE;
    if (head->is_chunked) body.left = 0;
    return body;
}

// Digits, then \r\n. The sizes together stay under the ceiling, so that no number can grow too large.
static void take_size(HttpBody *body, unsigned char c) {
    int digit = str_hex_digit((char)c);
    bool ends = c == '\n' && body->line_at >= LIMIT_HTTP_CHUNK_HEAD_BYTES;
    if (digit >= 0 && body->line_at < LIMIT_HTTP_CHUNK_HEAD_BYTES - 1) {
        body->left = body->left * 16 + (uint64_t)digit;
        body->line_at++;
        if (body->left > body->most) body->status = STATUS_TOO_LARGE;
    } else if (c == '\r' && body->line_at > 0 && body->line_at < LIMIT_HTTP_CHUNK_HEAD_BYTES) {
        body->line_at = LIMIT_HTTP_CHUNK_HEAD_BYTES; // only the line feed may follow
    } else if (ends) {
        body->most -= body->left;
        body->part = body->left > 0 ? HTTP_PART_DATA : HTTP_PART_LAST;
        body->line_at = 0;
    } else {
        body->status = STATUS_BAD;
    }
}

// \r\n behind a chunk, or behind the last one.
static void take_end(HttpBody *body, unsigned char c) {
    if (c != "\r\n"[body->line_at]) {
        body->status = STATUS_BAD;
    } else if (body->line_at++ == 1) {
        body->part = body->part == HTTP_PART_LAST ? HTTP_PART_DONE : HTTP_PART_SIZE;
        body->line_at = 0;
    }
}

static void take_data(HttpBody *body, Bytes in, size_t *used, Bytes *piece) {
    size_t len = in.len - *used;
    if (len > body->left) len = (size_t)body->left;
    *piece = (Bytes){in.ptr + *used, len};
    *used += len;
    body->left -= len;
    if (body->left == 0) body->part = body->is_chunked ? HTTP_PART_END : HTTP_PART_DONE;
}

HttpState http_body_take(HttpBody *body, Bytes in, size_t *used, Bytes *piece) {
    *used = 0;
    *piece = (Bytes){0};
    while (!body->status && body->part != HTTP_PART_DONE && *used < in.len && piece->len == 0) {
        if (body->part == HTTP_PART_DATA)
            take_data(body, in, used, piece);
        else if (body->part == HTTP_PART_SIZE)
            take_size(body, in.ptr[(*used)++]);
        else
            take_end(body, in.ptr[(*used)++]);
    }
    return body->status ? HTTP_REFUSED : body->part == HTTP_PART_DONE ? HTTP_WHOLE : HTTP_MORE;
}
