// Whom to tell. What the person ticked is kept; until she has been here, only what is a must is ticked.
#include "portal/addressees.h"
#include "portal/handlers.h"
#include "portal/pages.h"
#include "portal/window_card.h"
#include "rule/shape.h"

typedef struct Choosing {
    const Request *request;
    const Kept *kept;
    Decision decision;
    WindowsView view;
} Choosing;

// --- the desks here ----------------------------------------------------------------------------------------------------------

static int64_t hidden_count(const Book *book, const ReportWindow *window) {
    int64_t count = window->no_narrative + window->no_files;
    for (size_t i = 0; window->withheld && i < book->facts.count; i++) count += window->withheld[i];
    return count;
}

static WindowsDutyNameViewList duties_of(const Choosing *choosing, Str window) {
    const Decision *decision = &choosing->decision;
    const Book *book = decision->question.book;
    WindowsDutyNameViewList names = {0};
    for (uint32_t i = 0; i < decision->duty_count && decision->duties[i].status == STATUS_APPLIES; i++) {
        const DutyResult *result = &decision->duties[i];
        for (uint32_t w = 0; w < result->window_count; w++) {
            if (!str_eq(book->windows.items[result->windows[w]].id, window)) continue;
            Str title = text_in(&book->duties.items[result->duty].title, choosing->request->lang);
            PUSH(choosing->request->arena, names, (WindowsDutyNameView){title});
        }
    }
    return names;
}

static void add_desk(Choosing *choosing, Str id) {
    static const Msg levels[] = {[LEVEL_MUST] = MSG_LEVEL_MUST, [LEVEL_SHOULD] = MSG_LEVEL_SHOULD, [LEVEL_MAY] = MSG_LEVEL_MAY};
    const Request *request = choosing->request;
    const Draft *draft = &choosing->kept->draft;
    const ReportWindow *chosen = draft_window(draft, id);
    Level level = LEVEL_MAY;
    bool named = addressee_level(&choosing->decision, id, &level);
    bool preset = draft->windows.count == 0 && named && level == LEVEL_MUST;
    WindowsDeskView desk = {.mark = str_format(request->arena, "window-%zu", choosing->view.desks.count + 1),
                            .id = id,
                            .title = addressee_title(request, id),
                            .purpose = addressee_purpose(request, id),
                            .level = named ? word(request->lang, levels[level]) : STR_NONE,
                            .duties = duties_of(choosing, id),
                            .is_chosen = chosen || preset};
    if (chosen) desk.hidden = hidden_count(choosing->decision.question.book, chosen);
    choosing->view.any_preset = choosing->view.any_preset || preset;
    PUSH(request->arena, choosing->view.desks, desk);
}

// --- those elsewhere ---------------------------------------------------------------------------------------------------------

static void add_elsewhere(Choosing *choosing) {
    const Request *request = choosing->request;
    const Window **windows;
    size_t count = addressees_elsewhere(request, &choosing->decision, &windows);
    for (size_t i = 0; i < count; i++)
        PUSH(request->arena, choosing->view.elsewhere,
             window_card(request->arena, windows[i], day_of(request->now), request->lang));
}

// --- the page ----------------------------------------------------------------------------------------------------------------

// What the pack says on passing reports on, for those whom it concerns.
static Str sharing_words(const Choosing *choosing) {
    const Book *book = choosing->decision.question.book;
    int sectors = map_get(&book->fact_index, STR("actor.sectors")), share = map_get(&book->fact_index, STR("share.nco"));
    if (sectors < 0 || share < 0) return STR_NONE;
    Value value = choosing->kept->draft.incident.values[sectors];
    for (size_t i = 0; i < book->sectors.count; i++) {
        const Sector *sector = &book->sectors.items[i];
        int bit = fact_value_index(&book->facts.items[sectors], sector->name);
        bool concerned = sector->critical && tail_holds(&sector->critical_tail, day_of(choosing->request->now));
        if (bit >= 0 && concerned && (uint64_t)value.a >> bit & 1)
            return text_in(&book->facts.items[share].hint, choosing->request->lang);
    }
    return STR_NONE;
}

static Str *phone_of(const Request *request, const Kept *kept) {
    int phone = map_get(&portal_of(request)->pack->book.fact_index, STR("contact.phone"));
    return phone < 0 ? NULL : &kept->draft.incident.texts[phone];
}

