// The words of each status, and the two ways to show them.
#include "web/fault.h"

#include "web/page.h"
#include "web/site.h"

enum { FAULT_BYTES = 256 << 10 };

typedef struct FaultRow {
    int status;
    Msg title;
} FaultRow;

static const FaultRow rows[] = {
    {400, MSG_WEB_BAD},    {401, MSG_WEB_NO_KEY},   {403, MSG_WEB_ELSEWHERE}, {404, MSG_WEB_MISSING}, {405, MSG_WEB_METHOD},
    {408, MSG_WEB_SLOW},   {409, MSG_WEB_CONFLICT}, {411, MSG_WEB_LENGTH},    {413, MSG_WEB_TOO_BIG}, {414, MSG_WEB_LONG_PATH},
    {415, MSG_WEB_TYPE},   {417, MSG_WEB_BAD},      {422, MSG_WEB_INPUT},     {429, MSG_WEB_OFTEN},   {431, MSG_WEB_LONG_HEAD},
    {501, MSG_WEB_METHOD}, {503, MSG_WEB_BUSY},     {505, MSG_WEB_BAD},       {507, MSG_WEB_FULL},
};

Msg fault_title(int status) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].status == status) return rows[i].title;
    return MSG_WEB_OURS;
}

static Str detail_of(const Request *request, const Fault *fault) {
    Buf text = buf_make(request->arena, FAULT_BYTES);
    if (fault->detail) buf_word(&text, request->lang, fault->detail, fault->args[0], fault->args[1], fault->args[2]);
    return buf_str(&text);
}

static Str diag_text(const Request *request, const Diag *diag) {
    Buf text = buf_make(request->arena, FAULT_BYTES);
    diag_print_line(&text, diag, request->lang);
    return str_trim(buf_str(&text));
}

static Str problem(const Request *request, const Fault *fault) {
    Buf out = buf_make(request->arena, FAULT_BYTES);
    Str detail = detail_of(request, fault);
    buf_puts(&out, "{\"type\":\"about:blank\",\"title\":");
    buf_json(&out, word(request->lang, fault_title(fault->status)));
    buf_format(&out, ",\"status\":%d", fault->status);
    if (detail.len) {
        buf_puts(&out, ",\"detail\":");
        buf_json(&out, detail);
    }
    if (fault->diags) {
        buf_puts(&out, ",\"errors\":[");
        for (size_t i = 0; i < fault->diags->count; i++) {
            if (i) buf_char(&out, ',');
            buf_json(&out, diag_text(request, &fault->diags->items[i]));
        }
        buf_char(&out, ']');
    }
    buf_puts(&out, "}\n");
    return buf_str(&out);
}

// A fault of ours, or of too many people: nothing that was saved is lost, and trying again may help.
static Str page(const Request *request, const Fault *fault) {
    Buf out = buf_make(request->arena, FAULT_BYTES);
    Str title = word(request->lang, fault_title(fault->status));
    NoticeView view = {
        .frame = page_frame(
            request->arena,
            &(PageFrame){.lang = request->lang, .title = title, .tail = STR("/"), .is_practice = request->site->is_practice}),
        .heading = title,
        .detail = detail_of(request, fault),
        .is_ours = fault->status >= 500 || fault->status == 429};
    for (size_t i = 0; fault->diags && i < fault->diags->count; i++)
        PUSH(request->arena, view.lines, ((NoticeLineView){diag_text(request, &fault->diags->items[i])}));
    page_notice(&out, request->lang, &view);
    return buf_str(&out);
}

Response fault_response(const Request *request, const Fault *fault) {
    Response response = {.status = fault->status,
                         .kind = request->wants_json ? RESPONSE_PROBLEM : RESPONSE_HTML,
                         .lang = request->lang,
                         .allow = fault->allow,
                         .retry_seconds = fault->retry_seconds};
    response.body = bytes_of_str(request->wants_json ? problem(request, fault) : page(request, fault));
    return response;
}
