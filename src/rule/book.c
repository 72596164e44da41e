// Reads files into the book and puts its blocks into their one order, so that neither the order of files nor that of blocks
// can be seen in anything that is made of it.
#include "rule/book.h"
#include "base/limits.h"
#include "rule/book_block.h"
#include <stdlib.h>

// One list of blocks with an id.
typedef struct Shelf {
    char *items;
    size_t count, size;
    size_t id, place; // offsets within an item
    Map *index;
    size_t limit; // 0: none
} Shelf;

#define SHELF(list, Type, id_field, its_index, most)                                                                           \
    { (char *)(list).items, (list).count, sizeof(Type), offsetof(Type, id_field), offsetof(Type, place), &(its_index), (most) }

void book_init(Book *book, Arena *arena) {
    *book = (Book){.arena = arena, .at = DAY_NONE};
    Map *const maps[] = {&book->fact_index,  &book->define_index, &book->duty_index, &book->window_index, &book->sector_index,
                         &book->guide_index, &book->source_index, &book->case_index, &book->form_index};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) *maps[i] = map_make(arena);
}

void book_read(Book *book, const LineTree *tree, Diags *diags) {
    static const Keyword keywords[] = {
        {"pack", block_pack, LINE_CHILDREN},   {"fact", block_fact, LINE_CHILDREN},     {"define", block_define, LINE_CHILDREN},
        {"duty", block_duty, LINE_CHILDREN},   {"window", block_window, LINE_CHILDREN}, {"sector", block_sector, LINE_CHILDREN},
        {"guide", block_guide, LINE_CHILDREN}, {"source", block_source, LINE_CHILDREN}, {"case", block_case, LINE_CHILDREN},
        {"words", block_words, LINE_CHILDREN},
    };
    Line file = {.children = tree->blocks};
    Cursor cursor = cursor_make(book->arena, &file, diags);
    cursor_children(&cursor, keywords, KEYWORD_COUNT(keywords), book, NULL);
}

static Str item_id(const Shelf *shelf, const void *item) {
    return *(const Str *)(const void *)((const char *)item + shelf->id);
}

static const Place *item_place(const Shelf *shelf, const void *item) {
    return (const Place *)(const void *)((const char *)item + shelf->place);
}

static int item_order(const void *a, const void *b, void *at) {
    const Shelf *shelf = at;
    const Place *x = item_place(shelf, a), *y = item_place(shelf, b);
    int order = str_compare(item_id(shelf, a), item_id(shelf, b));
    if (order == 0) order = str_compare(x->file, y->file);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

static void shelf_twice(Arena *arena, const Shelf *shelf, size_t first, size_t again, Diags *diags) {
    const Place *there = item_place(shelf, shelf->items + first * shelf->size);
    const char *item = shelf->items + again * shelf->size;
    Str where = str_format(arena, "%.*s:%d", STR_ARG(there->file), there->line);
    diags_add(diags, (Diag){.msg = MSG_RULE_ID_TWICE,
                            .advice = MSG_RULE_ID_TWICE_ADVICE,
                            .args = {item_id(shelf, item), where},
                            .place = *item_place(shelf, item)});
}

static void shelf_finish(Arena *arena, Shelf *shelf, Diags *diags) {
    qsort_r(shelf->items, shelf->count, shelf->size, item_order, shelf);
    for (size_t i = 0; i < shelf->count; i++) {
        int first = map_put(shelf->index, item_id(shelf, shelf->items + i * shelf->size), (int)i);
        if (first != (int)i) shelf_twice(arena, shelf, (size_t)first, i, diags);
    }
    if (shelf->limit > 0 && shelf->count > shelf->limit)
        diags_add(diags, (Diag){.msg = MSG_RULE_TOO_MANY,
                                .advice = MSG_RULE_TOO_MANY_ADVICE,
                                .args = {str_format(arena, "%zu", shelf->limit)},
                                .place = *item_place(shelf, shelf->items + shelf->limit * shelf->size)});
}

void book_finish(Book *book, Diags *diags) {
    Shelf shelves[] = {
        SHELF(book->facts, Fact, name, book->fact_index, LIMIT_FACTS),
        SHELF(book->defines, Define, name, book->define_index, 0),
        SHELF(book->duties, Duty, id, book->duty_index, LIMIT_DUTIES),
        SHELF(book->windows, Window, id, book->window_index, 0),
        SHELF(book->sectors, Sector, name, book->sector_index, 0),
        SHELF(book->guides, Guide, id, book->guide_index, 0),
        SHELF(book->sources, Source, id, book->source_index, 0),
        SHELF(book->cases, Case, id, book->case_index, 0),
    };
    for (size_t i = 0; i < sizeof shelves / sizeof *shelves; i++)
        if (shelves[i].count > 0) shelf_finish(book->arena, &shelves[i], diags);
    words_apply(book, diags);
}