// What was typed and is no number stays in its field.
static Response show(const Request *request, const Kept *kept, Str error, Str no_call) {
    Choosing choosing = {.request = request, .kept = kept};
    choosing.decision = draft_decide(request->arena, portal_of(request)->pack, &kept->draft, request->now);
    const KeyList *list = portal_of(request)->list;
    const Str *phone = phone_of(request, kept);
    for (size_t i = 0; i < list->count; i++)
        if (list->entries[i].kind == KEY_WINDOW && list->entries[i].state == KEY_CURRENT)
            add_desk(&choosing, list->entries[i].name);
    add_elsewhere(&choosing);
    choosing.view.frame = pages_frame(request, word(request->lang, MSG_SEND_WINDOWS_TITLE), STR("/windows"));
    pages_fault(request, &choosing.view.frame, error.len ? "desks" : "phone", error.len ? error : no_call);
    choosing.view.error = error;
    choosing.view.no_call = no_call;
    pages_form(&choosing.view.frame, error.len + no_call.len > 0);
    choosing.view.call_me = kept->draft.call_me;
    choosing.view.has_phone = phone && shape_has_digit(*phone);
    choosing.view.phone = phone ? *phone : STR_NONE;
    choosing.view.sharing = sharing_words(&choosing);
    Buf out = pages_begin(request);
    page_windows(&out, request->lang, request->token, &choosing.view);
    return pages_send(request, error.len + no_call.len ? 422 : 200, &out);
}

Response handle_windows(const Request *request) {
    Kept kept;
    if (keep_get(request, request->inputs[WINDOWS_DRAFT].text, &kept) != ERR_OK) return pages_unavailable(request);
    return show(request, &kept, STR_NONE, STR_NONE);
}

// Typed where it is needed; the field is not there when a number is known.
static void set_phone(const Request *request, Draft *draft) {
    const Book *book = &portal_of(request)->pack->book;
    int phone = map_get(&book->fact_index, STR("contact.phone"));
    Str typed = request->inputs[WINDOWS_PHONE].text;
    if (phone < 0 || !typed.len) return;
    draft->incident.texts[phone] = shape_kept(request->arena, &book->facts.items[phone], typed);
    draft->incident.values[phone] = value_yesno(true);
}

// What was held back from a window stays with it while it is chosen.
static void choose(const Request *request, Draft *draft) {
    const InputValue *chosen = &request->inputs[WINDOWS_CHOSEN];
    DraftWindowList before = draft->windows;
    Draft old = {.windows = before};
    draft->windows = (DraftWindowList){0};
    for (size_t i = 0; i < chosen->count; i++) {
        const ReportWindow *kept = draft_window(&old, chosen->all[i]);
        if (!addressee_is_here(request, chosen->all[i])) continue;
        draft_window_add(request->arena, draft, kept ? *kept : (ReportWindow){.id = chosen->all[i]});
    }
    draft->call_me = request->inputs[WINDOWS_CALL].is_given;
    set_phone(request, draft);
}

static Err choose_and_keep(const Request *request, Kept *kept) {
    Err err = ERR_REFUSED;
    for (int i = 0; i < 2 && err == ERR_REFUSED; i++) {
        err = keep_get(request, request->inputs[WINDOWS_DRAFT].text, kept);
        if (err == ERR_OK) choose(request, &kept->draft);
        if (err == ERR_OK) err = keep_put(request, kept);
    }
    return err;
}

Response handle_windows_choice(const Request *request) {
    Kept kept;
    if (choose_and_keep(request, &kept) != ERR_OK) return pages_unavailable(request);
    bool later = str_is(request->inputs[WINDOWS_GO].text, "later"), stays = str_is(request->inputs[WINDOWS_GO].text, "stay");
    if (!later && !kept.draft.windows.count) return show(request, &kept, word(request->lang, MSG_SEND_NONE_CHOSEN), STR_NONE);
    const Str *phone = phone_of(request, &kept);
    if (!later && !stays && kept.draft.call_me && !(phone && shape_has_digit(*phone)))
        return show(request, &kept, STR_NONE, word(request->lang, MSG_CASE_NEED_PHONE));
    return pages_with_draft(request, pages_go(request, later ? "/resume" : stays ? "/windows" : "/check"), &kept);
}
