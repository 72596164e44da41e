// A pack file as a tree of lines: the only syntax there is. Indentation makes children; every line is a row of tokens with
// an optional comment. What a line means is read elsewhere (book.h); the formatter works on this tree alone, so it cannot
// lose a comment.
#pragma once

#include "base/clock.h"
#include "base/diag.h"
#include "base/err.h"

// TOKEN_PART: "1-2", as the items of a paper are numbered.
typedef enum TokenKind { TOKEN_NAME, TOKEN_NUMBER, TOKEN_PART, TOKEN_DATE, TOKEN_TIME, TOKEN_STRING, TOKEN_MARK } TokenKind;

typedef struct Token {
    TokenKind kind;
    Str text;        // as written; TOKEN_STRING: what is between the quotes, unescaped
    uint32_t column; // from 1, bytes
    uint32_t length; // bytes in the source, quotes included
} Token;

bool token_is_mark(const Token *token, const char *mark);

typedef struct SourceFile {
    Str name; // as the user named it
    Str text;
} SourceFile;

typedef struct Line Line;
struct Line {
    const SourceFile *file;
    Str text;   // as written, without the end of line
    int number; // from 1
    int level;  // of indentation: 0 at the margin
    Token *tokens;
    uint32_t count;
    Str comment; // behind the tokens, without "--"; ptr NULL: none
    Str *above;  // whole-line comments before this line, without "--"; ptr NULL: an empty line between them
    uint32_t above_count;
    bool gap;       // an empty line stands before it (or before its comments)
    Line *children; // first child
    Line *next;     // next sibling
};

typedef struct LineTree {
    Line *blocks;      // lines at the margin
    Str *end_comments; // comments after the last line, as in `above`
    uint32_t end_comment_count;
} LineTree;

// Reads on after errors: each wrong line gives its own finding and is left out of the tree.
LineTree line_tree_read(Arena *arena, const SourceFile *file, Diags *diags);
// The one canonical shape of a tree that was read without errors. Reading and printing it again gives the same bytes.
void line_tree_print(Buf *out, const LineTree *tree);

Place line_place(const Line *line);                       // of the whole line
Place line_token_place(const Line *line, uint32_t token); // of one token; behind the last one: the end of the line
