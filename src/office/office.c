// The office's folder: reading it, and making it so that a cut-off making is never taken for an office. Holds no secret.
#include "office/office.h"

#include "base/code.h"
#include "base/limits.h"
#include "base/sys.h"

static const char *const mode_names[] = {[MODE_DEMONSTRATION] = "demonstration", [MODE_REAL] = "real"};

// Public folders first, then what only the role or the officer it belongs to may look into.
static const char *const open_folders[] = {"keys", "keys/lists", "officers", "grants", "run"};
static const char *const closed_folders[] = {
    "keys/windows", "keys/receipt", "keys/demonstration", "keeper", "spool", "vault", "halves", "outbox", "public",
    "share",        "ledger"};

const char *office_path(Arena *arena, Str data, const char *name) {
    return str_c(arena, str_format(arena, "%.*s/%s", STR_ARG(data), name));
}

Err office_read(Arena *arena, Str data, Office *out) {
    const char *path = office_path(arena, data, "office");
    Str text, version, id, mode, founded, root;
    if (sys_is_missing(path)) return sys_is_missing(office_path(arena, data, "making")) ? ERR_INPUT : ERR_REFUSED;
    if (sys_read_file(arena, path, LIMIT_KEY_FILE_BYTES, &text)) return ERR_IO;
    bool read = str_cut_line(&text, "todoke", &version) && str_is(version, "office 1") && str_cut_line(&text, "id", &id) &&
                str_cut_line(&text, "mode", &mode) && str_cut_line(&text, "founded", &founded) &&
                str_cut_line(&text, "root", &root) && text.len == 0;
    if (!read || id_read(id, &out->id) || !moment_parse(founded, &out->founded)) return ERR_INPUT;
    if (code_hex_read(root, out->root.sign.bytes, sizeof out->root.sign.bytes)) return ERR_INPUT;
    bool real = str_is(mode, mode_names[MODE_REAL]);
    if (!real && !str_is(mode, mode_names[MODE_DEMONSTRATION])) return ERR_INPUT;
    out->mode = real ? MODE_REAL : MODE_DEMONSTRATION;
    out->data = data;
    return ERR_OK;
}

static Err make_folders(Arena *arena, Str data, KeyMode mode) {
    Err err = ERR_OK;
    for (size_t i = 0; !err && i < sizeof open_folders / sizeof *open_folders; i++)
        err = sys_make_folder(office_path(arena, data, open_folders[i]));
    for (size_t i = 0; !err && i < sizeof closed_folders / sizeof *closed_folders; i++) {
        bool only_demonstration = str_is(str_from(closed_folders[i]), "keys/demonstration");
        if (mode == MODE_DEMONSTRATION || !only_demonstration)
            err = sys_make_closed_folder(office_path(arena, data, closed_folders[i]));
    }
    return err;
}

// Before an office is finished it serves nobody: what an earlier, cut-off making left is of no use, and is thrown away.
static Err clear_remains(Arena *arena, Str data) {
    Str *files;
    size_t count;
    Err err = sys_list_tree(arena, str_c(arena, data), LIMIT_OFFICE_FILES, &files, &count);
    for (size_t i = 0; !err && i < count; i++)
        if (!str_is(files[i], "making")) err = sys_remove_file(office_path(arena, data, str_c(arena, files[i])));
    return err;
}

Err office_begin(Arena *arena, Str data, KeyMode mode) {
    const char *making = office_path(arena, data, "making");
    Str mark = str_format(arena, "todoke making %s\n", mode_names[mode]), found = {0};
    bool begun = !sys_is_missing(making);
    if (sys_make_folder(str_c(arena, data))) return ERR_IO;
    if (!sys_is_missing(office_path(arena, data, "office"))) return ERR_REFUSED;
    if (!begun && !sys_is_empty(str_c(arena, data))) return ERR_REFUSED;
    if (begun && sys_read_file(arena, making, LIMIT_KEY_FILE_BYTES, &found)) return ERR_IO;
    if (begun && !str_eq(found, mark)) return ERR_REFUSED;
    Err err = begun ? clear_remains(arena, data) : sys_write_file(making, mark);
    return err ? err : make_folders(arena, data, mode);
}

Err office_finish(Arena *arena, const Office *office) {
    Buf text = buf_make(arena, 1024);
    buf_format(&text, "todoke office 1\nid %.*s\nmode %s\nfounded ", STR_ARG(id_hex(arena, office->id)),
               mode_names[office->mode]);
    buf_moment(&text, office->founded);
    buf_format(&text, "\nroot %.*s\n", STR_ARG(code_hex(arena, BYTES_OF(office->root.sign.bytes))));
    static const char *const synced[] = {"keys/x", "keys/lists/x", "keys/windows/x", "keys/receipt/x", "keeper/x", "x"};
    Err err = ERR_OK;
    for (size_t i = 0; !err && i < sizeof synced / sizeof *synced; i++)
        err = sys_sync_folder(office_path(arena, office->data, synced[i]));
    if (!err) err = sys_write_file(office_path(arena, office->data, "office"), buf_str(&text));
    return err ? err : sys_remove_file(office_path(arena, office->data, "making"));
}

Err office_keys(Arena *arena, const Office *office, KeyList *out) {
    Str text;
    Err err = sys_read_file(arena, office_path(arena, office->data, "keys/list"), LIMIT_KEY_LIST_BYTES, &text);
    if (!err) err = keylist_read(arena, bytes_of_str(text), office->root, out);
    return err ? err : id_eq(out->office, office->id) && out->mode == office->mode ? ERR_OK : ERR_REFUSED;
}

Err office_publish(Arena *arena, const Office *office, KeyList *next, const RootPair *root, Moment now) {
    KeyList before = {0};
    Bytes bytes;
    bool first = sys_is_missing(office_path(arena, office->data, "keys/list"));
    Err err = first ? ERR_OK : office_keys(arena, office, &before);
    if (err) return err;
    next->office = office->id;
    next->mode = office->mode;
    next->serial = before.serial + 1;
    next->previous = before.hash;
    next->made_at = now;
    err = keylist_sign(arena, next, root, &bytes);
    if (!err && !first) err = keylist_follows(&before, next);
    Str text = {(const char *)bytes.ptr, bytes.len};
    Str kept = str_format(arena, "keys/lists/%llu", (unsigned long long)next->serial);
    if (!err) err = sys_write_file(office_path(arena, office->data, str_c(arena, kept)), text);
    return err ? err : sys_write_file(office_path(arena, office->data, "keys/list"), text);
}
