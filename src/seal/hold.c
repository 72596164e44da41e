// A list of ids and its end. Knows nothing of drafts, nor of what is in the files.
#include "seal/hold.h"

#include "seal/hash.h"

enum { HOLD_VERSION = 1, HOLD_BYTES_MOST = 1 + 8 + 1 + HOLD_FILES_MOST * 16 };

Name hold_name(Id report) {
    Hash hash = hash_of(DOMAIN_HOLD, BYTES_OF(report.bytes));
    Name name;
    memcpy(name.bytes, hash.bytes, sizeof name.bytes);
    return name;
}

bool hold_has(const Hold *hold, Id file) {
    for (size_t i = 0; i < hold->count; i++)
        if (id_eq(hold->files[i], file)) return true;
    return false;
}

Bytes hold_write(Arena *arena, const Hold *hold) {
    ByteWriter writer = bytes_writer(arena, HOLD_BYTES_MOST);
    bytes_put_u8(&writer, HOLD_VERSION);
    bytes_put_u64(&writer, (uint64_t)hold->end);
    bytes_put_u8(&writer, (uint8_t)hold->count);
    for (size_t i = 0; i < hold->count; i++) bytes_put(&writer, BYTES_OF(hold->files[i].bytes));
    return bytes_written(&writer);
}

Err hold_read(Bytes source, Hold *out) {
    ByteReader reader = bytes_reader(source);
    *out = (Hold){0};
    if (bytes_take_u8(&reader) != HOLD_VERSION) return ERR_INPUT;
    out->end = (Moment)bytes_take_u64(&reader);
    unsigned count = bytes_take_u8(&reader);
    if (count > HOLD_FILES_MOST) return ERR_INPUT;
    for (unsigned i = 0; i < count; i++) {
        Id file;
        bytes_take_into(&reader, file.bytes, sizeof file.bytes);
        if (reader.broken || hold_has(out, file)) return ERR_INPUT;
        out->files[out->count++] = file;
    }
    return bytes_ended(&reader) ? ERR_OK : ERR_INPUT;
}
