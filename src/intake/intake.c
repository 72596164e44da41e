// Puts a filing together: which window has which view, which forms and clocks its duties have.
#include "intake/intake.h"

#include "base/code.h"
#include "base/limits.h"

#include <stdlib.h>

typedef struct Work {
    Arena *arena;
    const Report *report;
    const IntakeOffice *office;
    FilingDraft draft;
    ReportView views[FILING_VIEWS_MOST];
    FilingWindow windows[FILING_WINDOWS_MOST];
    WindowPublic publics[FILING_WINDOWS_MOST];
    Triage triage[FILING_WINDOWS_MOST];
    Card cards[FILING_WINDOWS_MOST];
    ReportBody bodies[FILING_VIEWS_MOST];
    FilingClock clocks[FILING_CLOCKS_MOST];
    Str forms[FILING_FORMS_MOST];
    FilingEvidence evidence[FILING_EVIDENCE_MOST];
    ShareView share;
} Work;

static int str_order(const void *a, const void *b) {
    return str_compare(*(const Str *)a, *(const Str *)b);
}

// --- windows and their views -------------------------------------------------------------------------------------------------

static Err place_window(Work *work, size_t index, IntakeFault *fault) {
    const ReportWindow *window = &work->report->windows[index];
    FilingHead *head = &work->draft.head;
    FilingWindow *placed = &work->windows[index];
    *placed = (FilingWindow){.id = window->id};
    if (keylist_window(work->office->list, window->id, &placed->epoch, &work->publics[index])) {
        *fault = INTAKE_NO_DESK;
        return ERR_REFUSED;
    }
    for (unsigned v = 0; v < head->view_count; v++) {
        if (!report_same_view(work->report, work->views[v].window, window)) continue;
        placed->view = v;
        return ERR_OK;
    }
    *fault = INTAKE_TOO_MANY;
    if (head->view_count == FILING_VIEWS_MOST) return ERR_TOO_BIG;
    placed->view = head->view_count++;
    work->views[placed->view] = report_view(work->arena, work->report, window);
    return ERR_OK;
}

static Err place_windows(Work *work, IntakeFault *fault, Str *at) {
    const Report *report = work->report;
    if (report->window_count > FILING_WINDOWS_MOST) {
        *fault = INTAKE_TOO_MANY;
        return ERR_TOO_BIG;
    }
    work->draft.head.view_count = 1;
    work->views[0] = report_view(work->arena, report, NULL);
    for (size_t i = 0; i < report->window_count; i++) {
        *at = report->windows[i].id;
        Err err = place_window(work, i, fault);
        if (err) return err;
        const ReportView *view = &work->views[work->windows[i].view];
        work->triage[i] = report_triage(work->arena, report, view, report->windows[i].id);
        work->cards[i] = report_card(work->arena, report, view);
    }
    *fault = INTAKE_TOO_LONG;
    for (unsigned v = 0; v < work->draft.head.view_count; v++) {
        work->bodies[v] = report_body(work->arena, report, &work->views[v]);
        if (!work->bodies[v].json.len) return ERR_TOO_BIG;
    }
    return ERR_OK;
}

// --- clocks ------------------------------------------------------------------------------------------------------------------

static int clock_order(const void *a, const void *b) {
    const FilingClock *x = a, *y = b;
    if (x->window != y->window) return x->window < y->window ? -1 : 1;
    if (x->due != y->due) return x->due < y->due ? -1 : 1;
    return str_compare(x->stage, y->stage);
}

static bool clock_is_there(const Work *work, const FilingClock *clock) {
    for (size_t i = 0; i < work->draft.head.clock_count; i++)
        if (clock_order(&work->clocks[i], clock) == 0) return true;
    return false;
}

static void set_clocks(Work *work, unsigned window, const DutyResult *duty) {
    for (uint32_t s = 0; s < duty->stage_count; s++) {
        const StageResult *stage = &duty->stages[s];
        FilingClock clock = {.window = window, .stage = str_from(duty_stages[stage->stage]), .due = stage->due};
        bool full = work->draft.head.clock_count == FILING_CLOCKS_MOST;
        if (stage->due == MOMENT_NONE || full || clock_is_there(work, &clock)) continue;
        work->clocks[work->draft.head.clock_count++] = clock;
    }
}

// --- forms -------------------------------------------------------------------------------------------------------------------

static void note_form(Work *work, Str id) {
    FilingHead *head = &work->draft.head;
    for (size_t i = 0; i < head->form_count; i++)
        if (str_eq(work->forms[i], id)) return;
    if (head->form_count < FILING_FORMS_MOST) work->forms[head->form_count++] = id;
}

