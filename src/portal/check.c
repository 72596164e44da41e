// Everything once more, and then to send it. The page names the version of the draft that it shows: what is sent is what was
// seen, and the same page sent twice hands in one report.
#include "portal/addressees.h"
#include "portal/answers.h"
#include "portal/follow.h"
#include "portal/hand_in.h"
#include "portal/handlers.h"
#include "portal/pages.h"
#include "seal/receipt.h"
#include "web/fault.h"

// --- the page ----------------------------------------------------------------------------------------------------------------

static void add_addressees(const Request *request, const Draft *draft, CheckView *view) {
    for (size_t i = 0; i < draft->windows.count; i++) {
        const ReportWindow *window = &draft->windows.items[i];
        if (!addressee_is_here(request, window->id)) continue;
        CheckToView to = {window->id, addressee_title(request, window->id), addressee_hidden(request, window)};
        PUSH(request->arena, view->to, to);
    }
    view->to_count = (int64_t)view->to.count;
}

static Response show(const Request *request, const Kept *kept, bool was_changed, Str error, int status) {
    CheckView view = {.was_changed = was_changed};
    const Draft *draft = &kept->draft;
    const Pack *pack = portal_of(request)->pack;
    Decision decision = draft_decide(request->arena, pack, draft, request->now);
    view.frame = pages_frame(request, word(request->lang, MSG_SEND_CHECK_TITLE), STR("/check"));
    view.frame.fault_head = MSG_SEND_NOT_SENT;
    pages_fault(request, &view.frame, "", error);
    view.answers = answers_list(request->arena, &pack->book, &draft->incident, request->lang, true);
    view.open = decision.ask_fitting;
    if (view.open) view.open_at = pack->book.facts.items[decision.ask[0]].name;
    view.story = draft->narrative;
    view.call_me = draft->call_me;
    view.is_follow_up = draft->before.receipt.len > 0;
    view.before = draft->before.receipt;
    if (view.is_follow_up) view.diff = follow_diff(request->arena, pack, draft, request->lang);
    view.is_empty = view.is_follow_up && follow_is_empty(request->arena, pack, draft);
    if (kept->version) view.seen = draft_seen(request->arena, &kept->code, kept->version);
    for (size_t i = 0; i < draft->files.count; i++)
        PUSH(request->arena, view.files, (CheckFileView){draft->files.items[i].file.name});
    add_addressees(request, draft, &view);
    Buf out = pages_begin(request);
    page_check(&out, request->lang, request->token, &view);
    return pages_send(request, status, &out);
}

Response handle_check(const Request *request) {
    Kept kept;
    if (keep_get(request, request->inputs[CHECK_DRAFT].text, &kept) != ERR_OK) return pages_unavailable(request);
    return show(request, &kept, false, STR_NONE, 200);
}

// --- sending -----------------------------------------------------------------------------------------------------------------

static Response refuse(const Request *request, const Kept *kept, HandInFault fault) {
    static const Msg words[] = {
        [HAND_IN_REPORT] = MSG_SEAL_TOO_LONG, [HAND_IN_FILES] = MSG_FILES_GONE,     [HAND_IN_TOO_BIG] = MSG_SEAL_TOO_LONG,
        [HAND_IN_FULL] = MSG_WEB_NOT_READY,   [HAND_IN_OFTEN] = MSG_SEND_TOO_OFTEN, [HAND_IN_NOT_NOW] = MSG_WEB_NOT_READY};
    bool must_change = fault == HAND_IN_REPORT || fault == HAND_IN_TOO_BIG || fault == HAND_IN_FILES;
    return show(request, kept, false, word(request->lang, words[fault]), must_change ? 422 : 503);
}

// Whatever the draft became meanwhile: it was handed in, and another answer must not hand it in again. Left open only if the
// spool is gone; then the same page sent again comes to the same end.
static void note_sent(const Request *request, Kept *kept, const DraftSent *sent) {
    Err err = ERR_REFUSED;
    for (int i = 0; i < 3 && err == ERR_REFUSED; i++) {
        if (keep_get_any(request, request->inputs[SEND_DRAFT].text, kept) != ERR_OK || kept->draft.sent.receipt.len) return;
        kept->draft.sent = *sent;
        err = keep_put(request, kept);
    }
}

// A conflict of the id: this very report was handed in before, by a request whose answer got lost.
static Response send_it(const Request *request, Kept *kept) {
    const Pack *pack = portal_of(request)->pack;
    Report report = answers_report(request->arena, pack, &kept->draft, request->now);
    Str key = draft_seen(request->arena, &kept->code, kept->version);
    bool helped = answers_by_helper(&pack->book, &kept->draft.incident);
    HandIn what = {.key = key,
                   .request = bytes_of_str(key),
                   .report = &report,
                   .id = &kept->draft.report,
                   .viewing = &kept->draft.viewing,
                   .helper = helped ? &kept->draft.helper : NULL,
                   .evidence = answers_evidence(request->arena, &kept->draft)};
    HandedIn done = {.at = request->now};
    HandInFault fault = hand_in(request, &what, &done);
    if (fault != HAND_IN_FINE && fault != HAND_IN_OTHER) return refuse(request, kept, fault);
    DraftSent sent = {.receipt = receipt_text(request->arena, receipt_number(kept->draft.report)),
                      .proof = fault ? STR_NONE : done.proof,
                      .at = done.at};
    note_sent(request, kept, &sent);
    return pages_go(request, "/receipt");
}

Response handle_send(const Request *request) {
    Kept kept;
    if (keep_get_any(request, request->inputs[SEND_DRAFT].text, &kept) != ERR_OK) return pages_unavailable(request);
    if (kept.draft.sent.receipt.len) return pages_go(request, "/receipt");
    bool follows = kept.draft.before.receipt.len > 0;
    bool empty = follows && follow_is_empty(request->arena, portal_of(request)->pack, &kept.draft);
    if (!kept.version || empty) return pages_go(request, "/check");
    Str seen = draft_seen(request->arena, &kept.code, kept.version);
    if (!str_eq(seen, request->inputs[SEND_SEEN].text)) return show(request, &kept, true, STR_NONE, 409);
    bool any = false;
    for (size_t i = 0; i < kept.draft.windows.count; i++)
        any = any || addressee_is_here(request, kept.draft.windows.items[i].id);
    return any ? send_it(request, &kept) : pages_go(request, "/windows");
}
