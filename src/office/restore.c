// Copies back, and believes nothing that was not looked at.
#include "office/restore.h"

#include "base/limits.h"
#include "base/sys.h"
#include "office/backup.h"

#include <sys/stat.h>

static Err refuse(Restored *out, RestoreFault fault, Str path) {
    out->fault = fault;
    out->path = path;
    return ERR_REFUSED;
}

static Err data_make(Arena *arena, Str data, Restored *out) {
    const char *path = str_c(arena, data);
    Str *files;
    size_t count = 0;
    if (mkdir(path, 0700) == 0) return ERR_OK;
    if (!sys_is_directory(path) || sys_list_tree(arena, path, CARRY_FILES_MOST, &files, &count) != ERR_OK)
        return refuse(out, RESTORE_WORLD, data);
    return count ? refuse(out, RESTORE_NOT_EMPTY, data) : ERR_OK;
}

static Err file_copy(Carrying *carrying, const Carried *file, Restored *out) {
    if (carry_file(carrying, file->path, false) != ERR_OK) return refuse(out, RESTORE_WORLD, file->path);
    const Carried *got = &carrying->items[carrying->count - 1];
    if (got->bytes != file->bytes || !hash_eq(got->hash, file->hash)) return refuse(out, RESTORE_ALTERED, file->path);
    out->files++;
    return ERR_OK;
}

// All but the file that makes an office of a folder: `office`. What is cut off or refused before the end must not be taken for
// one.
static Err files_copy(Carrying *carrying, Carried *office, Restored *out) {
    Carried *files;
    size_t count;
    Err err = backup_contents(carrying->arena, carrying->from, &files, &count);
    *office = (Carried){0};
    for (size_t i = 0; i < count && !err; i++)
        if (str_is(files[i].path, "office")) *office = files[i];
    if (err || !office->path.len) return refuse(out, RESTORE_NO_BACKUP, carrying->from);
    for (size_t i = 0; i < count && !err; i++)
        if (!str_is(files[i].path, "office")) err = file_copy(carrying, &files[i], out);
    return err;
}

// Written in one step, when everything else is on the disk.
static Err office_copy(Carrying *carrying, const Carried *office, Restored *out) {
    Arena *arena = carrying->arena;
    Str text;
    Err err = sys_read_file(arena, str_c(arena, str_join(arena, carrying->from, STR("/office"))), LIMIT_KEY_FILE_BYTES, &text);
    if (err == ERR_TOO_BIG || (!err && !hash_eq(hash_of(DOMAIN_BACKUP, bytes_of_str(text)), office->hash)))
        return refuse(out, RESTORE_ALTERED, office->path);
    if (!err) err = carry_sync(carrying);
    if (!err) err = sys_write_file(str_c(arena, str_join(arena, carrying->to, STR("/office"))), text);
    out->files += !err;
    return err ? refuse(out, RESTORE_WORLD, carrying->to) : ERR_OK;
}

// Folders that were empty stand in no list.
static Err folders_make(Arena *arena, Str data, Restored *out) {
    static const char *const names[] = {"spool",  "spool/large", "vault",  "halves", "outbox",
                                        "public", "share",       "ledger", "run"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *path = str_c(arena, str_format(arena, "%.*s/%s", STR_ARG(data), names[i]));
        if (mkdir(path, 0700) != 0 && !sys_is_directory(path)) return refuse(out, RESTORE_WORLD, str_from(path));
    }
    return ERR_OK;
}

// The halves have no list: what is wrong with them shows in the reports they do not fit.
static Err halves_copy(Arena *arena, Str halves, Str data, Restored *out) {
    if (sys_is_missing(str_c(arena, halves))) return ERR_OK;
    Room *room;
    Err err = room_open_file(arena, halves, ROOM_HALVES, ROOM_READ, &room);
    if (!err) err = room_copy(room, room_path(arena, data, ROOM_HALVES));
    out->room = room_fault(room);
    room_close(room);
    out->has_halves = !err;
    return !err ? ERR_OK : refuse(out, RESTORE_ROOM, halves);
}

