// `todoke explain`: one duty for one incident, down to every branch of its condition.
#include "rule/explain.h"
#include "base/words.h"
#include "cli/commands.h"
#include "cli/duty_text.h"
#include "cli/fold.h"
#include "rule/decision_json.h"

static bool no_duty(Session *session, const Book *book, Str id) {
    Str *names = NEW_ARRAY(session->arena, Str, book->duties.count + 1);
    for (size_t i = 0; i < book->duties.count; i++) names[i] = book->duties.items[i].id;
    int near = str_nearest(id, names, book->duties.count);
    session_say(session, near < 0 ? MSG_EXPLAIN_NO_DUTY : MSG_EXPLAIN_NO_DUTY_NEAR, id, near < 0 ? STR_NONE : names[near]);
    return false;
}

static void print_text(Session *session, const Pack *pack, const Decision *decision, const DutyResult *result,
                       const Duty *duty) {
    static const Msg statuses[] = {
        [STATUS_APPLIES] = MSG_STATUS_APPLIES, [STATUS_MAY] = MSG_STATUS_MAY, [STATUS_NOT] = MSG_STATUS_NOT};
    buf_put(&session->out, word(session->lang, statuses[result->status]));
    buf_puts(&session->out, "\n\n");
    duty_text(session, pack, decision, result, true);
    buf_char(&session->out, '\n');
    buf_put(&session->out, word(session->lang, MSG_EXPLAIN_CONDITION));
    buf_char(&session->out, '\n');
    explain_tree(&session->out, &decision->question, duty, session->lang);
    fold_lines(&session->out, 0, session->columns);
}

static void print_json(Session *session, const Pack *pack, const Decision *decision, const DutyResult *result,
                       const Duty *duty) {
    buf_puts(&session->out, "{\"pack\":");
    pack_print_json(&session->out, pack);
    buf_puts(&session->out, ",\"duty\":");
    decision_print_duty_json(&session->out, decision, result, session->lang);
    buf_puts(&session->out, ",\"condition\":");
    explain_tree_json(&session->out, &decision->question, duty, session->lang);
    buf_puts(&session->out, "}\n");
}

int command_explain(Session *session) {
    const Pack *pack = session_pack(session);
    Incident incident;
    Str id = str_from(session->arguments[0]);
    if (!pack || (map_get(&pack->book.duty_index, id) < 0 && !no_duty(session, &pack->book, id))) return EXIT_BAD;
    if (!session_incident(session, pack, session->arguments[1], &incident)) return EXIT_BAD;
    Decision decision = decision_make(session->arena, &pack->book, &pack->program, &incident, session->at);
    const DutyResult *result = decision_find(&decision, id);
    const Duty *duty = &pack->book.duties.items[result->duty];
    if (session_has(session, OPTION_JSON))
        print_json(session, pack, &decision, result, duty);
    else
        print_text(session, pack, &decision, result, duty);
    return EXIT_DONE;
}
