// Members of another kind than they should be are as if they were not there.
#include "portal/own_said.h"

#include "base/code.h"
#include "intake/report_read.h"

typedef struct SaidReading {
    Arena *arena;
    const Pack *pack;
    Diags diags; // of what the pack does not know
    OwnSaid *out;
} SaidReading;

static uint32_t count_of(const Json *list) {
    return list && list->kind == JSON_ARRAY ? list->count : 0;
}

static void changed_take(SaidReading *reading, const Json *list) {
    const Book *book = &reading->pack->book;
    if (!list || list->kind != JSON_ARRAY) return;
    bool *changed = NEW_ARRAY(reading->arena, bool, book->facts.count + 1);
    for (uint32_t i = 0; i < list->count; i++) {
        int fact = list->items[i].kind == JSON_STRING ? map_get(&book->fact_index, list->items[i].text) : -1;
        if (fact >= 0) changed[fact] = true;
    }
    reading->out->changed = changed;
}

static void window_take(SaidReading *reading, const Json *json) {
    const Json *list = json_member(json, STR("withhold"));
    ReportWindow window = {.id = json_text(json, "window")};
    if (!window.id.len || reading->out->window_count == REPORT_WINDOWS_MOST) return;
    for (uint32_t i = 0; i < count_of(list); i++)
        if (list->items[i].kind == JSON_STRING)
            report_withhold(reading->arena, reading->pack, &window, list->items[i].text, &reading->diags, (Place){0});
    reading->out->windows[reading->out->window_count++] = window;
}

static void file_take(SaidReading *reading, const Json *json) {
    const Json *size = json_member(json, STR("size"));
    OwnFile file = {.name = json_text(json, "name")};
    if (!file.name.len || !size || size->kind != JSON_INT || size->integer < 0) return;
    file.size = (uint64_t)size->integer;
    file.has_hash = code_hex_read(json_text(json, "sha256"), file.sha256, sizeof file.sha256) == ERR_OK;
    PUSH(reading->arena, reading->out->files, file);
}

static Err incident_part(SaidReading *reading, Str body, const Json *incident) {
    IncidentSource from = {STR("report"), body, incident};
    if (!incident) return ERR_OK;
    return incident_take(reading->arena, &reading->pack->book, from, &reading->out->incident, &reading->diags);
}

bool own_said_read(Arena *arena, const Pack *pack, Str body, OwnSaid *out) {
    Json json;
    SaidReading reading = {arena, pack, diags_make(arena), out};
    *out = (OwnSaid){.incident = incident_make(arena, &pack->book)};
    if (!body.len || json_parse(arena, STR("report"), body, &json, &reading.diags) != ERR_OK) return false;
    const Json *windows = json_member(&json, STR("windows")), *files = json_member(&json, STR("files"));
    Err err = incident_part(&reading, body, json_member(&json, STR("incident")));
    if (err != ERR_OK && err != ERR_INPUT) return false;
    changed_take(&reading, json_member(&json, STR("changed")));
    out->narrative = json_text(&json, "narrative");
    out->windows = NEW_ARRAY(arena, ReportWindow, count_of(windows) + 1);
    for (uint32_t i = 0; i < count_of(windows); i++) window_take(&reading, &windows->items[i]);
    for (uint32_t i = 0; i < count_of(files); i++) file_take(&reading, &files->items[i]);
    out->lost = reading.diags.errors;
    return true;
}

void own_said_add(const Book *book, const OwnSaid *said, Incident *known) {
    for (size_t i = 0; i < book->facts.count; i++) {
        if (said->changed && !said->changed[i]) continue;
        known->values[i] = said->incident.values[i];
        known->texts[i] = said->incident.texts[i];
    }
}
