// Head, sections, notes, appended sheets; then, when the number of pages is known, what stands at the edges of each.
#include "print/paper.h"
#include "base/words.h"
#include "print/answer.h"
#include "print/clean.h"
#include "print/say.h"

#define HEAD_SPLIT 110.0
#define ITEM_SPLIT 166.0
#define WRITTEN_DATE 200.0
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

static const double whole_width = PAGE_RIGHT - PAGE_LEFT - 2 * PAGE_PAD;

static SetText *set(const Layer *layer, Str words, Style style, double width, Fit fit) {
    return text_set(layer->measure, words, style, width, fit);
}

static void note_outline(Layer *layer, Str title) {
    OutlineEntry entry = {title, layer->paper.pages.count - 1};
    PUSH(layer->arena, layer->paper.outline, entry);
}

// --- head and notes ------------------------------------------------------------------------------------------------------

static void put_open(Layer *layer, Str words, Style style) {
    Row row = {.open = true};
    strips_text(layer->measure, &row.right, set(layer, words, style, whole_width, FIT_WRAP), 0);
    pages_row(&layer->paper.pages, &row);
}

static void put_head_line(Layer *layer, HeadLine line) {
    Row row = {.open = true, .split = HEAD_SPLIT};
    double right = whole_width - HEAD_SPLIT;
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
    if (layer->form->blank) put_date_line(layer);
    pages_gap(&layer->paper.pages, 4);
    put_open(layer, say_coverage(layer->arena, layer->form), STYLE_MUTED);
}

static void put_notes(Layer *layer) {
    const StatementList *notes = &layer->form->form->notes;
    if (notes->count > 0) pages_gap(&layer->paper.pages, 8);
    for (size_t i = 0; i < notes->count; i++) {
        Grade grade = notes->items[i].tail.grade;
        Str words = clean_text(layer->arena, notes->items[i].text);
        if (grade != GRADE_NONE) words = str_format(layer->arena, "%.*s [%c]", STR_ARG(words), grade_letter(grade));
        put_open(layer, words, STYLE_MUTED);
    }
}

// --- items ---------------------------------------------------------------------------------------------------------------

static Columns item_columns(const Layer *layer) {
    return (Columns){layer->measure, layer->form, ITEM_SPLIT - 2 * PAGE_PAD, whole_width - ITEM_SPLIT};
}

