// Ties the names in forms to the book: facts, report facts, labels, duties, windows, sources. Notes in the book what forms
// ask of it, so that their conditions are compiled together with those of the law.
#include "form/form.h"
#include "rule/link.h"
#include <stdlib.h>

static const char *const report_names[REPORT_FACT_COUNT] = {
    [REPORT_AT] = "report.at",
    [REPORT_STAGE] = "report.stage",
    [REPORT_TO] = "report.to",
    [REPORT_RECEIPT] = "report.receipt",
    [REPORT_PREVIOUS_AT] = "report.previous_at",
    [REPORT_PREVIOUS_RECEIPT] = "report.previous_receipt",
    [REPORT_NEW] = "report.new",
};

static int report_fact(Str name) {
    for (int i = 0; i < REPORT_FACT_COUNT; i++)
        if (str_is(name, report_names[i])) return i;
    return -1;
}

bool form_holds(const Form *form, Day day) {
    return (form->from == DAY_NONE || form->from <= day) && (form->until == DAY_NONE || day <= form->until);
}

bool form_takes(const Form *form, FactClass class) {
    return class != CLASS_NONE && form->classes >> class & 1;
}

bool item_at_stage(const Item *item, Stage stage) {
    return item->stages == 0 || item->stages >> stage & 1;
}

bool form_names_stages(const Form *form) {
    for (Stage stage = STAGE_FIRST; stage < STAGE_COUNT; stage++)
        if (form->stage_names[stage].len > 0) return true;
    return false;
}

const Form *form_find(const FormBook *forms, Str id, Day day) {
    for (size_t i = 0; i < forms->count; i++)
        if (str_eq(forms->items[i].id, id) && form_holds(&forms->items[i], day)) return &forms->items[i];
    return NULL;
}

// --- facts ---------------------------------------------------------------------------------------------------------------

static bool is_report(Str name) {
    return str_starts(name, STR("report."));
}

static int link_report(Linker *linker, Str name, Place place) {
    Str names[REPORT_FACT_COUNT];
    int fact = report_fact(name);
    if (fact >= 0) return BOUND_REPORT - fact;
    for (int i = 0; i < REPORT_FACT_COUNT; i++) names[i] = str_from(report_names[i]);
    int nearest = str_nearest(name, names, REPORT_FACT_COUNT);
    link_fail(linker, MSG_FORM_UNKNOWN_REPORT, nearest < 0 ? MSG_FORM_UNKNOWN_REPORT_ADVICE : MSG_RULE_NEAREST, name, place,
              nearest < 0 ? STR("") : names[nearest]);
    return BOUND_NONE;
}

static int link_bound(Linker *linker, Str name, Place place) {
    if (is_report(name)) return link_report(linker, name, place);
    int fact = link_fact(linker, name, place);
    if (fact >= 0) PUSH(linker->book->arena, linker->book->form_facts, fact);
    return fact;
}

typedef struct PartList {
    TextPart *items;
    size_t count, room;
} PartList;

static void add_words(Linker *linker, PartList *parts, Str words) {
    if (words.len > 0) PUSH(linker->book->arena, *parts, ((TextPart){words, BOUND_NONE}));
}

// "{data.people}（うち {data.mynumber_people}）"
static void link_text(Linker *linker, Item *item) {
    PartList parts = {0};
    Str before, rest = item->binding, name;
    bool open = true;
    while (open) {
        open = str_cut(rest, '{', &before, &rest);
        bool closed = !open || str_cut(rest, '}', &name, &rest);
        if (!closed || (before.len > 0 && memchr(before.ptr, '}', before.len))) {
            link_fail(linker, MSG_FORM_OPEN_BRACE, MSG_FORM_OPEN_BRACE_ADVICE, closed ? before : name, item->binding_place,
                      STR(""));
            return;
        }
        add_words(linker, &parts, before);
        if (!open) break;
        int fact = link_bound(linker, name, item->binding_place);
        if (fact != BOUND_NONE) PUSH(linker->book->arena, parts, ((TextPart){name, fact}));
    }
    item->parts = parts.items;
    item->part_count = (uint32_t)parts.count;
}

// --- what an answer needs of its fact --------------------------------------------------------------------------------------

static bool may_tick(const Book *book, int fact) {
    if (fact < 0) return fact == BOUND_REPORT - REPORT_NEW || fact == BOUND_REPORT - REPORT_STAGE;
    FactType type = book->facts.items[fact].type;
    return type == FACT_YESNO || type == FACT_CHOICE || type == FACT_SET;
}

static void link_ticks(Linker *linker, Item *item) {
    item->fact = link_bound(linker, item->binding, item->binding_place);
    if (item->fact != BOUND_NONE && !may_tick(linker->book, item->fact))
        link_fail(linker, MSG_FORM_TICK_TYPE, MSG_FORM_TICK_TYPE_ADVICE, item->binding, item->binding_place, STR(""));
}

