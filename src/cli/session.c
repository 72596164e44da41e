// The common part of all commands. Talk goes to standard error, answers to standard output.
#include "cli/session.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/sys.h"
#include "base/terminal.h"
#include "cli/fold.h"

enum { STANDARD_INPUT = 0, STANDARD_OUTPUT = 1, STANDARD_ERROR = 2, TALK_BYTES = 1 << 20 };

bool session_has(const Session *session, Option option) {
    return session->values[option] != NULL;
}

size_t session_all(const Session *session, Option option, const char ***out) {
    size_t count = 0;
    *out = NEW_ARRAY(session->arena, const char *, session->given_count + 1);
    for (size_t i = 0; i < session->given_count; i++)
        if (session->given[i].option == option) (*out)[count++] = session->given[i].value;
    return count;
}

void session_tell(Session *session, const Diags *diags) {
    Buf talk = buf_make(session->arena, TALK_BYTES);
    for (size_t i = 0; i < diags->count; i++) diag_print(&talk, &diags->items[i], session->lang);
    if (diags->errors > diags->count) {
        buf_word(&talk, session->lang, MSG_SESSION_MORE_FINDINGS,
                 str_format(session->arena, "%zu", diags->errors - diags->count), STR_NONE, STR_NONE);
        buf_char(&talk, '\n');
    }
    (void)!sys_write(STANDARD_ERROR, buf_str(&talk)); // nobody left to tell
}

void session_say(Session *session, Msg msg, Str a, Str b) {
    Buf talk = buf_make(session->arena, TALK_BYTES);
    buf_puts(&talk, "todoke: ");
    buf_word(&talk, session->lang, msg, diag_visible(session->arena, a), diag_visible(session->arena, b), STR_NONE);
    buf_char(&talk, '\n');
    fold_lines(&talk, 0, session->talk_columns);
    (void)!sys_write(STANDARD_ERROR, buf_str(&talk)); // nobody left to tell
}

void session_line(Session *session, Msg msg, Str a, Str b, Str c) {
    buf_word(&session->out, session->lang, msg, a, b, c);
    buf_char(&session->out, '\n');
}

Str session_number(Session *session, uint64_t value) {
    return str_format(session->arena, "%llu", (unsigned long long)value);
}

const Pack *session_pack(Session *session) {
    Pack *pack = NEW(session->arena, Pack);
    Diags diags = diags_make(session->arena);
    if (pack_load(session->arena, session->values[OPTION_PACK], pack, &diags) == ERR_OK) return pack;
    session_tell(session, &diags);
    return NULL;
}

// One finding on one line: what is wrong in an incident is short, and callers read it line by line.
void session_tell_lines(Session *session, const Diags *diags) {
    Buf talk = buf_make(session->arena, TALK_BYTES);
    for (size_t i = 0; i < diags->count; i++) diag_print_line(&talk, &diags->items[i], session->lang);
    (void)!sys_write(STANDARD_ERROR, buf_str(&talk)); // nobody left to tell
}

bool session_incident(Session *session, const Pack *pack, const char *path, Incident *out) {
    Str text, name = str_from(path);
    if (str_is(name, "-") && terminal_is_there(STANDARD_INPUT)) session_say(session, MSG_SESSION_TYPE_IT, STR_NONE, STR_NONE);
    Err err = sys_read_file(session->arena, path, LIMIT_INCIDENT_BYTES, &text);
    if (err) {
        session_say(session, err == ERR_TOO_BIG ? MSG_SESSION_TOO_BIG : MSG_SESSION_UNREADABLE, name, STR_NONE);
        return false;
    }
    Diags diags = diags_make(session->arena);
    err = incident_read(session->arena, &pack->book, name, text, out, &diags);
    if (err) session_tell_lines(session, &diags);
    return err == ERR_OK;
}

bool session_flush(Session *session) {
    bool written = !session->out.overflowed && sys_write(STANDARD_OUTPUT, buf_str(&session->out)) == ERR_OK;
    session->out.len = 0;
    if (!written) session_say(session, MSG_SESSION_NOT_WRITTEN, STR_NONE, STR_NONE);
    return written;
}

// An interrupt while nothing is shown must not leave the terminal so.
bool session_passphrase(Session *session, Msg ask, Str about, Str *out) {
    int interrupts = -1;
    bool ended = true;
    session_say(session, ask, about, STR_NONE);
    Err err = terminal_hold_interrupts(&interrupts);
    if (!err) {
        terminal_show_typing(false);
        err = terminal_read_line(session->arena, interrupts, LIMIT_PASSPHRASE_BYTES, out, &ended);
        terminal_show_typing(true);
        terminal_free_interrupts(interrupts);
    }
    if (!err && !ended && out->len) return true;
    session_say(session, MSG_SESSION_NO_PASSPHRASE, STR_NONE, STR_NONE);
    return false;
}
