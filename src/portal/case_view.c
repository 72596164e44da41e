// Fills the view of a case. States are said no further than they are known: handed over is not accepted.
#include "portal/case_view.h"

#include "portal/addressees.h"
#include "portal/duty_card.h"
#include "portal/own_standing.h"
#include "rule/near.h"
#include "rule/phrase.h"

enum { WORDS_BYTES = 64 << 10, SIGN_BYTES = 4 };

typedef struct Showing {
    Arena *arena;
    const Request *request;
    const Pack *pack;
    const OwnCase *own;
    Lang lang;
    CaseView view;
} Showing;

Str case_moment(Arena *arena, Moment at, Lang lang) {
    Buf words = buf_make(arena, WORDS_BYTES);
    int minutes = (int)((at - day_start(day_of(at))) / 60000000);
    phrase_day(&words, day_of(at), lang);
    buf_format(&words, " %02d:%02d", minutes / 60, minutes % 60);
    return buf_str(&words);
}

static Str filled(const Showing *showing, Msg msg, Str a, Str b, Str c) {
    Buf words = buf_make(showing->arena, WORDS_BYTES);
    buf_word(&words, showing->lang, msg, a, b, c);
    return str_trim(buf_str(&words));
}

static Str moment_words(const Showing *showing, Moment at) {
    return case_moment(showing->arena, at, showing->lang);
}

static Str title_of(const Showing *showing, Str window) {
    return addressee_title(showing->request, window);
}

static void join(Buf *list, Str words) {
    if (list->len) buf_puts(list, " / ");
    buf_put(list, words);
}

// --- what was sent -----------------------------------------------------------------------------------------------------------

static Str what_words(Lang lang, const OwnFiling *filing) {
    Msg msg = !filing->follows.len           ? MSG_CASE_WHAT_REPORT
              : str_is(filing->kind, "stop") ? MSG_CASE_WHAT_STOP
              : str_is(filing->kind, "call") ? MSG_CASE_WHAT_CALL
                                             : MSG_CASE_WHAT_FOLLOW_UP;
    return word(lang, msg);
}

Str case_filing(Arena *arena, const OwnFiling *filing, Lang lang) {
    Buf words = buf_make(arena, WORDS_BYTES);
    buf_word(&words, lang, MSG_CASE_SENT_LINE, case_moment(arena, filing->at, lang), what_words(lang, filing), STR_NONE);
    return buf_str(&words);
}

Str case_mark(Arena *arena, size_t filing) {
    return str_format(arena, "sent-%zu", filing + 1);
}

static void add_filings(Showing *showing) {
    const OwnFilingList *filings = &showing->own->filings;
    showing->view.receipt = filings->items[0].receipt;
    showing->view.has_report = filings->items[0].report.len > 0;
    showing->view.is_full = showing->own->is_full;
    showing->view.is_copy = filings->items[0].is_copy;
    for (size_t i = 0; i < filings->count; i++) {
        const OwnFiling *filing = &filings->items[i];
        Buf to = buf_make(showing->arena, WORDS_BYTES);
        for (size_t w = 0; w < filing->windows.count; w++) join(&to, title_of(showing, filing->windows.items[w]));
        CaseFilingView view = {.mark = case_mark(showing->arena, i),
                               .words = case_filing(showing->arena, filing, showing->lang),
                               .receipt = filing->receipt,
                               .to = buf_str(&to)};
        PUSH(showing->arena, showing->view.filings, view);
    }
}

// --- how each window stands --------------------------------------------------------------------------------------------------

static void add_state(const Showing *showing, Buf *line, Msg msg, Moment at, Str number) {
    if (line->len) buf_char(line, ' ');
    buf_put(line, filled(showing, msg, at == MOMENT_NONE ? STR_NONE : moment_words(showing, at), number, STR_NONE));
}

