// Every fault of the file is told with its place before anything is made; then those of the options.
#include "cli/seal_input.h"

#include "base/limits.h"
#include "base/sys.h"

static bool file_read(Session *session, const char *path, Str *out) {
    Err err = sys_read_file(session->arena, path, LIMIT_INCIDENT_BYTES, out);
    if (err) session_say(session, err == ERR_TOO_BIG ? MSG_SESSION_TOO_BIG : MSG_SESSION_UNREADABLE, str_from(path), STR_NONE);
    return err == ERR_OK;
}

// ID, or ID=fact,fact...
static void window_option(Session *session, const Pack *pack, Str text, ReportRead *out, Diags *diags) {
    Str id, facts, fact;
    str_cut(text, '=', &id, &facts);
    ReportWindow *window = report_window_add(out, id, diags, (Place){0});
    while (window && facts.len > 0) {
        str_cut(facts, ',', &fact, &facts);
        report_withhold(session->arena, pack, window, str_trim(fact), diags, (Place){0});
    }
}

static bool narrative_option(Session *session, const char *path, ReportRead *out, Diags *diags) {
    Str words;
    if (!file_read(session, path, &words)) return false;
    if (out->narrative.len) {
        session_say(session, MSG_SEAL_NARRATIVE_TWICE, STR_NONE, STR_NONE);
        return false;
    }
    if (report_narrative_check(words, diags, (Place){0})) out->narrative = words;
    return true;
}

bool seal_input_read(Session *session, const Pack *pack, ReportRead *out) {
    const char **windows, *narrative = session->values[OPTION_NARRATIVE];
    Diags diags = diags_make(session->arena);
    ReportSource from = {.file = str_from(session->arguments[0])};
    if (!file_read(session, session->arguments[0], &from.text)) return false;
    bool fine = report_read(session->arena, pack, from, out, &diags) == ERR_OK;
    if (fine && narrative) fine = narrative_option(session, narrative, out, &diags);
    size_t count = session_all(session, OPTION_WINDOW, &windows);
    for (size_t i = 0; fine && i < count; i++) window_option(session, pack, str_from(windows[i]), out, &diags);
    report_windows_sort(out->windows, out->window_count);
    session_tell_lines(session, &diags);
    return fine && diags.errors == 0;
}
