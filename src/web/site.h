// A site: its routes and what their handlers work with. A request is answered in two steps, since its body is only read when
// its head was found right. Pure but for the handlers.
#pragma once

#include "base/now.h"
#include "web/route.h"
#include "web/upload.h"

struct Site {
    const Route *routes;
    size_t route_count;
    const void *house; // what the handlers of this site need
    Clock clock;
    bool is_practice; // a demonstration: every page says so
    Str leave;        // where whoever must leave at once is led
    // What was sent by a form that is not of this browser: a page that carries all of it, to be sent once more.
    Response (*again)(const Request *request);
};

// Whom an answer is for.
typedef struct Reader {
    Lang lang;       // of the path, or else what the client prefers
    bool wants_json; // a program
} Reader;

typedef struct Exchange {
    const Site *site;
    const HttpHead *head;
    const Route *route;
    RouteParts parts;
    Request request;
    uint64_t body_most;
    bool is_refused; // the response is there; the body is not read
    Client spool;    // what the request asks is asked over one connection
    Response response;
} Exchange;

// By the head alone, before anything is answered.
Reader site_reader(const Site *site, const HttpHead *head);
// The head alone.
void site_begin(const Site *site, Arena *arena, const HttpHead *head, Exchange *out);
// The whole body.
void site_answer(Exchange *exchange, Str body);
// Of ROUTE_FILE: the body while it comes.
void site_answer_file(Exchange *exchange, BodySource source);
// When there is an answer: nothing more is asked.
void site_end(Exchange *exchange);
// A request that came no further than this.
void site_refuse(Exchange *exchange, int status);
