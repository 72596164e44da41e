// Cuts one line into tokens. Knows characters, not meaning: which words there are is no matter of this file.
#include "rule/line_lex.h"
#include "base/utf8.h"

typedef struct Lexer {
    Arena *arena;
    const Line *line;
    Str text;
    size_t at;
    Diags *diags;
} Lexer;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char peek(const Lexer *lexer, size_t ahead) {
    return lexer->at + ahead < lexer->text.len ? lexer->text.ptr[lexer->at + ahead] : '\0';
}

static bool at_comment(const Lexer *lexer) {
    return peek(lexer, 0) == '-' && peek(lexer, 1) == '-';
}

static bool lex_fail(Lexer *lexer, Msg msg, Msg advice, size_t from, size_t length) {
    Str wrong = str_slice(lexer->text, from, from + length);
    Place place = line_place(lexer->line);
    place.column = (int)from + 1;
    place.length = (int)length;
    diags_add(lexer->diags, (Diag){.msg = msg, .advice = advice, .args = {wrong}, .place = place});
    return false;
}

// Letters, digits, "_" and "-", up to anything else or a comment.
static void skip_word(Lexer *lexer) {
    while ((is_letter(peek(lexer, 0)) || is_digit(peek(lexer, 0)) || peek(lexer, 0) == '_' || peek(lexer, 0) == '-') &&
           !at_comment(lexer))
        lexer->at++;
}

static void lex_name(Lexer *lexer) {
    skip_word(lexer);
    while (peek(lexer, 0) == '.' && (is_letter(peek(lexer, 1)) || is_digit(peek(lexer, 1)))) {
        lexer->at++;
        skip_word(lexer);
    }
}

static bool is_number(Str word) {
    for (size_t i = 0; i < word.len; i++)
        if (!is_digit(word.ptr[i]) && word.ptr[i] != '_') return false;
    return true;
}

static bool begins_like_day(Str word) {
    return word.len >= 5 && word.ptr[4] == '-' && !memchr(word.ptr, '-', 4);
}

// Numbers with "-" between them. What begins like a day is meant as one.
static bool is_part(Str word) {
    if (begins_like_day(word)) return false;
    for (size_t i = 0; i < word.len; i++) {
        bool joins = word.ptr[i] == '-' && i + 1 < word.len && is_digit(word.ptr[i + 1]);
        if (!is_digit(word.ptr[i]) && !joins) return false;
    }
    return true;
}

static bool is_minute(Str word) {
    Day day;
    const char *clock = word.ptr + 11;
    return word.len == 16 && day_parse(str_slice(word, 0, 10), &day) && word.ptr[10] == 'T' && clock[2] == ':' &&
           is_digit(clock[0]) && is_digit(clock[1]) && is_digit(clock[3]) && is_digit(clock[4]) &&
           (clock[0] - '0') * 10 + clock[1] - '0' < 24 && clock[3] < '6';
}

// How far "1,000" goes, where people group digits; 0: the number at hand ends without a comma and three digits behind it.
static size_t grouped_length(const Lexer *lexer) {
    size_t length = 0;
    while (peek(lexer, length) == ',' && is_digit(peek(lexer, length + 1)) && is_digit(peek(lexer, length + 2)) &&
           is_digit(peek(lexer, length + 3)) && !is_digit(peek(lexer, length + 4)))
        length += 4;
    return length;
}

// A number, a day, a minute or the number of an item: all begin with a digit.
static bool lex_digits(Lexer *lexer, TokenKind *kind) {
    size_t from = lexer->at;
    Day day;
    skip_word(lexer);
    Str word = str_slice(lexer->text, from, lexer->at);
    if (word.len > 10 && word.ptr[4] == '-' && word.ptr[10] == 'T' && peek(lexer, 0) == ':') {
        for (; peek(lexer, 0) == ':'; skip_word(lexer)) lexer->at++;
        word = str_slice(lexer->text, from, lexer->at);
        *kind = TOKEN_TIME;
        return is_minute(word) || lex_fail(lexer, MSG_RULE_BAD_TIME, MSG_RULE_BAD_TIME_ADVICE, from, word.len);
    }
    if (is_number(word)) {
        *kind = TOKEN_NUMBER;
        size_t grouped = word.len <= 3 ? grouped_length(lexer) : 0;
        lexer->at += grouped;
        return grouped == 0 || lex_fail(lexer, MSG_RULE_COMMA_NUMBER, MSG_RULE_COMMA_NUMBER_ADVICE, from, word.len + grouped);
    }
    *kind = TOKEN_DATE;
    if (day_parse(word, &day)) return true;
    if (is_part(word)) {
        *kind = TOKEN_PART;
        return true;
    }
    bool dated = begins_like_day(word);
    return lex_fail(lexer, dated ? MSG_RULE_BAD_DATE : MSG_RULE_BAD_NUMBER,
                    dated ? MSG_RULE_BAD_DATE_ADVICE : MSG_RULE_BAD_NUMBER_ADVICE, from, word.len);
}

