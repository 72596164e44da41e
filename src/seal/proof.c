// Writing, signing, reading and verifying the proof of filing. Knows nothing of the spool.
#include "seal/proof.h"

#include "base/code.h"

#include <assert.h>

enum { VERSION = 1, SIGNED = PROOF_SIZE - 64 };

static void signed_write(const Proof *proof, unsigned char out[SIGNED]) {
    ByteWriter writer = bytes_writer_in(out, SIGNED);
    bytes_put_u8(&writer, VERSION);
    bytes_put(&writer, BYTES_OF(proof->office.bytes));
    bytes_put(&writer, BYTES_OF(proof->report.bytes));
    bytes_put(&writer, BYTES_OF(proof->object.bytes));
    bytes_put_u64(&writer, (uint64_t)proof->filed_at);
    bytes_put_u32(&writer, proof->epoch);
    assert(!writer.overflowed && writer.len == SIGNED);
}

void proof_sign(Proof *proof, const ReceiptSecret *secret) {
    unsigned char text[SIGNED];
    signed_write(proof, text);
    proof->signature = key_sign(DOMAIN_PROOF, BYTES_OF(text), &secret->sign);
}

Err proof_verify(const Proof *proof, const KeyList *list) {
    const KeyEntry *entry = keylist_entry(list, KEY_RECEIPT, (Str){0}, proof->epoch);
    if (!entry || !id_eq(proof->office, list->office) || (entry->state == KEY_REVOKED && proof->filed_at >= entry->since)) {
        return ERR_REFUSED;
    }
    unsigned char text[SIGNED];
    SignPublic public;
    signed_write(proof, text);
    memcpy(public.bytes, entry->public, sizeof public.bytes);
    return key_verify(DOMAIN_PROOF, BYTES_OF(text), proof->signature, public);
}

void proof_write(const Proof *proof, unsigned char out[PROOF_SIZE]) {
    signed_write(proof, out);
    memcpy(out + SIGNED, proof->signature.bytes, sizeof proof->signature.bytes);
}

Err proof_read(Bytes bytes, Proof *out) {
    ByteReader reader = bytes_reader(bytes);
    uint8_t version = bytes_take_u8(&reader);
    bytes_take_into(&reader, out->office.bytes, sizeof out->office.bytes);
    bytes_take_into(&reader, out->report.bytes, sizeof out->report.bytes);
    bytes_take_into(&reader, out->object.bytes, sizeof out->object.bytes);
    out->filed_at = (Moment)bytes_take_u64(&reader);
    out->epoch = bytes_take_u32(&reader);
    bytes_take_into(&reader, out->signature.bytes, sizeof out->signature.bytes);
    return version == VERSION && bytes_ended(&reader) ? ERR_OK : ERR_INPUT;
}

Str proof_text(Arena *arena, const Proof *proof) {
    unsigned char bytes[PROOF_SIZE];
    proof_write(proof, bytes);
    return code_base64(arena, BYTES_OF(bytes));
}

Err proof_text_read(Arena *arena, Str text, Proof *out) {
    Bytes bytes;
    Err err = text.len > 2 * PROOF_SIZE ? ERR_INPUT : code_base64_read(arena, text, &bytes);
    return err == ERR_OK ? proof_read(bytes, out) : err;
}
