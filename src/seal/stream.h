// Content of any length under one key: secretstream (XChaCha20-Poly1305) in pieces of 64 KiB, so that memory stays the same
// however long it is. The content is preceded by its length and followed by zeros up to a size class, which is all that the
// sealed bytes tell of it.
//
//   stream = 24 random bytes, then for each piece: secretstream(piece, additional data = hash of what the stream belongs to),
//            tag MESSAGE, the last one FINAL; all pieces together: u64 length, content, zeros up to the size class
//   a size class c is 8 KiB shifted left by c: bodies and letters 0 (8 KiB) to 11 (16 MiB), evidence 3 (64 KiB) to 14 (128 MiB)
#pragma once

#include "base/bytes.h"
#include "base/err.h"
#include "seal/hash.h"
#include "seal/random.h"

enum {
    STREAM_PIECE = 64 << 10,
    STREAM_SEALED_PIECE = STREAM_PIECE + crypto_secretstream_xchacha20poly1305_ABYTES,
    STREAM_HEAD = crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    STREAM_BODY_FIRST = 0,
    STREAM_BODY_LAST = 11,
    STREAM_EVIDENCE_FIRST = 3,
    STREAM_EVIDENCE_LAST = 14,
};

typedef struct StreamKey {
    unsigned char bytes[32];
} StreamKey;

// The smallest class from `first` on that content of this length fits into; over `last`: ERR_TOO_BIG.
MUST_CHECK Err stream_class(uint64_t content_len, unsigned first, unsigned last, unsigned *out);
// Bytes of a sealed stream of this class.
uint64_t stream_size(unsigned size_class);

// Piece by piece, both ways: what is left of the content, and of the class.
typedef struct Stream {
    crypto_secretstream_xchacha20poly1305_state state;
    Hash belongs;
    uint64_t content_left, room_left; // room_left: bytes of the class that were not yet sealed or opened
    bool begun;                       // the length has passed
} Stream;

// `head` is written: the stream begins with it. The key is wiped by the caller, the stream by stream_wipe.
Stream stream_seal_begin(const StreamKey *key, Hash belongs, unsigned size_class, uint64_t content_len,
                         unsigned char head[STREAM_HEAD], SealRandom random);
// How much content the next piece takes: exactly this much is to be given. May be 0 while pieces of zeros follow.
size_t stream_seal_takes(const Stream *stream);
// One piece; gives the number of bytes put into `out`.
size_t stream_seal_piece(Stream *stream, Bytes content, unsigned char out[STREAM_SEALED_PIECE]);

Stream stream_open_begin(const StreamKey *key, Hash belongs, unsigned size_class, const unsigned char head[STREAM_HEAD]);
// How many sealed bytes the next piece has: exactly this much is to be given.
size_t stream_open_takes(const Stream *stream);
// One piece; `out` has room for STREAM_PIECE; `content` is the part of it that is content, maybe nothing. ERR_SEALED: changed,
// moved, cut, for another key; then nothing of the stream may be used.
MUST_CHECK Err stream_open_piece(Stream *stream, Bytes sealed, unsigned char out[STREAM_PIECE], Bytes *content);

bool stream_done(const Stream *stream); // the last piece has passed
void stream_wipe(Stream *stream);

// All at once, in memory. stream_seal appends exactly stream_size bytes.
typedef struct StreamPlace {
    const StreamKey *key;
    Hash belongs;
    unsigned size_class;
} StreamPlace;

void stream_seal(ByteWriter *out, StreamPlace place, Bytes content, SealRandom random);
MUST_CHECK Err stream_open(Arena *arena, StreamPlace place, Bytes sealed, Bytes *content);
