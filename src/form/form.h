// Forms as data: what a recipient's paper asks, item by item, bound to facts. Reading them is form_read.c, tying their names
// to what they name form_link.c, finding what is wrong with them form_check.c, answering them fill.c.
#pragma once

#include "rule/decision.h"

// Who reads it, which decides what is said besides the answers.
typedef enum PaperKind {
    PAPER_REPORT, // an authority or a contract partner: grounds, grades, what is still open
    PAPER_SCRIPT, // read aloud or worked through: boxes, but nothing of how it was made
    PAPER_LETTER, // those whom it concerns: nothing but what is said to them
} PaperKind;

typedef enum BindingKind {
    BIND_NONE,
    BIND_FACT,   // the value of one fact in words
    BIND_TEXT,   // a text with {facts} in it
    BIND_TICKS,  // boxes: values of a fact
    BIND_LABELS, // boxes: labels of a duty
    BIND_ROWS,   // one row per entry of a `many` fact
    BIND_HAND,   // lines to be written by hand
} BindingKind;

// What is known of the report itself.
typedef enum ReportFact {
    REPORT_AT,
    REPORT_STAGE,
    REPORT_TO,
    REPORT_RECEIPT,
    REPORT_PREVIOUS_AT,
    REPORT_PREVIOUS_RECEIPT,
    REPORT_NEW,
    REPORT_FACT_COUNT,
} ReportFact;

// A linked fact is its index in the book, or one of these.
enum { BOUND_NONE = -1, BOUND_REPORT = -2 }; // a report fact: BOUND_REPORT - its ReportFact

typedef struct TextPart { // of a text with {facts} in it: words, or a fact
    Str text;             // the words; of a fact its name
    int fact;             // linked; BOUND_NONE: words
} TextPart;

typedef struct Item {
    Str number; // as the recipient numbers it
    Str title, law, prompt;
    BindingKind kind;
    Str binding;     // fact, or the text with facts in it
    int fact;        // linked
    TextPart *parts; // BIND_TEXT, linked
    uint32_t part_count;
    Str *labels; // BIND_LABELS
    uint32_t label_count;
    int *label_indexes; // linked: among the labels of the duty
    Str duty_name;
    int duty;        // linked
    int lines;       // BIND_HAND
    int limit;       // characters; 0: none stated
    Cond *when;      // NULL: always
    unsigned stages; // bits of Stage; 0: all of the form
    unsigned needed; // bits of Stage at which it must be known: those stated, and what follows them
    unsigned need_stated;
    Tail tail;                  // without a grade of its own it has that of its section, and that has the form's
    Place place, binding_place; // of the item; of its line `fill`, `tick` ...
    Place stages_place, needed_place, limit_place;
} Item;

LIST_OF(ItemList, Item);

typedef struct Section {
    Str title;
    ItemList items;
    Tail tail;
    Place place;
} Section;

LIST_OF(SectionList, Section);

typedef struct Form {
    Str id, title;
    Str duty_name, to_name;
    int duty, to; // linked; -1: none
    Day from, until;
    bool validity_stated;
    PaperKind paper;
    unsigned classes;             // bits of FactClass that may enter
    unsigned stages;              // bits of Stage
    Str stage_names[STAGE_COUNT]; // as the recipient calls them; empty: in our words
    Grade grade;
    Str *sources;
    uint32_t source_count;
    StatementList notes;
    SectionList sections;
    Place place, duty_place, to_place, sources_place;
} Form;

LIST_OF(FormBook, Form);

// Read the form blocks of one file; names are linked by form_link when the book is.
void form_read(Arena *arena, const LineTree *tree, FormBook *forms, Diags *diags);
// Puts the forms into their one order (by id, then by their first day) and ties their names to the linked book. What they
// ask of the book is noted in it, so it comes before program_compile.
void form_link(FormBook *forms, Book *book, Diags *diags);
bool form_names_stages(const Form *form); // at least one of them
// What is linked but wrong: classes that may not enter, items that can never be filled, limits under the longest text ...
// Only for what was read and linked without errors.
void form_check(const FormBook *forms, const Book *book, Diags *diags);

// The version of this form on this day; NULL: none.
const Form *form_find(const FormBook *forms, Str id, Day day);
bool form_holds(const Form *form, Day day); // valid on this day
bool form_takes(const Form *form, FactClass class);
bool item_at_stage(const Item *item, Stage stage);
