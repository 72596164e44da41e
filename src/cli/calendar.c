// `todoke calendar`: the safe dates of what is due, for any calendar program. A stage without a date is not left out in
// silence: how many there are is said. The name of an event is made from what it is, so that reading it in again replaces it.
#include "base/sys.h"
#include "cli/answer_text.h"
#include "cli/commands.h"
#include "render/ics.h"
#include "rule/deadline.h"
#include "rule/phrase.h"
#include <sodium.h>

enum { WORDS_BYTES = 64 << 10, CALENDAR_BYTES = 64 << 20, UID_BYTES = 16 };

static const Str nothing = {0};

typedef struct Entry {
    IcsEvent event;
    const Duty *duty;
    const StageResult *stage;
} Entry;

typedef struct EntryList {
    Entry *items;
    size_t count, room;
} EntryList;

typedef struct Agenda {
    Session *session;
    const Decision *decision;
    EntryList entries;
    uint32_t undated;
} Agenda;

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
    buf_word(out, lang, msg, a, b, nothing);
    buf_char(out, '\n');
}

static Str event_title(const Agenda *agenda, const Duty *duty, const StageResult *stage) {
    Lang lang = agenda->session->lang;
    Buf words = buf_make(agenda->session->arena, WORDS_BYTES);
    bool now = stage->line->clock.kind == CLOCK_AT_ONCE;
    buf_word(&words, lang, now ? MSG_ICS_TITLE_NOW : MSG_ICS_TITLE, text_in(&duty->title, lang),
             phrase_stage(stage->stage, lang), nothing);
    return buf_str(&words);
}

static void describe_windows(const Agenda *agenda, Buf *out, const DutyResult *result) {
    const WindowList *windows = &agenda->decision->question.book->windows;
    Lang lang = agenda->session->lang;
    for (uint32_t i = 0; i < result->window_count; i++)
        line(out, lang, MSG_ICS_TO, text_in(&windows->items[result->windows[i]].title, lang), nothing);
    for (uint32_t i = 0; i < result->possible_count; i++)
        line(out, lang, MSG_ICS_TO_MAYBE, text_in(&windows->items[result->possible[i]].title, lang), nothing);
}

static void describe_clock(const Agenda *agenda, Buf *out, const StageResult *stage) {
    Lang lang = agenda->session->lang;
    Buf clock = buf_make(agenda->session->arena, WORDS_BYTES), latest = buf_make(agenda->session->arena, WORDS_BYTES);
    phrase_clock(&clock, agenda->decision->question.book, &stage->line->clock, lang);
    line(out, lang, MSG_ICS_CLOCK, buf_str(&clock), nothing);
    if (!stage->certain) line(out, lang, MSG_ICS_EARLIEST, nothing, nothing);
    if (stage->latest != MOMENT_NONE) {
        phrase_day(&latest, day_of(stage->latest), lang);
        Msg msg = deadline_is_doubtful(&stage->line->clock)   ? MSG_ICS_LATEST_DOUBT
                  : stage->line->clock.kind == CLOCK_PROMPTLY ? MSG_ICS_LATEST_GUIDE
                                                              : MSG_ICS_LATEST;
        line(out, lang, msg, buf_str(&latest), nothing);
    }
    if (stage->line->tail.grade == GRADE_D) line(out, lang, MSG_ICS_UNVERIFIED, nothing, nothing);
}

static Str event_description(const Agenda *agenda, const DutyResult *result, const Duty *duty, const StageResult *stage) {
    static const Msg levels[] = {[LEVEL_MUST] = MSG_LEVEL_MUST, [LEVEL_SHOULD] = MSG_LEVEL_SHOULD, [LEVEL_MAY] = MSG_LEVEL_MAY};
    Lang lang = agenda->session->lang;
    Buf words = buf_make(agenda->session->arena, WORDS_BYTES);
    buf_put(&words, text_in(&duty->action, lang));
    buf_char(&words, '\n');
    describe_windows(agenda, &words, result);
    describe_clock(agenda, &words, stage);
    line(&words, lang, MSG_ICS_LEVEL, word(lang, levels[duty->level]), duty->id);
    for (size_t i = 0; i < duty->basis.count; i++)
        line(&words, lang, MSG_ICS_BASIS, duty->basis.items[i].text,
             str_format(agenda->session->arena, "%c", grade_letter(duty->basis.items[i].tail.grade)));
    buf_word(&words, lang, MSG_ICS_FOOT, nothing, nothing, nothing);
    return buf_str(&words);
}

// --- events ------------------------------------------------------------------------------------------------------------