static void link_rows(Linker *linker, Item *item) {
    item->fact = link_bound(linker, item->binding, item->binding_place);
    if (item->fact != BOUND_NONE && (item->fact < 0 || !linker->book->facts.items[item->fact].many))
        link_fail(linker, MSG_FORM_ROWS_TYPE, MSG_FORM_ROWS_TYPE_ADVICE, item->binding, item->binding_place, STR(""));
}

// The labels that have words are those that can be printed.
static void link_labels(Linker *linker, Item *item) {
    Book *book = linker->book;
    item->duty = link_duty(linker, item->duty_name, item->binding_place);
    if (item->duty < 0) return;
    const LabelList *labels = &book->duties.items[item->duty].labels;
    linker->labels = (LabelRefList){0};
    linker->label_index = map_make(book->arena);
    linker->labels_lost = !book->duties.items[item->duty].when; // told there, once
    for (size_t i = 0; i < labels->count; i++) {
        PUSH(book->arena, linker->labels, ((LabelRef){labels->items[i].name, (Cond *)labels->items[i].cond}));
        map_put(&linker->label_index, labels->items[i].name, (int)i);
    }
    item->label_indexes = NEW_ARRAY(book->arena, int, item->label_count);
    for (uint32_t i = 0; i < item->label_count; i++) {
        link_label(linker, item->labels[i], item->binding_place);
        item->label_indexes[i] = map_get(&linker->label_index, item->labels[i]);
    }
    linker->labels = (LabelRefList){0};
    linker->label_index = map_make(book->arena);
    linker->labels_lost = false;
}

// --- items and forms -------------------------------------------------------------------------------------------------------

static void cite(Linker *linker, const Str *sources, uint32_t count, Place place) {
    link_sources(linker, sources, count, place);
    for (uint32_t i = 0; i < count; i++) PUSH(linker->book->arena, linker->book->form_sources, sources[i]);
}

static void link_tail(Linker *linker, const Tail *tail, Place place) {
    cite(linker, tail->sources, tail->source_count, place);
}

// A name that could not be read was told then.
static void link_binding(Linker *linker, Item *item) {
    if (item->binding.len == 0) return;
    if (item->kind == BIND_FACT) item->fact = link_bound(linker, item->binding, item->binding_place);
    if (item->kind == BIND_TEXT) link_text(linker, item);
    if (item->kind == BIND_TICKS) link_ticks(linker, item);
    if (item->kind == BIND_LABELS && item->duty_name.len > 0) link_labels(linker, item);
    if (item->kind == BIND_ROWS) link_rows(linker, item);
}

static void link_item(Linker *linker, Item *item) {
    link_tail(linker, &item->tail, item->place);
    link_binding(linker, item);
    if (!item->when) return;
    linker->may_maybe = true;
    link_cond(linker, item->when);
    linker->may_maybe = false;
    PUSH(linker->book->arena, linker->book->form_conds, item->when);
}

static void link_one_form(Linker *linker, Form *form) {
    if (form->duty_name.len > 0) form->duty = link_duty(linker, form->duty_name, form->duty_place);
    if (form->to_name.len > 0) form->to = link_window(linker, form->to_name, form->to_place);
    cite(linker, form->sources, form->source_count, form->sources_place);
    for (size_t i = 0; i < form->notes.count; i++) link_tail(linker, &form->notes.items[i].tail, form->notes.items[i].place);
    for (size_t s = 0; s < form->sections.count; s++) {
        Section *section = &form->sections.items[s];
        link_tail(linker, &section->tail, section->place);
        if (section->tail.grade == GRADE_NONE) section->tail.grade = form->grade;
        for (size_t i = 0; i < section->items.count; i++) {
            Item *item = &section->items.items[i];
            if (item->tail.grade == GRADE_NONE) item->tail.grade = section->tail.grade;
            link_item(linker, item);
        }
    }
}

static int form_order(const void *left, const void *right) {
    const Form *a = left, *b = right;
    int order = str_compare(a->id, b->id);
    if (order == 0) order = (a->from > b->from) - (a->from < b->from); // DAY_NONE is the least day
    if (order == 0) order = str_compare(a->place.file, b->place.file);
    return order ? order : (a->place.line > b->place.line) - (a->place.line < b->place.line);
}

void form_link(FormBook *forms, Book *book, Diags *diags) {
    Linker linker = {.book = book, .diags = diags, .sectors = -1};
    linker.label_index = map_make(book->arena);
    if (forms->count > 0) qsort(forms->items, forms->count, sizeof *forms->items, form_order);
    for (size_t i = 0; i < book->facts.count; i++)
        if (is_report(book->facts.items[i].name))
            link_fail(&linker, MSG_FORM_REPORT_TAKEN, MSG_FORM_REPORT_TAKEN_ADVICE, book->facts.items[i].name,
                      book->facts.items[i].place, STR(""));
    for (size_t i = 0; i < forms->count; i++) link_one_form(&linker, &forms->items[i]);
}