// Opened to write: that applies the steps of the schema which the backup did not yet have.
static Err room_look(Arena *arena, Str data, RoomKind kind, Room **room, Restored *out) {
    Str finding, path = room_path(arena, data, kind);
    *room = NULL;
    if (sys_is_missing(str_c(arena, path))) return ERR_OK;
    Err err = room_open(arena, data, kind, ROOM_WRITE, room);
    if (!err) err = room_check(*room, arena, &finding);
    if (!err) return ERR_OK;
    out->room = room_fault(*room);
    return refuse(out, RESTORE_ROOM, path);
}

static Err rooms_look(Arena *arena, Str data, Restored *out) {
    Room *rooms[ROOM_COUNT] = {0};
    Shelf shelf;
    Err err = ERR_OK;
    for (int kind = 0; kind < ROOM_COUNT && !err; kind++) err = room_look(arena, data, kind, &rooms[kind], out);
    if (!err && rooms[ROOM_VAULT]) {
        err = shelf_open(str_join(arena, data, STR("/vault/large")), arena, &shelf);
        if (!err) err = inspect_vault(rooms[ROOM_VAULT], rooms[ROOM_HALVES], &shelf, &out->inspection);
        if (err) err = refuse(out, RESTORE_WORLD, room_path(arena, data, ROOM_VAULT));
        const Inspection *seen = &out->inspection;
        if (!err && seen->lost + seen->altered + seen->no_evidence) err = refuse(out, RESTORE_REPORTS, data);
    }
    for (int kind = 0; kind < ROOM_COUNT; kind++)
        if (rooms[kind]) room_close(rooms[kind]);
    return err;
}

// The spool was copied before the vault, which has read on in the meantime. What is appended to the copy would lie before that
// place and never be filed; so it is read from its beginning, and what the vault has stays as it is.
static Err reading_begin(Arena *arena, Str data, Restored *out) {
    Room *vault;
    Str path = room_path(arena, data, ROOM_VAULT);
    if (sys_is_missing(str_c(arena, path))) return ERR_OK;
    Err err = room_open(arena, data, ROOM_VAULT, ROOM_WRITE, &vault);
    if (!err) err = query_position_forget(vault, &(PositionForgetIn){STR("spool")}, NULL);
    out->room = room_fault(vault);
    room_close(vault);
    return err ? refuse(out, RESTORE_ROOM, path) : ERR_OK;
}

static Err ledger_look(Arena *arena, Str data, Restored *out) {
    const char *folder = str_c(arena, str_join(arena, data, STR("/ledger")));
    out->has_ledger = !sys_is_missing(str_c(arena, str_join(arena, data, STR("/ledger/checkpoint"))));
    if (!out->has_ledger) return ERR_OK;
    out->audit = ledger_audit(arena, folder, NULL, NULL);
    if (out->audit.verdict == AUDIT_SOUND) return ERR_OK;
    return refuse(out, out->audit.verdict == AUDIT_UNREADABLE ? RESTORE_WORLD : RESTORE_LEDGER, str_from(folder));
}

Err restore_make(Arena *arena, Str backup, Str halves, Str data, Restored *out) {
    Carrying carrying = {.arena = arena, .from = backup, .to = data};
    Carried office;
    *out = (Restored){.fault = RESTORE_FINE, .room = ROOM_FINE};
    Err err = data_make(arena, data, out);
    if (!err) err = files_copy(&carrying, &office, out);
    if (!err) err = folders_make(arena, data, out);
    if (!err) err = halves_copy(arena, halves.len ? halves : backup_halves(arena, backup), data, out);
    if (!err) err = rooms_look(arena, data, out);
    if (!err) err = reading_begin(arena, data, out);
    if (!err) err = ledger_look(arena, data, out);
    return err ? err : office_copy(&carrying, &office, out);
}
