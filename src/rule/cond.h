// A condition as written: a tree of tests on facts. Read from tokens, linked to facts and definitions by the checker,
// given a node of the decision program by the compiler; evaluating happens there (program.h), explaining here.
#pragma once

#include "rule/cursor.h"

typedef enum CondKind {
    COND_ALL,
    COND_ANY,
    COND_NONE,    // not any
    COND_NOT,     // one child
    COND_YES,     // a yes/no fact is yes
    COND_HAS,     // a choice is one of, a set has at least one of `values`
    COND_COMPARE, // a count or money fact against `number`
    COND_TIME,    // a time fact: before a day, or on that day and later
    COND_NAME,    // a definition or a label of the same duty
    COND_APPLIES, // another duty applies
    COND_MAYBE,   // unknown counts as yes; one child
} CondKind;

typedef enum CompareOp { OP_MORE, OP_AT_LEAST, OP_LESS, OP_AT_MOST, OP_EQUAL, OP_BEFORE, OP_AFTER } CompareOp;

typedef struct Cond Cond;
struct Cond {
    CondKind kind;
    CompareOp op;
    Place place;
    Str label;   // empty: none
    Str name;    // of the fact, definition, label or duty
    Str *values; // COND_HAS
    bool of_set; // COND_HAS: written with `has`
    uint32_t value_count;
    Str unit;       // COND_COMPARE: as written, empty: none
    int64_t number; // COND_COMPARE: in the fact's unit (after linking); COND_TIME: a Day
    Tail tail;      // its own validity
    Cond **children;
    uint32_t child_count;
    // Linked by the checker:
    int fact;        // index, or -1
    uint64_t mask;   // COND_HAS: bits of the values
    Cond *target;    // COND_NAME: what the name stands for
    int duty;        // COND_APPLIES: index
    int define;      // COND_NAME: index of the definition, or -1 for a label
    uint32_t height; // how many conditions lie below it, one below the other, through names as well
    uint32_t span;   // how many there are in all, each time they are named: what explaining has to walk
    // Given by the compiler:
    uint32_t node;
};

// A condition within a line, up to the first word that cannot belong to it. NULL after a finding.
Cond *cond_read(Cursor *cursor);
// The rest of the line and its children: `[LABEL:] all of` with a condition block a child line, or one condition; a tail.
Cond *cond_read_block(Cursor *cursor);
