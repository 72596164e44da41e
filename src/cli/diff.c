// `todoke diff`: which answers change between two packs, shown before a changed pack takes over.
#include "base/limits.h"
#include "base/sys.h"
#include "base/words.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "pack/replay.h"

typedef struct Replay {
    Session *session;
    Pack *packs[2];
    Arena work; // one incident at a time
    uint32_t incidents, changed, unreadable;
} Replay;

static const Msg kind_msgs[] = {
    [CHANGE_ADDED] = MSG_DIFF_ADDED, [CHANGE_REMOVED] = MSG_DIFF_REMOVED, [CHANGE_STATUS] = MSG_DIFF_STATUS,
    [CHANGE_LEVEL] = MSG_DIFF_LEVEL, [CHANGE_LABELS] = MSG_DIFF_LABELS,   [CHANGE_WINDOWS] = MSG_DIFF_WINDOWS,
    [CHANGE_DATES] = MSG_DIFF_DATES, [CHANGE_FORMS] = MSG_DIFF_FORMS};
static const char *const kind_names[] = {
    [CHANGE_ADDED] = "added",   [CHANGE_REMOVED] = "removed", [CHANGE_STATUS] = "status", [CHANGE_LEVEL] = "level",
    [CHANGE_LABELS] = "labels", [CHANGE_WINDOWS] = "windows", [CHANGE_DATES] = "dates",   [CHANGE_FORMS] = "forms"};

static void print_change(Session *session, const Change *change) {
    Buf *out = &session->out;
    buf_format(out, "  %.*s  ", STR_ARG(change->duty));
    buf_word(out, session->lang, kind_msgs[change->kind], change->before.len ? change->before : STR("-"),
             change->after.len ? change->after : STR("-"), STR_NONE);
    buf_char(out, '\n');
}

static void print_json(Session *session, Str name, const ChangeList *changes) {
    Buf *out = &session->out;
    for (size_t i = 0; i < changes->count; i++) {
        const Change *change = &changes->items[i];
        buf_puts(out, "{\"incident\":");
        buf_json(out, name);
        buf_puts(out, ",\"duty\":");
        buf_json(out, change->duty);
        buf_format(out, ",\"change\":\"%s\",\"before\":", kind_names[change->kind]);
        buf_json(out, change->before);
        buf_puts(out, ",\"after\":");
        buf_json(out, change->after);
        buf_puts(out, "}\n");
    }
}

static void report(Replay *replay, Str name, const Decision *before, const Decision *after) {
    ChangeList changes = replay_compare(&replay->work, before, after);
    replay->incidents++;
    replay->changed += changes.count > 0;
    if (session_has(replay->session, OPTION_JSON)) {
        print_json(replay->session, name, &changes);
        return;
    }
    if (changes.count) {
        buf_put(&replay->session->out, name);
        buf_char(&replay->session->out, '\n');
    }
    for (size_t i = 0; i < changes.count; i++) print_change(replay->session, &changes.items[i]);
}

static Decision decide(Replay *replay, int side, const Incident *incident, Moment at) {
    const Pack *pack = replay->packs[side];
    return decision_make(&replay->work, &pack->book, &pack->program, incident, at);
}

// A worked case under the pack that holds it and under the other one; facts the other does not know are left out.
static void replay_case(Replay *replay, const Case *worked) {
    Decision decisions[2];
    for (int side = 0; side < 2; side++) {
        const Pack *pack = replay->packs[side];
        Diags ignored = diags_make(&replay->work);
        Incident *incident = NEW(&replay->work, Incident);
        *incident = incident_make(&replay->work, &pack->book);
        incident_assign(incident, &pack->book, &worked->facts, &ignored);
        decisions[side] = decide(replay, side, incident, day_last_second(worked->at == DAY_NONE ? pack->book.at : worked->at));
    }
    report(replay, worked->id, &decisions[0], &decisions[1]);
    arena_reset(&replay->work);
}

static void replay_cases(Replay *replay) {
    for (int side = 0; side < 2; side++) {
        const CaseList *cases = &replay->packs[side]->book.cases;
        for (size_t i = 0; i < cases->count; i++)
            if (side == 0 || map_get(&replay->packs[0]->book.case_index, cases->items[i].id) < 0)
                replay_case(replay, &cases->items[i]);
    }
}

static bool read_both(Replay *replay, Str name, Str text, Incident *incidents) {
    for (int side = 0; side < 2; side++) {
        Diags diags = diags_make(&replay->work);
        if (incident_read(&replay->work, &replay->packs[side]->book, name, text, &incidents[side], &diags) == ERR_OK) continue;
        session_tell(replay->session, &diags);
        replay->unreadable++;
        return false;
    }
    return true;
}

static void replay_file(Replay *replay, Str name, Str path) {
    Str text;
    Incident incidents[2];
    if (sys_read_file(&replay->work, str_c(&replay->work, path), LIMIT_INCIDENT_BYTES, &text) != ERR_OK) {
        session_say(replay->session, MSG_SESSION_UNREADABLE, path, STR_NONE);
        replay->unreadable++;
    } else if (read_both(replay, path, text, incidents)) {
        Decision before = decide(replay, 0, &incidents[0], replay->session->at);
        Decision after = decide(replay, 1, &incidents[1], replay->session->at);
        report(replay, name, &before, &after);
    }
}

static bool replay_folder(Replay *replay, const char *folder) {
    Arena *arena = replay->session->arena;
    Str *paths;
    size_t count;
    if (sys_list_tree(arena, folder, LIMIT_PACK_FILES, &paths, &count) != ERR_OK) {
        session_say(replay->session, MSG_SESSION_UNREADABLE, str_from(folder), STR_NONE);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!str_ends(paths[i], STR(".json"))) continue;
        replay_file(replay, paths[i], str_format(&replay->work, "%s/%.*s", folder, STR_ARG(paths[i])));
        arena_reset(&replay->work);
    }
    return true;
}

static bool load_packs(Replay *replay) {
    Session *session = replay->session;
    for (int side = 0; side < 2; side++) {
        Diags diags = diags_make(session->arena);
        replay->packs[side] = NEW(session->arena, Pack);
        if (pack_load(session->arena, session->arguments[side], replay->packs[side], &diags) != ERR_OK) {
            session_tell(session, &diags);
            return false;
        }
    }
    return true;
}

int command_diff(Session *session) {
    Replay replay = {.session = session, .work = arena_make(NULL, NULL)};
    bool read = load_packs(&replay);
    if (read && session_has(session, OPTION_CASES))
        read = replay_folder(&replay, session->values[OPTION_CASES]);
    else if (read)
        replay_cases(&replay);
    arena_free(&replay.work);
    if (!read) return EXIT_BAD;
    if (!session_has(session, OPTION_JSON)) {
        session_line(session, MSG_DIFF_SUM, session_number(session, replay.incidents), session_number(session, replay.changed),
                     STR_NONE);
    }
    return replay.unreadable ? EXIT_BAD : replay.changed ? EXIT_NO : EXIT_DONE;
}
