// Its order is for someone who has no time: at most three things, then what is still to be asked, then everybody who is to be
// told; what is only possible last, behind a link.
#include "portal/duties_page.h"

enum { FIRST_THINGS = 3, OPEN_SHOWN = 5 };

typedef struct Opening {
    Arena *arena;
    const DutyCard *card;
    DutiesView view;
} Opening;

static Str first_contact(const Opening *opening, const DutyResult *result) {
    Lang lang = opening->card->lang;
    const Book *book = opening->card->decision->question.book;
    Day today = day_of(opening->card->decision->question.at);
    if (!result->window_count) return (Str){0};
    const Window *window = &book->windows.items[result->windows[0]];
    Str title = text_in(&window->title, lang);
    for (size_t i = 0; i < window->phones.count; i++)
        if (tail_holds(&window->phones.items[i].tail, today))
            return str_format(opening->arena, "%.*s: %.*s", STR_ARG(title), STR_ARG(window->phones.items[i].text));
    return title;
}

static void first_thing(Opening *opening, Str words, Str to) {
    if (opening->view.first.count < FIRST_THINGS && words.len)
        PUSH(opening->arena, opening->view.first, ((DutiesThingView){words, to}));
}

static void first_duties(Opening *opening, bool pressing) {
    const Decision *decision = opening->card->decision;
    for (uint32_t i = 0; i < decision->duty_count && decision->duties[i].status == STATUS_APPLIES; i++) {
        const Duty *duty = &decision->question.book->duties.items[decision->duties[i].duty];
        if ((duty->rank <= RANK_STOP) != pressing) continue;
        first_thing(opening, text_in(&duty->action, opening->card->lang), first_contact(opening, &decision->duties[i]));
    }
}

// How to help oneself: the first step of the most urgent guide, if a place is left for whom to tell.
static void first_step(Opening *opening) {
    const Decision *decision = opening->card->decision;
    Lang lang = opening->card->lang;
    for (uint32_t i = 0; i < decision->guide_count && opening->view.first.count + 1 < FIRST_THINGS; i++) {
        const Guide *guide = &decision->question.book->guides.items[decision->guides[i].guide];
        if (!decision->guides[i].certain || !guide->steps.count) continue;
        const GuideStep *step = &guide->steps.items[0];
        first_thing(opening, text_in(&step->words, lang),
                    step->tail.grade == GRADE_D ? word(lang, MSG_PORTAL_DOUBTFUL) : (Str){0});
        return;
    }
}

static void add_open(Opening *opening) {
    const Decision *decision = opening->card->decision;
    opening->view.open_count = decision->ask_count;
    for (uint32_t i = 0; i < decision->ask_count && i < OPEN_SHOWN; i++) {
        const Fact *fact = &decision->question.book->facts.items[decision->ask[i]];
        PUSH(opening->arena, opening->view.open, ((DutiesOpenView){fact->name, text_in(&fact->ask, opening->card->lang)}));
    }
}

static void add_duties(Opening *opening, bool shows_all) {
    const Decision *decision = opening->card->decision;
    for (uint32_t i = 0; i < decision->duty_count; i++) {
        const DutyResult *result = &decision->duties[i];
        if (result->status == STATUS_APPLIES) {
            opening->view.due_count++;
            PUSH(opening->arena, opening->view.due, duty_card(opening->arena, opening->card, result));
        } else if (result->status == STATUS_MAY) {
            opening->view.perhaps_count++;
            if (shows_all) PUSH(opening->arena, opening->view.perhaps, duty_card(opening->arena, opening->card, result));
        }
    }
}

DutiesView duties_page(Arena *arena, const DutyCard *card, bool shows_all) {
    const Pack *pack = card->pack;
    Opening opening = {.arena = arena, .card = card};
    opening.view.shows_all = shows_all;
    opening.view.pack = str_format(arena, "%.*s %.*s %s", STR_ARG(pack->book.id), STR_ARG(pack->book.version), pack->hash);
    first_duties(&opening, true);
    first_step(&opening);
    first_duties(&opening, false);
    add_open(&opening);
    add_duties(&opening, shows_all);
    return opening.view;
}
