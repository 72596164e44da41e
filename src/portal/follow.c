// Only what a person sees as changed is sent as changed: page and sealing compare with the same state before.
#include "portal/follow.h"

#include "base/limits.h"
#include "portal/echo.h"

Draft follow_begin(Arena *arena, const Pack *pack, const OwnCase *own, const ViewingKey *viewing) {
    const Book *book = &pack->book;
    Draft draft = draft_make(arena, book);
    Buf json = buf_make(arena, LIMIT_INCIDENT_BYTES);
    size_t count;
    const ReportWindow *windows = own_case_windows(arena, pack, own, &count);
    draft.incident = own_case_incident(arena, pack, own);
    draft.viewing = *viewing;
    incident_print(&json, book, &draft.incident);
    draft.before = (DraftBefore){.receipt = own->filings.items[0].receipt, .incident = buf_str(&json)};
    for (size_t i = 0; i < count; i++) {
        draft_window_add(arena, &draft, windows[i]);
        PUSH(arena, draft.before.windows, windows[i]);
    }
    for (size_t i = 0; i < book->facts.count; i++)
        if (!value_is_unknown(&book->facts.items[i], draft.incident.values[i])) draft_pass(&draft, (int)i);
    return draft;
}

static Incident incident_before(Arena *arena, const Pack *pack, const Draft *draft) {
    Incident before = incident_make(arena, &pack->book);
    Diags lost = diags_make(arena);
    // What this pack cannot read was not known.
    Err err = incident_read(arena, &pack->book, STR("before"), draft->before.incident, &before, &lost);
    return err == ERR_OK || err == ERR_INPUT ? before : incident_make(arena, &pack->book);
}

const ReportBefore *follow_before(Arena *arena, const Pack *pack, const Draft *draft) {
    if (!draft->before.receipt.len) return NULL;
    ReportBefore *before = NEW(arena, ReportBefore);
    Incident *incident = NEW(arena, Incident);
    *incident = incident_before(arena, pack, draft);
    *before = (ReportBefore){.what = REPORT_FOLLOW_UP,
                             .receipt = draft->before.receipt,
                             .incident = incident,
                             .windows = draft->before.windows.items,
                             .window_count = draft->before.windows.count};
    return before;
}

static Str words_of(Arena *arena, const Book *book, const Incident *incident, size_t fact, Lang lang) {
    if (value_is_unknown(&book->facts.items[fact], incident->values[fact])) return word(lang, MSG_FOLLOW_UNKNOWN);
    return echo_words(arena, &book->facts.items[fact], incident->values[fact], incident->texts[fact], lang);
}

FollowDiffView follow_changes(Arena *arena, const Book *book, const FollowChange *change, Lang lang) {
    FollowDiffView view = {0};
    for (size_t i = 0; i < book->facts.count; i++) {
        if (!change->changed[i]) continue;
        FollowDiffRowView row = {.title = text_in(&book->facts.items[i].title, lang),
                                 .before = change->before ? words_of(arena, book, change->before, i, lang) : STR_NONE,
                                 .now = words_of(arena, book, change->now, i, lang)};
        PUSH(arena, view.rows, row);
    }
    return view;
}

FollowDiffView follow_diff(Arena *arena, const Pack *pack, const Draft *draft, Lang lang) {
    const Book *book = &pack->book;
    Incident before = incident_before(arena, pack, draft);
    bool *changed = NEW_ARRAY(arena, bool, book->facts.count + 1);
    for (size_t i = 0; i < book->facts.count; i++) changed[i] = !incident_same(book, &before, &draft->incident, i);
    return follow_changes(arena, book, &(FollowChange){changed, &before, &draft->incident}, lang);
}

bool follow_is_empty(Arena *arena, const Pack *pack, const Draft *draft) {
    bool said = draft->narrative.len > 0 || draft->files.count > 0;
    return !said && follow_diff(arena, pack, draft, LANG_JA).rows.count == 0;
}
