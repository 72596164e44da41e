// What the tests of deciding share: a small book from a text, compiled; facts from a line of assignments; the decision.
#pragma once

#include "rule/decision.h"
#include "unit/rule/rule_test.h"

typedef struct Law {
    Arena *arena;
    Diags diags;
    Book book;
    Program program;
    Incident incident;
    Decision decision;
} Law;

// `csv`: rows of a calendar table without its header; NULL: none.
static inline Law *law_with_calendar(Arena *arena, const char *text, const char *csv) {
    Law *law = NEW(arena, Law);
    law->arena = arena;
    law->diags = diags_make(arena);
    book_init(&law->book, arena);
    if (csv)
        calendar_read(arena, &law->book.calendars, STR("holidays.csv"),
                      str_join(arena, STR("calendar,date,name,grade,source\n"), str_from(csv)), &law->diags);
    LineTree tree = tree_of(arena, text, &law->diags);
    book_read(&law->book, &tree, &law->diags);
    book_finish(&law->book, &law->diags);
    check_link(&law->book, &law->diags);
    assert_clean(arena, &law->diags);
    assert_int_equal(program_compile(arena, &law->book, &law->program, &law->diags), ERR_OK);
    law->incident = incident_make(arena, &law->book);
    return law;
}

static inline Law *law_of(Arena *arena, const char *text) {
    return law_with_calendar(arena, text, NULL);
}

static inline int law_fact(const Law *law, const char *name) {
    int fact = map_get(&law->book.fact_index, str_from(name));
    if (fact < 0) fail_msg("no fact %s", name);
    return fact;
}

static inline const Duty *law_duty(const Law *law, const char *id) {
    int duty = map_get(&law->book.duty_index, str_from(id));
    if (duty < 0) fail_msg("no duty %s", id);
    return &law->book.duties.items[duty];
}

// A day (its last second) or a minute in Japan.
static inline Moment moment_of(Arena *arena, const char *text) {
    Day day;
    Moment moment;
    if (day_parse(str_from(text), &day)) return day_last_second(day);
    assert_true(moment_parse(str_format(arena, "%s:00+09:00", text), &moment));
    return moment;
}

// "a.x = yes, a.n = 3000.." as in examples; what is not named is unknown.
static inline void law_assume(Law *law, const char *assignments) {
    law->incident = incident_make(law->arena, &law->book);
    if (!*assignments) return;
    const char *text = str_c(law->arena, str_format(law->arena, "case x \"x\"\n  facts\n    %s\n", assignments));
    Read *scene = book_of(law->arena, text);
    assert_clean(law->arena, &scene->diags);
    const AssignmentList *facts = &scene->book.cases.items[0].facts;
    for (size_t i = 0; i < facts->count; i++) law_fact(law, str_c(law->arena, facts->items[i].fact));
    incident_assign(&law->incident, &law->book, facts, &law->diags);
    assert_clean(law->arena, &law->diags);
}

static inline const Decision *law_decide(Law *law, const char *assignments, const char *at) {
    law_assume(law, assignments);
    law->decision = decision_make(law->arena, &law->book, &law->program, &law->incident, moment_of(law->arena, at));
    return &law->decision;
}

static inline const DutyResult *law_result(const Law *law, const char *id) {
    const DutyResult *result = decision_find(&law->decision, str_from(id));
    if (!result) fail_msg("no result for %s", id);
    return result;
}

static inline Status law_status(const Law *law, const char *id) {
    return law_result(law, id)->status;
}

static inline Str window_names(const Law *law, const int *windows, uint32_t count) {
    Buf out = buf_make(law->arena, 4096);
    for (uint32_t i = 0; i < count; i++) {
        buf_puts(&out, i ? " " : "");
        buf_put(&out, law->book.windows.items[windows[i]].id);
    }
    return buf_str(&out);
}

static inline Str fact_names(const Law *law, const int *facts, uint32_t count) {
    Buf out = buf_make(law->arena, 4096);
    for (uint32_t i = 0; i < count; i++) {
        buf_puts(&out, i ? " " : "");
        buf_put(&out, law->book.facts.items[facts[i]].name);
    }
    return buf_str(&out);
}

// Without the zone; "-" for none; of a last second only the day.
static inline Str moment_text(Arena *arena, Moment moment) {
    Buf out = buf_make(arena, 64);
    if (moment == MOMENT_NONE) return STR("-");
    if (moment == day_last_second(day_of(moment)))
        buf_day(&out, day_of(moment));
    else
        buf_moment(&out, moment);
    return str_slice(buf_str(&out), 0, out.len > 10 ? 16 : 10);
}
