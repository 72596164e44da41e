// What a handler is given: its declared inputs, decoded and within their limits, and what it may need to answer.
#pragma once

#include "base/clock.h"
#include "base/words.h"
#include "net/client.h"

enum { INPUTS_MOST = 24 };

typedef struct Route Route;
typedef struct Site Site;
typedef struct Upload Upload;
typedef struct FormToken FormToken;

typedef struct InputValue {
    bool is_given;
    int64_t number; // INPUT_NUMBER; 1 for a tick
    Str text;       // the first one
    const Str *all; // each one, in the order they came
    size_t count;
} InputValue;

typedef struct Request {
    Arena *arena; // until the answer is sent
    const Site *site;
    const Route *route;
    InputValue inputs[INPUTS_MOST]; // as the route lists them
    Str body;                       // of ROUTE_JSON: valid UTF-8
    Upload *upload;                 // of ROUTE_FILE
    FormToken *token;               // for pages with a form
    Client *spool;                  // connected with the first question, until all is asked
    Str path;                       // as it came
    Moment now;
    Lang lang;
    bool wants_json;
} Request;
