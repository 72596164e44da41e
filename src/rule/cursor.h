// Reading one line, token by token. After its first finding a cursor is quiet: one wrong line is one finding.
#pragma once

#include "rule/line.h"
#include "rule/term.h"

typedef struct Cursor {
    Arena *arena;
    Diags *diags;
    const Line *line;
    uint32_t at; // next token
    bool failed;
} Cursor;

Cursor cursor_make(Arena *arena, const Line *line, Diags *diags);
bool cursor_done(const Cursor *cursor);
bool cursor_sees_kind(const Cursor *cursor, TokenKind kind);
bool cursor_sees(const Cursor *cursor, const char *word); // a name or a mark
bool cursor_take(Cursor *cursor, const char *word);
Place cursor_place(const Cursor *cursor); // of the next token

// A finding at the next token, with that token as argument {0}. Always false.
bool cursor_fail(Cursor *cursor, Msg msg, Msg advice);
// These report what they miss and return false.
bool cursor_need(Cursor *cursor, const char *word);
bool cursor_name(Cursor *cursor, Str *out);
bool cursor_value(Cursor *cursor, Str *out); // a name or a number: a value of a choice or set
bool cursor_string(Cursor *cursor, Str *out);
bool cursor_day(Cursor *cursor, Day *out);
bool cursor_number(Cursor *cursor, int64_t *out);
bool cursor_small(Cursor *cursor, int *out); // 1 to 9999
bool cursor_choice(Cursor *cursor, const char *const *words, int count, int *out);
bool cursor_grade(Cursor *cursor, Grade *out);

typedef struct NameList {
    Str *items;
    size_t count, room;
} NameList;

typedef bool NameReader(Cursor *cursor, Str *out);                                 // cursor_name, cursor_value
bool cursor_names(Cursor *cursor, NameReader *read, Str **names, uint32_t *count); // with commas between them

// `from DATE`, `from open`, `until DATE`, `grade A`, `source ID, ID`: in this order, each at most once.
Tail cursor_tail(Cursor *cursor);
Statement cursor_statement(Cursor *cursor); // "words" TAIL

// What the first word of a line means, in one kind of block.
typedef enum LineShape {
    LINE_MANY = 0,
    LINE_ONCE = 1,     // at most one in a block
    LINE_CHILDREN = 2, // has lines below it, which `read` looks at itself
} LineShape;

typedef struct Keyword {
    const char *word;
    void (*read)(Cursor *cursor, void *block);
    LineShape shape;
} Keyword;

#define KEYWORD_COUNT(keywords) (sizeof(keywords) / sizeof *(keywords))

// Every child line of the cursor's line by its first word. `other` reads lines without a known word; NULL: there are none.
void cursor_children(const Cursor *cursor, const Keyword *keywords, size_t count, void *block,
                     void (*other)(Cursor *cursor, void *block));
// Nothing may be left on the line; and nothing below it.
void cursor_end(Cursor *cursor);
void cursor_childless(Cursor *cursor);
