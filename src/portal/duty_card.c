// Fills the view of a duty from what the engine decided. Says dates as firmly as they are known, and no firmer.
#include "portal/duty_card.h"

#include "portal/window_card.h"

#include "rule/deadline.h"
#include "rule/explain.h"
#include "rule/phrase.h"

enum { UNKNOWN_SHOWN = 5, WORDS_BYTES = 16 << 10 };

typedef struct Filling { // what every part of one card needs
    Arena *arena;
    const DutyCard *card;
    const Book *book;
    const DutyResult *result;
    const Duty *duty;
    DutyView view;
} Filling;

static Str filled(const Filling *filling, Msg msg, Str a) {
    Buf words = buf_make(filling->arena, WORDS_BYTES);
    buf_word(&words, filling->card->lang, msg, a, STR_NONE, STR_NONE);
    return buf_str(&words);
}

// --- by when -----------------------------------------------------------------------------------------------------------------

static Str moment_words(const Filling *filling, const StageResult *stage, Moment moment) {
    Buf words = buf_make(filling->arena, WORDS_BYTES);
    ClockKind kind = stage->line->clock.kind;
    if (kind == CLOCK_HOURS || kind == CLOCK_AT_ONCE)
        phrase_moment(&words, moment, filling->card->lang);
    else
        phrase_day(&words, day_of(moment), filling->card->lang);
    return buf_str(&words);
}

static Str latest_words(const Filling *filling, const StageResult *stage) {
    const ClockRule *clock = &stage->line->clock;
    if (stage->latest == MOMENT_NONE) return STR_NONE;
    Msg msg = deadline_is_doubtful(clock)     ? MSG_PORTAL_LATEST_DOUBT
              : clock->kind == CLOCK_PROMPTLY ? MSG_PORTAL_LATEST_GUIDE
                                              : MSG_PORTAL_LATEST;
    return filled(filling, msg, moment_words(filling, stage, stage->latest));
}

static void add_stage(Filling *filling, const StageResult *stage) {
    const DutyResult *result = filling->result;
    Lang lang = filling->card->lang;
    Buf clock = buf_make(filling->arena, WORDS_BYTES);
    phrase_clock(&clock, filling->book, &stage->line->clock, lang);
    bool alone = result->stage_count == 1 && (stage->stage == STAGE_FIRST || stage->stage == STAGE_NOTICE);
    bool doubtful = (stage->latest != MOMENT_NONE && deadline_is_doubtful(&stage->line->clock)) ||
                    (stage->line->tail.grade == GRADE_D && stage->line->clock.kind != CLOCK_UNSTATED);
    DutyStageView view = {.name = alone ? word(lang, MSG_ANSWER_WHEN) : phrase_stage(stage->stage, lang),
                          .clock = buf_str(&clock),
                          .latest = latest_words(filling, stage),
                          .is_open = stage->due == MOMENT_NONE,
                          .is_now = stage->due != MOMENT_NONE && stage->line->clock.kind == CLOCK_AT_ONCE,
                          .is_earliest = !stage->certain,
                          .is_doubtful = doubtful};
    if (stage->due != MOMENT_NONE) view.when = moment_words(filling, stage, stage->due);
    PUSH(filling->arena, filling->view.stages, view);
}

// --- whom --------------------------------------------------------------------------------------------------------------------

static void add_windows(Filling *filling, const int *windows, uint32_t count, bool possible) {
    Day today = day_of(filling->card->decision->question.at);
    for (uint32_t i = 0; i < count; i++) {
        WindowView view = window_card(filling->arena, &filling->book->windows.items[windows[i]], today, filling->card->lang);
        view.is_possible = possible;
        PUSH(filling->arena, filling->view.windows, view);
    }
}

// --- why ---------------------------------------------------------------------------------------------------------------------

static void add_reasons(Filling *filling) {
    Lang lang = filling->card->lang;
    ReasonList reasons = explain_reasons(filling->arena, &filling->card->decision->question, filling->result, lang);
    for (size_t i = 0; i < reasons.count; i++)
        PUSH(filling->arena, filling->view.reasons, ((DutyReasonView){reasons.items[i]}));
    for (uint32_t i = 0; i < filling->result->unknown_count && i < UNKNOWN_SHOWN; i++) {
        const Fact *fact = &filling->book->facts.items[filling->result->unknown[i]];
        PUSH(filling->arena, filling->view.unknown, ((DutyReasonView){text_in(&fact->title, lang)}));
    }
}

static void add_forms(Filling *filling) {
    Day today = day_of(filling->card->decision->question.at);
    for (uint32_t i = 0; i < filling->result->form_count; i++) {
        Str id = filling->result->forms[i]->form;
        const Form *form = form_find(&filling->card->pack->forms, id, today);
        PUSH(filling->arena, filling->view.forms, ((DutyReasonView){form ? form->title : id}));
    }
}

static DutyGroundViewList grounds_of(Arena *arena, const StatementList *list) {
    DutyGroundViewList grounds = {0};
    for (size_t i = 0; i < list->count; i++) {
        const Statement *ground = &list->items[i];
        PUSH(arena, grounds,
             ((DutyGroundView){ground->text, grade_text(arena, ground->tail.grade), ground->tail.grade == GRADE_D}));
    }
    return grounds;
}

static Str coming_words(const Filling *filling) {
    const Coming *coming = filling->result->coming;
    if (!coming) return STR_NONE;
    bool by = coming->from == DAY_NONE;
    Buf date = buf_make(filling->arena, WORDS_BYTES), words = buf_make(filling->arena, WORDS_BYTES);
    phrase_day(&date, by ? coming->by : coming->from, filling->card->lang);
    buf_word(&words, filling->card->lang, by ? MSG_ANSWER_COMING_BY : MSG_ANSWER_COMING_FROM,
             text_in(&coming->text, filling->card->lang), buf_str(&date), STR_NONE);
    return str_trim(buf_str(&words));
}

DutyView duty_card(Arena *arena, const DutyCard *card, const DutyResult *result) {
    static const Msg sure[] = {[LEVEL_MUST] = MSG_LEVEL_MUST, [LEVEL_SHOULD] = MSG_LEVEL_SHOULD, [LEVEL_MAY] = MSG_LEVEL_MAY};
    static const Msg open[] = {[LEVEL_MUST] = MSG_MAYBE_MUST, [LEVEL_SHOULD] = MSG_MAYBE_SHOULD, [LEVEL_MAY] = MSG_MAYBE_MAY};
    const Book *book = card->decision->question.book;
    const Duty *duty = &book->duties.items[result->duty];
    Filling filling = {.arena = arena, .card = card, .book = book, .result = result, .duty = duty};
    filling.view = (DutyView){.title = text_in(&duty->title, card->lang),
                              .level = result->status == STATUS_APPLIES ? sure[duty->level] : open[duty->level],
                              .action = text_in(&duty->action, card->lang),
                              .grounds = grounds_of(arena, &duty->basis),
                              .notes = grounds_of(arena, &duty->notes)};
    add_windows(&filling, result->windows, result->window_count, false);
    add_windows(&filling, result->possible, result->possible_count, true);
    for (uint32_t i = 0; i < result->stage_count; i++) add_stage(&filling, &result->stages[i]);
    add_reasons(&filling);
    add_forms(&filling);
    filling.view.coming = coming_words(&filling);
    if (result->trigger_assumed)
        filling.view.assumed =
            filled(&filling, MSG_PORTAL_ASSUMED, text_in(&book->facts.items[duty->trigger].title, card->lang));
    return filling.view;
}
