// `todoke window`: the windows of an office. A window begins with an officer who can open what comes to it.
#include "cli/commands.h"
#include "cli/key_desk.h"
#include "office/ceremony.h"
#include "pack/pack.h"

#define DAY (INT64_C(86400) * 1000000)

enum { NAMES_SHOWN = 8, WORD_LEAST = 3, NAMES_BYTES = 4 << 10 };

// --- list --------------------------------------------------------------------------------------------------------------------

static size_t holders_count(Session *session, const Grant *grants, size_t count, Str window) {
    size_t holders = 0;
    for (size_t i = 0; i < count; i++)
        if (str_eq(grants[i].window, window) && grants[i].rights && grants[i].until > session->at) holders++;
    return holders;
}

static void list_one(Session *session, const KeyEntry *entry, size_t holders, bool first) {
    Buf *out = &session->out;
    if (!session_has(session, OPTION_JSON)) {
        Str epoch = session_number(session, entry->epoch);
        Str officers = str_format(session->arena, "%zu", holders);
        session_line(session, holders ? MSG_WINDOW_ROW : MSG_WINDOW_ROW_NOBODY, entry->name, epoch, officers);
        session_line(session, MSG_KEYS_ROW_MORE, key_desk_print(session, entry->public), key_desk_moment(session, entry->since),
                     STR_NONE);
        return;
    }
    buf_puts(out, first ? "\n{\"window\":" : ",\n{\"window\":");
    buf_json(out, entry->name);
    buf_format(out, ",\"epoch\":%u,\"officers\":%zu}", entry->epoch, holders);
}

static int window_list(Session *session) {
    KeyDesk desk;
    Grant *grants = NULL;
    size_t count, shown = 0;
    bool json = session_has(session, OPTION_JSON);
    if (!key_desk_open(session, &desk)) return EXIT_BAD;
    Err err = officer_grants(session->arena, &desk.office, &grants, NULL, &count);
    if (err) return key_desk_fail(&desk, err);
    if (json) buf_puts(&session->out, "{\"windows\":[");
    for (size_t i = 0; i < desk.list.count; i++) {
        const KeyEntry *entry = &desk.list.entries[i];
        if (entry->kind != KEY_WINDOW || entry->state != KEY_CURRENT) continue;
        list_one(session, entry, holders_count(session, grants, count, entry->name), shown++ == 0);
    }
    if (json) buf_puts(&session->out, "]}\n");
    if (!json && !shown) session_line(session, MSG_WINDOW_NONE, STR_NONE, STR_NONE, STR_NONE);
    return EXIT_DONE;
}

// --- names -------------------------------------------------------------------------------------------------------------------

// Whether a word between the dots of what was typed stands in a name. Short ones stand in all of them.
static bool shares_word(Str name, Str typed) {
    Str part, rest = typed;
    bool shares = false;
    while (rest.len && !shares) {
        str_cut(rest, '.', &part, &rest);
        shares = part.len >= WORD_LEAST && memmem(name.ptr, name.len, part.ptr, part.len) != NULL;
    }
    return shares;
}

// Those that were perhaps meant: one that is a slip away, then some that share a word.
static Str names_like(Session *session, const WindowList *windows, Str typed) {
    Buf out = buf_make(session->arena, NAMES_BYTES);
    Str *names = NEW_ARRAY(session->arena, Str, windows->count + 1);
    for (size_t i = 0; i < windows->count; i++) names[i] = windows->items[i].id;
    int near = str_nearest(typed, names, windows->count);
    if (near >= 0) buf_put(&out, names[near]);
    for (size_t i = 0, shown = near >= 0; i < windows->count && shown < NAMES_SHOWN; i++) {
        if ((int)i == near || !shares_word(names[i], typed)) continue;
        if (shown++) buf_put(&out, word(session->lang, MSG_VALUE_COMMA));
        buf_put(&out, names[i]);
    }
    return buf_str(&out);
}

// What nobody can choose gets no report, and a key for it would only seem to be one.
static bool is_known(Session *session, Str window) {
    if (str_is(window, CEREMONY_WINDOW)) return true;
    const Pack *pack = session_pack(session);
    if (!pack) return false;
    if (map_get(&pack->book.window_index, window) >= 0) return true;
    Str like = names_like(session, &pack->book.windows, window);
    session_say(session, like.len ? MSG_WINDOW_UNKNOWN_LIKE : MSG_WINDOW_UNKNOWN, window, like);
    return false;
}

