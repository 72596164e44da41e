// From a case to a follow-up of it: a new draft in the browser, kept apart from any report that was begun there.
#include "portal/addressees.h"
#include "portal/answers.h"
#include "portal/case_pages.h"
#include "portal/follow.h"
#include "portal/handlers.h"

enum { OPEN_SHOWN = 8 };

static Response show_begin(const Request *request, const CaseOpen *open, const Kept *begun) {
    FollowBeginView view = {.receipt = open->own.filings.items[0].receipt};
    const Pack *pack = portal_of(request)->pack;
    size_t count;
    const ReportWindow *windows = own_case_windows(request->arena, pack, &open->own, &count);
    for (size_t i = 0; i < count; i++)
        PUSH(request->arena, view.windows, (FollowBeginWindowView){addressee_title(request, windows[i].id)});
    if (begun->version) view.code = draft_code_text(request->arena, &begun->code);
    view.frame = pages_frame(request, word(request->lang, MSG_FOLLOW_BEGIN_TITLE), STR("/case/more"));
    Buf out = pages_begin(request);
    page_follow_begin(&out, request->lang, request->token, &view);
    return pages_send(request, 200, &out);
}

Response handle_case_more(const Request *request) {
    CaseOpen open;
    Kept begun;
    Err err = case_open(request, request->inputs[MORE_KEY].text, &open);
    own_key_wipe(&open.key);
    if (err != ERR_OK) return case_shut(request, err);
    if (own_case_is_copy(&open.own)) return pages_go(request, "/case");
    if (keep_get(request, request->inputs[MORE_DRAFT].text, &begun) != ERR_OK) return pages_unavailable(request);
    return show_begin(request, &open, &begun);
}

Response handle_case_more_begin(const Request *request) {
    CaseOpen open;
    Kept kept = {0};
    Err err = case_open(request, request->inputs[MORE_KEY].text, &open);
    if (err != ERR_OK) return case_shut(request, err);
    if (own_case_is_copy(&open.own)) return pages_go(request, "/case");
    kept.draft = follow_begin(request->arena, portal_of(request)->pack, &open.own, &open.key.viewing);
    own_key_wipe(&open.key);
    if (keep_put(request, &kept) != ERR_OK) return pages_unavailable(request);
    return pages_with_draft(request, pages_go(request, "/follow"), &kept);
}

Response handle_follow(const Request *request) {
    Kept kept;
    if (keep_get(request, request->inputs[FOLLOW_DRAFT].text, &kept) != ERR_OK) return pages_unavailable(request);
    const Draft *draft = &kept.draft;
    const Pack *pack = portal_of(request)->pack;
    if (!draft->before.receipt.len) return pages_go(request, "/case");
    Decision decision = draft_decide(request->arena, pack, draft, request->now);
    FollowView view = {.receipt = draft->before.receipt,
                       .diff = follow_diff(request->arena, pack, draft, request->lang),
                       .answers = answers_list(request->arena, &pack->book, &draft->incident, request->lang, true)};
    for (uint32_t i = 0; i < decision.ask_count; i++) {
        const Fact *fact = &pack->book.facts.items[decision.ask[i]];
        FollowOpenView open = {fact->name, text_in(&fact->ask, request->lang)};
        if (i < OPEN_SHOWN)
            PUSH(request->arena, view.open, open);
        else
            PUSH(request->arena, view.more, open);
    }
    view.more_count = (int64_t)view.more.count;
    view.frame = pages_frame(request, word(request->lang, MSG_FOLLOW_TITLE), STR("/follow"));
    Buf out = pages_begin(request);
    page_follow(&out, request->lang, &view);
    return pages_send(request, 200, &out);
}
