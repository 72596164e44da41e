// Reading the ledger's folder, by the one who writes it and by everybody else: the registrar, who carries notices to victims,
// whoever verifies, whoever proves. Of another's ledger nothing is believed but what its checkpoint signs.
//
//   key         how the ledger signs, as published: one line                                     public
//   checkpoint  the newest signed head                                                           public
//   leaves      32 bytes a leaf: the commitments                                                 public
//   nodes       32 bytes a node: the tree over them, in the order of seal/merkle.h               public
//   entries     what the leaves commit to, sealed; the only file that nothing else could restore
#pragma once

#include "seal/checkpoint.h"
#include "seal/ledger_entry.h"

#define LEDGER_HEAD "todoke ledger 1\n" // how the file of entries begins
enum { LEDGER_HEAD_BYTES = 16, LEDGER_FRAME_BYTES = 4 + 16 };

typedef enum LedgerNext {
    LEDGER_ENTRY,
    LEDGER_END,        // all of the file was read
    LEDGER_TORN,       // what follows is not a whole entry
    LEDGER_UNREADABLE, // the system would not give it
} LedgerNext;

typedef struct LedgerReader {
    int file; // owned by whoever opened it
    unsigned char *room;
    size_t from, to; // what of the room is not yet used
    uint64_t place;  // in the file: of the next entry
    uint64_t index;  // which the next entry must have
} LedgerReader;

LedgerReader ledger_reader(Arena *arena, int entries_file);
// Goes on where another reading had come to.
void ledger_reader_skip(LedgerReader *reader, uint64_t place, uint64_t index);
// The next entry; what it refers to stays until the call after. While the ledger is being written, act only on entries that the
// checkpoint covers (index < its size): those behind may not be durable yet.
LedgerNext ledger_read_entry(LedgerReader *reader, LedgerEntry *out);

// The public files of a ledger or of a copy of it.
typedef struct LedgerTree {
    int leaves, nodes;
    Str checkpoint_text; // empty: none was signed yet, or it cannot be read
    Checkpoint checkpoint;
    NoteKey key;
} LedgerTree;

// Opens `folder` and reads its key and its checkpoint, which need not be signed with that key: ask note_trust. ERR_INPUT: one
// of them is not what it should be.
MUST_CHECK Err ledger_tree_open(Arena *arena, const char *folder, LedgerTree *out);
void ledger_tree_close(LedgerTree *tree);
MerkleNodes ledger_tree_nodes(LedgerTree *tree); // refers to `tree`
MUST_CHECK Err ledger_tree_leaf(const LedgerTree *tree, uint64_t index, MerkleHash *out);

// All of `len` bytes at a place of a file: ERR_INPUT if it ends before.
MUST_CHECK Err ledger_read_at(int file, uint64_t place, void *out, size_t len);