// --- add and rotate ----------------------------------------------------------------------------------------------------------

static int renewed(KeyDesk *desk, Str window, uint32_t epoch) {
    Session *session = desk->session;
    session_line(session, MSG_WINDOW_RENEWED, window, session_number(session, epoch), STR_NONE);
    return key_desk_note_list(desk);
}

static int add(KeyDesk *desk, Str window) {
    Session *session = desk->session;
    const char **given;
    size_t count = session_all(session, OPTION_OFFICER, &given);
    Officer *officers = NEW_ARRAY(session->arena, Officer, count + 1);
    GrantTerms terms = {.window = window, .rights = GRANT_ASK | GRANT_AGREE};
    unsigned days, daily;
    WindowPair pair;
    uint32_t epoch = 0;
    bool read = key_desk_number(session, OPTION_DAYS, GRANT_DAYS_MAX, GRANT_DAYS_MAX, &days) &&
                key_desk_number(session, OPTION_DAILY, GRANT_DAILY_MAX, GRANT_DAILY_MAX, &daily);
    for (size_t i = 0; read && i < count; i++) read = key_desk_officer(desk, given[i], &officers[i]);
    if (!read || !key_desk_root(desk)) return EXIT_BAD;
    desk->change.holders = officers;
    desk->change.holder_count = count;
    terms.until = session->at + days * DAY;
    terms.daily = (uint16_t)daily;
    Err err = window_renew(session->arena, &desk->change, window, &pair, &epoch);
    sodium_memzero(&pair, sizeof pair);
    if (err) return key_desk_fail(desk, err);
    for (size_t i = 0; !err && i < count; i++) err = officer_grant(session->arena, &desk->change, &officers[i], &terms, NULL);
    return err ? key_desk_fail(desk, err) : renewed(desk, window, epoch);
}

static int window_add(Session *session, Str window) {
    KeyDesk desk;
    uint32_t epoch = 0;
    WindowPublic key;
    int status = EXIT_BAD;
    if (!is_known(session, window) || !key_desk_change(session, false, &desk)) return EXIT_BAD;
    if (keylist_window(&desk.list, window, &epoch, &key) == ERR_OK)
        session_say(session, MSG_WINDOW_THERE, window, STR_NONE);
    else if (!session_has(session, OPTION_OFFICER))
        session_say(session, MSG_WINDOW_WHOSE, window, STR_NONE);
    else
        status = add(&desk, window);
    key_desk_close(&desk);
    return status;
}

static int rotate(KeyDesk *desk, Str window) {
    Session *session = desk->session;
    Grant *grants = NULL;
    WindowPair pair;
    size_t count;
    uint32_t epoch = 0;
    Err err = officer_grants(session->arena, &desk->office, &grants, NULL, &count);
    if (!err && !holders_count(session, grants, count, window)) {
        session_say(session, MSG_WINDOW_NOBODY, window, STR_NONE);
        return EXIT_BAD;
    }
    if (!err && !key_desk_root(desk)) return EXIT_BAD;
    if (!err) err = window_renew(session->arena, &desk->change, window, &pair, &epoch);
    sodium_memzero(&pair, sizeof pair);
    return err ? key_desk_fail(desk, err) : renewed(desk, window, epoch);
}

static int window_rotate(Session *session, Str window) {
    KeyDesk desk;
    uint32_t epoch = 0;
    WindowPublic key;
    int status = EXIT_BAD;
    if (!key_desk_change(session, false, &desk)) return EXIT_BAD;
    if (keylist_window(&desk.list, window, &epoch, &key) != ERR_OK)
        session_say(session, MSG_WINDOW_MISSING, window, STR_NONE);
    else
        status = rotate(&desk, window);
    key_desk_close(&desk);
    return status;
}

int command_window(Session *session) {
    Str what = str_from(session->arguments[0]);
    bool named = session->argument_count == 2;
    if (str_is(what, "list") && !named) return window_list(session);
    if (str_is(what, "add") && named) return window_add(session, str_from(session->arguments[1]));
    if (str_is(what, "rotate") && named) return window_rotate(session, str_from(session->arguments[1]));
    session_say(session, MSG_WINDOW_WHAT, what, STR_NONE);
    return EXIT_BAD;
}
