// What a person asks of the windows that have her report, confirmed on a page: to pass it on to nobody else, to call her. Each
// is a small filing that follows the report. The page carries a word that is used once, so that sending it twice asks once.
#include "portal/addressees.h"
#include "portal/case_pages.h"
#include "portal/case_view.h"
#include "portal/hand_in.h"
#include "portal/handlers.h"

#include "base/code.h"
#include "base/entropy.h"
#include "rule/prose.h"
#include "rule/shape.h"

enum { ONCE_BYTES = 16, WORDS_BYTES = 16 << 10, POINTS_MOST = 3 };

typedef struct Act {
    ReportWhat what;
    const char *action; // its address behind /case/
    Msg heading, lead, points[POINTS_MOST], button;
} Act;

static const Act stop = {REPORT_STOP,
                         "stop",
                         MSG_CASE_STOP,
                         MSG_CASE_STOP_LEAD,
                         {MSG_CASE_STOP_DELIVERED, MSG_CASE_STOP_LAW, MSG_CASE_STOP_SHARE},
                         MSG_CASE_STOP_GO};
static const Act call = {
    REPORT_CALL,     "call", MSG_CASE_CALL, MSG_CASE_CALL_LEAD, {MSG_CASE_CALL_DANGER, MSG_CASE_CALL_CARD, MSG_CASE_CALL_WHEN},
    MSG_CASE_CALL_GO};

typedef struct Acting {
    const Request *request;
    const Act *act;
    CaseOpen open;
    const Pack *pack;
    ReportWindow *before, *windows; // that have the report; of these, those with a desk
    size_t before_count, window_count;
    Str phone, name, once, error;
    bool is_phone_wrong, is_name_wrong;
} Acting;

// --- the page ----------------------------------------------------------------------------------------------------------------

static Str asked_words(const Acting *acting) {
    const OwnFilingList *filings = &acting->open.own.filings;
    for (size_t i = filings->count; i-- > 1;) {
        if (!str_is(filings->items[i].kind, report_what(acting->act->what))) continue;
        Buf words = buf_make(acting->request->arena, WORDS_BYTES);
        Str at = case_moment(acting->request->arena, filings->items[i].at, acting->request->lang);
        buf_word(&words, acting->request->lang, MSG_CASE_ASKED, at, STR_NONE, STR_NONE);
        return buf_str(&words);
    }
    return STR_NONE;
}

static Response show(const Acting *acting, int status) {
    const Request *request = acting->request;
    const Act *act = acting->act;
    CaseAskView view = {.heading = act->heading,
                        .lead = act->lead,
                        .already = asked_words(acting),
                        .action = str_from(act->action),
                        .button = act->button,
                        .once = acting->once,
                        .is_call = act->what == REPORT_CALL,
                        .phone = acting->phone,
                        .name = acting->name,
                        .error = acting->error,
                        .is_phone_wrong = acting->is_phone_wrong,
                        .is_name_wrong = acting->is_name_wrong};
    for (size_t i = 0; i < POINTS_MOST; i++)
        PUSH(request->arena, view.points, (CaseAskLineView){word(request->lang, act->points[i])});
    for (size_t i = 0; i < acting->window_count; i++)
        PUSH(request->arena, view.to, (CaseAskLineView){addressee_title(request, acting->windows[i].id)});
    Str tail = str_format(request->arena, "/case/%s", act->action);
    view.frame = pages_frame(request, word(request->lang, act->heading), tail);
    pages_fault(request, &view.frame, acting->is_phone_wrong ? "phone" : acting->is_name_wrong ? "name" : "", acting->error);
    Buf out = pages_begin(request);
    page_case_ask(&out, request->lang, request->token, &view);
    return pages_send(request, status, &out);
}

static Err begin(const Request *request, const Act *act, Acting *acting) {
    *acting = (Acting){.request = request, .act = act, .pack = portal_of(request)->pack};
    Err err = case_open(request, request->inputs[ACT_KEY].text, &acting->open);
    if (err == ERR_OK && own_case_is_copy(&acting->open.own)) err = ERR_REFUSED;
    if (err != ERR_OK) return err;
    acting->before = own_case_windows(request->arena, acting->pack, &acting->open.own, &acting->before_count);
    acting->windows = NEW_ARRAY(request->arena, ReportWindow, acting->before_count + 1);
    for (size_t i = 0; i < acting->before_count; i++)
        if (addressee_is_here(request, acting->before[i].id)) acting->windows[acting->window_count++] = acting->before[i];
    if (!acting->window_count) acting->error = word(request->lang, MSG_CASE_NO_DESK);
    return ERR_OK;
}

static Str text_of(const Book *book, const Incident *incident, const char *fact) {
    int index = map_get(&book->fact_index, str_from(fact));
    return index < 0 ? STR_NONE : incident->texts[index];
}

