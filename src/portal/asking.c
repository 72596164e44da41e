// The interview over HTTP: every answer is kept before the next page is asked for, and the next page is always asked for by
// GET, so that reloading and going back repeat nothing.
#include "portal/ask_page.h"
#include "portal/duties_page.h"
#include "portal/handlers.h"
#include "portal/pages.h"
#include "portal/sheet.h"
#include "rule/ask.h"
#include "rule/shape.h"
#include "web/fault.h"

enum { TYPED_BYTES = 64 << 10, ADVICE_BYTES = 16 << 10 };

static Decision decide(const Request *request, const Draft *draft) {
    return draft_decide(request->arena, portal_of(request)->pack, draft, request->now);
}

// --- one question ------------------------------------------------------------------------------------------------------------

typedef struct Showing {
    const Kept *kept;
    int fact;
    Str error, typed, doubt;
    bool is_direct; // asked for by its own address
} Showing;

static Response show_question(const Request *request, const Showing *showing) {
    const Book *book = &portal_of(request)->pack->book;
    const Fact *fact = &book->facts.items[showing->fact];
    Decision decision = decide(request, &showing->kept->draft);
    uint32_t left;
    (void)interview_next(&decision, &showing->kept->draft, &left);
    AskPage page = {.book = book,
                    .draft = &showing->kept->draft,
                    .fact = showing->fact,
                    .lang = request->lang,
                    .left = fact->optional ? 0 : left,
                    .is_kept = showing->kept->version > 0,
                    .is_late = ask_is_late(&decision.question, showing->fact),
                    .error = showing->error,
                    .typed = showing->typed,
                    .doubt = showing->doubt};
    QuestionView view = ask_page(request->arena, &page);
    Str tail = showing->is_direct ? str_join(request->arena, STR("/ask/"), fact->name) : STR("/ask");
    view.frame = pages_frame(request, view.ask, tail);
    pages_fault(request, &view.frame, "answer", showing->error);
    if (view.is_long) view.frame.more_script = page_asset_address(request->arena, "keep.js");
    pages_form(&view.frame, showing->error.len > 0);
    Buf out = pages_begin(request);
    page_question(&out, request->lang, request->token, &view);
    return pages_send(request, showing->error.len ? 422 : 200, &out);
}

Response handle_ask(const Request *request) {
    Kept kept;
    uint32_t left;
    if (keep_get(request, request->inputs[ASK_DRAFT].text, &kept) != ERR_OK) return pages_unavailable(request);
    Decision decision = decide(request, &kept.draft);
    if (interview_rests(&decision, &kept.draft)) return pages_go(request, kept.draft.windows.count ? "/check" : "/duties");
    return show_question(request, &(Showing){.kept = &kept, .fact = interview_next(&decision, &kept.draft, &left)});
}

static int fact_of(const Request *request) {
    const Book *book = &portal_of(request)->pack->book;
    int fact = map_get(&book->fact_index, request->inputs[QUESTION_FACT].text);
    return fact >= 0 && book->facts.items[fact].ask.in[LANG_JA].len > 0 ? fact : -1;
}

Response handle_question(const Request *request) {
    Kept kept;
    int fact = fact_of(request);
    if (fact < 0) return fault_response(request, &(Fault){.status = 404});
    if (keep_get(request, request->inputs[QUESTION_DRAFT].text, &kept) != ERR_OK) return pages_unavailable(request);
    return show_question(request, &(Showing){.kept = &kept, .fact = fact, .is_direct = true});
}

// --- an answer ---------------------------------------------------------------------------------------------------------------

// What was ticked, with commas between. "None of them" beside others is a slip: the others count.
static Str typed_of(const Request *request) {
    const InputValue *answer = &request->inputs[QUESTION_ANSWER];
    Buf typed = buf_make(request->arena, TYPED_BYTES);
    for (size_t i = 0; i < answer->count; i++) {
        if (answer->count > 1 && str_is(answer->all[i], "none")) continue;
        if (typed.len) buf_puts(&typed, ", ");
        buf_put(&typed, answer->all[i]);
    }
    return str_trim(buf_str(&typed));
}

static Str fault_words(const Request *request, const Answer *answer) {
    Buf words = buf_make(request->arena, ADVICE_BYTES);
    buf_word(&words, request->lang, answer->fault, answer->args[0], answer->args[1], answer->args[2]);
    return str_trim(buf_str(&words));
}

