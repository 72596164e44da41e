// The forms of a draft over HTTP: the list, one form as a page, as a sheet to copy from, and as a file. Nothing of it is kept,
// and looking sends nothing to anybody.
#include "portal/follow.h"
#include "portal/forms_page.h"
#include "portal/handlers.h"
#include "portal/pages.h"
#include "portal/printing.h"
#include "render/form_out.h"
#include "web/fault.h"

enum { INCIDENT_BYTES = 1 << 20, PRINTER_RETRY_S = 10 };

// What every page of forms begins with.
typedef struct Desk {
    Kept kept;
    Decision decision, previous;
    const ReportBefore *before; // NULL: a first report
    Papers papers;
} Desk;

static Err desk_open(const Request *request, Str code, Desk *out) {
    const Pack *pack = portal_of(request)->pack;
    Err err = keep_get(request, code, &out->kept);
    if (err != ERR_OK) return err;
    out->decision = draft_decide(request->arena, pack, &out->kept.draft, request->now);
    out->before = follow_before(request->arena, pack, &out->kept.draft);
    out->papers = (Papers){pack, &out->kept.draft, &out->decision, NULL, request->lang};
    if (!out->before) return ERR_OK;
    const Incident *before = out->before->incident;
    out->previous = decision_make(request->arena, &pack->book, &pack->program, before, request->now);
    out->papers.previous = &out->previous;
    return ERR_OK;
}

Response handle_papers(const Request *request) {
    bool all = request->inputs[PAPERS_ALL].is_given;
    Desk *desk = NEW(request->arena, Desk);
    if (desk_open(request, request->inputs[PAPERS_DRAFT].text, desk) != ERR_OK) return pages_unavailable(request);
    PapersView view = papers_page(request->arena, &desk->papers, all);
    view.frame = pages_frame(request, word(request->lang, MSG_PAPERS_TITLE), all ? STR("/forms?all=1") : STR("/forms"));
    Buf out = pages_begin(request);
    page_papers(&out, request->lang, &view);
    return pages_send(request, 200, &out);
}

// --- one form ----------------------------------------------------------------------------------------------------------------

// The form of this name today, at the stage it is now due. False: there is none.
static bool form_now(const Request *request, const Desk *desk, Str id, const Form **form, Stage *stage) {
    FormTerms terms = papers_terms(&desk->papers);
    *form = form_find(&desk->papers.pack->forms, id, day_of(request->now));
    return *form && form_stage(*form, &terms, stage);
}

static Response show_form(const Request *request, const FilledForm *form, bool is_copy) {
    Buf body = pages_begin(request), out = pages_begin(request);
    Str tail = str_format(request->arena, "/forms/%.*s%s", STR_ARG(form->form->id), is_copy ? "/copy" : "");
    Str title =
        is_copy ? str_join(request->arena, form->form->title, word(request->lang, MSG_PAPERS_COPY_MARK)) : form->form->title;
    if (is_copy)
        form_copy_part(&body, form);
    else
        form_html_part(&body, form);
    if (body.overflowed) return fault_response(request, &(Fault){.status = 500});
    PaperViewView view = {.frame = pages_frame(request, title, tail),
                          .id = form->form->id,
                          .title = form->form->title,
                          .body = {buf_str(&body)},
                          .is_copy = is_copy,
                          .left = form->ask_count};
    if (is_copy) view.frame.more_script = page_asset_address(request->arena, "copy.js");
    page_paper_view(&out, request->lang, &view);
    return pages_send(request, 200, &out);
}

// --- files -------------------------------------------------------------------------------------------------------------------

typedef struct FileKind {
    const char *ending;
    ResponseKind kind;
    DocumentKind document; // 0: made here
} FileKind;

static const FileKind file_kinds[] = {
    {".pdf", RESPONSE_PDF, DOCUMENT_PDF}, {".xlsx", RESPONSE_XLSX, DOCUMENT_XLSX}, {".txt", RESPONSE_TEXT, 0}};