static Response ask(const Request *request, const Act *act) {
    Acting acting;
    unsigned char once[ONCE_BYTES];
    Err err = begin(request, act, &acting);
    own_key_wipe(&acting.open.key);
    if (err != ERR_OK) return case_shut(request, err);
    Incident known = own_case_incident(request->arena, acting.pack, &acting.open.own);
    acting.phone = text_of(&acting.pack->book, &known, "contact.phone");
    acting.name = text_of(&acting.pack->book, &known, "contact.name");
    entropy_fill(NULL, once, sizeof once);
    acting.once = code_hex(request->arena, BYTES_OF(once));
    return show(&acting, 200);
}

// --- asking ------------------------------------------------------------------------------------------------------------------

// What she types here is for these windows, whatever was held back from them before.
static void set_contact(Acting *acting, Incident *now, const char *fact, Str text) {
    int index = map_get(&acting->pack->book.fact_index, str_from(fact));
    if (index < 0 || !text.len) return;
    now->texts[index] = shape_kept(acting->request->arena, &acting->pack->book.facts.items[index], text);
    now->values[index] = value_yesno(true);
    for (size_t i = 0; i < acting->window_count; i++) {
        if (!acting->windows[i].withheld) continue;
        size_t count = acting->pack->book.facts.count;
        bool *withheld = NEW_ARRAY(acting->request->arena, bool, count + 1);
        memcpy(withheld, acting->windows[i].withheld, count * sizeof *withheld);
        withheld[index] = false;
        acting->windows[i].withheld = withheld;
    }
}

// Empty: it fits.
static Str misfit(const Acting *acting, const char *fact, Str text) {
    Arena *arena = acting->request->arena;
    int index = map_get(&acting->pack->book.fact_index, str_from(fact));
    ProseFault fault;
    if (index < 0 || !text.len) return STR_NONE;
    const Fact *about = &acting->pack->book.facts.items[index];
    if (prose_fits(arena, about, text, text_in(&about->title, acting->request->lang), &fault)) return STR_NONE;
    Buf words = buf_make(arena, WORDS_BYTES);
    buf_word(&words, acting->request->lang, fault.msg, fault.args[0], fault.args[1], fault.args[2]);
    return str_trim(buf_str(&words));
}

static HandInFault hand_request_in(Acting *acting) {
    const Request *request = acting->request;
    Incident then = own_case_incident(request->arena, acting->pack, &acting->open.own);
    Incident now = own_case_incident(request->arena, acting->pack, &acting->open.own);
    bool is_call = acting->act->what == REPORT_CALL;
    if (is_call) set_contact(acting, &now, "contact.phone", acting->phone);
    if (is_call) set_contact(acting, &now, "contact.name", acting->name);
    ReportBefore before = {acting->act->what, acting->open.own.filings.items[0].receipt, &then, acting->before,
                           acting->before_count};
    Report report = {.pack = acting->pack,
                     .incident = &now,
                     .windows = acting->windows,
                     .window_count = acting->window_count,
                     .call_me = is_call,
                     .before = &before};
    Str content =
        str_format(request->arena, "%s\n%.*s\n%.*s", acting->act->action, STR_ARG(acting->phone), STR_ARG(acting->name));
    HandIn what = {
        .key = acting->once, .request = bytes_of_str(content), .report = &report, .viewing = &acting->open.key.viewing};
    HandedIn done = {0};
    HandInFault fault = hand_in(request, &what, &done);
    sodium_memzero(&done.viewing, sizeof done.viewing);
    return fault;
}

static Response act_on(const Request *request, const Act *act) {
    Acting acting;
    Err err = begin(request, act, &acting);
    bool is_call = act->what == REPORT_CALL;
    if (err != ERR_OK) return case_shut(request, err);
    acting.once = request->inputs[ACT_ONCE].text;
    if (is_call) acting.phone = request->inputs[ACT_PHONE].text;
    if (is_call) acting.name = request->inputs[ACT_NAME].text;
    if (acting.once.len != 2 * (size_t)ONCE_BYTES) return pages_go(request, "/case");
    if (is_call && !shape_has_digit(acting.phone)) acting.error = word(request->lang, MSG_CASE_NEED_PHONE);
    if (!acting.error.len) acting.error = misfit(&acting, "contact.phone", acting.phone);
    acting.is_phone_wrong = is_call && acting.window_count && acting.error.len;
    if (!acting.error.len) acting.error = misfit(&acting, "contact.name", acting.name);
    acting.is_name_wrong = is_call && acting.window_count && acting.error.len && !acting.is_phone_wrong;
    if (acting.error.len) return show(&acting, 422);
    HandInFault fault = hand_request_in(&acting);
    own_key_wipe(&acting.open.key);
    // The same word with something else in it: the first was taken, and the case says so.
    if (fault == HAND_IN_FINE || fault == HAND_IN_OTHER) return pages_go(request, "/case");
    acting.error = word(request->lang, MSG_CASE_NOT_SENT);
    return show(&acting, 503);
}

Response handle_case_stop(const Request *request) {
    return ask(request, &stop);
}

Response handle_case_stop_send(const Request *request) {
    return act_on(request, &stop);
}

Response handle_case_call(const Request *request) {
    return ask(request, &call);
}

Response handle_case_call_send(const Request *request) {
    return act_on(request, &call);
}
