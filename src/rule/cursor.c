// Token by token through one line of a pack. What may stand where is said by the readers of the blocks; the words of the
// findings are chosen here, so that they are the same everywhere.
#include "rule/cursor.h"

Cursor cursor_make(Arena *arena, const Line *line, Diags *diags) {
    return (Cursor){.arena = arena, .diags = diags, .line = line};
}

bool cursor_done(const Cursor *cursor) {
    return cursor->at >= cursor->line->count;
}

bool cursor_sees_kind(const Cursor *cursor, TokenKind kind) {
    return !cursor_done(cursor) && cursor->line->tokens[cursor->at].kind == kind;
}

bool cursor_sees(const Cursor *cursor, const char *word) {
    return (cursor_sees_kind(cursor, TOKEN_NAME) || cursor_sees_kind(cursor, TOKEN_MARK)) &&
           str_is(cursor->line->tokens[cursor->at].text, word);
}

bool cursor_take(Cursor *cursor, const char *word) {
    bool seen = cursor_sees(cursor, word);
    cursor->at += seen;
    return seen;
}

Place cursor_place(const Cursor *cursor) {
    return line_token_place(cursor->line, cursor->at);
}

// What stands at the cursor, as written in the file; the last word when the line is over.
static Str cursor_text(const Cursor *cursor) {
    const Line *line = cursor->line;
    if (line->count == 0) return line->text;
    const Token *token = &line->tokens[cursor_done(cursor) ? line->count - 1 : cursor->at];
    return str_slice(line->text, token->column - 1, token->column - 1 + token->length);
}

static bool cursor_report(Cursor *cursor, Msg msg, Msg advice, Str wanted) {
    if (!cursor->failed)
        diags_add(cursor->diags,
                  (Diag){.msg = msg, .advice = advice, .args = {cursor_text(cursor), wanted}, .place = cursor_place(cursor)});
    cursor->failed = true;
    return false;
}

bool cursor_fail(Cursor *cursor, Msg msg, Msg advice) {
    return cursor_report(cursor, msg, advice, STR_NONE);
}

bool cursor_need(Cursor *cursor, const char *word) {
    return cursor_take(cursor, word) ||
           cursor_report(cursor, cursor_done(cursor) ? MSG_RULE_NEED_WORD_AT_END : MSG_RULE_NEED_WORD, MSG_NONE,
                         str_from(word));
}

static bool cursor_token(Cursor *cursor, TokenKind kind, Msg msg, Msg advice) {
    if (!cursor_sees_kind(cursor, kind)) return cursor_fail(cursor, msg, advice);
    cursor->at++;
    return true;
}

static Str token_before(const Cursor *cursor) {
    return cursor->line->tokens[cursor->at - 1].text;
}

bool cursor_name(Cursor *cursor, Str *out) {
    if (!cursor_token(cursor, TOKEN_NAME, MSG_RULE_NEED_NAME, MSG_RULE_NEED_NAME_ADVICE)) return false;
    *out = token_before(cursor);
    return true;
}

bool cursor_value(Cursor *cursor, Str *out) {
    TokenKind kind = cursor_sees_kind(cursor, TOKEN_NUMBER) ? TOKEN_NUMBER : TOKEN_NAME;
    if (!cursor_token(cursor, kind, MSG_RULE_NEED_VALUE, MSG_RULE_NEED_VALUE_ADVICE)) return false;
    *out = token_before(cursor);
    return true;
}

bool cursor_string(Cursor *cursor, Str *out) {
    if (!cursor_token(cursor, TOKEN_STRING, MSG_RULE_NEED_STRING, MSG_RULE_NEED_STRING_ADVICE)) return false;
    *out = token_before(cursor);
    if (out->len > 0) return true;
    cursor->at--;
    return cursor_fail(cursor, MSG_RULE_EMPTY_STRING, MSG_RULE_EMPTY_STRING_ADVICE);
}

bool cursor_day(Cursor *cursor, Day *out) {
    return cursor_token(cursor, TOKEN_DATE, MSG_RULE_NEED_DATE, MSG_RULE_NEED_DATE_ADVICE) &&
           day_parse(token_before(cursor), out);
}

bool cursor_number(Cursor *cursor, int64_t *out) {
    char digits[20];
    size_t count = 0;
    if (!cursor_sees_kind(cursor, TOKEN_NUMBER)) return cursor_fail(cursor, MSG_RULE_NEED_NUMBER, MSG_RULE_NEED_NUMBER_ADVICE);
    Str text = cursor->line->tokens[cursor->at].text;
    for (size_t i = 0; i < text.len && count < sizeof digits; i++)
        if (text.ptr[i] != '_') digits[count++] = text.ptr[i];
    if (count == sizeof digits || !str_int((Str){digits, count}, out))
        return cursor_fail(cursor, MSG_RULE_LARGE_NUMBER, MSG_NONE);
    cursor->at++;
    return true;
}

bool cursor_small(Cursor *cursor, int *out) {
    int64_t number;
    if (!cursor_number(cursor, &number)) return false;
    if (number < 1 || number > 9999) {
        cursor->at--;
        return cursor_fail(cursor, MSG_RULE_SMALL_NUMBER, MSG_NONE);
    }
    *out = (int)number;
    return true;
}

