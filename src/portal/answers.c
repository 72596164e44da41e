// Words come from the pack; only the way to a question is added.
#include "portal/answers.h"

#include "portal/echo.h"
#include "portal/follow.h"

static Str address_of(Arena *arena, const Fact *fact, Lang lang) {
    return str_format(arena, "/%.*s/ask/%.*s", STR_ARG(lang_code(lang)), STR_ARG(fact->name));
}

AnswerListView answers_list(Arena *arena, const Book *book, const Incident *incident, Lang lang, bool can_change) {
    AnswerListView list = {0};
    for (size_t i = 0; i < book->facts.count; i++) {
        const Fact *fact = &book->facts.items[i];
        if (value_is_unknown(fact, incident->values[i])) continue;
        AnswerListRowView row = {.title = text_in(&fact->title, lang),
                                 .words = echo_words(arena, fact, incident->values[i], incident->texts[i], lang),
                                 .change = can_change ? address_of(arena, fact, lang) : STR_NONE};
        PUSH(arena, list.rows, row);
    }
    return list;
}

bool answers_by_helper(const Book *book, const Incident *incident) {
    int role = map_get(&book->fact_index, STR("reporter.role"));
    if (role < 0 || value_is_unknown(&book->facts.items[role], incident->values[role])) return false;
    int self = fact_value_index(&book->facts.items[role], STR("self"));
    return self < 0 || !((uint64_t)incident->values[role].a >> self & 1);
}

Report answers_report(Arena *arena, const Pack *pack, const Draft *draft, Moment at) {
    ReportFile *files = NEW_ARRAY(arena, ReportFile, draft->files.count + 1);
    for (size_t i = 0; i < draft->files.count; i++) files[i] = draft->files.items[i].file;
    return (Report){.pack = pack,
                    .id = draft->report,
                    .at = at,
                    .incident = &draft->incident,
                    .narrative = draft->narrative,
                    .windows = draft->windows.items,
                    .window_count = draft->windows.count,
                    .files = files,
                    .file_count = draft->files.count,
                    .call_me = draft->call_me,
                    .before = follow_before(arena, pack, draft)};
}

const Hash *answers_evidence(Arena *arena, const Draft *draft) {
    Hash *sealed = NEW_ARRAY(arena, Hash, draft->files.count + 1);
    for (size_t i = 0; i < draft->files.count; i++) sealed[i] = draft->files.items[i].sealed;
    return sealed;
}
