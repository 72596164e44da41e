// Reads conditions: "and", "or", "not", tests on facts, names, and blocks of child lines. What the names stand for is found
// later, when the whole pack is read.
#include "rule/cond.h"

typedef struct CondList {
    Cond **items;
    size_t count, room;
} CondList;

static Cond *cond_new(const Cursor *cursor, CondKind kind) {
    Cond *cond = NEW(cursor->arena, Cond);
    cond->kind = kind;
    cond->place = cursor_place(cursor);
    cond->tail = (Tail){.from = DAY_NONE, .until = DAY_NONE};
    cond->fact = cond->duty = cond->define = -1;
    return cond;
}

static void cond_adopt(Cond *parent, const CondList *children) {
    parent->children = children->items;
    parent->child_count = (uint32_t)children->count;
}

static Cond *cond_parent(Arena *arena, Cond *parent, Cond *child) {
    CondList children = {0};
    if (!child) return NULL;
    PUSH(arena, children, child);
    cond_adopt(parent, &children);
    return parent;
}

// --- one test ------------------------------------------------------------------------------------------------------------

static Cond *read_values(Cursor *cursor, Cond *cond, bool several) {
    cond->kind = COND_HAS;
    if (several) return cursor_names(cursor, cursor_value, &cond->values, &cond->value_count) ? cond : NULL;
    cond->values = NEW(cursor->arena, Str);
    cond->value_count = 1;
    return cursor_value(cursor, cond->values) ? cond : NULL;
}

static Cond *read_is(Cursor *cursor, Cond *cond) {
    if (!cursor_take(cursor, "not")) return read_values(cursor, cond, false);
    Cond *not = cond_new(cursor, COND_NOT);
    not ->place = cond->place;
    return cond_parent(cursor->arena, not, read_values(cursor, cond, false));
}

static Cond *read_compare(Cursor *cursor, Cond *cond, CompareOp op) {
    static const char *const units[] = {"people", "numbers", "minutes", "hours", "users", "parties", "items", "yen"};
    cond->kind = COND_COMPARE;
    cond->op = op;
    if (op == OP_EQUAL && cursor_sees_kind(cursor, TOKEN_NAME)) {
        cursor_fail(cursor, MSG_RULE_EQUAL_NAME, MSG_RULE_EQUAL_NAME_ADVICE);
        return NULL;
    }
    if (!cursor_number(cursor, &cond->number)) return NULL;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (cursor_take(cursor, units[i])) cond->unit = cursor->line->tokens[cursor->at - 1].text;
    return cond;
}

static Cond *read_time(Cursor *cursor, Cond *cond, CompareOp op) {
    Day day;
    cond->kind = COND_TIME;
    cond->op = op;
    if (!cursor_day(cursor, &day)) return NULL;
    cond->number = day;
    return cond;
}

static bool take_compare(Cursor *cursor, CompareOp *op) {
    static const struct {
        const char *mark;
        CompareOp op;
    } marks[] = {{">", OP_MORE}, {">=", OP_AT_LEAST}, {"<", OP_LESS}, {"<=", OP_AT_MOST}, {"=", OP_EQUAL}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (cursor_take(cursor, marks[i].mark)) {
            *op = marks[i].op;
            return true;
        }
    }
    return false;
}

static Cond *read_test(Cursor *cursor) {
    Cond *cond = cond_new(cursor, COND_YES);
    CompareOp op;
    if (!cursor_name(cursor, &cond->name)) return NULL;
    if (cursor_take(cursor, "is")) return read_is(cursor, cond);
    if (cursor_take(cursor, "in")) return read_values(cursor, cond, true);
    cond->of_set = cursor_take(cursor, "has");
    if (cond->of_set) return read_values(cursor, cond, true);
    if (take_compare(cursor, &op)) return read_compare(cursor, cond, op);
    if (cursor_take(cursor, "before")) return read_time(cursor, cond, OP_BEFORE);
    if (cursor_take(cursor, "after")) return read_time(cursor, cond, OP_AFTER);
    if (!memchr(cond->name.ptr, '.', cond->name.len)) cond->kind = COND_NAME;
    return cond;
}

