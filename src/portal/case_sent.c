// GET /{lang}/case/sent: all that was sent, in words, for whoever has the viewing key. A filing says what it said then; of what
// follows a report that is what changed.
#include "portal/addressees.h"
#include "portal/answers.h"
#include "portal/case_pages.h"
#include "portal/case_view.h"
#include "portal/file_words.h"
#include "portal/follow.h"
#include "portal/handlers.h"
#include "portal/own_said.h"

// A byte of a body may take six on a page; the second leaves room for what stands around.
enum { BODIES_MOST = 2 << 20, SENT_BYTES = 16 << 20 };

typedef struct Sent {
    const Request *request;
    const Pack *pack;
    Incident known;   // by what stands before
    bool has_unknown; // something stands before that is not here
    size_t bytes;     // of bodies that are shown
} Sent;

static void add_addressees(const Sent *sent, const OwnFiling *filing, const OwnSaid *said, CaseSentFilingView *view) {
    const Request *request = sent->request;
    for (size_t i = 0; i < filing->windows.count; i++) {
        Str id = filing->windows.items[i];
        CaseSentToView to = {.title = addressee_title(request, id)};
        for (size_t w = 0; w < said->window_count; w++)
            if (str_eq(said->windows[w].id, id)) to.hidden = addressee_hidden(request, &said->windows[w]);
        PUSH(request->arena, view->to, to);
    }
}

static void add_files(const Sent *sent, const OwnSaid *said, CaseSentFilingView *view) {
    Arena *arena = sent->request->arena;
    for (size_t i = 0; i < said->files.count; i++) {
        const OwnFile *file = &said->files.items[i];
        CaseSentFileView one = {.name = file_name_clean(arena, file->name),
                                .size = file_size_text(arena, file->size),
                                .hash = file->has_hash ? file_hash_text(arena, file->sha256) : STR_NONE};
        PUSH(arena, view->files, one);
    }
}

static void add_answers(Sent *sent, const OwnSaid *said, CaseSentFilingView *view) {
    const Request *request = sent->request;
    const Book *book = &sent->pack->book;
    if (said->changed) {
        FollowChange change = {said->changed, sent->has_unknown ? NULL : &sent->known, &said->incident};
        view->diff = follow_changes(request->arena, book, &change, request->lang);
    } else {
        view->answers = answers_list(request->arena, book, &said->incident, request->lang, false);
    }
    view->is_first = !said->changed;
    view->has_answers = view->diff.rows.count > 0 || view->answers.rows.count > 0;
}

static CaseSentFilingView filing_view(Sent *sent, const OwnFiling *filing, size_t index) {
    Arena *arena = sent->request->arena;
    CaseSentFilingView view = {
        .mark = case_mark(arena, index), .words = case_filing(arena, filing, sent->request->lang), .receipt = filing->receipt};
    OwnSaid said;
    bool is_there = own_said_read(arena, sent->pack, filing->report, &said);
    view.is_left_out = is_there && filing->report.len > BODIES_MOST - sent->bytes;
    view.is_here = is_there && !view.is_left_out;
    add_addressees(sent, filing, &said, &view);
    if (view.is_here) {
        sent->bytes += filing->report.len;
        add_answers(sent, &said, &view);
        add_files(sent, &said, &view);
        view.story = said.narrative;
        view.lost = (int64_t)said.lost;
    }
    sent->has_unknown = sent->has_unknown || !is_there;
    if (is_there) own_said_add(&sent->pack->book, &said, &sent->known);
    return view;
}

Response handle_case_sent(const Request *request) {
    CaseOpen open;
    Err err = case_open(request, request->inputs[CASE_COOKIE].text, &open);
    own_key_wipe(&open.key);
    if (err != ERR_OK) return case_shut(request, err);
    const Pack *pack = portal_of(request)->pack;
    Sent sent = {.request = request, .pack = pack, .known = incident_make(request->arena, &pack->book)};
    CaseSentView view = {.is_copy = own_case_is_copy(&open.own)};
    for (size_t i = 0; i < open.own.filings.count; i++)
        PUSH(request->arena, view.filings, filing_view(&sent, &open.own.filings.items[i], i));
    view.frame = pages_frame(request, word(request->lang, MSG_CASE_SENT_TITLE), STR("/case/sent"));
    Buf out = buf_make(request->arena, SENT_BYTES);
    page_case_sent(&out, request->lang, &view);
    return pages_send(request, 200, &out);
}
