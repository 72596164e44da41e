// The readers of the blocks, one file a family, and what they share. A reader gets the cursor behind the block's keyword
// and the book; what it reads goes to the book even if some of its lines are wrong, so that its name is known.
#pragma once

#include "rule/book.h"

void block_pack(Cursor *cursor, void *book);
void block_fact(Cursor *cursor, void *book);
void block_define(Cursor *cursor, void *book);
void block_duty(Cursor *cursor, void *book);
void block_window(Cursor *cursor, void *book);
void block_sector(Cursor *cursor, void *book);
void block_guide(Cursor *cursor, void *book);
void block_source(Cursor *cursor, void *book);
void block_case(Cursor *cursor, void *book);
void block_words(Cursor *cursor, void *book);

// ID "title"
bool block_head(Cursor *cursor, Str *id, Str *title);
// `first`, `follow` ...: the word before the cursor must be one if this is its line.
bool block_stage(Cursor *cursor, Stage *out);
// FACT = VALUE, FACT = VALUE
void block_assignments(Cursor *cursor, AssignmentList *list);
// `applies`, `labels class3`, `first due 2026-01-05` ...
void block_expect(Cursor *cursor, ExpectList *list);

// Translations of all `words` blocks, when everything they name is in the book.
void words_apply(Book *book, Diags *diags);
