// What a site answers: one table of routes, each with the inputs it takes. A handler sees nothing that is not declared here,
// and the description of the interface (openapi.h) is made from the same table.
#pragma once

#include "base/limits.h"
#include "net/http_head.h"
#include "web/request.h"
#include "web/response.h"

typedef enum InputFrom { INPUT_PATH, INPUT_QUERY, INPUT_FORM, INPUT_FIELD, INPUT_COOKIE } InputFrom;
typedef enum InputType {
    INPUT_LINE,   // one line of text, blanks at its ends cut off
    INPUT_LINES,  // text with lines
    INPUT_WORD,   // A-Z a-z 0-9 . _ - alone, such as ids and keys
    INPUT_NUMBER, // 0 and up
    INPUT_TICK,   // a box of a form: there or not
} InputType;

typedef struct Input {
    const char *name; // of a field of the head: in lower case
    InputFrom from;
    InputType type;
    uint32_t most;  // bytes of a text; the number itself
    uint32_t times; // how often it may come; 0: once
    bool is_required;
    bool is_unseen; // a key or code, or what the page itself put there: not shown where what was typed is given back
} Input;

typedef enum RouteBody {
    ROUTE_NO_BODY,
    ROUTE_FORM,
    ROUTE_JSON,
    ROUTE_FILE, // too long for memory: the handler pulls it (upload.h); of a page the last part of a form, else all of the body
} RouteBody;

typedef struct Route {
    HttpMethod method; // HTTP_GET answers HEAD as well
    const char *path;  // "/{lang}/help", "/api/v1/reports/{receipt}": {lang} is a language, any other name an input
    const Input *inputs;
    size_t input_count;
    RouteBody body;
    uint64_t body_most; // of ROUTE_FILE: of the file
    bool is_api;        // faults are JSON, and it is part of the description; no cookies: neither same origin nor token
    bool has_own_quota; // counted for each prefix apart from all else; one such request ends its connection
    Msg summary;        // of what is part of the description
    const char *schema; // of the body of ROUTE_JSON, by name
    const char *answer; // of what it answers; NULL: any object
    bool creates;       // answers 201
    Response (*handle)(const Request *request);
} Route;

// The route of this method and path, and its parts of the path. NULL: none; then `others` says which methods the path has (bits
// of HttpMethod).
typedef struct RouteParts {
    Str values[INPUTS_MOST]; // of inputs of the path, still encoded
} RouteParts;

const Route *route_find(const Route *routes, size_t count, const HttpHead *head, RouteParts *parts, unsigned *others);
