// Reads the blocks of the vocabulary: pack, fact, define.
#include "base/limits.h"
#include "rule/book_block.h"

bool block_head(Cursor *cursor, Str *id, Str *title) {
    return cursor_name(cursor, id) && cursor_string(cursor, title);
}

// --- pack ----------------------------------------------------------------------------------------------------------------

static void pack_version(Cursor *cursor, void *block) {
    cursor_string(cursor, &((Book *)block)->version);
}

static void pack_jurisdiction(Cursor *cursor, void *block) {
    cursor_name(cursor, &((Book *)block)->jurisdiction);
}

static void pack_at(Cursor *cursor, void *block) {
    cursor_day(cursor, &((Book *)block)->at);
}

void block_pack(Cursor *cursor, void *at) {
    static const Keyword keywords[] = {
        {"version", pack_version, LINE_ONCE}, {"jurisdiction", pack_jurisdiction, LINE_ONCE}, {"at", pack_at, LINE_ONCE}};
    Book *book = at;
    if (book->id.len > 0) {
        cursor_fail(cursor, MSG_RULE_TWO_PACKS, MSG_RULE_TWO_PACKS_ADVICE);
        return;
    }
    book->place = line_place(cursor->line);
    block_head(cursor, &book->id, &book->title.in[LANG_JA]);
    cursor_children(cursor, keywords, KEYWORD_COUNT(keywords), book, NULL);
}

// --- fact ----------------------------------------------------------------------------------------------------------------

static const char *const fact_types[] = {
    [FACT_YESNO] = "yesno", [FACT_COUNT] = "count",   [FACT_MONEY] = "money",
    [FACT_TIME] = "time",   [FACT_CHOICE] = "choice", [FACT_SET] = "set",
    [FACT_TEXT] = "text",   [FACT_PERSON] = "person", [FACT_ORGANISATION] = "organisation",
    [FACT_PLACE] = "place", [FACT_FILE] = "file",
};

static void fact_class(Cursor *cursor, void *block) {
    static const char *const classes[] = {"identity", "narrative", "technical", "statistic"};
    int class;
    if (cursor_choice(cursor, classes, 4, &class)) ((Fact *)block)->class = (FactClass)(CLASS_IDENTITY + class);
}

static void fact_order(Cursor *cursor, void *block) {
    static const char *const orders[] = {"danger", "emergency", "who"};
    int order;
    if (cursor_choice(cursor, orders, 3, &order)) ((Fact *)block)->order = (FactOrder)order;
}

static void fact_unit(Cursor *cursor, void *block) {
    static const char *const units[] = {"people", "numbers", "minutes", "hours", "users", "parties", "items"};
    Fact *fact = block;
    int unit;
    if (cursor_choice(cursor, units, 7, &unit)) fact->unit = str_from(units[unit]);
    if (!cursor->failed && fact->type != FACT_COUNT) {
        cursor->at = 0;
        cursor_fail(cursor, MSG_RULE_COUNT_ONLY, MSG_RULE_COUNT_ONLY_ADVICE);
    }
}

static void fact_largest(Cursor *cursor, void *block) {
    Fact *fact = block;
    fact->largest = true;
    if (fact->type != FACT_COUNT) {
        cursor->at = 0;
        cursor_fail(cursor, MSG_RULE_COUNT_ONLY, MSG_RULE_COUNT_ONLY_ADVICE);
    }
}

static void fact_ask(Cursor *cursor, void *block) {
    cursor_string(cursor, &((Fact *)block)->ask.in[LANG_JA]);
}

static void fact_hint(Cursor *cursor, void *block) {
    cursor_string(cursor, &((Fact *)block)->hint.in[LANG_JA]);
}

static void fact_why(Cursor *cursor, void *block) {
    cursor_string(cursor, &((Fact *)block)->why.in[LANG_JA]);
}

static void fact_value(Cursor *cursor, void *block) {
    Fact *fact = block;
    FactValue value = {.place = cursor_place(cursor)};
    Msg wrong = fact->type != FACT_CHOICE && fact->type != FACT_SET ? MSG_RULE_VALUE_TYPE
                : fact->values.count >= LIMIT_VALUES                ? MSG_RULE_MANY_VALUES
                                                                    : MSG_NONE;
    if (wrong != MSG_NONE) {
        cursor->at = 0;
        cursor_fail(cursor, wrong, wrong == MSG_RULE_VALUE_TYPE ? MSG_RULE_VALUE_TYPE_ADVICE : MSG_RULE_MANY_VALUES_ADVICE);
        return;
    }
    if (!cursor_value(cursor, &value.name)) {
        fact->lost = true;
        return;
    }
    if (fact_value_index(fact, value.name) >= 0) {
        cursor->at--;
        cursor_fail(cursor, MSG_RULE_VALUE_TWICE, MSG_RULE_VALUE_TWICE_ADVICE);
        fact->lost = true;
    }
    cursor_string(cursor, &value.words.in[LANG_JA]);
    PUSH(cursor->arena, fact->values, value);
}

