// The deadlines of a draft for any calendar program.
#include "portal/handlers.h"

#include "portal/pages.h"
#include "render/agenda.h"
#include "web/fault.h"

Response handle_calendar(const Request *request) {
    Kept kept;
    if (keep_get(request, request->inputs[CALENDAR_DRAFT].text, &kept) != ERR_OK) return pages_unavailable(request);
    Decision decision = draft_decide(request->arena, portal_of(request)->pack, &kept.draft, request->now);
    Agenda agenda = agenda_make(request->arena, &decision, request->lang);
    if (!agenda.entries.count) return fault_response(request, &(Fault){.status = 404, .detail = MSG_PAPERS_NO_CALENDAR});
    Buf out = pages_begin(request);
    agenda_print(&out, &agenda);
    if (out.overflowed) return fault_response(request, &(Fault){.status = 500});
    return (Response){.status = 200,
                      .kind = RESPONSE_CALENDAR,
                      .body = bytes_of_str(buf_str(&out)),
                      .lang = request->lang,
                      .file = STR("todoke.ics")};
}
