// Replays one incident under two packs and finds every difference of the answers.
#pragma once

#include "pack/pack.h"

typedef enum ChangeKind {
    CHANGE_ADDED,   // only in the second pack
    CHANGE_REMOVED, // only in the first
    CHANGE_STATUS,
    CHANGE_LEVEL,
    CHANGE_LABELS,
    CHANGE_WINDOWS,
    CHANGE_DATES,
    CHANGE_FORMS,
} ChangeKind;

typedef struct Change {
    ChangeKind kind;
    Str duty;
    Str before, after; // in words of the language: names and dates
} Change;

typedef struct ChangeList {
    Change *items;
    size_t count, room;
} ChangeList;

ChangeList replay_compare(Arena *arena, const Decision *before, const Decision *after);
