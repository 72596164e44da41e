// POST /api/v1/reports/{receipt}/followups: facts that are other than before, in the shape of a report; a fact that is null is
// not known any more. Without windows it goes to those that have the report.
#include "intake/report_read.h"
#include "portal/handlers.h"
#include "portal/own_box.h"
#include "portal/reports.h"
#include "seal/retry.h"
#include "web/fault.h"

typedef struct Following {
    const Request *request;
    const Pack *pack;
    OwnKey key;
    OwnCase own;
    Id id;          // of this follow-up
    Incident after; // all that is known with it
    ReportRead read;
    Diags diags;
} Following;

// A request with a key that comes again is the same report again: its id follows from that key and the viewing key. What it
// compares with is what was there before itself.
static void id_take(Following *following) {
    Str key = following->request->inputs[FOLLOWUP_KEY].text;
    OwnFilingList *filings = &following->own.filings;
    Hash hash = hash_keyed(DOMAIN_RETRY_KEY, BYTES_OF(following->key.viewing.bytes), bytes_of_str(key));
    memcpy(following->id.bytes, hash.bytes, sizeof following->id.bytes);
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
    if (!facts && !json_member(&json, STR("narrative")) && !json_member(&json, STR("windows"))) facts = &json; // it alone
    for (uint32_t i = 0; facts && facts->kind == JSON_OBJECT && i < facts->count; i++) {
        int fact = map_get(&book->fact_index, facts->members[i].key);
        if (fact < 0) continue;
        following->after.values[fact] = following->read.incident.values[fact];
        following->after.texts[fact] = following->read.incident.texts[fact];
    }
}

static bool says_nothing(const Following *following, const Incident *before) {
    const Book *book = &following->pack->book;
    bool same = following->read.narrative.len == 0;
    for (size_t i = 0; same && i < book->facts.count; i++) same = incident_same(book, before, &following->after, i);
    return same;
}

static Response hand_it_in(Following *following) {
    const Request *request = following->request;
    Arena *arena = request->arena;
    Incident before = own_case_incident(arena, &following->pack->book, &following->own);
    ReportBefore past = {.receipt = following->own.filings.items[0].receipt, .incident = &before};
    past.windows = own_case_windows(arena, following->pack, &following->own, &past.window_count);
    bool chosen = following->read.window_count > 0;
    Report report = {.pack = following->pack,
                     .incident = &following->after,
                     .narrative = following->read.narrative,
                     .windows = chosen ? following->read.windows : past.windows,
                     .window_count = chosen ? following->read.window_count : past.window_count,
                     .before = &past};
    HandIn what = {.key = request->inputs[FOLLOWUP_KEY].text, .request = bytes_of_str(request->body), .report = &report};
    HandedIn done;
    changes_take(following, &before);
    if (says_nothing(following, &before)) diags_add(&following->diags, (Diag){.msg = MSG_FOLLOW_EMPTY});
    reports_check_windows(request, report.windows, report.window_count, &following->diags);
    if (following->diags.errors > 0) return fault_response(request, &(Fault){.status = 422, .diags = &following->diags});
    what.viewing = &following->key.viewing;
    what.id = what.key.len ? &following->id : NULL;
    HandInFault fault = hand_in(request, &what, &done);
    if (fault) return reports_refuse(request, fault, &what);
    return reports_answer(request, &report, &done);
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
    const InputValue *lang = &given->inputs[FOLLOWUP_LANG], *key = &given->inputs[FOLLOWUP_KEY];
    Request copy = *given, *request = &copy;
    Response response;
    if (lang->is_given && !lang_from(lang->text, &request->lang))
        return fault_response(request, &(Fault){.status = 422, .detail = MSG_WEB_LANG_CODE});
    if (key->is_given && retry_check(key->text) != ERR_OK)
        return fault_response(request, &(Fault){.status = 422, .detail = MSG_API_KEY_SHAPE});
    Following *following = NEW(request->arena, Following);
    *following = (Following){.request = request, .pack = portal_of(request)->pack, .diags = diags_make(request->arena)};
    if (!case_take(following, &response)) return response;
    id_take(following);
    ReportSource source = {STR("report"), request->body};
    Err err = report_read(request->arena, following->pack, source, &following->read, &following->diags);
    response =
        err == ERR_OK ? hand_it_in(following) : fault_response(request, &(Fault){.status = 422, .diags = &following->diags});
    own_key_wipe(&following->key);
    return response;
}
