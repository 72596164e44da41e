// The book: everything a pack's files say, block by block, before and after its names are linked. Reading goes on after
// errors; linking and checking are one pass in check.h; compiling is in program.h.
#pragma once

#include "base/map.h"
#include "rule/calendar.h"
#include "rule/window.h"

typedef struct Define {
    Str name;
    Text title;
    Cond *when;
    Place place;
} Define;

typedef struct CaseExpect {
    Str duty_name;
    int duty; // linked
    Statement because;
    ExpectList expects; // the first one is the status
    Place place;
} CaseExpect;

LIST_OF(CaseExpectList, CaseExpect);

typedef struct Case {
    Str id;
    Text title, story;
    int demo; // its turn in the demonstration, from 1; 0: not shown there
    Day at;
    AssignmentList facts;
    CaseExpectList expects;
    Str *sources;
    uint32_t source_count;
    Place place;
    const Line *line; // that opens the block
} Case;

LIST_OF(FactList, Fact);
LIST_OF(DefineList, Define);
LIST_OF(DutyList, Duty);
LIST_OF(WindowList, Window);
LIST_OF(SectorList, Sector);
LIST_OF(GuideList, Guide);
LIST_OF(SourceList, Source);
LIST_OF(CaseList, Case);
LIST_OF(LineList, const Line *);
LIST_OF(CondRefs, Cond *);
LIST_OF(FactRefs, int);

typedef struct Book {
    Arena *arena;
    Str id, version, jurisdiction;
    Text title;
    Day at; // checked as a whole on this day
    Place place;
    FactList facts;
    DefineList defines;
    DutyList duties;
    WindowList windows;
    SectorList sectors;
    GuideList guides;
    SourceList sources;
    CaseList cases;
    LineList words; // `words` blocks, applied when all is read (book_words.c)
    Map fact_index, define_index, duty_index, window_index, sector_index, guide_index, source_index, case_index;
    CalendarList calendars;
    bool has_forms;        // the pack has a forms/ folder
    Map form_index;        // ids of the forms found there
    CondRefs form_conds;   // what forms ask of the book, noted when they are linked: conditions to compile with it,
    FactRefs form_facts;   // the facts they print
    NameList form_sources; // and the sources they cite
} Book;

void book_init(Book *book, Arena *arena);
// Read every block of one file into the book.
void book_read(Book *book, const LineTree *tree, Diags *diags);
// When all files are read: put the blocks into their one order (by id), build the indexes, apply the translations.
void book_finish(Book *book, Diags *diags);
