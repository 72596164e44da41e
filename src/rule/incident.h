// An incident: what is known of it, one value per fact of the book. Unknown is a value like any other.
#pragma once

#include "base/json.h"
#include "rule/book.h"
#include "rule/value.h"

typedef struct Incident {
    Value *values; // one per fact, in the book's order
    Str *texts;    // answers of text facts; empty: unknown
} Incident;

Incident incident_make(Arena *arena, const Book *book); // all unknown
// Read a JSON object of dotted fact names. Every fault is found, not only the first.
MUST_CHECK Err incident_read(Arena *arena, const Book *book, Str file, Str source, Incident *out, Diags *diags);
// The same from an object that was read already, as a part of `source`.
typedef struct IncidentSource {
    Str file, source;
    const Json *object;
} IncidentSource;
MUST_CHECK Err incident_take(Arena *arena, const Book *book, IncidentSource from, Incident *out, Diags *diags);
// The same object again, facts in the book's order, unknown ones left out.
void incident_print(Buf *out, const Book *book, const Incident *incident);
// Whether both say the same of this fact.
bool incident_same(const Book *book, const Incident *a, const Incident *b, size_t fact);
// Apply the assignments of an example or case.
void incident_assign(Incident *incident, const Book *book, const AssignmentList *assignments, Diags *diags);
