// The words of `todoke seal`. With --json the answer is one object, whose beginning is written before the report has its place:
// so the viewing key is seen even if the rest fails.
#include "cli/seal_show.h"

#include "base/code.h"
#include "base/utf8.h"
#include "cli/window_text.h"

enum { WORDS_BYTES = 64 << 10 };

// --- the answer --------------------------------------------------------------------------------------------------------------

void seal_show_key(Session *session, Str receipt, const ViewingKey *viewing) {
    Str key = viewing_text(session->arena, viewing);
    if (session_has(session, OPTION_JSON)) {
        buf_puts(&session->out, "{\"receipt\":");
        buf_json(&session->out, receipt);
        buf_puts(&session->out, ",\"key\":");
        buf_json(&session->out, key);
    } else {
        session_line(session, MSG_SEAL_RECEIPT, receipt, STR_NONE, STR_NONE);
        session_line(session, MSG_SEAL_KEY, key, STR_NONE, STR_NONE);
    }
    sodium_memzero((char *)key.ptr, key.len);
}

static void show_folder(Session *session, Str folder) {
    if (session_has(session, OPTION_JSON)) {
        buf_puts(&session->out, ",\"folder\":");
        buf_json(&session->out, folder);
    } else {
        session_line(session, MSG_SEAL_FOLDER, folder, STR_NONE, STR_NONE);
    }
}

void seal_show_again(Session *session, Str receipt, Str folder) {
    if (session_has(session, OPTION_JSON)) {
        buf_puts(&session->out, "{\"receipt\":");
        buf_json(&session->out, receipt);
        buf_puts(&session->out, ",\"key\":null");
    } else {
        session_line(session, MSG_SEAL_RECEIPT, receipt, STR_NONE, STR_NONE);
    }
    show_folder(session, folder);
}

static Str withheld_of(Session *session, const Report *report, const ReportWindow *window, bool json) {
    const FactList *facts = &report->pack->book.facts;
    Buf out = buf_make(session->arena, WORDS_BYTES);
    Str comma = json ? STR(",") : word(session->lang, MSG_VALUE_COMMA);
    for (size_t i = 0; i < facts->count + 2; i++) {
        bool fact = i < facts->count;
        bool withheld = fact                ? window->withheld && window->withheld[i]
                        : i == facts->count ? window->no_narrative
                                            : window->no_files;
        Str name = fact ? facts->items[i].name : i == facts->count ? STR("narrative") : STR("files");
        if (!withheld) continue;
        if (out.len) buf_put(&out, comma);
        if (json)
            buf_json(&out, name);
        else
            buf_put(&out, name);
    }
    return buf_str(&out);
}

static void show_json(Session *session, const Report *report, const IntakeResult *sealed, const KeyList *list) {
    Buf *out = &session->out;
    buf_puts(out, ",\"office\":");
    buf_json(out, id_hex(session->arena, list->office));
    buf_format(out, ",\"mode\":\"%s\",\"root\":", list->mode == MODE_REAL ? "real" : "demonstration");
    buf_json(out, code_hex(session->arena, BYTES_OF(list->root.sign.bytes)));
    buf_puts(out, ",\"windows\":[");
    for (size_t i = 0; i < report->window_count; i++) {
        Str withheld = withheld_of(session, report, &report->windows[i], true);
        buf_puts(out, i ? ",{\"window\":" : "{\"window\":");
        buf_json(out, report->windows[i].id);
        buf_format(out, ",\"withhold\":[%.*s]}", STR_ARG(withheld));
    }
    buf_format(out, "],\"files\":%zu,\"shared\":%s", report->file_count, sealed->shared ? "true" : "false");
}

static void show_windows(Session *session, const Report *report) {
    for (size_t i = 0; i < report->window_count; i++) {
        Str withheld = withheld_of(session, report, &report->windows[i], false);
        session_line(session, withheld.len ? MSG_SEAL_FOR_WITHOUT : MSG_SEAL_FOR, report->windows[i].id, withheld, STR_NONE);
    }
}

void seal_show_report(Session *session, const Report *report, const IntakeResult *sealed, const KeyList *list, Str folder) {
    if (session_has(session, OPTION_JSON)) {
        show_json(session, report, sealed, list);
    } else {
        show_windows(session, report);
        if (sealed->shared) session_line(session, MSG_SEAL_SHARED, STR_NONE, STR_NONE, STR_NONE);
    }
    show_folder(session, folder);
    if (list->mode == MODE_DEMONSTRATION) session_say(session, MSG_OFFICE_MARKED, STR_NONE, STR_NONE);
    session_say(session, MSG_SEAL_ROOT, code_hex(session->arena, BYTES_OF(list->root.sign.bytes)), STR_NONE);
}

