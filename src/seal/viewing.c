// The viewing key as text, and what follows from it. The office's id is hashed in, so that the same key, used by mistake at two
// offices, ties nothing together.
#include "seal/viewing.h"

#include "base/code.h"
#include "seal/check.h"

enum { SIGNS = 16, TYPED = SIGNS + CHECK_SIGNS };

ViewingKey viewing_make(SealRandom random) {
    ViewingKey key;
    random.fill(random.at, key.bytes, sizeof key.bytes);
    return key;
}

Str viewing_text(Arena *arena, const ViewingKey *key) {
    char signs[TYPED];
    Str text = code_base32(arena, BYTES_OF(key->bytes));
    memcpy(signs, text.ptr, SIGNS);
    check_put(signs, SIGNS);
    Str grouped = str_format(arena, "%.4s-%.5s-%.4s-%.5s", signs, signs + 4, signs + 9, signs + 13);
    sodium_memzero(signs, sizeof signs);
    return grouped;
}

Err viewing_read(Str typed, ViewingKey *out) {
    char signs[TYPED];
    size_t count;
    memset(out->bytes, 0, sizeof out->bytes);
    Err err = code_base32_typed(typed, signs, sizeof signs, &count);
    if (err == ERR_OK && (count != TYPED || !check_fits(signs, count))) {
        err = ERR_INPUT;
    }
    if (err == ERR_OK) {
        err = code_base32_read((Str){signs, SIGNS}, out->bytes, sizeof out->bytes);
    }
    sodium_memzero(signs, sizeof signs);
    return err;
}

static Name name_at(const ViewingKey *key, Bytes place) {
    Hash hash = hash_keyed(DOMAIN_MAILBOX, BYTES_OF(key->bytes), place);
    Name name;
    memcpy(name.bytes, hash.bytes, sizeof name.bytes);
    return name;
}

Name viewing_mailbox(const ViewingKey *key, Id office) {
    return name_at(key, BYTES_OF(office.bytes));
}

Name viewing_annex(const ViewingKey *key, Id office, Id report, unsigned part) {
    unsigned char place[2 * sizeof(Id) + 1];
    memcpy(place, office.bytes, sizeof office.bytes);
    memcpy(place + sizeof(Id), report.bytes, sizeof report.bytes);
    place[2 * sizeof(Id)] = (unsigned char)part;
    return name_at(key, BYTES_OF(place));
}

Name viewing_further(const ViewingKey *key, Id office, unsigned number) {
    unsigned char place[sizeof(Id) + 1];
    memcpy(place, office.bytes, sizeof office.bytes);
    place[sizeof(Id)] = (unsigned char)number;
    return name_at(key, BYTES_OF(place));
}

ReplyPair viewing_reply(const ViewingKey *key, Id office) {
    Hash hash = hash_keyed(DOMAIN_REPLY, BYTES_OF(key->bytes), BYTES_OF(office.bytes));
    Grain grain;
    memcpy(grain.bytes, hash.bytes, sizeof grain.bytes);
    ReplyPair pair = key_reply(&grain);
    grain_wipe(&grain);
    sodium_memzero(&hash, sizeof hash);
    return pair;
}
