// Laying out on paper: what stands where, decided from measured text alone. Rows of two columns are cut into strips (a line of
// text, a row of boxes to tick), and strips are put on pages so that nothing is ever cut through. Knows nothing of Pango or
// Cairo: text is measured through a function, and what comes out is a list of marks to be drawn.
#pragma once

#include "base/str.h"

// Points (1/72 inch), from the upper left corner.
#define PAGE_WIDTH 595.276
#define PAGE_HEIGHT 841.890
#define PAGE_LEFT 54.0
#define PAGE_RIGHT 547.0
#define PAGE_LETTER_LEFT 78.0 // wider margins, for what is read like a letter
#define PAGE_LETTER_RIGHT 517.0
#define PAGE_TOP 62.0
#define PAGE_BOTTOM 778.0
#define PAGE_PAD 6.0 // beside the text in a column

typedef enum Style {
    STYLE_TITLE,
    STYLE_BAND,   // title of a section
    STYLE_LABEL,  // what is asked
    STYLE_SMALL,  // grounds, notes, counts
    STYLE_ANSWER, // what was answered
    STYLE_MUTED,  // said by the form in the place of an answer
    STYLE_NOTE,   // at the end of the form
    STYLE_PROMPT, // what could stand here
    STYLE_CHANGED,
    STYLE_EDGE, // at the head and the foot of a page
    STYLE_COUNT
} Style;

typedef enum Ink { INK_TEXT, INK_SOFT, INK_FAINT, INK_ACCENT, INK_HAIR, INK_BAND, INK_SHADE, INK_COUNT } Ink;

typedef struct StyleRow {
    double size, line; // of the letters; from one line to the next
    Ink ink;
} StyleRow;

extern const StyleRow page_styles[STYLE_COUNT];

typedef enum Fit { FIT_WRAP, FIT_ONE_LINE } Fit; // one line: what does not fit is shortened, with a sign for it

// Words set in a width.
typedef struct SetText {
    Str words;
    Style style;
    Fit fit;
    double width;
    // Given by the measurer:
    uint32_t line_count;
    double natural;   // of the widest line
    uint32_t *starts; // where in the words each line begins
    void *shape;      // whatever it draws from
} SetText;

typedef struct Measure {
    Arena *arena;
    void (*text)(void *at, SetText *text);
    void *at;
} Measure;

typedef enum MarkKind {
    MARK_TEXT, // one line of a text
    MARK_FILL,
    MARK_RULE, // a line across or down
    MARK_DOTS, // a line to write on
    MARK_TICK, // a box, ticked or not
} MarkKind;

typedef struct Mark {
    MarkKind kind;
    Ink ink;
    int page; // from 0
    double x, y, width, height;
    const SetText *text;
    uint32_t line;
    bool checked;
} Mark;

typedef struct MarkList {
    Mark *items;
    size_t count, room;
} MarkList;

typedef struct Strip {
    double height;
    int part;       // the caller's own: of what it is a part
    MarkList marks; // from the upper left corner of the strip
} Strip;

typedef struct StripList {
    Strip *items;
    size_t count, room;
} StripList;

// Left what is asked, right what is answered; without `split`, only the right one, over the whole width.
typedef struct Row {
    StripList left, right;
    double split;    // width of the left column
    bool shaded;     // its left column
    bool open;       // without a line below it, and close to its neighbours
    bool barred;     // with the bar of what has changed
    StripList again; // left, where the row goes on behind a page break
} Row;

// A place with the height of what is in it: `needed` is never more than `height`.
typedef struct Cell {
    int page;
    double x, y, width, height, needed;
} Cell;

typedef struct CellList {
    Cell *items;
    size_t count, room;
} CellList;

typedef struct Pages {
    const Measure *measure;
    MarkList marks;
    CellList cells;
    int count;
    double left, right; // margins
    bool letter;        // without lines and grounds
    double y;           // of the next row on the last page
} Pages;

SetText *text_set(const Measure *measure, Str words, Style style, double width, Fit fit);
// A strip a line.
void strips_text(const Measure *measure, StripList *strips, const SetText *text, double x);
// Beside what stands there from strip `first` on.
void strips_beside(const Measure *measure, StripList *strips, size_t first, const SetText *text, double x);
// Lines to write on.
void strips_writing(const Measure *measure, StripList *strips, int count, double width);

Pages pages_start(const Measure *measure, bool letter);
void pages_break(Pages *pages);
void pages_gap(Pages *pages, double height);
void pages_row(Pages *pages, const Row *row);
// A title over the whole width; never alone at the foot of a page while `next` follows it.
void pages_band(Pages *pages, Str title, const Row *next);