void seal_show_proof(Session *session, Str proof, Moment filed_at) {
    Buf *out = &session->out, moment = buf_make(session->arena, WORDS_BYTES);
    if (proof.len) buf_moment(&moment, filed_at);
    if (session_has(session, OPTION_JSON)) {
        buf_puts(out, ",\"filed_at\":");
        if (proof.len)
            buf_json(out, buf_str(&moment));
        else
            buf_puts(out, "null");
        buf_puts(out, ",\"proof\":");
        if (proof.len)
            buf_json(out, proof);
        else
            buf_puts(out, "null");
        buf_puts(out, "}\n");
        return;
    }
    if (proof.len) session_line(session, MSG_SEAL_FILED, buf_str(&moment), STR_NONE, STR_NONE);
    if (proof.len) session_line(session, MSG_SEAL_PROOF, proof, STR_NONE, STR_NONE);
}

// --- what stands in the way --------------------------------------------------------------------------------------------------

void seal_show_desks(Session *session, const KeyList *list) {
    Buf names = buf_make(session->arena, WORDS_BYTES);
    for (size_t i = 0; i < list->count; i++) {
        if (list->entries[i].kind != KEY_WINDOW || list->entries[i].state != KEY_CURRENT) continue;
        if (names.len) buf_put(&names, word(session->lang, MSG_VALUE_COMMA));
        buf_put(&names, list->entries[i].name);
    }
    session_say(session, names.len ? MSG_SEAL_WHICH_WINDOW : MSG_SEAL_NO_DESKS, buf_str(&names), STR_NONE);
}

static const Window *window_find(const Book *book, Str id) {
    for (size_t i = 0; i < book->windows.count; i++)
        if (str_eq(book->windows.items[i].id, id)) return &book->windows.items[i];
    return NULL;
}

static void no_such_window(Session *session, const Book *book, Str id) {
    Str *names = NEW_ARRAY(session->arena, Str, book->windows.count + 1);
    for (size_t i = 0; i < book->windows.count; i++) names[i] = book->windows.items[i].id;
    int near = str_nearest(id, names, book->windows.count);
    session_say(session, near < 0 ? MSG_SEAL_NO_WINDOW : MSG_SEAL_NO_WINDOW_NEAR, id, near < 0 ? STR_NONE : names[near]);
}

void seal_show_route(Session *session, const Book *book, Str id) {
    const Window *window = window_find(book, id);
    if (!window) {
        no_such_window(session, book, id);
        return;
    }
    Buf answer = session->out;
    session->out = buf_make(session->arena, WORDS_BYTES);
    window_contacts(session, window, 0);
    Str route = str_trim(buf_str(&session->out));
    session->out = answer;
    Str title = str_format(session->arena, "%.*s (%.*s)", STR_ARG(text_in(&window->title, session->lang)), STR_ARG(id));
    session_say(session, route.len ? MSG_SEAL_NO_DESK : MSG_SEAL_NO_DESK_NO_ROUTE, title, route);
}

bool seal_name_fits(Str name) {
    bool sound = name.len > 0 && name.len <= REPORT_FILE_NAME_MOST && utf8_valid_prefix(name) == name.len;
    for (size_t i = 0; sound && i < name.len; i++) sound = (unsigned char)name.ptr[i] >= ' ' && name.ptr[i] != 0x7f;
    return sound;
}

Msg seal_file_fault(Err err) {
    return err == ERR_INPUT ? MSG_SEAL_FILE_NAME : err == ERR_TOO_BIG ? MSG_SEAL_FILE_TOO_BIG : MSG_SEAL_FILE_UNREADABLE;
}

Msg seal_fault(IntakeFault fault) {
    static const Msg words[] = {[INTAKE_FINE] = MSG_SEAL_TOO_LONG,
                                [INTAKE_NO_DESK] = MSG_SEAL_NO_WINDOW,
                                [INTAKE_TOO_MANY] = MSG_SEAL_TOO_MANY,
                                [INTAKE_TOO_LONG] = MSG_SEAL_TOO_LONG,
                                [INTAKE_NO_KEY] = MSG_SEAL_NO_KEY};
    return words[fault];
}