// Each step that is known, on one line.
static void stand(Showing *showing, CasePlaceView *place, const OwnFiling *filing) {
    OwnStanding standing = own_standing(showing->own, filing, place->id);
    const Moment *since = standing.since;
    bool placed = since[STANDING_FILED] != MOMENT_NONE, opened = since[STANDING_OPENED] != MOMENT_NONE;
    Buf line = buf_make(showing->arena, WORDS_BYTES);
    if (placed)
        add_state(showing, &line, MSG_CASE_STATE_PLACED, since[STANDING_FILED], STR_NONE);
    else
        add_state(showing, &line, MSG_CASE_STATE_WAITING, since[STANDING_PREPARED], STR_NONE);
    if (opened)
        add_state(showing, &line, MSG_CASE_STATE_READ, since[STANDING_OPENED], STR_NONE);
    else if (placed)
        add_state(showing, &line, MSG_CASE_STATE_NOT_READ, MOMENT_NONE, STR_NONE);
    if (since[STANDING_ACCEPTED] != MOMENT_NONE)
        add_state(showing, &line, standing.number.len ? MSG_CASE_STATE_ACCEPTED : MSG_CASE_STATE_ACCEPTED_PLAIN,
                  since[STANDING_ACCEPTED], standing.number);
    Str words = filled(showing, MSG_CASE_STAGE, what_words(showing->lang, filing), buf_str(&line), STR_NONE);
    PUSH(showing->arena, place->states, (CaseLineView){words});
}

static bool goes_to(const OwnFiling *filing, Str window) {
    for (size_t i = 0; i < filing->windows.count; i++)
        if (str_eq(filing->windows.items[i], window)) return true;
    return false;
}

static CasePlaceView *place_of(CasePlaceViewList *places, Str id) {
    for (size_t i = 0; i < places->count; i++)
        if (str_eq(places->items[i].id, id)) return &places->items[i];
    return NULL;
}

static void add_here(Showing *showing) {
    const OwnFilingList *filings = &showing->own->filings;
    for (size_t i = 0; i < filings->count; i++)
        for (size_t w = 0; w < filings->items[i].windows.count; w++) {
            Str id = filings->items[i].windows.items[w];
            if (place_of(&showing->view.here, id)) continue;
            CasePlaceView place = {.id = id, .title = title_of(showing, id)};
            for (size_t f = 0; f < filings->count; f++)
                if (goes_to(&filings->items[f], id)) stand(showing, &place, &filings->items[f]);
            PUSH(showing->arena, showing->view.here, place);
        }
}

static Str noted_words(Showing *showing, Str window) {
    const OwnNote *note = own_case_note(showing->own, window);
    if (!note) return STR_NONE;
    Buf on = buf_make(showing->arena, WORDS_BYTES);
    phrase_day(&on, note->on, showing->lang);
    return filled(showing, note->number.len ? MSG_CASE_NOTED : MSG_CASE_NOTED_PLAIN, buf_str(&on), note->number, STR_NONE);
}

// --- what is due -------------------------------------------------------------------------------------------------------------

static void add_elsewhere(Showing *showing, const DutyResult *result) {
    for (uint32_t i = 0; i < result->window_count; i++) {
        Str id = showing->pack->book.windows.items[result->windows[i]].id;
        if (place_of(&showing->view.here, id) || place_of(&showing->view.elsewhere, id)) continue;
        CasePlaceView place = {.id = id, .title = title_of(showing, id), .noted = noted_words(showing, id)};
        PUSH(showing->arena, showing->view.elsewhere, place);
    }
}

static void add_due(Showing *showing, const DutyCard *card, const DutyResult *result) {
    DutyView duty = duty_card(showing->arena, card, result);
    CaseDueView due = {.title = duty.title};
    Buf to = buf_make(showing->arena, WORDS_BYTES);
    for (size_t i = 0; i < duty.windows.count; i++)
        if (!duty.windows.items[i].is_possible) join(&to, duty.windows.items[i].title);
    due.to = buf_str(&to);
    for (size_t i = 0; i < duty.stages.count; i++) {
        const DutyStageView *stage = &duty.stages.items[i];
        Moment when = result->stages[i].due;
        Str by = stage->is_now ? word(showing->lang, MSG_PORTAL_AT_ONCE) : when == MOMENT_NONE ? stage->clock : stage->when;
        CaseStageView view = {.words = filled(showing, MSG_CASE_STAGE, stage->name, by, STR_NONE),
                              .note = stage->latest,
                              .is_past = when != MOMENT_NONE && !stage->is_now && when < showing->request->now};
        PUSH(showing->arena, due.stages, view);
    }
    if (due.stages.count) PUSH(showing->arena, showing->view.dues, due);
}

// What an open answer may still bring is no reason to say that nothing is due.
static void add_near(Showing *showing, const DutyCard *card) {
    NearDuty near[NEAR_DUTIES];
    for (uint32_t i = 0; i < card->decision->duty_count; i++)
        showing->view.is_open = showing->view.is_open || card->decision->duties[i].status == STATUS_MAY;
    uint32_t count = near_duties(card->decision, near);
    for (uint32_t i = 0; i < count; i++) {
        DutyView duty = duty_card(showing->arena, card, near[i].duty);
        const DutyStageView *stage = &duty.stages.items[0];
        Str by = stage->is_now ? word(showing->lang, MSG_PORTAL_AT_ONCE) : stage->when;
        Str words = filled(showing, MSG_CASE_STAGE, stage->name, by, STR_NONE);
        PUSH(showing->arena, showing->view.near, ((CaseNearView){duty.title, words}));
    }
}

