// The three lines of a checkpoint. Knows nothing of where the tree is kept, nor whether it is right to sign.
#include "seal/checkpoint.h"

static bool body_line(Str *rest, Str *line) {
    return str_cut(*rest, '\n', line, rest);
}

Err checkpoint_read(Str source, Checkpoint *out) {
    Str rest, size, head;
    if (source.len > CHECKPOINT_BYTES_MAX) return ERR_TOO_BIG;
    if (note_read(source, &out->note) != ERR_OK) return ERR_INPUT;
    rest = out->note.text;
    bool lines = body_line(&rest, &out->origin) && body_line(&rest, &size) && body_line(&rest, &head) && rest.len == 0;
    bool good = lines && note_name_is_valid(out->origin) && note_number(size, MERKLE_SIZE_MAX, &out->size) &&
                note_decode(head, out->head.bytes, MERKLE_HASH_BYTES);
    return good ? ERR_OK : ERR_INPUT;
}

void checkpoint_print(Buf *out, const NoteKey *key, const unsigned char *secret, uint64_t size, const MerkleHash *head) {
    size_t from = out->len;
    buf_put(out, key->name);
    buf_format(out, "\n%llu\n", (unsigned long long)size);
    note_encode(out, head->bytes, MERKLE_HASH_BYTES);
    buf_char(out, '\n');
    if (out->overflowed) return;
    Str text = str_slice(buf_str(out), from, out->len);
    buf_char(out, '\n');
    note_sign(out, text, key, secret, 0);
}
