// Puts strips on pages. A row that does not fit moves to the next page if it is short, and is cut between two strips if not.
#include "print/page.h"

#define PAD_Y 4.0
#define PAD_Y_OPEN 1.0
#define BAR 3.0
#define WRITING_LINE 23.0
#define BAND_PAD 3.0
#define MOVED_WHOLE 200.0   // rows up to this height are not cut
#define WORTH_LEAVING 48.0  // what is cut off should be at least this high
#define WORTH_STARTING 60.0 // room that a cut row, or the first row below a band, should find

const StyleRow page_styles[STYLE_COUNT] = {
    [STYLE_TITLE] = {17, 25, INK_TEXT},  [STYLE_BAND] = {11, 17, INK_ACCENT},   [STYLE_LABEL] = {9.5, 14, INK_TEXT},
    [STYLE_SMALL] = {7.5, 11, INK_SOFT}, [STYLE_ANSWER] = {10.5, 16, INK_TEXT}, [STYLE_MUTED] = {9, 15, INK_SOFT},
    [STYLE_NOTE] = {8, 12, INK_SOFT},    [STYLE_PROMPT] = {8.5, 13, INK_FAINT}, [STYLE_CHANGED] = {8.5, 14, INK_ACCENT},
    [STYLE_EDGE] = {7.5, 11, INK_SOFT},
};

// --- strips --------------------------------------------------------------------------------------------------------------

SetText *text_set(const Measure *measure, Str words, Style style, double width, Fit fit) {
    SetText *text = NEW(measure->arena, SetText);
    *text = (SetText){.words = words, .style = style, .fit = fit, .width = width};
    measure->text(measure->at, text);
    return text;
}

void strips_text(const Measure *measure, StripList *strips, const SetText *text, double x) {
    double height = page_styles[text->style].line;
    for (uint32_t i = 0; i < text->line_count; i++) {
        Strip strip = {.height = height};
        Mark mark = {.kind = MARK_TEXT, .x = x, .width = text->width, .height = height, .text = text, .line = i};
        PUSH(measure->arena, strip.marks, mark);
        PUSH(measure->arena, *strips, strip);
    }
}

void strips_beside(const Measure *measure, StripList *strips, size_t first, const SetText *text, double x) {
    StripList beside = {0};
    strips_text(measure, &beside, text, x);
    for (size_t i = 0; i < beside.count; i++) {
        if (first + i >= strips->count) {
            PUSH(measure->arena, *strips, beside.items[i]);
            continue;
        }
        Strip *strip = &strips->items[first + i];
        strip->height = strip->height > beside.items[i].height ? strip->height : beside.items[i].height;
        PUSH(measure->arena, strip->marks, beside.items[i].marks.items[0]);
    }
}

void strips_writing(const Measure *measure, StripList *strips, int count, double width) {
    for (int i = 0; i < count; i++) {
        Strip strip = {.height = WRITING_LINE};
        Mark dots = {.kind = MARK_DOTS, .ink = INK_HAIR, .y = WRITING_LINE - 3, .width = width};
        PUSH(measure->arena, strip.marks, dots);
        PUSH(measure->arena, *strips, strip);
    }
}

static double strips_height(const StripList *strips) {
    double height = 0;
    for (size_t i = 0; i < strips->count; i++) height += strips->items[i].height;
    return height;
}

// --- pages ---------------------------------------------------------------------------------------------------------------

Pages pages_start(const Measure *measure, bool letter) {
    return (Pages){.measure = measure,
                   .count = 1,
                   .left = letter ? PAGE_LETTER_LEFT : PAGE_LEFT,
                   .right = letter ? PAGE_LETTER_RIGHT : PAGE_RIGHT,
                   .letter = letter,
                   .y = PAGE_TOP};
}

void pages_break(Pages *pages) {
    pages->count++;
    pages->y = PAGE_TOP;
}

void pages_gap(Pages *pages, double height) {
    pages->y = pages->y + height < PAGE_BOTTOM ? pages->y + height : PAGE_BOTTOM;
}

static void add_mark(Pages *pages, Mark mark) {
    mark.page = pages->count - 1;
    PUSH(pages->measure->arena, pages->marks, mark);
}

static void fill(Pages *pages, Ink ink, Cell at) {
    add_mark(pages, (Mark){.kind = MARK_FILL, .ink = ink, .x = at.x, .y = at.y, .width = at.width, .height = at.height});
}

static void rule(Pages *pages, double y) {
    add_mark(pages, (Mark){.kind = MARK_RULE, .ink = INK_HAIR, .x = pages->left, .y = y, .width = pages->right - pages->left});
}

static Cell add_cell(Pages *pages, double x, double width, double height, double needed) {
    Cell cell = {pages->count - 1, x, pages->y, width, height, needed};
    PUSH(pages->measure->arena, pages->cells, cell);
    return cell;
}

