// `todoke ask`: the interview in a terminal. The engine says after every answer what is worth asking next; this file keeps the
// conversation: reading answers, going back, saving at once, and saying what cannot wait. Talk goes to standard error, so
// that an incident without a file can go to standard output.
#include "rule/ask.h"
#include "base/limits.h"
#include "base/sys.h"
#include "base/terminal.h"
#include "base/utf8.h"
#include "cli/answer_text.h"
#include "cli/ask_show.h"
#include "cli/commands.h"
#include "cli/fold.h"
#include "rule/answer.h"
#include "rule/decision_json.h"

enum { STANDARD_INPUT = 0, STANDARD_ERROR = 2, TALK_BYTES = 1 << 20, INCIDENT_BYTES = 64 << 20, MISREADINGS = 3 };

typedef struct Step { // what stood there before an answer
    int fact;
    Value value;
    Str text;
    bool passed;
} Step;

typedef struct StepList {
    Step *items;
    size_t count, room;
} StepList;

typedef struct Interview {
    Session *session;
    const Pack *pack;
    const char *path; // answers are saved here; NULL: nowhere
    int interrupts;
    bool echoed; // what is typed is seen
    Incident incident;
    bool *passed; // per fact: answered or left open in this run, not asked again
    bool *told;   // per duty: said at once, because it cannot wait
    StepList steps;
    Arena work; // emptied before every question
    Buf talk;
    int again; // the fact to ask next, after going back; -1: the engine chooses
    bool later, unsaved;
    bool said_late; // that the rest hardly fits
} Interview;

// --- talk --------------------------------------------------------------------------------------------------------------

static void talk_flush(Interview *interview) {
    fold_lines(&interview->talk, 0, interview->session->talk_columns);
    (void)!sys_write(STANDARD_ERROR, buf_str(&interview->talk));
    interview->talk.len = 0;
}

static void talk_line(Interview *interview, Msg msg, Str a, Str b) {
    buf_word(&interview->talk, interview->session->lang, msg, a, b, STR_NONE);
    buf_char(&interview->talk, '\n');
}

// What was typed; false when there will be no more: then the interview goes on later.
static bool read_typed(Interview *interview, Str *out) {
    bool ended;
    buf_puts(&interview->talk, "> ");
    talk_flush(interview);
    Err err = terminal_read_line(&interview->work, interview->interrupts, LIMIT_TEXT_ANSWER, out, &ended);
    if (err == ERR_TOO_BIG) *out = STR_NONE; // said to be no answer, like an empty line
    interview->later = err == ERR_IO || (err == ERR_OK && ended);
    if (interview->later || !interview->echoed)
        buf_char(&interview->talk, '\n'); // a terminal has shown the end of the line itself
    return !interview->later;
}

static Decision decide(Interview *interview) {
    const Pack *pack = interview->pack;
    return decision_make(&interview->work, &pack->book, &pack->program, &interview->incident, interview->session->at);
}

// The answer as part of the talk: laid out for the screen of the talk, without styling.
static void talk_answer(Interview *interview, const Decision *decision) {
    Session *session = interview->session, kept = *session;
    session->out = interview->talk;
    session->color = false;
    session->columns = session->talk_columns;
    answer_text(session, interview->pack, decision);
    interview->talk = session->out;
    *session = kept;
}

// --- answers -----------------------------------------------------------------------------------------------------------

static Str incident_json(Interview *interview) {
    Buf json = buf_make(&interview->work, INCIDENT_BYTES);
    incident_print(&json, &interview->pack->book, &interview->incident);
    return buf_str(&json);
}

// After a failure the answers are kept for the end, where they go to standard output.
static void save(Interview *interview) {
    if (!interview->path || sys_write_file(interview->path, incident_json(interview)) == ERR_OK) return;
    talk_line(interview, MSG_ASK_NOT_SAVED, str_from(interview->path), STR_NONE);
    interview->path = NULL;
    interview->unsaved = true;
}

static void push_step(Interview *interview, int fact) {
    Step step = {fact, interview->incident.values[fact], interview->incident.texts[fact], interview->passed[fact]};
    PUSH(interview->session->arena, interview->steps, step);
    interview->passed[fact] = true;
}

static void take_answer(Interview *interview, int index, const Answer *answer) {
    const Fact *fact = &interview->pack->book.facts.items[index];
    Buf words = buf_make(&interview->work, TALK_BYTES);
    push_step(interview, index);
    interview->incident.values[index] = answer->value;
    interview->incident.texts[index] = str_copy(interview->session->arena, answer->text);
    value_print(&words, fact, answer->value, interview->session->lang);
    talk_line(interview, MSG_ASK_TAKEN, buf_str(&words), STR_NONE);
    save(interview);
}

static void go_back(Interview *interview) {
    if (!interview->steps.count) {
        talk_line(interview, MSG_ASK_FIRST_QUESTION, STR_NONE, STR_NONE);
        return;
    }
    Step step = interview->steps.items[--interview->steps.count];
    interview->incident.values[step.fact] = step.value;
    interview->incident.texts[step.fact] = step.text;
    interview->passed[step.fact] = step.passed;
    interview->again = step.fact;
    save(interview);
}

