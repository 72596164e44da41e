// A form answered from one incident: values only, ready for any output. Nothing of a class the form does not allow is in it.
#pragma once

#include "form/form.h"

// A blank form has no ITEM_FILLED and no ITEM_NONE. ITEM_FIXED: the form's own words, which nobody answers.
typedef enum ItemState { ITEM_FILLED, ITEM_UNKNOWN, ITEM_NONE, ITEM_HAND, ITEM_FIXED } ItemState;

typedef struct Tick {
    Str words;
    Tri checked; // unknown: neither
} Tick;

typedef struct FilledItem {
    const Item *item;
    ItemState state;
    Str text;    // BIND_FACT, BIND_TEXT
    Tick *ticks; // BIND_TICKS, BIND_LABELS
    uint32_t tick_count;
    Str *rows; // BIND_ROWS
    uint32_t row_count;
    bool needed;  // unknown, and must be known at this stage
    bool changed; // differs from the previous filing
    Str before;   // what the previous filing said, in words
} FilledItem;

typedef struct FilledSection {
    const Section *section;
    FilledItem *items; // those of this stage and day; never none
    uint32_t item_count;
} FilledSection;

typedef struct FilledForm {
    const Form *form;
    const Book *book; // for the words of what is asked
    Lang lang;
    Stage stage;
    Str to;          // recipients in words; empty: not known
    int *to_windows; // the same as indexes in the book
    uint32_t to_count;
    Moment at; // of preparing
    Str receipt, previous_receipt;
    Moment previous_at; // MOMENT_NONE: not known
    bool follows;       // there was a filing before; `changed` and `before` say what differs if its facts were given
    bool blank;         // to be filled in by hand: no answers
    FilledSection *sections;
    uint32_t section_count;
    uint32_t filled, unknown, none; // items
    uint32_t needed;                // of the unknown ones
    int *ask;                       // facts still missing: those of needed items, then the others, in the order of the form
    uint32_t ask_count, ask_needed; // how many, and how many of them are for needed items
    Str pack;                       // "jp 2026-11 (hash)"
} FilledForm;

typedef struct FillRequest {
    Stage stage;
    Moment at;
    Str receipt, previous_receipt;
    Moment previous_at;       // MOMENT_NONE: not known
    const Window *to;         // the one recipient that this copy is for; NULL: whoever the form and its duties name
    const Decision *previous; // answers of the previous filing, to mark what changed; NULL: none
    bool blank;
    Str pack;
    Lang lang;
} FillRequest;

FilledForm fill_form(Arena *arena, const Form *form, const Decision *decision, const FillRequest *request);
// The facts that these forms still lack, each once: needed ones first (`needed`: how many), in the order in which they come;
// `facts` has room for all of the book.
uint32_t fill_ask(const FilledForm *forms, uint32_t count, int *facts, uint32_t *needed);
