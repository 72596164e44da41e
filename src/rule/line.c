// A pack file as a tree of lines, and back: reading with recovery, and the one canonical shape. Knows no block and no
// keyword; the padding of keywords follows from the shape of a line alone.
#include "rule/line.h"
#include "rule/line_lex.h"

enum { INDENT = 2, KEYWORD_COLUMNS = 8 };

typedef struct CommentList {
    Str *items;
    size_t count, room;
} CommentList;

typedef struct Reader {
    Arena *arena;
    const SourceFile *file;
    Diags *diags;
    Line **slots[LIMIT_INDENT + 1]; // where the next line of each level belongs
    int level;                      // of the last line kept; -1: none yet
    int skip;                       // lines deeper than this belong to a wrong line; -1: none
    CommentList above;
    bool gap;
} Reader;

static Place place_at(const Line *line, int column, int length) {
    return (Place){.file = line->file->name, .line_text = line->text, .line = line->number, .column = column, .length = length};
}

Place line_place(const Line *line) {
    if (line->count == 0) return place_at(line, 1, (int)line->text.len);
    const Token *first = &line->tokens[0], *last = &line->tokens[line->count - 1];
    return place_at(line, (int)first->column, (int)(last->column + last->length - first->column));
}

Place line_token_place(const Line *line, uint32_t token) {
    if (token < line->count) return place_at(line, (int)line->tokens[token].column, (int)line->tokens[token].length);
    if (line->count == 0) return line_place(line);
    const Token *last = &line->tokens[line->count - 1];
    return place_at(line, (int)(last->column + last->length), 1);
}

// --- reading -------------------------------------------------------------------------------------------------------------

// The spaces and tabs before a line; a tab is as good as a level until it is refused.
typedef struct Indent {
    size_t bytes, columns;
    bool tabs;
} Indent;

static Indent line_indent(Str text) {
    Indent indent = {0};
    for (; indent.bytes < text.len && (text.ptr[indent.bytes] == ' ' || text.ptr[indent.bytes] == '\t'); indent.bytes++) {
        bool tab = text.ptr[indent.bytes] == '\t';
        indent.columns += tab ? INDENT : 1;
        indent.tabs |= tab;
    }
    return indent;
}

static int indent_fail(Reader *reader, const Line *line, Indent indent, Msg msg, Msg advice) {
    diags_add(reader->diags, (Diag){.msg = msg, .advice = advice, .place = place_at(line, 1, (int)indent.bytes)});
    return -1;
}

// The level of a line with this indentation; -1 after a finding.
static int line_level(Reader *reader, const Line *line, Indent indent) {
    if (indent.tabs) return indent_fail(reader, line, indent, MSG_RULE_TAB, MSG_RULE_TAB_ADVICE);
    if (indent.columns % INDENT != 0) return indent_fail(reader, line, indent, MSG_RULE_ODD_INDENT, MSG_RULE_ODD_INDENT_ADVICE);
    size_t level = indent.columns / INDENT;
    if (level > (size_t)(reader->level + 1) || level >= LIMIT_INDENT)
        return indent_fail(reader, line, indent, MSG_RULE_DEEP_INDENT, MSG_RULE_DEEP_INDENT_ADVICE);
    return (int)level;
}

static void take_above(Reader *reader, Str **comments, uint32_t *count) {
    *comments = reader->above.items;
    *count = (uint32_t)reader->above.count;
    reader->above = (CommentList){0};
}

static void keep_line(Reader *reader, Line line, const LineTokens *tokens) {
    Line *kept = NEW(reader->arena, Line);
    *kept = line;
    kept->count = tokens->count;
    kept->tokens = NEW_ARRAY(reader->arena, Token, tokens->count);
    memcpy(kept->tokens, tokens->items, tokens->count * sizeof *kept->tokens);
    kept->comment = tokens->comment;
    kept->gap = reader->gap;
    take_above(reader, &kept->above, &kept->above_count);
    reader->gap = false;
    *reader->slots[line.level] = kept;
    reader->slots[line.level] = &kept->next;
    reader->slots[line.level + 1] = &kept->children;
    reader->level = line.level;
}

static void read_empty(Reader *reader) {
    if (reader->above.count == 0)
        reader->gap = true;
    else if (reader->above.items[reader->above.count - 1].ptr)
        PUSH(reader->arena, reader->above, STR_NONE);
}

static void read_line(Reader *reader, Line line) {
    LineTokens tokens;
    bool text = line_is_text(&line, reader->diags);
    Indent indent = line_indent(line.text);
    if (text && indent.bytes == line.text.len) {
        read_empty(reader);
        return;
    }
    bool skipped = reader->skip >= 0 && (int)indent.columns > reader->skip;
    bool comment = str_starts(str_slice(line.text, indent.bytes, line.text.len), STR("--"));
    line.level = comment || skipped || !text ? 0 : line_level(reader, &line, indent);
    bool good = text && line.level >= 0 && line_lex(reader->arena, &line, indent.bytes, &tokens, reader->diags);
    if (comment && good) PUSH(reader->arena, reader->above, tokens.comment);
    if (comment || skipped) return;
    reader->skip = good ? -1 : (int)(indent.columns + indent.columns % INDENT);
    if (good) keep_line(reader, line, &tokens);
}