static void refuse(Interview *interview, const Answer *answer, int misread) {
    buf_word(&interview->talk, interview->session->lang, answer->fault, answer->args[0], answer->args[1], answer->args[2]);
    buf_char(&interview->talk, '\n');
    if (misread >= MISREADINGS) talk_line(interview, MSG_ASK_OFFER_UNKNOWN, STR_NONE, STR_NONE);
}

// True when the typed text was an answer or a wish, and the next question can come.
static bool hear(Interview *interview, int index, Str typed, int misread) {
    const Fact *fact = &interview->pack->book.facts.items[index];
    Answer answer = {.fault = MSG_ASK_UNREADABLE};
    bool readable = utf8_valid_prefix(typed) == typed.len;
    if (readable && answer_is(&interview->work, typed, MSG_ASK_WORDS_LATER)) {
        interview->later = true;
    } else if (readable && answer_is(&interview->work, typed, MSG_ASK_WORDS_SHOW)) {
        Decision decision = decide(interview);
        talk_answer(interview, &decision);
        interview->again = index;
    } else if (readable && answer_is(&interview->work, typed, MSG_ASK_WORDS_BACK)) {
        go_back(interview);
    } else if (readable && answer_is(&interview->work, typed, MSG_ASK_WORDS_UNKNOWN)) {
        push_step(interview, index);
        talk_line(interview, MSG_ASK_LEFT_OPEN, STR_NONE, STR_NONE);
    } else if (readable && answer_read(&interview->work, fact, typed, interview->session->at, interview->session->lang,
                                       &answer) == ERR_OK) {
        take_answer(interview, index, &answer);
    } else {
        refuse(interview, &answer, misread);
        return false;
    }
    return true;
}

static void ask_fact(Interview *interview, int index, uint32_t left) {
    const Fact *fact = &interview->pack->book.facts.items[index];
    Str typed;
    interview->again = -1;
    ask_show(&interview->talk, fact, interview->incident.values[index], left, interview->session);
    for (int misread = 1; read_typed(interview, &typed); misread++)
        if (hear(interview, index, typed, misread)) return;
}

// --- what cannot wait --------------------------------------------------------------------------------------------------

static void pause_in_danger(Interview *interview) {
    Str typed;
    talk_line(interview, MSG_ASK_DANGER_PAUSE, STR_NONE, STR_NONE);
    while (read_typed(interview, &typed)) {
        bool readable = utf8_valid_prefix(typed) == typed.len;
        if (!str_trim(typed).len || (readable && answer_is(&interview->work, typed, MSG_READ_YES))) return;
        interview->later = readable && (answer_is(&interview->work, typed, MSG_ASK_WORDS_LATER) ||
                                        answer_is(&interview->work, typed, MSG_READ_NO));
        if (interview->later) return;
        talk_line(interview, MSG_ASK_DANGER_PAUSE, STR_NONE, STR_NONE);
    }
}

// Danger, and what stops money from leaving, is said when it becomes certain, not at the end.
static void tell_pressing(Interview *interview, const Decision *decision) {
    bool danger = false, any = false;
    for (uint32_t i = 0; i < decision->duty_count; i++) {
        const DutyResult *result = &decision->duties[i];
        const Duty *duty = &interview->pack->book.duties.items[result->duty];
        bool pressing = result->status == STATUS_APPLIES && duty->rank <= RANK_STOP;
        if (pressing && !interview->told[result->duty]) {
            if (!any) talk_line(interview, MSG_ASK_NOW, STR_NONE, STR_NONE);
            any = true;
            danger = danger || duty->rank == RANK_DANGER;
            talk_line(interview, MSG_ASK_NOW_DO, text_in(&duty->action, interview->session->lang), STR_NONE);
        }
        interview->told[result->duty] = pressing;
    }
    if (danger) pause_in_danger(interview);
}

// --- the interview -----------------------------------------------------------------------------------------------------

static bool earlier_order(const Book *book, int a, int b) {
    FactOrder left = book->facts.items[a].order, right = book->facts.items[b].order;
    return left != right ? left < right : a < b;
}

// Answers of the loaded file can be taken back too: the order they were given in is not known, the order of asking is.
static void remember_loaded(Interview *interview) {
    const Book *book = &interview->pack->book;
    for (int i = 0; i < (int)book->facts.count; i++) {
        const Fact *fact = &book->facts.items[i];
        if (!fact_decides(fact->type) || value_is_unknown(fact, interview->incident.values[i])) continue;
        PUSH(interview->session->arena, interview->steps, ((Step){.fact = i, .value = value_unknown(fact->type)}));
        Step *steps = interview->steps.items;
        for (size_t at = interview->steps.count - 1; at && earlier_order(book, steps[at].fact, steps[at - 1].fact); at--) {
            Step earlier = steps[at];
            steps[at] = steps[at - 1];
            steps[at - 1] = earlier;
        }
    }
}

