// Name, key and sealing of a stored answer. Knows nothing of requests.
#include "seal/retry.h"

enum { VERSION = 1, HEAD = 2 };

Err retry_check(Str key) {
    bool sound = key.len >= RETRY_KEY_LEAST && key.len <= RETRY_KEY_MOST;
    for (size_t i = 0; sound && i < key.len; i++) {
        sound = key.ptr[i] > ' ' && key.ptr[i] <= '~';
    }
    return sound ? ERR_OK : ERR_INPUT;
}

static Hash retry_hash(Domain domain, Id office, Str key) {
    Hasher hasher = hash_begin(domain);
    hash_add(&hasher, BYTES_OF(office.bytes));
    hash_add(&hasher, bytes_of_str(key));
    return hash_end(&hasher);
}

Name retry_name(Id office, Str key) {
    Hash hash = retry_hash(DOMAIN_RETRY_NAME, office, key);
    Name name;
    memcpy(name.bytes, hash.bytes, sizeof name.bytes);
    return name;
}

static StreamKey retry_key(Id office, Str key) {
    Hash hash = retry_hash(DOMAIN_RETRY_KEY, office, key);
    StreamKey out;
    memcpy(out.bytes, hash.bytes, sizeof out.bytes);
    sodium_memzero(&hash, sizeof hash);
    return out;
}

static Hash place_hash(const unsigned char head[HEAD]) {
    return hash_of(DOMAIN_STREAM, (Bytes){head, HEAD});
}

Err retry_seal(ByteWriter *out, Id office, Str key, Bytes answer, SealRandom random) {
    unsigned size_class;
    Err err = retry_check(key);
    if (err == ERR_OK) {
        err = stream_class(answer.len, STREAM_BODY_FIRST, STREAM_BODY_LAST, &size_class);
    }
    if (err != ERR_OK) {
        return err;
    }
    unsigned char head[HEAD] = {VERSION, (unsigned char)size_class};
    StreamKey stream_key = retry_key(office, key);
    bytes_put(out, BYTES_OF(head));
    stream_seal(out, (StreamPlace){&stream_key, place_hash(head), size_class}, answer, random);
    sodium_memzero(&stream_key, sizeof stream_key);
    return out->overflowed ? ERR_TOO_BIG : ERR_OK;
}

Err retry_open(Arena *arena, Id office, Str key, Bytes sealed, Bytes *answer) {
    *answer = (Bytes){0};
    Err err = retry_check(key);
    if (err != ERR_OK || sealed.len < HEAD || sealed.ptr[0] != VERSION || sealed.ptr[1] > STREAM_BODY_LAST) {
        return ERR_INPUT;
    }
    StreamKey stream_key = retry_key(office, key);
    StreamPlace place = {&stream_key, place_hash(sealed.ptr), sealed.ptr[1]};
    err = stream_open(arena, place, (Bytes){sealed.ptr + HEAD, sealed.len - HEAD}, answer);
    sodium_memzero(&stream_key, sizeof stream_key);
    return err;
}
