// What a witness remembers of a ledger: its key, and the last checkpoint that the witness cosigned. It lies with the witness,
// on another machine; it is locked while it is used, and replaced before a cosignature leaves.
//
//   todoke witness 1
//   KEY OF THE LEDGER
//
//   CHECKPOINT
#pragma once

#include "seal/checkpoint.h"

typedef struct WitnessState {
    const char *path;
    int lock;
    bool is_new; // there was none
    NoteKey ledger;
    Checkpoint last;
} WitnessState;

// ERR_INPUT: it is there and is no state. ERR_IO: it cannot be read or locked.
MUST_CHECK Err witness_open(Arena *arena, const char *path, WitnessState *out);
// Durable when it returns.
MUST_CHECK Err witness_keep(Arena *arena, const WitnessState *state, const NoteKey *ledger, Str checkpoint);
// A new file that only its owner reads; one that is there is not replaced.
MUST_CHECK Err witness_keep_key(const char *path, Str text);
void witness_close(WitnessState *state);
