// `todoke officer`: who may open reports of which window, and until when.
#include "base/sys.h"
#include "cli/commands.h"
#include "cli/key_desk.h"
#include "office/keyring.h"

#define DAY (INT64_C(86400) * 1000000)

// --- add ---------------------------------------------------------------------------------------------------------------------

static int add(KeyDesk *desk, Str name, const char *path) {
    Session *session = desk->session;
    Officer officer;
    Str passphrase;
    if (!sys_is_missing(path)) {
        session_say(session, MSG_OFFICER_FILE_THERE, str_from(path), STR_NONE);
        return EXIT_BAD;
    }
    if (!key_desk_root(desk) || !key_desk_passphrase(session, OPTION_PASSPHRASE, MSG_KEYS_NEW_OFFICER, true, &passphrase))
        return EXIT_BAD;
    Err err = officer_add(session->arena, &desk->change, name, path, passphrase, &officer);
    if (!err) err = sys_sync_folder(path);
    if (err) return key_desk_fail(desk, err);
    session_line(session, MSG_OFFICER_ADDED, name, id_hex(session->arena, officer.id), str_from(path));
    return EXIT_DONE;
}

static int officer_new(Session *session, Str name) {
    KeyDesk desk;
    const char *path = session->values[OPTION_OUTPUT];
    if (name.len == 0 || name.len > OFFICER_NAME_MOST || !path) {
        session_say(session, path ? MSG_OFFICER_NAME : MSG_OFFICER_WHERE, name, STR_NONE);
        return EXIT_BAD;
    }
    if (!key_desk_change(session, false, &desk)) return EXIT_BAD;
    int status = add(&desk, name, path);
    key_desk_close(&desk);
    return status;
}

// --- list --------------------------------------------------------------------------------------------------------------------

typedef struct Roll {
    Officer *officers;
    Grant *grants;
    size_t officer_count, grant_count;
} Roll;

static void list_json(Session *session, const Roll *roll) {
    Buf *out = &session->out;
    buf_puts(out, "{\"officers\":[");
    for (size_t i = 0; i < roll->officer_count; i++) {
        const Officer *officer = &roll->officers[i];
        bool first = true;
        buf_format(out, "%s\n{\"id\":\"%.*s\",\"name\":", i ? "," : "", STR_ARG(id_hex(session->arena, officer->id)));
        buf_json(out, officer->name);
        buf_puts(out, ",\"grants\":[");
        for (size_t k = 0; k < roll->grant_count; k++) {
            const Grant *grant = &roll->grants[k];
            if (!id_eq(grant->officer, officer->id)) continue;
            buf_puts(out, first ? "{\"window\":" : ",{\"window\":");
            buf_json(out, grant->window);
            buf_format(out, ",\"serial\":%u,\"daily\":%u,\"revoked\":%s,\"holds\":%s,\"until\":\"%.*s\"}", grant->serial,
                       grant->daily, grant->rights ? "false" : "true",
                       grant->rights && grant->until > session->at ? "true" : "false",
                       STR_ARG(key_desk_moment(session, grant->until)));
            first = false;
        }
        buf_puts(out, "]}");
    }
    buf_puts(out, "]}\n");
}

static void list_words(Session *session, const Roll *roll) {
    for (size_t i = 0; i < roll->officer_count; i++) {
        const Officer *officer = &roll->officers[i];
        session_line(session, MSG_OFFICER_ROW, officer->name, id_hex(session->arena, officer->id), STR_NONE);
        for (size_t k = 0; k < roll->grant_count; k++) {
            const Grant *grant = &roll->grants[k];
            if (!id_eq(grant->officer, officer->id)) continue;
            Msg msg = !grant->rights               ? MSG_OFFICER_ROW_REVOKED
                      : grant->until > session->at ? MSG_OFFICER_ROW_HOLDS
                                                   : MSG_OFFICER_ROW_ENDED;
            session_line(session, msg, grant->window, key_desk_moment(session, grant->until),
                         session_number(session, grant->daily));
        }
    }
    if (!roll->officer_count) session_line(session, MSG_OFFICER_NONE, STR_NONE, STR_NONE, STR_NONE);
}

static int officer_roll(Session *session) {
    KeyDesk desk;
    Roll roll = {0};
    if (!key_desk_open(session, &desk)) return EXIT_BAD;
    Err err = officer_list(session->arena, &desk.office, &roll.officers, &roll.officer_count);
    if (!err) err = officer_grants(session->arena, &desk.office, &roll.grants, NULL, &roll.grant_count);
    if (err) return key_desk_fail(&desk, err);
    if (session_has(session, OPTION_JSON))
        list_json(session, &roll);
    else
        list_words(session, &roll);
    return EXIT_DONE;
}

// --- grant and revoke --------------------------------------------------------------------------------------------------------