// A window with a desk here gets no letter: a letter opens with the window's key alone, and a report never does.
static void note_duties(Work *work, unsigned window) {
    const DutyResult **duties;
    const ReportBefore *before = work->report->before;
    const Str *id = &work->windows[window].id;
    if (before && before->what != REPORT_FOLLOW_UP) return; // a request reports nothing new
    size_t count = report_duties(work->arena, &work->views[work->windows[window].view], *id, &duties);
    for (size_t i = 0; i < count; i++) {
        set_clocks(work, window, duties[i]);
        if (duties[i]->status != STATUS_APPLIES || duties[i]->form_count == 0) continue;
        const Form *form = form_find(&work->report->pack->forms, duties[i]->forms[0]->form, day_of(work->report->at));
        if (form) note_form(work, form->id);
    }
}

// --- all of it ---------------------------------------------------------------------------------------------------------------

static int evidence_order(const void *a, const void *b) {
    return id_compare(((const FilingEvidence *)a)->id, ((const FilingEvidence *)b)->id);
}

static Err list_evidence(Work *work) {
    const Report *report = work->report;
    if (report->file_count > FILING_EVIDENCE_MOST) return ERR_TOO_BIG;
    for (size_t i = 0; i < report->file_count; i++)
        work->evidence[i] = (FilingEvidence){report->files[i].id, report->files[i].size_class, work->office->evidence[i]};
    qsort(work->evidence, report->file_count, sizeof *work->evidence, evidence_order);
    work->draft.evidence_count = report->file_count;
    return ERR_OK;
}

static Err take_keys(Work *work) {
    FilingDraft *draft = &work->draft;
    const KeyList *list = work->office->list;
    Err err = keylist_keeper(list, &draft->head.keeper_epoch, &draft->keeper);
    if (!err) err = keylist_statistics(list, &draft->statistics_epoch, &draft->statistics_to);
    bool shared = !err && report_share(work->arena, work->report, &work->share);
    if (shared) err = keylist_analyst(list, STR("office"), &draft->share_epoch, &draft->share_to);
    if (shared) draft->share = &work->share;
    return err;
}

static void write_head(Work *work, const ViewingKey *viewing) {
    const Report *report = work->report;
    FilingHead *head = &work->draft.head;
    head->report = report->id;
    head->office = work->office->list->office;
    head->key_list = work->office->list->hash;
    head->pack = report->pack->book.id;
    head->pack_version = report->pack->book.version;
    Err err = code_hex_read(str_from(report->pack->hash), head->pack_hash, sizeof head->pack_hash);
    if (err) memset(head->pack_hash, 0, sizeof head->pack_hash);
    ReplyPair reply = viewing_reply(viewing, head->office);
    head->reply = reply.public;
    sodium_memzero(&reply, sizeof reply);
    head->mailbox = viewing_mailbox(viewing, head->office);
    head->windows = work->windows;
    head->window_count = report->window_count;
    head->clocks = work->clocks;
    head->forms = work->forms;
    qsort(work->clocks, head->clock_count, sizeof *work->clocks, clock_order);
    qsort(work->forms, head->form_count, sizeof *work->forms, str_order);
    work->draft.views = work->bodies;
    work->draft.windows = work->publics;
    work->draft.triage = work->triage;
    work->draft.cards = work->cards;
    work->draft.evidence = work->evidence;
    work->draft.statistics = report_statistics(work->arena, report, &work->views[0]);
}

static IntakeFault fault_of(Err err, IntakeFault otherwise) {
    return err == ERR_TOO_BIG ? INTAKE_TOO_LONG : otherwise;
}

Err intake_seal(Arena *arena, const Report *report, const IntakeOffice *office, IntakeResult *out, IntakeFault *fault,
                Str *at) {
    Work *work = NEW(arena, Work);
    *work = (Work){.arena = arena, .report = report, .office = office};
    *fault = INTAKE_FINE;
    Err err = place_windows(work, fault, at);
    if (err) return err;
    err = take_keys(work);
    *fault = err ? INTAKE_NO_KEY : INTAKE_FINE;
    if (!err) err = list_evidence(work);
    for (unsigned i = 0; !err && i < report->window_count; i++) note_duties(work, i);
    if (err && *fault == INTAKE_FINE) *fault = fault_of(err, INTAKE_TOO_MANY);
    if (err) return err;
    out->viewing = office->viewing ? *office->viewing : viewing_make(office->random);
    write_head(work, &out->viewing);
    err = filing_seal(arena, &work->draft, office->random, &out->filing);
    *fault = err ? fault_of(err, INTAKE_NO_KEY) : INTAKE_FINE;
    out->head = work->draft.head;
    out->shared = work->draft.share != NULL;
    return err;
}
