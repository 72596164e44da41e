// POST /api/v1/reports: one report in, sealed, kept; and then what follows from it.
#include "portal/reports.h"

#include "intake/report_read.h"
#include "portal/answers.h"
#include "portal/files_api.h"
#include "portal/handlers.h"
#include "portal/own_standing.h"
#include "rule/decision_json.h"
#include "seal/retry.h"
#include "web/fault.h"

enum { ANSWER_BYTES = 4 << 20, ROUTE_BYTES = 16 << 10 };

// --- windows without a desk here --------------------------------------------------------------------------------------------

static void print_route(Buf *out, const StatementList *list, Moment at) {
    for (size_t i = 0; i < list->count; i++) {
        if (!tail_holds(&list->items[i].tail, day_of(at))) continue;
        if (out->len) buf_puts(out, " / ");
        buf_put(out, list->items[i].text);
        buf_format(out, " [%c]", grade_letter(list->items[i].tail.grade));
    }
}

// The reason, and the real way to it, with its grade.
static void refuse_window(const Request *request, Str id, Diags *diags) {
    const Book *book = &portal_of(request)->pack->book;
    int index = map_get(&book->window_index, id);
    Buf route = buf_make(request->arena, ROUTE_BYTES);
    if (index < 0) {
        diags_add(diags, (Diag){.msg = MSG_SEAL_NO_WINDOW, .args = {id}});
        return;
    }
    const Window *window = &book->windows.items[index];
    print_route(&route, &window->phones, request->now);
    print_route(&route, &window->urls, request->now);
    print_route(&route, &window->mails, request->now);
    Str title = str_format(request->arena, "%.*s (%.*s)", STR_ARG(text_in(&window->title, request->lang)), STR_ARG(id));
    Msg msg = route.len ? MSG_SEAL_NO_DESK : MSG_SEAL_NO_DESK_NO_ROUTE;
    diags_add(diags, (Diag){.msg = msg, .args = {title, buf_str(&route)}});
}

void reports_check_windows(const Request *request, const ReportWindow *windows, size_t count, Diags *diags) {
    if (!count) diags_add(diags, (Diag){.msg = MSG_API_WINDOWS_NEEDED});
    for (size_t i = 0; i < count; i++) {
        uint32_t epoch = 0;
        WindowPublic key;
        if (keylist_window(portal_of(request)->list, windows[i].id, &epoch, &key) != ERR_OK)
            refuse_window(request, windows[i].id, diags);
    }
}

// --- answers -----------------------------------------------------------------------------------------------------------------

static void print_windows(Buf *out, const Request *request, const Report *report) {
    const FactList *facts = &portal_of(request)->pack->book.facts;
    buf_puts(out, ",\"windows\":[");
    for (size_t i = 0; i < report->window_count; i++) {
        const ReportWindow *window = &report->windows[i];
        const char *mark = "";
        buf_puts(out, i ? ",{\"window\":" : "{\"window\":");
        buf_json(out, window->id);
        buf_format(out, ",\"state\":\"%s\",\"withhold\":[", standing_name(STANDING_PREPARED));
        for (size_t fact = 0; window->withheld && fact < facts->count; fact++) {
            if (!window->withheld[fact]) continue;
            buf_puts(out, mark);
            buf_json(out, facts->items[fact].name);
            mark = ",";
        }
        if (window->no_narrative) buf_format(out, "%s\"narrative\"", mark);
        if (window->no_files) buf_format(out, "%s\"files\"", window->no_narrative ? "," : mark);
        buf_puts(out, "]}");
    }
    buf_puts(out, "]");
}

static void print_duties(Buf *out, const Request *request, const Report *report) {
    const Pack *pack = portal_of(request)->pack;
    Decision *decision = NEW(request->arena, Decision);
    *decision = decision_make(request->arena, &pack->book, &pack->program, report->incident, report->at);
    const char *mark = "";
    buf_puts(out, ",\"duties\":[");
    for (size_t i = 0; i < decision->duty_count; i++) {
        if (decision->duties[i].status == STATUS_NOT) continue;
        buf_puts(out, mark);
        decision_print_duty_json(out, decision, &decision->duties[i], report->lang);
        mark = ",";
    }
    buf_puts(out, "]");
}

static void print_changed(Buf *out, const Request *request, const Report *report) {
    const FactList *facts = &report->pack->book.facts;
    ReportView view = report_view(request->arena, report, NULL);
    const char *mark = "";
    buf_puts(out, ",\"follows\":");
    buf_json(out, report->before->receipt);
    buf_puts(out, ",\"changed\":[");
    for (size_t i = 0; i < facts->count; i++) {
        if (!view.changed[i]) continue;
        buf_puts(out, mark);
        buf_json(out, facts->items[i].name);
        mark = ",";
    }
    buf_puts(out, "]");
}

