// `todoke doctor`: what is wrong with an office, and what to do about it.
#include "office/doctor.h"
#include "cli/commands.h"
#include "cli/session.h"

enum { TEXT_BYTES = 8 << 10 };

static void put_words(Session *session, Msg msg, const Diag *diag) {
    Buf words = buf_make(session->arena, TEXT_BYTES);
    if (msg != MSG_NONE) buf_word(&words, session->lang, msg, diag->args[0], diag->args[1], diag->args[2]);
    buf_json(&session->out, buf_str(&words));
}

static void print_json(Session *session, const Diags *diags, const DoctorView *view) {
    Buf *out = &session->out;
    buf_puts(out, "{\"findings\":[");
    for (size_t i = 0; i < diags->count; i++) {
        const Diag *diag = &diags->items[i];
        buf_format(out, "%s{\"key\":\"%s\",\"severity\":\"%s\",\"text\":", i ? ",\n" : "\n", words_keys[diag->msg],
                   diag->severity == SEVERITY_ERROR ? "error" : "warning");
        put_words(session, diag->msg, diag);
        buf_puts(out, ",\"advice\":");
        put_words(session, diag->advice, diag);
        buf_char(out, '}');
    }
    buf_format(out,
               "],\"errors\":%zu,\"reports\":%llu,\"evidence\":%llu,\"waiting\":%llu,\"aside\":%llu,\"ledger_size\":%llu,"
               "\"free_bytes\":%llu}\n",
               diags->errors, (unsigned long long)view->reports, (unsigned long long)view->evidence,
               (unsigned long long)view->waiting, (unsigned long long)view->aside, (unsigned long long)view->ledger_size,
               (unsigned long long)view->free_bytes);
}

int command_doctor(Session *session) {
    const char *data = session->argument_count ? session->arguments[0] : "data";
    Diags diags = diags_make(session->arena);
    DoctorView view;
    doctor_look(session->arena, str_from(data), clock_system().now(NULL), &diags, &view);
    if (session_has(session, OPTION_JSON)) {
        print_json(session, &diags, &view);
        return diags.errors ? EXIT_NO : EXIT_DONE;
    }
    session_tell(session, &diags);
    if (!diags.errors) {
        session_line(session, MSG_DOCTOR_FINE, session_number(session, view.reports), session_number(session, view.ledger_size),
                     session_number(session, view.free_bytes >> 20));
    }
    return diags.errors ? EXIT_NO : EXIT_DONE;
}