// What is beyond the ceiling of a box goes to a sheet of its own.
static void cut_long_answer(Layer *layer, const FilledItem *item, StripList *answer) {
    if (answer->count <= ANSWER_STRIPS || item->state == ITEM_HAND || layer->form->blank) return;
    size_t kept = ANSWER_STRIPS - 1;
    Sheet sheet = {.item = item->item, .rest = {answer->items + kept, answer->count - kept, answer->count - kept}};
    PUSH(layer->arena, layer->sheets, sheet);
    StripList shown = {0};
    for (size_t i = 0; i < kept; i++) PUSH(layer->arena, shown, answer->items[i]);
    Str name =
        say(layer->arena, layer->lang, MSG_PRINT_SHEET, say_number(layer->arena, (int64_t)layer->sheets.count), (Str){0});
    Str words = say(layer->arena, layer->lang, MSG_PRINT_TO_SHEET, name, (Str){0});
    strips_text(layer->measure, &shown, set(layer, words, STYLE_CHANGED, whole_width - ITEM_SPLIT, FIT_WRAP), 0);
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

static void put_section(Layer *layer, const FilledSection *section) {
    Str title = clean_line(layer->arena, section->section->title);
    pages_gap(&layer->paper.pages, 8);
    for (uint32_t i = 0; i < section->item_count; i++) {
        Row row = item_row(layer, &section->items[i]);
        if (i == 0) {
            pages_band(&layer->paper.pages, title, &row);
            note_outline(layer, title);
        }
        pages_row(&layer->paper.pages, &row);
    }
}

static void put_sheet(Layer *layer, size_t index) {
    Sheet *sheet = &layer->sheets.items[index];
    Columns columns = item_columns(layer);
    Row row = {.split = ITEM_SPLIT, .shaded = true, .right = sheet->rest};
    answer_again(&columns, &row.left, sheet->item);
    row.again = row.left;
    Str name = say(layer->arena, layer->lang, MSG_PRINT_SHEET, say_number(layer->arena, (int64_t)index + 1), (Str){0});
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
    Mark mark = {.kind = MARK_RULE, .ink = INK_HAIR, .page = page, .x = PAGE_LEFT, .y = y, .width = PAGE_RIGHT - PAGE_LEFT};
    PUSH(layer->arena, layer->paper.pages.marks, mark);
}

static void put_edge_right(Layer *layer, int page, Str words, double y) {
    const SetText *text = set(layer, words, STYLE_EDGE, EDGE_RIGHT, FIT_ONE_LINE);
    put_edge(layer, page, text, PAGE_RIGHT - text->natural, y);
}

// "別紙1　受付番号 ..."
static Str header_right(const Layer *layer, int page) {
    Str receipt = clean_line(layer->arena, layer->form->receipt), words = {0};
    for (size_t i = 0; i < layer->sheets.count; i++)
        if (page >= layer->sheets.items[i].first_page)
            words = say(layer->arena, layer->lang, MSG_PRINT_SHEET, say_number(layer->arena, (int64_t)i + 1), (Str){0});
    if (receipt.len) receipt = say(layer->arena, layer->lang, MSG_PRINT_RECEIPT, receipt, (Str){0});
    return str_format(layer->arena, "%.*s%s%.*s", STR_ARG(words), words.len && receipt.len ? "   " : "", STR_ARG(receipt));
}

static void put_edges(Layer *layer) {
    double width = PAGE_RIGHT - PAGE_LEFT - EDGE_RIGHT - PAGE_PAD;
    Str foot_words = clean_line(layer->arena, form_view_foot(layer->arena, layer->form));
    const SetText *title = set(layer, layer->paper.title, STYLE_EDGE, width, FIT_ONE_LINE);
    const SetText *legend = set(layer, word(layer->lang, MSG_PRINT_LEGEND), STYLE_EDGE, PAGE_RIGHT - PAGE_LEFT, FIT_ONE_LINE);
    const SetText *foot = set(layer, foot_words, STYLE_EDGE, width, FIT_WRAP);
    if (foot->line_count > EDGE_LINES) foot = set(layer, foot_words, STYLE_EDGE, width, FIT_ONE_LINE);
    int count = layer->paper.pages.count;
    for (int page = 0; page < count; page++) {
        Str number =
            say(layer->arena, layer->lang, MSG_PRINT_PAGE, say_number(layer->arena, page + 1), say_number(layer->arena, count));
        put_edge(layer, page, title, PAGE_LEFT, EDGE_TOP);
        put_edge_right(layer, page, header_right(layer, page), EDGE_TOP);
        put_edge_rule(layer, page, EDGE_TOP + page_styles[STYLE_EDGE].line + 3);
        put_edge_rule(layer, page, EDGE_BOTTOM - 3);
        put_edge(layer, page, legend, PAGE_LEFT, EDGE_BOTTOM);
        put_edge(layer, page, foot, PAGE_LEFT, EDGE_BOTTOM + page_styles[STYLE_EDGE].line);
        put_edge_right(layer, page, number, EDGE_BOTTOM + page_styles[STYLE_EDGE].line);
    }
}

Paper paper_lay(const Measure *measure, const FilledForm *form) {
    Layer layer = {.measure = measure, .form = form, .arena = measure->arena, .lang = form->lang};
    layer.paper.title = clean_line(measure->arena, form->form->title);
    layer.paper.pages = pages_start(measure);
    put_head(&layer);
    for (uint32_t i = 0; i < form->section_count; i++) put_section(&layer, &form->sections[i]);
    put_notes(&layer);
    for (size_t i = 0; i < layer.sheets.count; i++) put_sheet(&layer, i);
    layer.paper.edges_from = layer.paper.pages.marks.count;
    put_edges(&layer);
    return layer.paper;
}
