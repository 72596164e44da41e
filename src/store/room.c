// Opening, closing and transactions of a room, and the copies made of it. What SQLite answers becomes an Err and a RoomFault
// here. It knows no table; statements are in statement.c, the hardening in room_guard.c, the schema in room_schema.c.
#include "store/room_inside.h"

#include "base/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

Str room_path(Arena *arena, Str data, RoomKind kind) {
    // The names are the spool's own and lie with it.
    const char *folder = kind == ROOM_NAMES ? "spool" : room_names[kind];
    return str_format(arena, "%.*s/%s/%s.db", STR_ARG(data), folder, room_names[kind]);
}

RoomFault room_fault(const Room *room) {
    return room->fault;
}

RoomKind room_kind(const Room *room) {
    return room->kind;
}

Err room_failed(Room *room, int code) {
    // The log may now hold what the disk does not: reading it back would not tell.
    if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC || code == SQLITE_IOERR_TRUNCATE) room->is_over = true;
    switch (code & 0xFF) {
    case SQLITE_FULL:
        room->fault = ROOM_FULL;
        return ERR_IO;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        room->fault = ROOM_BUSY;
        return ERR_IO;
    case SQLITE_CORRUPT:
        room->fault = ROOM_BROKEN;
        return ERR_IO;
    case SQLITE_NOTADB:
        room->fault = ROOM_FOREIGN;
        return ERR_IO;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
        room->fault = ROOM_REFUSED;
        return ERR_REFUSED;
    case SQLITE_TOOBIG:
        room->fault = ROOM_REFUSED;
        return ERR_TOO_BIG;
    case SQLITE_CANTOPEN:
        room->fault = ROOM_MISSING;
        return ERR_IO;
    default:
        room->fault = ROOM_FAILED;
        return ERR_IO;
    }
}

Err room_order(Room *room, const char *sql) {
    room->in_house = true;
    int code = sqlite3_exec(room->handle, sql, NULL, NULL, NULL);
    room->in_house = false;
    return code == SQLITE_OK ? ERR_OK : room_failed(room, code);
}

Err room_ask(Room *room, const char *sql, int64_t *out) {
    sqlite3_stmt *statement = NULL;
    room->in_house = true;
    int code = sqlite3_prepare_v2(room->handle, sql, -1, &statement, NULL);
    room->in_house = false;
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    if (code == SQLITE_ROW) *out = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return code == SQLITE_ROW || code == SQLITE_DONE ? ERR_OK : room_failed(room, code);
}

// Only for whoever owns the folder; the log and its index get the same rights from SQLite.
static Err file_make(Room *room, const char *path) {
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (fd < 0) {
        room->fault = errno == ENOSPC || errno == EDQUOT ? ROOM_FULL : ROOM_MISSING;
        return ERR_IO;
    }
    close(fd);
    return ERR_OK;
}

static Err room_connect(Room *room) {
    const char *path = str_c(room->arena, room->path);
    if (room->mode == ROOM_WRITE) {
        Err err = file_make(room, path);
        if (err) return err;
    }
    // Readers open to write as well: a log that was left behind has to be read through its index.
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
    int code = sqlite3_open_v2(path, &room->handle, flags, NULL);
    return code == SQLITE_OK ? ERR_OK : room_failed(room, code);
}

