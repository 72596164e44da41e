// Where everybody comes in: on to the pages in her own language, and for people and machines whether reports can be
// accepted.
#include "portal/handlers.h"

#include "portal/ask_spool.h"
#include "portal/pages.h"
#include "rule/phrase.h"
#include "web/fault.h"
#include "wire/spool.h"

Response handle_home(const Request *request) {
    return response_to(str_format(request->arena, "/%.*s/", STR_ARG(lang_code(request->lang))));
}

// What the spool says of itself.
static bool takes_reports(const Request *request) {
    FrameAnswer answer;
    SpoolStatus status;
    return ask_spool(request, FRAME_STATUS, NULL, 0, &answer) == ERR_OK && answer.outcome == OUTCOME_OK &&
           spool_status_read(answer.body, &status) == ERR_OK && status.takes_reports;
}

Response handle_status(const Request *request) {
    bool takes = takes_reports(request);
    StatusView view = {.frame = pages_frame(request, word(request->lang, MSG_PORTAL_STATUS), STR("/status")),
                       .takes_reports = takes};
    Buf at = buf_make(request->arena, 1024), out = pages_begin(request);
    phrase_moment(&at, request->now, request->lang);
    view.at = buf_str(&at);
    page_status(&out, request->lang, &view);
    return pages_send(request, takes ? 200 : 503, &out);
}

Response handle_health(const Request *request) {
    if (takes_reports(request)) return response_json(200, STR("{\"takes_reports\":true}\n"));
    return fault_response(request, &(Fault){.status = 503, .detail = MSG_WEB_NOT_READY, .retry_seconds = 5});
}
