// Any bytes as a proof of the ledger, as what it shows, and as a notice: never a crash; what is accepted is written again byte
// by byte the same; and no proof holds for a key whose secret nobody here has, but the ones of the corpus.
#include "seal/ledger_entry.h"
#include "seal/ledger_proof.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds) {
        __builtin_trap();
    }
}

static const char known_key[] = "ledger.example/7+feccf297+AeX8FAfDdYidi3UpvhlEpTgP12uZBsG7ckg/5eHJlz2M";
// The commitment that the proofs of the corpus show.
static const unsigned char known_commitment[] = {0x50, 0xba, 0xc6, 0x6e, 0xc6, 0x6e, 0xea, 0x56, 0x93, 0x11, 0x16,
                                                 0xed, 0x41, 0xdc, 0xc5, 0x35, 0xd7, 0x73, 0x86, 0x2a, 0x63, 0xa7,
                                                 0x71, 0xb3, 0xc5, 0x22, 0x55, 0xba, 0x65, 0x36, 0x35, 0x17};

static Str checkpoint_of(Arena *arena, const Checkpoint *checkpoint) {
    return str_format(arena, "%.*s\n%.*s", STR_ARG(checkpoint->note.text), STR_ARG(checkpoint->note.lines));
}

static void inclusion(Arena *arena, Str source, const NoteKey *key) {
    InclusionProof proof;
    LedgerEvent event;
    MerkleHash commitment;
    if (inclusion_read(arena, source, &proof) != ERR_OK) {
        return;
    }
    Buf again = buf_make(arena, 2 * LEDGER_PROOF_BYTES_MAX);
    inclusion_print(&again, proof.extra, proof.index, &proof.path, checkpoint_of(arena, &proof.checkpoint));
    must(str_eq(buf_str(&again), source));
    if (ledger_shown_read(proof.extra, &event, &commitment) == ERR_OK) {
        MerkleHash leaf = merkle_leaf(commitment.bytes, sizeof commitment.bytes);
        must(!inclusion_holds(&proof, &leaf, key) || memcmp(commitment.bytes, known_commitment, sizeof known_commitment) == 0);
        Buf json = buf_make(arena, 1 << 16);
        ledger_event_json(&json, &event);
        must(!json.overflowed);
    }
}

static void consistency(Arena *arena, Str source, const NoteKey *key) {
    ConsistencyProof proof;
    MerkleHash zero = {0};
    if (consistency_read(source, &proof) != ERR_OK) {
        return;
    }
    Buf again = buf_make(arena, 2 * LEDGER_PROOF_BYTES_MAX);
    consistency_print(&again, proof.old, &proof.path, checkpoint_of(arena, &proof.checkpoint));
    must(str_eq(buf_str(&again), source));
    must(!consistency_holds(&proof, &zero, key)); // no tree has that head
}

static void notice(Arena *arena, Bytes source) {
    LedgerEvent event;
    MerkleHash commitment;
    uint64_t index;
    Bytes shown;
    if (ledger_notice_read(source, &index, &shown) != ERR_OK || ledger_shown_read(shown, &event, &commitment) != ERR_OK) {
        return;
    }
    ByteWriter canonical = bytes_writer(arena, LEDGER_EVENT_MAX), again = bytes_writer(arena, LEDGER_ENTRY_MAX);
    ledger_event_write(&canonical, &event);
    ledger_notice_write(&again, index, shown.ptr + 1, bytes_written(&canonical));
    must(bytes_eq(bytes_written(&again), source));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static Arena arena;
    arena_reset(&arena);
    NoteKey key;
    must(note_key_read(str_from(known_key), &key) == ERR_OK);
    inclusion(&arena, (Str){(const char *)data, size}, &key);
    consistency(&arena, (Str){(const char *)data, size}, &key);
    notice(&arena, (Bytes){data, size});
    return 0;
}
