// Lays the answer out for a terminal. The order is for someone who has no time: what to do first, what we still need to
// know, who is to be told for certain, who perhaps (names only), and what the answer rests on.
#include "cli/answer_text.h"
#include "base/words.h"
#include "rule/explain.h"
#include "rule/phrase.h"

enum { FIRST_THINGS = 3, NEEDED_SHOWN = 5, MAYBE_SHOWN = 12, WORDS_BYTES = 16 << 10 };

static const Str nothing = {0};

static void say(Session *session, Msg msg, Str a, Str b) {
    buf_word(&session->out, session->lang, msg, a, b, nothing);
}

static void line(Session *session, Msg msg, Str a, Str b) {
    say(session, msg, a, b);
    buf_char(&session->out, '\n');
}

static void heading(Session *session, Msg msg, Str a) {
    buf_char(&session->out, '\n');
    if (session->color)
        buf_puts(&session->out, "\033[1m");
    say(session, msg, a, nothing);
    if (session->color)
        buf_puts(&session->out, "\033[0m");
    buf_char(&session->out, '\n');
}

static Str number(Session *session, uint32_t value) {
    return str_format(session->arena, "%u", value);
}

void answer_day(Buf *out, Day day, Lang lang) {
    static const Msg weekdays[] = {MSG_DAY_SUNDAY, MSG_DAY_MONDAY, MSG_DAY_TUESDAY, MSG_DAY_WEDNESDAY,
                                   MSG_DAY_THURSDAY, MSG_DAY_FRIDAY, MSG_DAY_SATURDAY};
    static const Msg months[] = {MSG_MONTH_1, MSG_MONTH_2, MSG_MONTH_3, MSG_MONTH_4,  MSG_MONTH_5,  MSG_MONTH_6,
                                 MSG_MONTH_7, MSG_MONTH_8, MSG_MONTH_9, MSG_MONTH_10, MSG_MONTH_11, MSG_MONTH_12};
    Civil civil = day_civil(day);
    Str date = str_format(out->arena, "%d", civil.day);
    Buf year_month = buf_make(out->arena, 64);
    buf_word(&year_month, lang, months[civil.month - 1], str_format(out->arena, "%d", civil.year), nothing, nothing);
    buf_word(out, lang, MSG_DAY_FULL, buf_str(&year_month), date, word(lang, weekdays[day_weekday(day)]));
}