// --- tests together ------------------------------------------------------------------------------------------------------

static Cond *read_atom(Cursor *cursor) {
    Cond *cond = cond_new(cursor, COND_APPLIES);
    if (cursor_take(cursor, "not")) {
        cond->kind = COND_NOT;
        return cond_parent(cursor->arena, cond, read_atom(cursor));
    }
    if (cursor_take(cursor, "maybe")) {
        cond->kind = COND_MAYBE;
        return cond_parent(cursor->arena, cond, read_atom(cursor));
    }
    if (cursor_take(cursor, "applies")) return cursor_name(cursor, &cond->name) ? cond : NULL;
    if (!cursor_take(cursor, "(")) return read_test(cursor);
    cond = cond_read(cursor);
    return cond && cursor_need(cursor, ")") ? cond : NULL;
}

Cond *cond_read(Cursor *cursor) {
    Cond *first = read_atom(cursor);
    bool all = cursor_sees(cursor, "and");
    if (!first || !(all || cursor_sees(cursor, "or"))) return first;
    CondList children = {0};
    Cond *cond = cond_new(cursor, all ? COND_ALL : COND_ANY);
    cond->place = first->place;
    PUSH(cursor->arena, children, first);
    while (cursor_take(cursor, all ? "and" : "or")) {
        Cond *next = read_atom(cursor);
        if (!next) return NULL;
        PUSH(cursor->arena, children, next);
    }
    if (cursor_sees(cursor, all ? "or" : "and")) {
        cursor_fail(cursor, MSG_RULE_AND_OR, MSG_RULE_AND_OR_ADVICE);
        return NULL;
    }
    cond_adopt(cond, &children);
    return cond;
}

// --- blocks --------------------------------------------------------------------------------------------------------------

static Str read_label(Cursor *cursor) {
    const Line *line = cursor->line;
    Str label = {0};
    if (cursor->at + 1 >= line->count || line->tokens[cursor->at].kind != TOKEN_NAME ||
        line->tokens[cursor->at + 1].kind != TOKEN_MARK || !str_is(line->tokens[cursor->at + 1].text, ":"))
        return label;
    if (memchr(line->tokens[cursor->at].text.ptr, '.', line->tokens[cursor->at].text.len))
        cursor_fail(cursor, MSG_RULE_LABEL_DOT, MSG_RULE_LABEL_DOT_ADVICE);
    label = line->tokens[cursor->at].text;
    cursor->at += 2;
    return label;
}

// `all of`, `any of`, `none of`.
static bool take_group(Cursor *cursor, CondKind *kind) {
    static const struct {
        const char *word;
        CondKind kind;
    } groups[] = {{"all", COND_ALL}, {"any", COND_ANY}, {"none", COND_NONE}};
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        if (cursor_take(cursor, groups[i].word)) {
            *kind = groups[i].kind;
            return cursor_need(cursor, "of");
        }
    }
    return false;
}

static void read_group(Cursor *cursor, Cond *group) {
    CondList children = {0};
    for (const Line *line = cursor->line->children; line; line = line->next) {
        Cursor child = cursor_make(cursor->arena, line, cursor->diags);
        Cond *cond = cond_read_block(&child);
        if (cond)
            PUSH(cursor->arena, children, cond);
        else
            cursor->failed = true;
    }
    if (children.count == 0) cursor_fail(cursor, MSG_RULE_EMPTY_GROUP, MSG_RULE_EMPTY_GROUP_ADVICE);
    cond_adopt(group, &children);
}

Cond *cond_read_block(Cursor *cursor) {
    Cond *cond = cond_new(cursor, COND_ALL);
    Str label = read_label(cursor);
    bool group = !cursor->failed && take_group(cursor, &cond->kind);
    if (!group) cond = cond_read(cursor);
    if (!cond || cursor->failed) return NULL;
    cond->label = label;
    cond->tail = cursor_tail(cursor);
    cursor_end(cursor);
    if (group)
        read_group(cursor, cond);
    else
        cursor_childless(cursor);
    return cursor->failed ? NULL : cond;
}
