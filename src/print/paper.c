// Head, sections, notes, appended sheets; then, when the number of pages is known, what stands at the edges of each.
#include "print/paper.h"
#include "base/words.h"
#include "print/answer.h"
#include "print/clean.h"
#include "print/say.h"
#include "render/form_reader.h"

#define HEAD_SPLIT 110.0
#define ITEM_SPLIT 166.0
#define WRITTEN_DATE 200.0
#define LETTER_GAP 14.0 // above a heading
#define EDGE_TOP 36.0
#define EDGE_BOTTOM 788.0
#define EDGE_RIGHT 150.0 // width of what stands right at the edge

enum { ANSWER_STRIPS = 18, EDGE_LINES = 2 }; // a longer answer goes on, on a sheet of its own

typedef struct Sheet {
    const Item *item;
    StripList rest;
    int first_page;
} Sheet;

typedef struct SheetList {
    Sheet *items;
    size_t count, room;
} SheetList;

typedef struct Layer { // lays the form, row by row
    const Measure *measure;
    const FilledForm *form;
    Arena *arena;
    Lang lang;
    Paper paper;
    SheetList sheets;
} Layer;

static double whole_width(const Layer *layer) {
    return layer->paper.pages.right - layer->paper.pages.left - 2 * PAGE_PAD;
}

static SetText *set(const Layer *layer, Str words, Style style, double width, Fit fit) {
    return text_set(layer->measure, words, style, width, fit);
}

static void note_outline(Layer *layer, Str title) {
    OutlineEntry entry = {title, layer->paper.pages.count - 1};
    PUSH(layer->arena, layer->paper.outline, entry);
}

// --- head and notes ------------------------------------------------------------------------------------------------------

static void put_open(Layer *layer, Str words, Style style) {
    if (!words.len) return;
    Row row = {.open = true};
    strips_text(layer->measure, &row.right, set(layer, words, style, whole_width(layer), FIT_WRAP), 0);
    pages_row(&layer->paper.pages, &row);
}

static void put_head_line(Layer *layer, HeadLine line) {
    Row row = {.open = true, .split = HEAD_SPLIT};
    double right = whole_width(layer) - HEAD_SPLIT;
    strips_text(layer->measure, &row.left, set(layer, line.name, STYLE_MUTED, HEAD_SPLIT - 2 * PAGE_PAD, FIT_WRAP), 0);
    strips_text(layer->measure, &row.right, set(layer, line.value, STYLE_LABEL, right, FIT_WRAP), 0);
    pages_row(&layer->paper.pages, &row);
}

// A blank form has its date written by hand.
static void put_date_line(Layer *layer) {
    Row row = {.open = true, .split = HEAD_SPLIT};
    Str name = word(layer->lang, MSG_PAPER_AT);
    strips_text(layer->measure, &row.left, set(layer, name, STYLE_MUTED, HEAD_SPLIT - 2 * PAGE_PAD, FIT_WRAP), 0);
    strips_writing(layer->measure, &row.right, 1, WRITTEN_DATE);
    pages_row(&layer->paper.pages, &row);
}

static void put_head(Layer *layer) {
    HeadLine lines[HEAD_LINES_MOST];
    uint32_t count = say_head(layer->arena, layer->form, lines);
    put_open(layer, layer->paper.title, STYLE_TITLE);
    pages_gap(&layer->paper.pages, 4);
    for (uint32_t i = 0; i < count; i++) put_head_line(layer, lines[i]);
    if (layer->form->blank && count > 0) put_date_line(layer);
    pages_gap(&layer->paper.pages, 4);
    put_open(layer, say_coverage(layer->arena, layer->form), STYLE_MUTED);
}

static void put_notes(Layer *layer) {
    const StatementList *notes = &layer->form->form->notes;
    if (notes->count > 0) pages_gap(&layer->paper.pages, 8);
    for (size_t i = 0; i < notes->count; i++) {
        Grade grade = notes->items[i].tail.grade;
        Str words = clean_text(layer->arena, notes->items[i].text);
        if (grade != GRADE_NONE && form_reader_sees_workings(layer->form))
            words = str_format(layer->arena, "%.*s [%c]", STR_ARG(words), grade_letter(grade));
        put_open(layer, words, form_reader_is_letter(layer->form) ? STYLE_MUTED : STYLE_NOTE);
    }
}

// --- items ---------------------------------------------------------------------------------------------------------------

static Columns item_columns(const Layer *layer) {
    return (Columns){layer->measure, layer->form, ITEM_SPLIT - 2 * PAGE_PAD, whole_width(layer) - ITEM_SPLIT, 0};
}