static Response next_page(const Request *request, const Kept *kept, const Decision *before, int fact) {
    Str go = request->inputs[QUESTION_GO].text;
    const Fact *asked = &portal_of(request)->pack->book.facts.items[fact];
    Decision after = decide(request, &kept->draft);
    int back = interview_before(&kept->draft, fact);
    bool follows = kept->draft.before.receipt.len > 0;
    if (asked->optional && !follows && !str_is(go, "later") && !str_is(go, "stay"))
        return pages_go(request, kept->draft.windows.count ? "/check" : "/forms"); // whichever asked for it
    if (str_is(go, "back") && !follows)
        return back < 0 ? pages_go(request, "/start")
                        : pages_go_ask(request, portal_of(request)->pack->book.facts.items[back].name);
    if (str_is(go, "later")) return pages_go(request, "/resume");
    if (str_is(go, "stay")) return pages_go_ask(request, asked->name);
    return pages_go(request, interview_presses(before, &after) ? "/urgent" : follows ? "/follow" : "/ask");
}

// By its button, or in words where words cannot be the answer.
static bool leaves_open(const Request *request, const Turn *turn) {
    FactType type = turn->book->facts.items[turn->fact].type;
    bool in_words = (type == FACT_TIME || type == FACT_MONEY || type == FACT_COUNT) &&
                    answer_is(request->arena, turn->typed, MSG_ASK_WORDS_UNKNOWN);
    return in_words || str_is(request->inputs[QUESTION_GO].text, "skip");
}

typedef struct Taking {
    Turn turn;
    Kept kept;
    Answer answer;
    Decision before;
} Taking;

// Going back and going on later keep what can be read of the answer, and never hold anybody up.
static Err take(const Request *request, const Turn *turn, Kept *kept, Answer *answer) {
    Str go = request->inputs[QUESTION_GO].text;
    bool leaves = str_is(go, "back") || str_is(go, "later");
    *answer = (Answer){.fault = MSG_PORTAL_CHOOSE_ONE};
    if (leaves_open(request, turn)) {
        interview_leave_open(turn, &kept->draft);
        return ERR_OK;
    }
    Err err = turn->typed.len ? interview_answer(request->arena, turn, &kept->draft, answer) : ERR_INPUT;
    return leaves ? ERR_OK : err;
}

// Once more where two windows of one browser wrote at the same time: the answer belongs to one question, not to a version.
static Err take_and_keep(const Request *request, Taking *taking) {
    Err err = ERR_REFUSED;
    Kept *kept = &taking->kept;
    size_t count = taking->turn.book->facts.count;
    for (int i = 0; i < 2 && err == ERR_REFUSED; i++) {
        if (keep_get(request, request->inputs[QUESTION_DRAFT].text, kept) != ERR_OK) return ERR_IO;
        Draft as_it_was = kept->draft;
        as_it_was.incident.values = arena_array(request->arena, count + 1, sizeof(Value));
        memcpy(as_it_was.incident.values, kept->draft.incident.values, count * sizeof(Value));
        taking->before = decide(request, &as_it_was);
        err = take(request, &taking->turn, kept, &taking->answer);
        if (err == ERR_OK) err = keep_put(request, kept);
    }
    return err;
}

// What is kept and looks like a slip is asked about; the page that asks sends along what it asked of, and then it is right.
static bool asks_again(const Request *request, const Taking *taking) {
    int fact = taking->turn.fact;
    Str now = taking->kept.draft.incident.texts[fact];
    bool goes_on = str_is(request->inputs[QUESTION_GO].text, "next");
    return goes_on && !str_eq(now, request->inputs[QUESTION_SURE].text) &&
           shape_doubts(&taking->turn.book->facts.items[fact], now);
}

Response handle_answer(const Request *request) {
    int fact = fact_of(request);
    Taking taking = {0};
    Kept *kept = &taking.kept;
    if (fact < 0) return fault_response(request, &(Fault){.status = 404});
    taking.turn = (Turn){&portal_of(request)->pack->book, fact, typed_of(request), request->now, request->lang};
    Err err = take_and_keep(request, &taking);
    Showing again = {.kept = kept, .fact = fact, .typed = taking.turn.typed, .is_direct = true};
    if (err == ERR_OK && str_is(request->inputs[QUESTION_GO].text, "keep")) return pages_kept(request, kept);
    if (err == ERR_OK && asks_again(request, &taking)) {
        again.doubt = kept->draft.incident.texts[fact];
        return pages_with_draft(request, show_question(request, &again), kept);
    }
    if (err == ERR_OK) return pages_with_draft(request, next_page(request, kept, &taking.before, fact), kept);
    again.error = err == ERR_INPUT     ? fault_words(request, &taking.answer)
                  : err == ERR_TOO_BIG ? word(request->lang, MSG_MORE_FULL)
                                       : word(request->lang, MSG_PORTAL_NOT_SAVED);
    Response response = show_question(request, &again);
    if (err != ERR_INPUT && err != ERR_TOO_BIG) response.status = 503;
    return response;
}

