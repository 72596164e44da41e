// Where rows stand on pages, with a measurer of its own: ten letters a line, whatever the width.
#include "print/page.h"
#include "unit/base/base_test.h"

static void ten_a_line(void *at, SetText *text) {
    text->line_count = (uint32_t)(text->words.len / 10 + 1);
    text->natural = text->width;
}

static Measure measure_make(Arena *arena) {
    return (Measure){arena, ten_a_line, NULL};
}

static Row row_of(const Measure *measure, int left, int right) {
    Row row = {.split = 100};
    for (int i = 0; i < left; i++)
        strips_text(measure, &row.left, text_set(measure, STR("left"), STYLE_ANSWER, 80, FIT_WRAP), 0);
    for (int i = 0; i < right; i++)
        strips_text(measure, &row.right, text_set(measure, STR("right"), STYLE_ANSWER, 300, FIT_WRAP), 0);
    strips_text(measure, &row.again, text_set(measure, STR("again"), STYLE_SMALL, 80, FIT_ONE_LINE), 0);
    return row;
}

static size_t count_words(const Pages *pages, int page, const char *words) {
    size_t count = 0;
    for (size_t i = 0; i < pages->marks.count; i++) {
        const Mark *mark = &pages->marks.items[i];
        count += mark->kind == MARK_TEXT && mark->page == page && str_is(mark->text->words, words);
    }
    return count;
}

static void short_rows_are_not_cut(void **state) {
    Measure measure = measure_make(*state);
    Pages pages = pages_start(&measure, false);
    Row row = row_of(&measure, 1, 5); // 88 points
    for (int i = 0; i < 20; i++) pages_row(&pages, &row);
    size_t all = 0;
    for (int page = 0; page < pages.count; page++) {
        assert_int_equal(count_words(&pages, page, "right"), 5 * count_words(&pages, page, "left"));
        assert_int_equal(count_words(&pages, page, "again"), 0);
        all += count_words(&pages, page, "right");
    }
    assert_int_equal(all, 100);
    assert_int_equal(count_words(&pages, 0, "left"), 8); // 716 points hold eight
}

static void long_rows_go_on(void **state) {
    Measure measure = measure_make(*state);
    Pages pages = pages_start(&measure, false);
    Row row = row_of(&measure, 2, 100);
    pages_row(&pages, &row);
    assert_int_equal(pages.count, 3);
    assert_int_equal(count_words(&pages, 0, "left"), 2);
    assert_int_equal(count_words(&pages, 0, "right"), 44);
    assert_int_equal(count_words(&pages, 1, "again"), 1);
    assert_int_equal(count_words(&pages, 1, "right"), 44);
    assert_int_equal(count_words(&pages, 2, "again"), 1);
    assert_int_equal(count_words(&pages, 2, "right"), 12);
}

// Two lines alone on the next page would look lost.
static void what_is_cut_off_is_worth_a_look(void **state) {
    Measure measure = measure_make(*state);
    Pages pages = pages_start(&measure, false);
    Row row = row_of(&measure, 1, 45);
    pages_row(&pages, &row);
    assert_int_equal(count_words(&pages, 0, "right") + count_words(&pages, 1, "right"), 45);
    assert_in_range(count_words(&pages, 1, "right"), 3, 5);
}

static void left_column_may_be_the_longer_one(void **state) {
    Measure measure = measure_make(*state);
    Pages pages = pages_start(&measure, false);
    Row row = row_of(&measure, 60, 1);
    pages_row(&pages, &row);
    assert_int_equal(count_words(&pages, 0, "left") + count_words(&pages, 1, "left"), 60);
    assert_int_equal(count_words(&pages, 0, "right"), 1);
    assert_int_equal(count_words(&pages, 1, "again"), 0);
}

static void band_stays_with_its_first_row(void **state) {
    Measure measure = measure_make(*state);
    Row row = row_of(&measure, 1, 8);
    for (int used = 0; used < 720; used += 7) {
        Pages pages = pages_start(&measure, false);
        pages_gap(&pages, used);
        pages_band(&pages, STR("band"), &row);
        pages_row(&pages, &row);
        int page = pages.count - 1;
        assert_int_equal(count_words(&pages, page, "band"), 1);
        assert_int_equal(count_words(&pages, page, "right"), 8);
    }
}

static void cells_hold_what_is_in_them(void **state) {
    Measure measure = measure_make(*state);
    for (int used = 0; used < 720; used += 13) {
        Pages pages = pages_start(&measure, false);
        pages_gap(&pages, used);
        for (int lines = 1; lines < 60; lines += 9) {
            Row row = row_of(&measure, 1 + lines % 4, lines);
            pages_row(&pages, &row);
        }
        for (size_t i = 0; i < pages.cells.count; i++) {
            const Cell *cell = &pages.cells.items[i];
            assert_true(cell->needed <= cell->height + 0.001);
            assert_true(cell->y >= PAGE_TOP && cell->y + cell->height <= PAGE_BOTTOM + 0.001);
        }
    }
}

static void texts_beside_each_other(void **state) {
    Measure measure = measure_make(*state);
    StripList strips = {0};
    strips_text(&measure, &strips, text_set(&measure, STR("title"), STYLE_LABEL, 100, FIT_WRAP), 30);
    strips_beside(&measure, &strips, 0, text_set(&measure, STR("a number of three lines"), STYLE_ANSWER, 28, FIT_WRAP), 0);
    assert_int_equal(strips.count, 3);
    assert_int_equal(strips.items[0].marks.count, 2);
    assert_true(strips.items[0].height == page_styles[STYLE_ANSWER].line);
    strips_writing(&measure, &strips, 2, 50);
    assert_int_equal(strips.count, 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(short_rows_are_not_cut),          ARENA_TEST(long_rows_go_on),
        ARENA_TEST(what_is_cut_off_is_worth_a_look), ARENA_TEST(left_column_may_be_the_longer_one),
        ARENA_TEST(band_stays_with_its_first_row),   ARENA_TEST(cells_hold_what_is_in_them),
        ARENA_TEST(texts_beside_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
