// Reads form blocks line by line. What their names stand for is found later (form_link.c); what makes no sense as well
// (form_check.c).
#include "base/limits.h"
#include "form/form.h"
#include "rule/book_block.h"

// --- items ---------------------------------------------------------------------------------------------------------------

// An item has one answer: one of the lines `fill`, `tick`, `rows`, `blank`.
static bool bind(Cursor *cursor, Item *item, BindingKind kind) {
    if (item->kind != BIND_NONE) {
        cursor->at = 0;
        return cursor_fail(cursor, MSG_FORM_TWO_BINDINGS, MSG_FORM_TWO_BINDINGS_ADVICE);
    }
    item->kind = kind;
    item->binding_place = line_place(cursor->line);
    return true;
}

static void item_law(Cursor *cursor, void *block) {
    cursor_string(cursor, &((Item *)block)->law);
}

static void item_fill(Cursor *cursor, void *block) {
    Item *item = block;
    bool text = cursor_sees_kind(cursor, TOKEN_STRING);
    if (!bind(cursor, item, text ? BIND_TEXT : BIND_FACT)) return;
    if (text)
        cursor_string(cursor, &item->binding);
    else
        cursor_name(cursor, &item->binding);
}

// Facts have a dot in their names, labels have none.
static void item_tick(Cursor *cursor, void *block) {
    Item *item = block;
    Str name;
    if (!bind(cursor, item, BIND_TICKS) || !cursor_name(cursor, &name)) return;
    item->binding = name;
    if (memchr(name.ptr, '.', name.len)) return;
    item->kind = BIND_LABELS;
    cursor->at--;
    if (cursor_names(cursor, cursor_name, &item->labels, &item->label_count) && cursor_need(cursor, "of"))
        cursor_name(cursor, &item->duty_name);
}

static void item_rows(Cursor *cursor, void *block) {
    if (bind(cursor, block, BIND_ROWS)) cursor_name(cursor, &((Item *)block)->binding);
}

static void item_blank(Cursor *cursor, void *block) {
    if (bind(cursor, block, BIND_HAND)) cursor_small(cursor, &((Item *)block)->lines);
}

static unsigned stages_read(Cursor *cursor) {
    unsigned stages = 0;
    Stage stage;
    do {
        if (!block_stage(cursor, &stage)) return stages;
        stages |= 1u << stage;
    } while (cursor_take(cursor, ","));
    return stages;
}

// What must be known in a first report must be known in all that follow it.
static void item_need(Cursor *cursor, void *block) {
    Item *item = block;
    item->needed_place = line_place(cursor->line);
    item->needed = item->need_stated = stages_read(cursor);
    for (Stage stage = STAGE_FIRST; stage < STAGE_FINAL; stage++)
        if (item->needed >> stage & 1) item->needed |= 1u << (stage + 1);
}

static void item_stage(Cursor *cursor, void *block) {
    Item *item = block;
    item->stages_place = line_place(cursor->line);
    item->stages = stages_read(cursor);
}

static void item_limit(Cursor *cursor, void *block) {
    Item *item = block;
    int64_t limit = 0;
    item->limit_place = line_place(cursor->line);
    if (!cursor_number(cursor, &limit)) return;
    if (limit < 1 || limit > LIMIT_TEXT_CHARACTERS) {
        cursor->at--;
        cursor_fail(cursor, MSG_RULE_TEXT_LIMIT, MSG_NONE);
        return;
    }
    item->limit = (int)limit;
}

static void item_prompt(Cursor *cursor, void *block) {
    cursor_string(cursor, &((Item *)block)->prompt);
}

static void item_when(Cursor *cursor, void *block) {
    ((Item *)block)->when = cond_read_block(cursor);
}

// "1-2", "9", or in quotes what is no number: "(1)".
static bool item_number(Cursor *cursor, Str *out) {
    bool number =
        cursor_sees_kind(cursor, TOKEN_PART) || cursor_sees_kind(cursor, TOKEN_NUMBER) || cursor_sees_kind(cursor, TOKEN_NAME);
    if (!number) return cursor_string(cursor, out);
    *out = cursor->line->tokens[cursor->at++].text;
    return true;
}

static void section_item(Cursor *cursor, void *block) {
    static const Keyword keywords[] = {
        {"law", item_law, LINE_ONCE},       {"fill", item_fill, LINE_MANY},
        {"tick", item_tick, LINE_MANY},     {"rows", item_rows, LINE_MANY},
        {"blank", item_blank, LINE_MANY},   {"need", item_need, LINE_ONCE},
        {"limit", item_limit, LINE_ONCE},   {"stage", item_stage, LINE_ONCE},
        {"prompt", item_prompt, LINE_ONCE}, {"when", item_when, LINE_ONCE | LINE_CHILDREN},
    };
    Section *section = block;
    Item item = {.fact = BOUND_NONE, .duty = -1, .place = line_place(cursor->line)};
    if (!item_number(cursor, &item.number) || !cursor_string(cursor, &item.title)) return;
    item.tail = cursor_tail(cursor);
    cursor_children(cursor, keywords, KEYWORD_COUNT(keywords), &item, NULL);
    PUSH(cursor->arena, section->items, item);
}

