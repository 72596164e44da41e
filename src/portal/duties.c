// POST /api/v1/duties: an incident in, every duty out. Nothing of it is kept.
#include "portal/handlers.h"

#include "rule/decision_json.h"
#include "web/fault.h"

enum { ANSWER_BYTES = 4 << 20 };

// A whole moment, or a day: then its last second, so that everything of that day has happened.
static bool read_at(const Request *request, Moment *at) {
    Str text = request->inputs[DUTIES_AT].text;
    Day day;
    if (text.len == 0) {
        *at = request->now;
        return true;
    }
    if (!day_parse(text, &day)) return moment_parse(text, at);
    *at = day_last_second(day);
    return true;
}

Response handle_duties(const Request *request) {
    const Pack *pack = portal_of(request)->pack;
    const InputValue *lang = &request->inputs[DUTIES_LANG];
    Request in_lang = *request;
    Moment at;
    if (lang->is_given && !lang_from(lang->text, &in_lang.lang))
        return fault_response(request, &(Fault){.status = 422, .detail = MSG_WEB_LANG_CODE});
    if (!read_at(request, &at)) return fault_response(&in_lang, &(Fault){.status = 422, .detail = MSG_WEB_AT_TIME});
    Incident *incident = NEW(request->arena, Incident);
    Diags diags = diags_make(request->arena);
    if (incident_read(request->arena, &pack->book, STR("incident"), request->body, incident, &diags) != ERR_OK)
        return fault_response(&in_lang, &(Fault){.status = 422, .diags = &diags});
    Decision *decision = NEW(request->arena, Decision);
    *decision = decision_make(request->arena, &pack->book, &pack->program, incident, at);
    Buf out = buf_make(request->arena, ANSWER_BYTES);
    decision_print_json(&out, decision, portal_of(request)->pack_json, request->inputs[DUTIES_ALL].is_given, in_lang.lang);
    buf_char(&out, '\n');
    if (out.overflowed) return fault_response(&in_lang, &(Fault){.status = 500});
    return response_json(200, buf_str(&out));
}
