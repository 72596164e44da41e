// Forms as PDF: nothing clipped, nothing lost, nothing over anything else, the same bytes again. With PRINT_OUT=FOLDER the
// forms are left there for print_test.py.
#include "print/pdf.c"

#include "base/sys.h"
#include "unit/base/base_test.h"
#include "unit/print/print_forms.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SLACK 0.6 // points: a stroke may stand out a little, as it does in any print

typedef struct Sample {
    const char *name;
    const FilledForm *form;
} Sample;

enum { SAMPLES = 7 };

static void make_samples(Arena *arena, Sample out[SAMPLES]) {
    out[0] = (Sample){"ordinary", ordinary_form(arena, LANG_JA)};
    out[1] = (Sample){"blank", blank_form(arena, LANG_JA)};
    out[2] = (Sample){"empty", empty_form(arena)};
    out[3] = (Sample){"long", long_form(arena)};
    out[4] = (Sample){"hostile", hostile_form(arena)};
    out[5] = (Sample){"english", ordinary_form(arena, LANG_EN)};
    out[6] = (Sample){"simple", blank_form(arena, LANG_JA_SIMPLE)};
}

static void same_form_same_bytes(void **state) {
    Sample samples[SAMPLES];
    const char *folder = getenv("PRINT_OUT");
    make_samples(*state, samples);
    for (int i = 0; i < SAMPLES; i++) {
        Str once, again;
        assert_int_equal(pdf_write(*state, samples[i].form, &once), ERR_OK);
        assert_int_equal(pdf_write(*state, samples[i].form, &again), ERR_OK);
        assert_true(str_eq(once, again));
        assert_true(str_starts(once, STR("%PDF-1.")) && str_ends(once, STR("%%EOF\n")));
        if (folder) {
            Str path = str_format(*state, "%s/%s.pdf", folder, samples[i].name);
            assert_int_equal(sys_write_file(str_c(*state, path), once), ERR_OK);
        }
    }
}

// --- what stands where ---------------------------------------------------------------------------------------------------

typedef struct Laid {
    Drawing lib;
    Press press;
    Measure measure;
    Paper paper;
} Laid;

static void lay_with(Laid *laid, Arena *arena, const FilledForm *form, FontSet fonts) {
    assert_int_equal(library_drawing(&laid->lib), ERR_OK);
    laid->press = (Press){.lib = &laid->lib, .arena = arena, .fonts_used = fonts};
    assert_int_equal(press_open(&laid->press), ERR_OK);
    laid->measure = (Measure){arena, press_measure, &laid->press};
    laid->paper = paper_lay(&laid->measure, form);
}

// As pdf_write does it.
static void lay(Laid *laid, Arena *arena, const FilledForm *form) {
    lay_with(laid, arena, form, FONTS_ORDINARY);
    if (!laid->press.lacks) return;
    press_close(&laid->press);
    lay_with(laid, arena, form, FONTS_ALL);
}

static void check_cells(const char *name, const CellList *cells, int pages) {
    for (size_t i = 0; i < cells->count; i++) {
        const Cell *cell = &cells->items[i];
        if (cell->needed > cell->height + 0.01) fail_msg("%s: cell %zu needs %f of %f", name, i, cell->needed, cell->height);
        if (cell->page >= pages || cell->x < PAGE_LEFT || cell->x + cell->width > PAGE_RIGHT + 0.01 || cell->y < PAGE_TOP ||
            cell->y + cell->height > PAGE_BOTTOM + 0.01)
            fail_msg("%s: cell %zu of page %d is off the page: y %f height %f", name, i, cell->page, cell->y, cell->height);
    }
}

static bool overlap(const Cell *a, const Cell *b) {
    return a->page == b->page && a->x + a->width > b->x + 0.01 && b->x + b->width > a->x + 0.01 &&
           a->y + a->height > b->y + 0.01 && b->y + b->height > a->y + 0.01;
}

static void check_apart(const char *name, const CellList *cells) {
    for (size_t i = 0; i < cells->count; i++)
        for (size_t j = i + 1; j < cells->count && cells->items[j].page == cells->items[i].page; j++)
            if (overlap(&cells->items[i], &cells->items[j])) fail_msg("%s: cells %zu and %zu overlap", name, i, j);
}

