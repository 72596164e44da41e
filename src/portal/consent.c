// One window: what it may not see, and its view as the sealing will make it.
#include "portal/addressees.h"
#include "portal/answers.h"
#include "portal/echo.h"
#include "portal/handlers.h"
#include "portal/pages.h"
#include "web/fault.h"

static const Str narrative = {"narrative", 9}, files = {"files", 5};

typedef struct Consenting {
    const Request *request;
    const Draft *draft;
    ReportWindow window; // as it stands, or as it would be chosen
    ConsentView view;
} Consenting;

// --- what may be held back ---------------------------------------------------------------------------------------------------

static void add_part(Consenting *consenting, Str value, Str title, Str words, bool is_hidden) {
    Arena *arena = consenting->request->arena;
    ConsentPartView part = {.mark = str_format(arena, "part-%zu", consenting->view.parts.count + 1),
                            .value = value,
                            .title = title,
                            .words = words,
                            .is_hidden = is_hidden};
    PUSH(arena, consenting->view.parts, part);
}

static void add_parts(Consenting *consenting) {
    const Request *request = consenting->request;
    const Draft *draft = consenting->draft;
    const FactList *facts = &portal_of(request)->pack->book.facts;
    if (draft->narrative.len)
        add_part(consenting, narrative, word(request->lang, MSG_SEND_STORY), STR_NONE, consenting->window.no_narrative);
    if (draft->files.count)
        add_part(consenting, files, word(request->lang, MSG_SEND_FILES), STR_NONE, consenting->window.no_files);
    for (size_t i = 0; i < facts->count; i++) {
        const Fact *fact = &facts->items[i];
        if (value_is_unknown(fact, draft->incident.values[i])) continue;
        Str words = echo_words(request->arena, fact, draft->incident.values[i], draft->incident.texts[i], request->lang);
        bool hidden = consenting->window.withheld && consenting->window.withheld[i];
        add_part(consenting, fact->name, text_in(&fact->title, request->lang), words, hidden);
    }
    consenting->view.is_empty = consenting->view.parts.count == 0;
}

// --- what it sees ------------------------------------------------------------------------------------------------------------

static bool is_among(const DutyResult *const *duties, size_t count, uint32_t duty) {
    for (size_t i = 0; i < count; i++)
        if (duties[i]->duty == duty) return true;
    return false;
}

// The duties that the window can know of, and those it could but for what is held back.
static void add_duties(Consenting *consenting, const Report *report, const ReportView *seen) {
    Arena *arena = consenting->request->arena;
    const Book *book = &report->pack->book;
    const DutyResult **shown, **all;
    ReportView whole = report_view(arena, report, NULL);
    size_t shown_count = report_duties(arena, seen, consenting->window.id, &shown);
    size_t all_count = report_duties(arena, &whole, consenting->window.id, &all);
    for (size_t i = 0; i < all_count; i++) {
        Str title = text_in(&book->duties.items[all[i]->duty].title, consenting->request->lang);
        if (all[i]->status != STATUS_APPLIES) continue;
        if (is_among(shown, shown_count, all[i]->duty))
            PUSH(arena, consenting->view.duties, (ConsentDutyNameView){title});
        else
            PUSH(arena, consenting->view.lost, (ConsentDutyNameView){title});
    }
}

static void add_seen(Consenting *consenting) {
    const Request *request = consenting->request;
    const Draft *draft = consenting->draft;
    const Pack *pack = portal_of(request)->pack;
    Report report = answers_report(request->arena, pack, draft, request->now);
    ReportView seen = report_view(request->arena, &report, &consenting->window);
    consenting->view.seen = answers_list(request->arena, &pack->book, &seen.incident, request->lang, false);
    if (!consenting->window.no_narrative) consenting->view.story = draft->narrative;
    for (size_t i = 0; !consenting->window.no_files && i < draft->files.count; i++)
        PUSH(request->arena, consenting->view.files, (ConsentDutyNameView){draft->files.items[i].file.name});
    consenting->view.has_call = report_card(request->arena, &report, &seen).json.len > 0;
    add_duties(consenting, &report, &seen);
}

// --- the page ----------------------------------------------------------------------------------------------------------------

static Response show(const Request *request, const Kept *kept, bool is_saved) {
    Str id = request->inputs[CONSENT_WINDOW].text;
    const ReportWindow *chosen = draft_window(&kept->draft, id);
    Consenting consenting = {.request = request, .draft = &kept->draft, .window = chosen ? *chosen : (ReportWindow){.id = id}};
    consenting.view = (ConsentView){.id = id, .title = addressee_title(request, id), .is_saved = is_saved};
    add_parts(&consenting);
    add_seen(&consenting);
    Str title = str_format(request->arena, "%.*s", STR_ARG(consenting.view.title));
    consenting.view.frame = pages_frame(request, title, str_join(request->arena, STR("/windows/"), id));
    Buf out = pages_begin(request);
    page_consent(&out, request->lang, request->token, &consenting.view);
    return pages_send(request, 200, &out);
}

Response handle_consent(const Request *request) {
    Kept kept;
    if (!addressee_is_here(request, request->inputs[CONSENT_WINDOW].text))
        return fault_response(request, &(Fault){.status = 404});
    if (keep_get(request, request->inputs[CONSENT_DRAFT].text, &kept) != ERR_OK) return pages_unavailable(request);
    return show(request, &kept, false);
}

// Whoever holds something back from a window has chosen it.
static void hold_back(const Request *request, Draft *draft) {
    const Book *book = &portal_of(request)->pack->book;
    const InputValue *hidden = &request->inputs[CONSENT_HIDE];
    ReportWindow window = {.id = request->inputs[CONSENT_WINDOW].text};
    bool *withheld = NEW_ARRAY(request->arena, bool, book->facts.count + 1);
    for (size_t i = 0; i < hidden->count; i++) {
        int fact = map_get(&book->fact_index, hidden->all[i]);
        window.no_narrative = window.no_narrative || str_eq(hidden->all[i], narrative);
        window.no_files = window.no_files || str_eq(hidden->all[i], files);
        if (fact < 0) continue;
        withheld[fact] = true;
        window.withheld = withheld;
    }
    draft_window_add(request->arena, draft, window);
}

Response handle_consent_choice(const Request *request) {
    Kept kept;
    Err err = ERR_REFUSED;
    if (!addressee_is_here(request, request->inputs[CONSENT_WINDOW].text))
        return fault_response(request, &(Fault){.status = 404});
    for (int i = 0; i < 2 && err == ERR_REFUSED; i++) {
        err = keep_get(request, request->inputs[CONSENT_DRAFT].text, &kept);
        if (err == ERR_OK) hold_back(request, &kept.draft);
        if (err == ERR_OK) err = keep_put(request, &kept);
    }
    if (err != ERR_OK) return pages_unavailable(request);
    bool done = str_is(request->inputs[CONSENT_GO].text, "done");
    return pages_with_draft(request, done ? pages_go(request, "/windows") : show(request, &kept, true), &kept);
}