// The log and its index stay when the last one leaves, reader or writer: who may only read cannot make them.
static Err room_keep_log(Room *room) {
    int on = 1, code = sqlite3_file_control(room->handle, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
    return code == SQLITE_OK ? ERR_OK : room_failed(room, code);
}

// Carries the log into the main file and empties it. Nothing is read before: a log may hold what a disk that failed does not.
static Err log_settle(Room *room) {
    int code = sqlite3_wal_checkpoint_v2(room->handle, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return code == SQLITE_OK ? ERR_OK : room_failed(room, code);
}

static Err room_set_up(Room *room) {
    int64_t rows = 0;
    Err err = room_guard(room);
    if (!err) err = room_keep_log(room);
    if (!err && room->mode == ROOM_WRITE) err = room_ask(room, "PRAGMA journal_mode = WAL", &rows);
    if (!err) err = room_order(room, "PRAGMA synchronous = FULL");
    if (!err && room->mode == ROOM_WRITE) err = log_settle(room);
    if (!err) err = room_bring_forward(room);
    if (!err && room->mode == ROOM_READ) err = room_order(room, "PRAGMA query_only = ON");
    return err;
}

Err room_open_file(Arena *arena, Str path, RoomKind kind, RoomMode mode, Room **out) {
    Room *room = NEW(arena, Room);
    *room = (Room){.arena = arena, .path = path, .kind = kind, .mode = mode};
    *out = room;
    Err err = room_connect(room);
    if (!err) err = room_set_up(room);
    if (err) room_close(room);
    return err;
}

Err room_open(Arena *arena, Str data, RoomKind kind, RoomMode mode, Room **out) {
    return room_open_file(arena, room_path(arena, data, kind), kind, mode, out);
}

void room_close(Room *room) {
    for (int i = 0; i < QUERY_COUNT; i++) {
        sqlite3_finalize(room->statements[i]);
        room->statements[i] = NULL;
    }
    // A room that is over must not carry its log into the main file on its way out.
    if (room->is_over && room->handle) sqlite3_db_config(room->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
    sqlite3_close(room->handle);
    room->handle = NULL;
}

Err room_begin(Room *room) {
    if (!room->handle || room->is_over) return ERR_IO;
    room->fault = ROOM_FINE;
    return room_order(room, "BEGIN IMMEDIATE");
}

Err room_commit(Room *room) {
    if (!room->handle || room->is_over) return ERR_IO;
    Err err = room_order(room, "COMMIT");
    if (err) room_undo(room);
    return err;
}

void room_undo(Room *room) {
    RoomFault fault = room->fault;
    // SQLite undoes by itself after some faults; then there is nothing left to undo.
    if (room->handle && !sqlite3_get_autocommit(room->handle)) (void)!room_order(room, "ROLLBACK");
    room->fault = fault;
}

Err room_check(Room *room, Arena *arena, Str *finding) {
    sqlite3_stmt *statement = NULL;
    *finding = STR_NONE;
    if (!room->handle) return ERR_IO;
    room->in_house = true;
    int code = sqlite3_prepare_v2(room->handle, "PRAGMA quick_check(1)", -1, &statement, NULL);
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    room->in_house = false;
    if (code == SQLITE_ROW) {
        const char *said = (const char *)sqlite3_column_text(statement, 0);
        *finding = str_copy(arena, str_from(said));
        code = said && strcmp(said, "ok") == 0 ? SQLITE_OK : SQLITE_CORRUPT;
    }
    sqlite3_finalize(statement);
    if (code == SQLITE_OK) *finding = STR_NONE;
    return code == SQLITE_OK ? ERR_OK : room_failed(room, code);
}

static Err copy_pages(Room *room, const char *path) {
    sqlite3 *copy = NULL;
    int code = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    // All pages in one step: the reader's lock holds one moment still, and keeps no writer waiting.
    if (code == SQLITE_OK) {
        sqlite3_backup *backup = sqlite3_backup_init(copy, "main", room->handle, "main");
        if (backup) (void)sqlite3_backup_step(backup, -1);
        code = backup ? sqlite3_backup_finish(backup) : sqlite3_extended_errcode(copy);
    }
    int closed = sqlite3_close(copy);
    if (code == SQLITE_OK) code = closed;
    return code == SQLITE_OK ? ERR_OK : room_failed(room, code);
}

static Err copy_sync(Room *room, const char *path) {
    int fd = open(path, O_RDWR | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    if (synced) return ERR_OK;
    room->fault = ROOM_FAILED;
    return ERR_IO;
}

Err room_copy(Room *room, Str path) {
    if (!room->handle || room->is_over) return ERR_IO;
    const char *whole = str_c(room->arena, path);
    const char *part = str_c(room->arena, str_join(room->arena, path, STR(".part")));
    unlink(part); // of a copy that was interrupted
    Err err = file_make(room, part);
    if (!err) err = copy_pages(room, part);
    if (!err) err = copy_sync(room, part);
    if (!err && (rename(part, whole) != 0 || sys_sync_folder(whole) != ERR_OK)) {
        room->fault = ROOM_FAILED;
        err = ERR_IO;
    }
    if (err) unlink(part);
    return err;
}
