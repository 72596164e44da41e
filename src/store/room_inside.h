// What the files of the door to SQLite share: room.c, room_schema.c, room_guard.c, statement.c. Nobody else includes it.
#pragma once

#include "store/room.h"

#include <sqlite3.h>

struct Room {
    Arena *arena;
    Str path;
    RoomKind kind;
    RoomMode mode;
    RoomFault fault;
    bool is_over;  // a sync has failed: nothing more in this process
    bool in_house; // a fixed statement of our own is running: the guard lets it pass
    sqlite3 *handle;
    sqlite3_stmt *statements[QUERY_COUNT];
};

// Notes why, and gives the error that the caller of the room gets.
MUST_CHECK Err room_failed(Room *room, int code);
// A fixed statement of the house: never one with anything from outside in it.
MUST_CHECK Err room_order(Room *room, const char *sql);
MUST_CHECK Err room_ask(Room *room, const char *sql, int64_t *out);
// Brings the schema forward, or refuses.
MUST_CHECK Err room_bring_forward(Room *room);
// Turns off whatever a room does not need, and from then on lets only queries pass.
MUST_CHECK Err room_guard(Room *room);