// What is really drawn of a line stays in the place it was given.
static void check_ink(const char *name, const Drawing *lib, const Mark *mark) {
    const StyleRow *style = &page_styles[mark->text->style];
    const Shape *shape = mark->text->shape;
    PangoRectangle ink;
    lib->pango_layout_line_get_extents(shape->lines[mark->line], &ink, NULL);
    double baseline = mark->y + (style->line - style->size) / 2 + ASCENT * style->size;
    double top = baseline + (double)ink.y / PANGO_SCALE, bottom = top + (double)ink.height / PANGO_SCALE;
    double left = mark->x + (double)ink.x / PANGO_SCALE, right = left + (double)ink.width / PANGO_SCALE;
    if (ink.height > 0 && (top < mark->y - SLACK || bottom > mark->y + mark->height + SLACK))
        fail_msg("%s: line %u of \"%.40s\" draws from %f to %f in %f to %f", name, mark->line, mark->text->words.ptr, top,
                 bottom, mark->y, mark->y + mark->height);
    if (ink.width > 0 && (left < mark->x - SLACK || right > mark->x + mark->width + SLACK || right > PAGE_RIGHT + SLACK))
        fail_msg("%s: line %u of \"%.40s\" draws from %f to %f in %f to %f", name, mark->line, mark->text->words.ptr, left,
                 right, mark->x, mark->x + mark->width);
}

static bool same_place(const Mark *a, const Mark *b) {
    bool beside = a->x + a->text->natural <= b->x + SLACK || b->x + b->text->natural <= a->x + SLACK;
    bool apart = a->y + a->height <= b->y + SLACK || b->y + b->height <= a->y + SLACK;
    return a->page == b->page && !beside && !apart;
}

// No line of text is over another one. Marks stand in the order of pages, and a line is near its neighbours.
static void check_lines_apart(const char *name, const MarkList *marks) {
    for (size_t i = 0; i < marks->count; i++)
        for (size_t j = i + 1; j < marks->count && j < i + 60 && marks->items[i].kind == MARK_TEXT; j++)
            if (marks->items[j].kind == MARK_TEXT && same_place(&marks->items[i], &marks->items[j]))
                fail_msg("%s: \"%.40s\" is over \"%.40s\"", name, marks->items[j].text->words.ptr,
                         marks->items[i].text->words.ptr);
}

static void nothing_is_clipped(void **state) {
    Sample samples[SAMPLES];
    make_samples(*state, samples);
    for (int i = 0; i < SAMPLES; i++) {
        Laid laid;
        lay(&laid, *state, samples[i].form);
        const MarkList *marks = &laid.paper.pages.marks;
        check_cells(samples[i].name, &laid.paper.pages.cells, laid.paper.pages.count);
        check_apart(samples[i].name, &laid.paper.pages.cells);
        check_lines_apart(samples[i].name, marks);
        for (size_t m = 0; m < marks->count; m++)
            if (marks->items[m].kind == MARK_TEXT) check_ink(samples[i].name, &laid.lib, &marks->items[m]);
        press_close(&laid.press);
    }
}

// The line of this text that was drawn last before mark `before`; -1: none.
static int64_t last_line(const MarkList *marks, size_t before, const SetText *text) {
    while (before-- > 0)
        if (marks->items[before].kind == MARK_TEXT && marks->items[before].text == text) return marks->items[before].line;
    return -1;
}

// Whether what follows this line is set anew behind it, word for word.
static bool goes_on(const Paper *paper, const Mark *cut) {
    Str rest = str_slice(cut->text->words, cut->text->starts[cut->line + 1], cut->text->words.len);
    for (const Mark *mark = cut + 1; mark < paper->pages.marks.items + paper->edges_from; mark++)
        if (mark->kind == MARK_TEXT && mark->line == 0 && str_eq(mark->text->words, rest)) return true;
    return false;
}

// Every line of every answer stands on paper once, in order; on sheets other texts stand between, and the rest is set anew.
static void nothing_is_lost(void **state) {
    Sample samples[SAMPLES];
    make_samples(*state, samples);
    for (int i = 0; i < SAMPLES; i++) {
        Laid laid;
        lay(&laid, *state, samples[i].form);
        const MarkList *marks = &laid.paper.pages.marks;
        for (size_t m = 0; m < laid.paper.edges_from; m++) {
            const Mark *mark = &marks->items[m];
            if (mark->kind != MARK_TEXT || mark->text->style != STYLE_ANSWER) continue;
            assert_int_equal(last_line(marks, m, mark->text), (int64_t)mark->line - 1);
            bool last = last_line(marks, laid.paper.edges_from, mark->text) == mark->line;
            if (last && mark->line + 1 < mark->text->line_count) assert_true(goes_on(&laid.paper, mark));
        }
        press_close(&laid.press);
    }
}

static size_t count_text(const Paper *paper, int page, const char *words) {
    size_t count = 0;
    for (size_t m = 0; m < paper->pages.marks.count; m++) {
        const Mark *mark = &paper->pages.marks.items[m];
        count += mark->kind == MARK_TEXT && mark->page == page && str_is(mark->text->words, words);
    }
    return count;
}

