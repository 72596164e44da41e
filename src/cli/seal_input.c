// Reads what is to be sealed. Every fault of a file is told with its place before anything is made.
#include "cli/seal_input.h"

#include "base/limits.h"
#include "base/sys.h"
#include "base/utf8.h"

#include <stdlib.h>

enum { WINDOWS_READ_MOST = 64 };

typedef struct Reading {
    Session *session;
    const Pack *pack;
    Str file, source;
    Diags diags;
    SealInput *out;
} Reading;

static const Str nothing = {0};

static void complain(Reading *reading, const Json *at, Msg msg, Str a) {
    diags_add(&reading->diags, (Diag){.msg = msg, .args = {a}, .place = json_place(reading->file, reading->source, at->at, 1)});
}

// --- windows -----------------------------------------------------------------------------------------------------------------

// `fact` may be one of the two words for what is no fact.
static bool withhold(Reading *reading, ReportWindow *window, Str fact) {
    Session *session = reading->session;
    const FactList *facts = &reading->pack->book.facts;
    int index = map_get(&reading->pack->book.fact_index, fact);
    window->no_narrative = window->no_narrative || str_is(fact, "narrative");
    window->no_files = window->no_files || str_is(fact, "files");
    if (str_is(fact, "narrative") || str_is(fact, "files")) return true;
    if (index >= 0) {
        bool *withheld = (bool *)window->withheld;
        if (!withheld) withheld = NEW_ARRAY(session->arena, bool, facts->count);
        withheld[index] = true;
        window->withheld = withheld;
        return true;
    }
    Str *names = NEW_ARRAY(session->arena, Str, facts->count + 1);
    for (size_t i = 0; i < facts->count; i++) names[i] = facts->items[i].name;
    int near = str_nearest(fact, names, facts->count);
    session_say(session, near < 0 ? MSG_SEAL_NO_FACT : MSG_SEAL_NO_FACT_NEAR, fact, near < 0 ? nothing : names[near]);
    return false;
}

static ReportWindow *window_add(Reading *reading, Str id) {
    SealInput *out = reading->out;
    for (size_t i = 0; i < out->window_count; i++) {
        if (!str_eq(out->windows[i].id, id)) continue;
        session_say(reading->session, MSG_SEAL_WINDOW_TWICE, id, nothing);
        return NULL;
    }
    if (out->window_count == WINDOWS_READ_MOST) {
        session_say(reading->session, MSG_SEAL_TOO_MANY, nothing, nothing);
        return NULL;
    }
    ReportWindow *window = &out->windows[out->window_count++];
    *window = (ReportWindow){.id = id};
    return window;
}

// ID, or ID=fact,fact...
static bool window_option(Reading *reading, const char *text) {
    Str id, facts, fact;
    str_cut(str_from(text), '=', &id, &facts);
    ReportWindow *window = window_add(reading, id);
    bool fine = window != NULL;
    while (fine && facts.len > 0) {
        str_cut(facts, ',', &fact, &facts);
        fine = withhold(reading, window, str_trim(fact));
    }
    return fine;
}

static bool window_take(Reading *reading, const Json *json) {
    const Json *id = json_member(json, STR("window")), *withheld = json_member(json, STR("withhold"));
    bool shaped = json->kind == JSON_OBJECT && id && id->kind == JSON_STRING && json->count == (withheld ? 2u : 1u) &&
                  (!withheld || withheld->kind == JSON_ARRAY);
    for (uint32_t i = 0; shaped && withheld && i < withheld->count; i++) shaped = withheld->items[i].kind == JSON_STRING;
    if (!shaped) {
        complain(reading, json, MSG_SEAL_WINDOW_SHAPE, nothing);
        return false;
    }
    ReportWindow *window = window_add(reading, id->text);
    bool fine = window != NULL;
    for (uint32_t i = 0; fine && withheld && i < withheld->count; i++)
        fine = withhold(reading, window, withheld->items[i].text);
    return fine;
}