static bool lex_string(Lexer *lexer, Str *out) {
    size_t from = lexer->at++, escapes = 0;
    for (; peek(lexer, 0) != '"'; lexer->at++) {
        if (lexer->at >= lexer->text.len)
            return lex_fail(lexer, MSG_RULE_OPEN_STRING, MSG_RULE_OPEN_STRING_ADVICE, from, lexer->text.len - from);
        if (peek(lexer, 0) != '\\') continue;
        if (peek(lexer, 1) != '"' && peek(lexer, 1) != '\\')
            return lex_fail(lexer, MSG_RULE_BAD_ESCAPE, MSG_RULE_BAD_ESCAPE_ADVICE, lexer->at, 1);
        lexer->at++;
        escapes++;
    }
    *out = str_slice(lexer->text, from + 1, lexer->at++);
    if (escapes == 0) return true;
    char *plain = arena_array(lexer->arena, out->len, 1);
    size_t len = 0;
    for (size_t i = 0; i < out->len; i++) {
        i += out->ptr[i] == '\\';
        plain[len++] = out->ptr[i];
    }
    *out = (Str){plain, len};
    return true;
}

// Signs that belong to no token: most often typed with a Japanese keyboard.
static bool lex_stranger(Lexer *lexer) {
    size_t end = lexer->at;
    int32_t point = utf8_next(lexer->text, &end);
    size_t length = end - lexer->at;
    if (point == '\t') return lex_fail(lexer, MSG_RULE_TAB, MSG_RULE_TAB_ADVICE, lexer->at, length);
    if (point == 0x3000) return lex_fail(lexer, MSG_RULE_WIDE_SPACE, MSG_RULE_WIDE_SPACE_ADVICE, lexer->at, length);
    if (point > 0x7F) return lex_fail(lexer, MSG_RULE_WIDE_SIGN, MSG_RULE_WIDE_SIGN_ADVICE, lexer->at, length);
    return lex_fail(lexer, MSG_RULE_BAD_SIGN, MSG_RULE_BAD_SIGN_ADVICE, lexer->at, length);
}

static bool lex_mark(Lexer *lexer) {
    char c = peek(lexer, 0), next = peek(lexer, 1);
    if ((c == '!' && next == '=') || (c == '.' && next == '.') || ((c == '<' || c == '>') && next == '=')) {
        lexer->at += 2;
        return true;
    }
    if (c == '\0' || !strchr("=<>,:()+?", c)) return lex_stranger(lexer);
    lexer->at++;
    return true;
}

static bool lex_token(Lexer *lexer, Token *token) {
    size_t from = lexer->at;
    bool read = true;
    *token = (Token){.kind = TOKEN_NAME};
    if (is_letter(peek(lexer, 0))) {
        lex_name(lexer);
    } else if (is_digit(peek(lexer, 0))) {
        read = lex_digits(lexer, &token->kind);
    } else if (peek(lexer, 0) == '"') {
        token->kind = TOKEN_STRING;
        read = lex_string(lexer, &token->text);
    } else {
        token->kind = TOKEN_MARK;
        read = lex_mark(lexer);
    }
    if (token->kind != TOKEN_STRING) token->text = str_slice(lexer->text, from, lexer->at);
    token->column = (uint32_t)from + 1;
    token->length = (uint32_t)(lexer->at - from);
    return read;
}

// Spaces at the end mean nothing; what stands before the comment's first word is its author's.
static Str comment_text(Str text) {
    while (text.len > 0 && (text.ptr[text.len - 1] == ' ' || text.ptr[text.len - 1] == '\t')) text.len--;
    return text;
}

bool line_lex(Arena *arena, const Line *line, size_t from, LineTokens *out, Diags *diags) {
    Lexer lexer = {.arena = arena, .line = line, .text = line->text, .at = from, .diags = diags};
    out->count = 0;
    out->comment = STR_NONE;
    while (lexer.at < lexer.text.len) {
        if (peek(&lexer, 0) == ' ') {
            lexer.at++;
            continue;
        }
        if (at_comment(&lexer)) {
            out->comment = comment_text(str_slice(lexer.text, lexer.at + 2, lexer.text.len));
            return true;
        }
        if (out->count == LIMIT_LINE_TOKENS)
            return lex_fail(&lexer, MSG_RULE_LONG_LINE, MSG_RULE_LONG_LINE_ADVICE, lexer.at, 1);
        if (!lex_token(&lexer, &out->items[out->count])) return false;
        out->count++;
    }
    return true;
}

static bool is_control(char c) {
    return ((unsigned char)c < ' ' && c != '\t') || c == 0x7F;
}

bool line_is_text(Line *line, Diags *diags) {
    Lexer lexer = {.line = line, .diags = diags};
    size_t valid = utf8_valid_prefix(line->text), at = 0;
    while (at < valid && !is_control(line->text.ptr[at])) at++;
    if (at == line->text.len) return true;
    line->text.len = at;
    if (at < valid) return lex_fail(&lexer, MSG_RULE_CONTROL, MSG_RULE_CONTROL_ADVICE, at, 1);
    return lex_fail(&lexer, MSG_RULE_BAD_UTF8, MSG_RULE_BAD_UTF8_ADVICE, at, 1);
}
