// The file of entries is the truth: it is written first and synced. Leaves, nodes and checkpoint follow from it and are made
// again at opening where they are missing; they are written only after the sync, so that what they show was durable before.
// Knows nothing of what an entry means.
#include "store/ledger.h"
#include "base/step.h"
#include "store/ledger_rows.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FILE_MODE = 0640,
    PUBLIC_MODE = 0644,
    PAGE_BYTES = 4096,
    APPEND_BYTES_MAX = 8 << 20,
    CHUNK_LEAVES = 1024, // compared with the file of leaves at a time
};

static Err file_size(int file, uint64_t *out) {
    struct stat facts;
    if (fstat(file, &facts) != 0) return ERR_IO;
    *out = (uint64_t)facts.st_size;
    return ERR_OK;
}

// --- the tree and its checkpoint ---------------------------------------------------------------------------------------

// A reader sees the old checkpoint or the whole new one.
static Err replace_file(int folder, const char *name, const char *new_name, Str content) {
    (void)unlinkat(folder, new_name, 0); // left by a crash
    int file = openat(folder, new_name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, PUBLIC_MODE);
    if (file < 0) return ERR_IO;
    Err err = ledger_write_at(file, 0, content.ptr, content.len);
    if (!err && fdatasync(file) != 0) err = ERR_IO; // a name without its content would be a key that is none
    bool closed = close(file) == 0;
    return !err && closed && renameat(folder, new_name, folder, name) == 0 ? ERR_OK : ERR_IO;
}

static Err print_head(const Ledger *ledger, Arena *scratch, Str *out) {
    Buf note = buf_make(scratch, CHECKPOINT_BYTES_MAX);
    MerkleHash head = merkle_head(&ledger->peaks);
    checkpoint_print(&note, &ledger->signer->key, ledger->signer->secret.sign.bytes, ledger->peaks.size, &head);
    *out = buf_str(&note);
    return note.overflowed ? ERR_IO : ERR_OK;
}

// A new file each time would cost more than all else. It is written over in its place, in one sector, and only ever gets
// longer.
static Err sign_head(Ledger *ledger, Arena *scratch) {
    Str note;
    Err err = print_head(ledger, scratch, &note);
    return err ? err : ledger_write_at(ledger->checkpoint, 0, note.ptr, note.len);
}