static bool windows_take(Reading *reading, const Json *json) {
    bool fine = json->kind == JSON_ARRAY;
    if (!fine) complain(reading, json, MSG_SEAL_WINDOW_SHAPE, nothing);
    for (uint32_t i = 0; fine && i < json->count; i++) fine = window_take(reading, &json->items[i]);
    return fine;
}

static int window_order(const void *a, const void *b) {
    return str_compare(((const ReportWindow *)a)->id, ((const ReportWindow *)b)->id);
}

// --- the file ----------------------------------------------------------------------------------------------------------------

static bool narrative_take(Reading *reading, Str text) {
    bool sound = utf8_valid_prefix(text) == text.len && !memchr(text.ptr ? text.ptr : "", '\0', text.len);
    if (sound && text.len <= REPORT_NARRATIVE_MOST && !reading->out->narrative.len) {
        reading->out->narrative = text;
        return true;
    }
    session_say(reading->session,
                !sound                        ? MSG_SEAL_NARRATIVE_NO_TEXT
                : reading->out->narrative.len ? MSG_SEAL_NARRATIVE_TWICE
                                              : MSG_SEAL_NARRATIVE_LONG,
                nothing, nothing);
    return false;
}

static bool member_take(Reading *reading, const JsonMember *member) {
    if (str_is(member->key, "windows")) return windows_take(reading, &member->value);
    if (str_is(member->key, "incident")) {
        IncidentSource from = {reading->file, reading->source, &member->value};
        return incident_take(reading->session->arena, &reading->pack->book, from, &reading->out->incident, &reading->diags) ==
               ERR_OK;
    }
    bool known = str_is(member->key, "narrative");
    if (known && member->value.kind == JSON_STRING) return narrative_take(reading, member->value.text);
    complain(reading, &member->value, known ? MSG_SEAL_NARRATIVE_NO_TEXT : MSG_SEAL_NO_MEMBER, member->key);
    return false;
}

static bool file_take(Reading *reading) {
    Arena *arena = reading->session->arena;
    Json json;
    if (json_parse(arena, reading->file, reading->source, &json, &reading->diags) != ERR_OK) return false;
    if (!json_member(&json, STR("incident"))) {
        IncidentSource from = {reading->file, reading->source, &json};
        return incident_take(arena, &reading->pack->book, from, &reading->out->incident, &reading->diags) == ERR_OK;
    }
    bool fine = true;
    for (uint32_t i = 0; i < json.count; i++) fine = member_take(reading, &json.members[i]) && fine;
    return fine;
}

static bool file_read(Session *session, const char *path, Str *out) {
    Err err = sys_read_file(session->arena, path, LIMIT_INCIDENT_BYTES, out);
    if (err) session_say(session, err == ERR_TOO_BIG ? MSG_SESSION_TOO_BIG : MSG_SESSION_UNREADABLE, str_from(path), nothing);
    return err == ERR_OK;
}

bool seal_input_read(Session *session, const Pack *pack, SealInput *out) {
    Reading reading = {session, pack, str_from(session->arguments[0]), nothing, diags_make(session->arena), out};
    const char **windows, *narrative = session->values[OPTION_NARRATIVE];
    Str words;
    *out = (SealInput){.incident = incident_make(session->arena, &pack->book),
                       .windows = NEW_ARRAY(session->arena, ReportWindow, WINDOWS_READ_MOST)};
    bool fine = file_read(session, session->arguments[0], &reading.source) && file_take(&reading);
    session_tell_lines(session, &reading.diags);
    if (fine && narrative) fine = file_read(session, narrative, &words) && narrative_take(&reading, words);
    size_t count = session_all(session, OPTION_WINDOW, &windows);
    for (size_t i = 0; fine && i < count; i++) fine = window_option(&reading, windows[i]);
    qsort(out->windows, out->window_count, sizeof *out->windows, window_order);
    return fine;
}
