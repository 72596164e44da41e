// An answer is a row of strips whatever its kind, so that a long list, a long text and many boxes are cut at page ends the
// same way.
#include "print/answer.h"
#include "base/words.h"
#include "print/clean.h"
#include "print/say.h"
#include "render/form_reader.h"

#define NUMBER_WIDTH 30.0
#define NUMBER_STEP 14.0
#define NUMBER_GAP 4.0
#define GUTTER 26.0 // for the numbers of rows
#define TICK_SIZE 9.0
#define TICK_ROOM 15.0
#define TICK_GAP 10.0

enum { COLUMNS_MOST = 4 };
enum { PART_OTHER, PART_TEXT, PART_ROW }; // of an answer; rows count on from PART_ROW

// --- left ----------------------------------------------------------------------------------------------------------------

// In steps, so that titles behind 18-1-4 and 18-1-10 stand below each other.
static double number_width(const SetText *number) {
    double width = NUMBER_WIDTH;
    while (width < number->natural + NUMBER_GAP) width += NUMBER_STEP;
    return number->words.len ? width : 0;
}

void answer_asked(const Columns *columns, StripList *strips, const FilledItem *item) {
    const Measure *measure = columns->measure;
    Arena *arena = measure->arena;
    SetText *number = text_set(measure, clean_line(arena, item->item->number), STYLE_LABEL, columns->left / 2, FIT_WRAP);
    double x = number_width(number), width = columns->left - x;
    size_t first = strips->count;
    Str title = clean_line(arena, item->item->title), ground = say_ground(arena, columns->form, item->item);
    if (!item->item->law.len) { // a grade alone needs no line of its own
        title = str_format(arena, "%.*s %.*s", STR_ARG(title), STR_ARG(ground));
        ground = STR_NONE;
    }
    if (x > 0) strips_text(measure, strips, number, 0);
    strips_beside(measure, strips, first, text_set(measure, title, STYLE_LABEL, width, FIT_WRAP), x);
    if (ground.len) strips_text(measure, strips, text_set(measure, ground, STYLE_SMALL, width, FIT_WRAP), x);
}

void answer_again(const Columns *columns, StripList *strips, const Item *item) {
    Arena *arena = columns->measure->arena;
    Str number = clean_line(arena, item->number.len ? item->number : item->title);
    Str words = say(arena, columns->form->lang, MSG_PRINT_AGAIN, number, STR_NONE);
    strips_text(columns->measure, strips, text_set(columns->measure, words, STYLE_SMALL, columns->left, FIT_ONE_LINE), 0);
}

// --- right ---------------------------------------------------------------------------------------------------------------

static void put_words(const Columns *columns, StripList *strips, Str words, Style style) {
    if (words.len) strips_text(columns->measure, strips, text_set(columns->measure, words, style, columns->right, FIT_WRAP), 0);
}

static void mark_part(StripList *strips, size_t first, int part) {
    for (size_t i = first; i < strips->count; i++) strips->items[i].part = part;
}

static void put_box(const Columns *columns, Strip *strip, double x, bool checked) {
    double y = (page_styles[STYLE_ANSWER].line - TICK_SIZE) / 2;
    Mark box = {
        .kind = MARK_TICK, .ink = INK_TEXT, .x = x, .y = y, .width = TICK_SIZE, .height = TICK_SIZE, .checked = checked};
    PUSH(columns->measure->arena, strip->marks, box);
}

// As many columns as the widest words allow, so that boxes stand below each other.
static uint32_t tick_columns(const Columns *columns, SetText **texts, uint32_t count) {
    double widest = 0;
    uint32_t fitting = COLUMNS_MOST;
    for (uint32_t i = 0; i < count; i++) {
        widest = texts[i]->natural > widest ? texts[i]->natural : widest;
        if (texts[i]->line_count > 1) fitting = 1;
    }
    while (fitting > 1 && columns->right / fitting < TICK_ROOM + widest + TICK_GAP) fitting--;
    return fitting;
}

