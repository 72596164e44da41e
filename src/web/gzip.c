// One call of zlib, with memory from the arena.
#include "web/gzip.h"

#include <zlib.h>

enum { WINDOW_BITS = 15 + 16, MEMORY_LEVEL = 8 }; // with gzip's head

static void *take(void *arena, unsigned count, unsigned size) {
    return arena_array(arena, count, size);
}

static void give(void *arena, void *memory) {
    (void)arena, (void)memory; // it goes with the arena
}

Bytes gzip_pack(Arena *arena, Bytes content) {
    z_stream stream = {.zalloc = take, .zfree = give, .opaque = arena};
    unsigned char *room = arena_alloc(arena, content.len + 1);
    if (content.len > UINT32_MAX / 2 ||
        deflateInit2(&stream, 6, Z_DEFLATED, WINDOW_BITS, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
        return (Bytes){0};
    stream.next_in = (unsigned char *)content.ptr;
    stream.avail_in = (unsigned)content.len;
    stream.next_out = room;
    stream.avail_out = (unsigned)content.len;
    int end = deflate(&stream, Z_FINISH);
    Bytes packed = {room, (size_t)stream.total_out};
    deflateEnd(&stream);
    return end == Z_STREAM_END ? packed : (Bytes){0};
}
