// Any bytes as a checkpoint, and as a published key: never a crash; what is accepted has the one shape that would be written
// again; and nothing but the text that was really signed is believed to be signed.
#include "seal/checkpoint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds) {
        __builtin_trap();
    }
}

// The corpus has a checkpoint of this key with this text; nobody here has the secret.
static const char known_key[] = "ledger.example/7+feccf297+AeX8FAfDdYidi3UpvhlEpTgP12uZBsG7ckg/5eHJlz2M";
static const char known_text[] = "ledger.example/7\n13\n7bE7uuRKstx+uIKv392S3whSyxGjn7QFMZ8dQRIObl4=\n";

static void key_is_canonical(Arena *arena, Str source) {
    NoteKey key;
    if (note_key_read(source, &key) != ERR_OK) {
        return;
    }
    Buf again = buf_make(arena, 4096);
    note_key_print(&again, &key);
    must(str_eq(buf_str(&again), source));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static Arena arena;
    arena_reset(&arena);
    Str source = {(const char *)data, size};
    Checkpoint checkpoint;
    NoteKey key;
    key_is_canonical(&arena, source);
    if (checkpoint_read(source, &checkpoint) == ERR_OK) {
        Buf again = buf_make(&arena, CHECKPOINT_BYTES_MAX);
        buf_put(&again, checkpoint.origin);
        buf_format(&again, "\n%llu\n", (unsigned long long)checkpoint.size);
        note_encode(&again, checkpoint.head.bytes, MERKLE_HASH_BYTES);
        buf_char(&again, '\n');
        must(str_eq(buf_str(&again), checkpoint.note.text));
        buf_char(&again, '\n');
        buf_put(&again, checkpoint.note.lines);
        must(str_eq(buf_str(&again), source));
        must(note_key_read(str_from(known_key), &key) == ERR_OK);
        must(note_trust(&checkpoint.note, &key, NULL) != NOTE_SIGNED || str_is(checkpoint.note.text, known_text));
    }
    return 0;
}