static void put_ticks(const Columns *columns, StripList *strips, const FilledItem *item) {
    const Measure *measure = columns->measure;
    SetText **texts = NEW_ARRAY(measure->arena, SetText *, item->tick_count);
    for (uint32_t i = 0; i < item->tick_count; i++) {
        Str words = say_tick(measure->arena, columns->form, item, &item->ticks[i]);
        texts[i] = text_set(measure, words, STYLE_ANSWER, columns->right - TICK_ROOM, FIT_WRAP);
    }
    uint32_t across = tick_columns(columns, texts, item->tick_count);
    for (uint32_t i = 0; i < item->tick_count; i++) {
        double x = columns->right / across * (i % across);
        bool starts = i % across == 0;
        size_t first = starts ? strips->count : strips->count - 1;
        if (starts)
            strips_text(measure, strips, texts[i], x + TICK_ROOM);
        else
            strips_beside(measure, strips, first, texts[i], x + TICK_ROOM);
        put_box(columns, &strips->items[first], x, item->ticks[i].checked == TRI_TRUE);
    }
}

static void put_rows(const Columns *columns, StripList *strips, const FilledItem *item) {
    const Measure *measure = columns->measure;
    bool letter = form_reader_is_letter(columns->form);
    for (uint32_t i = 0; i < item->row_count; i++) {
        size_t first = strips->count;
        Str words = clean_text(measure->arena, item->rows[i]);
        Str number =
            letter ? word(columns->form->lang, MSG_PRINT_POINT) : say_number(measure->arena, columns->rows_before + i + 1);
        strips_text(measure, strips, text_set(measure, number, STYLE_ANSWER, GUTTER, FIT_ONE_LINE), 0);
        strips_beside(measure, strips, first, text_set(measure, words, STYLE_ANSWER, columns->right - GUTTER, FIT_WRAP),
                      GUTTER);
        Mark rule = {.kind = MARK_RULE, .ink = INK_HAIR, .width = columns->right};
        if (i > 0 && !letter) PUSH(measure->arena, strips->items[first].marks, rule);
        mark_part(strips, first, PART_ROW + (int)i);
    }
}

void answer_given(const Columns *columns, StripList *strips, const FilledItem *item) {
    Arena *arena = columns->measure->arena;
    const FilledForm *form = columns->form;
    if (item->changed) put_words(columns, strips, word(form->lang, MSG_PAPER_CHANGED), STYLE_CHANGED);
    size_t first = strips->count;
    put_words(columns, strips, clean_text(arena, item->text), STYLE_ANSWER);
    mark_part(strips, first, PART_TEXT);
    put_ticks(columns, strips, item);
    put_rows(columns, strips, item);
    put_words(columns, strips, form_view_state(form, item), STYLE_MUTED);
    put_words(columns, strips, clean_text(arena, form_view_prompt(item)), STYLE_PROMPT);
    strips_writing(columns->measure, strips, form_view_lines(form, item), columns->right);
    if (item->changed) put_words(columns, strips, say_before(arena, form, item), STYLE_MUTED);
}

// The words of a strip from its line on.
static Str words_from(const Strip *strip) {
    const Mark *last = NULL;
    for (size_t i = 0; i < strip->marks.count; i++)
        if (strip->marks.items[i].kind == MARK_TEXT) last = &strip->marks.items[i];
    return str_slice(last->text->words, last->text->starts[last->line], last->text->words.len);
}

void answer_rest(const Columns *columns, StripList *strips, const FilledItem *item, const StripList *beyond) {
    const Strip *next = &beyond->items[0];
    FilledItem rest = *item;
    Columns on = *columns;
    if (next->part == PART_OTHER) {
        *strips = *beyond;
        return;
    }
    rest.text = next->part == PART_TEXT ? words_from(next) : STR_NONE;
    if (next->part >= PART_ROW) {
        on.rows_before = (uint32_t)(next->part - PART_ROW);
        rest.row_count -= on.rows_before;
        rest.rows = NEW_ARRAY(columns->measure->arena, Str, rest.row_count);
        for (uint32_t i = 0; i < rest.row_count; i++) rest.rows[i] = item->rows[on.rows_before + i];
        rest.rows[0] = words_from(next);
        rest.tick_count = 0;
    }
    answer_given(&on, strips, &rest);
}
