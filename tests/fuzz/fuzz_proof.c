// Any bytes or text as a proof of filing: what is read writes the same bytes, and only what the receipt key signed, alone or
// together with others, verifies.
#include "base/code.h"
#include "seal/proof.h"

enum { TOGETHER = 5, SOUND = 1 + TOGETHER };

typedef struct Signed {
    KeyEntry entry;
    KeyList list;
    Proof proofs[SOUND]; // one that came alone, and some that came together
    Bytes bytes[SOUND];
} Signed;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds) {
        __builtin_trap();
    }
}

static void all_sign(Arena *arena, Signed *made) {
    ReceiptPair pair = key_receipt(&(Grain){{1}});
    made->entry = (KeyEntry){.kind = KEY_RECEIPT, .state = KEY_CURRENT, .epoch = 1};
    memcpy(made->entry.public, pair.public.sign.bytes, sizeof made->entry.public);
    made->list = (KeyList){.office = {{1}}, .serial = 1, .entries = &made->entry, .count = 1};
    for (unsigned char i = 0; i < SOUND; i++) {
        made->proofs[i] = (Proof){.office = {{1}}, .report = {{2, i}}, .filed_at = 3, .epoch = 1};
    }
    proof_sign(arena, made->proofs, 1, &pair.secret);
    proof_sign(arena, made->proofs + 1, TOGETHER, &pair.secret);
    for (int i = 0; i < SOUND; i++) {
        made->bytes[i] = proof_bytes(arena, &made->proofs[i]);
    }
}

// Made once: the search changes copies of them.
static const Signed *signed_once(void) {
    static Arena kept;
    static Signed made;
    if (made.list.count == 0) all_sign(&kept, &made);
    return &made;
}

static bool is_sound(const Signed *made, Bytes bytes) {
    bool sound = false;
    for (int i = 0; i < SOUND; i++) {
        sound |= bytes_eq(bytes, made->bytes[i]);
    }
    return sound;
}

static void bytes_try(Arena *arena, const Signed *made, Bytes bytes) {
    Proof proof;
    Err err = proof_read(bytes, &proof);
    if (err == ERR_OK) {
        must(bytes_eq(proof_bytes(arena, &proof), bytes));
        err = proof_verify(&proof, &made->list);
    }
    must((err == ERR_OK) == is_sound(made, bytes));
}

static void text_try(Arena *arena, Str given) {
    Proof proof, again;
    if (proof_text_read(arena, given, &proof) != ERR_OK) return;
    Str text = proof_text(arena, &proof);
    must(str_eq(text, given));
    must(proof_text_read(arena, text, &again) == ERR_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static Arena arena;
    arena_reset(&arena);
    const Signed *made = signed_once();
    bytes_try(&arena, made, (Bytes){data, size});
    text_try(&arena, (Str){(const char *)data, size});
    // Changes to a sound one: which; offset, new byte, again and again. Signatures can be written in one way only.
    if (size > 0) {
        Bytes changed = bytes_copy(&arena, made->bytes[data[0] % SOUND]);
        for (size_t i = 1; i + 2 <= size; i += 2) {
            ((unsigned char *)changed.ptr)[data[i] % changed.len] = data[i + 1];
        }
        bytes_try(&arena, made, changed);
    }
    return 0;
}
