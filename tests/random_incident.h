// Random incidents over the facts of a pack, and random ways in which what they leave unknown may turn out. Everything
// follows from one starting number, so that a failure can be had again. Knows the vocabulary, never the rules.
#pragma once

#include "rule/program.h"

typedef struct Chance {
    uint64_t state;
} Chance;

uint64_t chance_next(Chance *chance);
uint32_t chance_below(Chance *chance, uint32_t count); // 0 .. count-1
bool chance_in(Chance *chance, uint32_t percent);

// How incidents differ as a whole: how much is unknown, how often a yes/no fact is yes, how often an answer is only partly
// known.
typedef struct Mix {
    uint32_t unknown, yes, partly; // percent
} Mix;

Mix mix_random(Chance *chance);
Moment moment_random(Chance *chance); // from 2013 to 2028, often where laws change
// One full answer.
Value value_random(Chance *chance, const Fact *fact, uint32_t yes_percent);
// All facts of the book: unknown, partly known or certain.
void incident_random(Chance *chance, const Book *book, Value *values);
// Turns every unknown into a certain answer that agrees with what is known: bounds and open sets are kept to; a derived fact
// keeps its derived value (`tri`: the result of program_run over `known`); a number judged by its largest is its largest,
// where that is known; a moment that starts a duty falls on the day of `at`, at which it was judged.
void incident_complete(Chance *chance, const Book *book, const uint8_t *tri, Moment at, const Value *known, Value *complete);
// The same for one fact. Nothing changes if it is certain.
Value value_complete(Chance *chance, const Book *book, const uint8_t *tri, Moment at, int fact, Value known);
