// Views of a report: what each window may see, and which duties concern it.
#include "intake/report.h"

// In a demonstration office one window takes every report.
static bool takes_all(Str window) {
    return str_is(window, "demo.desk");
}

const char *report_what(ReportWhat what) {
    static const char *const names[REPORT_WHAT_COUNT] = {
        [REPORT_FOLLOW_UP] = "follow_up", [REPORT_STOP] = "stop", [REPORT_CALL] = "call"};
    return names[what];
}

// --- what went before --------------------------------------------------------------------------------------------------------

static const ReportWindow *window_before(const ReportBefore *before, Str id) {
    for (size_t i = 0; i < before->window_count; i++)
        if (str_eq(before->windows[i].id, id)) return &before->windows[i];
    return NULL;
}

// A window that was not told before, or not this, knows nothing of it: to it the fact is new.
static bool knew(const ReportBefore *before, const ReportWindow *window, size_t fact) {
    if (!window) return true;
    const ReportWindow *then = window_before(before, window->id);
    return then && !(then->withheld && then->withheld[fact]);
}

static const bool *changes(Arena *arena, const Report *report, const ReportView *view) {
    const Book *book = &report->pack->book;
    Incident nothing = incident_make(arena, book);
    bool *changed = NEW_ARRAY(arena, bool, book->facts.count + 1);
    for (size_t i = 0; i < book->facts.count; i++) {
        bool withheld = view->window && view->window->withheld && view->window->withheld[i];
        const Incident *then = knew(report->before, view->window, i) ? report->before->incident : &nothing;
        changed[i] = !withheld && !incident_same(book, then, &view->incident, i);
    }
    return changed;
}

static bool same_before(const Report *report, const ReportWindow *a, const ReportWindow *b) {
    for (size_t i = 0; report->before && i < report->pack->book.facts.count; i++)
        if (knew(report->before, a, i) != knew(report->before, b, i)) return false;
    return true;
}

// --- views -------------------------------------------------------------------------------------------------------------------

ReportView report_view(Arena *arena, const Report *report, const ReportWindow *window) {
    const Book *book = &report->pack->book;
    ReportView view = {.window = window, .incident = *report->incident};
    if (window && window->withheld) {
        Incident shown = incident_make(arena, book);
        for (size_t i = 0; i < book->facts.count; i++) {
            if (window->withheld[i]) continue;
            shown.values[i] = report->incident->values[i];
            shown.texts[i] = report->incident->texts[i];
        }
        view.incident = shown;
    }
    Incident *kept = NEW(arena, Incident); // a decision keeps a pointer to its incident
    *kept = view.incident;
    view.decision = decision_make(arena, book, &report->pack->program, kept, report->at);
    if (report->before) view.changed = changes(arena, report, &view);
    return view;
}

static bool withholds_nothing(const Report *report, const ReportWindow *window) {
    bool any = window->no_narrative || window->no_files;
    for (size_t i = 0; !any && window->withheld && i < report->pack->book.facts.count; i++) any = window->withheld[i];
    return !any;
}

// A window that sees everything has the first view, which is the person's own (NULL).
bool report_same_view(const Report *report, const ReportWindow *a, const ReportWindow *b) {
    if (!same_before(report, a, b)) return false;
    if (!a || !b) return (!a || withholds_nothing(report, a)) && (!b || withholds_nothing(report, b));
    if (a->no_narrative != b->no_narrative || a->no_files != b->no_files) return false;
    for (size_t i = 0; i < report->pack->book.facts.count; i++)
        if ((a->withheld && a->withheld[i]) != (b->withheld && b->withheld[i])) return false;
    return true;
}

static bool concerns(const Book *book, const DutyResult *result, Str window) {
    if (result->status == STATUS_NOT) return false;
    bool found = takes_all(window) && result->status == STATUS_APPLIES;
    for (uint32_t i = 0; !found && i < result->window_count; i++)
        found = str_eq(book->windows.items[result->windows[i]].id, window);
    return found;
}

size_t report_duties(Arena *arena, const ReportView *view, Str window, const DutyResult ***out) {
    const Decision *decision = &view->decision;
    size_t count = 0;
    *out = NEW_ARRAY(arena, const DutyResult *, decision->duty_count + 1);
    for (uint32_t i = 0; i < decision->duty_count; i++)
        if (concerns(decision->question.book, &decision->duties[i], window)) (*out)[count++] = &decision->duties[i];
    return count;
}
