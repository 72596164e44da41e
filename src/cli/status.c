// `todoke status`: asks the supervisor which roles serve, and then each of them how it is doing.
#include "base/sys.h"
#include "base/words.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "net/client.h"
#include "wire/document.h"
#include "wire/keeper.h"
#include "wire/spool.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { ANSWER_BYTES = 4096, ASK_MS = 2000 };

typedef struct RoleLine {
    Str name, pid, state, number; // number: of serve, ms since it opened; of a role, how often it was started again
} RoleLine;

// What the supervisor sends to who connects; empty: nobody is there, or errno says why it may not be asked.
static Str ask_supervisor(Session *session, const char *data) {
    const char *path = str_c(session->arena, str_format(session->arena, "%s/run/serve.sock", data));
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char *answer = arena_alloc(session->arena, ANSWER_BYTES);
    size_t len = 0;
    errno = 0;
    if (strlen(path) >= sizeof address.sun_path) return STR_NONE;
    memcpy(address.sun_path, path, strlen(path));
    int door = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval limit = {.tv_sec = ASK_MS / 1000};
    bool open = door >= 0 && setsockopt(door, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0 &&
                connect(door, (struct sockaddr *)&address, sizeof address) == 0;
    for (ssize_t got = 1; open && got > 0 && len<ANSWER_BYTES; len += got> 0 ? (size_t)got : 0)
        got = read(door, answer + len, ANSWER_BYTES - len);
    int why = errno;
    if (door >= 0) close(door);
    errno = why;
    return (Str){answer, len};
}

static RoleLine read_line(Str line) {
    RoleLine role;
    str_cut(line, ' ', &role.name, &line);
    str_cut(line, ' ', &role.pid, &line);
    str_cut(line, ' ', &role.state, &role.number);
    return role;
}

// The body of a role's answer to FRAME_STATUS; false: it does not answer.
static bool ask_role(Session *session, const char *data, Str name, Bytes *body) {
    Client client;
    FrameAnswer answer;
    const char *path = str_c(session->arena, str_format(session->arena, "%s/run/%.*s.sock", data, STR_ARG(name)));
    if (client_connect(&client, path, ASK_MS) != ERR_OK) return false;
    bool answered = client_call(&client, session->arena, FRAME_STATUS, NULL, 0, &answer) == ERR_OK;
    client_close(&client);
    *body = answered ? answer.body : (Bytes){0};
    return answered && answer.outcome == OUTCOME_OK;
}

static Str number_text(Session *session, uint64_t value) {
    return session_number(session, value);
}

// The supervisor says its states in one language; programs get them as they are.
static Str state_text(Session *session, Str state) {
    static const struct {
        const char *name;
        Msg msg;
    } states[] = {{"starting", MSG_STATUS_STARTING},
                  {"ready", MSG_STATUS_READY},
                  {"stopping", MSG_STATUS_STOPPING},
                  {"waiting", MSG_STATUS_WAITING},
                  {"ended", MSG_STATUS_ENDED}};
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (str_is(state, states[i].name)) return word(session->lang, states[i].msg);
    return state;
}

static void show_number(Session *session, Msg msg, const char *name, uint64_t value) {
    Buf *out = &session->out;
    if (session_has(session, OPTION_JSON)) {
        buf_format(out, ",\"%s\":%llu", name, (unsigned long long)value);
        return;
    }
    buf_puts(out, "    ");
    buf_word(out, session->lang, msg, number_text(session, value), STR_NONE, STR_NONE);
    buf_char(out, '\n');
}

static bool show_printer(Session *session, Bytes body) {
    PrinterStatus status;
    if (printer_status_read(body, &status) != ERR_OK) return false;
    show_number(session, MSG_STATUS_PRINTER_RUNNING, "running", status.running);
    show_number(session, MSG_STATUS_PRINTER_WAITING, "waiting", status.waiting);
    show_number(session, MSG_STATUS_PRINTER_MADE, "made", status.made);
    show_number(session, MSG_STATUS_PRINTER_FAILED, "failed", status.failed);
    return true;
}

static bool show_spool(Session *session, Bytes body) {
    SpoolStatus status;
    if (spool_status_read(body, &status) != ERR_OK) return false;
    show_number(session, MSG_STATUS_SPOOL_WAITING, "waiting", status.waiting);
    show_number(session, MSG_STATUS_SPOOL_APPENDED, "appended", status.appended);
    show_number(session, MSG_STATUS_SPOOL_FREE, "free_mib", status.free_bytes >> 20);
    if (session_has(session, OPTION_JSON))
        show_number(session, MSG_NONE, "takes_reports", status.takes_reports);
    else
        show_number(session, status.takes_reports ? MSG_STATUS_SPOOL_TAKES : MSG_STATUS_SPOOL_TAKES_NONE, "", 0);
    return status.takes_reports;
}

static bool show_keeper(Session *session, Bytes body) {
    KeeperStatus status;
    if (keeper_status_read(body, &status) != ERR_OK) return false;
    show_number(session, MSG_STATUS_KEEPER_LEAVES, "leaves", status.leaves);
    show_number(session, MSG_STATUS_KEEPER_OPENED, "opened", status.opened);
    show_number(session, MSG_STATUS_KEEPER_REFUSED, "refused", status.refused);
    show_number(session, MSG_STATUS_KEEPER_GRANTS, "grants", status.grants);
    return status.takes_orders;
}

// What only this kind of role has to say.
static bool show_own(Session *session, const char *data, const RoleLine *role) {
    static const struct {
        const char *name;
        bool (*show)(Session *session, Bytes body);
    } own[] = {{"printer", show_printer}, {"spool", show_spool}, {"keeper", show_keeper}};
    Bytes body;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (str_is(role->name, own[i].name)) return ask_role(session, data, role->name, &body) && own[i].show(session, body);
    return true;
}

static void show_head(Session *session, const RoleLine *role, bool first) {
    Buf *out = &session->out;
    if (!session_has(session, OPTION_JSON)) {
        buf_format(out, "%-10.*s ", STR_ARG(role->name));
        buf_put(out, state_text(session, role->state));
        buf_word(out, session->lang, MSG_STATUS_ROLE, role->pid, role->number, STR_NONE);
        buf_char(out, '\n');
        return;
    }
    buf_puts(out, first ? "\n{\"role\":" : ",\n{\"role\":");
    buf_json(out, role->name);
    buf_puts(out, ",\"state\":");
    buf_json(out, role->state);
    buf_format(out, ",\"pid\":%.*s,\"restarts\":%.*s", STR_ARG(role->pid), STR_ARG(role->number));
}

static bool show_roles(Session *session, const char *data, Str lines) {
    bool fine = true, first = true;
    while (lines.len > 0) {
        Str line;
        str_cut(lines, '\n', &line, &lines);
        RoleLine role = read_line(line);
        bool ready = str_is(role.state, "ready");
        show_head(session, &role, first);
        first = false;
        bool answers = ready && show_own(session, data, &role);
        if (session_has(session, OPTION_JSON))
            buf_puts(&session->out, answers ? ",\"answers\":true}" : ",\"answers\":false}");
        else if (ready && !answers)
            show_number(session, MSG_STATUS_SILENT, "", 0);
        fine = fine && answers;
    }
    return fine;
}

int command_status(Session *session) {
    const char *data = session_has(session, OPTION_DATA) ? session->values[OPTION_DATA] : "data";
    Str answer = ask_supervisor(session, data), first;
    bool json = session_has(session, OPTION_JSON);
    if (answer.len == 0) {
        Msg msg = errno == EACCES ? MSG_STATUS_FORBIDDEN : sys_is_missing(data) ? MSG_STATUS_NO_FOLDER : MSG_STATUS_CLOSED;
        if (json) buf_puts(&session->out, "{\"office\":\"closed\",\"roles\":[]}\n");
        session_say(session, msg, str_from(data), STR_NONE);
        return EXIT_NO;
    }
    str_cut(answer, '\n', &first, &answer);
    RoleLine serve = read_line(first);
    if (json) {
        buf_puts(&session->out, "{\"office\":");
        buf_json(&session->out, serve.state);
        buf_format(&session->out, ",\"pid\":%.*s,\"open_ms\":%.*s,\"roles\":[", STR_ARG(serve.pid), STR_ARG(serve.number));
    } else {
        session_line(session, MSG_STATUS_OFFICE, state_text(session, serve.state), serve.pid, STR_NONE);
    }
    bool fine = show_roles(session, data, answer);
    if (json) buf_puts(&session->out, "\n]}\n");
    return fine && str_is(serve.state, "ready") ? EXIT_DONE : EXIT_NO;
}