static bool open_interview(Interview *interview) {
    Session *session = interview->session;
    const Book *book = &interview->pack->book;
    const char *file = session->argument_count ? session->arguments[0] : NULL;
    interview->passed = NEW_ARRAY(session->arena, bool, book->facts.count + 1);
    interview->told = NEW_ARRAY(session->arena, bool, book->duties.count + 1);
    interview->path = session_has(session, OPTION_OUTPUT) ? session->values[OPTION_OUTPUT] : file;
    if (file && str_is(str_from(file), "-")) {
        session_say(session, MSG_ASK_NO_STREAM, STR_NONE, STR_NONE);
        return false;
    }
    interview->incident = incident_make(session->arena, book);
    if (file && !sys_is_missing(file) && !session_incident(session, interview->pack, file, &interview->incident)) return false;
    remember_loaded(interview);
    interview->echoed = terminal_is_there(STANDARD_INPUT);
    if (terminal_hold_interrupts(&interview->interrupts) != ERR_OK)
        interview->interrupts = -1; // then an interrupt simply ends the process; what was saved stays
    return true;
}

static int choose_fact(const Interview *interview, const Decision *decision, uint32_t *left) {
    int chosen = -1;
    *left = 0;
    for (uint32_t i = 0; i < decision->ask_count; i++) {
        if (interview->passed[decision->ask[i]]) continue;
        if (chosen < 0) chosen = decision->ask[i];
        (*left)++;
    }
    return interview->again >= 0 ? interview->again : chosen;
}

// Once, where the questions begin that hardly fit the answers: a good place to stop.
static void say_late(Interview *interview, const Decision *decision, int fact) {
    if (interview->said_late || !ask_is_late(&decision->question, fact)) return;
    interview->said_late = true;
    talk_line(interview, MSG_ASK_LATE, STR_NONE, STR_NONE);
}

static void hold_interview(Interview *interview) {
    talk_line(interview, interview->steps.count ? MSG_ASK_HELLO_AGAIN : MSG_ASK_HELLO, STR_NONE, STR_NONE);
    while (!interview->later) {
        uint32_t left;
        arena_reset(&interview->work);
        Decision decision = decide(interview);
        tell_pressing(interview, &decision);
        int fact = interview->later ? -1 : choose_fact(interview, &decision, &left);
        if (fact < 0) break;
        if (interview->again < 0) say_late(interview, &decision, fact);
        ask_fact(interview, fact, left);
    }
}

// --- the end -----------------------------------------------------------------------------------------------------------

static void print_json(Interview *interview, const Decision *decision) {
    Session *session = interview->session;
    Buf pack = buf_make(&interview->work, TALK_BYTES);
    pack_print_json(&pack, interview->pack);
    buf_puts(&session->out, "{\"incident\":");
    buf_put(&session->out, str_trim(incident_json(interview)));
    buf_puts(&session->out, ",\"answer\":");
    decision_print_json(&session->out, decision, buf_str(&pack), false, session->lang);
    buf_puts(&session->out, "}\n");
}

// The answer goes to standard output, unless the incident itself has to go there.
static void print_answer(Interview *interview, const Decision *decision) {
    if (interview->path)
        answer_text(interview->session, interview->pack, decision);
    else
        talk_answer(interview, decision);
}

static int close_interview(Interview *interview) {
    Session *session = interview->session;
    arena_reset(&interview->work);
    Decision decision = decide(interview);
    Str path = str_from(interview->path);
    if (session_has(session, OPTION_JSON))
        print_json(interview, &decision);
    else if (!interview->later)
        print_answer(interview, &decision);
    buf_char(&interview->talk, '\n');
    if (!interview->later && decision.ask_count)
        talk_line(interview, MSG_ASK_OPEN_LEFT, str_format(&interview->work, "%u", decision.ask_count), STR_NONE);
    if (interview->path)
        talk_line(interview, interview->later ? MSG_ASK_SAVED_LATER : MSG_ASK_SAVED, path, STR_NONE);
    else
        talk_line(interview, interview->later ? MSG_ASK_PRINTED_LATER : MSG_ASK_PRINTED, STR_NONE, STR_NONE);
    if (!interview->path && !session_has(session, OPTION_JSON)) buf_put(&session->out, incident_json(interview));
    talk_flush(interview);
    return interview->unsaved ? EXIT_BAD : EXIT_DONE;
}

int command_ask(Session *session) {
    Interview interview = {.session = session, .pack = session_pack(session), .interrupts = -1, .again = -1};
    if (!interview.pack) return EXIT_BAD;
    interview.work = arena_make(NULL, NULL);
    interview.talk = buf_make(session->arena, TALK_BYTES);
    int status = EXIT_BAD;
    if (open_interview(&interview)) {
        hold_interview(&interview);
        status = close_interview(&interview);
    }
    arena_free(&interview.work);
    return status;
}
