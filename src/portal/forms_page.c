// A form is filled here as the printer fills it, so that the page, the text and the file say the same.
#include "portal/forms_page.h"

#include "web/markup.h"

FormTerms papers_terms(const Papers *papers) {
    return (FormTerms){.follows = papers->draft->before.receipt.len > 0};
}

FilledForm papers_fill(Arena *arena, const Papers *papers, const Form *form, Stage stage) {
    const Pack *pack = papers->pack;
    FillRequest request = {
        .stage = stage,
        .at = papers->decision->question.at,
        .previous_receipt = papers->draft->before.receipt,
        .previous_at = MOMENT_NONE,
        .previous = papers->previous,
        .pack = str_format(arena, "%.*s %.*s (%s)", STR_ARG(pack->book.id), STR_ARG(pack->book.version), pack->hash),
        .lang = papers->lang,
    };
    return fill_form(arena, form, papers->decision, &request);
}

// Whether one of the recipients takes reports through its own page and neither here nor by mail.
static bool has_web(const Papers *papers, const DutyResult *duty) {
    const WindowList *windows = &papers->pack->book.windows;
    for (uint32_t i = 0; i < duty->window_count; i++) {
        const Window *window = &windows->items[duty->windows[i]];
        bool web = false, other = false;
        for (uint32_t w = 0; w < window->way_count; w++) {
            web = web || str_is(window->ways[w], "web");
            other = other || str_is(window->ways[w], "desk") || str_is(window->ways[w], "mail");
        }
        if (web && !other) return true;
    }
    return false;
}

static PaperView paper_of(Arena *arena, const Papers *papers, const FormPick *pick, const FilledForm *form) {
    const Book *book = &papers->pack->book;
    PaperView view = {.id = form->form->id,
                      .anchor = markup_id(arena, form->form->id),
                      .title = form->form->title,
                      .duty = text_in(&book->duties.items[pick->duty->duty].title, papers->lang),
                      .to = form->to,
                      .is_alternative = pick->is_alternative,
                      .is_web = has_web(papers, pick->duty),
                      .all = form->filled + form->unknown,
                      .filled = form->filled,
                      .none = form->none,
                      .needed = form->needed,
                      .left = form->ask_count};
    for (uint32_t i = 0; i < form->ask_count; i++) {
        const Fact *fact = &book->facts.items[form->ask[i]];
        PUSH(arena, view.questions, ((PaperQuestionView){fact->name, text_in(&fact->ask, papers->lang)}));
    }
    return view;
}

typedef struct Pile { // forms of one status
    PaperViewList views;
    FilledForm *forms;
    uint32_t count;
} Pile;

static Pile pile_of(Arena *arena, const Papers *papers, Status status) {
    FormTerms terms = papers_terms(papers);
    FormPickList picks = form_picks(arena, &papers->pack->forms, papers->decision, status, &terms);
    Pile pile = {.forms = NEW_ARRAY(arena, FilledForm, picks.count + 1)};
    for (size_t i = 0; i < picks.count; i++) {
        if (!picks.items[i].is_made) continue;
        FilledForm *form = &pile.forms[pile.count++];
        *form = papers_fill(arena, papers, picks.items[i].form, picks.items[i].stage);
        PUSH(arena, pile.views, paper_of(arena, papers, &picks.items[i], form));
    }
    return pile;
}

static bool has_form(const PaperViewList *list, Str id) {
    for (size_t i = 0; i < list->count; i++)
        if (str_eq(list->items[i].id, id)) return true;
    return false;
}

PapersView papers_page(Arena *arena, const Papers *papers, bool shows_all) {
    const FactList *facts = &papers->pack->book.facts;
    Pile due = pile_of(arena, papers, STATUS_APPLIES), may = pile_of(arena, papers, STATUS_MAY);
    PapersView view = {.due = due.views, .shows_all = shows_all};
    for (size_t i = 0; i < may.views.count; i++) {
        if (has_form(&due.views, may.views.items[i].id)) continue;
        view.perhaps_count++;
        if (shows_all) PUSH(arena, view.perhaps, may.views.items[i]);
    }
    int *missing = NEW_ARRAY(arena, int, facts->count + 1);
    uint32_t needed;
    view.left = fill_ask(due.forms, due.count, missing, &needed);
    if (view.left) view.first = facts->items[missing[0]].name;
    return view;
}
