// The order of the questions: is there such a page, may it be asked from there, is the body of the right kind, are the inputs
// right, was the form shown in this browser; then the handler.
#include "web/site.h"

#include "base/utf8.h"
#include "web/decode.h"
#include "web/fault.h"
#include "web/form_token.h"
#include "web/input.h"
#include "web/multipart.h"

void site_refuse(Exchange *exchange, int status) {
    exchange->is_refused = true;
    exchange->response = fault_response(&exchange->request, &(Fault){.status = status});
}

// --- the head ----------------------------------------------------------------------------------------------------------------

// A form of ours, sent from a page of ours: browsers say where a form comes from, and who does not say so is no browser.
static bool is_same_origin(const HttpHead *head) {
    Str fetch = http_head_field(head, "sec-fetch-site"), origin = http_head_field(head, "origin");
    if (http_head_has(head, "sec-fetch-site") && !str_is(fetch, "same-origin")) return false;
    if (!http_head_has(head, "origin")) return fetch.len > 0;
    bool secure = str_starts(origin, STR("https://")), plain = str_starts(origin, STR("http://"));
    return (secure || plain) && str_eq(str_slice(origin, secure ? 8 : 7, origin.len), head->host);
}

static bool is_type(Str content_type, const char *wanted) {
    Str type, parameters;
    str_cut(content_type, ';', &type, &parameters);
    return decode_lists(str_trim(type), wanted);
}

static bool body_fits(const Route *route, const HttpHead *head) {
    Str type = http_head_field(head, "content-type");
    if (http_head_has(head, "content-encoding")) return false;
    if (route->body == ROUTE_JSON) return is_type(type, "application/json");
    if (route->body == ROUTE_FILE && route->is_api) return is_type(type, "application/octet-stream");
    if (route->body == ROUTE_FILE) return multipart_boundary(type).len > 0;
    return route->body == ROUTE_NO_BODY || is_type(type, "application/x-www-form-urlencoded") ||
           multipart_boundary(type).len > 0;
}

static Reader reader_of(const Route *route, const HttpHead *head) {
    Str first, rest;
    Reader reader;
    str_cut(str_slice(head->path, 1, head->path.len), '/', &first, &rest);
    if (!lang_from(first, &reader.lang)) reader.lang = decode_language(http_head_field(head, "accept-language"));
    bool is_api = route ? route->is_api : str_starts(head->path, STR("/api/"));
    reader.wants_json = is_api || !decode_wants_page(http_head_field(head, "accept"));
    return reader;
}

Reader site_reader(const Site *site, const HttpHead *head) {
    RouteParts parts;
    unsigned others;
    return reader_of(route_find(site->routes, site->route_count, head, &parts, &others), head);
}

static void request_begin(Exchange *exchange, Arena *arena) {
    const Site *site = exchange->site;
    Reader reader = reader_of(exchange->route, exchange->head);
    exchange->request = (Request){
        .arena = arena,
        .site = site,
        .route = exchange->route,
        .path = exchange->head->path,
        .now = site->clock.now(site->clock.at),
        .lang = reader.lang,
        .wants_json = reader.wants_json,
        .token = NEW(arena, FormToken),
        .spool = &exchange->spool,
    };
    *exchange->request.token = form_token_begin(exchange->head);
}

static void refuse_method(Exchange *exchange, unsigned others) {
    Fault fault = {.status = others ? 405 : 404, .allow = others};
    exchange->is_refused = true;
    exchange->response = fault_response(&exchange->request, &fault);
}

