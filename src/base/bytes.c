// Writing and reading runs of bytes. Knows no format: what comes in which order is said where the format is.
#include "base/bytes.h"

#include <assert.h>

Bytes bytes_of_str(Str s) {
    return (Bytes){(const unsigned char *)s.ptr, s.len};
}

bool bytes_eq(Bytes a, Bytes b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

Bytes bytes_copy(Arena *arena, Bytes bytes) {
    unsigned char *copy = arena_alloc(arena, bytes.len);
    if (bytes.len > 0) {
        memcpy(copy, bytes.ptr, bytes.len);
    }
    return (Bytes){copy, bytes.len};
}

bool bytes_are_zero(Bytes bytes) {
    // Zero at the front, and each byte the same as the one before.
    return bytes.len == 0 || (bytes.ptr[0] == 0 && memcmp(bytes.ptr, bytes.ptr + 1, bytes.len - 1) == 0);
}

ByteWriter bytes_writer(Arena *arena, size_t ceiling) {
    return (ByteWriter){.arena = arena, .ceiling = ceiling};
}

ByteWriter bytes_writer_in(unsigned char *room, size_t ceiling) {
    return (ByteWriter){.ptr = room, .room = ceiling, .ceiling = ceiling};
}

static void room_widen(ByteWriter *writer, size_t room) {
    room = room < writer->ceiling ? room : writer->ceiling;
    writer->ptr = arena_grow(writer->arena, writer->ptr, writer->room, room, 1);
    writer->room = room;
}

void bytes_expect(ByteWriter *writer, size_t len) {
    if (!writer->overflowed && len > writer->room - writer->len && len <= writer->ceiling - writer->len) {
        room_widen(writer, writer->len + len);
    }
}

unsigned char *bytes_put_room(ByteWriter *writer, size_t len) {
    if (writer->overflowed || len > writer->ceiling - writer->len) {
        writer->overflowed = true;
        return NULL;
    }
    size_t need = writer->len + len, twice = writer->room > 0 ? writer->room * 2 : 256;
    if (need > writer->room || !writer->ptr) {
        room_widen(writer, twice > need ? twice : need);
    }
    unsigned char *at = writer->ptr + writer->len;
    writer->len = need;
    return at;
}

static void number_put(ByteWriter *writer, uint64_t value, size_t len) {
    unsigned char *at = bytes_put_room(writer, len);
    for (size_t i = 0; at && i < len; i++) {
        at[i] = (unsigned char)(value >> (8 * i));
    }
}

void bytes_put_u8(ByteWriter *writer, uint8_t value) {
    number_put(writer, value, 1);
}

void bytes_put_u16(ByteWriter *writer, uint16_t value) {
    number_put(writer, value, 2);
}

void bytes_put_u32(ByteWriter *writer, uint32_t value) {
    number_put(writer, value, 4);
}

void bytes_put_u64(ByteWriter *writer, uint64_t value) {
    number_put(writer, value, 8);
}

void bytes_put(ByteWriter *writer, Bytes bytes) {
    unsigned char *at = bytes_put_room(writer, bytes.len);
    if (at && bytes.len > 0) {
        memcpy(at, bytes.ptr, bytes.len);
    }
}

void bytes_put_sized(ByteWriter *writer, Bytes bytes) {
    if (bytes.len > UINT32_MAX) {
        writer->overflowed = true;
        return;
    }
    bytes_put_u32(writer, (uint32_t)bytes.len);
    bytes_put(writer, bytes);
}

void bytes_put_name(ByteWriter *writer, Str name) {
    if (name.len > UINT8_MAX) {
        writer->overflowed = true;
        return;
    }
    bytes_put_u8(writer, (uint8_t)name.len);
    bytes_put(writer, bytes_of_str(name));
}

Bytes bytes_written(const ByteWriter *writer) {
    assert(!writer->overflowed);
    return (Bytes){writer->ptr, writer->len};
}

ByteReader bytes_reader(Bytes bytes) {
    return (ByteReader){.left = bytes};
}

Bytes bytes_take(ByteReader *reader, size_t len) {
    if (reader->broken || len > reader->left.len) {
        *reader = (ByteReader){.broken = true};
        return (Bytes){0};
    }
    Bytes taken = {reader->left.ptr, len};
    if (len > 0) {
        reader->left = (Bytes){reader->left.ptr + len, reader->left.len - len};
    }
    return taken;
}

static uint64_t number_take(ByteReader *reader, size_t len) {
    Bytes taken = bytes_take(reader, len);
    uint64_t value = 0;
    for (size_t i = 0; i < taken.len; i++) {
        value |= (uint64_t)taken.ptr[i] << (8 * i);
    }
    return value;
}

uint8_t bytes_take_u8(ByteReader *reader) {
    return (uint8_t)number_take(reader, 1);
}

uint16_t bytes_take_u16(ByteReader *reader) {
    return (uint16_t)number_take(reader, 2);
}

uint32_t bytes_take_u32(ByteReader *reader) {
    return (uint32_t)number_take(reader, 4);
}

uint64_t bytes_take_u64(ByteReader *reader) {
    return number_take(reader, 8);
}

Bytes bytes_take_sized(ByteReader *reader, size_t ceiling) {
    uint32_t len = bytes_take_u32(reader);
    if (len > ceiling) {
        reader->broken = true;
    }
    return bytes_take(reader, len);
}

Str bytes_take_name(ByteReader *reader) {
    Bytes taken = bytes_take(reader, bytes_take_u8(reader));
    for (size_t i = 0; i < taken.len; i++) {
        if (taken.ptr[i] <= ' ' || taken.ptr[i] > '~') {
            *reader = (ByteReader){.broken = true};
            return STR_NONE;
        }
    }
    return (Str){(const char *)taken.ptr, taken.len};
}

void bytes_take_into(ByteReader *reader, void *out, size_t len) {
    Bytes taken = bytes_take(reader, len);
    memset(out, 0, len);
    if (taken.len > 0) {
        memcpy(out, taken.ptr, taken.len);
    }
}

bool bytes_ended(const ByteReader *reader) {
    return !reader->broken && reader->left.len == 0;
}
