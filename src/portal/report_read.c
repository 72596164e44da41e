// The windows are the person's own choice, so they are never filled in: a report without any is refused.
#include "portal/report_read.h"

#include <stdlib.h>

typedef struct Reading {
    Arena *arena;
    const Pack *pack;
    Str source;
    ReportRead *out;
    Diags *diags;
} Reading;

static const Str file = {"report", 6};

static void complain(Reading *reading, const Json *at, Msg msg, Str a, Str b) {
    diags_add(reading->diags, (Diag){.msg = msg, .args = {a, b}, .place = json_place(file, reading->source, at->at, 1)});
}

// `fact` may be one of the two words for what is no fact.
static void withhold(Reading *reading, ReportWindow *window, const Json *json) {
    const FactList *facts = &reading->pack->book.facts;
    int index = map_get(&reading->pack->book.fact_index, json->text);
    bool narrative = str_is(json->text, "narrative"), files = str_is(json->text, "files");
    window->no_narrative = window->no_narrative || narrative;
    window->no_files = window->no_files || files;
    if (narrative || files) return;
    if (index < 0) {
        complain(reading, json, MSG_SEAL_NO_FACT, json->text, (Str){0});
        return;
    }
    bool *withheld = window->withheld ? (bool *)window->withheld : NEW_ARRAY(reading->arena, bool, facts->count);
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
    ReportRead *out = reading->out;
    if (!is_window(json)) {
        complain(reading, json, MSG_SEAL_WINDOW_SHAPE, (Str){0}, (Str){0});
        return;
    }
    const Json *id = json_member(json, STR("window")), *withheld = json_member(json, STR("withhold"));
    bool twice = false;
    for (size_t i = 0; i < out->window_count; i++) twice = twice || str_eq(out->windows[i].id, id->text);
    if (twice || out->window_count == REPORT_WINDOWS_MOST) {
        complain(reading, json, twice ? MSG_SEAL_WINDOW_TWICE : MSG_SEAL_TOO_MANY, id->text, (Str){0});
        return;
    }
    ReportWindow *window = &out->windows[out->window_count++];
    *window = (ReportWindow){.id = id->text};
    for (uint32_t i = 0; withheld && i < withheld->count; i++) withhold(reading, window, &withheld->items[i]);
}

static void windows_take(Reading *reading, const Json *json) {
    bool some = json && json->kind == JSON_ARRAY && json->count > 0;
    if (!some) {
        Json beginning = {0};
        complain(reading, json ? json : &beginning, MSG_API_WINDOWS_NEEDED, (Str){0}, (Str){0});
        return;
    }
    for (uint32_t i = 0; i < json->count; i++) window_take(reading, &json->items[i]);
}

static void narrative_take(Reading *reading, const Json *json) {
    bool is_text = json->kind == JSON_STRING && !memchr(json->text.ptr ? json->text.ptr : "", '\0', json->text.len);
    if (json->kind == JSON_NULL) return;
    if (!is_text || json->text.len > REPORT_NARRATIVE_MOST)
        complain(reading, json, is_text ? MSG_SEAL_NARRATIVE_LONG : MSG_API_NARRATIVE, (Str){0}, (Str){0});
    else
        reading->out->narrative = json->text;
}

static void incident_member(Reading *reading, const Json *json) {
    IncidentSource from = {file, reading->source, json};
    // What is wrong in it stands in the list of faults, where the caller counts.
    if (incident_take(reading->arena, &reading->pack->book, from, &reading->out->incident, reading->diags) != ERR_OK) return;
}

static int window_order(const void *a, const void *b) {
    return str_compare(((const ReportWindow *)a)->id, ((const ReportWindow *)b)->id);
}

Err report_read(Arena *arena, const Pack *pack, Str body, ReportRead *out, Diags *diags) {
    Reading reading = {arena, pack, body, out, diags};
    Json json;
    *out = (ReportRead){.incident = incident_make(arena, &pack->book)};
    if (json_parse(arena, file, body, &json, diags) != ERR_OK) return ERR_INPUT;
    if (json.kind != JSON_OBJECT) {
        complain(&reading, &json, MSG_API_NO_REPORT, (Str){0}, (Str){0});
        return ERR_INPUT;
    }
    for (uint32_t i = 0; i < json.count; i++) {
        const JsonMember *member = &json.members[i];
        if (str_is(member->key, "incident"))
            incident_member(&reading, &member->value);
        else if (str_is(member->key, "narrative"))
            narrative_take(&reading, &member->value);
        else if (!str_is(member->key, "windows"))
            complain(&reading, &member->value, MSG_SEAL_NO_MEMBER, member->key, (Str){0});
    }
    windows_take(&reading, json_member(&json, STR("windows")));
    qsort(out->windows, out->window_count, sizeof *out->windows, window_order);
    return diags->errors == 0 ? ERR_OK : ERR_INPUT;
}
