// Signing, writing, reading and verifying proofs of filing. Knows nothing of the spool.
#include "seal/proof.h"

#include "base/code.h"

#include <assert.h>

enum { VERSION = 2, FACTS = 1 + 16 + 16 + 32 + 8, SIGNED = 1 + 16 + 4 + 2 + MERKLE_HASH_BYTES };

static void facts_write(ByteWriter *out, const Proof *proof) {
    bytes_put_u8(out, VERSION);
    bytes_put(out, BYTES_OF(proof->office.bytes));
    bytes_put(out, BYTES_OF(proof->report.bytes));
    bytes_put(out, BYTES_OF(proof->object.bytes));
    bytes_put_u64(out, (uint64_t)proof->filed_at);
}

static MerkleHash leaf_of(const Proof *proof) {
    unsigned char facts[FACTS];
    ByteWriter writer = bytes_writer_in(facts, sizeof facts);
    facts_write(&writer, proof);
    assert(!writer.overflowed && writer.len == sizeof facts);
    return merkle_leaf(facts, sizeof facts);
}

static void signed_write(const Proof *proof, const MerkleHash *head, unsigned char out[SIGNED]) {
    ByteWriter writer = bytes_writer_in(out, SIGNED);
    bytes_put_u8(&writer, VERSION);
    bytes_put(&writer, BYTES_OF(proof->office.bytes));
    bytes_put_u32(&writer, proof->epoch);
    bytes_put_u16(&writer, proof->leaves);
    bytes_put(&writer, BYTES_OF(head->bytes));
    assert(!writer.overflowed && writer.len == SIGNED);
}

// From row to row up to the head: each proof notes what stands beside its way.
static MerkleHash paths_make(Proof *proofs, size_t count, MerkleHash *row) {
    size_t width = count;
    for (unsigned level = 0; width > 1; level++) {
        for (size_t i = 0; i < count; i++) {
            size_t beside = (i >> level) ^ 1;
            if (beside < width) proofs[i].path.hashes[proofs[i].path.count++] = row[beside];
        }
        width = merkle_row_above(row, width);
    }
    return row[0];
}

void proof_sign(Arena *arena, Proof *proofs, size_t count, const ReceiptSecret *secret) {
    assert(count > 0 && count <= PROOF_LEAVES_MOST);
    MerkleHash *row = NEW_ARRAY(arena, MerkleHash, count);
    unsigned char text[SIGNED];
    for (size_t i = 0; i < count; i++) {
        row[i] = leaf_of(&proofs[i]);
        proofs[i].leaves = (uint16_t)count;
        proofs[i].leaf = (uint16_t)i;
        proofs[i].path.count = 0;
    }
    MerkleHash head = paths_make(proofs, count, row);
    signed_write(&proofs[0], &head, text);
    Signature signature = key_sign(DOMAIN_PROOF, BYTES_OF(text), &secret->sign);
    for (size_t i = 0; i < count; i++) proofs[i].signature = signature;
}

Err proof_verify(const Proof *proof, const KeyList *list) {
    const KeyEntry *entry = keylist_entry(list, KEY_RECEIPT, STR_NONE, proof->epoch);
    if (!entry || !id_eq(proof->office, list->office) || (entry->state == KEY_REVOKED && proof->filed_at >= entry->since)) {
        return ERR_REFUSED;
    }
    unsigned char text[SIGNED];
    SignPublic public;
    MerkleHash leaf = leaf_of(proof), head;
    if (!merkle_climb(&proof->path, proof->leaf, proof->leaves, &leaf, &head)) return ERR_SEALED;
    signed_write(proof, &head, text);
    memcpy(public.bytes, entry->public, sizeof public.bytes);
    return key_verify(DOMAIN_PROOF, BYTES_OF(text), proof->signature, public);
}

Bytes proof_bytes(Arena *arena, const Proof *proof) {
    size_t size = PROOF_SIZE_ALONE + (size_t)proof->path.count * MERKLE_HASH_BYTES;
    ByteWriter writer = bytes_writer_in(arena_alloc(arena, size), size);
    facts_write(&writer, proof);
    bytes_put_u32(&writer, proof->epoch);
    bytes_put_u16(&writer, proof->leaves);
    bytes_put_u16(&writer, proof->leaf);
    for (uint32_t i = 0; i < proof->path.count; i++) bytes_put(&writer, BYTES_OF(proof->path.hashes[i].bytes));
    bytes_put(&writer, BYTES_OF(proof->signature.bytes));
    assert(!writer.overflowed && writer.len == size);
    return bytes_written(&writer);
}

Err proof_read(Bytes bytes, Proof *out) {
    ByteReader reader = bytes_reader(bytes);
    uint8_t version = bytes_take_u8(&reader);
    bytes_take_into(&reader, out->office.bytes, sizeof out->office.bytes);
    bytes_take_into(&reader, out->report.bytes, sizeof out->report.bytes);
    bytes_take_into(&reader, out->object.bytes, sizeof out->object.bytes);
    out->filed_at = (Moment)bytes_take_u64(&reader);
    out->epoch = bytes_take_u32(&reader);
    out->leaves = bytes_take_u16(&reader);
    out->leaf = bytes_take_u16(&reader);
    if (version != VERSION || out->leaf >= out->leaves) return ERR_INPUT;
    out->path.count = merkle_path_count(out->leaf, out->leaves);
    for (uint32_t i = 0; i < out->path.count; i++) {
        bytes_take_into(&reader, out->path.hashes[i].bytes, sizeof out->path.hashes[i].bytes);
    }
    bytes_take_into(&reader, out->signature.bytes, sizeof out->signature.bytes);
    return bytes_ended(&reader) ? ERR_OK : ERR_INPUT;
}

Str proof_text(Arena *arena, const Proof *proof) {
    return code_base64(arena, proof_bytes(arena, proof));
}

Err proof_text_read(Arena *arena, Str text, Proof *out) {
    Bytes bytes;
    Err err = text.len > 2 * PROOF_SIZE_MOST ? ERR_INPUT : code_base64_read(arena, text, &bytes);
    return err == ERR_OK ? proof_read(bytes, out) : err;
}
