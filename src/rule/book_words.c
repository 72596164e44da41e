// Reads translations. They name blocks that may stand in any file, so they are kept as lines and applied last.
#include "base/words.h"
#include "rule/book_block.h"
#include <stdlib.h>

typedef struct Words { // one entry of a `words` block being read
    Book *book;
    Lang lang;
    Text *name;
    Fact *fact;
    Duty *duty;
    Window *window;
    Guide *guide;
    Case *worked;
    size_t steps, avoids, comings; // how many were seen
} Words;

static void put_words(Cursor *cursor, const Words *words, Text *text) {
    Str *place = &text->in[words->lang];
    if (place->len > 0)
        cursor_fail(cursor, MSG_RULE_WORDS_TWICE, MSG_RULE_WORDS_TWICE_ADVICE);
    else
        cursor_string(cursor, place);
}

static void words_name(Cursor *cursor, void *block) {
    put_words(cursor, block, ((Words *)block)->name);
}

static void words_ask(Cursor *cursor, void *block) {
    put_words(cursor, block, &((Words *)block)->fact->ask);
}

static void words_hint(Cursor *cursor, void *block) {
    put_words(cursor, block, &((Words *)block)->fact->hint);
}

static void words_why(Cursor *cursor, void *block) {
    put_words(cursor, block, &((Words *)block)->fact->why);
}

static void words_do(Cursor *cursor, void *block) {
    put_words(cursor, block, &((Words *)block)->duty->action);
}

static void words_for(Cursor *cursor, void *block) {
    put_words(cursor, block, &((Words *)block)->window->purpose);
}

static void words_not(Cursor *cursor, void *block) {
    put_words(cursor, block, &((Words *)block)->window->not_for);
}

static void words_story(Cursor *cursor, void *block) {
    put_words(cursor, block, &((Words *)block)->worked->story);
}

static void words_value(Cursor *cursor, void *block) {
    Words *words = block;
    Str name;
    if (!cursor_value(cursor, &name)) return;
    int value = fact_value_index(words->fact, name);
    if (value >= 0) {
        put_words(cursor, words, &words->fact->values.items[value].words);
        return;
    }
    if (words->fact->lost) {
        cursor->at = cursor->line->count; // it may be the one that could not be read
        return;
    }
    cursor->at--;
    cursor_fail(cursor, MSG_RULE_WORDS_NO_VALUE, MSG_RULE_WORDS_UNKNOWN_ADVICE);
}

static void words_label(Cursor *cursor, void *block) {
    Words *words = block;
    Str name;
    if (!cursor_name(cursor, &name)) return;
    for (size_t i = 0; i < words->duty->labels.count; i++) {
        if (str_eq(words->duty->labels.items[i].name, name)) {
            put_words(cursor, words, &words->duty->labels.items[i].words);
            return;
        }
    }
    cursor->at--;
    cursor_fail(cursor, MSG_RULE_WORDS_NO_LABEL, MSG_RULE_WORDS_UNKNOWN_ADVICE);
}

static void words_coming(Cursor *cursor, void *block) {
    Words *words = block;
    if (words->comings < words->duty->coming.count)
        put_words(cursor, words, &words->duty->coming.items[words->comings++].text);
    else
        cursor_fail(cursor, MSG_RULE_WORDS_EXTRA, MSG_RULE_WORDS_EXTRA_ADVICE);
}

static void put_step(Cursor *cursor, const Words *words, const GuideStepList *steps, size_t index) {
    if (index < steps->count)
        put_words(cursor, words, &steps->items[index].words);
    else
        cursor_fail(cursor, MSG_RULE_WORDS_EXTRA, MSG_RULE_WORDS_EXTRA_ADVICE);
}

static void words_step(Cursor *cursor, void *block) {
    Words *words = block;
    put_step(cursor, words, &words->guide->steps, words->steps++);
}

static void words_avoid(Cursor *cursor, void *block) {
    Words *words = block;
    put_step(cursor, words, &words->guide->avoid, words->avoids++);
}

// --- entries -------------------------------------------------------------------------------------------------------------

// The index of what the entry names; -1 after a finding.
static int find_entry(Cursor *cursor, const Map *index) {
    Str id;
    if (!cursor_name(cursor, &id)) return -1;
    int found = map_get(index, id);
    if (found < 0) {
        cursor->at--;
        cursor_fail(cursor, MSG_RULE_WORDS_UNKNOWN, MSG_RULE_WORDS_UNKNOWN_ADVICE);
    }
    return found;
}

static void entry_fact(Cursor *cursor, void *block) {
    static const Keyword keywords[] = {{"name", words_name, LINE_ONCE},
                                       {"ask", words_ask, LINE_ONCE},
                                       {"hint", words_hint, LINE_ONCE},
                                       {"why", words_why, LINE_ONCE},
                                       {"value", words_value, LINE_MANY}};
    Words words = *(Words *)block;
    int index = find_entry(cursor, &words.book->fact_index);
    if (index < 0) return;
    words.fact = &words.book->facts.items[index];
    words.name = &words.fact->title;
    cursor_children(cursor, keywords, KEYWORD_COUNT(keywords), &words, NULL);
}

