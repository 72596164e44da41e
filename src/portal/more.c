// Several questions that no rule reads, on one page. Which they are is said once, by the inputs of the route. Each answer is
// read as everywhere; those that can be read are kept even where another cannot.
#include "portal/ask_page.h"
#include "portal/handlers.h"
#include "portal/pages.h"
#include "web/fault.h"
#include "web/markup.h"
#include "web/route.h"

enum { ADVICE_BYTES = 16 << 10, MORE_PAGE_BYTES = 8 << 20 };

typedef struct Topic {
    const char *tail, *next;
    Msg title, lead, note;
} Topic;

typedef struct Adding {
    const Request *request;
    const Route *route; // that takes the answers
    const Topic *topic;
    const Book *book;
    Kept kept;
    Str errors[INPUTS_MOST]; // of each input; empty: none
    bool has_errors;
    Str trouble; // of all of them
} Adding;

static const Topic wishes = {"wishes", "/forms", MSG_MORE_WISHES_TITLE, MSG_MORE_WISHES_LEAD, MSG_MORE_WISHES_NOTE};
static const Topic about = {"about-you", "/files", MSG_MORE_ABOUT_TITLE, MSG_MORE_ABOUT_LEAD, MSG_MORE_ABOUT_NOTE};

// What stands for no answer among choices.
static const Str none = {"unknown", 7};

static int fact_of(const Adding *adding, size_t input) {
    return map_get(&adding->book->fact_index, str_from(adding->route->inputs[input].name));
}

// What only an organisation has is not asked of somebody who speaks of her own life, and the other way round.
static bool is_hers(const Adding *adding, int fact) {
    static const char *const of_organisations[] = {"org.name", "contact.unit", "contact.off_hours"};
    int kind = map_get(&adding->book->fact_index, STR("actor.kind"));
    if (kind < 0 || value_is_unknown(&adding->book->facts.items[kind], adding->kept.draft.incident.values[kind])) return true;
    int person = fact_value_index(&adding->book->facts.items[kind], STR("person"));
    bool is_person = person >= 0 && adding->kept.draft.incident.values[kind].a == (int64_t)1 << person;
    Str name = adding->book->facts.items[fact].name;
    bool of_organisation = false;
    for (size_t i = 0; i < sizeof of_organisations / sizeof *of_organisations; i++)
        of_organisation = of_organisation || str_is(name, of_organisations[i]);
    return is_person ? !of_organisation : !str_is(name, "person.name");
}

// --- showing -----------------------------------------------------------------------------------------------------------------

