// Lines of a proof, then a checkpoint as it stands. Knows nothing of how the tree is kept.
#include "seal/ledger_proof.h"

enum { HASH_TEXT = 44 }; // a hash in base64

static const Str title = {"c2sp.org/tlog-proof@v1", 22};
static const Str extra_mark = {"extra ", 6}, index_mark = {"index ", 6}, old_mark = {"old ", 4};

static void path_print(Buf *out, const MerklePath *path, Str checkpoint) {
    for (uint32_t i = 0; i < path->count; i++) {
        note_encode(out, path->hashes[i].bytes, MERKLE_HASH_BYTES);
        buf_char(out, '\n');
    }
    buf_char(out, '\n');
    buf_put(out, checkpoint);
}

// The hashes up to an empty line, then the checkpoint to the end.
static Err path_read(Str rest, MerklePath *path, Checkpoint *checkpoint) {
    Str line;
    path->count = 0;
    for (;;) {
        if (!str_cut(rest, '\n', &line, &rest)) return ERR_INPUT;
        if (!line.len) return checkpoint_read(rest, checkpoint);
        if (path->count == MERKLE_PATH_MAX || line.len != HASH_TEXT) return ERR_INPUT;
        if (!note_decode(line, path->hashes[path->count++].bytes, MERKLE_HASH_BYTES)) return ERR_INPUT;
    }
}

// "MARK VALUE" as the next line.
static bool marked_line(Str *rest, Str mark, Str *value) {
    Str line;
    if (!str_starts(*rest, mark) || !str_cut(*rest, '\n', &line, rest)) return false;
    *value = str_slice(line, mark.len, line.len);
    return true;
}

static bool extra_read(Arena *arena, Str text, Bytes *out) {
    if (!text.len || text.len % 4 || text.len > LEDGER_PROOF_EXTRA_MAX) return false;
    size_t len = text.len / 4 * 3 - (text.ptr[text.len - 1] == '=') - (text.ptr[text.len - 2] == '=');
    unsigned char *bytes = arena_alloc(arena, len);
    *out = (Bytes){bytes, len};
    return note_decode(text, bytes, len);
}

Err inclusion_read(Arena *arena, Str source, InclusionProof *out) {
    Str rest, line, value;
    if (source.len > LEDGER_PROOF_BYTES_MAX) return ERR_TOO_BIG;
    out->extra = (Bytes){0};
    if (!str_cut(source, '\n', &line, &rest) || !str_eq(line, title)) return ERR_INPUT;
    if (marked_line(&rest, extra_mark, &value) && !extra_read(arena, value, &out->extra)) return ERR_INPUT;
    if (!marked_line(&rest, index_mark, &value) || !note_number(value, MERKLE_SIZE_MAX, &out->index)) return ERR_INPUT;
    return path_read(rest, &out->path, &out->checkpoint);
}

void inclusion_print(Buf *out, Bytes extra, uint64_t index, const MerklePath *path, Str checkpoint) {
    buf_put(out, title);
    buf_char(out, '\n');
    if (extra.len) {
        buf_put(out, extra_mark);
        note_encode(out, extra.ptr, extra.len);
        buf_char(out, '\n');
    }
    buf_format(out, "%.*s%llu\n", STR_ARG(index_mark), (unsigned long long)index);
    path_print(out, path, checkpoint);
}

Err consistency_read(Str source, ConsistencyProof *out) {
    Str rest = source, value;
    if (source.len > LEDGER_PROOF_BYTES_MAX) return ERR_TOO_BIG;
    if (!marked_line(&rest, old_mark, &value) || !note_number(value, MERKLE_SIZE_MAX, &out->old)) return ERR_INPUT;
    return path_read(rest, &out->path, &out->checkpoint);
}

void consistency_print(Buf *out, uint64_t old, const MerklePath *path, Str checkpoint) {
    buf_format(out, "%.*s%llu\n", STR_ARG(old_mark), (unsigned long long)old);
    path_print(out, path, checkpoint);
}

static bool is_signed(const Checkpoint *checkpoint, const NoteKey *key) {
    return str_eq(checkpoint->origin, key->name) && note_trust(&checkpoint->note, key, NULL) == NOTE_SIGNED;
}

bool inclusion_holds(const InclusionProof *proof, const MerkleHash *leaf, const NoteKey *key) {
    const Checkpoint *checkpoint = &proof->checkpoint;
    return is_signed(checkpoint, key) && merkle_includes(&proof->path, proof->index, checkpoint->size, leaf, &checkpoint->head);
}

bool consistency_holds(const ConsistencyProof *proof, const MerkleHash *old_head, const NoteKey *key) {
    const Checkpoint *checkpoint = &proof->checkpoint;
    return is_signed(checkpoint, key) &&
           merkle_continues(&proof->path, proof->old, old_head, checkpoint->size, &checkpoint->head);
}
