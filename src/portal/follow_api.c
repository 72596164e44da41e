// POST /api/v1/reports/{receipt}/followups: facts that are other than before, in the shape of a report; a fact that is null is
// not known any more. Without windows it goes to those that have the report.
#include "intake/report_read.h"
#include "portal/files_api.h"
#include "portal/handlers.h"
#include "portal/own_box.h"
#include "portal/reports.h"
#include "web/fault.h"

typedef struct Following {
    const Request *request;
    const Pack *pack;
    OwnKey key;
    OwnCase own;
    Id id;          // of this follow-up
    Incident after; // all that is known with it
    Report report;
    HandIn what;
    ReportRead read;
    Diags diags;
} Following;

// A request with a key that comes again is the same report again: its id follows from that key and the viewing key, or is that
// for which its files were sealed. What it compares with is what was there before itself.
static void id_take(Following *following) {
    Str key = following->what.key;
    OwnFilingList *filings = &following->own.filings;
    Hash hash = hash_keyed(DOMAIN_RETRY_KEY, BYTES_OF(following->key.viewing.bytes), bytes_of_str(key));
    memcpy(following->id.bytes, hash.bytes, sizeof following->id.bytes);
    if (following->what.id) following->id = *following->what.id;
    following->what.id = key.len ? &following->id : NULL;
    for (size_t i = 1; key.len && i < filings->count; i++)
        if (id_eq(filings->items[i].id, following->id)) filings->count = i;
}

static void changes_take(Following *following, const Incident *before) {
    const Book *book = &following->pack->book;
    Arena *arena = following->request->arena;
    Json json;
    following->after = incident_make(arena, book);
    memcpy(following->after.values, before->values, book->facts.count * sizeof(Value));
    memcpy(following->after.texts, before->texts, book->facts.count * sizeof(Str));
    if (json_parse(arena, STR("report"), following->request->body, &json, &following->diags) != ERR_OK) return;
    const Json *facts = json_member(&json, STR("incident"));
    bool alone =
        !json_member(&json, STR("narrative")) && !json_member(&json, STR("windows")) && !json_member(&json, STR("files"));
    if (!facts && alone) facts = &json;
    for (uint32_t i = 0; facts && facts->kind == JSON_OBJECT && i < facts->count; i++) {
        int fact = map_get(&book->fact_index, facts->members[i].key);
        if (fact < 0) continue;
        following->after.values[fact] = following->read.incident.values[fact];
        following->after.texts[fact] = following->read.incident.texts[fact];
    }
}

static bool says_nothing(const Following *following, const Incident *before) {
    const Book *book = &following->pack->book;
    bool same = following->read.narrative.len == 0 && following->report.file_count == 0;
    for (size_t i = 0; same && i < book->facts.count; i++) same = incident_same(book, before, &following->after, i);
    return same;
}

static Response hand_it_in(Following *following) {
    const Request *request = following->request;
    Report *report = &following->report;
    Incident before = own_case_incident(request->arena, following->pack, &following->own);
    ReportBefore past = {.receipt = following->own.filings.items[0].receipt, .incident = &before};
    past.windows = own_case_windows(request->arena, following->pack, &following->own, &past.window_count);
    bool chosen = following->read.window_count > 0;
    report->pack = following->pack;
    report->incident = &following->after;
    report->narrative = following->read.narrative;
    report->windows = chosen ? following->read.windows : past.windows;
    report->window_count = chosen ? following->read.window_count : past.window_count;
    report->before = &past;
    changes_take(following, &before);
    if (says_nothing(following, &before)) diags_add(&following->diags, (Diag){.msg = MSG_FOLLOW_EMPTY});
    reports_check_windows(request, report->windows, report->window_count, &following->diags);
    if (following->diags.errors > 0) return fault_response(request, &(Fault){.status = 422, .diags = &following->diags});
    HandedIn done;
    HandInFault fault = hand_in(request, &following->what, &done);
    return fault ? reports_refuse(request, fault, &following->what) : reports_answer(request, report, true, &done);
}

static Response follow(Following *following) {
    const Request *request = following->request;
    HandIn *what = &following->what;
    *what = (HandIn){.key = request->inputs[FOLLOWUP_KEY].text,
                     .request = bytes_of_str(request->body),
                     .report = &following->report,
                     .viewing = &following->key.viewing};
    ReportSource source = {STR("report"), request->body, true};
    Err err = report_read(request->arena, following->pack, source, &following->read, &following->diags);
    if (err != ERR_OK) return fault_response(request, &(Fault){.status = 422, .diags = &following->diags});
    Str files = following->read.files;
    err = files.len ? reports_take_files(request, files, &following->report, what) : ERR_OK;
    if (err != ERR_OK) return files_api_refuse(request, err);
    id_take(following);
    return hand_it_in(following);
}

// False: `refused` says why.
static bool case_take(Following *following, Response *refused) {
    const Request *request = following->request;
    Str given = request->inputs[FOLLOWUP_VIEWING].text;
    Id office = portal_of(request)->office;
    if (!str_starts(given, STR("Bearer ")) ||
        own_key_read(str_slice(given, strlen("Bearer "), given.len), office, &following->key) != ERR_OK) {
        *refused = fault_response(request, &(Fault){.status = 401, .detail = MSG_API_VIEWING_KEY});
        return false;
    }
    Err err = own_box_read(request, &following->key, &following->own);
    if (err == ERR_OK && own_case_is(&following->own, request->inputs[FOLLOWUP_RECEIPT].text) &&
        !own_case_is_copy(&following->own))
        return true;
    *refused = fault_response(request, &(Fault){.status = err == ERR_IO ? 503 : 404, .retry_seconds = err == ERR_IO ? 5 : 0});
    return false;
}

Response handle_followup(const Request *given) {
    Request copy = *given, *request = &copy;
    Response response;
    if (!reports_begin(request, &given->inputs[FOLLOWUP_LANG], &given->inputs[FOLLOWUP_KEY], &response)) return response;
    Following *following = NEW(request->arena, Following);
    *following = (Following){.request = request, .pack = portal_of(request)->pack, .diags = diags_make(request->arena)};
    if (!case_take(following, &response)) return response;
    response = follow(following);
    own_key_wipe(&following->key);
    return response;
}