static Err make_checkpoint(Ledger *ledger, Arena *scratch) {
    Str note;
    Err err = print_head(ledger, scratch, &note);
    if (!err) err = replace_file(ledger->folder, "checkpoint", "checkpoint.new", note);
    if (err) return err;
    ledger->checkpoint = openat(ledger->folder, "checkpoint", O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    return ledger->checkpoint < 0 ? ERR_IO : ERR_OK;
}

// --- appending ---------------------------------------------------------------------------------------------------------

static void put_record(ByteWriter *out, Arena *scratch, const LedgerEntry *entry) {
    ByteWriter content = bytes_writer(scratch, LEDGER_ENTRY_MAX);
    ledger_entry_write(&content, entry);
    Hash check = hash_of(DOMAIN_RECORD, bytes_written(&content));
    out->overflowed |= content.overflowed;
    bytes_put_u32(out, (uint32_t)content.len);
    bytes_put(out, (Bytes){check.bytes, LEDGER_FRAME_BYTES - 4});
    bytes_put(out, bytes_written(&content));
}

// Written and synced, or cut off again. What was synced in vain is left for the next opening to judge.
static Err make_durable(Ledger *ledger, Bytes records) {
    if (ledger_write_at(ledger->entries, ledger->end, records.ptr, records.len) != ERR_OK) {
        if (errno == ENOSPC && ftruncate(ledger->entries, (off_t)ledger->end) == 0) return ERR_TOO_BIG;
        return ERR_IO;
    }
    step_reached(STEP_KEEPER_LEAF_WRITTEN);
    if (fdatasync(ledger->entries) != 0) return ERR_IO;
    step_reached(STEP_KEEPER_LEAF_SYNCED);
    return ERR_OK;
}

static Err append_records(Ledger *ledger, Arena *scratch, LedgerEntry *entries, uint32_t count) {
    ByteWriter records = bytes_writer(scratch, APPEND_BYTES_MAX);
    for (uint32_t i = 0; i < count; i++) {
        entries[i].index = ledger->peaks.size + i;
        put_record(&records, scratch, &entries[i]);
    }
    if (records.overflowed) return ERR_TOO_BIG;
    Err err = make_durable(ledger, bytes_written(&records));
    if (err) return err;
    ledger->end += records.len;
    LedgerRows *rows = NEW(scratch, LedgerRows);
    ledger_rows_start(rows, ledger->leaves, ledger->nodes, ledger->peaks.size);
    for (uint32_t i = 0; i < count && !err; i++) err = ledger_rows_add(rows, &ledger->peaks, &entries[i].commitment);
    if (!err) err = ledger_rows_write(rows);
    return err ? err : sign_head(ledger, scratch);
}

Err ledger_append(Ledger *ledger, Arena *scratch, LedgerEntry *entries, uint32_t count) {
    if (ledger->broken) return ERR_IO;
    Err err = append_records(ledger, scratch, entries, count);
    ledger->broken = err && err != ERR_TOO_BIG;
    if (!err) step_reached(STEP_KEEPER_SIGNED);
    return err;
}

// --- opening -----------------------------------------------------------------------------------------------------------

typedef struct Opening {
    Ledger *ledger;
    Arena *arena;
    LedgerVisitor visitor;
    LedgerRows rows;
    LedgerTree published; // what the files said before
    bool has_checkpoint;
    uint64_t leaves_there;     // leaves that were written: their entries were durable
    uint64_t checkpoint_place; // in the file of entries: where those behind the checkpoint begin
    MerkleHash chunk[CHUNK_LEAVES];
    uint64_t chunk_from, chunk_to;
} Opening;

static Err give_up(Ledger *ledger, LedgerFault fault, uint64_t leaf) {
    ledger->fault = fault;
    ledger->fault_leaf = leaf;
    return fault == LEDGER_WORLD || fault == LEDGER_BUSY ? ERR_IO : ERR_INPUT;
}

static Err open_files(Ledger *ledger, const char *folder) {
    ledger->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (ledger->folder < 0) return give_up(ledger, LEDGER_WORLD, 0);
    int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW;
    ledger->entries = openat(ledger->folder, "entries", flags, FILE_MODE);
    ledger->leaves = openat(ledger->folder, "leaves", flags, PUBLIC_MODE);
    ledger->nodes = openat(ledger->folder, "nodes", flags, PUBLIC_MODE);
    if (ledger->entries < 0 || ledger->leaves < 0 || ledger->nodes < 0) return give_up(ledger, LEDGER_WORLD, 0);
    if (flock(ledger->entries, LOCK_EX | LOCK_NB) != 0) return give_up(ledger, LEDGER_BUSY, 0);
    return ERR_OK;
}

// A checkpoint that a crash left half written is as none: the leaves still tell what was published.
static Err match_signature(Opening *opening) {
    const Checkpoint *checkpoint = &opening->published.checkpoint;
    const NoteKey *key = &opening->ledger->signer->key;
    if (!opening->published.checkpoint_text.len) return ERR_OK;
    NoteTrust trust = note_trust(&checkpoint->note, key, NULL);
    opening->has_checkpoint = trust == NOTE_SIGNED && str_eq(checkpoint->origin, key->name);
    return opening->has_checkpoint || trust == NOTE_FALSE ? ERR_OK : give_up(opening->ledger, LEDGER_FOREIGN, 0);
}

// The key as it is published, once; afterwards it has to be the same.
static Err match_key(Opening *opening, const char *folder) {
    Ledger *ledger = opening->ledger;
    Buf line = buf_make(opening->arena, 1024);
    note_key_print(&line, &ledger->signer->key);
    buf_char(&line, '\n');
    if (faccessat(ledger->folder, "key", F_OK, 0) != 0 && errno == ENOENT &&
        replace_file(ledger->folder, "key", "key.new", buf_str(&line)) != ERR_OK)
        return give_up(ledger, LEDGER_WORLD, 0);
    Err err = ledger_tree_open(opening->arena, folder, &opening->published);
    if (err) return give_up(ledger, err == ERR_INPUT ? LEDGER_FOREIGN : LEDGER_WORLD, 0);
    Buf there = buf_make(opening->arena, 1024);
    note_key_print(&there, &opening->published.key);
    buf_char(&there, '\n');
    if (!str_eq(buf_str(&there), buf_str(&line))) return give_up(ledger, LEDGER_FOREIGN, 0);
    return match_signature(opening);
}

// A new file gets its head. One that is shorter than that was never synced with an entry.
static Err match_head(Opening *opening) {
    Ledger *ledger = opening->ledger;
    char head[LEDGER_HEAD_BYTES];
    uint64_t size = 0;
    if (file_size(ledger->entries, &size) != ERR_OK) return give_up(ledger, LEDGER_WORLD, 0);
    if (size < LEDGER_HEAD_BYTES) {
        bool done =
            ledger_write_at(ledger->entries, 0, LEDGER_HEAD, LEDGER_HEAD_BYTES) == ERR_OK && fdatasync(ledger->entries) == 0;
        return done ? ERR_OK : give_up(ledger, LEDGER_WORLD, 0);
    }
    if (ledger_read_at(ledger->entries, 0, head, sizeof head) != ERR_OK) return give_up(ledger, LEDGER_WORLD, 0);
    return memcmp(head, LEDGER_HEAD, sizeof head) == 0 ? ERR_OK : give_up(ledger, LEDGER_FOREIGN, 0);
}

// The leaf that was written for `index`; false if there is none.
static bool written_leaf(Opening *opening, uint64_t index, MerkleHash *out) {
    if (index >= opening->leaves_there) return false;
    if (index < opening->chunk_from || index >= opening->chunk_to) {
        uint64_t left = opening->leaves_there - index, count = left < CHUNK_LEAVES ? left : CHUNK_LEAVES;
        opening->chunk_from = opening->chunk_to = index;
        if (ledger_read_at(opening->ledger->leaves, index * MERKLE_HASH_BYTES, opening->chunk, count * MERKLE_HASH_BYTES))
            return false;
        opening->chunk_to = index + count;
    }
    *out = opening->chunk[index - opening->chunk_from];
    return true;
}

// One entry into the tree. The derived files are mended where they differ; that the head is the signed one is seen later.
static Err take_entry(Opening *opening, const LedgerEntry *entry) {
    static const MerkleHash unwritten;
    Ledger *ledger = opening->ledger;
    MerkleHash there;
    if (written_leaf(opening, entry->index, &there) && !merkle_same(&there, &entry->commitment) &&
        !merkle_same(&there, &unwritten))
        return give_up(ledger, LEDGER_ALTERED, entry->index);
    if (ledger_rows_add(&opening->rows, &ledger->peaks, &entry->commitment) != ERR_OK) return give_up(ledger, LEDGER_WORLD, 0);
    if (opening->visitor.visit) opening->visitor.visit(opening->visitor.at, entry);
    return ERR_OK;
}

static Err match_checkpoint(Opening *opening, uint64_t place) {
    const Checkpoint *checkpoint = &opening->published.checkpoint;
    Ledger *ledger = opening->ledger;
    if (!opening->has_checkpoint || ledger->peaks.size != checkpoint->size) return ERR_OK;
    MerkleHash head = merkle_head(&ledger->peaks);
    opening->checkpoint_place = place;
    return merkle_same(&head, &checkpoint->head) ? ERR_OK : give_up(ledger, LEDGER_ALTERED, checkpoint->size);
}

// Every entry, up to the end or to where a crash has torn it.
static Err read_entries(Opening *opening) {
    Ledger *ledger = opening->ledger;
    LedgerReader reader = ledger_reader(opening->arena, ledger->entries);
    LedgerEntry entry;
    LedgerNext next;
    ledger_rows_start(&opening->rows, ledger->leaves, ledger->nodes, 0);
    Err err = match_checkpoint(opening, reader.place);
    while (!err && (next = ledger_read_entry(&reader, &entry)) == LEDGER_ENTRY) {
        err = take_entry(opening, &entry);
        if (!err) err = match_checkpoint(opening, reader.place);
    }
    if (err) return err;
    if (next == LEDGER_UNREADABLE || ledger_rows_write(&opening->rows) != ERR_OK) return give_up(ledger, LEDGER_WORLD, 0);
    ledger->end = reader.place;
    return ERR_OK;
}

// What was published must be there. Leaves are written after their entries are durable: more leaves than entries is a loss,
// unless a crash left only room where leaves were to come.
static Err look_for_loss(Opening *opening) {
    static const MerkleHash unwritten;
    Ledger *ledger = opening->ledger;
    MerkleHash there;
    if (opening->has_checkpoint && ledger->peaks.size < opening->published.checkpoint.size)
        return give_up(ledger, LEDGER_LOST, ledger->peaks.size);
    for (uint64_t i = ledger->peaks.size; written_leaf(opening, i, &there); i++)
        if (!merkle_same(&there, &unwritten)) return give_up(ledger, LEDGER_LOST, ledger->peaks.size);
    return ERR_OK;
}

// Cuts a torn end, and writes once more what lies behind the checkpoint: if a sync of it had failed, the system may hold it in
// memory as if it were on the disk, and would never write it.
static Err settle_end(Opening *opening) {
    Ledger *ledger = opening->ledger;
    uint64_t size = 0, from = opening->checkpoint_place / PAGE_BYTES * PAGE_BYTES;
    unsigned char page[PAGE_BYTES];
    Err err = file_size(ledger->entries, &size);
    ledger->cut_bytes = size > ledger->end ? size - ledger->end : 0;
    if (!err && ledger->cut_bytes && ftruncate(ledger->entries, (off_t)ledger->end) != 0) err = ERR_IO;
    for (uint64_t place = from; !err && place < ledger->end; place += PAGE_BYTES) {
        size_t len = ledger->end - place < PAGE_BYTES ? (size_t)(ledger->end - place) : PAGE_BYTES;
        err = ledger_read_at(ledger->entries, place, page, len);
        if (!err) err = ledger_write_at(ledger->entries, place, page, len);
    }
    if (!err && fdatasync(ledger->entries) != 0) err = ERR_IO;
    if (!err && (ftruncate(ledger->leaves, (off_t)(ledger->peaks.size * MERKLE_HASH_BYTES)) != 0 ||
                 ftruncate(ledger->nodes, (off_t)(merkle_node_count(ledger->peaks.size) * MERKLE_HASH_BYTES)) != 0))
        err = ERR_IO;
    if (!err) err = make_checkpoint(ledger, opening->arena);
    if (!err && fsync(ledger->folder) != 0) err = ERR_IO;
    return err ? give_up(ledger, LEDGER_WORLD, 0) : ERR_OK;
}

static Err open_all(Opening *opening, const char *folder) {
    uint64_t size = 0;
    Err err = open_files(opening->ledger, folder);
    if (!err) err = match_key(opening, folder);
    if (!err) err = match_head(opening);
    if (!err && file_size(opening->ledger->leaves, &size) != ERR_OK) err = give_up(opening->ledger, LEDGER_WORLD, 0);
    opening->leaves_there = size / MERKLE_HASH_BYTES;
    if (!err) err = read_entries(opening);
    if (!err) err = look_for_loss(opening);
    return err ? err : settle_end(opening);
}

Err ledger_open(Arena *arena, const char *folder, const LedgerSigner *signer, LedgerVisitor visitor, Ledger *out) {
    Opening *opening = NEW(arena, Opening);
    *out = (Ledger){.folder = -1, .entries = -1, .leaves = -1, .nodes = -1, .checkpoint = -1, .signer = signer};
    *opening = (Opening){.ledger = out, .arena = arena, .visitor = visitor, .published = {.leaves = -1, .nodes = -1}};
    opening->checkpoint_place = LEDGER_HEAD_BYTES;
    Err err = open_all(opening, folder);
    ledger_tree_close(&opening->published);
    if (err) ledger_close(out);
    out->broken = err != ERR_OK;
    return err;
}

void ledger_close(Ledger *ledger) {
    int *const files[] = {&ledger->checkpoint, &ledger->nodes, &ledger->leaves, &ledger->entries, &ledger->folder};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        if (*files[i] >= 0) close(*files[i]);
        *files[i] = -1;
    }
}
