// Makes backups and drops old ones. Knows where everything of an office lies, and opens nothing that is sealed.
#include "office/backup.h"

#include "base/code.h"
#include "base/sys.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CONTENTS_BYTES = 1 << 30, NAME_LEN = 16, DAY_S = 86400 };

static Str name_of(Arena *arena, Moment now) {
    // UTC: the calendar here is Japan's, nine hours ahead.
    Buf text = buf_make(arena, 64);
    buf_moment(&text, now - (Moment)9 * 3600 * 1000000);
    Str s = buf_str(&text);
    return str_format(arena, "%.4s%.2s%.2sT%.2s%.2s%.2sZ", s.ptr, s.ptr + 5, s.ptr + 8, s.ptr + 11, s.ptr + 14, s.ptr + 17);
}

static bool is_name(Str name) {
    if (name.len != NAME_LEN || name.ptr[8] != 'T' || name.ptr[15] != 'Z') return false;
    for (size_t i = 0; i < NAME_LEN - 1; i++)
        if (i != 8 && (name.ptr[i] < '0' || name.ptr[i] > '9')) return false;
    return true;
}

static Err room_take(Carrying *carrying, RoomKind kind, Str to, Backup *out) {
    Arena scratch = arena_make(NULL, NULL);
    Room *room = NULL;
    Str path = room_path(&scratch, carrying->from, kind);
    Err err = ERR_OK;
    // An office that has not yet begun has no rooms.
    if (!sys_is_missing(str_c(&scratch, path))) {
        err = room_open_file(&scratch, path, kind, ROOM_READ, &room);
        if (!err) err = room_copy(room, to);
        if (err) {
            out->fault = room_fault(room);
            out->failed = str_copy(carrying->arena, path);
        }
        room_close(room);
    }
    arena_free(&scratch);
    return err;
}

static Err room_carry(Carrying *carrying, RoomKind kind, Backup *out) {
    Str path = room_path(carrying->arena, carrying->to, kind);
    char *folder = str_c(carrying->arena, path);
    *strrchr(folder, '/') = '\0';
    if (mkdir(folder, 0700) != 0 && !sys_is_directory(folder)) return ERR_IO;
    Err err = room_take(carrying, kind, path, out);
    if (err || sys_is_missing(str_c(carrying->arena, path))) return err;
    return carry_note(carrying, str_slice(path, carrying->to.len + 1, path.len));
}

// Rooms are copied as rooms; the reserve is only room kept free.
static bool is_not_spooled(Str path) {
    return str_eq(path, STR("spool/reserve")) || str_ends(path, STR(".db")) || str_ends(path, STR(".db-wal")) ||
           str_ends(path, STR(".db-shm"));
}

// The order matters, see the header.
static Err carry_office(Carrying *carrying, Backup *out) {
    static const char *const ledger[] = {"key", "checkpoint", "leaves", "nodes", "entries"};
    static const RoomKind rooms[] = {ROOM_NAMES, ROOM_VAULT, ROOM_OUTBOX, ROOM_PUBLIC, ROOM_SHARE};
    static const char *const trees[] = {"vault/large", "vault/aside", "keys", "officers", "grants", "keeper"};
    Err err = carry_tree(carrying, STR("spool"), is_not_spooled);
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms && !err; i++) err = room_carry(carrying, rooms[i], out);
    for (size_t i = 0; i < sizeof trees / sizeof *trees && !err; i++) err = carry_tree(carrying, str_from(trees[i]), NULL);
    for (size_t i = 0; i < sizeof ledger / sizeof *ledger && !err; i++)
        err = carry_file(carrying, str_format(carrying->arena, "ledger/%s", ledger[i]), true);
    return err ? err : carry_file(carrying, STR("office"), true);
}

