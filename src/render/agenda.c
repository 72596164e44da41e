// Words and moments of each event. Its name is made from what it is, so that reading a calendar in again replaces it.
#include "render/agenda.h"
#include "base/words.h"
#include "rule/deadline.h"
#include "rule/phrase.h"
#include <sodium.h>

enum { WORDS_BYTES = 64 << 10, UID_BYTES = 16 };

typedef struct Making {
    Arena *arena;
    Agenda agenda;
} Making;

static bool has_time_of_day(const StageResult *stage) {
    return stage->line->clock.kind == CLOCK_HOURS || stage->line->clock.kind == CLOCK_AT_ONCE;
}

static Str event_uid(Arena *arena, const Duty *duty, const StageResult *stage) {
    unsigned char hash[UID_BYTES];
    char hex[2 * UID_BYTES + 1];
    Buf name = buf_make(arena, WORDS_BYTES);
    buf_put(&name, duty->id);
    buf_format(&name, " %s ", duty_stages[stage->stage]);
    buf_moment(&name, stage->due);
    crypto_generichash(hash, sizeof hash, (const unsigned char *)name.ptr, name.len, NULL, 0);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return str_format(arena, "%s@todoke", hex);
}

// --- words -------------------------------------------------------------------------------------------------------------

static void line(Buf *out, Lang lang, Msg msg, Str a, Str b) {
    buf_word(out, lang, msg, a, b, STR_NONE);
    buf_char(out, '\n');
}

static Str event_title(const Making *making, const Duty *duty, const StageResult *stage) {
    Lang lang = making->agenda.lang;
    Buf words = buf_make(making->arena, WORDS_BYTES);
    bool now = stage->line->clock.kind == CLOCK_AT_ONCE;
    buf_word(&words, lang, now ? MSG_ICS_TITLE_NOW : MSG_ICS_TITLE, text_in(&duty->title, lang),
             phrase_stage(stage->stage, lang), STR_NONE);
    return buf_str(&words);
}

static void describe_windows(const Making *making, Buf *out, const DutyResult *result) {
    const WindowList *windows = &making->agenda.decision->question.book->windows;
    Lang lang = making->agenda.lang;
    for (uint32_t i = 0; i < result->window_count; i++)
        line(out, lang, MSG_ICS_TO, text_in(&windows->items[result->windows[i]].title, lang), STR_NONE);
    for (uint32_t i = 0; i < result->possible_count; i++)
        line(out, lang, MSG_ICS_TO_MAYBE, text_in(&windows->items[result->possible[i]].title, lang), STR_NONE);
}

static void describe_clock(const Making *making, Buf *out, const StageResult *stage) {
    Lang lang = making->agenda.lang;
    Buf clock = buf_make(making->arena, WORDS_BYTES), latest = buf_make(making->arena, WORDS_BYTES);
    phrase_clock(&clock, making->agenda.decision->question.book, &stage->line->clock, lang);
    line(out, lang, MSG_ICS_CLOCK, buf_str(&clock), STR_NONE);
    if (!stage->certain) line(out, lang, MSG_ICS_EARLIEST, STR_NONE, STR_NONE);
    if (stage->latest != MOMENT_NONE) {
        phrase_day(&latest, day_of(stage->latest), lang);
        Msg msg = deadline_is_doubtful(&stage->line->clock)   ? MSG_ICS_LATEST_DOUBT
                  : stage->line->clock.kind == CLOCK_PROMPTLY ? MSG_ICS_LATEST_GUIDE
                                                              : MSG_ICS_LATEST;
        line(out, lang, msg, buf_str(&latest), STR_NONE);
    }
    if (stage->line->tail.grade == GRADE_D) line(out, lang, MSG_ICS_UNVERIFIED, STR_NONE, STR_NONE);
}

static Str event_description(const Making *making, const DutyResult *result, const Duty *duty, const StageResult *stage) {
    static const Msg levels[] = {[LEVEL_MUST] = MSG_LEVEL_MUST, [LEVEL_SHOULD] = MSG_LEVEL_SHOULD, [LEVEL_MAY] = MSG_LEVEL_MAY};
    Lang lang = making->agenda.lang;
    Buf words = buf_make(making->arena, WORDS_BYTES);
    buf_put(&words, text_in(&duty->action, lang));
    buf_char(&words, '\n');
    describe_windows(making, &words, result);
    describe_clock(making, &words, stage);
    line(&words, lang, MSG_ICS_LEVEL, word(lang, levels[duty->level]), duty->id);
    for (size_t i = 0; i < duty->basis.count; i++)
        line(&words, lang, MSG_ICS_BASIS, duty->basis.items[i].text,
             str_format(making->arena, "%c", grade_letter(duty->basis.items[i].tail.grade)));
    buf_word(&words, lang, MSG_ICS_FOOT, STR_NONE, STR_NONE, STR_NONE);
    return buf_str(&words);
}

// --- events ------------------------------------------------------------------------------------------------------------

// A day's event is recalled at nine in the morning of the day before; one with a time a day and an hour before; what is
// to be done at once not at all, its time is the moment it began.
static void add_event(Making *making, const DutyResult *result, const Duty *duty, const StageResult *stage) {
    static const int day_alarms[] = {15}, hour_alarms[] = {24, 1};
    bool timed = has_time_of_day(stage);
    IcsEvent event = {
        .uid = event_uid(making->arena, duty, stage),
        .title = event_title(making, duty, stage),
        .description = event_description(making, result, duty, stage),
        .day = timed ? DAY_NONE : day_of(stage->due),
        .moment = stage->due,
        .alarms = timed ? hour_alarms : day_alarms,
        .alarm_count = stage->line->clock.kind == CLOCK_AT_ONCE ? 0
                       : timed                                  ? 2
                                                                : 1,
    };
    PUSH(making->arena, making->agenda.entries, ((AgendaEntry){event, duty, stage}));
}

static void collect(Making *making) {
    const Decision *decision = making->agenda.decision;
    for (uint32_t i = 0; i < decision->duty_count && decision->duties[i].status == STATUS_APPLIES; i++) {
        const DutyResult *result = &decision->duties[i];
        const Duty *duty = &decision->question.book->duties.items[result->duty];
        for (uint32_t s = 0; s < result->stage_count; s++) {
            if (result->stages[s].due == MOMENT_NONE)
                making->agenda.undated++;
            else
                add_event(making, result, duty, &result->stages[s]);
        }
    }
}

Agenda agenda_make(Arena *arena, const Decision *decision, Lang lang) {
    Making making = {.arena = arena, .agenda = {.decision = decision, .lang = lang}};
    collect(&making);
    return making.agenda;
}

void agenda_print(Buf *out, const Agenda *agenda) {
    IcsEvent *events = NEW_ARRAY(out->arena, IcsEvent, agenda->entries.count + 1);
    for (size_t i = 0; i < agenda->entries.count; i++) events[i] = agenda->entries.items[i].event;
    IcsCalendar calendar = {.product = STR("-//todoke//todoke//JA"),
                            .title = word(agenda->lang, MSG_ICS_CALENDAR),
                            .stamp = agenda->decision->question.at,
                            .events = events,
                            .event_count = (uint32_t)agenda->entries.count};
    ics_print(out, &calendar);
}
