// Sealing and opening piece by piece, and all at once on top of it. Knows nothing of what the content is.
#include "seal/stream.h"

#include <assert.h>

enum { LENGTH = 8, SMALLEST = 8 << 10 };

static uint64_t class_size(unsigned size_class) {
    assert(size_class <= STREAM_EVIDENCE_LAST);
    return (uint64_t)SMALLEST << size_class;
}

Err stream_class(uint64_t content_len, unsigned first, unsigned last, unsigned *out) {
    for (unsigned size_class = first; size_class <= last; size_class++) {
        if (content_len <= class_size(size_class) - LENGTH) {
            *out = size_class;
            return ERR_OK;
        }
    }
    return ERR_TOO_BIG;
}

uint64_t stream_size(unsigned size_class) {
    uint64_t size = class_size(size_class), pieces = (size + STREAM_PIECE - 1) / STREAM_PIECE;
    return STREAM_HEAD + size + pieces * crypto_secretstream_xchacha20poly1305_ABYTES;
}

static size_t piece_size(const Stream *stream) {
    return stream->room_left < STREAM_PIECE ? (size_t)stream->room_left : STREAM_PIECE;
}

// Pushing begins as pulling does, but for the head: crypto_secretstream's init_push takes it from the system.
static Stream stream_begin(const StreamKey *key, Hash belongs, unsigned size_class, const unsigned char head[STREAM_HEAD]) {
    Stream stream = {.belongs = belongs, .room_left = class_size(size_class)};
    int status = crypto_secretstream_xchacha20poly1305_init_pull(&stream.state, head, key->bytes);
    assert(status == 0);
    (void)status;
    return stream;
}

Stream stream_seal_begin(const StreamKey *key, Hash belongs, unsigned size_class, uint64_t content_len,
                         unsigned char head[STREAM_HEAD], SealRandom random) {
    assert(content_len <= class_size(size_class) - LENGTH);
    random.fill(random.at, head, STREAM_HEAD);
    Stream stream = stream_begin(key, belongs, size_class, head);
    stream.content_left = content_len;
    return stream;
}

size_t stream_seal_takes(const Stream *stream) {
    size_t room = piece_size(stream) - (stream->begun ? 0 : LENGTH);
    return stream->content_left < room ? (size_t)stream->content_left : room;
}

size_t stream_seal_piece(Stream *stream, Bytes content, unsigned char out[STREAM_SEALED_PIECE]) {
    assert(!stream_done(stream) && content.len == stream_seal_takes(stream));
    unsigned char plain[STREAM_PIECE];
    size_t size = piece_size(stream), at = 0;
    if (!stream->begun) {
        for (; at < LENGTH; at++) {
            plain[at] = (unsigned char)(stream->content_left >> (8 * at));
        }
    }
    if (content.len > 0) {
        memcpy(plain + at, content.ptr, content.len);
    }
    memset(plain + at + content.len, 0, size - at - content.len);
    stream->begun = true;
    stream->content_left -= content.len;
    stream->room_left -= size;
    unsigned char tag = stream->room_left > 0 ? crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
                                              : crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    int status = crypto_secretstream_xchacha20poly1305_push(&stream->state, out, NULL, plain, size, stream->belongs.bytes,
                                                            sizeof stream->belongs.bytes, tag);
    assert(status == 0);
    (void)status;
    sodium_memzero(plain, at + content.len);
    return size + crypto_secretstream_xchacha20poly1305_ABYTES;
}

Stream stream_open_begin(const StreamKey *key, Hash belongs, unsigned size_class, const unsigned char head[STREAM_HEAD]) {
    return stream_begin(key, belongs, size_class, head);
}

size_t stream_open_takes(const Stream *stream) {
    return piece_size(stream) + crypto_secretstream_xchacha20poly1305_ABYTES;
}

// The length at the front must fit, and what is behind the content must be zero.
static Err inside_take(Stream *stream, const unsigned char *plain, size_t size, Bytes *content) {
    size_t at = 0;
    if (!stream->begun) {
        uint64_t len = 0;
        for (; at < LENGTH; at++) {
            len |= (uint64_t)plain[at] << (8 * at);
        }
        if (len > stream->room_left - LENGTH) {
            return ERR_SEALED;
        }
        stream->content_left = len;
        stream->begun = true;
    }
    size_t len = stream->content_left < size - at ? (size_t)stream->content_left : size - at;
    if (!bytes_are_zero((Bytes){plain + at + len, size - at - len})) {
        return ERR_SEALED;
    }
    *content = (Bytes){plain + at, len};
    stream->content_left -= len;
    stream->room_left -= size;
    return ERR_OK;
}

Err stream_open_piece(Stream *stream, Bytes sealed, unsigned char out[STREAM_PIECE], Bytes *content) {
    size_t size = piece_size(stream);
    unsigned char tag, expected = stream->room_left > size ? crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
                                                           : crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    *content = (Bytes){0};
    if (stream_done(stream) || sealed.len != stream_open_takes(stream) ||
        crypto_secretstream_xchacha20poly1305_pull(&stream->state, out, NULL, &tag, sealed.ptr, sealed.len,
                                                   stream->belongs.bytes, sizeof stream->belongs.bytes) != 0) {
        return ERR_SEALED;
    }
    Err err = tag == expected ? inside_take(stream, out, size, content) : ERR_SEALED;
    if (err != ERR_OK) {
        sodium_memzero(out, size);
    }
    return err;
}

bool stream_done(const Stream *stream) {
    return stream->room_left == 0;
}

void stream_wipe(Stream *stream) {
    sodium_memzero(&stream->state, sizeof stream->state);
}

void stream_seal(ByteWriter *out, StreamPlace place, Bytes content, SealRandom random) {
    unsigned char *at = bytes_put_room(out, (size_t)stream_size(place.size_class));
    if (!at) {
        return;
    }
    Stream stream = stream_seal_begin(place.key, place.belongs, place.size_class, content.len, at, random);
    at += STREAM_HEAD;
    while (!stream_done(&stream)) {
        size_t taken = stream_seal_takes(&stream);
        at += stream_seal_piece(&stream, (Bytes){content.ptr, taken}, at);
        content = (Bytes){taken > 0 ? content.ptr + taken : content.ptr, content.len - taken};
    }
    stream_wipe(&stream);
}

Err stream_open(Arena *arena, StreamPlace place, Bytes sealed, Bytes *content) {
    *content = (Bytes){0};
    if (sealed.len != stream_size(place.size_class)) {
        return ERR_SEALED;
    }
    Stream stream = stream_open_begin(place.key, place.belongs, place.size_class, sealed.ptr);
    ByteReader reader = bytes_reader((Bytes){sealed.ptr + STREAM_HEAD, sealed.len - STREAM_HEAD});
    unsigned char *plain = arena_alloc(arena, (size_t)class_size(place.size_class));
    // Pieces lie one behind the other: the length at the front is the only gap.
    size_t at = 0, len = 0;
    Err err = ERR_OK;
    while (err == ERR_OK && !stream_done(&stream)) {
        Bytes part;
        size_t size = piece_size(&stream);
        err = stream_open_piece(&stream, bytes_take(&reader, stream_open_takes(&stream)), plain + at, &part);
        at += size;
        len += part.len;
    }
    stream_wipe(&stream);
    if (err != ERR_OK) {
        sodium_memzero(plain, at);
        return err;
    }
    *content = (Bytes){plain + LENGTH, len};
    return ERR_OK;
}