// What a browser may fill in for the person herself.
static Str purpose_of(Str fact) {
    static const char *const known[][2] = {{"contact.name", "name"}, {"contact.phone", "tel"}, {"contact.mail", "email"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_is(fact, known[i][0])) return str_from(known[i][1]);
    return STR_NONE;
}

static FieldView field_of(const Adding *adding, size_t input, int fact) {
    const Request *request = adding->request;
    Arena *arena = request->arena;
    AskPage page = {.book = adding->book,
                    .draft = &adding->kept.draft,
                    .fact = fact,
                    .lang = request->lang,
                    .error = adding->errors[input],
                    .typed = request->inputs[input].text};
    QuestionView question = ask_page(arena, &page);
    FieldView view = {.id = markup_id(arena, question.fact),
                      .name = question.fact,
                      .purpose = purpose_of(question.fact),
                      .ask = question.ask,
                      .hint = question.hint,
                      .why = question.why,
                      .error = question.error,
                      .typed = question.typed,
                      .is_typed = question.is_typed,
                      .is_long = question.is_long};
    if (question.is_typed) return view;
    bool is_open = value_is_unknown(&adding->book->facts.items[fact], adding->kept.draft.incident.values[fact]);
    PUSH(arena, question.choices,
         ((QuestionChoiceView){.value = none, .words = word(request->lang, MSG_MORE_UNKNOWN), .is_chosen = is_open}));
    for (size_t i = 0; i < question.choices.count; i++) {
        const QuestionChoiceView *choice = &question.choices.items[i];
        Str id = i == 0 ? view.id : str_format(arena, "%.*s-%zu", STR_ARG(view.id), i + 1);
        PUSH(arena, view.choices, ((FieldChoiceView){id, choice->value, choice->words, choice->is_chosen}));
    }
    return view;
}

static Response show(const Adding *adding, int status) {
    const Request *request = adding->request;
    const Topic *topic = adding->topic;
    MoreView view = {
        .frame = pages_frame(request, word(request->lang, topic->title), str_format(request->arena, "/%s", topic->tail)),
        .tail = str_from(topic->tail),
        .title = topic->title,
        .lead = topic->lead,
        .note = topic->note};
    pages_form(&view.frame, true);
    pages_fault(request, &view.frame, "", adding->trouble);
    for (size_t i = FIELDS_FIRST; i < adding->route->input_count; i++) {
        int fact = fact_of(adding, i);
        if (fact < 0 || !is_hers(adding, fact)) continue;
        PUSH(request->arena, view.fields, field_of(adding, i, fact));
        Str id = markup_id(request->arena, adding->book->facts.items[fact].name);
        pages_fault(request, &view.frame, str_c(request->arena, id), adding->errors[i]);
    }
    view.frame.more_script = page_asset_address(request->arena, "keep.js");
    Buf out = buf_make(request->arena, MORE_PAGE_BYTES);
    page_more(&out, request->lang, request->token, &view);
    return pages_send(request, status, &out);
}

// The same address is asked for by GET and answered by POST; the fields are declared where they come.
static const Route *taker(const Request *request) {
    for (size_t i = 0; i < portal_route_count; i++)
        if (portal_routes[i].method == HTTP_POST && strcmp(portal_routes[i].path, request->route->path) == 0)
            return &portal_routes[i];
    return request->route;
}

static Adding *adding_make(const Request *request, const Topic *topic) {
    Adding *adding = NEW(request->arena, Adding);
    *adding = (Adding){.request = request, .route = taker(request), .topic = topic, .book = &portal_of(request)->pack->book};
    return adding;
}

static Response ask(const Request *request, const Topic *topic) {
    Adding *adding = adding_make(request, topic);
    if (keep_get(request, request->inputs[FIELDS_DRAFT].text, &adding->kept) != ERR_OK) return pages_unavailable(request);
    return show(adding, 200);
}

// --- taking ------------------------------------------------------------------------------------------------------------------

// What did not come stays as it was; what came empty is taken back.
static void take_one(Adding *adding, size_t input, int fact) {
    const Request *request = adding->request;
    Answer answer;
    Turn turn = {adding->book, fact, str_trim(request->inputs[input].text), request->now, request->lang};
    adding->errors[input] = STR_NONE;
    if (!request->inputs[input].is_given) return;
    if (!turn.typed.len || (fact_decides(adding->book->facts.items[fact].type) && str_eq(turn.typed, none))) {
        interview_leave_open(&turn, &adding->kept.draft);
        return;
    }
    if (interview_answer(request->arena, &turn, &adding->kept.draft, &answer) == ERR_OK) return;
    Buf words = buf_make(request->arena, ADVICE_BYTES);
    buf_word(&words, request->lang, answer.fault, answer.args[0], answer.args[1], answer.args[2]);
    adding->errors[input] = str_trim(buf_str(&words));
    adding->has_errors = true;
}

static Err take_and_keep(Adding *adding) {
    const Request *request = adding->request;
    Err err = ERR_REFUSED;
    for (int i = 0; i < 2 && err == ERR_REFUSED; i++) {
        if (keep_get(request, request->inputs[FIELDS_DRAFT].text, &adding->kept) != ERR_OK) return ERR_IO;
        adding->has_errors = false;
        for (size_t input = FIELDS_FIRST; input < adding->route->input_count; input++) {
            int fact = fact_of(adding, input);
            if (fact >= 0) take_one(adding, input, fact);
        }
        err = keep_put(request, &adding->kept);
    }
    return err;
}

static Response take(const Request *request, const Topic *topic) {
    Adding *adding = adding_make(request, topic);
    Err err = take_and_keep(adding);
    if (err != ERR_OK) {
        adding->trouble = word(request->lang, err == ERR_TOO_BIG ? MSG_MORE_FULL : MSG_PORTAL_NOT_SAVED);
        return show(adding, err == ERR_TOO_BIG ? 422 : 503);
    }
    if (!adding->has_errors && str_is(request->inputs[FIELDS_GO].text, "keep")) return pages_kept(request, &adding->kept);
    Str go = request->inputs[FIELDS_GO].text, here = str_format(request->arena, "/%s", topic->tail);
    const char *next = str_is(go, "back") ? "/duties" : str_is(go, "stay") ? str_c(request->arena, here) : topic->next;
    Response response = adding->has_errors ? show(adding, 422) : pages_go(request, next);
    return pages_with_draft(request, response, &adding->kept);
}

// --- the two pages -----------------------------------------------------------------------------------------------------------

Response handle_wishes(const Request *request) {
    return ask(request, &wishes);
}

Response handle_wishes_told(const Request *request) {
    return take(request, &wishes);
}

Response handle_about(const Request *request) {
    return ask(request, &about);
}

Response handle_about_told(const Request *request) {
    return take(request, &about);
}
