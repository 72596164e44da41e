// Views of a report: what each window may see, and which duties concern it.
#include "intake/report.h"

// In a demonstration office one window takes every report.
static bool takes_all(Str window) {
    return str_is(window, "demo.desk");
}

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
    return view;
}

static bool withholds_nothing(const Report *report, const ReportWindow *window) {
    bool any = window->no_narrative || window->no_files;
    for (size_t i = 0; !any && window->withheld && i < report->pack->book.facts.count; i++) any = window->withheld[i];
    return !any;
}

// A window that sees everything has the first view, which is the person's own (NULL).
bool report_same_view(const Report *report, const ReportWindow *a, const ReportWindow *b) {
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
