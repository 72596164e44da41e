// Lays the answer out for a terminal. The order is for someone who has no time: what to do first and the number to call, first
// aid, what we still need to know, who is to be told for certain, who perhaps (names only), and what the answer rests on.
#include "cli/answer_text.h"
#include "base/words.h"
#include "cli/duty_text.h"
#include "cli/fold.h"
#include "cli/window_text.h"
#include "rule/first.h"
#include "rule/phrase.h"

enum { GUIDES_SHOWN = 3, NEEDED_SHOWN = 5, MAYBE_SHOWN = 8, CONTACT_INDENT = 5, WORDS_BYTES = 16 << 10 };

static void heading(Session *session, Msg msg, Str a) {
    buf_char(&session->out, '\n');
    if (session->color) buf_puts(&session->out, "\033[1m");
    buf_word(&session->out, session->lang, msg, a, STR_NONE, STR_NONE);
    if (session->color) buf_puts(&session->out, "\033[0m");
    buf_char(&session->out, '\n');
}

static Str day_words(Session *session, Moment moment) {
    Buf words = buf_make(session->arena, WORDS_BYTES);
    phrase_day(&words, day_of(moment), session->lang);
    return buf_str(&words);
}

// --- what comes first --------------------------------------------------------------------------------------------------

typedef struct Opening {
    Session *session;
    const Decision *decision;
    uint32_t told;         // things so far
    const GuideStep *step; // told among them; NULL: none. Its guide does not say it again
} Opening;

static void first_duty(Opening *opening, const DutyResult *result) {
    const Book *book = opening->decision->question.book;
    Session *session = opening->session;
    session_line(session, MSG_ANSWER_FIRST, session_number(session, opening->told),
                 text_in(&book->duties.items[result->duty].action, session->lang), STR_NONE);
    for (uint32_t w = 0; w < result->window_count; w++) {
        const Window *window = &book->windows.items[result->windows[w]];
        session_line(session, MSG_ANSWER_FIRST_TO, text_in(&window->title, session->lang), STR_NONE, STR_NONE);
        window_contacts(session, window, CONTACT_INDENT);
    }
}

static void first_step(Opening *opening, const GuideStep *step) {
    Session *session = opening->session;
    Str doubt = step->tail.grade == GRADE_D ? word(session->lang, MSG_ANSWER_UNVERIFIED) : STR_NONE;
    session_line(session, MSG_ANSWER_FIRST, session_number(session, opening->told),
                 str_join(session->arena, text_in(&step->words, session->lang), doubt), STR_NONE);
    opening->step = step;
}

static void what_comes_first(Opening *opening) {
    FirstThing things[FIRST_THINGS];
    uint32_t count = first_things(opening->decision, things);
    heading(opening->session, MSG_ANSWER_HEAD_FIRST, STR_NONE);
    while (opening->told < count) {
        const FirstThing *thing = &things[opening->told++];
        if (thing->step)
            first_step(opening, thing->step);
        else
            first_duty(opening, thing->duty);
    }
    if (!opening->told) session_line(opening->session, MSG_ANSWER_NOTHING_YET, STR_NONE, STR_NONE, STR_NONE);
}

static void guide_lines(const Opening *opening, Msg msg, const GuideStepList *list) {
    Session *session = opening->session;
    for (size_t i = 0; i < list->count; i++) {
        const GuideStep *step = &list->items[i];
        if (step == opening->step) continue;
        buf_word(&session->out, session->lang, msg, text_in(&step->words, session->lang),
                 str_format(session->arena, "%c", grade_letter(step->tail.grade)), STR_NONE);
        if (step->tail.grade == GRADE_D) buf_put(&session->out, word(session->lang, MSG_ANSWER_UNVERIFIED));
        buf_char(&session->out, '\n');
    }
}

// First aid comes before forms.
static void first_aid(const Opening *opening) {
    const Decision *decision = opening->decision;
    uint32_t shown = 0;
    for (uint32_t i = 0; i < decision->guide_count; i++) {
        const Guide *guide = &decision->question.book->guides.items[decision->guides[i].guide];
        if (!decision->guides[i].certain || (shown++ >= GUIDES_SHOWN && !session_has(opening->session, OPTION_ALL))) continue;
        heading(opening->session, MSG_ANSWER_HEAD_GUIDE, text_in(&guide->title, opening->session->lang));
        guide_lines(opening, MSG_ANSWER_STEP, &guide->steps);
        guide_lines(opening, MSG_ANSWER_AVOID, &guide->avoid);
    }
}

// --- what is still needed, and the lists -------------------------------------------------------------------------------

static uint32_t count_status(const Decision *decision, Status status) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < decision->duty_count; i++) count += decision->duties[i].status == status;
    return count;
}

// As it was given on the command line, so that what is proposed can be typed as it stands.
static Str file_name(const Session *session) {
    bool named = session->argument_count && !str_is(str_from(session->arguments[0]), "-");
    return named ? str_from(session->arguments[0]) : STR("FILE");
}

