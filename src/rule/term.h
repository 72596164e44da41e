// Small things that many blocks of a pack share: days of validity, grades, sources, texts in several languages.
#pragma once

#include "base/clock.h"
#include "base/diag.h"

typedef enum Grade { GRADE_NONE, GRADE_A, GRADE_B, GRADE_C, GRADE_D } Grade;

// Words in every language; Japanese stands in the block itself, the others come from `words` blocks.
typedef struct Text {
    Str in[LANG_COUNT];
} Text;

// The tail of a line: when it is valid, how well it is known, where it is from.
typedef struct Tail {
    Day from, until; // both included; DAY_NONE: open
    bool from_stated, until_stated;
    Grade grade;
    Str *sources; // ids
    uint32_t source_count;
} Tail;

typedef struct Statement { // a sentence with its ground: basis, note, step ...
    Str text;
    Tail tail;
    Place place;
} Statement;

typedef struct StatementList {
    Statement *items;
    size_t count, room;
} StatementList;

// The words in this language; Japanese where they are missing.
Str text_in(const Text *text, Lang lang);
bool tail_holds(const Tail *tail, Day day);
char grade_letter(Grade grade); // 'A'..'D', '-' for none
Str grade_text(Arena *arena, Grade grade);