static void long_answers_go_on_sheets(void **state) {
    Laid laid;
    lay(&laid, *state, long_form(*state));
    assert_int_equal(laid.paper.outline.count, 5); // two sections, three sheets
    const OutlineEntry *sheet = &laid.paper.outline.items[2];
    assert_text(sheet->title, "別紙1　1-1 何が起きたか");
    assert_int_equal(count_text(&laid.paper, 0, "→ つづきは「別紙1」にあります"), 1);
    assert_int_equal(count_text(&laid.paper, sheet->page, "別紙1   受付番号 R8K2-4MZQ-7T"), 1);
    assert_int_equal(count_text(&laid.paper, sheet->page - 1, "受付番号 R8K2-4MZQ-7T"), 1);
    assert_int_equal(count_text(&laid.paper, sheet->page, "別紙1　1-1 何が起きたか"), 1);
    assert_text(laid.paper.outline.items[3].title, "別紙2　1-2 侵害の跡（指標）");
    press_close(&laid.press);
}

static void head_and_edges_say_what_it_is(void **state) {
    Laid laid;
    lay(&laid, *state, ordinary_form(*state, LANG_JA));
    static const char *const head[] = {"漏えい等報告書（個人データ）",
                                       "個人情報保護委員会",
                                       "2026年11月20日（金）14時10分（令和8年）",
                                       "はじめの報告",
                                       "続報",
                                       "R8K2-4MZQ-7T",
                                       "2026年11月18日（水）17時30分（令和8年）",
                                       "R8J9-11PA-3C",
                                       "変わったところ",
                                       "前回：まだわからない"};
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        if (!count_text(&laid.paper, 0, head[i])) fail_msg("\"%s\" is not on the first page", head[i]);
    for (int page = 0; page < laid.paper.pages.count; page++) {
        Str number = str_format(*state, "%d / %d ページ", page + 1, laid.paper.pages.count);
        assert_int_equal(count_text(&laid.paper, page, str_c(*state, number)), 1);
        assert_int_equal(count_text(&laid.paper, page, "受付番号 R8K2-4MZQ-7T"), 1);
        assert_true(count_text(&laid.paper, page, "漏えい等報告書（個人データ）") >= 1);
    }
    press_close(&laid.press);
}

static size_t count_ticks(const Paper *paper, bool checked) {
    size_t count = 0;
    for (size_t m = 0; m < paper->pages.marks.count; m++) {
        const Mark *mark = &paper->pages.marks.items[m];
        count += mark->kind == MARK_TICK && mark->checked == checked;
    }
    return count;
}

static void ticks_are_as_answered(void **state) {
    Laid laid;
    lay(&laid, *state, ordinary_form(*state, LANG_JA));
    assert_int_equal(count_ticks(&laid.paper, true), 9);
    assert_int_equal(count_ticks(&laid.paper, false), 20);
    assert_int_equal(count_text(&laid.paper, 0, "1,000人を超える（まだわからない）"), 1);
    press_close(&laid.press);
    lay(&laid, *state, blank_form(*state, LANG_JA));
    assert_int_equal(count_ticks(&laid.paper, true), 0);
    assert_int_equal(count_ticks(&laid.paper, false), 29);
    assert_int_equal(count_text(&laid.paper, 0, "まだわからない"), 0);
    press_close(&laid.press);
}

// Lines that begin or end with what may not stand there.
static size_t wrong_lines(const SetText *text) {
    static const char *const never_first[] = {"、", "。", "」", "）", "ー", "っ", "ゃ"}, *const never_last[] = {"「", "（"};
    const Shape *shape = text->shape;
    size_t wrong = 0;
    for (uint32_t i = 0; i < text->line_count; i++) {
        const PangoLayoutLine *line = shape->lines[i];
        Str words = str_slice(text->words, (size_t)line->start_index, (size_t)(line->start_index + line->length));
        bool is = false;
        for (size_t k = 0; k < sizeof never_first / sizeof *never_first; k++)
            is |= i > 0 && str_starts(words, str_from(never_first[k]));
        for (size_t k = 0; k < sizeof never_last / sizeof *never_last; k++)
            is |= i + 1 < text->line_count && str_ends(words, str_from(never_last[k]));
        wrong += is;
    }
    return wrong;
}

// Each mark comes to each place of a line. Where lines are cut anywhere, it comes to stand where it may not: the test would see
// it.
static void lines_break_as_japanese_does(void **state) {
    static const char *const marks[] = {"、", "。", "」", "）", "ー", "っ", "ゃ", "「", "（"};
    Drawing lib;
    Press press = {.lib = &lib, .arena = *state};
    assert_int_equal(library_drawing(&lib), ERR_OK);
    assert_int_equal(press_open(&press), ERR_OK);
    Measure measure = {*state, press_measure, &press};
    for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) {
        size_t wrong = 0, wrong_if_cut = 0;
        for (int before = 1; before < 30; before++) {
            Str words = str_format(*state, "%s%s%s", str_c(*state, repeated(*state, "あ", (size_t)before)), marks[k],
                                   str_c(*state, repeated(*state, "い", 30)));
            SetText *text = text_set(&measure, words, STYLE_ANSWER, 150, FIT_WRAP);
            wrong += wrong_lines(text);
            lib.pango_layout_set_wrap(((Shape *)text->shape)->layout, PANGO_WRAP_CHAR);
            SetText cut = *text;
            Shape shape = read_lines(&press, ((Shape *)text->shape)->layout, &cut);
            cut.shape = &shape;
            wrong_if_cut += wrong_lines(&cut);
        }
        assert_int_equal(wrong, 0);
        assert_true(wrong_if_cut > 0);
    }
    press_close(&press);
}

