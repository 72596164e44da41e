// `todoke demo`: a guided tour through the cases of the pack that are marked for it. Shows what happened, the incident file,
// the command one would type, and the answer; waits between them only for a person at a terminal.
#include "base/terminal.h"
#include "cli/answer_text.h"
#include "cli/commands.h"
#include "cli/fold.h"

enum { STANDARD_INPUT = 0, STANDARD_OUTPUT = 1, LINE_BYTES = 4096 };

typedef struct Tour {
    Session *session;
    const Pack *pack;
    const Case **stops; // in their turn
    uint32_t count;
} Tour;

static void line(Session *session, Msg msg, Str a, Str b) {
    size_t from = session->out.len;
    session_line(session, msg, a, b, STR_NONE);
    fold_lines(&session->out, from, session->columns);
}

static void find_stops(Tour *tour) {
    const CaseList *cases = &tour->pack->book.cases;
    tour->stops = NEW_ARRAY(tour->session->arena, const Case *, cases->count + 1);
    for (size_t i = 0; i < cases->count; i++) {
        if (!cases->items[i].demo) continue;
        uint32_t at = tour->count++;
        for (; at && tour->stops[at - 1]->demo > cases->items[i].demo; at--) tour->stops[at] = tour->stops[at - 1];
        tour->stops[at] = &cases->items[i];
    }
}

// False when the person wants no more: the input is at its end.
static bool pause_tour(Session *session) {
    Str typed;
    bool ended = false;
    if (!terminal_is_there(STANDARD_INPUT) || !terminal_is_there(STANDARD_OUTPUT)) return true;
    line(session, MSG_DEMO_PAUSE, STR_NONE, STR_NONE);
    return session_flush(session) && terminal_read_line(session->arena, -1, LINE_BYTES, &typed, &ended) != ERR_IO && !ended;
}

static void show_command(Session *session, const Incident *incident, const Book *book, Day day) {
    Buf date = buf_make(session->arena, LINE_BYTES);
    buf_day(&date, day);
    line(session, MSG_DEMO_INCIDENT, STR_NONE, STR_NONE);
    incident_print(&session->out, book, incident);
    buf_char(&session->out, '\n');
    line(session, MSG_DEMO_COMMAND, buf_str(&date), STR_NONE);
}

static bool show_stop(Tour *tour, uint32_t index) {
    Session *session = tour->session;
    const Book *book = &tour->pack->book;
    const Case *stop = tour->stops[index];
    Diags diags = diags_make(session->arena);
    Incident incident = incident_make(session->arena, book);
    incident_assign(&incident, book, &stop->facts, &diags);
    Day day = stop->at == DAY_NONE ? book->at : stop->at;
    session_line(session, MSG_DEMO_STOP, str_format(session->arena, "%u", index + 1), session_number(session, tour->count),
                 text_in(&stop->title, session->lang));
    line(session, MSG_DEMO_STORY, text_in(&stop->story, session->lang), STR_NONE);
    show_command(session, &incident, book, day);
    if (!pause_tour(session)) return false;
    Decision decision = decision_make(session->arena, book, &tour->pack->program, &incident, day_last_second(day));
    answer_text(session, tour->pack, &decision);
    return pause_tour(session);
}

int command_demo(Session *session) {
    Tour tour = {.session = session, .pack = session_pack(session)};
    if (!tour.pack) return EXIT_BAD;
    find_stops(&tour);
    if (!tour.count) {
        session_say(session, MSG_DEMO_NONE, STR_NONE, STR_NONE);
        return EXIT_NO;
    }
    line(session, MSG_DEMO_HELLO, session_number(session, tour.count), STR_NONE);
    for (uint32_t i = 0; i < tour.count; i++)
        if (!show_stop(&tour, i)) return EXIT_DONE;
    line(session, MSG_DEMO_NEXT, STR_NONE, STR_NONE);
    return EXIT_DONE;
}