// How many strips from `first` on fit into `room`. No strip is as high as a page, so on a fresh one it is at least one.
static size_t strips_fitting(const StripList *strips, size_t first, double room, double *height) {
    size_t count = 0;
    *height = 0;
    while (first + count < strips->count) {
        double more = strips->items[first + count].height;
        if (*height + more > room) break;
        *height += more;
        count++;
    }
    return count;
}

static void put_strips(Pages *pages, const StripList *strips, size_t first, size_t count, Cell at) {
    double x = at.x, y = at.y;
    for (size_t i = first; i < first + count; i++) {
        const Strip *strip = &strips->items[i];
        for (size_t m = 0; m < strip->marks.count; m++) {
            Mark mark = strip->marks.items[m];
            mark.x += x;
            mark.y += y;
            add_mark(pages, mark);
        }
        y += strip->height;
    }
}

typedef struct Part { // of a row: what goes on one page
    const StripList *left;
    size_t left_first, left_count, right_first, right_count;
    double left_height, right_height;
} Part;

static double row_pad(const Row *row) {
    return row->open ? PAD_Y_OPEN : PAD_Y;
}

static void put_part(Pages *pages, const Row *row, const Part *part) {
    double pad = row_pad(row), split = pages->left + row->split;
    double height = 2 * pad + (part->left_height > part->right_height ? part->left_height : part->right_height);
    if (row->split > 0) {
        Cell left = add_cell(pages, pages->left, row->split, height, 2 * pad + part->left_height);
        if (row->shaded) fill(pages, INK_SHADE, left);
    }
    add_cell(pages, split, pages->right - split, height, 2 * pad + part->right_height);
    if (!row->open) rule(pages, pages->y);
    if (row->barred) fill(pages, INK_ACCENT, (Cell){.x = pages->left - BAR, .y = pages->y, .width = BAR, .height = height});
    Cell inside = {.x = pages->left + PAGE_PAD, .y = pages->y + pad};
    put_strips(pages, part->left, part->left_first, part->left_count, inside);
    inside.x = split + PAGE_PAD;
    put_strips(pages, &row->right, part->right_first, part->right_count, inside);
    pages->y += height;
    if (!row->open) rule(pages, pages->y);
}

static double row_height(const Row *row) {
    double left = strips_height(&row->left), right = strips_height(&row->right);
    return 2 * row_pad(row) + (left > right ? left : right);
}

static bool belongs_on_next_page(const Pages *pages, double height) {
    double room = PAGE_BOTTOM - pages->y;
    return height > room && pages->y > PAGE_TOP && (height <= MOVED_WHOLE || room < WORTH_STARTING);
}

void pages_row(Pages *pages, const Row *row) {
    double height = row_height(row), pad = 2 * row_pad(row);
    if (belongs_on_next_page(pages, height)) pages_break(pages);
    double over = height - (PAGE_BOTTOM - pages->y), kept_back = over > 0 && over < WORTH_LEAVING ? WORTH_LEAVING : 0;
    Part part = {.left = &row->left};
    for (bool more = true; more; kept_back = 0) {
        double room = PAGE_BOTTOM - pages->y - pad - kept_back;
        part.left_count = strips_fitting(part.left, part.left_first, room, &part.left_height);
        part.right_count = strips_fitting(&row->right, part.right_first, room, &part.right_height);
        put_part(pages, row, &part);
        part.left_first += part.left_count;
        part.right_first += part.right_count;
        bool left_done = part.left_first == part.left->count;
        more = !left_done || part.right_first < row->right.count;
        if (more) pages_break(pages);
        if (more && left_done) {
            part.left = &row->again;
            part.left_first = 0;
        }
    }
}

void pages_band(Pages *pages, Str title, const Row *next) {
    StripList strips = {0};
    double width = pages->right - pages->left - 2 * PAGE_PAD, below = next ? row_height(next) : 0;
    strips_text(pages->measure, &strips, text_set(pages->measure, title, STYLE_BAND, width, FIT_WRAP), 0);
    double height = strips_height(&strips) + 2 * BAND_PAD + (below > MOVED_WHOLE ? WORTH_STARTING : below);
    if (height > PAGE_BOTTOM - pages->y && pages->y > PAGE_TOP) pages_break(pages);
    for (size_t first = 0, count; first < strips.count; first += count) {
        if (first > 0) pages_break(pages);
        double put;
        count = strips_fitting(&strips, first, PAGE_BOTTOM - pages->y - 2 * BAND_PAD, &put);
        Cell band = add_cell(pages, pages->left, pages->right - pages->left, put + 2 * BAND_PAD, put + 2 * BAND_PAD);
        if (!pages->letter) fill(pages, INK_BAND, band);
        put_strips(pages, &strips, first, count, (Cell){.x = pages->left + PAGE_PAD, .y = band.y + BAND_PAD});
        pages->y += band.height;
    }
}