// --- forms ---------------------------------------------------------------------------------------------------------------

static void form_section(Cursor *cursor, void *block) {
    static const Keyword keywords[] = {{"item", section_item, LINE_CHILDREN}};
    Form *form = block;
    Section section = {.place = line_place(cursor->line)};
    if (!cursor_string(cursor, &section.title)) return;
    section.tail = cursor_tail(cursor);
    cursor_children(cursor, keywords, KEYWORD_COUNT(keywords), &section, NULL);
    PUSH(cursor->arena, form->sections, section);
}

static void form_duty(Cursor *cursor, void *block) {
    Form *form = block;
    form->duty_place = cursor_place(cursor);
    cursor_name(cursor, &form->duty_name);
}

static void form_to(Cursor *cursor, void *block) {
    Form *form = block;
    form->to_place = cursor_place(cursor);
    cursor_name(cursor, &form->to_name);
}

static void form_from(Cursor *cursor, void *block) {
    Form *form = block;
    cursor->at = 0;
    Tail tail = cursor_tail(cursor);
    form->from = tail.from;
    form->until = tail.until;
    form->validity_stated = true;
}

static void form_paper(Cursor *cursor, void *block) {
    static const char *const kinds[] = {"report", "script", "letter"};
    int kind;
    if (cursor_choice(cursor, kinds, 3, &kind)) ((Form *)block)->paper = (PaperKind)kind;
}

static void form_classes(Cursor *cursor, void *block) {
    static const char *const classes[] = {"identity", "narrative", "technical", "statistic"};
    Form *form = block;
    int class;
    do {
        if (!cursor_choice(cursor, classes, 4, &class)) return;
        form->classes |= 1u << (CLASS_IDENTITY + class);
    } while (cursor_take(cursor, ","));
}

// first "速報", final "詳報": a stage may have the name that the recipient gives it.
static void form_stages(Cursor *cursor, void *block) {
    Form *form = block;
    Stage stage;
    do {
        if (!block_stage(cursor, &stage)) return;
        form->stages |= 1u << stage;
        if (cursor_sees_kind(cursor, TOKEN_STRING) && !cursor_string(cursor, &form->stage_names[stage])) return;
    } while (cursor_take(cursor, ","));
}

static void form_grade(Cursor *cursor, void *block) {
    cursor_grade(cursor, &((Form *)block)->grade);
}

static void form_source(Cursor *cursor, void *block) {
    Form *form = block;
    form->sources_place = line_place(cursor->line);
    cursor_names(cursor, cursor_name, &form->sources, &form->source_count);
}

static void form_note(Cursor *cursor, void *block) {
    PUSH(cursor->arena, ((Form *)block)->notes, cursor_statement(cursor));
}

// A form is looked for by its id, so the file is named after it.
static void name_fits_file(Cursor *cursor, Str id) {
    Str name = cursor->line->file->name;
    const char *slash = name.len > 0 ? memrchr(name.ptr, '/', name.len) : NULL;
    if (slash) name = str_slice(name, (size_t)(slash - name.ptr) + 1, name.len);
    if (!str_ends(name, STR(".form")) || str_eq(str_slice(name, 0, name.len - strlen(".form")), id)) return;
    cursor->at = 1;
    cursor_fail(cursor, MSG_FORM_FILE_NAME, MSG_FORM_FILE_NAME_ADVICE);
}

static void block_form(Cursor *cursor, void *at) {
    static const Keyword keywords[] = {
        {"duty", form_duty, LINE_ONCE},       {"to", form_to, LINE_ONCE},         {"from", form_from, LINE_ONCE},
        {"classes", form_classes, LINE_ONCE}, {"stages", form_stages, LINE_ONCE}, {"grade", form_grade, LINE_ONCE},
        {"source", form_source, LINE_ONCE},   {"note", form_note, LINE_MANY},     {"section", form_section, LINE_CHILDREN},
        {"paper", form_paper, LINE_ONCE},
    };
    FormBook *forms = at;
    Form form = {.duty = -1, .to = -1, .from = DAY_NONE, .until = DAY_NONE, .place = line_place(cursor->line)};
    if (!block_head(cursor, &form.id, &form.title) && form.id.len == 0) return;
    cursor_children(cursor, keywords, KEYWORD_COUNT(keywords), &form, NULL);
    name_fits_file(cursor, form.id);
    PUSH(cursor->arena, *forms, form);
}

void form_read(Arena *arena, const LineTree *tree, FormBook *forms, Diags *diags) {
    static const Keyword keywords[] = {{"form", block_form, LINE_CHILDREN}};
    Line file = {.children = tree->blocks};
    Cursor cursor = cursor_make(arena, &file, diags);
    cursor_children(&cursor, keywords, KEYWORD_COUNT(keywords), forms, NULL);
}
