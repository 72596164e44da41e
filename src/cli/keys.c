// `todoke keys`: list and rotate here; ceremony, recover and drill in files of their own.
#include "cli/keys.h"

#include "base/code.h"
#include "base/sys.h"
#include "cli/commands.h"
#include "office/keyring.h"
#include "office/rotation.h"

static const struct KindRow {
    const char *name;
    Msg msg;
} kind_rows[KEY_KINDS] = {
    [KEY_WINDOW] = {"window", MSG_KEYS_KIND_WINDOW},
    [KEY_KEEPER] = {"keeper", MSG_KEYS_KIND_KEEPER},
    [KEY_STATISTICS] = {"statistics", MSG_KEYS_KIND_STATISTICS},
    [KEY_ANALYST] = {"analyst", MSG_KEYS_KIND_ANALYST},
    [KEY_COURIER] = {"courier", MSG_KEYS_KIND_COURIER},
    [KEY_INSPECTOR] = {"inspector", MSG_KEYS_KIND_INSPECTOR},
    [KEY_RECOVERY_WINDOWS] = {"recovery_windows", MSG_KEYS_KIND_RECOVERY_WINDOWS},
    [KEY_RECOVERY_KEEPER] = {"recovery_keeper", MSG_KEYS_KIND_RECOVERY_KEEPER},
    [KEY_RECEIPT] = {"receipt", MSG_KEYS_KIND_RECEIPT},
    [KEY_LEDGER] = {"ledger", MSG_KEYS_KIND_LEDGER},
};
static const struct StateRow {
    const char *name;
    Msg msg;
} state_rows[] = {[KEY_CURRENT] = {"current", MSG_KEYS_STATE_CURRENT},
                  [KEY_PAST] = {"past", MSG_KEYS_STATE_PAST},
                  [KEY_REVOKED] = {"revoked", MSG_KEYS_STATE_REVOKED}};

// --- list --------------------------------------------------------------------------------------------------------------------

static void list_json(Session *session, const KeyDesk *desk) {
    Buf *out = &session->out;
    const KeyList *list = &desk->list;
    buf_format(out, "{\"office\":\"%.*s\",\"mode\":\"%s\",\"serial\":%llu,\"made_at\":\"",
               STR_ARG(id_hex(session->arena, list->office)), list->mode == MODE_REAL ? "real" : "demonstration",
               (unsigned long long)list->serial);
    buf_moment(out, list->made_at);
    buf_format(out, "\",\"root\":\"%.*s\",\"hash\":\"%.*s\",\"drills\":{\"windows\":",
               STR_ARG(code_hex(session->arena, BYTES_OF(list->root.sign.bytes))),
               STR_ARG(code_hex(session->arena, BYTES_OF(list->hash.bytes))));
    buf_json(out, keys_last_drill(session, desk->data, "windows"));
    buf_puts(out, ",\"keeper\":");
    buf_json(out, keys_last_drill(session, desk->data, "keeper"));
    buf_puts(out, "},\"keys\":[");
    for (size_t i = 0; i < list->count; i++) {
        const KeyEntry *entry = &list->entries[i];
        buf_format(out, "%s\n{\"kind\":\"%s\",\"name\":", i ? "," : "", kind_rows[entry->kind].name);
        buf_json(out, entry->name);
        buf_format(out, ",\"epoch\":%u,\"state\":\"%s\",\"key\":\"%.*s\",\"since\":\"", entry->epoch,
                   state_rows[entry->state].name, STR_ARG(code_hex(session->arena, BYTES_OF(entry->public))));
        buf_moment(out, entry->since);
        buf_puts(out, "\"}");
    }
    buf_puts(out, "]}\n");
}

static void list_row(Session *session, const KeyEntry *entry) {
    Str who = entry->name.len ? str_join(session->arena, STR(" "), entry->name) : STR_NONE;
    Str kind = str_join(session->arena, word(session->lang, kind_rows[entry->kind].msg), who);
    Str epoch = session_number(session, entry->epoch);
    Str since = key_desk_moment(session, entry->since);
    session_line(session, MSG_KEYS_ROW, kind, epoch, word(session->lang, state_rows[entry->state].msg));
    session_line(session, MSG_KEYS_ROW_MORE, key_desk_print(session, entry->public), since, STR_NONE);
}

static void list_words(Session *session, const KeyDesk *desk) {
    const KeyList *list = &desk->list;
    bool real = list->mode == MODE_REAL;
    session_line(session, MSG_KEYS_OFFICE, id_hex(session->arena, list->office), STR_NONE, STR_NONE);
    session_line(session, real ? MSG_KEYS_REAL : MSG_OFFICE_MARKED, STR_NONE, STR_NONE, STR_NONE);
    session_line(session, MSG_KEYS_SERIAL, session_number(session, list->serial), key_desk_moment(session, list->made_at),
                 STR_NONE);
    session_line(session, MSG_KEYS_ROOT, code_hex(session->arena, BYTES_OF(list->root.sign.bytes)), STR_NONE, STR_NONE);
    for (size_t i = 0; i < list->count; i++) list_row(session, &list->entries[i]);
    for (int i = 0; i < 2; i++) {
        Msg none = i ? MSG_KEYS_NO_DRILL_KEEPER : MSG_KEYS_NO_DRILL_WINDOWS;
        Str last = keys_last_drill(session, desk->data, i ? "keeper" : "windows");
        session_line(session, !last.len ? none : i ? MSG_KEYS_DRILL_KEEPER : MSG_KEYS_DRILL_WINDOWS, last, STR_NONE, STR_NONE);
    }
}

