// Opens an office for a command, and closes it again without a trace of its secrets.
#include "cli/key_desk.h"

#include "base/code.h"
#include "base/entropy.h"
#include "base/sys.h"
#include "net/client.h"
#include "office/ceremony.h"
#include "role/role.h"
#include "seal/ledger_order.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

enum { PASSPHRASE_FILE_MOST = 4096, NOTE_TIMEOUT_MS = 10000, LOCK_MODE = 0600, PRINT_BYTES = 8 };

bool key_desk_open(Session *session, KeyDesk *out) {
    *out = (KeyDesk){.session = session, .lock = -1, .data = STR("data")};
    if (session->values[OPTION_DATA]) out->data = str_from(session->values[OPTION_DATA]);
    Err err = office_read(session->arena, out->data, &out->office);
    if (!err) err = office_keys(session->arena, &out->office, &out->list);
    if (!err) return true;
    session_say(session, err == ERR_REFUSED && !out->list.count ? MSG_OFFICE_CUT_OFF : MSG_OFFICE_NONE, out->data, STR_NONE);
    return false;
}

// One lock for who serves, one for who changes keys; each goes with the process, however that ends.
static bool lock_take(KeyDesk *desk, const char *name, int flags) {
    const char *path = office_path(desk->session->arena, desk->data, name);
    desk->lock = open(path, flags | O_CLOEXEC | O_NOFOLLOW, LOCK_MODE);
    bool taken = desk->lock >= 0 && flock(desk->lock, LOCK_EX | LOCK_NB) == 0;
    if (!taken && desk->lock >= 0) close(desk->lock);
    if (!taken) desk->lock = -1;
    return taken;
}

bool key_desk_change(Session *session, bool stopped, KeyDesk *out) {
    if (!key_desk_open(session, out)) return false;
    if (entropy_open() != ERR_OK) {
        session_say(session, MSG_OFFICE_UNREADABLE, out->data, STR_NONE);
        return false;
    }
    out->change = (Change){.office = &out->office, .root = &out->root, .now = session->at, .random = {entropy_fill, NULL}};
    // The lock of a running office is held to the end: it cannot start on half of a change.
    if (stopped && !lock_take(out, "run/lock", O_RDWR | O_CREAT)) {
        session_say(session, MSG_KEYS_RUNNING, out->data, STR_NONE);
        return false;
    }
    if (!stopped && !lock_take(out, "keys", O_RDONLY | O_DIRECTORY)) {
        session_say(session, MSG_KEYS_BUSY, out->data, STR_NONE);
        return false;
    }
    return true;
}

void key_desk_close(KeyDesk *desk) {
    sodium_memzero(&desk->root.secret, sizeof desk->root.secret);
    if (desk->lock >= 0) close(desk->lock);
    desk->lock = -1;
}

static bool passphrase_file(Session *session, const char *path, Str *out) {
    Str text, rest;
    if (sys_read_file(session->arena, path, PASSPHRASE_FILE_MOST, &text) != ERR_OK) {
        session_say(session, MSG_SESSION_UNREADABLE, str_from(path), STR_NONE);
        return false;
    }
    str_cut(text, '\n', out, &rest);
    if (str_ends(*out, STR("\r"))) out->len--; // written on another system
    return true;
}

bool key_desk_passphrase(Session *session, Option option, Msg ask, bool is_new, Str *out) {
    Str again;
    const char *path = session->values[option];
    bool given = path ? passphrase_file(session, path, out) : session_passphrase(session, ask, STR_NONE, out);
    if (!given) return false;
    if (is_new && (out->len < PASSPHRASE_LEAST || out->len > PASSPHRASE_MOST)) {
        session_say(session, MSG_KEYS_PASSPHRASE_SHORT, str_format(session->arena, "%d", PASSPHRASE_LEAST), STR_NONE);
        return false;
    }
    if (!is_new || path) return true;
    if (!session_passphrase(session, MSG_KEYS_PASSPHRASE_AGAIN, STR_NONE, &again)) return false;
    if (str_eq(*out, again)) return true;
    session_say(session, MSG_KEYS_PASSPHRASE_DIFFERS, STR_NONE, STR_NONE);
    return false;
}

bool key_desk_grain(KeyDesk *desk, const char *path, KeyFileKind kind, Option passphrase, KeyFile *file, Grain *out) {
    Session *session = desk->session;
    Str typed = STR_NONE;
    Err err = keyfile_read(session->arena, path, kind, file);
    if (err || !id_eq(file->office, desk->office.id)) {
        session_say(session,
                    err == ERR_IO ? MSG_SESSION_UNREADABLE
                    : err         ? MSG_KEYS_NO_KEY
                                  : MSG_KEYS_OTHER_OFFICE,
                    str_from(path), keyfile_kind_name(kind));
        return false;
    }
    Msg ask = kind == KEYFILE_ROOT ? MSG_KEYS_ASK_ROOT : MSG_KEYS_ASK_OFFICER;
    if (file->is_locked && !key_desk_passphrase(session, passphrase, ask, false, &typed)) return false;
    err = keyfile_open(file, typed, out);
    if (err) session_say(session, MSG_KEYS_PASSPHRASE_WRONG, str_from(path), STR_NONE);
    return err == ERR_OK;
}