// What is beyond the ceiling of a box goes to a sheet of its own, and is set anew in its whole width.
static void cut_long_answer(Layer *layer, const FilledItem *item, StripList *answer) {
    if (answer->count <= ANSWER_STRIPS || item->state == ITEM_HAND || layer->form->blank) return;
    size_t kept = ANSWER_STRIPS - 1;
    Sheet sheet = {.item = item->item};
    Columns columns = {layer->measure, layer->form, 0, whole_width(layer), 0};
    StripList beyond = {answer->items + kept, answer->count - kept, answer->count - kept};
    answer_rest(&columns, &sheet.rest, item, &beyond);
    PUSH(layer->arena, layer->sheets, sheet);
    StripList shown = {0};
    for (size_t i = 0; i < kept; i++) PUSH(layer->arena, shown, answer->items[i]);
    Str name =
        say(layer->arena, layer->lang, MSG_PRINT_SHEET, say_number(layer->arena, (int64_t)layer->sheets.count), STR_NONE);
    Str words = say(layer->arena, layer->lang, MSG_PRINT_TO_SHEET, name, STR_NONE);
    strips_text(layer->measure, &shown, set(layer, words, STYLE_CHANGED, whole_width(layer) - ITEM_SPLIT, FIT_WRAP), 0);
    *answer = shown;
}

static Row item_row(Layer *layer, const FilledItem *item) {
    Columns columns = item_columns(layer);
    Row row = {.split = ITEM_SPLIT, .shaded = true, .barred = item->changed};
    answer_asked(&columns, &row.left, item);
    answer_given(&columns, &row.right, item);
    answer_again(&columns, &row.again, item->item);
    cut_long_answer(layer, item, &row.right);
    return row;
}

static bool is_plainly_none(const FilledItem *item) {
    return item->state == ITEM_NONE && !item->changed;
}

// How many items from here on do not apply.
static uint32_t count_none(const FilledSection *section, uint32_t from) {
    uint32_t count = 0;
    while (from + count < section->item_count && is_plainly_none(&section->items[from + count])) count++;
    return count;
}

// Several items that do not apply, in one row: each is named, and it is said once.
static Row none_row(Layer *layer, const FilledItem *items, uint32_t count) {
    Columns columns = item_columns(layer);
    Row row = {.split = ITEM_SPLIT, .shaded = true};
    for (uint32_t i = 0; i < count; i++) {
        Item asked = *items[i].item;
        asked.law = STR_NONE;
        answer_asked(&columns, &row.left, &(FilledItem){.item = &asked, .state = ITEM_NONE});
    }
    answer_given(&columns, &row.right, &items[0]);
    answer_again(&columns, &row.again, items[0].item);
    return row;
}

// In a letter what is asked stands above its answer. The opening says who and when, side by side.
static Row letter_row(Layer *layer, const FilledItem *item, bool opening) {
    Row row = {.open = true};
    double left = HEAD_SPLIT - 2 * PAGE_PAD, whole = whole_width(layer);
    Str title = clean_line(layer->arena, item->item->title);
    Columns columns = {layer->measure, layer->form, left, whole, 0};
    if (opening && title.len) {
        row.split = HEAD_SPLIT;
        columns.right = whole - HEAD_SPLIT;
        strips_text(layer->measure, &row.left, set(layer, title, STYLE_MUTED, left, FIT_WRAP), 0);
    } else if (title.len) {
        strips_text(layer->measure, &row.right, set(layer, title, STYLE_MUTED, whole, FIT_WRAP), 0);
    }
    answer_given(&columns, &row.right, item);
    return row;
}

static void put_section(Layer *layer, const FilledSection *section, bool opening) {
    Str title = clean_line(layer->arena, section->section->title);
    bool letter = form_reader_is_letter(layer->form);
    pages_gap(&layer->paper.pages, letter ? LETTER_GAP : 8);
    for (uint32_t i = 0, none; i<section->item_count; i += none> 1 ? none : 1) {
        const FilledItem *item = &section->items[i];
        none = count_none(section, i);
        Row row = letter ? letter_row(layer, item, opening) : none > 1 ? none_row(layer, item, none) : item_row(layer, item);
        if (letter && i > 0) pages_gap(&layer->paper.pages, 4);
        if (i == 0 && title.len) {
            pages_band(&layer->paper.pages, title, &row);
            note_outline(layer, title);
        }
        pages_row(&layer->paper.pages, &row);
    }
}

static void put_sheet(Layer *layer, size_t index) {
    Sheet *sheet = &layer->sheets.items[index];
    Row row = {.right = sheet->rest};
    Str name = say(layer->arena, layer->lang, MSG_PRINT_SHEET, say_number(layer->arena, (int64_t)index + 1), STR_NONE);
    Str asked = str_format(layer->arena, "%.*s %.*s", STR_ARG(sheet->item->number), STR_ARG(sheet->item->title));
    Str title = say(layer->arena, layer->lang, MSG_PRINT_SHEET_TITLE, name, clean_line(layer->arena, str_trim(asked)));
    pages_break(&layer->paper.pages);
    sheet->first_page = layer->paper.pages.count - 1;
    note_outline(layer, title);
    pages_band(&layer->paper.pages, title, &row);
    pages_row(&layer->paper.pages, &row);
}

// --- edges ---------------------------------------------------------------------------------------------------------------