static void entry_duty(Cursor *cursor, void *block) {
    static const Keyword keywords[] = {{"name", words_name, LINE_ONCE},
                                       {"do", words_do, LINE_ONCE},
                                       {"label", words_label, LINE_MANY},
                                       {"coming", words_coming, LINE_MANY}};
    Words words = *(Words *)block;
    int index = find_entry(cursor, &words.book->duty_index);
    if (index < 0) return;
    words.duty = &words.book->duties.items[index];
    words.name = &words.duty->title;
    cursor_children(cursor, keywords, KEYWORD_COUNT(keywords), &words, NULL);
}

static void entry_window(Cursor *cursor, void *block) {
    static const Keyword keywords[] = {
        {"name", words_name, LINE_ONCE}, {"for", words_for, LINE_ONCE}, {"not", words_not, LINE_ONCE}};
    Words words = *(Words *)block;
    int index = find_entry(cursor, &words.book->window_index);
    if (index < 0) return;
    words.window = &words.book->windows.items[index];
    words.name = &words.window->title;
    cursor_children(cursor, keywords, KEYWORD_COUNT(keywords), &words, NULL);
}

static void entry_guide(Cursor *cursor, void *block) {
    static const Keyword keywords[] = {
        {"name", words_name, LINE_ONCE}, {"step", words_step, LINE_MANY}, {"avoid", words_avoid, LINE_MANY}};
    Words words = *(Words *)block;
    int index = find_entry(cursor, &words.book->guide_index);
    if (index < 0) return;
    words.guide = &words.book->guides.items[index];
    words.name = &words.guide->title;
    cursor_children(cursor, keywords, KEYWORD_COUNT(keywords), &words, NULL);
}

static void entry_case(Cursor *cursor, void *block) {
    static const Keyword keywords[] = {{"name", words_name, LINE_ONCE}, {"story", words_story, LINE_ONCE}};
    Words words = *(Words *)block;
    int index = find_entry(cursor, &words.book->case_index);
    if (index < 0) return;
    words.worked = &words.book->cases.items[index];
    words.name = &words.worked->title;
    cursor_children(cursor, keywords, KEYWORD_COUNT(keywords), &words, NULL);
}

static void entry_named(Cursor *cursor, Words words) {
    static const Keyword keywords[] = {{"name", words_name, LINE_ONCE}};
    cursor_children(cursor, keywords, KEYWORD_COUNT(keywords), &words, NULL);
}

static void entry_define(Cursor *cursor, void *block) {
    Words words = *(Words *)block;
    int index = find_entry(cursor, &words.book->define_index);
    if (index < 0) return;
    words.name = &words.book->defines.items[index].title;
    entry_named(cursor, words);
}

static void entry_sector(Cursor *cursor, void *block) {
    Words words = *(Words *)block;
    int index = find_entry(cursor, &words.book->sector_index);
    if (index < 0) return;
    words.name = &words.book->sectors.items[index].title;
    entry_named(cursor, words);
}

static void entry_pack(Cursor *cursor, void *block) {
    Words words = *(Words *)block;
    Str id;
    if (!cursor_name(cursor, &id)) return;
    if (!str_eq(id, words.book->id)) {
        cursor->at--;
        cursor_fail(cursor, MSG_RULE_WORDS_UNKNOWN, MSG_RULE_WORDS_UNKNOWN_ADVICE);
        return;
    }
    words.name = &words.book->title;
    entry_named(cursor, words);
}

void block_words(Cursor *cursor, void *at) {
    Book *book = at;
    PUSH(book->arena, book->words, cursor->line);
    cursor->at = cursor->line->count; // read when all is there
}

static int place_order(const void *a, const void *b) {
    const Line *x = *(const Line *const *)a, *y = *(const Line *const *)b;
    int files = str_compare(x->file->name, y->file->name);
    return files ? files : (x->number > y->number) - (x->number < y->number);
}

static void apply_block(Book *book, const Line *line, Diags *diags) {
    static const Keyword keywords[] = {
        {"pack", entry_pack, LINE_CHILDREN},   {"fact", entry_fact, LINE_CHILDREN},     {"define", entry_define, LINE_CHILDREN},
        {"duty", entry_duty, LINE_CHILDREN},   {"window", entry_window, LINE_CHILDREN}, {"sector", entry_sector, LINE_CHILDREN},
        {"guide", entry_guide, LINE_CHILDREN}, {"case", entry_case, LINE_CHILDREN},
    };
    Cursor cursor = cursor_make(book->arena, line, diags);
    Words words = {.book = book};
    Str code;
    cursor.at = 1;
    if (!cursor_name(&cursor, &code)) return;
    if (!lang_from(code, &words.lang) || words.lang == LANG_JA) {
        cursor.at--;
        cursor_fail(&cursor, MSG_RULE_WORDS_LANGUAGE, MSG_RULE_WORDS_LANGUAGE_ADVICE);
        return;
    }
    cursor_end(&cursor);
    cursor_children(&cursor, keywords, KEYWORD_COUNT(keywords), &words, NULL);
}

void words_apply(Book *book, Diags *diags) {
    if (book->words.count > 0) qsort(book->words.items, book->words.count, sizeof *book->words.items, place_order);
    for (size_t i = 0; i < book->words.count; i++) apply_block(book, book->words.items[i], diags);
}