bool key_desk_root(KeyDesk *desk) {
    Session *session = desk->session;
    const char *path = session->values[OPTION_ROOT];
    KeyFile file;
    Grain grain;
    if (!path && desk->office.mode == MODE_DEMONSTRATION) path = office_path(session->arena, desk->data, CEREMONY_ROOT_FILE);
    if (!path) {
        session_say(session, MSG_KEYS_WHICH_ROOT, STR_NONE, STR_NONE);
        return false;
    }
    if (sys_is_directory(path)) path = str_c(session->arena, str_format(session->arena, "%s/root", path));
    if (!key_desk_grain(desk, path, KEYFILE_ROOT, OPTION_ROOT_PASSPHRASE, &file, &grain)) return false;
    desk->root = key_root(&grain);
    grain_wipe(&grain);
    bool fits = sodium_memcmp(&desk->root.public, &desk->office.root, sizeof desk->office.root) == 0;
    if (!fits) session_say(session, MSG_KEYS_OTHER_OFFICE, str_from(path), keyfile_kind_name(KEYFILE_ROOT));
    return fits;
}

bool key_desk_officer(KeyDesk *desk, const char *given, Officer *out) {
    Session *session = desk->session;
    Officer *officers = NULL;
    size_t count = 0, found = 0;
    Str wanted = str_from(given);
    Err err = officer_list(session->arena, &desk->office, &officers, &count);
    for (size_t i = 0; !err && i < count; i++) {
        bool fits =
            str_eq(officers[i].name, wanted) || (wanted.len > 0 && str_starts(id_hex(session->arena, officers[i].id), wanted));
        if (!fits) continue;
        *out = officers[i];
        found++;
    }
    if (err) {
        (void)key_desk_fail(desk, err);
    } else if (found != 1) {
        session_say(session, found ? MSG_KEYS_MANY_OFFICERS : MSG_KEYS_NO_OFFICER, wanted, STR_NONE);
    }
    return !err && found == 1;
}

bool key_desk_number(Session *session, Option option, unsigned initial, unsigned most, unsigned *out) {
    int64_t number = initial;
    const char *text = session->values[option];
    bool fits = (!text || str_int(str_from(text), &number)) && number >= 1 && number <= most;
    *out = fits ? (unsigned)number : 0;
    if (!fits)
        session_say(session, MSG_KEYS_NUMBER, str_from(option_rows[option].name), str_format(session->arena, "1-%u", most));
    return fits;
}

int key_desk_note(KeyDesk *desk, const LedgerEvent *event) {
    Session *session = desk->session;
    Client client = {.socket = -1};
    FrameAnswer answer = {0};
    LedgerOrder order = {.event = *event};
    ByteWriter payload = bytes_writer(session->arena, LEDGER_ORDER_MAX);
    Str socket = role_socket(session->arena, desk->data, ROLE_KEEPER);
    order.event.at = session->at;
    ledger_order_write(&payload, &order);
    Bytes part = bytes_written(&payload);
    Err err = client_connect(&client, str_c(session->arena, socket), NOTE_TIMEOUT_MS);
    if (!err) err = client_call(&client, session->arena, FRAME_NOTE, &part, 1, &answer);
    client_close(&client);
    if (!err && answer.outcome == OUTCOME_OK) return EXIT_DONE;
    Msg closed = event->kind == LEDGER_KEYS ? MSG_KEYS_NOT_NOTED : MSG_KEYS_EVENT_NOT_NOTED;
    session_say(session, err ? closed : MSG_KEYS_NOTE_REFUSED, desk->data, STR_NONE);
    return err ? EXIT_DONE : EXIT_NO;
}

int key_desk_note_list(KeyDesk *desk) {
    LedgerEvent event = {.kind = LEDGER_KEYS};
    Err err = office_keys(desk->session->arena, &desk->office, &desk->list);
    if (err) return key_desk_fail(desk, err);
    memcpy(event.subject, desk->list.hash.bytes, sizeof event.subject);
    return key_desk_note(desk, &event);
}

int key_desk_fail(KeyDesk *desk, Err err) {
    Msg msg = err == ERR_IO ? MSG_OFFICE_UNREADABLE : err == ERR_SEALED ? MSG_KEYS_NOT_SIGNED : MSG_KEYS_NOT_DONE;
    session_say(desk->session, msg, desk->data, STR_NONE);
    return EXIT_BAD;
}

Str key_desk_print(Session *session, const unsigned char public[32]) {
    return code_hex(session->arena, (Bytes){public, PRINT_BYTES});
}

Str key_desk_moment(Session *session, Moment moment) {
    Buf text = buf_make(session->arena, 64);
    buf_moment(&text, moment);
    return buf_str(&text);
}
