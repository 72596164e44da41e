// One duty for a terminal: whom to tell and how to reach them, by when, with which paper, why, on which ground.
#include "cli/duty_text.h"
#include "base/words.h"
#include "cli/answer_text.h"
#include "cli/window_text.h"
#include "rule/deadline.h"
#include "rule/explain.h"
#include "rule/phrase.h"

enum { UNKNOWN_SHOWN = 5, CONTACT_INDENT = 8, WORDS_BYTES = 16 << 10 };

static void say_line(Session *session, Msg msg, Str a, Str b) {
    buf_word(&session->out, session->lang, msg, a, b, STR_NONE);
}

static void line(Session *session, Msg msg, Str a, Str b) {
    say_line(session, msg, a, b);
    buf_char(&session->out, '\n');
}

static Str moment_words(Session *session, const StageResult *stage, Moment moment) {
    Buf words = buf_make(session->arena, WORDS_BYTES);
    phrase_day(&words, day_of(moment), session->lang);
    ClockKind kind = stage->line->clock.kind;
    if (kind == CLOCK_HOURS || kind == CLOCK_AT_ONCE) {
        int64_t minutes = (moment - day_start(day_of(moment))) / 60000000;
        buf_format(&words, " %02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
    }
    return buf_str(&words);
}

bool duty_is_dated(const DutyResult *result) {
    const StageResult *first = result->stage_count ? &result->stages[0] : NULL;
    return first && first->due != MOMENT_NONE && first->line->clock.kind != CLOCK_AT_ONCE;
}

static void print_windows(Session *session, const Book *book, Msg msg, const int *windows, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        const Window *window = &book->windows.items[windows[i]];
        line(session, msg, text_in(&window->title, session->lang), STR_NONE);
        window_contacts(session, window, CONTACT_INDENT);
    }
}

// "First report" says something only where another one follows; a single date is just a date.
static Str stage_words(const DutyResult *result, const StageResult *stage, Lang lang) {
    bool alone = result->stage_count == 1 && (stage->stage == STAGE_FIRST || stage->stage == STAGE_NOTICE);
    return alone ? word(lang, MSG_ANSWER_WHEN) : phrase_stage(stage->stage, lang);
}

// What the law allows at most is said as firmly as it is known.
static Msg latest_words(const ClockRule *clock) {
    return deadline_is_doubtful(clock)     ? MSG_ANSWER_LATEST_DOUBT
           : clock->kind == CLOCK_PROMPTLY ? MSG_ANSWER_LATEST_GUIDE
                                           : MSG_ANSWER_LATEST;
}

static void print_stage(Session *session, const Book *book, const DutyResult *result, const StageResult *stage) {
    Buf clock = buf_make(session->arena, WORDS_BYTES);
    phrase_clock(&clock, book, &stage->line->clock, session->lang);
    Str name = stage_words(result, stage, session->lang);
    if (stage->due == MOMENT_NONE)
        say_line(session, MSG_ANSWER_STAGE_OPEN, name, buf_str(&clock));
    else if (stage->line->clock.kind == CLOCK_AT_ONCE)
        say_line(session, MSG_ANSWER_STAGE_NOW, name, buf_str(&clock));
    else
        buf_word(&session->out, session->lang, MSG_ANSWER_STAGE, name, moment_words(session, stage, stage->due),
                 buf_str(&clock));
    bool doubtful = stage->latest != MOMENT_NONE && deadline_is_doubtful(&stage->line->clock);
    if (stage->latest != MOMENT_NONE)
        say_line(session, latest_words(&stage->line->clock), moment_words(session, stage, stage->latest), STR_NONE);
    if (!stage->certain) say_line(session, MSG_ANSWER_EARLIEST, STR_NONE, STR_NONE);
    if (doubtful || (stage->line->tail.grade == GRADE_D && stage->line->clock.kind != CLOCK_UNSTATED))
        say_line(session, MSG_ANSWER_UNVERIFIED, STR_NONE, STR_NONE);
    buf_char(&session->out, '\n');
}

static void print_statement(Session *session, Msg msg, const Statement *statement) {
    say_line(session, msg, statement->text, str_format(session->arena, "%c", grade_letter(statement->tail.grade)));
    if (statement->tail.grade == GRADE_D) say_line(session, MSG_ANSWER_UNVERIFIED, STR_NONE, STR_NONE);
    buf_char(&session->out, '\n');
}

static void print_statements(Session *session, Msg msg, const StatementList *list) {
    for (size_t i = 0; i < list->count; i++) print_statement(session, msg, &list->items[i]);
}

// Shortly, what is verified is left to `explain`. What is not must be said: one doubt as it stands, several by their number.
static void print_doubts(Session *session, const Duty *duty) {
    const Statement *doubt = NULL;
    uint32_t count = 0;
    for (size_t i = 0; i < duty->notes.count; i++) {
        if (duty->notes.items[i].tail.grade != GRADE_D) continue;
        doubt = &duty->notes.items[i];
        count++;
    }
    if (count == 1) print_statement(session, MSG_ANSWER_NOTE, doubt);
    if (count > 1) line(session, MSG_ANSWER_DOUBTS, session_number(session, count), STR_NONE);
}

