// `todoke keys recover` and `drill`: two custodians bring their shares. What they give back goes to an officer or under a new
// passphrase; in a drill it is only compared with the key list.
#include "cli/keys.h"

#include "base/sys.h"
#include "office/share.h"

enum { DRILL_TEXT_MOST = 64 };

typedef struct Custody {
    KeyDesk desk;
    bool of_windows;
    RecoveryShare shares[2];
    RecoveryWindowsPair windows;
    RecoveryKeeperPair keeper;
} Custody;

static bool custody_fail(Custody *custody, Msg msg, Str a, Str b) {
    session_say(custody->desk.session, msg, a, b);
    return false;
}

static bool shares_read(Custody *custody) {
    Session *session = custody->desk.session;
    for (int i = 0; i < 2; i++) {
        size_t wrong_line;
        const char *path = session->arguments[2 + i];
        Err err = share_read(session->arena, path, &custody->shares[i], &wrong_line);
        Str line = str_format(session->arena, "%zu", wrong_line);
        if (err == ERR_IO) return custody_fail(custody, MSG_SESSION_UNREADABLE, str_from(path), STR_NONE);
        if (err && wrong_line) return custody_fail(custody, MSG_KEYS_SHARE_LINE, str_from(path), line);
        if (err) return custody_fail(custody, MSG_KEYS_SHARE_NONE, str_from(path), STR_NONE);
        if (!id_eq(custody->shares[i].office, custody->desk.office.id))
            return custody_fail(custody, MSG_KEYS_SHARE_OFFICE, str_from(path), STR_NONE);
        if ((custody->shares[i].of == RECOVERY_OF_WINDOWS) != custody->of_windows)
            return custody_fail(custody, MSG_KEYS_SHARE_KIND, str_from(path), str_from(session->arguments[1]));
    }
    if (custody->shares[0].number == custody->shares[1].number)
        return custody_fail(custody, MSG_KEYS_SHARE_SAME, STR_NONE, STR_NONE);
    return true;
}

static bool shares_take(Custody *custody) {
    const KeyList *list = &custody->desk.list;
    if (!shares_read(custody)) return false;
    Err err = custody->of_windows ? share_windows(list, custody->shares, &custody->windows)
                                  : share_keeper(list, custody->shares, &custody->keeper);
    return err ? custody_fail(custody, MSG_KEYS_SHARE_WRONG, STR_NONE, STR_NONE) : true;
}

// windows or keeper, and two files.
static bool custody_open(Session *session, bool stopped_for_keeper, Custody *out) {
    Str of = str_from(session->argument_count > 1 ? session->arguments[1] : "");
    bool keeper = str_is(of, "keeper");
    if (session->argument_count != 4 || (!keeper && !str_is(of, "windows"))) {
        session_say(session, MSG_KEYS_RECOVER_WHAT, STR_NONE, STR_NONE);
        return false;
    }
    out->of_windows = !keeper;
    return key_desk_change(session, keeper && stopped_for_keeper, &out->desk) && shares_take(out);
}

static void custody_close(Custody *custody) {
    key_desk_close(&custody->desk);
    sodium_memzero(custody, sizeof *custody);
}

// Whether a key is of those that these shares give back.
static bool is_wanted(const Custody *custody, const KeyEntry *entry) {
    const char *window = custody->desk.session->values[OPTION_WINDOW];
    if (!custody->of_windows) return entry->kind == KEY_KEEPER || entry->kind == KEY_LEDGER;
    return entry->kind == KEY_WINDOW && (!window || str_is(entry->name, window));
}

// --- recover -----------------------------------------------------------------------------------------------------------------

static Err window_hand_over(Custody *custody, const KeyEntry *entry, const Officer *officer) {
    KeyDesk *desk = &custody->desk;
    WindowPair pair;
    Err err = share_window_secret(desk->session->arena, &desk->office, entry, &custody->windows, &pair);
    WrapPlace place = {.office = desk->office.id, .window = entry->name, .epoch = entry->epoch};
    if (!err) err = officer_wrap(desk->session->arena, &desk->change, officer, &place, &pair);
    sodium_memzero(&pair, sizeof pair);
    return err;
}

static Err keeper_put(Custody *custody, const KeyEntry *entry, Str passphrase) {
    KeyDesk *desk = &custody->desk;
    Arena *arena = desk->session->arena;
    Grain grain;
    Err err = share_keeper_secret(arena, &desk->office, entry, &custody->keeper, &grain);
    if (err) return err;
    KeyFileKind kind = entry->kind == KEY_KEEPER ? KEYFILE_KEEPER : KEYFILE_LEDGER;
    KeyFile file = {.kind = kind, .office = desk->office.id, .epoch = entry->epoch, .mode = desk->office.mode};
    err = keyfile_replace(arena, rotation_path(arena, &desk->office, kind, entry->epoch, false), file, &grain, passphrase,
                          desk->change.random);
    grain_wipe(&grain);
    return err;
}