static Str moment_words(Session *session, const StageResult *stage, Moment moment) {
    Buf words = buf_make(session->arena, WORDS_BYTES);
    answer_day(&words, day_of(moment), session->lang);
    ClockKind kind = stage->line->clock.kind;
    if (kind == CLOCK_HOURS || kind == CLOCK_AT_ONCE) {
        int64_t minutes = (moment - day_start(day_of(moment))) / 60000000;
        buf_format(&words, " %02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
    }
    return buf_str(&words);
}

static Str window_names(Session *session, const Book *book, const int *windows, uint32_t count) {
    Buf words = buf_make(session->arena, WORDS_BYTES);
    for (uint32_t i = 0; i < count; i++) {
        if (i)
            buf_put(&words, word(session->lang, MSG_VALUE_COMMA));
        buf_put(&words, text_in(&book->windows.items[windows[i]].title, session->lang));
    }
    return buf_str(&words);
}

// --- one duty ----------------------------------------------------------------------------------------------------------

static void print_recipients(Session *session, const Book *book, const DutyResult *result) {
    if (result->window_count)
        line(session, MSG_ANSWER_TO, window_names(session, book, result->windows, result->window_count), nothing);
    if (result->possible_count)
        line(session, MSG_ANSWER_TO_MAYBE, window_names(session, book, result->possible, result->possible_count), nothing);
}

static void print_stage(Session *session, const Book *book, const StageResult *stage) {
    static const Msg names[] = {[STAGE_FIRST] = MSG_STAGE_FIRST,     [STAGE_FOLLOW] = MSG_STAGE_FOLLOW,
                                [STAGE_FINAL] = MSG_STAGE_FINAL,     [STAGE_NOTICE] = MSG_STAGE_NOTICE,
                                [STAGE_MONTHLY] = MSG_STAGE_MONTHLY, [STAGE_QUARTERLY] = MSG_STAGE_QUARTERLY};
    Buf clock = buf_make(session->arena, WORDS_BYTES);
    phrase_clock(&clock, book, &stage->line->clock, session->lang);
    Str name = word(session->lang, names[stage->stage]);
    if (stage->due == MOMENT_NONE)
        say(session, MSG_ANSWER_STAGE_OPEN, name, buf_str(&clock));
    else if (stage->line->clock.kind == CLOCK_AT_ONCE)
        say(session, MSG_ANSWER_STAGE_NOW, name, buf_str(&clock));
    else
        buf_word(&session->out, session->lang, MSG_ANSWER_STAGE, name, moment_words(session, stage, stage->due), buf_str(&clock));
    if (stage->latest != MOMENT_NONE)
        say(session, MSG_ANSWER_LATEST, moment_words(session, stage, stage->latest), nothing);
    if (!stage->certain)
        say(session, MSG_ANSWER_EARLIEST, nothing, nothing);
    if (stage->line->tail.grade == GRADE_D)
        say(session, MSG_ANSWER_UNVERIFIED, nothing, nothing);
    buf_char(&session->out, '\n');
}

// With `doubts_only`, what is verified is left to `explain`: what is not must be said.
static void print_statements(Session *session, Msg msg, const StatementList *list, bool doubts_only) {
    for (size_t i = 0; i < list->count; i++) {
        const Statement *statement = &list->items[i];
        if (doubts_only && statement->tail.grade != GRADE_D)
            continue;
        say(session, msg, statement->text, str_format(session->arena, "%c", grade_letter(statement->tail.grade)));
        if (statement->tail.grade == GRADE_D)
            say(session, MSG_ANSWER_UNVERIFIED, nothing, nothing);
        buf_char(&session->out, '\n');
    }
}

static void print_reasons(Session *session, const Decision *decision, const DutyResult *result) {
    static const Msg msgs[] = {[STATUS_APPLIES] = MSG_ANSWER_WHY, [STATUS_MAY] = MSG_ANSWER_SO_FAR, [STATUS_NOT] = MSG_ANSWER_WHY_NOT};
    ReasonList reasons = explain_reasons(session->arena, &decision->question, result, session->lang);
    for (size_t i = 0; i < reasons.count; i++)
        line(session, msgs[result->status], reasons.items[i], nothing);
}

static void print_forms(Session *session, const DutyResult *result) {
    for (uint32_t i = 0; i < result->form_count; i++)
        line(session, i ? MSG_ANSWER_FORM_OR : MSG_ANSWER_FORM, result->forms[i]->form, nothing);
}

static void print_unknown(Session *session, const Book *book, const DutyResult *result) {
    for (uint32_t i = 0; i < result->unknown_count && i < NEEDED_SHOWN; i++)
        line(session, MSG_ANSWER_UNKNOWN, text_in(&book->facts.items[result->unknown[i]].title, session->lang), nothing);
}

static void print_coming(Session *session, const DutyResult *result) {
    if (!result->coming)
        return;
    Buf date = buf_make(session->arena, WORDS_BYTES);
    bool by = result->coming->from == DAY_NONE;
    answer_day(&date, by ? result->coming->by : result->coming->from, session->lang);
    line(session, by ? MSG_ANSWER_COMING_BY : MSG_ANSWER_COMING_FROM, text_in(&result->coming->text, session->lang), buf_str(&date));
}

static void print_title(Session *session, const Duty *duty) {
    static const Msg levels[] = {[LEVEL_MUST] = MSG_LEVEL_MUST, [LEVEL_SHOULD] = MSG_LEVEL_SHOULD, [LEVEL_MAY] = MSG_LEVEL_MAY};
    buf_word(&session->out, session->lang, MSG_ANSWER_TITLE, word(session->lang, levels[duty->level]),
             text_in(&duty->title, session->lang), duty->id);
    buf_char(&session->out, '\n');
}

void answer_duty(Session *session, const Decision *decision, const DutyResult *result, bool in_full) {
    const Book *book = decision->question.book;
    const Duty *duty = &book->duties.items[result->duty];
    print_title(session, duty);
    if (result->status != STATUS_NOT) {
        print_recipients(session, book, result);
        for (uint32_t i = 0; i < result->stage_count; i++)
            print_stage(session, book, &result->stages[i]);
        print_forms(session, result);
    }
    print_reasons(session, decision, result);
    print_unknown(session, book, result);
    print_statements(session, MSG_ANSWER_BASIS, &duty->basis, false);
    print_statements(session, MSG_ANSWER_NOTE, &duty->notes, !in_full);
    print_coming(session, result);
    if (result->trigger_assumed && result->status != STATUS_NOT)
        line(session, MSG_ANSWER_TRIGGER_ASSUMED, text_in(&book->facts.items[duty->trigger].title, session->lang), nothing);
}

// --- the whole answer --------------------------------------------------------------------------------------------------

static uint32_t count_status(const Decision *decision, Status status) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < decision->duty_count; i++)
        count += decision->duties[i].status == status;
    return count;
}

static void first_thing(Session *session, uint32_t *told, Str words, Str to) {
    if (*told == FIRST_THINGS || !words.len)
        return;
    (*told)++;
    buf_word(&session->out, session->lang, to.len ? MSG_ANSWER_FIRST_TO : MSG_ANSWER_FIRST, number(session, *told), words, to);
    buf_char(&session->out, '\n');
}

