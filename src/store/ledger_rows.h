// The two files that follow from the ledger's entries: its leaves, and the nodes of the tree over them. They are gathered and
// written in large pieces, and only where the file does not have them already.
#pragma once

#include "base/bytes.h"
#include "seal/merkle.h"

enum { LEDGER_ROW_BYTES = 16 << 10 };

typedef struct LedgerRow {
    int file;
    uint64_t place; // in the file, of what is gathered
    size_t len;
    unsigned char gathered[LEDGER_ROW_BYTES];
} LedgerRow;

typedef struct LedgerRows {
    LedgerRow leaves, nodes;
} LedgerRows;

// Rows that go on behind the first `size` leaves.
void ledger_rows_start(LedgerRows *rows, int leaves_file, int nodes_file, uint64_t size);
// One more leaf, in the tree as well.
MUST_CHECK Err ledger_rows_add(LedgerRows *rows, MerklePeaks *peaks, const MerkleHash *commitment);
// Writes what is gathered: the nodes first, so that a leaf that is there has its nodes.
MUST_CHECK Err ledger_rows_write(LedgerRows *rows);

// All of it, at a place of a file.
MUST_CHECK Err ledger_write_at(int file, uint64_t place, const void *bytes, size_t len);