static void print_reasons(Session *session, const Decision *decision, const DutyResult *result) {
    static const Msg msgs[] = {
        [STATUS_APPLIES] = MSG_ANSWER_WHY, [STATUS_MAY] = MSG_ANSWER_SO_FAR, [STATUS_NOT] = MSG_ANSWER_WHY_NOT};
    ReasonList reasons = explain_reasons(session->arena, &decision->question, result, session->lang);
    for (size_t i = 0; i < reasons.count; i++) line(session, msgs[result->status], reasons.items[i], STR_NONE);
}

// By its title; a form the pack does not hold is at least named.
static void print_forms(Session *session, const Pack *pack, const Decision *decision, const DutyResult *result) {
    for (uint32_t i = 0; i < result->form_count; i++) {
        Str id = result->forms[i]->form;
        const Form *form = form_find(&pack->forms, id, day_of(decision->question.at));
        Msg msg = form ? i ? MSG_ANSWER_FORM_TITLED_OR : MSG_ANSWER_FORM_TITLED : i ? MSG_ANSWER_FORM_OR : MSG_ANSWER_FORM;
        line(session, msg, form ? form->title : id, id);
    }
}

static void print_unknown(Session *session, const Book *book, const DutyResult *result) {
    for (uint32_t i = 0; i < result->unknown_count && i < UNKNOWN_SHOWN; i++)
        line(session, MSG_ANSWER_UNKNOWN, text_in(&book->facts.items[result->unknown[i]].title, session->lang), STR_NONE);
}

static void print_coming(Session *session, const DutyResult *result) {
    if (!result->coming) return;
    Buf date = buf_make(session->arena, WORDS_BYTES);
    bool by = result->coming->from == DAY_NONE;
    phrase_day(&date, by ? result->coming->by : result->coming->from, session->lang);
    line(session, by ? MSG_ANSWER_COMING_BY : MSG_ANSWER_COMING_FROM, text_in(&result->coming->text, session->lang),
         buf_str(&date));
}

static void print_title(Session *session, const Duty *duty) {
    static const Msg levels[] = {[LEVEL_MUST] = MSG_LEVEL_MUST, [LEVEL_SHOULD] = MSG_LEVEL_SHOULD, [LEVEL_MAY] = MSG_LEVEL_MAY};
    session_line(session, MSG_ANSWER_TITLE, word(session->lang, levels[duty->level]), text_in(&duty->title, session->lang),
                 duty->id);
}

static void print_assumed(Session *session, const Decision *decision, const Duty *duty) {
    Buf day = buf_make(session->arena, WORDS_BYTES);
    phrase_day(&day, day_of(decision->question.at), session->lang);
    buf_spaces(&session->out, 4);
    line(session, MSG_ANSWER_TRIGGER_ASSUMED,
         text_in(&decision->question.book->facts.items[duty->trigger].title, session->lang), buf_str(&day));
}

void duty_text(Session *session, const Pack *pack, const Decision *decision, const DutyResult *result, bool in_full) {
    const Book *book = decision->question.book;
    const Duty *duty = &book->duties.items[result->duty];
    print_title(session, duty);
    if (result->status != STATUS_NOT) {
        print_windows(session, book, MSG_ANSWER_TO, result->windows, result->window_count);
        print_windows(session, book, MSG_ANSWER_TO_MAYBE, result->possible, result->possible_count);
        for (uint32_t i = 0; i < result->stage_count; i++) print_stage(session, book, result, &result->stages[i]);
        print_forms(session, pack, decision, result);
    }
    print_reasons(session, decision, result);
    print_unknown(session, book, result);
    print_statements(session, MSG_ANSWER_BASIS, &duty->basis);
    if (in_full)
        print_statements(session, MSG_ANSWER_NOTE, &duty->notes);
    else
        print_doubts(session, duty);
    print_coming(session, result);
    if (in_full && result->trigger_assumed && result->status != STATUS_NOT) print_assumed(session, decision, duty);
}

// On one line: what it would be, how binding, and by when at the earliest.
void duty_line(Session *session, const Book *book, const DutyResult *result) {
    static const Msg levels[] = {[LEVEL_MUST] = MSG_MAYBE_MUST, [LEVEL_SHOULD] = MSG_MAYBE_SHOULD, [LEVEL_MAY] = MSG_MAYBE_MAY};
    const Duty *duty = &book->duties.items[result->duty];
    Buf words = buf_make(session->arena, WORDS_BYTES);
    buf_put(&words, word(session->lang, levels[duty->level]));
    if (duty_is_dated(result))
        buf_word(&words, session->lang, MSG_ANSWER_IF_DUE, moment_words(session, &result->stages[0], result->stages[0].due),
                 STR_NONE, STR_NONE);
    session_line(session, MSG_ANSWER_MAYBE, text_in(&duty->title, session->lang), buf_str(&words), duty->id);
}
