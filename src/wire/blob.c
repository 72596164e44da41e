// The payloads of put and get and of their answers. Strict: known classes, a time to live within its bounds, nothing behind the
// end.
#include "wire/blob.h"

Err blob_terms_check(uint8_t class, uint32_t ttl_seconds) {
    bool known = class >= BLOB_DRAFT && class < BLOB_CLASS_END;
    return known && ttl_seconds > 0 && ttl_seconds <= BLOB_TTL_MOST ? ERR_OK : ERR_INPUT;
}

void put_write(ByteWriter *out, const Put *put) {
    bytes_put_u8(out, put->class);
    bytes_put(out, BYTES_OF(put->name.bytes));
    bytes_put_u64(out, put->expected);
    bytes_put_u32(out, put->ttl_seconds);
}

Err put_read(Bytes payload, Put *out) {
    ByteReader reader = bytes_reader(payload);
    *out = (Put){.class = bytes_take_u8(&reader)};
    bytes_take_into(&reader, out->name.bytes, sizeof out->name.bytes);
    out->expected = bytes_take_u64(&reader);
    out->ttl_seconds = bytes_take_u32(&reader);
    out->blob = reader.left;
    if (reader.broken || out->expected == UINT64_MAX || out->blob.len > BLOB_MOST) return ERR_INPUT;
    return blob_terms_check(out->class, out->ttl_seconds);
}

void get_write(ByteWriter *out, Name name) {
    bytes_put(out, BYTES_OF(name.bytes));
}

Err get_read(Bytes payload, Name *out) {
    ByteReader reader = bytes_reader(payload);
    bytes_take_into(&reader, out->bytes, sizeof out->bytes);
    return bytes_ended(&reader) ? ERR_OK : ERR_INPUT;
}

void version_write(ByteWriter *out, uint64_t version) {
    bytes_put_u64(out, version);
}

Err blob_read(Bytes body, Blob *out) {
    ByteReader reader = bytes_reader(body);
    out->version = bytes_take_u64(&reader);
    out->bytes = reader.left;
    return reader.broken || out->bytes.len > BLOB_MOST ? ERR_INPUT : ERR_OK;
}