static int keys_list(Session *session) {
    KeyDesk desk;
    if (!key_desk_open(session, &desk)) return EXIT_BAD;
    if (session_has(session, OPTION_JSON))
        list_json(session, &desk);
    else
        list_words(session, &desk);
    return EXIT_DONE;
}

// --- rotate ------------------------------------------------------------------------------------------------------------------

static int rotate_fail(KeyDesk *desk, Err err) {
    if (err != ERR_SEALED) return key_desk_fail(desk, err);
    session_say(desk->session, MSG_KEYS_PASSPHRASE_WRONG, desk->data, STR_NONE);
    return EXIT_BAD;
}

static Err rotate_keeper(KeyDesk *desk, uint32_t *epoch, bool *told) {
    bool locked = false;
    Str typed = STR_NONE;
    Session *session = desk->session;
    Err err = keyring_keeper_locked(session->arena, &desk->office, &desk->list, &locked);
    *told = !err && locked && !key_desk_passphrase(session, OPTION_KEEPER_PASSPHRASE, MSG_KEYS_ASK_KEEPER, false, &typed);
    return err || *told ? err : rotation_keeper(session->arena, &desk->change, typed, epoch);
}

// A key of the medium goes beside the root key, under the same passphrase as that.
static Err rotate_outside(KeyDesk *desk, KeyFileKind kind, uint32_t *epoch, bool *told) {
    Session *session = desk->session;
    Str typed = STR_NONE, medium = str_from(session->values[OPTION_ROOT]);
    *told = false;
    if (!medium.len && desk->office.mode == MODE_DEMONSTRATION)
        medium = str_from(office_path(session->arena, desk->data, "keys/demonstration"));
    else if (!sys_is_directory(session->values[OPTION_ROOT])) {
        session_say(session, MSG_KEYS_ROOT_FOLDER, medium, STR_NONE);
        *told = true;
    } else if (desk->office.mode == MODE_REAL) {
        *told = !key_desk_passphrase(session, OPTION_ROOT_PASSPHRASE, MSG_KEYS_ASK_MEDIUM, true, &typed);
    }
    return *told ? ERR_OK : rotation_outside(session->arena, &desk->change, kind, medium, typed, epoch);
}

static const struct RotateRow {
    const char *name;
    KeyFileKind kind;
    bool stopped; // roles that read the key at their start must not run
} rotate_rows[] = {
    {"keeper", KEYFILE_KEEPER, true},          {"receipt", KEYFILE_RECEIPT, true},  {"inspector", KEYFILE_INSPECTOR, true},
    {"statistics", KEYFILE_STATISTICS, false}, {"analyst", KEYFILE_ANALYST, false}, {"courier", KEYFILE_COURIER, false},
};

static int rotate_one(Session *session, const struct RotateRow *row) {
    KeyDesk desk;
    uint32_t epoch = 0;
    bool told = false;
    Err err = ERR_OK;
    if (!key_desk_change(session, row->stopped, &desk)) return EXIT_BAD;
    int status = key_desk_root(&desk) ? EXIT_DONE : EXIT_BAD;
    if (!status) {
        err = row->kind == KEYFILE_KEEPER    ? rotate_keeper(&desk, &epoch, &told)
              : row->kind == KEYFILE_RECEIPT ? rotation_receipt(session->arena, &desk.change, &epoch)
                                             : rotate_outside(&desk, row->kind, &epoch, &told);
        status = told ? EXIT_BAD : err ? rotate_fail(&desk, err) : EXIT_DONE;
    }
    if (!status) {
        session_line(session, MSG_KEYS_ROTATED, str_from(row->name), session_number(session, epoch), STR_NONE);
        status = key_desk_note_list(&desk);
    }
    key_desk_close(&desk);
    return status;
}

static int keys_rotate(Session *session) {
    const char *name = session->argument_count > 1 ? session->arguments[1] : "";
    for (size_t i = 0; i < sizeof rotate_rows / sizeof *rotate_rows; i++)
        if (str_is(str_from(name), rotate_rows[i].name)) return rotate_one(session, &rotate_rows[i]);
    session_say(session, MSG_KEYS_ROTATE_WHAT, str_from(name), STR_NONE);
    return EXIT_BAD;
}

// The list in force, into the ledger: what was changed while the office was closed.
static int keys_note(Session *session) {
    KeyDesk desk;
    if (!key_desk_open(session, &desk)) return EXIT_BAD;
    return key_desk_note_list(&desk);
}

int command_keys(Session *session) {
    static const struct {
        const char *name;
        int (*run)(Session *session);
    } rows[] = {{"ceremony", keys_ceremony}, {"list", keys_list},   {"rotate", keys_rotate},
                {"recover", keys_recover},   {"drill", keys_drill}, {"note", keys_note}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_is(str_from(session->arguments[0]), rows[i].name)) return rows[i].run(session);
    session_say(session, MSG_KEYS_WHAT, str_from(session->arguments[0]), STR_NONE);
    return EXIT_BAD;
}
