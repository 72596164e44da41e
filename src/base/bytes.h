// Bytes by pointer and length: what is sealed, hashed, signed, sent or stored. Never text (that is Str), never owns memory.
// Numbers are little endian. Writer and reader are sticky: go on freely, and look once, at the end.
#pragma once

#include "base/str.h"

typedef struct Bytes {
    const unsigned char *ptr;
    size_t len;
} Bytes;

// Of an array, not of a pointer.
#define BYTES_OF(array) ((Bytes){(array), sizeof(array)})

Bytes bytes_of_str(Str s);
bool bytes_eq(Bytes a, Bytes b); // not in constant time: never for secrets
Bytes bytes_copy(Arena *arena, Bytes bytes);
bool bytes_are_zero(Bytes bytes); // not in constant time

// A growing run of bytes with a ceiling. After it overflows everything is ignored and `overflowed` stays set.
typedef struct ByteWriter {
    Arena *arena;
    unsigned char *ptr;
    size_t len, room, ceiling;
    bool overflowed;
} ByteWriter;

ByteWriter bytes_writer(Arena *arena, size_t ceiling);
ByteWriter bytes_writer_in(unsigned char *room, size_t ceiling); // writes there, takes no memory
// Takes the room for `len` more bytes at once, where it is known that they come: nothing is copied while they do.
void bytes_expect(ByteWriter *writer, size_t len);
void bytes_put_u8(ByteWriter *writer, uint8_t value);
void bytes_put_u16(ByteWriter *writer, uint16_t value);
void bytes_put_u32(ByteWriter *writer, uint32_t value);
void bytes_put_u64(ByteWriter *writer, uint64_t value);
void bytes_put(ByteWriter *writer, Bytes bytes);
void bytes_put_sized(ByteWriter *writer, Bytes bytes); // u32 length, then the bytes
void bytes_put_name(ByteWriter *writer, Str name);     // u8 length, then the text; overflows over 255
// Zeroed room for `len` bytes, to be filled in place before anything else is put; NULL when it overflows.
unsigned char *bytes_put_room(ByteWriter *writer, size_t len);
Bytes bytes_written(const ByteWriter *writer);

// Reads from the front. What is not there reads as zero or empty, and `broken` stays set.
typedef struct ByteReader {
    Bytes left;
    bool broken;
} ByteReader;

ByteReader bytes_reader(Bytes bytes);
uint8_t bytes_take_u8(ByteReader *reader);
uint16_t bytes_take_u16(ByteReader *reader);
uint32_t bytes_take_u32(ByteReader *reader);
uint64_t bytes_take_u64(ByteReader *reader);
Bytes bytes_take(ByteReader *reader, size_t len);           // a part of the source, not a copy
Bytes bytes_take_sized(ByteReader *reader, size_t ceiling); // u32 length; over the ceiling is broken
Str bytes_take_name(ByteReader *reader);                    // u8 length and visible ASCII without blanks
void bytes_take_into(ByteReader *reader, void *out, size_t len);
bool bytes_ended(const ByteReader *reader); // nothing was missing and nothing is left
