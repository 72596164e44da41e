// Knows where everything of an office lies; opens nothing.
#include "office/parts.h"

#include "base/sys.h"
#include "office/office.h"
#include "store/room.h"

static bool is_there(const char *path) {
    return !sys_is_missing(path) && !(sys_is_directory(path) && sys_is_empty(path));
}

static Str first_missing(Arena *arena, Str data, const char *const *names) {
    for (; *names; names++) {
        const char *path = office_path(arena, data, *names);
        if (!is_there(path)) return str_from(path);
    }
    return STR_NONE;
}

// Rooms that are made when it serves for the first time, and never go.
Str parts_missing(Arena *arena, Str data) {
    static const char *const founded[] = {"keys/receipt", "keeper", NULL};
    static const char *const served[] = {"ledger/key", "ledger/checkpoint", "ledger/leaves", "ledger/entries", NULL};
    static const RoomKind rooms[] = {ROOM_NAMES, ROOM_VAULT, ROOM_HALVES};
    enum { ROOMS = sizeof rooms / sizeof *rooms };
    Str missing = first_missing(arena, data, founded), room = {0};
    bool has_served = is_there(office_path(arena, data, "spool"));
    for (size_t i = 0; i < ROOMS; i++) {
        Str path = room_path(arena, data, rooms[i]);
        if (is_there(str_c(arena, path)))
            has_served = true;
        else if (!room.len)
            room = path;
    }
    if (missing.len || !has_served) return missing;
    return room.len ? room : first_missing(arena, data, served);
}
