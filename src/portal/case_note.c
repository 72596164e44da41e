// "I told them myself, on this day, and was given this number": kept in the mailbox, sealed for the person alone.
#include "portal/addressees.h"
#include "portal/case_pages.h"
#include "portal/handlers.h"
#include "rule/answer.h"
#include "web/fault.h"

enum { WORDS_BYTES = 16 << 10 };

typedef struct Noting {
    Str window, number, on, error;
    bool is_wrong; // the day; otherwise it is not the person who has to mend something
} Noting;

static Response show(const Request *request, const Noting *noting, int status) {
    CaseNoteView view = {.id = noting->window,
                         .title = addressee_title(request, noting->window),
                         .number = noting->number,
                         .on = noting->on,
                         .error = noting->error,
                         .is_wrong = noting->is_wrong};
    view.frame = pages_frame(request, word(request->lang, MSG_CASE_NOTE_KEEP),
                             str_join(request->arena, STR("/case/noted/"), noting->window));
    pages_fault(request, &view.frame, noting->is_wrong ? "on" : "", noting->error);
    Buf out = pages_begin(request);
    page_case_note(&out, request->lang, request->token, &view);
    return pages_send(request, status, &out);
}

static bool is_window(const Request *request, Str id) {
    return map_get(&portal_of(request)->pack->book.window_index, id) >= 0;
}

static Str day_text(const Request *request, Day day) {
    Buf out = buf_make(request->arena, WORDS_BYTES);
    buf_day(&out, day);
    return buf_str(&out);
}

Response handle_case_note(const Request *request) {
    CaseOpen open;
    Noting noting = {.window = request->inputs[NOTE_WINDOW].text};
    if (!is_window(request, noting.window)) return fault_response(request, &(Fault){.status = 404});
    Err err = case_open(request, request->inputs[NOTE_KEY].text, &open);
    own_key_wipe(&open.key);
    if (err != ERR_OK || own_case_is_copy(&open.own)) return case_shut(request, err);
    const OwnNote *note = own_case_note(&open.own, noting.window);
    if (note) noting.number = note->number;
    noting.on = day_text(request, note ? note->on : day_of(request->now));
    return show(request, &noting, 200);
}

// A day as people write it; a fault in words otherwise.
static bool day_take(const Request *request, Noting *noting, Day *on) {
    static const Fact day = {.type = FACT_TIME};
    Answer answer = {0};
    Err err = answer_read(request->arena, &day, noting->on, request->now, request->lang, &answer);
    if (err == ERR_OK && answer.value.a != INT64_MIN) {
        *on = day_of(answer.value.a);
        if (*on <= day_of(request->now)) return true;
        noting->error = word(request->lang, MSG_CASE_NOTE_FUTURE);
        return false;
    }
    Buf words = buf_make(request->arena, WORDS_BYTES);
    buf_word(&words, request->lang, err ? answer.fault : MSG_PORTAL_EXAMPLE_TIME, answer.args[0], answer.args[1],
             answer.args[2]);
    noting->error = str_trim(buf_str(&words));
    return false;
}

// The same note is there once: its id follows from what it says, and from the viewing key, so that it tells nobody anything.
static Err keep(const Request *request, const OwnKey *key, const Noting *noting, Day on) {
    Buf text = buf_make(request->arena, WORDS_BYTES);
    Id id;
    buf_puts(&text, "{\"kind\":\"note\",\"window\":");
    buf_json(&text, noting->window);
    buf_puts(&text, ",\"number\":");
    buf_json(&text, noting->number);
    buf_puts(&text, ",\"on\":\"");
    buf_day(&text, on);
    buf_puts(&text, "\"}");
    Hash hash = hash_keyed(DOMAIN_MAIL, BYTES_OF(key->viewing.bytes), bytes_of_str(buf_str(&text)));
    memcpy(id.bytes, hash.bytes, sizeof id.bytes);
    return text.overflowed ? ERR_TOO_BIG : own_box_add(request, key, id, buf_str(&text));
}

Response handle_case_note_keep(const Request *request) {
    CaseOpen open;
    Day on;
    Noting noting = {.window = request->inputs[NOTE_WINDOW].text,
                     .number = request->inputs[NOTE_NUMBER].text,
                     .on = request->inputs[NOTE_ON].text};
    if (!is_window(request, noting.window)) return fault_response(request, &(Fault){.status = 404});
    Err err = case_open(request, request->inputs[NOTE_KEY].text, &open);
    if (err != ERR_OK || own_case_is_copy(&open.own)) return case_shut(request, err);
    noting.is_wrong = !day_take(request, &noting, &on);
    if (noting.is_wrong) return show(request, &noting, 422);
    err = keep(request, &open.key, &noting, on);
    own_key_wipe(&open.key);
    if (err == ERR_OK) return pages_go(request, "/case");
    noting.error = word(request->lang, err == ERR_TOO_BIG ? MSG_CASE_NOTE_FULL : MSG_CASE_NOT_SENT);
    return show(request, &noting, 503);
}
