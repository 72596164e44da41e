// One answer as a person types it, read against the fact it answers: "3千人以上", "きのう 14:30", "1, 4", "はい". Generous in
// what it takes, never guessing: what could mean two things is asked again, with words that say how. Knows no terminal.
#pragma once

#include "rule/value.h"

typedef struct Answer {
    Value value;
    Str text;  // of a fact that no rule reads; else empty
    Msg fault; // with ERR_INPUT: what is wrong and how to say it
    Str args[3];
} Answer;

// `now` stands behind "today", "3 hours ago", and a date without a year (the latest such day that has come). A day without a
// time of day means nine in the morning, as in packs. `lang` chooses only the words of the fault; all languages are read.
MUST_CHECK Err answer_read(Arena *arena, const Fact *fact, Str typed, Moment now, Lang lang, Answer *out);
// The value of a choice or set that is meant: by its name, by its words in any language, or as the only one that begins so;
// -1: none.
int answer_value(Arena *arena, const Fact *fact, Str typed);
// The value whose name or words are so near that they were probably meant; -1: none.
int answer_near(Arena *arena, const Fact *fact, Str typed);
// Whether it is one of the words that `vocabulary` lists, in any language.
bool answer_is(Arena *arena, Str typed, Msg vocabulary);