static Err make_text(const Request *request, const FilledForm *form, Str *out) {
    Buf text = pages_begin(request);
    form_text(&text, form);
    *out = buf_str(&text);
    return text.overflowed ? ERR_TOO_BIG : ERR_OK;
}

// What a form does not take does not even reach the printer as far as the form is concerned: it fills with the same classes.
static Err make_document(const Request *request, const Desk *desk, DocumentKind kind, const FilledForm *form, Str *out) {
    const Book *book = &desk->papers.pack->book;
    Buf incident = buf_make(request->arena, INCIDENT_BYTES), previous = buf_make(request->arena, INCIDENT_BYTES);
    incident_print(&incident, book, &desk->kept.draft.incident);
    if (desk->before) incident_print(&previous, book, desk->before->incident);
    if (incident.overflowed || previous.overflowed) return ERR_TOO_BIG;
    Document document = {.kind = (uint8_t)kind,
                         .stage = (uint8_t)form->stage,
                         .lang = (uint8_t)request->lang,
                         .at = request->now,
                         .previous_at = INT64_MIN,
                         .form = form->form->id,
                         .previous_receipt = form->previous_receipt,
                         .incident = buf_str(&incident),
                         .previous = buf_str(&previous)};
    return printing_make(request, &document, out);
}

// The same form is there in another way.
static Response unmade(const Request *request, const Form *form, Err err) {
    PaperUnmadeView view = {.frame = pages_frame(request, word(request->lang, MSG_PAPERS_UNMADE),
                                                 str_join(request->arena, STR("/forms/"), form->id)),
                            .id = form->id,
                            .title = form->title,
                            .detail = err == ERR_IO ? MSG_PAPERS_BUSY : MSG_PAPERS_LONG};
    Buf out = pages_begin(request);
    page_paper_unmade(&out, request->lang, &view);
    Response response = pages_send(request, 503, &out);
    response.retry_seconds = PRINTER_RETRY_S;
    return response;
}

static Response send_file(const Request *request, const Desk *desk, const FilledForm *form, const FileKind *kind) {
    Str file;
    Err err = kind->document ? make_document(request, desk, kind->document, form, &file) : make_text(request, form, &file);
    if (err != ERR_OK) return unmade(request, form->form, err);
    return (Response){.status = 200,
                      .kind = kind->kind,
                      .body = bytes_of_str(file),
                      .lang = request->lang,
                      .file = str_join(request->arena, form->form->id, str_from(kind->ending))};
}

// --- by address --------------------------------------------------------------------------------------------------------------

Response handle_paper(const Request *request) {
    Str id = request->inputs[PAPER_FORM].text;
    const FileKind *kind = NULL;
    for (size_t i = 0; !kind && i < sizeof file_kinds / sizeof *file_kinds; i++)
        if (str_ends(id, str_from(file_kinds[i].ending))) kind = &file_kinds[i];
    if (kind) id = str_slice(id, 0, id.len - strlen(kind->ending));
    Desk *desk = NEW(request->arena, Desk);
    const Form *form;
    Stage stage;
    if (desk_open(request, request->inputs[PAPER_DRAFT].text, desk) != ERR_OK) return pages_unavailable(request);
    if (!form_now(request, desk, id, &form, &stage)) return fault_response(request, &(Fault){.status = 404});
    FilledForm filled = papers_fill(request->arena, &desk->papers, form, stage);
    return kind ? send_file(request, desk, &filled, kind) : show_form(request, &filled, false);
}

Response handle_paper_copy(const Request *request) {
    Desk *desk = NEW(request->arena, Desk);
    const Form *form;
    Stage stage;
    if (desk_open(request, request->inputs[PAPER_DRAFT].text, desk) != ERR_OK) return pages_unavailable(request);
    if (!form_now(request, desk, request->inputs[PAPER_FORM].text, &form, &stage))
        return fault_response(request, &(Fault){.status = 404});
    FilledForm filled = papers_fill(request->arena, &desk->papers, form, stage);
    return show_form(request, &filled, true);
}