Response reports_answer(const Request *request, const Report *report, bool tells_duties, HandedIn *done) {
    Buf out = buf_make(request->arena, ANSWER_BYTES);
    buf_puts(&out, "{\"receipt\":");
    buf_json(&out, done->receipt);
    if (report->before) {
        print_changed(&out, request, report);
    } else {
        buf_puts(&out, ",\"key\":");
        buf_json(&out, viewing_text(request->arena, &done->viewing));
    }
    buf_puts(&out, ",\"at\":\"");
    buf_moment(&out, done->at);
    buf_puts(&out, "\",\"proof\":");
    if (done->proof.len)
        buf_json(&out, done->proof);
    else
        buf_puts(&out, "null");
    if (tells_duties) print_duties(&out, request, report);
    print_windows(&out, request, report);
    buf_puts(&out, "}\n");
    sodium_memzero(&done->viewing, sizeof done->viewing);
    return response_json(201, buf_str(&out));
}

Response reports_refuse(const Request *request, HandInFault fault, const HandIn *what) {
    static const Msg words[] = {[INTAKE_FINE] = MSG_SEAL_TOO_LONG,
                                [INTAKE_NO_DESK] = MSG_SEAL_TOO_MANY,
                                [INTAKE_TOO_MANY] = MSG_SEAL_TOO_MANY,
                                [INTAKE_TOO_LONG] = MSG_SEAL_TOO_LONG,
                                [INTAKE_NO_KEY] = MSG_SEAL_NO_KEY};
    Fault said = {.status = 503, .detail = MSG_WEB_NOT_READY, .retry_seconds = 5};
    if (fault == HAND_IN_OTHER) said = (Fault){.status = 409, .detail = MSG_API_OTHER_REQUEST};
    if (fault == HAND_IN_REPORT) said = (Fault){.status = 422, .detail = words[what->intake]};
    if (fault == HAND_IN_FILES) said = (Fault){.status = 422, .detail = MSG_API_NO_FILES};
    if (fault == HAND_IN_FULL) said = (Fault){.status = 507, .detail = MSG_WEB_NOT_READY, .retry_seconds = 300};
    if (fault == HAND_IN_OFTEN) said = (Fault){.status = 429, .retry_seconds = what->seconds ? what->seconds : 60};
    if (fault == HAND_IN_TOO_BIG) said = (Fault){.status = 413, .detail = MSG_SEAL_TOO_LONG};
    return fault_response(request, &said);
}

Err reports_take_files(const Request *request, Str code, Report *report, HandIn *what) {
    Kept *kept = NEW(request->arena, Kept);
    Err err = files_api_find(request, code, kept);
    if (err != ERR_OK) return err;
    const DraftFileList *files = &kept->draft.files;
    ReportFile *items = NEW_ARRAY(request->arena, ReportFile, files->count + 1);
    for (size_t i = 0; i < files->count; i++) items[i] = files->items[i].file;
    report->files = items;
    report->file_count = files->count;
    what->id = &kept->draft.report;
    what->evidence = answers_evidence(request->arena, &kept->draft);
    if (!what->key.len) what->key = draft_seen(request->arena, &kept->code, kept->version);
    return ERR_OK;
}

bool reports_begin(Request *request, const InputValue *lang, const InputValue *key, Response *refused) {
    Msg fault = lang->is_given && !lang_from(lang->text, &request->lang) ? MSG_WEB_LANG_CODE
                : key->is_given && retry_check(key->text) != ERR_OK      ? MSG_API_KEY_SHAPE
                                                                         : MSG_NONE;
    if (fault) *refused = fault_response(request, &(Fault){.status = 422, .detail = fault});
    return !fault;
}

Response handle_report(const Request *given) {
    const InputValue *key = &given->inputs[REPORT_KEY];
    Request copy = *given, *request = &copy;
    Response refused;
    if (!reports_begin(request, &given->inputs[REPORT_LANG], key, &refused)) return refused;
    const Pack *pack = portal_of(request)->pack;
    ReportRead *read = NEW(request->arena, ReportRead);
    Diags diags = diags_make(request->arena);
    bool sound = report_read(request->arena, pack, (ReportSource){STR("report"), request->body, true}, read, &diags) == ERR_OK;
    if (sound) reports_check_windows(request, read->windows, read->window_count, &diags);
    if (diags.errors > 0) return fault_response(request, &(Fault){.status = 422, .diags = &diags});
    Report report = {.pack = pack,
                     .incident = &read->incident,
                     .narrative = read->narrative,
                     .windows = read->windows,
                     .window_count = read->window_count};
    HandIn what = {.key = key->text, .request = bytes_of_str(request->body), .report = &report};
    HandedIn done;
    Err err = read->files.len ? reports_take_files(request, read->files, &report, &what) : ERR_OK;
    if (err != ERR_OK) return files_api_refuse(request, err);
    HandInFault fault = hand_in(request, &what, &done);
    return fault ? reports_refuse(request, fault, &what) : reports_answer(request, &report, true, &done);
}
