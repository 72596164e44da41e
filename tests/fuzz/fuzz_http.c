// Any bytes as a connection: whatever is taken for whole stays whole and the same when it comes in two pieces, is clean, and
// what is refused says why. The first byte chooses where it is cut.
#include "net/http_body.h"
#include "net/proxy.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds) abort();
}

static void head_is_clean(const HttpHead *head) {
    must(head->path.len > 0 && head->path.ptr[0] == '/' && head->host.len > 0);
    must(!(head->is_chunked && http_head_has(head, "content-length")));
    for (size_t i = 0; i < head->field_count; i++) {
        Str name = head->fields[i].name, value = head->fields[i].value;
        must(name.len > 0 && !memchr(name.ptr, ' ', name.len) && !memchr(name.ptr, ':', name.len));
        for (size_t at = 0; at < value.len; at++)
            must(value.ptr[at] == '\t' || (value.ptr[at] >= 0x20 && value.ptr[at] < 0x7f));
    }
}

// How many bytes of `in` belong to the body, and how many of these are content; false: refused or not whole.
static bool read_body(const HttpHead *head, Bytes in, size_t cut, size_t *taken, size_t *content) {
    HttpBody body = http_body_begin(head, 4096);
    HttpState state = body.status ? HTTP_REFUSED : HTTP_MORE;
    *taken = *content = 0;
    while (state == HTTP_MORE) {
        size_t end = *taken < cut && cut < in.len ? cut : in.len, used;
        Bytes piece;
        state = http_body_take(&body, (Bytes){in.ptr + *taken, end - *taken}, &used, &piece);
        must(used <= end - *taken && piece.len <= used);
        if (state == HTTP_MORE && used == 0 && end == in.len) return false;
        must(state != HTTP_MORE || used > 0);
        *taken += used;
        *content += piece.len;
        must(*content <= 4096);
    }
    must(state == HTTP_WHOLE || body.status == 400 || body.status == 413);
    return state == HTTP_WHOLE;
}

static void read_request(Bytes in, size_t cut) {
    HttpHead head, part;
    HttpState state = http_head_read(in, &head);
    must(state != HTTP_REFUSED || (head.status >= 400 && head.status < 600));
    HttpState early = http_head_read((Bytes){in.ptr, cut < in.len ? cut : in.len}, &part);
    must(early != HTTP_WHOLE || (state == HTTP_WHOLE && part.size == head.size));
    must(early != HTTP_REFUSED || state == HTTP_REFUSED);
    if (state != HTTP_WHOLE) return;
    head_is_clean(&head);
    size_t taken, content, taken_again, content_again;
    Bytes rest = {in.ptr + head.size, in.len - head.size};
    bool whole = read_body(&head, rest, rest.len, &taken, &content);
    must(read_body(&head, rest, cut, &taken_again, &content_again) == whole);
    must(!whole || (taken == taken_again && content == content_again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ProxyHead proxy;
    if (size == 0) return 0;
    // In a block of its own size, so that a step behind its end is seen.
    unsigned char *copy = malloc(size);
    memcpy(copy, data + 1, size - 1);
    Bytes in = {copy, size - 1};
    HttpState state = proxy_head_read(in, &proxy);
    must(state != HTTP_WHOLE || proxy.size <= in.len);
    read_request(in, (size_t)data[0] * 4);
    free(copy);
    return 0;
}
