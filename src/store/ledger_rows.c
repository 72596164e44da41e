// Gathering and writing what can always be made again. Knows nothing of entries.
#include "store/ledger_rows.h"
#include "store/ledger_read.h"

#include <errno.h>
#include <unistd.h>

Err ledger_write_at(int file, uint64_t place, const void *bytes, size_t len) {
    const unsigned char *from = bytes;
    while (len > 0) {
        ssize_t done = pwrite(file, from, len, (off_t)place);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return ERR_IO;
        from += done;
        place += (uint64_t)done;
        len -= (size_t)done;
    }
    return ERR_OK;
}

void ledger_rows_start(LedgerRows *rows, int leaves_file, int nodes_file, uint64_t size) {
    rows->leaves.file = leaves_file;
    rows->leaves.place = size * MERKLE_HASH_BYTES;
    rows->nodes.file = nodes_file;
    rows->nodes.place = merkle_node_count(size) * MERKLE_HASH_BYTES;
    rows->leaves.len = rows->nodes.len = 0;
}

// A part that cannot be read or is not there differs.
static bool row_is_there(const LedgerRow *row) {
    unsigned char there[LEDGER_ROW_BYTES];
    return ledger_read_at(row->file, row->place, there, row->len) == ERR_OK && memcmp(there, row->gathered, row->len) == 0;
}

static Err row_write(LedgerRow *row) {
    Err err = row->len == 0 || row_is_there(row) ? ERR_OK : ledger_write_at(row->file, row->place, row->gathered, row->len);
    row->place += row->len;
    row->len = 0;
    return err;
}

static void row_put(LedgerRow *row, const MerkleHash *hashes, uint32_t count) {
    memcpy(row->gathered + row->len, hashes, count * sizeof *hashes);
    row->len += count * sizeof *hashes;
}

Err ledger_rows_add(LedgerRows *rows, MerklePeaks *peaks, const MerkleHash *commitment) {
    MerkleHash added[MERKLE_PATH_MAX];
    bool full = rows->nodes.len + sizeof added > LEDGER_ROW_BYTES;
    Err err = full ? ledger_rows_write(rows) : ERR_OK;
    uint32_t count = merkle_add(peaks, merkle_leaf(commitment->bytes, MERKLE_HASH_BYTES), added);
    row_put(&rows->nodes, added, count);
    row_put(&rows->leaves, commitment, 1);
    return err;
}

Err ledger_rows_write(LedgerRows *rows) {
    Err err = row_write(&rows->nodes);
    return err ? err : row_write(&rows->leaves);
}
