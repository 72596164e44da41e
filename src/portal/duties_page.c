// Its order is for someone who has no time: at most three things, then what is still to be asked, then everybody who is to be
// told; what is only possible last, behind a link.
#include "portal/duties_page.h"

#include "rule/first.h"
#include "rule/near.h"

enum { OPEN_SHOWN = 5 };

typedef struct Opening {
    Arena *arena;
    const DutyCard *card;
    DutiesView view;
} Opening;

static Str first_contact(const Opening *opening, const DutyResult *result) {
    Lang lang = opening->card->lang;
    const Book *book = opening->card->decision->question.book;
    Day today = day_of(opening->card->decision->question.at);
    if (!result->window_count) return STR_NONE;
    const Window *window = &book->windows.items[result->windows[0]];
    Str title = text_in(&window->title, lang);
    for (size_t i = 0; i < window->phones.count; i++)
        if (tail_holds(&window->phones.items[i].tail, today))
            return str_format(opening->arena, "%.*s: %.*s", STR_ARG(title), STR_ARG(window->phones.items[i].text));
    return title;
}

static void add_first(Opening *opening) {
    const Decision *decision = opening->card->decision;
    Lang lang = opening->card->lang;
    FirstThing things[FIRST_THINGS];
    uint32_t count = first_things(decision, things);
    for (uint32_t i = 0; i < count; i++) {
        const GuideStep *step = things[i].step;
        const Duty *duty = step ? NULL : &decision->question.book->duties.items[things[i].duty->duty];
        DutiesThingView thing = {.words = text_in(step ? &step->words : &duty->action, lang)};
        if (!step)
            thing.to = first_contact(opening, things[i].duty);
        else if (step->tail.grade == GRADE_D)
            thing.to = word(lang, MSG_PORTAL_DOUBTFUL);
        PUSH(opening->arena, opening->view.first, thing);
    }
}

static DutiesOpenView open_question(const Opening *opening, int fact) {
    const Fact *open = &opening->card->decision->question.book->facts.items[fact];
    return (DutiesOpenView){open->name, text_in(&open->ask, opening->card->lang)};
}

// When the interview has asked them all, this list is the way back to each that was left open.
static void add_open(Opening *opening, bool goes_on) {
    const Decision *decision = opening->card->decision;
    uint32_t late = decision->ask_count - decision->ask_fitting;
    opening->view.open_count = decision->ask_fitting;
    opening->view.late_count = late;
    if (late) opening->view.late = decision->question.book->facts.items[decision->ask[decision->ask_fitting]].name;
    for (uint32_t i = 0; i < decision->ask_fitting && i < OPEN_SHOWN; i++)
        PUSH(opening->arena, opening->view.open, open_question(opening, decision->ask[i]));
    for (uint32_t i = OPEN_SHOWN; i < decision->ask_fitting && !goes_on; i++)
        PUSH(opening->arena, opening->view.more, open_question(opening, decision->ask[i]));
    opening->view.more_count = opening->view.more.count;
}

// Too near to stand only behind a link.
static void add_near(Opening *opening) {
    NearDuty near[NEAR_DUTIES];
    uint32_t count = near_duties(opening->card->decision, near);
    for (uint32_t i = 0; i < count; i++) {
        DutyView card = duty_card(opening->arena, opening->card, near[i].duty);
        const DutyStageView *stage = &card.stages.items[0];
        DutiesOpenView open = open_question(opening, near[i].fact);
        Str when = stage->is_now ? word(opening->card->lang, MSG_PORTAL_AT_ONCE) : stage->when;
        PUSH(opening->arena, opening->view.near, ((DutiesNearView){card.title, stage->name, when, open.fact, open.words}));
    }
}

static void add_duties(Opening *opening, bool shows_all) {
    const Decision *decision = opening->card->decision;
    for (uint32_t i = 0; i < decision->duty_count; i++) {
        const DutyResult *result = &decision->duties[i];
        if (result->status == STATUS_APPLIES) {
            opening->view.due_count++;
            for (uint32_t s = 0; s < result->stage_count; s++)
                opening->view.has_dates = opening->view.has_dates || result->stages[s].due != MOMENT_NONE;
            PUSH(opening->arena, opening->view.due, duty_card(opening->arena, opening->card, result));
        } else if (result->status == STATUS_MAY) {
            opening->view.perhaps_count++;
            if (shows_all) PUSH(opening->arena, opening->view.perhaps, duty_card(opening->arena, opening->card, result));
        }
    }
}

DutiesView duties_page(Arena *arena, const DutyCard *card, DutiesWish wish) {
    const Pack *pack = card->pack;
    Opening opening = {.arena = arena, .card = card};
    opening.view.shows_all = wish.shows_all;
    opening.view.goes_on = wish.goes_on;
    opening.view.pack = str_format(arena, "%.*s %.*s %s", STR_ARG(pack->book.id), STR_ARG(pack->book.version), pack->hash);
    add_first(&opening);
    add_open(&opening, wish.goes_on);
    add_duties(&opening, wish.shows_all);
    if (!wish.shows_all) add_near(&opening);
    return opening.view;
}