// All that these shares give back, one after the other; what was cut off is done again from the start.
static int recover(Custody *custody, const Officer *officer, Str passphrase) {
    KeyDesk *desk = &custody->desk;
    size_t count = 0;
    Err err = ERR_OK;
    for (size_t i = 0; !err && i < desk->list.count; i++) {
        const KeyEntry *entry = &desk->list.entries[i];
        if (!is_wanted(custody, entry)) continue;
        err = custody->of_windows ? window_hand_over(custody, entry, officer) : keeper_put(custody, entry, passphrase);
        if (!err) count++;
    }
    if (err) return key_desk_fail(desk, err);
    if (!count) return custody_fail(custody, MSG_KEYS_NOTHING_THERE, STR_NONE, STR_NONE) ? EXIT_DONE : EXIT_BAD;
    Str number = str_format(desk->session->arena, "%zu", count);
    Str who = officer ? officer->name : STR_NONE;
    session_line(desk->session, officer ? MSG_KEYS_RECOVERED_WINDOWS : MSG_KEYS_RECOVERED_KEEPER, number, who, STR_NONE);
    return key_desk_note(desk, &(LedgerEvent){.kind = LEDGER_RECOVERED});
}

int keys_recover(Session *session) {
    Custody *custody = NEW(session->arena, Custody);
    Officer officer;
    Str passphrase = STR_NONE;
    int status = EXIT_BAD;
    custody->desk.lock = -1;
    if (custody_open(session, true, custody)) {
        bool demonstration = custody->desk.office.mode == MODE_DEMONSTRATION;
        const char *given = session->values[OPTION_OFFICER];
        if (custody->of_windows && !given)
            session_say(session, MSG_KEYS_WHICH_OFFICER, STR_NONE, STR_NONE);
        else if (custody->of_windows && key_desk_officer(&custody->desk, given, &officer))
            status = recover(custody, &officer, STR_NONE);
        else if (!custody->of_windows && (demonstration || key_desk_passphrase(session, OPTION_KEEPER_PASSPHRASE,
                                                                               MSG_KEYS_NEW_KEEPER, true, &passphrase)))
            status = recover(custody, NULL, passphrase);
    }
    custody_close(custody);
    return status;
}

// --- drill -------------------------------------------------------------------------------------------------------------------

static Err drill_one(Custody *custody, const KeyEntry *entry) {
    KeyDesk *desk = &custody->desk;
    WindowPair pair;
    Grain grain;
    Err err = custody->of_windows ? share_window_secret(desk->session->arena, &desk->office, entry, &custody->windows, &pair)
                                  : share_keeper_secret(desk->session->arena, &desk->office, entry, &custody->keeper, &grain);
    sodium_memzero(&pair, sizeof pair);
    grain_wipe(&grain);
    return err;
}

static const char *drill_path(Session *session, Str data, const char *of) {
    return office_path(session->arena, data, str_c(session->arena, str_format(session->arena, "keys/drill.%s", of)));
}

Str keys_last_drill(Session *session, Str data, const char *of) {
    Str text = STR_NONE, line, rest;
    const char *path = drill_path(session, data, of);
    if (sys_is_missing(path) || sys_read_file(session->arena, path, DRILL_TEXT_MOST, &text) != ERR_OK) return STR_NONE;
    str_cut(text, '\n', &line, &rest);
    return line;
}

int keys_drill(Session *session) {
    Custody *custody = NEW(session->arena, Custody);
    KeyDesk *desk = &custody->desk;
    size_t count = 0;
    Err err = ERR_OK;
    custody->desk.lock = -1;
    int status = custody_open(session, false, custody) ? EXIT_DONE : EXIT_BAD;
    for (size_t i = 0; !status && !err && i < desk->list.count; i++) {
        if (!is_wanted(custody, &desk->list.entries[i])) continue;
        err = drill_one(custody, &desk->list.entries[i]);
        if (!err) count++;
    }
    if (!status && err) {
        session_say(session, MSG_KEYS_DRILL_FAILED, desk->data, STR_NONE);
        status = EXIT_NO;
    }
    if (!status) {
        Str today = str_join(session->arena, key_desk_moment(session, session->at), STR("\n"));
        if (sys_write_file(drill_path(session, desk->data, session->arguments[1]), today) != ERR_OK)
            status = key_desk_fail(desk, ERR_IO);
    }
    if (!status) {
        session_line(session, MSG_KEYS_DRILLED, str_format(session->arena, "%zu", count), STR_NONE, STR_NONE);
        status = key_desk_note(desk, &(LedgerEvent){.kind = LEDGER_RECOVERED, .purpose = STR("drill")});
    }
    custody_close(custody);
    return status;
}
