// What the tests of forms share: a small book and forms from texts, compiled; facts from JSON; the filled form.
#pragma once

#include "form/fill.h"
#include "rule/incident.h"
#include "unit/rule/rule_test.h"

typedef struct Office {
    Arena *arena;
    Diags diags;
    Book book;
    FormBook forms;
    Program program;
} Office;

static inline LineTree named_tree(Arena *arena, const char *name, const char *text, Diags *diags) {
    SourceFile *file = NEW(arena, SourceFile);
    *file = (SourceFile){str_from(name), str_from(text)};
    return line_tree_read(arena, file, diags);
}

// Read and linked, with whatever findings.
static inline Office *office_linked(Arena *arena, const char *law, const char *forms) {
    Office *office = NEW(arena, Office);
    office->arena = arena;
    office->diags = diags_make(arena);
    book_init(&office->book, arena);
    LineTree tree = tree_of(arena, law, &office->diags);
    book_read(&office->book, &tree, &office->diags);
    book_finish(&office->book, &office->diags);
    check_link(&office->book, &office->diags);
    assert_clean(arena, &office->diags);
    LineTree sheets = named_tree(arena, "a test", forms, &office->diags);
    form_read(arena, &sheets, &office->forms, &office->diags);
    form_link(&office->forms, &office->book, &office->diags);
    return office;
}

static inline Office *office_of(Arena *arena, const char *law, const char *forms) {
    Office *office = office_linked(arena, law, forms);
    assert_clean(arena, &office->diags);
    assert_int_equal(program_compile(arena, &office->book, &office->program, &office->diags), ERR_OK);
    return office;
}

static inline Moment at_moment(const char *text) {
    Moment moment;
    assert_true(moment_parse(str_from(text), &moment));
    return moment;
}

#define TEST_AT "2026-11-20T14:10:00+09:00"

static inline Decision *office_decide(Office *office, const char *json) {
    Incident *incident = NEW(office->arena, Incident);
    Decision *decision = NEW(office->arena, Decision);
    Diags diags = diags_make(office->arena);
    if (incident_read(office->arena, &office->book, STR("incident"), str_from(json), incident, &diags) != ERR_OK)
        fail_msg("%s", str_c(office->arena, findings_of(office->arena, &diags)));
    *decision = decision_make(office->arena, &office->book, &office->program, incident, at_moment(TEST_AT));
    return decision;
}

static inline FillRequest request_of(Stage stage, Lang lang) {
    return (FillRequest){.stage = stage, .at = at_moment(TEST_AT), .previous_at = MOMENT_NONE, .lang = lang};
}

static inline FilledForm office_fill(Office *office, const char *json, FillRequest request) {
    return fill_form(office->arena, &office->forms.items[0], office_decide(office, json), &request);
}

// The item of this number; NULL: it is not on the form.
static inline const FilledItem *item_find(const FilledForm *form, const char *item) {
    for (uint32_t s = 0; s < form->section_count; s++)
        for (uint32_t i = 0; i < form->sections[s].item_count; i++)
            if (str_is(form->sections[s].items[i].item->number, item)) return &form->sections[s].items[i];
    return NULL;
}

static inline const FilledItem *item_of(const FilledForm *form, const char *item) {
    const FilledItem *found = item_find(form, item);
    if (!found) fail_msg("no item %s", item);
    return found;
}

// "yes [x] no [ ] not known [?]"
static inline Str ticks_of(Arena *arena, const FilledItem *item) {
    Buf out = buf_make(arena, 4096);
    for (uint32_t i = 0; i < item->tick_count; i++) {
        buf_puts(&out, i > 0 ? " " : "");
        buf_put(&out, item->ticks[i].words);
        buf_puts(&out, (const char *[]){" [?]", " [x]", " [ ]"}[item->ticks[i].checked]);
    }
    return buf_str(&out);
}

// Names of the facts to ask, with commas.
static inline Str asked_of(Arena *arena, const Book *book, const int *facts, uint32_t count) {
    Buf out = buf_make(arena, 4096);
    for (uint32_t i = 0; i < count; i++) {
        buf_puts(&out, i > 0 ? ", " : "");
        buf_put(&out, book->facts.items[facts[i]].name);
    }
    return buf_str(&out);
}
