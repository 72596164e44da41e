// Receipts belong to one recipient and one form, so they are refused where several forms are made at once.
#include "cli/sending.h"
#include "base/utf8.h"
#include "cli/session.h"
#include "rule/prose.h"

enum { RECEIPT_CHARACTERS = 100 }; // what boxes for receipt numbers are checked against (form_check.c)

// What stands on paper must look the same to everybody, as with answers.
static bool read_receipt(Session *session, Option option, Str *out) {
    Str text = str_from(session->values[option]), name = str_from(option_rows[option].name);
    Fact line = {.limit = RECEIPT_CHARACTERS};
    ProseFault fault;
    *out = str_trim(text);
    bool plain = utf8_valid_prefix(text) == text.len && !(text.len && memchr(text.ptr, '\n', text.len)) &&
                 prose_fits(session->arena, &line, *out, name, &fault);
    if (!plain) session_say(session, MSG_FORMS_BAD_RECEIPT, name, str_format(session->arena, "%d", RECEIPT_CHARACTERS));
    return plain;
}

// A whole moment, or a day: its last second, which is shown as the day alone.
static bool read_previous_at(Session *session, Moment *out) {
    const char *text = session->values[OPTION_PREVIOUS_AT];
    Day day;
    *out = MOMENT_NONE;
    if (!text) return true;
    bool read = day_parse(str_from(text), &day) || moment_parse(str_from(text), out);
    if (!read) {
        session_say(session, MSG_CLI_NO_TIME, str_from(text), STR_NONE);
        return false;
    }
    bool whole_day = *out == MOMENT_NONE;
    if (whole_day) *out = day_last_second(day);
    if (whole_day ? day <= day_of(session->at) : *out <= session->at) return true;
    session_say(session, MSG_FORMS_PREVIOUS_LATER, str_from(text), STR_NONE);
    return false;
}

static bool read_to(Session *session, const Pack *pack, const Window **out) {
    Str name = str_from(session->values[OPTION_TO]);
    const WindowList *windows = &pack->book.windows;
    int found = name.len ? map_get(&pack->book.window_index, name) : -1;
    *out = found < 0 ? NULL : &windows->items[found];
    if (found >= 0 || !session_has(session, OPTION_TO)) return true;
    Str *names = NEW_ARRAY(session->arena, Str, windows->count + 1);
    for (size_t i = 0; i < windows->count; i++) names[i] = windows->items[i].id;
    int near = str_nearest(name, names, windows->count);
    session_say(session, near < 0 ? MSG_FORMS_NO_WINDOW : MSG_FORMS_NO_WINDOW_NEAR, name, near < 0 ? STR_NONE : names[near]);
    return false;
}

bool sending_read(Session *session, const Pack *pack, Sending *out) {
    static const Option alone[] = {OPTION_TO, OPTION_RECEIPT, OPTION_PREVIOUS_RECEIPT, OPTION_PREVIOUS_AT};
    for (size_t i = 0; i < sizeof alone / sizeof *alone && !session_has(session, OPTION_FORM); i++) {
        if (!session_has(session, alone[i])) continue;
        session_say(session, MSG_FORMS_ONE_FILING, str_from(option_rows[alone[i]].name), STR_NONE);
        return false;
    }
    return read_to(session, pack, &out->to) && read_receipt(session, OPTION_RECEIPT, &out->receipt) &&
           read_receipt(session, OPTION_PREVIOUS_RECEIPT, &out->previous_receipt) &&
           read_previous_at(session, &out->previous_at);
}

bool sending_follows(const Sending *sending) {
    return sending->previous_receipt.len > 0 || sending->previous_at != MOMENT_NONE;
}
