// `todoke restore`: an office from its backup, checked through and through before it is called one.
#include "office/restore.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "office/backup.h"

static int tell_fault(Session *session, const Restored *restored) {
    static const Msg msgs[] = {
        [RESTORE_FINE] = MSG_RESTORE_WORLD,          [RESTORE_NO_BACKUP] = MSG_RESTORE_NO_BACKUP,
        [RESTORE_NOT_EMPTY] = MSG_RESTORE_NOT_EMPTY, [RESTORE_WORLD] = MSG_RESTORE_WORLD,
        [RESTORE_ALTERED] = MSG_RESTORE_ALTERED,     [RESTORE_ROOM] = MSG_RESTORE_ROOM,
        [RESTORE_REPORTS] = MSG_RESTORE_REPORTS,     [RESTORE_LEDGER] = MSG_RESTORE_LEDGER,
    };
    const Inspection *seen = &restored->inspection;
    if (restored->fault == RESTORE_REPORTS)
        session_say(session, MSG_RESTORE_REPORTS, session_number(session, seen->lost + seen->altered + seen->no_evidence),
                    id_hex(session->arena, seen->first));
    else
        session_say(session, msgs[restored->fault], restored->path, STR_NONE);
    Str to = str_from(session->values[OPTION_OUTPUT]);
    if (restored->files) session_say(session, MSG_RESTORE_REMAINS, to, STR_NONE);
    return restored->fault == RESTORE_NOT_EMPTY || restored->fault == RESTORE_WORLD ? EXIT_BAD : EXIT_NO;
}

int command_restore(Session *session) {
    const char *to = session->values[OPTION_OUTPUT];
    Str backup = str_from(session->arguments[0]);
    Restored restored;
    if (!to) {
        session_say(session, MSG_RESTORE_WHERE, STR_NONE, STR_NONE);
        return EXIT_BAD;
    }
    if (restore_make(session->arena, backup, STR_NONE, str_from(to), &restored) != ERR_OK)
        return tell_fault(session, &restored);
    session_line(session, MSG_RESTORE_DONE, session_number(session, restored.inspection.reports),
                 session_number(session, restored.inspection.evidence), session_number(session, restored.audit.size));
    uint64_t closed = restored.has_halves ? restored.inspection.half_less : restored.inspection.reports;
    if (closed)
        session_say(session, MSG_RESTORE_NO_HALVES, session_number(session, closed), backup_halves(session->arena, backup));
    return EXIT_DONE;
}
