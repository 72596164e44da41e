// The hardening of a room's connection: what is turned off for good, and the guard that looks at every statement when it is
// prepared. It is the second line: statements come from sql/queries alone. It knows no query and no table by name.
#include "store/room_inside.h"

#include <string.h>

enum {
    GUARD_VALUE_BYTES = 32 << 20, // one value; the largest report kept in a row is far smaller
    GUARD_SQL_BYTES = 64 << 10,
    GUARD_WAIT_MS = 5000,
};

static const struct {
    int option, value;
} switches[] = {
    {SQLITE_DBCONFIG_DEFENSIVE, 1},       {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
    {SQLITE_DBCONFIG_DQS_DDL, 0},         {SQLITE_DBCONFIG_DQS_DML, 0},
    {SQLITE_DBCONFIG_ENABLE_VIEW, 0},     {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
    {SQLITE_DBCONFIG_ENABLE_FKEY, 1},     {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    {SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0}, {SQLITE_DBCONFIG_LEGACY_ALTER_TABLE, 0},
};

static const struct {
    int limit, value;
} ceilings[] = {
    {SQLITE_LIMIT_LENGTH, GUARD_VALUE_BYTES},
    {SQLITE_LIMIT_SQL_LENGTH, GUARD_SQL_BYTES},
    {SQLITE_LIMIT_COLUMN, 64},
    {SQLITE_LIMIT_EXPR_DEPTH, 50},
    {SQLITE_LIMIT_COMPOUND_SELECT, 4},
    {SQLITE_LIMIT_FUNCTION_ARG, 8},
    {SQLITE_LIMIT_ATTACHED, 0},
    {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 64},
    {SQLITE_LIMIT_VARIABLE_NUMBER, 64},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
    {SQLITE_LIMIT_WORKER_THREADS, 0},
};

// What both engines have and no query can do harm with.
static const char *const functions[] = {"abs", "coalesce", "count", "length", "max", "min", "nullif", "sum"};

static bool is_known_function(const char *name) {
    for (size_t i = 0; name && i < sizeof functions / sizeof *functions; i++)
        if (strcmp(functions[i], name) == 0) return true;
    return false;
}

static int guard_look(void *at, int action, const char *a, const char *b, const char *base, const char *inner) {
    const Room *room = at;
    (void)inner;
    if (room->in_house) return SQLITE_OK;
    switch (action) {
    case SQLITE_SELECT:
        return SQLITE_OK;
    case SQLITE_FUNCTION:
        return is_known_function(b) ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_READ:
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        return a && strncmp(a, "sqlite_", 7) != 0 && (!base || strcmp(base, "main") == 0) ? SQLITE_OK : SQLITE_DENY;
    default:
        return SQLITE_DENY;
    }
}

Err room_guard(Room *room) {
    static const char *const orders[] = {
        "PRAGMA mmap_size = 0",
        "PRAGMA cell_size_check = ON",
        "PRAGMA temp_store = MEMORY",
        "PRAGMA recursive_triggers = 0",
        "PRAGMA secure_delete = ON",
        // A log that grew while somebody read for long is cut when it begins anew, and emptied by whoever leaves last: what the
        // main file holds is then what is read, and a fault in it is not hidden by an older log.
        "PRAGMA journal_size_limit = 67108864",
    };
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
        int now = -1, code = sqlite3_db_config(room->handle, switches[i].option, switches[i].value, &now);
        if (code != SQLITE_OK || now != switches[i].value) return room_failed(room, code ? code : SQLITE_ERROR);
    }
    for (size_t i = 0; i < sizeof ceilings / sizeof *ceilings; i++)
        sqlite3_limit(room->handle, ceilings[i].limit, ceilings[i].value);
    int code = sqlite3_busy_timeout(room->handle, GUARD_WAIT_MS);
    if (code == SQLITE_OK) code = sqlite3_set_authorizer(room->handle, guard_look, room);
    if (code != SQLITE_OK) return room_failed(room, code);
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        Err err = room_order(room, orders[i]);
        if (err) return err;
    }
    return ERR_OK;
}
