// The same reading for programs over HTTP and for the command line: one file, one set of faults.
#include "intake/report_read.h"

#include "base/utf8.h"

#include <stdlib.h>

typedef struct Reading {
    Arena *arena;
    const Pack *pack;
    ReportSource from;
    ReportRead *out;
    Diags *diags;
} Reading;

static void complain(Diags *diags, Place place, Msg msg, Str a, Str b) {
    diags_add(diags, (Diag){.msg = msg, .args = {a, b}, .place = place});
}

static Place place_of(const Reading *reading, const Json *json) {
    return json_place(reading->from.file, reading->from.text, json->at, 1);
}

// --- windows -----------------------------------------------------------------------------------------------------------------

ReportWindow *report_window_add(ReportRead *out, Str id, Diags *diags, Place at) {
    bool twice = false;
    for (size_t i = 0; i < out->window_count; i++) twice = twice || str_eq(out->windows[i].id, id);
    if (twice || out->window_count == REPORT_WINDOWS_MOST) {
        complain(diags, at, twice ? MSG_SEAL_WINDOW_TWICE : MSG_SEAL_TOO_MANY, id, STR_NONE);
        return NULL;
    }
    ReportWindow *window = &out->windows[out->window_count++];
    *window = (ReportWindow){.id = id};
    return window;
}

static void complain_of_fact(Arena *arena, const FactList *facts, Str what, Diags *diags, Place at) {
    Str *names = NEW_ARRAY(arena, Str, facts->count + 1);
    for (size_t i = 0; i < facts->count; i++) names[i] = facts->items[i].name;
    int near = str_nearest(what, names, facts->count);
    complain(diags, at, near < 0 ? MSG_SEAL_NO_FACT : MSG_SEAL_NO_FACT_NEAR, what, near < 0 ? STR_NONE : names[near]);
}

void report_withhold(Arena *arena, const Pack *pack, ReportWindow *window, Str what, Diags *diags, Place at) {
    const FactList *facts = &pack->book.facts;
    int index = map_get(&pack->book.fact_index, what);
    bool narrative = str_is(what, "narrative"), files = str_is(what, "files");
    window->no_narrative = window->no_narrative || narrative;
    window->no_files = window->no_files || files;
    if (narrative || files) return;
    if (index < 0) {
        complain_of_fact(arena, facts, what, diags, at);
        return;
    }
    bool *withheld = window->withheld ? (bool *)window->withheld : NEW_ARRAY(arena, bool, facts->count);
    withheld[index] = true;
    window->withheld = withheld;
}

static bool is_window(const Json *json) {
    const Json *id = json_member(json, STR("window")), *withheld = json_member(json, STR("withhold"));
    bool shaped = json->kind == JSON_OBJECT && id && id->kind == JSON_STRING && json->count == (withheld ? 2u : 1u) &&
                  (!withheld || withheld->kind == JSON_ARRAY);
    for (uint32_t i = 0; shaped && withheld && i < withheld->count; i++) shaped = withheld->items[i].kind == JSON_STRING;
    return shaped;
}

static void window_take(Reading *reading, const Json *json) {
    if (!is_window(json)) {
        complain(reading->diags, place_of(reading, json), MSG_SEAL_WINDOW_SHAPE, STR_NONE, STR_NONE);
        return;
    }
    const Json *id = json_member(json, STR("window")), *withheld = json_member(json, STR("withhold"));
    ReportWindow *window = report_window_add(reading->out, id->text, reading->diags, place_of(reading, json));
    for (uint32_t i = 0; window && withheld && i < withheld->count; i++) {
        const Json *what = &withheld->items[i];
        report_withhold(reading->arena, reading->pack, window, what->text, reading->diags, place_of(reading, what));
    }
}

static void windows_take(Reading *reading, const Json *json) {
    if (json->kind != JSON_ARRAY) complain(reading->diags, place_of(reading, json), MSG_SEAL_WINDOW_SHAPE, STR_NONE, STR_NONE);
    for (uint32_t i = 0; json->kind == JSON_ARRAY && i < json->count; i++) window_take(reading, &json->items[i]);
}

static int window_order(const void *a, const void *b) {
    return str_compare(((const ReportWindow *)a)->id, ((const ReportWindow *)b)->id);
}

void report_windows_sort(ReportWindow *windows, size_t count) {
    qsort(windows, count, sizeof *windows, window_order);
}

// --- the rest ----------------------------------------------------------------------------------------------------------------

bool report_narrative_check(Str text, Diags *diags, Place at) {
    bool sound = utf8_valid_prefix(text) == text.len && !memchr(text.ptr ? text.ptr : "", '\0', text.len);
    if (sound && text.len <= REPORT_NARRATIVE_MOST) return true;
    complain(diags, at, sound ? MSG_SEAL_NARRATIVE_LONG : MSG_SEAL_NARRATIVE_NO_TEXT, STR_NONE, STR_NONE);
    return false;
}

static void narrative_take(Reading *reading, const Json *json) {
    if (json->kind == JSON_NULL) return;
    if (json->kind != JSON_STRING)
        complain(reading->diags, place_of(reading, json), MSG_SEAL_NARRATIVE_KIND, STR_NONE, STR_NONE);
    else if (report_narrative_check(json->text, reading->diags, place_of(reading, json)))
        reading->out->narrative = json->text;
}

static void incident_member(Reading *reading, const Json *json) {
    IncidentSource from = {reading->from.file, reading->from.text, json};
    // What is wrong in it stands in the list of faults, where the caller counts.
    if (incident_take(reading->arena, &reading->pack->book, from, &reading->out->incident, reading->diags) != ERR_OK) return;
}

static void files_take(Reading *reading, const Json *json) {
    if (json->kind == JSON_STRING && json->text.len)
        reading->out->files = json->text;
    else if (json->kind != JSON_NULL)
        complain(reading->diags, place_of(reading, json), MSG_API_NO_FILES, STR_NONE, STR_NONE);
}

static bool is_incident_alone(const Json *json) {
    return !json_member(json, STR("incident")) && !json_member(json, STR("windows")) && !json_member(json, STR("narrative")) &&
           !json_member(json, STR("files"));
}

static void members_take(Reading *reading, const Json *json) {
    for (uint32_t i = 0; i < json->count; i++) {
        const JsonMember *member = &json->members[i];
        if (str_is(member->key, "incident"))
            incident_member(reading, &member->value);
        else if (str_is(member->key, "narrative"))
            narrative_take(reading, &member->value);
        else if (str_is(member->key, "windows"))
            windows_take(reading, &member->value);
        else if (reading->from.takes_files && str_is(member->key, "files"))
            files_take(reading, &member->value);
        else
            complain(reading->diags, place_of(reading, &member->value), MSG_SEAL_NO_MEMBER, member->key, STR_NONE);
    }
}

Err report_read(Arena *arena, const Pack *pack, ReportSource from, ReportRead *out, Diags *diags) {
    Reading reading = {arena, pack, from, out, diags};
    Json json;
    *out = (ReportRead){.incident = incident_make(arena, &pack->book)};
    if (json_parse(arena, from.file, from.text, &json, diags) != ERR_OK) return ERR_INPUT;
    if (json.kind != JSON_OBJECT)
        complain(diags, place_of(&reading, &json), MSG_SEAL_NO_REPORT, STR_NONE, STR_NONE);
    else if (is_incident_alone(&json))
        incident_member(&reading, &json);
    else
        members_take(&reading, &json);
    report_windows_sort(out->windows, out->window_count);
    return diags->errors == 0 ? ERR_OK : ERR_INPUT;
}
