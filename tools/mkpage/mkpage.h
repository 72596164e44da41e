// What the parts of mkpage share: pages as their heads say them, and one page on its way to C. Its memory is never given back:
// the program ends in a moment.
#pragma once

#include "../make/make.h"

#include <stdbool.h>

enum { NAME = 64, DEPTH = 16, PREFIX = 12, PATH_PARTS = 4, EXPRESSION = 512, PLACES = 3 };

typedef enum Type { TEXT, WORD, MARKUP, NUMBER, FLAG, TYPES, LIST = TYPES, VIEW } Type;

typedef struct Shape Shape;
typedef struct Field {
    char name[NAME], shape_name[NAME]; // of a list or view
    Type type;
    Shape *shape; // linked
    struct Field *next;
} Field;

typedef struct Page Page;
struct Shape {
    char name[NAME], c[2 * NAME + 8];
    Page *page;
    Field *fields;
    int line;
    enum { UNSEEN, BEGUN, WRITTEN } order; // while the structs are put in order
    Shape *next;
};

struct Page {
    char name[NAME], frame_name[NAME];
    Page *frame; // linked
    const char *file, *body;
    int line, body_line, bodies; // `bodies`: how often it says {% body %}
    bool posts, is_included;     // it has a form that is sent by POST; another page shows it
    Shape *view, *items;
    Page *next;
};

typedef struct Word {
    char *key;
    int places;
} Word;

typedef struct House {
    Page *pages;
    Word *words;
    size_t word_count, word_room;
    const char *file;
    int line, errors;
} House;

// Where in HTML the next character stands.
typedef enum Where {
    IN_TEXT,
    IN_NAME,
    IN_TAG,
    IN_ATTRIBUTE,
    BEFORE_VALUE,
    IN_VALUE,
    IN_PLAIN,
    IN_SCRIPT,
    IN_DECLARATION
} Where;

typedef struct Context {
    Where where;
    char quote, tag[NAME], attribute[NAME], prefix[PREFIX]; // `prefix`: how the value begins
    bool closing, cut;  // `cut`: a name was ended by a directive, so the next character may not go on with it
    bool posts, hidden; // a form that is sent by POST; a field that nobody sees
} Context;

typedef struct Scope { // an open `if` or `each`
    bool each, has_else;
    char name[NAME], c[2 * NAME];
    const Shape *shape;
    Context before, after_if;
    int line;
} Scope;

typedef struct Made { // one page on its way to C
    House *house;
    Page *page;
    FILE *out;
    Context at;
    Scope scopes[DEPTH];
    int depth, variables;
    bool token_due; // a form that is sent has just begun
    char *literal;
    size_t length, room;
} Made;

// main.c
void fail(House *house, const char *format, ...) __attribute__((format(printf, 2, 3)));

// head.c: names and what pages take
bool is_space(char c);
void skip_space(House *house, const char **at);
bool take_name(House *house, const char **at, char name[NAME]);
bool take(House *house, const char **at, const char *mark);
Page *find_page(const House *house, const char *name);
const Word *find_word(const House *house, const char *key);
Field *find_field(const Shape *shape, const char *name);
void read_words(House *house, const char *path);
void read_page(House *house, const char *path);
void link_page(House *house, Page *page);

// html.c: what each character does to the context
void append_to(Made *made, char *name, size_t room, char c);
void cut_name(Made *made); // before a directive
bool is_one_of(const char *name, const char *const *names);
void flush_literal(Made *made);
const char *put_character(Made *made, const char *at);

// body.c
void put_page(FILE *out, House *house, Page *page);
void check_forms(House *house); // when all are put
