// A phishing message or a false site, as a program hands it over in one go: a JSON object of `url`, `urls`, `message`,
// `seen_at`, `from`, `impersonates`; an address or a message is needed, nothing else. Facts are made of it for the law and the
// forms, and a narrative that has all of it byte for byte.
#pragma once

#include "rule/incident.h"

typedef struct Phish {
    Incident incident;
    Str narrative;
} Phish;

// Every fault is found, not only the first.
MUST_CHECK Err phish_read(Arena *arena, const Book *book, Str source, Phish *out, Diags *diags);
