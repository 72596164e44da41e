// Any request, head and body, through every route of the portal: no handler is given what is not declared or over its ceiling,
// every answer can be said, and no fault is ours. The spool is not there.
#include "base/limits.h"
#include "net/http_body.h"
#include "portal/again.h"
#include "portal/portal.h"
#include "web/site.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds) abort();
}

static Moment now(void *at) {
    (void)at;
    return 1795200000000000;
}

// Kept for all inputs: reading a pack takes longer than any of them.
static const Portal *portal_of_all(void) {
    static Arena arena;
    static Portal portal;
    static Pack pack;
    static KeyList list;
    if (portal.pack) return &portal;
    arena = arena_make(NULL, NULL);
    Diags diags = diags_make(&arena);
    must(pack_load(&arena, NULL, &pack, &diags) == ERR_OK);
    portal = (Portal){.pack = &pack, .pack_json = STR("{}"), .spool = "/nowhere", .printer = "/nowhere", .list = &list};
    return &portal;
}

static void inputs_fit(const Request *request) {
    for (size_t i = 0; i < request->route->input_count; i++) {
        const Input *input = &request->route->inputs[i];
        const InputValue *value = &request->inputs[i];
        must(value->count <= (input->times ? input->times : 1) && (value->count > 0) == value->is_given);
        bool is_text = input->type != INPUT_NUMBER && input->type != INPUT_TICK;
        for (size_t at = 0; at < value->count; at++) must(!is_text || value->all[at].len <= input->most);
        must(input->type != INPUT_NUMBER || (value->number >= 0 && value->number <= input->most));
    }
}

// The body as it would come, in one piece.
static bool read_body(Arena *arena, const Exchange *exchange, Bytes rest, Str *out) {
    HttpBody body = http_body_begin(exchange->head, exchange->body_most);
    ByteWriter whole = bytes_writer(arena, exchange->body_most);
    HttpState state = body.status ? HTTP_REFUSED : HTTP_MORE;
    size_t used = 1;
    while (state == HTTP_MORE && used > 0) {
        Bytes piece;
        state = http_body_take(&body, rest, &used, &piece);
        bytes_put(&whole, piece);
        rest = (Bytes){rest.ptr + used, rest.len - used};
    }
    Bytes content = bytes_written(&whole);
    *out = (Str){(const char *)content.ptr, content.len};
    return state == HTTP_WHOLE;
}

static int next_piece(void *at, Bytes *piece) {
    *piece = *(Bytes *)at;
    *(Bytes *)at = (Bytes){0};
    return 0;
}

// A file is pulled by its handler; what is missing of it is like a connection that was cut.
static bool answer_file(Exchange *exchange, Bytes rest) {
    if (rest.len > exchange->head->length) rest.len = (size_t)exchange->head->length;
    site_answer_file(exchange, (BodySource){next_piece, &rest});
    return true;
}

static bool answer(Arena *arena, Exchange *exchange, Bytes rest) {
    Str body;
    if (exchange->is_refused) return false;
    if (exchange->route->body == ROUTE_FILE) return answer_file(exchange, rest);
    if (!read_body(arena, exchange, rest, &body)) return false;
    site_answer(exchange, body);
    return true;
}

static void answer_is_sound(Arena *arena, const Exchange *exchange) {
    const Response *response = &exchange->response;
    ResponseTerms terms = {.keeps_open = true};
    Buf head = buf_make(arena, 16 << 10);
    Bytes body;
    must(response->status >= 200 && response->status < 600 && response->status != 500);
    response_write(arena, response, &terms, &head, &body);
    must(!head.overflowed);
    Str text = buf_str(&head);
    const char *end = memmem(text.ptr, text.len, "\r\n\r\n", 4);
    must(end != NULL && end + 4 == text.ptr + text.len); // one head, and only one
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static Arena arena;
    arena_reset(&arena);
    Site site = {.routes = portal_routes,
                 .route_count = portal_route_count,
                 .house = portal_of_all(),
                 .clock = {now, NULL},
                 .again = again_page};
    HttpHead *head = NEW(&arena, HttpHead);
    Bytes in = bytes_copy(&arena, (Bytes){data, size});
    if (http_head_read(in, head) == HTTP_WHOLE) {
        Exchange *exchange = NEW(&arena, Exchange);
        site_begin(&site, &arena, head, exchange);
        bool whole = answer(&arena, exchange, (Bytes){in.ptr + head->size, in.len - head->size});
        if (whole && exchange->response.status < 400) inputs_fit(&exchange->request);
        if (whole || exchange->is_refused) answer_is_sound(&arena, exchange);
    }
    return 0;
}
