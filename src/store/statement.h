// A query being run. Only what is made from sql/ (gen/queries.c) calls this. Sticky: after a fault everything is ignored until
// the end, which says so. Places count from 1, columns from 0.
#pragma once

#include "base/clock.h"
#include "store/room.h"

typedef struct Statement {
    Room *room;
    void *handle; // NULL: did not come to be
    int columns;
    Err err;
} Statement;

Statement statement_begin(Room *room, QueryIndex query);
void statement_put_id(Statement *statement, int at, Id value);
void statement_put_blob(Statement *statement, int at, Bytes value);
void statement_put_text(Statement *statement, int at, Str value);
void statement_put_int(Statement *statement, int at, int64_t value);
void statement_put_bool(Statement *statement, int at, bool value);
void statement_put_time(Statement *statement, int at, Moment value);
void statement_put_blob_or_none(Statement *statement, int at, Bytes value);
void statement_put_text_or_none(Statement *statement, int at, Str value);
void statement_put_time_or_none(Statement *statement, int at, Moment value);

// For a query that gives nothing: runs and ends it.
MUST_CHECK Err statement_run(Statement *statement, int64_t *changed);
bool statement_next(Statement *statement);
MUST_CHECK Err statement_end(Statement *statement);

Id statement_take_id(Statement *statement, int at);
Bytes statement_take_blob(Statement *statement, Arena *arena, int at);
Str statement_take_text(Statement *statement, Arena *arena, int at);
int64_t statement_take_int(Statement *statement, int at);
bool statement_take_bool(Statement *statement, int at);
Moment statement_take_time(Statement *statement, int at);
Bytes statement_take_blob_or_none(Statement *statement, Arena *arena, int at);
Str statement_take_text_or_none(Statement *statement, Arena *arena, int at);
Moment statement_take_time_or_none(Statement *statement, int at);