// "yes, no": for advice.
static Str words_listed(Arena *arena, const char *const *words, int count) {
    Buf list = buf_make(arena, 4096);
    for (int i = 0; i < count; i++) {
        buf_puts(&list, i > 0 ? ", " : "");
        buf_puts(&list, words[i]);
    }
    return buf_str(&list);
}

bool cursor_choice(Cursor *cursor, const char *const *words, int count, int *out) {
    for (int i = 0; i < count; i++) {
        if (cursor_take(cursor, words[i])) {
            *out = i;
            return true;
        }
    }
    return cursor_report(cursor, MSG_RULE_NEED_CHOICE, MSG_RULE_NEED_CHOICE_ADVICE, words_listed(cursor->arena, words, count));
}

bool cursor_grade(Cursor *cursor, Grade *out) {
    static const char *const grades[] = {"A", "B", "C", "D"};
    int grade;
    if (!cursor_choice(cursor, grades, 4, &grade)) return false;
    *out = (Grade)(GRADE_A + grade);
    return true;
}

bool cursor_names(Cursor *cursor, NameReader *read, Str **names, uint32_t *count) {
    NameList list = {0};
    do {
        Str name;
        if (!read(cursor, &name)) return false;
        PUSH(cursor->arena, list, name);
    } while (cursor_take(cursor, ","));
    *names = list.items;
    *count = (uint32_t)list.count;
    return true;
}

static void tail_from(Cursor *cursor, Tail *tail) {
    tail->from_stated = true;
    if (!cursor_take(cursor, "open")) cursor_day(cursor, &tail->from);
}

Tail cursor_tail(Cursor *cursor) {
    Tail tail = {.from = DAY_NONE, .until = DAY_NONE};
    if (cursor_take(cursor, "from")) tail_from(cursor, &tail);
    if (cursor_take(cursor, "until")) tail.until_stated = cursor_day(cursor, &tail.until);
    if (tail.from != DAY_NONE && tail.until != DAY_NONE && tail.from > tail.until) {
        cursor->at--;
        cursor_fail(cursor, MSG_RULE_BACKWARD, MSG_RULE_BACKWARD_ADVICE);
    }
    if (cursor_take(cursor, "grade")) cursor_grade(cursor, &tail.grade);
    if (cursor_take(cursor, "source")) cursor_names(cursor, cursor_name, &tail.sources, &tail.source_count);
    return tail;
}

Statement cursor_statement(Cursor *cursor) {
    Statement statement = {.place = cursor_place(cursor)};
    cursor_string(cursor, &statement.text);
    statement.tail = cursor_tail(cursor);
    return statement;
}

void cursor_end(Cursor *cursor) {
    if (cursor->failed || cursor_done(cursor)) return;
    static const char *const tail[] = {"from", "until", "grade", "source"};
    for (size_t i = 0; i < sizeof tail / sizeof *tail; i++) {
        if (cursor_sees(cursor, tail[i])) {
            cursor_fail(cursor, MSG_RULE_TAIL_ORDER, MSG_RULE_TAIL_ORDER_ADVICE);
            return;
        }
    }
    cursor_fail(cursor, MSG_RULE_LEFT_OVER, MSG_RULE_LEFT_OVER_ADVICE);
}

void cursor_childless(Cursor *cursor) {
    if (cursor->failed || !cursor->line->children) return;
    Cursor child = cursor_make(cursor->arena, cursor->line->children, cursor->diags);
    cursor->failed = !cursor_fail(&child, MSG_RULE_NO_CHILDREN, MSG_RULE_NO_CHILDREN_ADVICE);
}

static const Keyword *keyword_find(const Cursor *cursor, const Keyword *keywords, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (cursor_sees(cursor, keywords[i].word)) return &keywords[i];
    return NULL;
}

static void unknown_keyword(Cursor *cursor, const Keyword *keywords, size_t count) {
    Str *names = NEW_ARRAY(cursor->arena, Str, count);
    for (size_t i = 0; i < count; i++) names[i] = str_from(keywords[i].word);
    int nearest = str_nearest(cursor->line->tokens[0].text, names, count);
    cursor_report(cursor, MSG_RULE_UNKNOWN_LINE, nearest < 0 ? MSG_RULE_UNKNOWN_LINE_ADVICE : MSG_RULE_NEAREST,
                  nearest < 0 ? STR("") : names[nearest]);
}

void cursor_children(const Cursor *cursor, const Keyword *keywords, size_t count, void *block,
                     void (*other)(Cursor *cursor, void *block)) {
    uint64_t seen = 0;
    for (const Line *line = cursor->line->children; line; line = line->next) {
        Cursor child = cursor_make(cursor->arena, line, cursor->diags);
        const Keyword *keyword = keyword_find(&child, keywords, count);
        if (keyword) {
            uint64_t bit = UINT64_C(1) << (keyword - keywords);
            if (seen & bit && keyword->shape & LINE_ONCE) cursor_fail(&child, MSG_RULE_LINE_TWICE, MSG_RULE_LINE_TWICE_ADVICE);
            seen |= bit;
            child.at++;
            keyword->read(&child, block);
        } else if (other) {
            other(&child, block);
        } else {
            unknown_keyword(&child, keywords, count);
        }
        cursor_end(&child);
        if (!keyword || !(keyword->shape & LINE_CHILDREN)) cursor_childless(&child);
    }
}
