// `todoke backup`: a copy of an office while it serves.
#include "office/backup.h"
#include "base/sys.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "office/parts.h"

int command_backup(Session *session) {
    const char *to = session->values[OPTION_OUTPUT];
    Str data = str_from(session->arguments[0]);
    Backup backup;
    if (!to || !sys_is_directory(to)) {
        session_say(session, to ? MSG_BACKUP_NO_FOLDER : MSG_BACKUP_WHERE, str_from(to), STR_NONE);
        return EXIT_BAD;
    }
    // A folder without an office would make a backup that brings none back.
    if (sys_is_missing(str_c(session->arena, str_join(session->arena, data, STR("/office"))))) {
        session_say(session, MSG_DOCTOR_NO_OFFICE, data, STR_NONE);
        return EXIT_BAD;
    }
    Str missing = parts_missing(session->arena, data);
    if (missing.len) {
        session_say(session, MSG_DOCTOR_GONE, missing, STR_NONE);
        session_say(session, MSG_DOCTOR_GONE_DO, STR_NONE, STR_NONE);
        return EXIT_BAD;
    }
    if (backup_make(session->arena, data, str_from(to), clock_system().now(NULL), &backup) != ERR_OK) {
        session_say(session, MSG_BACKUP_FAILED, backup.failed, STR_NONE);
        return EXIT_BAD;
    }
    session_line(session, MSG_BACKUP_DONE, backup.folder, session_number(session, backup.files),
                 session_number(session, backup.bytes));
    session_line(session, MSG_BACKUP_HALVES, str_format(session->arena, "%s/halves", to),
                 session_number(session, BACKUP_HALVES_DAYS), STR_NONE);
    if (!backup.is_poorer) return EXIT_DONE;
    session_say(session, MSG_BACKUP_IS_POORER, STR_NONE, STR_NONE);
    return EXIT_NO;
}