static void first_duties(Session *session, const Decision *decision, bool pressing, uint32_t *told) {
    const Book *book = decision->question.book;
    for (uint32_t i = 0; i < decision->duty_count && decision->duties[i].status == STATUS_APPLIES; i++) {
        const DutyResult *result = &decision->duties[i];
        const Duty *duty = &book->duties.items[result->duty];
        if ((duty->rank <= RANK_STOP) == pressing)
            first_thing(session, told, text_in(&duty->action, session->lang),
                        window_names(session, book, result->windows, result->window_count));
    }
}

// What stops the harm, then how to help oneself, then whom to tell.
static void first_things(Session *session, const Decision *decision) {
    const Book *book = decision->question.book;
    uint32_t told = 0;
    heading(session, MSG_ANSWER_HEAD_FIRST, nothing);
    first_duties(session, decision, true, &told);
    for (uint32_t i = 0; i < decision->guide_count && decision->guides[i].certain && told + 1 < FIRST_THINGS; i++) {
        const Guide *guide = &book->guides.items[decision->guides[i].guide];
        if (guide->steps.count)
            first_thing(session, &told, text_in(&guide->steps.items[0].words, session->lang), nothing);
    }
    first_duties(session, decision, false, &told);
    if (!told)
        line(session, MSG_ANSWER_NOTHING_YET, nothing, nothing);
}

static void needed(Session *session, const Decision *decision) {
    if (!decision->ask_count)
        return;
    heading(session, MSG_ANSWER_HEAD_NEEDED, number(session, decision->ask_count));
    for (uint32_t i = 0; i < decision->ask_count && i < NEEDED_SHOWN; i++) {
        const Fact *fact = &decision->question.book->facts.items[decision->ask[i]];
        line(session, MSG_ANSWER_NEEDED, text_in(&fact->ask, session->lang), fact->name);
    }
    line(session, MSG_ANSWER_ASK_HINT, nothing, nothing);
}

static void due_duties(Session *session, const Decision *decision) {
    heading(session, MSG_ANSWER_HEAD_DUE, number(session, count_status(decision, STATUS_APPLIES)));
    for (uint32_t i = 0; i < decision->duty_count && decision->duties[i].status == STATUS_APPLIES; i++) {
        if (i)
            buf_char(&session->out, '\n');
        answer_duty(session, decision, &decision->duties[i], false);
    }
}

// One line: what it would be, and by when at the earliest.
static void print_possible(Session *session, const Book *book, const DutyResult *result) {
    const Duty *duty = &book->duties.items[result->duty];
    const StageResult *first = result->stage_count ? &result->stages[0] : NULL;
    print_title(session, duty);
    if (first && first->due != MOMENT_NONE && first->line->clock.kind != CLOCK_AT_ONCE)
        line(session, MSG_ANSWER_IF_DUE, moment_words(session, first, first->due), nothing);
}

static void possible_duties(Session *session, const Decision *decision) {
    uint32_t count = count_status(decision, STATUS_MAY), shown = 0;
    if (!count)
        return;
    heading(session, MSG_ANSWER_HEAD_MAYBE, number(session, count));
    for (uint32_t i = 0; i < decision->duty_count; i++) {
        const DutyResult *result = &decision->duties[i];
        if (result->status != STATUS_MAY)
            continue;
        if (session_has(session, OPTION_ALL)) {
            answer_duty(session, decision, result, false);
            buf_char(&session->out, '\n');
        } else if (shown++ < MAYBE_SHOWN) {
            print_possible(session, decision->question.book, result);
        }
    }
    if (shown > MAYBE_SHOWN)
        line(session, MSG_ANSWER_MORE, number(session, shown - MAYBE_SHOWN), nothing);
}

static void excluded_duties(Session *session, const Decision *decision) {
    if (!session_has(session, OPTION_ALL))
        return;
    heading(session, MSG_ANSWER_HEAD_NOT, number(session, count_status(decision, STATUS_NOT)));
    for (uint32_t i = 0; i < decision->duty_count; i++) {
        if (decision->duties[i].status != STATUS_NOT)
            continue;
        answer_duty(session, decision, &decision->duties[i], false);
        buf_char(&session->out, '\n');
    }
}

void answer_text(Session *session, const Pack *pack, const Decision *decision) {
    first_things(session, decision);
    needed(session, decision);
    due_duties(session, decision);
    possible_duties(session, decision);
    excluded_duties(session, decision);
    Buf day = buf_make(session->arena, WORDS_BYTES), version = buf_make(session->arena, WORDS_BYTES);
    answer_day(&day, day_of(decision->question.at), session->lang);
    buf_format(&version, "%.*s %.*s (%.12s)", STR_ARG(pack->book.id), STR_ARG(pack->book.version), pack->hash);
    buf_char(&session->out, '\n');
    line(session, MSG_ANSWER_FOOT, buf_str(&version), buf_str(&day));
}