// All epochs that the other officer holds: what she could read, the new one can.
static Err hand_over(KeyDesk *desk, const WindowHolder *holder, const Officer *officer) {
    Arena *arena = desk->session->arena;
    Err err = ERR_OK;
    for (size_t i = 0; !err && i < desk->list.count; i++) {
        const KeyEntry *entry = &desk->list.entries[i];
        WindowHolder at = *holder;
        WindowPair pair;
        at.epoch = entry->epoch;
        if (entry->kind != KEY_WINDOW || !str_eq(entry->name, holder->window)) continue;
        err = keyring_window(arena, &desk->office, &desk->list, at, &pair);
        if (err == ERR_INPUT && entry->state != KEY_CURRENT) {
            err = ERR_OK; // an epoch from before her time
            continue;
        }
        WrapPlace place = {.office = desk->office.id, .window = holder->window, .epoch = entry->epoch};
        if (!err) err = officer_wrap(arena, &desk->change, officer, &place, &pair);
        sodium_memzero(&pair, sizeof pair);
    }
    return err;
}

static bool key_hand_over(KeyDesk *desk, const char *path, Str window, const Officer *officer) {
    Session *session = desk->session;
    KeyFile file;
    Grain grain;
    Id holder;
    if (!key_desk_grain(desk, path, KEYFILE_OFFICER, OPTION_PASSPHRASE, &file, &grain)) return false;
    OfficerPair pair = key_officer(&grain);
    grain_wipe(&grain);
    Err err = id_read(file.name, &holder);
    WindowHolder from = {.officer = holder, .pair = &pair, .window = window};
    if (!err) err = hand_over(desk, &from, officer);
    sodium_memzero(&pair, sizeof pair);
    if (err) session_say(session, MSG_OFFICER_CANNOT, str_from(path), window);
    return err == ERR_OK;
}

static int grant(KeyDesk *desk, const Officer *officer, Str window) {
    Session *session = desk->session;
    GrantTerms terms = {.window = window, .rights = GRANT_ASK | GRANT_AGREE};
    const char *with = session->values[OPTION_WITH];
    unsigned days, daily;
    uint32_t epoch = 0;
    WindowPublic key;
    if (keylist_window(&desk->list, window, &epoch, &key) != ERR_OK) {
        session_say(session, MSG_WINDOW_MISSING, window, STR_NONE);
        return EXIT_BAD;
    }
    if (!key_desk_number(session, OPTION_DAYS, GRANT_DAYS_MAX, GRANT_DAYS_MAX, &days) ||
        !key_desk_number(session, OPTION_DAILY, GRANT_DAILY_MAX, GRANT_DAILY_MAX, &daily))
        return EXIT_BAD;
    const char *wrap = keyring_wrap_path(session->arena, &desk->office, window, epoch, id_hex(session->arena, officer->id));
    if (!with && sys_is_missing(wrap)) {
        session_say(session, MSG_OFFICER_NO_WRAP, window, officer->name);
        return EXIT_BAD;
    }
    if (!key_desk_root(desk) || (with && !key_hand_over(desk, with, window, officer))) return EXIT_BAD;
    terms.until = session->at + days * DAY;
    terms.daily = (uint16_t)daily;
    Err err = officer_grant(session->arena, &desk->change, officer, &terms, NULL);
    if (err) return key_desk_fail(desk, err);
    session_line(session, MSG_OFFICER_GRANTED, officer->name, window, key_desk_moment(session, terms.until));
    return EXIT_DONE;
}

static int revoke(KeyDesk *desk, const Officer *officer, Str window) {
    Session *session = desk->session;
    if (!key_desk_root(desk)) return EXIT_BAD;
    Err err = officer_revoke(session->arena, &desk->change, officer, window);
    if (err == ERR_INPUT) session_say(session, MSG_OFFICER_NO_GRANT, officer->name, window);
    if (err) return err == ERR_INPUT ? EXIT_BAD : key_desk_fail(desk, err);
    session_line(session, MSG_OFFICER_REVOKED, officer->name, window, STR_NONE);
    return EXIT_DONE;
}

static int change_grant(Session *session, bool is_grant) {
    KeyDesk desk;
    Officer officer;
    const char *window = session->values[OPTION_WINDOW];
    int status = EXIT_BAD;
    if (!window) {
        session_say(session, MSG_OFFICER_WHICH_WINDOW, STR_NONE, STR_NONE);
        return EXIT_BAD;
    }
    if (!key_desk_change(session, false, &desk)) return EXIT_BAD;
    if (key_desk_officer(&desk, session->arguments[1], &officer))
        status = is_grant ? grant(&desk, &officer, str_from(window)) : revoke(&desk, &officer, str_from(window));
    key_desk_close(&desk);
    return status;
}

int command_officer(Session *session) {
    Str what = str_from(session->arguments[0]);
    bool named = session->argument_count == 2;
    if (str_is(what, "list") && !named) return officer_roll(session);
    if (str_is(what, "add") && named) return officer_new(session, str_from(session->arguments[1]));
    if (str_is(what, "grant") && named) return change_grant(session, true);
    if (str_is(what, "revoke") && named) return change_grant(session, false);
    session_say(session, MSG_OFFICER_WHAT, what, STR_NONE);
    return EXIT_BAD;
}
