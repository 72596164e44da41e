// GET /api/v1/reports/{receipt}: the report, what became of it, and every time it was opened, for whoever has the viewing key.
#include "portal/handlers.h"

#include "portal/own_box.h"
#include "portal/own_standing.h"
#include "web/fault.h"

enum { ANSWER_BYTES = 16 << 20 };

static void print_filing(Buf *out, const OwnFiling *filing) {
    buf_puts(out, "{\"kind\":\"report\",\"receipt\":");
    buf_json(out, filing->receipt);
    if (filing->follows.len) {
        buf_puts(out, ",\"follows\":");
        buf_json(out, filing->follows);
        buf_puts(out, ",\"what\":");
        buf_json(out, filing->kind);
    }
    buf_puts(out, ",\"at\":\"");
    buf_moment(out, filing->at);
    buf_puts(out, "\",\"windows\":[");
    for (size_t i = 0; i < filing->windows.count; i++) {
        if (i) buf_char(out, ',');
        buf_json(out, filing->windows.items[i]);
    }
    buf_puts(out, "],\"report\":");
    buf_put(out, filing->report.len ? filing->report : STR("null"));
    buf_char(out, '}');
}

static void print_opening(Buf *out, const OwnOpening *opening) {
    buf_format(out, "{\"leaf\":%llu,\"event\":", (unsigned long long)opening->leaf);
    ledger_event_json(out, &opening->event);
    buf_char(out, '}');
}

static void list_open(Buf *out, const char *name) {
    buf_format(out, ",\"%s\":[", name);
}

static void comma(Buf *out, size_t before) {
    if (before > 0) buf_char(out, ',');
}

// Whoever helped does not see what became of it.
static void print_windows(Buf *out, const OwnCase *own) {
    const char *mark = "";
    list_open(out, "windows");
    for (size_t i = 0; i < own->filings.count && !own_case_is_copy(own); i++) {
        const OwnFiling *filing = &own->filings.items[i];
        for (size_t w = 0; w < filing->windows.count; w++) {
            OwnStanding standing = own_standing(own, filing, filing->windows.items[w]);
            Standing last = own_standing_last(&standing);
            buf_format(out, "%s{\"window\":", mark);
            buf_json(out, filing->windows.items[w]);
            buf_puts(out, ",\"receipt\":");
            buf_json(out, filing->receipt);
            buf_format(out, ",\"state\":\"%s\",\"at\":\"", standing_name(last));
            buf_moment(out, standing.since[last]);
            buf_puts(out, "\",\"number\":");
            buf_json(out, standing.number);
            buf_char(out, '}');
            mark = ",";
        }
    }
    buf_char(out, ']');
}

static void print_lists(Buf *out, const OwnCase *own) {
    list_open(out, "followups");
    for (size_t i = 1; i < own->filings.count; i++) comma(out, i - 1), print_filing(out, &own->filings.items[i]);
    buf_char(out, ']');
    list_open(out, "states");
    for (size_t i = 0; i < own->states.count; i++) comma(out, i), buf_put(out, own->states.items[i].json);
    buf_char(out, ']');
    list_open(out, "messages");
    for (size_t i = 0; i < own->messages.count; i++) comma(out, i), buf_put(out, own->messages.items[i].json);
    buf_char(out, ']');
    list_open(out, "notes");
    for (size_t i = 0; i < own->notes.count; i++) comma(out, i), buf_put(out, own->notes.items[i].json);
    buf_char(out, ']');
    list_open(out, "openings");
    for (size_t i = 0; i < own->openings.count; i++) comma(out, i), print_opening(out, &own->openings.items[i]);
    buf_char(out, ']');
}

static Response answer(const Request *request, const OwnCase *own) {
    Buf out = buf_make(request->arena, ANSWER_BYTES);
    buf_puts(&out, "{\"receipt\":");
    buf_json(&out, own->filings.items[0].receipt);
    buf_puts(&out, ",\"filed\":");
    print_filing(&out, &own->filings.items[0]);
    buf_format(&out, ",\"full\":%s", own->is_full ? "true" : "false");
    print_windows(&out, own);
    print_lists(&out, own);
    buf_puts(&out, "}\n");
    return out.overflowed ? fault_response(request, &(Fault){.status = 500}) : response_json(200, buf_str(&out));
}

Response handle_case(const Request *request) {
    Str given = request->inputs[CASE_VIEWING].text;
    OwnKey key;
    OwnCase own = {0};
    bool bearer = str_starts(given, STR("Bearer "));
    if (!bearer || own_key_read(str_slice(given, strlen("Bearer "), given.len), portal_of(request)->office, &key) != ERR_OK)
        return fault_response(request, &(Fault){.status = 401, .detail = MSG_API_VIEWING_KEY});
    Err err = own_box_read(request, &key, &own);
    own_key_wipe(&key);
    if (err == ERR_IO) return fault_response(request, &(Fault){.status = 503, .retry_seconds = 5});
    if (err != ERR_OK || !own_case_is(&own, request->inputs[CASE_RECEIPT].text))
        return fault_response(request, &(Fault){.status = 404});
    return answer(request, &own);
}
