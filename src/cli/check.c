// `todoke check` and `todoke test`: is the pack well written, and does it say what its authors expect.
#include "rule/check.h"
#include "base/words.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "pack/trial.h"

static void line(Session *session, Msg msg, Str a, Str b, Str c) {
    session_line(session, msg, a, b, c);
}

static Str number(Session *session, size_t value) {
    return str_format(session->arena, "%zu", value);
}

static void print_findings_json(Session *session, const Diags *diags) {
    buf_puts(&session->out, "{\"findings\":[");
    for (size_t i = 0; i < diags->count; i++) {
        const Diag *diag = &diags->items[i];
        Buf words = buf_make(session->arena, 8 << 10);
        buf_word(&words, session->lang, diag->msg, diag->args[0], diag->args[1], diag->args[2]);
        buf_puts(&session->out, i ? ",\n{\"file\":" : "\n{\"file\":");
        buf_json(&session->out, diag->place.file);
        buf_format(&session->out, ",\"line\":%d,\"column\":%d,\"severity\":\"%s\",\"key\":\"%s\",\"text\":", diag->place.line,
                   diag->place.column, diag->severity == SEVERITY_ERROR ? "error" : "warning", words_keys[diag->msg]);
        buf_json(&session->out, buf_str(&words));
        buf_char(&session->out, '}');
    }
    buf_format(&session->out, "],\"errors\":%zu}\n", diags->errors);
}

static const char *pack_argument(const Session *session) {
    return session->argument_count ? session->arguments[0] : NULL;
}

static bool is_world_fault(Err err) {
    return err == ERR_IO;
}

int command_check(Session *session) {
    Pack *pack = NEW(session->arena, Pack);
    Diags diags = diags_make(session->arena);
    Err err = pack_load(session->arena, pack_argument(session), pack, &diags);
    if (is_world_fault(err)) {
        session_tell(session, &diags);
        return EXIT_BAD;
    }
    bool readable = diags.errors == 0;
    check_sense(&pack->book, &diags);
    if (readable) form_check(&pack->forms, &pack->book, &diags);
    diags_sort(&diags);
    if (session_has(session, OPTION_JSON))
        print_findings_json(session, &diags);
    else if (diags.count)
        session_tell(session, &diags);
    if (!session_has(session, OPTION_JSON))
        line(session, diags.errors ? MSG_CHECK_FAULTS : MSG_CHECK_FINE, number(session, diags.errors),
             number(session, pack->book.duties.count), number(session, pack->book.facts.count));
    return diags.errors ? EXIT_NO : EXIT_DONE;
}

static Str missing_values(Session *session, const Coverage *row) {
    static const char *const names[] = {[TRI_UNKNOWN] = "unknown", [TRI_TRUE] = "true", [TRI_FALSE] = "false"};
    Buf words = buf_make(session->arena, 64);
    for (int i = 0; i < 3; i++)
        if (!row->seen[i]) buf_format(&words, words.len ? ", %s" : "%s", names[i]);
    return buf_str(&words);
}

static void print_trial(Session *session, const Trial *trial) {
    uint32_t complete = 0;
    for (uint32_t i = 0; i < trial->coverage_count; i++) {
        const Coverage *row = &trial->coverage[i];
        complete += coverage_complete(row);
        if (!coverage_complete(row))
            line(session, MSG_TRIAL_MISSING, row->duty->id, row->label ? row->label->name : STR_NONE,
                 missing_values(session, row));
    }
    line(session, MSG_TRIAL_SUMMARY, number(session, trial->examples), number(session, trial->cases), STR_NONE);
    line(session, MSG_TRIAL_COVERAGE, number(session, trial->coverage_count), number(session, complete), STR_NONE);
    line(session, MSG_TRIAL_RESULT, number(session, trial->passed), number(session, trial->failed), STR_NONE);
}

static void print_trial_json(Session *session, const Trial *trial) {
    buf_format(&session->out, "{\"examples\":%u,\"cases\":%u,\"passed\":%u,\"failed\":%u,\"coverage\":[", trial->examples,
               trial->cases, trial->passed, trial->failed);
    for (uint32_t i = 0; i < trial->coverage_count; i++) {
        const Coverage *row = &trial->coverage[i];
        buf_puts(&session->out, i ? ",\n{\"duty\":" : "\n{\"duty\":");
        buf_json(&session->out, row->duty->id);
        buf_puts(&session->out, ",\"label\":");
        if (row->label)
            buf_json(&session->out, row->label->name);
        else
            buf_puts(&session->out, "null");
        buf_format(&session->out, ",\"true\":%s,\"false\":%s,\"unknown\":%s}", row->seen[TRI_TRUE] ? "true" : "false",
                   row->seen[TRI_FALSE] ? "true" : "false", row->seen[TRI_UNKNOWN] ? "true" : "false");
    }
    buf_puts(&session->out, "]}\n");
}

int command_test(Session *session) {
    Pack *pack = NEW(session->arena, Pack);
    Diags diags = diags_make(session->arena);
    if (pack_load(session->arena, pack_argument(session), pack, &diags) != ERR_OK) {
        session_tell(session, &diags);
        return EXIT_BAD;
    }
    Trial trial = trial_run(session->arena, pack);
    if (trial.failures.count) session_tell(session, &trial.failures);
    if (session_has(session, OPTION_JSON))
        print_trial_json(session, &trial);
    else
        print_trial(session, &trial);
    return trial.failures.errors ? EXIT_NO : EXIT_DONE;
}
