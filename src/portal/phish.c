// POST /api/v1/phish: a phishing message or a false site, from a button of a mail program or from anybody. It is a report like
// any other, to the windows here that the law's data names for it; where there is none, the real ways are told and nothing is
// kept. Who sent it is not asked. Such reports are counted apart from those of victims (web/route.h).
#include "intake/phish.h"
#include "intake/report_read.h"
#include "portal/addressees.h"
#include "portal/handlers.h"
#include "portal/reports.h"
#include "web/fault.h"

static Response refuse(const Request *request, const Decision *decision) {
    const Window **windows;
    Diags ways = diags_make(request->arena);
    size_t count = addressees_elsewhere(request, decision, &windows);
    for (size_t i = 0; i < count; i++) reports_check_windows(request, &(ReportWindow){.id = windows[i]->id}, 1, &ways);
    return fault_response(request, &(Fault){.status = 404, .detail = MSG_PHISH_NOBODY, .diags = &ways});
}

Response handle_phish(const Request *given) {
    const InputValue *key = &given->inputs[PHISH_KEY];
    const Pack *pack = portal_of(given)->pack;
    Request copy = *given, *request = &copy;
    Response refused;
    if (!reports_begin(request, &given->inputs[PHISH_LANG], key, &refused)) return refused;
    Phish *phish = NEW(request->arena, Phish);
    Diags diags = diags_make(request->arena);
    if (phish_read(request->arena, &pack->book, request->body, phish, &diags) != ERR_OK)
        return fault_response(request, &(Fault){.status = 422, .diags = &diags});
    Decision *decision = NEW(request->arena, Decision);
    *decision = decision_make(request->arena, &pack->book, &pack->program, &phish->incident, request->now);
    ReportWindow *windows = NEW_ARRAY(request->arena, ReportWindow, REPORT_WINDOWS_MOST);
    Report report = {.pack = pack, .incident = &phish->incident, .narrative = phish->narrative, .windows = windows};
    report.window_count = addressees_here(request, decision, windows, REPORT_WINDOWS_MOST);
    if (report.window_count == 0) return refuse(request, decision);
    HandIn what = {.key = key->text, .request = bytes_of_str(request->body), .report = &report};
    HandedIn done;
    HandInFault fault = hand_in(request, &what, &done);
    return fault ? reports_refuse(request, fault, &what) : reports_answer(request, &report, false, &done);
}
