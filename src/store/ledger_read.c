// Entries one by one through a fixed room, and the public files by position. Writes nothing.
#include "store/ledger_read.h"
#include "base/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { ROOM_BYTES = 256 << 10, KEY_BYTES_MAX = 512, READ_TRIES = 5 };

Err ledger_read_at(int file, uint64_t place, void *out, size_t len) {
    unsigned char *to = out;
    while (len > 0) {
        ssize_t got = pread(file, to, len, (off_t)place);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return ERR_IO;
        if (got == 0) return ERR_INPUT;
        to += got;
        place += (uint64_t)got;
        len -= (size_t)got;
    }
    return ERR_OK;
}

// --- entries -----------------------------------------------------------------------------------------------------------

LedgerReader ledger_reader(Arena *arena, int entries_file) {
    return (LedgerReader){.file = entries_file, .room = arena_alloc(arena, ROOM_BYTES), .place = LEDGER_HEAD_BYTES};
}

void ledger_reader_skip(LedgerReader *reader, uint64_t place, uint64_t index) {
    reader->from = reader->to = 0;
    reader->place = place;
    reader->index = index;
}

// Sees to it that `need` bytes lie in the room, if the file has them. False: the system would not give them.
static bool reader_fill(LedgerReader *reader, size_t need) {
    if (reader->to - reader->from >= need) return true;
    memmove(reader->room, reader->room + reader->from, reader->to - reader->from);
    reader->to -= reader->from;
    reader->from = 0;
    while (reader->to < need) {
        ssize_t got =
            pread(reader->file, reader->room + reader->to, ROOM_BYTES - reader->to, (off_t)(reader->place + reader->to));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return false;
        if (got == 0) return true;
        reader->to += (size_t)got;
    }
    return true;
}

LedgerNext ledger_read_entry(LedgerReader *reader, LedgerEntry *out) {
    if (!reader_fill(reader, LEDGER_FRAME_BYTES)) return LEDGER_UNREADABLE;
    size_t there = reader->to - reader->from;
    if (there < LEDGER_FRAME_BYTES) return there ? LEDGER_TORN : LEDGER_END;
    ByteReader frame = bytes_reader((Bytes){reader->room + reader->from, LEDGER_FRAME_BYTES});
    size_t len = bytes_take_u32(&frame);
    if (len > LEDGER_ENTRY_MAX) return LEDGER_TORN;
    if (!reader_fill(reader, LEDGER_FRAME_BYTES + len)) return LEDGER_UNREADABLE;
    if (reader->to - reader->from < LEDGER_FRAME_BYTES + len) return LEDGER_TORN;
    const unsigned char *start = reader->room + reader->from;
    Bytes content = {start + LEDGER_FRAME_BYTES, len};
    Hash check = hash_of(DOMAIN_RECORD, content);
    if (memcmp(check.bytes, start + 4, LEDGER_FRAME_BYTES - 4) != 0) return LEDGER_TORN;
    if (ledger_entry_read(content, out) != ERR_OK || out->index != reader->index) return LEDGER_TORN;
    reader->from += LEDGER_FRAME_BYTES + len;
    reader->place += LEDGER_FRAME_BYTES + len;
    reader->index++;
    return LEDGER_ENTRY;
}

// --- the public files --------------------------------------------------------------------------------------------------

static Err read_key(Arena *arena, const char *folder, NoteKey *out) {
    Str text, rest, line;
    Err err = sys_read_file(arena, str_c(arena, str_format(arena, "%s/key", folder)), KEY_BYTES_MAX, &text);
    if (err) return err;
    if (!str_cut(text, '\n', &line, &rest) || rest.len) return ERR_INPUT;
    return note_key_read(line, out);
}

// The checkpoint is written over in its place: who reads just then may see parts of two, which no key has signed. One that
// cannot be read is as none.
static Err read_checkpoint(Arena *arena, const char *folder, LedgerTree *out) {
    const char *path = str_c(arena, str_format(arena, "%s/checkpoint", folder));
    NoteTrust trust = NOTE_UNSIGNED;
    for (int i = 0; i < READ_TRIES && trust != NOTE_SIGNED; i++) {
        if (sys_is_missing(path)) return ERR_OK;
        Err err = sys_read_file(arena, path, CHECKPOINT_BYTES_MAX, &out->checkpoint_text);
        if (err) return err;
        if (checkpoint_read(out->checkpoint_text, &out->checkpoint) != ERR_OK)
            out->checkpoint_text = STR_NONE;
        else
            trust = note_trust(&out->checkpoint.note, &out->key, NULL);
    }
    return ERR_OK;
}

static int open_file(Arena *arena, const char *folder, const char *name) {
    return open(str_c(arena, str_format(arena, "%s/%s", folder, name)), O_RDONLY | O_CLOEXEC | O_NOCTTY);
}

Err ledger_tree_open(Arena *arena, const char *folder, LedgerTree *out) {
    *out = (LedgerTree){.leaves = -1, .nodes = -1};
    Err err = read_key(arena, folder, &out->key);
    if (!err) err = read_checkpoint(arena, folder, out); // before the leaves: what it signs was written before it
    if (err) return err;
    out->leaves = open_file(arena, folder, "leaves");
    out->nodes = open_file(arena, folder, "nodes");
    if (out->leaves >= 0 && out->nodes >= 0) return ERR_OK;
    ledger_tree_close(out);
    return ERR_IO;
}

void ledger_tree_close(LedgerTree *tree) {
    if (tree->leaves >= 0) close(tree->leaves);
    if (tree->nodes >= 0) close(tree->nodes);
    tree->leaves = tree->nodes = -1;
}

static Err tree_node(void *at, uint64_t position, MerkleHash *out) {
    const LedgerTree *tree = at;
    return ledger_read_at(tree->nodes, position * MERKLE_HASH_BYTES, out->bytes, MERKLE_HASH_BYTES);
}

MerkleNodes ledger_tree_nodes(LedgerTree *tree) {
    return (MerkleNodes){tree_node, tree};
}

Err ledger_tree_leaf(const LedgerTree *tree, uint64_t index, MerkleHash *out) {
    return ledger_read_at(tree->leaves, index * MERKLE_HASH_BYTES, out->bytes, MERKLE_HASH_BYTES);
}
