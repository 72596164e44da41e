// A checkpoint (C2SP tlog-checkpoint): the ledger's origin, how many leaves it has and the head of their tree, signed by the
// ledger's key, and cosigned by witnesses who saw that it only grows. The key's name is the origin.
#pragma once

#include "seal/merkle.h"
#include "seal/note.h"

enum { CHECKPOINT_BYTES_MAX = 8 << 10 };

typedef struct Checkpoint {
    Note note; // refers to the text it was read from
    Str origin;
    uint64_t size;
    MerkleHash head;
} Checkpoint;

// Exactly three lines, nothing added. That it is signed is asked apart, with note_trust.
MUST_CHECK Err checkpoint_read(Str source, Checkpoint *out);
// Signed with the ledger's key; a whole note.
void checkpoint_print(Buf *out, const NoteKey *key, const unsigned char *secret, uint64_t size, const MerkleHash *head);