static void fact_derive(Cursor *cursor, void *block) {
    static const char *const answers[] = {"yes", "no"};
    Fact *fact = block;
    Derivation derivation = {0};
    int answer;
    if (fact->type != FACT_YESNO) {
        cursor->at = 0;
        cursor_fail(cursor, MSG_RULE_DERIVE_TYPE, MSG_RULE_DERIVE_TYPE_ADVICE);
        return;
    }
    if (!cursor_choice(cursor, answers, 2, &answer) || !cursor_need(cursor, "when")) return;
    derivation.yes = answer == 0;
    derivation.when = cond_read_block(cursor);
    if (derivation.when) PUSH(cursor->arena, fact->derivations, derivation);
}

static void fact_late(Cursor *cursor, void *block) {
    if (cursor_need(cursor, "when")) ((Fact *)block)->late = cond_read_block(cursor);
}

static void fact_text(Cursor *cursor, void *block) {
    ((Fact *)block)->optional = cursor_need(cursor, "optional");
}

static void text_only(Cursor *cursor, const Fact *fact) {
    if (cursor->failed || !fact_decides(fact->type)) return;
    cursor->at = 0;
    cursor_fail(cursor, MSG_RULE_TEXT_ONLY, MSG_RULE_TEXT_ONLY_ADVICE);
}

static void fact_many(Cursor *cursor, void *block) {
    ((Fact *)block)->many = true;
    text_only(cursor, block);
}

static void fact_shape(Cursor *cursor, void *block) {
    static const char *const shapes[] = {"phone", "company_number", "indicators"};
    int shape;
    if (!cursor_choice(cursor, shapes, 3, &shape)) return;
    ((Fact *)block)->shape = (FactShape)(SHAPE_PHONE + shape);
    text_only(cursor, block);
}

static void fact_limit(Cursor *cursor, void *block) {
    int64_t limit;
    if (!cursor_number(cursor, &limit)) return;
    if (limit < 1 || limit > LIMIT_TEXT_CHARACTERS) {
        cursor->at--;
        cursor_fail(cursor, MSG_RULE_TEXT_LIMIT, MSG_NONE);
    }
    ((Fact *)block)->limit = (int)limit;
    text_only(cursor, block);
}

static void fact_values_needed(Cursor *cursor, const Fact *fact) {
    if ((fact->type == FACT_CHOICE || fact->type == FACT_SET) && fact->values.count == 0 && !cursor->failed) {
        cursor->at = 2;
        cursor_fail(cursor, MSG_RULE_NO_VALUES, MSG_RULE_NO_VALUES_ADVICE);
    }
}

void block_fact(Cursor *cursor, void *at) {
    static const Keyword keywords[] = {
        {"class", fact_class, LINE_ONCE},     {"order", fact_order, LINE_ONCE}, {"unit", fact_unit, LINE_ONCE},
        {"largest", fact_largest, LINE_ONCE}, {"ask", fact_ask, LINE_ONCE},     {"hint", fact_hint, LINE_ONCE},
        {"why", fact_why, LINE_ONCE},         {"value", fact_value, LINE_MANY}, {"derive", fact_derive, LINE_CHILDREN},
        {"text", fact_text, LINE_ONCE},       {"many", fact_many, LINE_ONCE},   {"limit", fact_limit, LINE_ONCE},
        {"late", fact_late, LINE_CHILDREN},   {"shape", fact_shape, LINE_ONCE},
    };
    Book *book = at;
    Fact fact = {.order = ORDER_NORMAL, .place = cursor_place(cursor)};
    int type;
    if (!cursor_name(cursor, &fact.name)) return;
    if (!memchr(fact.name.ptr, '.', fact.name.len)) {
        cursor->at--;
        cursor_fail(cursor, MSG_RULE_FACT_DOT, MSG_RULE_FACT_DOT_ADVICE);
        return;
    }
    if (cursor_choice(cursor, fact_types, KEYWORD_COUNT(fact_types), &type)) {
        fact.type = (FactType)type;
        cursor_string(cursor, &fact.title.in[LANG_JA]);
        cursor_children(cursor, keywords, KEYWORD_COUNT(keywords), &fact, NULL);
        fact_values_needed(cursor, &fact);
    }
    fact.lost |= cursor->failed;
    PUSH(book->arena, book->facts, fact);
}

// --- define --------------------------------------------------------------------------------------------------------------

static void define_when(Cursor *cursor, void *block) {
    ((Define *)block)->when = cond_read_block(cursor);
}

void block_define(Cursor *cursor, void *at) {
    static const Keyword keywords[] = {{"when", define_when, LINE_ONCE | LINE_CHILDREN}};
    Book *book = at;
    Define define = {.place = cursor_place(cursor)};
    size_t errors = cursor->diags->errors;
    if (!cursor_name(cursor, &define.name)) return;
    if (memchr(define.name.ptr, '.', define.name.len)) {
        cursor->at--;
        cursor_fail(cursor, MSG_RULE_DEFINE_DOT, MSG_RULE_DEFINE_DOT_ADVICE);
        return;
    }
    cursor_string(cursor, &define.title.in[LANG_JA]);
    cursor_children(cursor, keywords, KEYWORD_COUNT(keywords), &define, NULL);
    if (!define.when && cursor->diags->errors == errors) cursor_fail(cursor, MSG_RULE_NO_WHEN, MSG_RULE_NO_WHEN_ADVICE);
    PUSH(book->arena, book->defines, define);
}