LineTree line_tree_read(Arena *arena, const SourceFile *file, Diags *diags) {
    LineTree tree = {0};
    Reader reader = {.arena = arena, .file = file, .diags = diags, .level = -1, .skip = -1};
    Str rest = file->text, text;
    if (str_starts(rest, STR("\xEF\xBB\xBF"))) // the mark that some editors put first
        rest = str_slice(rest, 3, rest.len);
    reader.slots[0] = &tree.blocks;
    for (int number = 1; rest.len > 0; number++) {
        str_cut(rest, '\n', &text, &rest);
        if (str_ends(text, STR("\r"))) text.len--;
        read_line(&reader, (Line){.file = file, .text = text, .number = number});
    }
    if (reader.above.count > 0 && !reader.above.items[reader.above.count - 1].ptr) reader.above.count--;
    take_above(&reader, &tree.end_comments, &tree.end_comment_count);
    return tree;
}

// --- printing ------------------------------------------------------------------------------------------------------------

bool token_is_mark(const Token *token, const char *mark) {
    return token->kind == TOKEN_MARK && str_is(token->text, mark);
}

static bool is_word(const Token *token, const char *word) {
    return token->kind == TOKEN_NAME && str_is(token->text, word);
}

// Whether these neighbours stand together without a space.
static bool tokens_touch(const Token *left, const Token *right) {
    return token_is_mark(right, ",") || token_is_mark(right, ":") || token_is_mark(right, ")") || token_is_mark(left, "(") ||
           token_is_mark(left, "?") || (left->kind == TOKEN_NUMBER && token_is_mark(right, "..")) ||
           (token_is_mark(left, "..") && right->kind == TOKEN_NUMBER);
}

static void print_string(Buf *out, Str text) {
    buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"' || text.ptr[i] == '\\') buf_char(out, '\\');
        buf_char(out, text.ptr[i]);
    }
    buf_char(out, '"');
}

static void print_comment(Buf *out, Str comment) {
    buf_puts(out, "--");
    if (comment.len > 0 && comment.ptr[0] != ' ' && comment.ptr[0] != '-' && comment.ptr[0] != '\t') buf_char(out, ' ');
    buf_put(out, comment);
}

// A keyword is a plain word that opens a line and has something behind it; conditions have none.
static bool has_keyword(const Line *line, bool condition) {
    return !condition && line->level > 0 && line->count > 1 && line->tokens[0].kind == TOKEN_NAME &&
           line->tokens[1].kind != TOKEN_MARK && memchr(line->tokens[0].text.ptr, '.', line->tokens[0].text.len) == NULL;
}

static void print_tokens(Buf *out, const Line *line, bool condition) {
    for (uint32_t i = 0; i < line->count; i++) {
        const Token *token = &line->tokens[i];
        if (i == 1 && has_keyword(line, condition) && token[-1].text.len < KEYWORD_COLUMNS)
            buf_spaces(out, KEYWORD_COLUMNS - token[-1].text.len);
        else if (i > 0 && !tokens_touch(token - 1, token))
            buf_char(out, ' ');
        if (token->kind == TOKEN_STRING)
            print_string(out, token->text);
        else
            buf_put(out, token->text);
    }
}

static void print_above(Buf *out, const Str *comments, uint32_t count, size_t indent) {
    for (uint32_t i = 0; i < count; i++) {
        if (comments[i].ptr) {
            buf_spaces(out, indent);
            print_comment(out, comments[i]);
        }
        buf_char(out, '\n');
    }
}

// Lines below one of these are conditions.
static bool opens_condition(const Line *line) {
    static const char *const words[] = {"when", "unless", "derive", "good"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_word(&line->tokens[0], words[i])) return true;
    return false;
}

static void print_lines(Buf *out, const Line *first, bool condition) {
    for (const Line *line = first; line; line = line->next) {
        size_t indent = (size_t)line->level * INDENT;
        if (line != first && (line->gap || line->level == 0)) buf_char(out, '\n');
        print_above(out, line->above, line->above_count, indent);
        buf_spaces(out, indent);
        print_tokens(out, line, condition);
        if (line->comment.ptr) {
            buf_puts(out, "  ");
            print_comment(out, line->comment);
        }
        buf_char(out, '\n');
        print_lines(out, line->children, condition || opens_condition(line));
    }
}

void line_tree_print(Buf *out, const LineTree *tree) {
    print_lines(out, tree->blocks, false);
    if (tree->blocks && tree->end_comment_count > 0) buf_char(out, '\n');
    print_above(out, tree->end_comments, tree->end_comment_count, 0);
}