enum { SHARED_BYTES = 4 << 20 };

// Opens all fonts, gives up the right to open files and prints; ends with the number of what failed.
static int print_without_files(Arena *arena, const FilledForm *form, char *shared) {
    Drawing lib;
    Str out;
    if (library_drawing(&lib) || fonts_open(&lib, FONTS_ALL)) return 1;
    if (setrlimit(RLIMIT_NOFILE, &(struct rlimit){0, 0})) return 2;
    if (pdf_write(arena, form, &out) || out.len > SHARED_BYTES) return 3;
    memcpy(shared, out.ptr, out.len);
    return 0;
}

// Comes before all that prints, so that nothing but fonts_open has opened the fonts.
static void open_fonts_need_no_files(void **state) {
    const FilledForm *form = long_form(*state);
    char *shared = mmap(NULL, SHARED_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(shared, MAP_FAILED);
    pid_t child = fork();
    if (child == 0) _exit(print_without_files(*state, form, shared));
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    Str out;
    assert_int_equal(pdf_write(*state, form, &out), ERR_OK);
    assert_true(out.len < SHARED_BYTES && memcmp(shared, out.ptr, out.len) == 0);
    munmap(shared, SHARED_BYTES);
}

// Signs drawn as boxes with their number in this text, with these fonts.
static int count_boxes(Arena *arena, const char *words, FontSet fonts) {
    Drawing lib;
    Press press = {.lib = &lib, .arena = arena, .fonts_used = fonts};
    assert_int_equal(library_drawing(&lib), ERR_OK);
    assert_int_equal(press_open(&press), ERR_OK);
    Measure measure = {arena, press_measure, &press};
    SetText *text = text_set(&measure, str_from(words), STYLE_ANSWER, 400, FIT_WRAP);
    int count = lib.pango_layout_get_unknown_glyphs_count(((Shape *)text->shape)->layout);
    assert_int_equal(press.lacks, count > 0 || strstr(words, "\xF3\xA0\x84"));
    press_close(&press);
    return count;
}

static void rare_signs_have_a_font(void **state) {
    static const char *const names[] = {"\U00020BB7田", "\U0002B746", "\U00020010", "\U0001F600", "邉\U000E0101"};
    assert_int_equal(count_boxes(*state, "髙橋・山﨑・氏名", FONTS_ORDINARY), 0);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(count_boxes(*state, names[i], FONTS_ORDINARY), i < 4);
        assert_int_equal(count_boxes(*state, names[i], FONTS_ALL), 0);
    }
    assert_int_equal(count_boxes(*state, "\U0010FFFD", FONTS_ALL), 1); // seen as a box, not dropped
}

// What was printed before leaves no trace.
static void rare_signs_change_nothing_else(void **state) {
    const FilledForm *form = ordinary_form(*state, LANG_JA);
    Str before, rare, after;
    assert_int_equal(pdf_write(*state, form, &before), ERR_OK);
    assert_int_equal(pdf_write(*state, long_form(*state), &rare), ERR_OK);
    assert_int_equal(pdf_write(*state, form, &after), ERR_OK);
    assert_true(str_eq(before, after));
}

static void too_many_pages_are_refused(void **state) {
    Maker *maker = form_begin(*state, "長い", LANG_JA);
    form_section(maker, "1");
    form_text_item(maker, "1", "x", repeated(*state, "あ\n", (LIMIT_PRINT_PAGES + 2) * 48));
    Str out;
    assert_int_equal(pdf_write(*state, form_end(maker), &out), ERR_TOO_BIG);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(open_fonts_need_no_files),
        ARENA_TEST(rare_signs_have_a_font),
        ARENA_TEST(rare_signs_change_nothing_else),
        ARENA_TEST(same_form_same_bytes),
        ARENA_TEST(nothing_is_clipped),
        ARENA_TEST(nothing_is_lost),
        ARENA_TEST(long_answers_go_on_sheets),
        ARENA_TEST(ticks_are_as_answered),
        ARENA_TEST(lines_break_as_japanese_does),
        ARENA_TEST(head_and_edges_say_what_it_is),
        ARENA_TEST(too_many_pages_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