static Err contents_write(Carrying *carrying, Backup *out) {
    Buf text = buf_make(carrying->arena, CONTENTS_BYTES);
    buf_puts(&text, "todoke backup 1\n");
    for (size_t i = 0; i < carrying->count; i++) {
        const Carried *file = &carrying->items[i];
        buf_put(&text, code_hex(carrying->arena, BYTES_OF(file->hash.bytes)));
        buf_format(&text, " %llu %.*s\n", (unsigned long long)file->bytes, STR_ARG(file->path));
        out->bytes += file->bytes;
    }
    out->files = carrying->count;
    if (text.overflowed) return ERR_TOO_BIG;
    return sys_write_file(str_c(carrying->arena, str_join(carrying->arena, carrying->to, STR("/contents"))), buf_str(&text));
}

// Names below `folder` with this ending, sorted: files lie one deep, so each generation shows by its contents.
typedef struct Names {
    Str *items;
    size_t count, room;
} Names;

static Err names_list(Arena *arena, Str folder, Str ending, Names *out) {
    Str *files;
    size_t count;
    Err err = sys_list_tree(arena, str_c(arena, folder), CARRY_FILES_MOST, &files, &count);
    for (size_t i = 0; i < count && !err; i++)
        if (str_ends(files[i], ending) && files[i].len == NAME_LEN + ending.len && is_name(str_slice(files[i], 0, NAME_LEN)))
            PUSH(arena, *out, str_slice(files[i], 0, NAME_LEN));
    return err;
}

// Out of sight in one step: what is cut off in the midst of going looks like no backup.
static Err generation_drop(Arena *arena, Str to, Str name, const char *aside) {
    if (rename(str_c(arena, str_format(arena, "%.*s/%.*s", STR_ARG(to), STR_ARG(name))), aside) != 0) return ERR_IO;
    return sys_remove_tree(aside);
}

// Halves stay as long as their generation, and no longer than they may: a generation without them still shows what was there.
static bool halves_stay(const Names *generations, Str name, Str oldest) {
    size_t kept = generations->count > BACKUP_GENERATIONS ? generations->count - BACKUP_GENERATIONS : 0;
    bool has_generation = false;
    for (size_t i = kept; i < generations->count; i++) has_generation = has_generation || str_eq(generations->items[i], name);
    return has_generation && str_compare(name, oldest) >= 0;
}

static uint64_t ledger_bytes(const Carried *files, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (str_is(files[i].path, "ledger/entries")) return files[i].bytes;
    return 0;
}

// A ledger only grows. If it did not, then what older backups hold is what brings it back.
static Err compare_last(const Carrying *carrying, Str to, const Names *generations, Backup *out) {
    Carried *files;
    size_t count;
    if (generations->count < 2) return ERR_OK;
    Str last = generations->items[generations->count - 2]; // behind it stands the new one
    Err err =
        backup_contents(carrying->arena, str_format(carrying->arena, "%.*s/%.*s", STR_ARG(to), STR_ARG(last)), &files, &count);
    if (err) return err == ERR_INPUT ? ERR_OK : err; // one that is none any more is no measure
    out->is_poorer = ledger_bytes(carrying->items, carrying->count) < ledger_bytes(files, count);
    return ERR_OK;
}

static Err drop_old(const Carrying *carrying, Str to, Moment now, const char *aside, Backup *out) {
    Arena *arena = carrying->arena;
    Names generations = {0}, halves = {0};
    Str halves_folder = str_join(arena, to, STR("/halves"));
    Str oldest = name_of(arena, now - (Moment)BACKUP_HALVES_DAYS * DAY_S * 1000000);
    Err err = names_list(arena, to, STR("/contents"), &generations);
    if (!err) err = compare_last(carrying, to, &generations, out);
    if (err || out->is_poorer) return err;
    err = names_list(arena, halves_folder, STR(".db"), &halves);
    for (size_t i = 0; i + BACKUP_GENERATIONS < generations.count && !err; i++) {
        err = generation_drop(arena, to, generations.items[i], aside);
        out->dropped++;
    }
    for (size_t i = 0; i < halves.count && !err; i++) {
        if (halves_stay(&generations, halves.items[i], oldest)) continue;
        Str path = str_format(arena, "%.*s/%.*s.db", STR_ARG(halves_folder), STR_ARG(halves.items[i]));
        if (unlink(str_c(arena, path)) != 0) err = ERR_IO;
        out->dropped++;
    }
    return err;
}

