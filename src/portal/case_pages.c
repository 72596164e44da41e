// One's own report as pages: the door, and what stands behind it. The viewing key lives in a cookie of the browser's session,
// never in an address.
#include "portal/case_pages.h"

#include "portal/case_view.h"
#include "portal/handlers.h"

Err case_open(const Request *request, Str typed, CaseOpen *out) {
    *out = (CaseOpen){0};
    if (!typed.len || own_key_read(typed, portal_of(request)->office, &out->key) != ERR_OK) return ERR_REFUSED;
    Err err = own_box_read(request, &out->key, &out->own);
    return err == ERR_OK && !out->own.filings.count ? ERR_REFUSED : err;
}

Response case_shut(const Request *request, Err err) {
    return err == ERR_IO ? pages_unavailable(request) : pages_go(request, "/case");
}

// --- the door ----------------------------------------------------------------------------------------------------------------

static Response show_door(const Request *request, Str error, Str receipt) {
    CaseDoorView view = {.error = error, .receipt = receipt};
    view.frame = pages_frame(request, word(request->lang, MSG_CASE_DOOR_TITLE), STR("/case"));
    view.frame.fault_head = MSG_CASE_DOOR_WRONG;
    pages_fault(request, &view.frame, "receipt", error);
    pages_form(&view.frame, error.len > 0);
    Buf out = pages_begin(request);
    page_case_door(&out, request->lang, request->token, &view);
    return pages_send(request, error.len ? 422 : 200, &out);
}

// A wrong key and a number that does not exist take the same way.
Response handle_case_door(const Request *request) {
    CaseOpen open;
    Str receipt = request->inputs[CASE_DOOR_RECEIPT].text;
    Err err = case_open(request, request->inputs[CASE_DOOR_KEY].text, &open);
    Str key = err == ERR_OK ? viewing_text(request->arena, &open.key.viewing) : STR_NONE;
    own_key_wipe(&open.key);
    if (err == ERR_IO) return pages_unavailable(request);
    if (err != ERR_OK || !own_case_is(&open.own, receipt))
        return show_door(request, word(request->lang, MSG_CASE_DOOR_AGAIN), receipt);
    Response response = pages_go(request, "/case");
    response.cookies[0] = (Cookie){.name = "case", .value = key};
    return response;
}

// --- behind it ---------------------------------------------------------------------------------------------------------------

Response handle_case_page(const Request *request) {
    CaseOpen open;
    Err err = case_open(request, request->inputs[CASE_COOKIE].text, &open);
    own_key_wipe(&open.key);
    if (err == ERR_IO) return pages_unavailable(request);
    if (err != ERR_OK) return show_door(request, STR_NONE, STR_NONE);
    CaseView view = case_view(request, &open.own);
    view.frame = pages_frame(request, word(request->lang, MSG_CASE_TITLE), STR("/case"));
    Buf out = pages_begin(request);
    page_case(&out, request->lang, request->token, &view);
    return pages_send(request, 200, &out);
}

Response handle_case_leave(const Request *request) {
    Response response = pages_go(request, "/case");
    response.cookies[0] = (Cookie){.name = "case"};
    return response;
}