// --- before, between and after -----------------------------------------------------------------------------------------------

Response handle_start(const Request *request) {
    Kept kept;
    StartView view = {.frame = pages_frame(request, word(request->lang, MSG_PORTAL_START_TITLE), STR("/start"))};
    view.has_draft = keep_get(request, request->inputs[ASK_DRAFT].text, &kept) == ERR_OK && kept.version > 0;
    Buf out = pages_begin(request);
    page_start(&out, request->lang, &view);
    return pages_send(request, 200, &out);
}

Response handle_urgent(const Request *request) {
    Kept kept;
    if (keep_get(request, request->inputs[ASK_DRAFT].text, &kept) != ERR_OK) return pages_unavailable(request);
    Decision decision = decide(request, &kept.draft);
    UrgentView view = {.sheets = sheets_pressing(request->arena, &decision, request->lang)};
    if (!view.sheets.count) return pages_go(request, "/ask");
    for (uint32_t i = 0; i < decision.guide_count; i++)
        view.is_danger = view.is_danger || (decision.guides[i].certain &&
                                            decision.question.book->guides.items[decision.guides[i].guide].rank == RANK_DANGER);
    Msg title = view.is_danger ? MSG_PORTAL_URGENT_DANGER : MSG_PORTAL_URGENT_TITLE;
    view.frame = pages_frame(request, word(request->lang, title), STR("/urgent"));
    Buf out = pages_begin(request);
    page_urgent(&out, request->lang, &view);
    return pages_send(request, 200, &out);
}

Response handle_answers(const Request *request) {
    Kept kept;
    bool all = request->inputs[ANSWERS_ALL].is_given;
    if (keep_get(request, request->inputs[ANSWERS_DRAFT].text, &kept) != ERR_OK) return pages_unavailable(request);
    Decision decision = decide(request, &kept.draft);
    DutyCard card = {portal_of(request)->pack, &decision, request->lang};
    DutiesView view = duties_page(request->arena, &card, (DutiesWish){all, !interview_rests(&decision, &kept.draft)});
    view.frame = pages_frame(request, word(request->lang, MSG_PORTAL_DUTIES_DUE), all ? STR("/duties?all=1") : STR("/duties"));
    Buf out = pages_begin(request);
    page_duties(&out, request->lang, &view);
    return pages_send(request, 200, &out);
}

// --- on another device -------------------------------------------------------------------------------------------------------

static Response show_resume(const Request *request, Str code, Str error, Str typed) {
    ResumeView view = {.frame = pages_frame(request, word(request->lang, MSG_PORTAL_RESUME), STR("/resume")),
                       .code = code,
                       .error = error,
                       .typed = typed};
    pages_fault(request, &view.frame, "code", error);
    pages_form(&view.frame, error.len > 0);
    Buf out = pages_begin(request);
    page_resume(&out, request->lang, request->token, &view);
    return pages_send(request, error.len ? 422 : 200, &out);
}

Response handle_resume(const Request *request) {
    Kept kept;
    if (keep_get(request, request->inputs[ASK_DRAFT].text, &kept) != ERR_OK) return pages_unavailable(request);
    Str code = kept.version ? draft_code_text(request->arena, &kept.code) : STR_NONE;
    return show_resume(request, code, STR_NONE, STR_NONE);
}

// A wrong code and one that names nothing take the same way.
Response handle_resume_code(const Request *request) {
    DraftCode code;
    Kept kept;
    Str typed = request->inputs[RESUME_CODE].text;
    if (draft_code_read(typed, &code) != ERR_OK)
        return show_resume(request, STR_NONE, word(request->lang, MSG_PORTAL_RESUME_MISTYPED), typed);
    if (keep_get(request, typed, &kept) != ERR_OK) return pages_unavailable(request);
    if (!kept.version) return show_resume(request, STR_NONE, word(request->lang, MSG_PORTAL_RESUME_WRONG), typed);
    return pages_with_draft(request, pages_go(request, "/ask"), &kept);
}
