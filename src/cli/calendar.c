// `todoke calendar`: the safe dates of what is due, for any calendar program. What has no date yet is told beside it.
#include "base/sys.h"
#include "base/words.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "render/agenda.h"

enum { CALENDAR_BYTES = 64 << 20 };

static void print_json(Buf *out, const Agenda *agenda, const Pack *pack) {
    buf_puts(out, "{\"pack\":");
    pack_print_json(out, pack);
    buf_puts(out, ",\"events\":[");
    for (size_t i = 0; i < agenda->entries.count; i++) {
        const AgendaEntry *entry = &agenda->entries.items[i];
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

static int write_calendar(Session *session, const Agenda *agenda, const Pack *pack) {
    const char *path = session->values[OPTION_OUTPUT];
    Buf made = buf_make(session->arena, CALENDAR_BYTES), *out = path ? &made : &session->out;
    if (session_has(session, OPTION_JSON))
        print_json(out, agenda, pack);
    else
        agenda_print(out, agenda);
    if (path && (made.overflowed || sys_write_file(path, buf_str(&made)) != ERR_OK)) {
        session_say(session, MSG_ICS_NOT_WRITTEN, str_from(path), STR_NONE);
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
    Agenda agenda = agenda_make(session->arena, &decision, session->lang);
    if (agenda.undated) session_say(session, MSG_ICS_UNDATED, session_number(session, agenda.undated), STR_NONE);
    if (!agenda.entries.count && !session_has(session, OPTION_JSON)) {
        session_say(session, MSG_ICS_EMPTY, STR_NONE, STR_NONE);
        return EXIT_NO; // a calendar without events is no calendar
    }
    return write_calendar(session, &agenda, pack);
}
