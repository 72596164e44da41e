// `todoke duties`: from one incident, or from many (--each), to every duty.
#include "base/limits.h"
#include "base/sys.h"
#include "base/words.h"
#include "cli/answer_text.h"
#include "cli/commands.h"
#include "rule/decision_json.h"

static Str pack_json(Session *session, const Pack *pack) {
    Buf json = buf_make(session->arena, 1024);
    pack_print_json(&json, pack);
    return buf_str(&json);
}

static int duties_of_one(Session *session, const Pack *pack) {
    Incident incident;
    const char *path = session->argument_count ? session->arguments[0] : "-";
    if (!session_incident(session, pack, path, &incident)) return EXIT_BAD;
    Decision decision = decision_make(session->arena, &pack->book, &pack->program, &incident, session->at);
    if (session_has(session, OPTION_JSON)) {
        decision_print_json(&session->out, &decision, pack_json(session, pack), session_has(session, OPTION_ALL),
                            session->lang);
        buf_char(&session->out, '\n');
    } else {
        answer_text(session, pack, &decision);
    }
    return EXIT_DONE;
}

// --- many incidents: one line of JSON each, also for those that cannot be read ---------------------------------------------

typedef struct Each {
    Session *session;
    const Pack *pack;
    Str pack_json;
    Arena work; // emptied between incidents
    uint32_t answered, refused;
    bool bad;
} Each;

static void print_error(Each *each, Buf *out, const Diags *diags) {
    buf_puts(out, ",\"error\":[");
    for (size_t i = 0; i < diags->count; i++) {
        Buf words = buf_make(&each->work, 4096);
        diag_print_line(&words, &diags->items[i], each->session->lang);
        if (i) buf_char(out, ',');
        buf_json(out, str_trim(buf_str(&words)));
    }
    buf_puts(out, "]}\n");
    each->refused++;
    each->bad = true;
}

static bool each_incident(Each *each, Str name, Str text) {
    Session *session = each->session;
    Incident incident;
    Diags diags = diags_make(&each->work);
    buf_puts(&session->out, "{\"incident\":");
    buf_json(&session->out, name);
    if (incident_read(&each->work, &each->pack->book, name, text, &incident, &diags) != ERR_OK) {
        print_error(each, &session->out, &diags);
    } else {
        Decision decision = decision_make(&each->work, &each->pack->book, &each->pack->program, &incident, session->at);
        Buf answer = buf_make(&each->work, 4 << 20);
        each->answered++;
        decision_print_json(&answer, &decision, each->pack_json, session_has(session, OPTION_ALL), session->lang);
        buf_puts(&session->out, ",\"answer\":");
        buf_put(&session->out, buf_str(&answer));
        buf_puts(&session->out, "}\n");
    }
    arena_reset(&each->work);
    return session_flush(session);
}

static bool each_line(Each *each, const char *path) {
    Str text, row;
    Err err = sys_read_file(each->session->arena, path, LIMIT_EACH_BYTES, &text);
    if (err) {
        session_say(each->session, err == ERR_TOO_BIG ? MSG_SESSION_TOO_BIG : MSG_SESSION_UNREADABLE, str_from(path), STR_NONE);
        return false;
    }
    for (uint32_t number = 1; text.len; number++) {
        str_cut(text, '\n', &row, &text);
        if (!str_trim(row).len) continue;
        char name[64];
        Arena none = {0};
        Buf words = {.arena = &none, .ptr = name, .room = sizeof name, .ceiling = sizeof name};
        buf_format(&words, "%u", number);
        if (!each_incident(each, buf_str(&words), str_trim(row))) return false;
    }
    return true;
}

static bool each_file(Each *each, const char *folder) {
    Session *session = each->session;
    Str *paths, text;
    size_t count;
    if (sys_list_tree(session->arena, folder, LIMIT_PACK_FILES, &paths, &count) != ERR_OK) {
        session_say(session, MSG_SESSION_UNREADABLE, str_from(folder), STR_NONE);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!str_ends(paths[i], STR(".json"))) continue;
        char *path = str_c(&each->work, str_format(&each->work, "%s/%.*s", folder, STR_ARG(paths[i])));
        Err err = sys_read_file(&each->work, path, LIMIT_INCIDENT_BYTES, &text);
        if (err) {
            session_say(session, err == ERR_TOO_BIG ? MSG_SESSION_TOO_BIG : MSG_SESSION_UNREADABLE, str_from(path), STR_NONE);
            each->bad = true;
        } else if (!each_incident(each, paths[i], text)) {
            return false;
        }
    }
    return true;
}

static int duties_of_each(Session *session, const Pack *pack) {
    const char *path = session->values[OPTION_EACH];
    Each each = {.session = session, .pack = pack, .pack_json = pack_json(session, pack), .work = arena_make(NULL, NULL)};
    bool written = sys_is_directory(path) ? each_file(&each, path) : each_line(&each, path);
    arena_free(&each.work);
    if (each.refused)
        session_say(session, MSG_DUTIES_EACH_REFUSED, session_number(session, each.refused),
                    str_format(session->arena, "%u", each.answered + each.refused));
    return written && !each.bad ? EXIT_DONE : EXIT_BAD;
}

int command_duties(Session *session) {
    const Pack *pack = session_pack(session);
    if (!pack) return EXIT_BAD;
    if (!session_has(session, OPTION_EACH)) return duties_of_one(session, pack);
    if (session->argument_count) {
        session_say(session, MSG_CLI_TOO_MANY, STR("duties --each"), STR("DIR|FILE.jsonl"));
        return EXIT_BAD;
    }
    return duties_of_each(session, pack);
}