void site_begin(const Site *site, Arena *arena, const HttpHead *head, Exchange *out) {
    unsigned others = 0;
    *out = (Exchange){.site = site, .head = head, .spool = {.socket = -1}};
    out->route = route_find(site->routes, site->route_count, head, &out->parts, &others);
    request_begin(out, arena);
    const Route *route = out->route;
    bool has_body = head->is_chunked || head->length > 0;
    if (!route)
        refuse_method(out, others);
    else if (route->method == HTTP_POST && !route->is_api && !is_same_origin(head))
        site_refuse(out, 403);
    else if (has_body && route->body == ROUTE_NO_BODY)
        site_refuse(out, 413);
    else if (!body_fits(route, head))
        site_refuse(out, 415);
    else if (route->body == ROUTE_FILE && head->is_chunked)
        site_refuse(out, 411);
    else if (route->body != ROUTE_FILE && head->length > route->body_most)
        site_refuse(out, 413);
    out->body_most = !route ? 0 : route->body == ROUTE_FILE ? head->length : route->body_most;
}

// --- the body ----------------------------------------------------------------------------------------------------------------

static void refuse_input(Exchange *exchange, const InputTrouble *trouble) {
    static const Msg details[] = {[INPUT_MISSING] = MSG_WEB_INPUT_MISSING,
                                  [INPUT_TOO_LONG] = MSG_WEB_INPUT_LONG,
                                  [INPUT_TOO_MANY] = MSG_WEB_INPUT_MANY,
                                  [INPUT_BROKEN] = MSG_WEB_INPUT_BROKEN};
    const Input *input = trouble->which < 0 ? NULL : &exchange->route->inputs[trouble->which];
    // A path that names nothing is a page that is not there.
    bool is_path = input && input->from == INPUT_PATH;
    Fault fault = {.status = is_path ? 404 : 422, .detail = is_path ? MSG_NONE : details[trouble->fault]};
    if (!input) fault = (Fault){.status = 400};
    if (input) fault.args[0] = str_from(input->name);
    exchange->response = fault_response(&exchange->request, &fault);
}

// False: the response says what is wrong.
static bool take_inputs(Exchange *exchange, Str form, Str *token) {
    Request *request = &exchange->request;
    InputTaken taken = {.values = request->inputs};
    InputSource source = {.head = exchange->head, .parts = &exchange->parts, .form = form};
    source.boundary = multipart_boundary(http_head_field(exchange->head, "content-type"));
    Err err = inputs_read(request->arena, exchange->route, &source, &taken);
    *token = taken.token;
    if (err != ERR_OK) refuse_input(exchange, &taken.trouble);
    return err == ERR_OK;
}

// A program, or a script that keeps what is written in the background, has its page still.
static Response not_matched(const Request *request) {
    bool is_person = !request->wants_json && request->site->again;
    return is_person ? request->site->again(request)
                     : fault_response(request, &(Fault){.status = 403, .detail = MSG_WEB_UNMATCHED});
}

// The one way to a handler: no form is taken from a browser that was not shown it.
static void handle(Exchange *exchange, Str token) {
    const Request *request = &exchange->request;
    const Route *route = exchange->route;
    bool is_form = route->method == HTTP_POST && !route->is_api;
    bool fits = !is_form || form_token_fits(request->arena, request->token, token);
    exchange->response = fits ? route->handle(request) : not_matched(request);
    form_token_end(request->arena, request->token, &exchange->response);
}

void site_answer(Exchange *exchange, Str body) {
    Request *request = &exchange->request;
    Str token;
    if (exchange->route->body == ROUTE_JSON) request->body = body;
    if (exchange->route->body == ROUTE_JSON && utf8_valid_prefix(body) != body.len)
        site_refuse(exchange, 400);
    else if (take_inputs(exchange, body, &token))
        handle(exchange, token);
}

void site_end(Exchange *exchange) {
    client_close(&exchange->spool);
}

void site_answer_file(Exchange *exchange, BodySource source) {
    Request *request = &exchange->request;
    Str token;
    if (!take_inputs(exchange, STR_NONE, &token)) return;
    request->upload = NEW(request->arena, Upload);
    upload_begin(request->upload, request->arena, exchange->head, source, exchange->route->body_most);
    if (!request->upload->status) handle(exchange, request->upload->token);
    if (request->upload->status) site_refuse(exchange, request->upload->status);
}
