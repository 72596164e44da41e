// The schema of a room: numbered steps, applied forward only, each in a transaction with its number. Before a room that is in
// use is changed, a whole copy is laid beside it. A room of a later program is refused: its rows may mean something else.
#include "store/room_inside.h"

#include <stdio.h>

// "tdk" and the kind of room: a file of another program, or of another room, is not taken for this one.
enum { ROOM_MARK = 0x74646B00 };

static int last_step(RoomKind kind) {
    int last = 0;
    for (size_t i = 0; i < room_step_count; i++)
        if (room_steps[i].room == kind && room_steps[i].number > last) last = room_steps[i].number;
    return last;
}

static Err refuse(Room *room, RoomFault fault) {
    room->fault = fault;
    return ERR_IO;
}

static Err step_apply(Room *room, const RoomStep *step) {
    char number[64];
    snprintf(number, sizeof number, "PRAGMA user_version = %d", step->number);
    Err err = room_begin(room);
    if (err) return err;
    err = room_order(room, step->sqlite);
    if (!err) err = room_order(room, number);
    if (err) {
        room_undo(room);
        return err;
    }
    return room_commit(room);
}

static Err room_begin_new(Room *room) {
    char mark[64];
    int64_t things = 0;
    Err err = room_ask(room, "SELECT count(*) FROM sqlite_schema", &things);
    if (err) return err;
    if (things > 0) return refuse(room, ROOM_FOREIGN);
    snprintf(mark, sizeof mark, "PRAGMA application_id = %d", ROOM_MARK + (int)room->kind);
    return room_order(room, mark);
}

// Two processes may open a new room at the same time; who comes second finds the work done.
static Err steps_apply(Room *room) {
    for (size_t i = 0; i < room_step_count; i++) {
        int64_t version = 0;
        if (room_steps[i].room != room->kind) continue;
        Err err = room_ask(room, "PRAGMA user_version", &version);
        if (!err && version < room_steps[i].number) err = step_apply(room, &room_steps[i]);
        if (err) return err;
    }
    return ERR_OK;
}

Err room_bring_forward(Room *room) {
    int64_t version = 0, mark = 0;
    int last = last_step(room->kind);
    Err err = room_ask(room, "PRAGMA application_id", &mark);
    if (!err) err = room_ask(room, "PRAGMA user_version", &version);
    if (err) return err;
    bool is_new = mark == 0 && version == 0 && room->mode == ROOM_WRITE;
    if (!is_new && mark != ROOM_MARK + (int)room->kind) return refuse(room, ROOM_FOREIGN);
    if (version > last) return refuse(room, ROOM_NEWER);
    if (version == last) return ERR_OK;
    if (room->mode != ROOM_WRITE) return refuse(room, ROOM_OLDER);
    if (is_new) err = room_begin_new(room);
    if (!err && version > 0)
        err = room_copy(room, str_format(room->arena, "%.*s.before-step-%lld", STR_ARG(room->path), (long long)version + 1));
    return err ? err : steps_apply(room);
}