static Err halves_take(Carrying *carrying, Str to, Str name, Backup *out) {
    Str folder = str_join(carrying->arena, to, STR("/halves"));
    const char *path = str_c(carrying->arena, folder);
    if (mkdir(path, 0700) != 0 && !sys_is_directory(path)) return ERR_IO;
    return room_take(carrying, ROOM_HALVES, str_format(carrying->arena, "%.*s/%.*s.db", STR_ARG(folder), STR_ARG(name)), out);
}

Err backup_make(Arena *arena, Str data, Str to, Moment now, Backup *out) {
    Str name = name_of(arena, now);
    Carrying carrying = {.arena = arena, .from = data, .to = str_join(arena, to, STR("/.making"))};
    *out = (Backup){.folder = str_format(arena, "%.*s/%.*s", STR_ARG(to), STR_ARG(name)), .fault = ROOM_FINE};
    const char *half = str_c(arena, carrying.to), *whole = str_c(arena, out->folder);
    // What an earlier one that was interrupted had come to goes first.
    if (!sys_is_missing(whole) || sys_remove_tree(half) != ERR_OK || mkdir(half, 0700) != 0) {
        out->failed = out->folder;
        return ERR_IO;
    }
    Err err = carry_office(&carrying, out);
    if (!err) err = contents_write(&carrying, out);
    if (!err) err = halves_take(&carrying, to, name, out);
    if (!err) err = carry_sync(&carrying);
    if (!err && (rename(half, whole) != 0 || sys_sync_folder(whole) != ERR_OK)) err = ERR_IO;
    if (!err) err = drop_old(&carrying, to, now, half, out);
    if (err && !out->failed.len) out->failed = carrying.failed.len ? carrying.failed : out->folder;
    return err;
}

// --- reading one -----------------------------------------------------------------------------------------------------------

Str backup_halves(Arena *arena, Str backup) {
    while (backup.len > 1 && backup.ptr[backup.len - 1] == '/') backup.len--;
    size_t slash = backup.len;
    while (slash > 0 && backup.ptr[slash - 1] != '/') slash--;
    return str_format(arena, "%.*shalves/%.*s.db", (int)slash, backup.ptr, STR_ARG(str_slice(backup, slash, backup.len)));
}

static bool line_read(Str line, Carried *out) {
    Str hash, length, rest;
    int64_t bytes;
    if (!str_cut(line, ' ', &hash, &rest) || !str_cut(rest, ' ', &length, &out->path)) return false;
    if (code_hex_read(hash, out->hash.bytes, sizeof out->hash.bytes) != ERR_OK || !str_int(length, &bytes) || bytes < 0)
        return false;
    out->bytes = (uint64_t)bytes;
    // Only below the folder it is restored to.
    bool leaves = out->path.len == 0 || out->path.ptr[0] == '/' || str_starts(out->path, STR("../"));
    for (size_t i = 0; i + 3 < out->path.len; i++) leaves = leaves || memcmp(out->path.ptr + i, "/../", 4) == 0;
    return !leaves && !str_ends(out->path, STR("/.."));
}

Err backup_contents(Arena *arena, Str backup, Carried **out, size_t *count) {
    struct {
        Carried *items;
        size_t count, room;
    } list = {0};
    Str text, line;
    Err err = sys_read_file(arena, str_c(arena, str_join(arena, backup, STR("/contents"))), CONTENTS_BYTES, &text);
    if (err) return err;
    if (!str_cut(text, '\n', &line, &text) || !str_is(line, "todoke backup 1")) return ERR_INPUT;
    while (text.len) {
        Carried file;
        if (!str_cut(text, '\n', &line, &text) || !line_read(line, &file)) return ERR_INPUT;
        PUSH(arena, list, file);
    }
    *out = list.items;
    *count = list.count;
    return ERR_OK;
}
