// One body of a report or of what follows it, as the person finds it under her key: read once more, by the pack of today. Pure.
// Nothing of its shape is taken on trust; what cannot be read is left out and counted.
#pragma once

#include "intake/report.h"

typedef struct OwnFile {
    Str name;
    uint64_t size;
    bool has_hash; // bodies of before have none
    unsigned char sha256[32];
} OwnFile;
typedef struct OwnFileList {
    OwnFile *items;
    size_t count, room;
} OwnFileList;

typedef struct OwnSaid {
    Incident incident;   // of what follows a report: only what changed
    const bool *changed; // per fact: other than before, perhaps not known any more; NULL: all that is known
    Str narrative;
    ReportWindow *windows; // with what each may not see
    size_t window_count;
    OwnFileList files;
    size_t lost; // answers, and things that were held back, which the pack does not know
} OwnSaid;

// False: there is none.
bool own_said_read(Arena *arena, const Pack *pack, Str body, OwnSaid *out);
// What is known once this was said as well.
void own_said_add(const Book *book, const OwnSaid *said, Incident *known);
