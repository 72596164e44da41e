// From what a client sent to the values of declared inputs. What is not declared is dropped here.
#pragma once

#include "base/err.h"
#include "web/route.h"

typedef enum InputFault {
    INPUT_FINE,
    INPUT_MISSING,
    INPUT_TOO_LONG, // a text over its ceiling, or a number
    INPUT_TOO_MANY, // more often than it may come
    INPUT_BROKEN,   // not of its type, or not readable at all
} InputFault;

// ERR_INPUT: `fault` says why, `which` of the route's inputs it is (-1: the form itself cannot be read).
typedef struct InputTrouble {
    InputFault fault;
    int which;
} InputTrouble;

typedef struct InputSource {
    const HttpHead *head;
    const RouteParts *parts;
    Str form;     // the body of a form
    Str boundary; // of multipart/form-data; empty: the form is one line of pairs
} InputSource;

// What was read.
typedef struct InputTaken {
    InputValue *values; // as many as the route has inputs
    InputTrouble trouble;
    Str token; // of a form (form_token.h); empty: none came, or several
} InputTaken;

MUST_CHECK Err inputs_read(Arena *arena, const Route *route, const InputSource *source, InputTaken *out);
