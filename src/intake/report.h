// A report before it is sealed: what is known, in the person's own words too, and who may see what of it. From it everything
// that leaves is made here, as values: the body each window may read, the summaries, the codes, the share view. Pure: no file,
// no clock, no random bytes.
#pragma once

#include "pack/pack.h"
#include "seal/filing.h"

enum { REPORT_NARRATIVE_MOST = 256 << 10, REPORT_FILE_NAME_MOST = 200 };

// A file that goes with the report; sealed apart, its key stands in the body.
typedef struct ReportFile {
    Id id;
    Str name;
    uint64_t size;
    unsigned size_class;
    StreamKey key;
    unsigned char sha256[32]; // of the file as it was given
} ReportFile;

// One window that the person chose, and the facts it must not see. `narrative` and `files` may be withheld like facts.
typedef struct ReportWindow {
    Str id;
    const bool *withheld; // one for each fact of the book; NULL: nothing
    bool no_narrative, no_files;
} ReportWindow;

// What follows a report: what came to be known later, the request to pass it on to nobody else, or to be called.
typedef enum ReportWhat { REPORT_FOLLOW_UP, REPORT_STOP, REPORT_CALL, REPORT_WHAT_COUNT } ReportWhat;

// What went before, as the windows have it.
typedef struct ReportBefore {
    ReportWhat what;
    Str receipt; // of the first report
    const Incident *incident;
    const ReportWindow *windows;
    size_t window_count;
} ReportBefore;

typedef struct Report {
    const Pack *pack;
    Id id;
    Moment at;
    Lang lang;
    const Incident *incident;
    Str narrative;
    const ReportWindow *windows; // sorted by id
    size_t window_count;
    const ReportFile *files;
    size_t file_count;
    bool call_me;               // the person asks to be called now
    const ReportBefore *before; // NULL: this is the first report
} Report;

// The report as one view has it. The first view holds everything.
typedef struct ReportView {
    const ReportWindow *window; // one that has this view; NULL: the person's own
    Incident incident;          // without what is withheld
    Decision decision;
    const bool *changed; // per fact: other than what this view had before; NULL: of a first report
} ReportView;

const char *report_what(ReportWhat what); // follow_up, stop, call

ReportView report_view(Arena *arena, const Report *report, const ReportWindow *window);
bool report_same_view(const Report *report, const ReportWindow *a, const ReportWindow *b);
// The window's duties, or all for a window that takes every report (demo.desk); NULL-free, most urgent first.
size_t report_duties(Arena *arena, const ReportView *view, Str window, const DutyResult ***out);

// Canonical: the same report gives the same bytes. Empty: it is longer than LIMIT_REPORT_BYTES.
ReportBody report_body(Arena *arena, const Report *report, const ReportView *view);
// Kinds, urgency, sector, prefecture, wishes, duties: nobody's name, nobody's words.
Triage report_triage(Arena *arena, const Report *report, const ReportView *view, Str window);
// Name and number; empty unless the person asked for it and did not withhold them.
Card report_card(Arena *arena, const Report *report, const ReportView *view);
// Coarse codes: magnitudes for numbers, a month for a day.
StatisticsCodes report_statistics(Arena *arena, const Report *report, const ReportView *all);
// The one door to a share view. False unless the person wants to contribute and has limited nothing; then `out` holds what has
// a value from a list or is yes or no, of the classes technical and statistic, withheld from no window, and no place.
bool report_share(Arena *arena, const Report *report, ShareView *out);