static void add_duties(Showing *showing) {
    const Pack *pack = showing->pack;
    if (!showing->view.has_report) return;
    Incident *known = NEW(showing->arena, Incident);
    *known = own_case_incident(showing->arena, pack, showing->own);
    Decision decision = decision_make(showing->arena, &showing->pack->book, &pack->program, known, showing->request->now);
    DutyCard card = {pack, &decision, showing->lang};
    for (uint32_t i = 0; i < decision.duty_count; i++) {
        if (decision.duties[i].status != STATUS_APPLIES) continue;
        add_due(showing, &card, &decision.duties[i]);
        add_elsewhere(showing, &decision.duties[i]);
    }
    add_near(showing, &card);
}

// --- what the office says ----------------------------------------------------------------------------------------------------

static void add_messages(Showing *showing) {
    const OwnMessageList *messages = &showing->own->messages;
    for (size_t i = 0; i < messages->count; i++) {
        const OwnMessage *one = &messages->items[i];
        Str words = one->text.len ? one->text : word(showing->lang, MSG_CASE_MESSAGE_OTHER);
        if (one->at != MOMENT_NONE)
            words = filled(showing, MSG_CASE_MESSAGE_AT, moment_words(showing, one->at), words, STR_NONE);
        PUSH(showing->arena, showing->view.messages, (CaseLineView){words});
    }
}

static Msg event_msg(LedgerKind kind) {
    static const Msg words[LEDGER_KIND_LAST + 1] = {
        [LEDGER_FILED] = MSG_LEDGER_KIND_FILED,         [LEDGER_OPENED] = MSG_LEDGER_KIND_OPENED,
        [LEDGER_CARD] = MSG_LEDGER_KIND_CARD,           [LEDGER_GRANTED] = MSG_LEDGER_KIND_GRANTED,
        [LEDGER_REVOKED] = MSG_LEDGER_KIND_REVOKED,     [LEDGER_KEYS] = MSG_LEDGER_KIND_KEYS,
        [LEDGER_WINDOW] = MSG_LEDGER_KIND_WINDOW,       [LEDGER_DELETED] = MSG_LEDGER_KIND_DELETED,
        [LEDGER_RECOVERED] = MSG_LEDGER_KIND_RECOVERED, [LEDGER_SHARED] = MSG_LEDGER_KIND_SHARED,
        [LEDGER_STARTED] = MSG_LEDGER_KIND_STARTED};
    return words[kind];
}

static void add_openings(Showing *showing) {
    const OwnOpeningList *openings = &showing->own->openings;
    Lang lang = showing->lang;
    for (size_t i = 0; i < openings->count; i++) {
        const LedgerEvent *event = &openings->items[i].event;
        Str when = moment_words(showing, event->at), window = title_of(showing, event->window);
        Str sign = str_slice(id_hex(showing->arena, event->officer), 0, 2 * SIGN_BYTES);
        CaseOpeningView view = {.purpose = event->purpose,
                                .leaf = str_format(showing->arena, "%llu", (unsigned long long)openings->items[i].leaf)};
        view.words = event->kind == LEDGER_OPENED ? filled(showing, MSG_CASE_OPENED, when, window, sign)
                     : event->window.len ? filled(showing, MSG_CASE_EVENT_AT, when, word(lang, event_msg(event->kind)), window)
                                         : filled(showing, MSG_CASE_EVENT, when, word(lang, event_msg(event->kind)), STR_NONE);
        PUSH(showing->arena, showing->view.openings, view);
    }
}

CaseView case_view(const Request *request, const OwnCase *own) {
    Showing showing = {request->arena, request, portal_of(request)->pack, own, request->lang, {.receipt = {0}}};
    add_filings(&showing);
    add_here(&showing);
    add_duties(&showing);
    bool is_empty = !showing.view.dues.count && !showing.view.near.count;
    showing.view.is_nothing = is_empty && !showing.view.is_open;
    showing.view.is_open = is_empty && showing.view.is_open;
    add_messages(&showing);
    add_openings(&showing);
    return showing.view;
}
