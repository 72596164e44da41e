// Any bytes or text as a proof of filing: what is read writes the same bytes, and only what the receipt key signed verifies.
#include "base/code.h"
#include "seal/proof.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds) {
        __builtin_trap();
    }
}

static KeyList one_key(const ReceiptPair *pair, KeyEntry *entry) {
    *entry = (KeyEntry){.kind = KEY_RECEIPT, .state = KEY_CURRENT, .epoch = 1};
    memcpy(entry->public, pair->public.sign.bytes, sizeof entry->public);
    return (KeyList){.office = {{1}}, .serial = 1, .entries = entry, .count = 1};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena arena = arena_make(NULL, NULL);
    ReceiptPair pair = key_receipt(&(Grain){{1}});
    KeyEntry entry;
    KeyList list = one_key(&pair, &entry);
    Proof proof, again, sound = {.office = {{1}}, .report = {{2}}, .filed_at = 3, .epoch = 1};
    unsigned char bytes[PROOF_SIZE], theirs[PROOF_SIZE];
    proof_sign(&sound, &pair.secret);
    proof_write(&sound, theirs);
    if (proof_read((Bytes){data, size}, &proof) == ERR_OK) {
        proof_write(&proof, bytes);
        must(size == PROOF_SIZE && memcmp(bytes, data, size) == 0);
        must((proof_verify(&proof, &list) == ERR_OK) == (memcmp(bytes, theirs, sizeof bytes) == 0));
    }
    if (proof_text_read(&arena, (Str){(const char *)data, size}, &proof) == ERR_OK) {
        Str text = proof_text(&arena, &proof);
        must(str_eq(text, (Str){(const char *)data, size}));
        must(proof_text_read(&arena, text, &again) == ERR_OK);
    }
    // Changes to the sound one: offset, new byte, again and again. Signatures can be written in one way only.
    memcpy(bytes, theirs, sizeof bytes);
    for (size_t i = 0; i + 2 <= size; i += 2) {
        bytes[data[i] % PROOF_SIZE] = data[i + 1];
    }
    Err err = proof_read(BYTES_OF(bytes), &proof);
    must((err == ERR_OK && proof_verify(&proof, &list) == ERR_OK) == (memcmp(bytes, theirs, sizeof bytes) == 0));
    arena_free(&arena);
    return 0;
}
