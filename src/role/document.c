// The same steps as the command: read the facts, decide, fill, print.
#include "role/document.h"

#include "print/pdf.h"
#include "print/xlsx.h"

static const Window *find_window(const Pack *pack, Str id) {
    int found = id.len > 0 ? map_get(&pack->book.window_index, id) : -1;
    return found < 0 ? NULL : &pack->book.windows.items[found];
}

static bool has_stage(const Form *form, unsigned stage) {
    return stage < STAGE_COUNT && (form->stages >> stage & 1);
}

static Err decide(Arena *arena, const Pack *pack, Str json, Moment at, Decision **out) {
    Diags diags = diags_make(arena);
    Incident *incident = NEW(arena, Incident);
    Err err = incident_read(arena, &pack->book, STR("document"), json, incident, &diags);
    if (err) return err;
    *out = NEW(arena, Decision);
    **out = decision_make(arena, &pack->book, &pack->program, incident, at);
    return ERR_OK;
}

int document_print(Arena *arena, const Pack *pack, const char *paper, const Document *document, Str *out) {
    Decision *decision, *previous = NULL;
    const Form *form = form_find(&pack->forms, document->form, day_of(document->at));
    const Window *to = find_window(pack, document->to);
    if (!form) return DOCUMENT_NO_FORM;
    if (!has_stage(form, document->stage)) return DOCUMENT_NO_STAGE;
    if (document->to.len > 0 && !to) return DOCUMENT_NO_WINDOW;
    Err err = decide(arena, pack, document->incident, document->at, &decision);
    if (!err && document->previous.len) err = decide(arena, pack, document->previous, document->at, &previous);
    if (err) return DOCUMENT_NO_INCIDENT;
    FillRequest request = {
        .stage = (Stage)document->stage,
        .at = document->at,
        .to = to,
        .receipt = document->receipt,
        .previous_receipt = document->previous_receipt,
        .previous_at = document->previous_at,
        .previous = previous,
        .pack = str_format(arena, "%.*s %.*s (%s)", STR_ARG(pack->book.id), STR_ARG(pack->book.version), pack->hash),
        .lang = (Lang)document->lang,
    };
    FilledForm filled = fill_form(arena, form, decision, &request);
    err = document->kind == DOCUMENT_PDF ? pdf_write(arena, &filled, out) : xlsx_write(arena, &filled, paper, out);
    return err == ERR_TOO_BIG ? DOCUMENT_TOO_LONG : err ? DOCUMENT_NOT_MADE : 0;
}
