// What a person takes with her: number, key, proof, and what comes next. Shown for a day in the browser that sent the report.
#include "portal/addressees.h"
#include "portal/answers.h"
#include "portal/duty_card.h"
#include "portal/handlers.h"
#include "portal/pages.h"
#include "portal/qr.h"
#include "rule/phrase.h"

enum { NEXT_SHOWN = 6, WORDS_BYTES = 16 << 10 };

static Str moment_words(const Request *request, Moment moment, bool with_time) {
    Buf words = buf_make(request->arena, WORDS_BYTES);
    if (with_time)
        phrase_moment(&words, moment, request->lang);
    else
        phrase_day(&words, day_of(moment), request->lang);
    return buf_str(&words);
}

// What is to be done at once has no last day: a day that is past would tell her that it is too late.
static void add_next(const Request *request, const Decision *decision, ReceiptView *view) {
    DutyCard card = {portal_of(request)->pack, decision, request->lang};
    for (uint32_t i = 0; i < decision->duty_count && decision->duties[i].status == STATUS_APPLIES; i++) {
        const DutyResult *result = &decision->duties[i];
        DutyView duty = duty_card(request->arena, &card, result);
        for (uint32_t s = 0; s < result->stage_count && view->next.count < NEXT_SHOWN; s++) {
            bool is_now = result->stages[s].line->clock.kind == CLOCK_AT_ONCE;
            if (!is_now && result->stages[s].due == MOMENT_NONE) continue;
            Str when = is_now ? word(request->lang, MSG_PORTAL_AT_ONCE) : moment_words(request, result->stages[s].due, false);
            Buf words = buf_make(request->arena, WORDS_BYTES);
            buf_word(&words, request->lang, is_now ? MSG_SEND_NEXT_NOW : MSG_SEND_NEXT_DUE, duty.title,
                     phrase_stage(result->stages[s].stage, request->lang), STR_NONE);
            PUSH(request->arena, view->next, ((ReceiptStepView){when, buf_str(&words)}));
        }
    }
}

static Response show_none(const Request *request) {
    NoReceiptView view = {.frame = pages_frame(request, word(request->lang, MSG_SEND_NO_RECEIPT), STR("/receipt"))};
    Buf out = pages_begin(request);
    page_no_receipt(&out, request->lang, &view);
    return pages_send(request, 200, &out);
}

Response handle_receipt(const Request *request) {
    Kept kept;
    if (keep_get_any(request, request->inputs[RECEIPT_DRAFT].text, &kept) != ERR_OK) return pages_unavailable(request);
    const DraftSent *sent = &kept.draft.sent;
    if (!sent->receipt.len) return show_none(request);
    Decision decision = draft_decide(request->arena, portal_of(request)->pack, &kept.draft, request->now);
    Str key = viewing_text(request->arena, &kept.draft.viewing);
    ReceiptView view = {.number = sent->receipt,
                        .number_picture = qr_picture(request->arena, sent->receipt),
                        .key = key,
                        .key_picture = qr_picture(request->arena, key),
                        .at = moment_words(request, sent->at, true),
                        .proof = sent->proof,
                        .was_changed = !sent->proof.len,
                        .call_me = kept.draft.call_me,
                        .before = kept.draft.before.receipt,
                        .is_follow_up = kept.draft.before.receipt.len > 0};
    bool helped = answers_by_helper(decision.question.book, &kept.draft.incident) && !view.is_follow_up;
    if (helped) view.helper = viewing_text(request->arena, &kept.draft.helper);
    view.frame = pages_frame(request, word(request->lang, MSG_SEND_RECEIPT_TITLE), STR("/receipt"));
    for (size_t i = 0; i < kept.draft.windows.count; i++)
        PUSH(request->arena, view.to, (ReceiptToView){addressee_title(request, kept.draft.windows.items[i].id)});
    add_next(request, &decision, &view);
    Buf out = pages_begin(request);
    page_receipt(&out, request->lang, request->token, &view);
    return pages_send(request, 200, &out);
}

Response handle_receipt_close(const Request *request) {
    Response response = pages_go(request, "/");
    response.cookies[0] = (Cookie){.name = "draft"};
    return response;
}