// A day's event is recalled at nine in the morning of the day before; one with a time a day and an hour before; what is
// to be done at once not at all, its time is the moment it began.
static void add_event(Agenda *agenda, const DutyResult *result, const Duty *duty, const StageResult *stage) {
    static const int day_alarms[] = {15}, hour_alarms[] = {24, 1};
    bool timed = has_time_of_day(stage);
    IcsEvent event = {
        .uid = event_uid(agenda->session->arena, duty, stage),
        .title = event_title(agenda, duty, stage),
        .description = event_description(agenda, result, duty, stage),
        .day = timed ? DAY_NONE : day_of(stage->due),
        .moment = stage->due,
        .alarms = timed ? hour_alarms : day_alarms,
        .alarm_count = stage->line->clock.kind == CLOCK_AT_ONCE ? 0
                       : timed                                  ? 2
                                                                : 1,
    };
    PUSH(agenda->session->arena, agenda->entries, ((Entry){event, duty, stage}));
}

static void collect(Agenda *agenda) {
    const Decision *decision = agenda->decision;
    for (uint32_t i = 0; i < decision->duty_count && decision->duties[i].status == STATUS_APPLIES; i++) {
        const DutyResult *result = &decision->duties[i];
        const Duty *duty = &decision->question.book->duties.items[result->duty];
        for (uint32_t s = 0; s < result->stage_count; s++) {
            if (result->stages[s].due == MOMENT_NONE)
                agenda->undated++;
            else
                add_event(agenda, result, duty, &result->stages[s]);
        }
    }
}

static void print_calendar(Buf *out, const Agenda *agenda) {
    Session *session = agenda->session;
    IcsEvent *events = NEW_ARRAY(session->arena, IcsEvent, agenda->entries.count + 1);
    for (size_t i = 0; i < agenda->entries.count; i++) events[i] = agenda->entries.items[i].event;
    IcsCalendar calendar = {.product = STR("-//todoke//todoke//JA"),
                            .title = word(session->lang, MSG_ICS_CALENDAR),
                            .stamp = session->at,
                            .events = events,
                            .event_count = (uint32_t)agenda->entries.count};
    ics_print(out, &calendar);
}

static void print_json(Buf *out, const Agenda *agenda, const Pack *pack) {
    buf_puts(out, "{\"pack\":");
    pack_print_json(out, pack);
    buf_puts(out, ",\"events\":[");
    for (size_t i = 0; i < agenda->entries.count; i++) {
        const Entry *entry = &agenda->entries.items[i];
        buf_puts(out, i ? ",\n{\"uid\":" : "\n{\"uid\":");
        buf_json(out, entry->event.uid);
        buf_puts(out, ",\"duty\":");
        buf_json(out, entry->duty->id);
        buf_format(out, ",\"stage\":\"%s\",\"due\":\"", duty_stages[entry->stage->stage]);
        buf_moment(out, entry->stage->due);
        buf_puts(out, "\",\"title\":");
        buf_json(out, entry->event.title);
        buf_puts(out, ",\"description\":");
        buf_json(out, entry->event.description);
        buf_char(out, '}');
    }
    buf_format(out, "],\"undated\":%u}\n", agenda->undated);
}

static int write_calendar(const Agenda *agenda, const Pack *pack) {
    Session *session = agenda->session;
    const char *path = session->values[OPTION_OUTPUT];
    Buf made = buf_make(session->arena, CALENDAR_BYTES), *out = path ? &made : &session->out;
    if (session_has(session, OPTION_JSON))
        print_json(out, agenda, pack);
    else
        print_calendar(out, agenda);
    if (path && (made.overflowed || sys_write_file(path, buf_str(&made)) != ERR_OK)) {
        session_say(session, MSG_ICS_NOT_WRITTEN, str_from(path), nothing);
        return EXIT_BAD;
    }
    return EXIT_DONE;
}

int command_calendar(Session *session) {
    const Pack *pack = session_pack(session);
    Incident incident;
    const char *file = session->argument_count ? session->arguments[0] : "-";
    if (!pack || !session_incident(session, pack, file, &incident)) return EXIT_BAD;
    Decision decision = decision_make(session->arena, &pack->book, &pack->program, &incident, session->at);
    Agenda agenda = {.session = session, .decision = &decision};
    collect(&agenda);
    if (agenda.undated) session_say(session, MSG_ICS_UNDATED, str_format(session->arena, "%u", agenda.undated), nothing);
    if (!agenda.entries.count && !session_has(session, OPTION_JSON)) {
        session_say(session, MSG_ICS_EMPTY, nothing, nothing);
        return EXIT_NO; // a calendar without events is no calendar
    }
    return write_calendar(&agenda, pack);
}