static void needed(Session *session, const Decision *decision) {
    if (!decision->ask_count) return;
    heading(session, MSG_ANSWER_HEAD_NEEDED, session_number(session, decision->ask_count));
    for (uint32_t i = 0; i < decision->ask_count && i < NEEDED_SHOWN; i++) {
        const Fact *fact = &decision->question.book->facts.items[decision->ask[i]];
        session_line(session, MSG_ANSWER_NEEDED, text_in(&fact->ask, session->lang), fact->name, STR_NONE);
    }
    session_line(session, MSG_ANSWER_ASK_HINT, file_name(session), STR_NONE, STR_NONE);
}

// Said once for each moment that is missing, not below every duty.
static void assumed_triggers(Session *session, const Decision *decision) {
    const Book *book = decision->question.book;
    bool *said = NEW_ARRAY(session->arena, bool, book->facts.count + 1);
    bool any = false;
    for (uint32_t i = 0; i < decision->duty_count && decision->duties[i].status == STATUS_APPLIES; i++) {
        int trigger = book->duties.items[decision->duties[i].duty].trigger;
        if (!decision->duties[i].trigger_assumed || said[trigger]) continue;
        if (!any) buf_char(&session->out, '\n');
        said[trigger] = any = true;
        session_line(session, MSG_ANSWER_TRIGGER_ASSUMED, text_in(&book->facts.items[trigger].title, session->lang),
                     day_words(session, decision->question.at), STR_NONE);
    }
}

static void duties_of(Session *session, const Pack *pack, const Decision *decision, Status status) {
    bool first = true;
    for (uint32_t i = 0; i < decision->duty_count; i++) {
        if (decision->duties[i].status != status) continue;
        if (!first) buf_char(&session->out, '\n');
        first = false;
        duty_text(session, pack, decision, &decision->duties[i], false);
    }
}

// Those with a day come first: they are what may be missed.
static void possible_lines(Session *session, const Decision *decision, uint32_t count) {
    uint32_t shown = 0;
    for (int dated = 1; dated >= 0; dated--)
        for (uint32_t i = 0; i < decision->duty_count; i++) {
            const DutyResult *result = &decision->duties[i];
            if (result->status != STATUS_MAY || duty_is_dated(result) != dated) continue;
            if (dated || shown < MAYBE_SHOWN) {
                duty_line(session, decision->question.book, result);
                shown++;
            }
        }
    if (count > shown) session_line(session, MSG_ANSWER_MORE, session_number(session, count - shown), STR_NONE, STR_NONE);
}

static void lists(Session *session, const Pack *pack, const Decision *decision) {
    uint32_t possible = count_status(decision, STATUS_MAY), due = count_status(decision, STATUS_APPLIES);
    if (due) heading(session, MSG_ANSWER_HEAD_DUE, session_number(session, due));
    duties_of(session, pack, decision, STATUS_APPLIES);
    assumed_triggers(session, decision);
    if (possible) heading(session, MSG_ANSWER_HEAD_MAYBE, session_number(session, possible));
    if (session_has(session, OPTION_ALL)) {
        duties_of(session, pack, decision, STATUS_MAY);
        heading(session, MSG_ANSWER_HEAD_NOT, session_number(session, count_status(decision, STATUS_NOT)));
        duties_of(session, pack, decision, STATUS_NOT);
    } else {
        possible_lines(session, decision, possible);
    }
}

static uint32_t count_lines(const Buf *out, size_t from) {
    uint32_t count = 0;
    for (size_t i = from; i < out->len; i++) count += out->ptr[i] == '\n';
    return count;
}

static bool has_forms(const Decision *decision) {
    bool any = false;
    for (uint32_t i = 0; i < decision->duty_count; i++)
        any = any || (decision->duties[i].status == STATUS_APPLIES && decision->duties[i].form_count);
    return any;
}

static void foot(Session *session, const Pack *pack, const Decision *decision) {
    const DutyResult *first = decision->duty_count ? &decision->duties[0] : NULL;
    Str version =
        str_format(session->arena, "%.*s %.*s, %.12s", STR_ARG(pack->book.id), STR_ARG(pack->book.version), pack->hash);
    buf_char(&session->out, '\n');
    if (first && first->status == STATUS_APPLIES)
        session_line(session, MSG_ANSWER_EXPLAIN_HINT, pack->book.duties.items[first->duty].id, file_name(session), STR_NONE);
    if (has_forms(decision)) session_line(session, MSG_ANSWER_FORMS_HINT, file_name(session), STR_NONE, STR_NONE);
    session_line(session, MSG_ANSWER_GRADES, STR_NONE, STR_NONE, STR_NONE);
    session_line(session, MSG_ANSWER_FOOT, version, day_words(session, decision->question.at), STR_NONE);
}

void answer_text(Session *session, const Pack *pack, const Decision *decision) {
    size_t from = session->out.len;
    Opening opening = {.session = session, .decision = decision};
    what_comes_first(&opening);
    first_aid(&opening);
    needed(session, decision);
    lists(session, pack, decision);
    foot(session, pack, decision);
    fold_lines(&session->out, from, session->columns);
    // The end is what a terminal shows: it must not seem that there is nothing to do.
    if (opening.told && session->rows && (int)count_lines(&session->out, from) > session->rows)
        session_line(session, MSG_ANSWER_SCROLL, STR_NONE, STR_NONE, STR_NONE);
}
