// What reading answers has in common: typed text made plain, and vocabularies of words, which stand in text/read.words.
#pragma once

#include "rule/answer.h"

typedef struct Typed {
    Str text; // plain: half-width, lower case, trimmed
    size_t at;
    Moment now;
    Answer *out;
} Typed;

// Half-width ASCII in lower case, one kind of wave, minus and space, no spaces at the ends.
Str typed_plain(Arena *arena, Str typed);
void typed_skip_spaces(Typed *typed);
bool typed_done(Typed *typed); // nothing but spaces is left
// The longest word of a vocabulary that begins here; `typed` moves behind it. In a vocabulary "_" stands for a space. The
// index of the word in its language, -1: none.
int typed_word(Typed *typed, Msg vocabulary);
// A digit here, also a Japanese one; -1: none.
int typed_digit(Typed *typed);
// ASCII digits, at most `most` of them; how many there were.
int typed_digits(Typed *typed, int most, int *out);
bool typed_mark(Typed *typed, char mark);
Err typed_fail(Typed *typed, Msg fault);

MUST_CHECK Err typed_number(Typed *typed, const Fact *fact);
MUST_CHECK Err typed_time(Typed *typed);
