// The payload of append: kind, id, extra names with their blobs, and then what is sealed to the end, so that a long one can go
// to a file while it comes. Strict: known classes, a time to live for each name, no name twice.
#include "wire/append.h"

enum { FIXED_BYTES = 1 + 16 + 1, ALSO_FIXED_BYTES = 1 + 32 + 4 + 4 };

void append_write(ByteWriter *out, const Append *append) {
    bytes_put_u8(out, append->kind);
    bytes_put(out, BYTES_OF(append->id.bytes));
    bytes_put_u8(out, (uint8_t)append->also_count);
    for (uint32_t i = 0; i < append->also_count; i++) {
        const AppendAlso *also = &append->also[i];
        bytes_put_u8(out, also->class);
        bytes_put(out, BYTES_OF(also->name.bytes));
        bytes_put_u32(out, also->ttl_seconds);
        bytes_put_sized(out, also->blob);
    }
}

static Err also_read(ByteReader *reader, Append *out) {
    AppendAlso *also = &out->also[out->also_count];
    also->class = bytes_take_u8(reader);
    bytes_take_into(reader, also->name.bytes, sizeof also->name.bytes);
    also->ttl_seconds = bytes_take_u32(reader);
    also->blob = bytes_take_sized(reader, BLOB_MOST);
    for (uint32_t i = 0; i < out->also_count; i++) {
        if (name_eq(out->also[i].name, also->name)) return ERR_INPUT;
    }
    out->also_count++;
    return blob_terms_check(also->class, also->ttl_seconds);
}

Err append_read(Bytes payload, Append *out) {
    ByteReader reader = bytes_reader(payload);
    *out = (Append){.kind = bytes_take_u8(&reader)};
    bytes_take_into(&reader, out->id.bytes, sizeof out->id.bytes);
    uint8_t count = bytes_take_u8(&reader);
    bool known = out->kind >= APPEND_FILING && out->kind < APPEND_KIND_END;
    if (reader.broken || !known || count > APPEND_ALSO_MOST || id_is_zero(out->id)) return ERR_INPUT;
    while (out->also_count < count) {
        if (also_read(&reader, out) != ERR_OK || reader.broken) return ERR_INPUT;
    }
    out->blob = reader.left;
    return out->blob.len > 0 ? ERR_OK : ERR_INPUT;
}

Err append_head_size(Bytes so_far, size_t *size) {
    *size = FIXED_BYTES;
    if (so_far.len < *size) return ERR_OK;
    uint8_t count = so_far.ptr[FIXED_BYTES - 1];
    if (count > APPEND_ALSO_MOST) return ERR_INPUT;
    for (uint8_t i = 0; i < count; i++) {
        *size += ALSO_FIXED_BYTES;
        if (so_far.len < *size) return ERR_OK;
        ByteReader length = bytes_reader((Bytes){so_far.ptr + *size - 4, 4});
        uint32_t bytes = bytes_take_u32(&length);
        if (bytes > BLOB_MOST) return ERR_INPUT;
        *size += bytes;
    }
    return ERR_OK;
}