static void put_edge(Layer *layer, int page, const SetText *text, double x, double y) {
    double height = page_styles[STYLE_EDGE].line;
    for (uint32_t i = 0; i < text->line_count; i++) {
        Mark mark = {.kind = MARK_TEXT,
                     .page = page,
                     .x = x,
                     .y = y + i * height,
                     .width = text->width,
                     .height = height,
                     .text = text,
                     .line = i};
        PUSH(layer->arena, layer->paper.pages.marks, mark);
    }
}

static void put_edge_rule(Layer *layer, int page, double y) {
    Mark mark = {.kind = MARK_RULE, .ink = INK_HAIR, .page = page, .y = y};
    mark.x = layer->paper.pages.left;
    mark.width = layer->paper.pages.right - mark.x;
    PUSH(layer->arena, layer->paper.pages.marks, mark);
}

static void put_edge_right(Layer *layer, int page, Str words, double y) {
    const SetText *text = set(layer, words, STYLE_EDGE, EDGE_RIGHT, FIT_ONE_LINE);
    put_edge(layer, page, text, layer->paper.pages.right - text->natural, y);
}

// "別紙1　受付番号 ..."
static Str header_right(const Layer *layer, int page) {
    bool workings = form_reader_sees_workings(layer->form);
    Str receipt = workings ? clean_line(layer->arena, layer->form->receipt) : STR_NONE, words = {0};
    for (size_t i = 0; i < layer->sheets.count; i++)
        if (page >= layer->sheets.items[i].first_page)
            words = say(layer->arena, layer->lang, MSG_PRINT_SHEET, say_number(layer->arena, (int64_t)i + 1), STR_NONE);
    if (receipt.len) receipt = say(layer->arena, layer->lang, MSG_PRINT_RECEIPT, receipt, STR_NONE);
    return str_format(layer->arena, "%.*s%s%.*s", STR_ARG(words), words.len && receipt.len ? "   " : "", STR_ARG(receipt));
}

// The first page of a letter begins with its title alone.
static void put_top(Layer *layer, int page, const SetText *title) {
    if (form_reader_is_letter(layer->form) && page == 0) return;
    put_edge(layer, page, title, layer->paper.pages.left, EDGE_TOP);
    put_edge_right(layer, page, header_right(layer, page), EDGE_TOP);
    put_edge_rule(layer, page, EDGE_TOP + page_styles[STYLE_EDGE].line + 3);
}

static void put_page_number(Layer *layer, int page) {
    Str number = say_number(layer->arena, page + 1), count = say_number(layer->arena, layer->paper.pages.count);
    Str words = say(layer->arena, layer->lang, MSG_PRINT_PAGE, number, count);
    put_edge_right(layer, page, words, EDGE_BOTTOM + page_styles[STYLE_EDGE].line);
}

// What made this; grades are explained above it.
static const SetText *set_foot(const Layer *layer, double width) {
    Str words = clean_line(layer->arena, form_view_foot(layer->arena, layer->form));
    const SetText *foot = set(layer, words, STYLE_EDGE, width, FIT_WRAP);
    return foot->line_count > EDGE_LINES ? set(layer, words, STYLE_EDGE, width, FIT_ONE_LINE) : foot;
}

static void put_edges(Layer *layer) {
    const Pages *pages = &layer->paper.pages;
    double whole = pages->right - pages->left, width = whole - EDGE_RIGHT - PAGE_PAD;
    bool workings = form_reader_sees_workings(layer->form), letter = form_reader_is_letter(layer->form);
    const SetText *title = set(layer, layer->paper.title, STYLE_EDGE, width, FIT_ONE_LINE), *legend = NULL, *foot = NULL;
    if (workings) legend = set(layer, word(layer->lang, MSG_PRINT_LEGEND), STYLE_EDGE, whole, FIT_ONE_LINE);
    if (workings) foot = set_foot(layer, width);
    for (int page = 0; page < pages->count; page++) {
        put_top(layer, page, title);
        if (!letter) put_edge_rule(layer, page, EDGE_BOTTOM - 3);
        if (workings) put_edge(layer, page, legend, PAGE_LEFT, EDGE_BOTTOM);
        if (workings) put_edge(layer, page, foot, PAGE_LEFT, EDGE_BOTTOM + page_styles[STYLE_EDGE].line);
        put_page_number(layer, page);
    }
}

Paper paper_lay(const Measure *measure, const FilledForm *filled) {
    const FilledForm *form = form_reader_view(measure->arena, filled);
    Layer layer = {.measure = measure, .form = form, .arena = measure->arena, .lang = form->lang};
    layer.paper.title = clean_line(measure->arena, form->form->title);
    layer.paper.pages = pages_start(measure, form_reader_is_letter(form));
    put_head(&layer);
    for (uint32_t i = 0; i < form->section_count; i++) put_section(&layer, &form->sections[i], i == 0);
    put_notes(&layer);
    for (size_t i = 0; i < layer.sheets.count; i++) put_sheet(&layer, i);
    layer.paper.edges_from = layer.paper.pages.marks.count;
    put_edges(&layer);
    return layer.paper;
}
