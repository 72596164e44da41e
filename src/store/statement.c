// Binds, runs and reads the statements of gen/queries.c. A statement is prepared when it is first wanted and kept with its
// room. What comes back is looked at: a column of another kind than the query says is a broken room, never a guess.
#include "store/statement.h"

#include "store/room_inside.h"

Statement statement_begin(Room *room, QueryIndex query) {
    Statement statement = {.room = room, .err = ERR_IO};
    if (!room->handle || room->is_over || queries[query].room != room->kind) {
        room->fault = ROOM_FAILED;
        return statement;
    }
    if (!room->statements[query]) {
        int code = sqlite3_prepare_v3(room->handle, queries[query].sqlite, -1, SQLITE_PREPARE_PERSISTENT,
                                      &room->statements[query], NULL);
        if (code != SQLITE_OK) {
            statement.err = room_failed(room, code);
            return statement;
        }
    }
    statement.handle = room->statements[query];
    statement.err = ERR_OK;
    return statement;
}

static void note(Statement *statement, int code) {
    if (code != SQLITE_OK && !statement->err) statement->err = room_failed(statement->room, code);
}

void statement_put_blob(Statement *statement, int at, Bytes value) {
    if (statement->err) return;
    note(statement, value.len ? sqlite3_bind_blob64(statement->handle, at, value.ptr, value.len, SQLITE_STATIC)
                              : sqlite3_bind_zeroblob(statement->handle, at, 0));
}

// The value lives in the caller's structure until the end.
void statement_put_id(Statement *statement, int at, Id value) {
    if (!statement->err)
        note(statement, sqlite3_bind_blob(statement->handle, at, value.bytes, sizeof value.bytes, SQLITE_TRANSIENT));
}

void statement_put_text(Statement *statement, int at, Str value) {
    if (statement->err) return;
    const char *text = value.len ? value.ptr : "";
    note(statement, sqlite3_bind_text64(statement->handle, at, text, value.len, SQLITE_STATIC, SQLITE_UTF8));
}

void statement_put_int(Statement *statement, int at, int64_t value) {
    if (!statement->err) note(statement, sqlite3_bind_int64(statement->handle, at, value));
}

void statement_put_bool(Statement *statement, int at, bool value) {
    statement_put_int(statement, at, value);
}

void statement_put_time(Statement *statement, int at, Moment value) {
    statement_put_int(statement, at, value);
}

static void put_none(Statement *statement, int at) {
    if (!statement->err) note(statement, sqlite3_bind_null(statement->handle, at));
}

void statement_put_blob_or_none(Statement *statement, int at, Bytes value) {
    value.ptr ? statement_put_blob(statement, at, value) : put_none(statement, at);
}

void statement_put_text_or_none(Statement *statement, int at, Str value) {
    value.ptr ? statement_put_text(statement, at, value) : put_none(statement, at);
}

void statement_put_time_or_none(Statement *statement, int at, Moment value) {
    value != MOMENT_NONE ? statement_put_time(statement, at, value) : put_none(statement, at);
}

bool statement_next(Statement *statement) {
    if (statement->err) return false;
    int code = sqlite3_step(statement->handle);
    if (code == SQLITE_ROW) {
        statement->columns = sqlite3_column_count(statement->handle);
        return true;
    }
    if (code != SQLITE_DONE) note(statement, code);
    return false;
}

Err statement_end(Statement *statement) {
    if (statement->handle) {
        int code = sqlite3_reset(statement->handle);
        note(statement, code); // a write that was cut short
        sqlite3_clear_bindings(statement->handle);
    }
    return statement->err;
}

Err statement_run(Statement *statement, int64_t *changed) {
    while (statement_next(statement)) {
    }
    if (changed) *changed = statement->err ? 0 : sqlite3_changes64(statement->room->handle);
    return statement_end(statement);
}

// The column is there and of this kind.
static bool is_kind(Statement *statement, int at, int kind) {
    if (statement->err) return false;
    if (at < statement->columns && sqlite3_column_type(statement->handle, at) == kind) return true;
    note(statement, SQLITE_CORRUPT);
    return false;
}

static bool is_none(Statement *statement, int at) {
    return !statement->err && at < statement->columns && sqlite3_column_type(statement->handle, at) == SQLITE_NULL;
}

Id statement_take_id(Statement *statement, int at) {
    Id id = {0};
    if (!is_kind(statement, at, SQLITE_BLOB)) return id;
    const void *bytes = sqlite3_column_blob(statement->handle, at);
    if (bytes && sqlite3_column_bytes(statement->handle, at) == (int)sizeof id.bytes)
        memcpy(id.bytes, bytes, sizeof id.bytes);
    else
        note(statement, SQLITE_CORRUPT);
    return id;
}

Bytes statement_take_blob(Statement *statement, Arena *arena, int at) {
    if (!is_kind(statement, at, SQLITE_BLOB)) return (Bytes){0};
    const void *bytes = sqlite3_column_blob(statement->handle, at);
    size_t len = (size_t)sqlite3_column_bytes(statement->handle, at);
    unsigned char *copy = arena_alloc(arena, len ? len : 1);
    if (len && !bytes) note(statement, SQLITE_NOMEM);
    if (len && bytes) memcpy(copy, bytes, len);
    return (Bytes){copy, bytes ? len : 0};
}

Str statement_take_text(Statement *statement, Arena *arena, int at) {
    if (!is_kind(statement, at, SQLITE_TEXT)) return STR_NONE;
    const char *text = (const char *)sqlite3_column_text(statement->handle, at);
    if (!text) note(statement, SQLITE_NOMEM);
    return text ? str_copy(arena, (Str){text, (size_t)sqlite3_column_bytes(statement->handle, at)}) : STR_NONE;
}

int64_t statement_take_int(Statement *statement, int at) {
    return is_kind(statement, at, SQLITE_INTEGER) ? sqlite3_column_int64(statement->handle, at) : 0;
}

bool statement_take_bool(Statement *statement, int at) {
    return statement_take_int(statement, at) != 0;
}

Moment statement_take_time(Statement *statement, int at) {
    return statement_take_int(statement, at);
}

Bytes statement_take_blob_or_none(Statement *statement, Arena *arena, int at) {
    return is_none(statement, at) ? (Bytes){0} : statement_take_blob(statement, arena, at);
}

Str statement_take_text_or_none(Statement *statement, Arena *arena, int at) {
    return is_none(statement, at) ? STR_NONE : statement_take_text(statement, arena, at);
}

Moment statement_take_time_or_none(Statement *statement, int at) {
    return is_none(statement, at) ? MOMENT_NONE : statement_take_time(statement, at);
}
