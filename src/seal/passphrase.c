// A secret under a passphrase. Knows nothing of whose it is, nor of how a passphrase is asked for.
#include "seal/passphrase.h"

#include "seal/hash.h"

enum {
    VERSION = 1,
    SALT = crypto_pwhash_argon2id_SALTBYTES,
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    HEAD = 1 + 4 + 4 + SALT + NONCE,
    PASSES_MOST = 16,
    MEMORY_LEAST = 8 << 10,
    MEMORY_MOST = 1 << 20,
};
_Static_assert(HEAD + 32 + crypto_aead_xchacha20poly1305_ietf_ABYTES == PASSPHRASE_SIZE, "the layout in the header");

static Err lock_key(const PassphraseLock *lock, PassphraseCost cost, const unsigned char *salt, unsigned char key[32]) {
    bool sound = lock->passphrase.len >= PASSPHRASE_LEAST && lock->passphrase.len <= PASSPHRASE_MOST && cost.passes >= 1 &&
                 cost.passes <= PASSES_MOST && cost.memory_kib >= MEMORY_LEAST && cost.memory_kib <= MEMORY_MOST;
    if (!sound) {
        return ERR_INPUT;
    }
    int status = crypto_pwhash_argon2id(key, 32, lock->passphrase.ptr, lock->passphrase.len, salt, cost.passes,
                                        (size_t)cost.memory_kib << 10, crypto_pwhash_argon2id_ALG_ARGON2ID13);
    return status == 0 ? ERR_OK : ERR_IO;
}

// All before the sealed secret, and whose it is.
static Hash place_hash(const PassphraseLock *lock, const unsigned char head[HEAD]) {
    Hasher hasher = hash_begin(DOMAIN_PASSPHRASE);
    hash_add(&hasher, (Bytes){head, HEAD});
    hash_add(&hasher, lock->context);
    return hash_end(&hasher);
}

Err passphrase_wrap(const PassphraseLock *lock, PassphraseCost cost, const Grain *secret, SealRandom random,
                    unsigned char out[PASSPHRASE_SIZE]) {
    unsigned char key[32];
    unsigned char *salt = out + HEAD - NONCE - SALT, *nonce = out + HEAD - NONCE;
    ByteWriter writer = bytes_writer_in(out, HEAD);
    bytes_put_u8(&writer, VERSION);
    bytes_put_u32(&writer, cost.passes);
    bytes_put_u32(&writer, cost.memory_kib);
    random.fill(random.at, salt, SALT + NONCE);
    Err err = lock_key(lock, cost, salt, key);
    if (err == ERR_OK) {
        Hash place = place_hash(lock, out);
        crypto_aead_xchacha20poly1305_ietf_encrypt(out + HEAD, NULL, secret->bytes, sizeof secret->bytes, place.bytes,
                                                   sizeof place.bytes, NULL, nonce, key);
    }
    sodium_memzero(key, sizeof key);
    sodium_stackzero(SEAL_STACK);
    return err;
}

Err passphrase_open(const PassphraseLock *lock, Bytes wrap, Grain *secret) {
    ByteReader reader = bytes_reader(wrap);
    uint8_t version = bytes_take_u8(&reader);
    PassphraseCost cost = {.passes = bytes_take_u32(&reader)};
    cost.memory_kib = bytes_take_u32(&reader);
    unsigned char key[32];
    memset(secret->bytes, 0, sizeof secret->bytes);
    if (wrap.len != PASSPHRASE_SIZE || version != VERSION) {
        return ERR_INPUT;
    }
    const unsigned char *salt = wrap.ptr + HEAD - NONCE - SALT, *nonce = wrap.ptr + HEAD - NONCE;
    Err err = lock_key(lock, cost, salt, key);
    if (err == ERR_OK) {
        Hash place = place_hash(lock, wrap.ptr);
        int status = crypto_aead_xchacha20poly1305_ietf_decrypt(secret->bytes, NULL, NULL, wrap.ptr + HEAD, wrap.len - HEAD,
                                                                place.bytes, sizeof place.bytes, nonce, key);
        err = status == 0 ? ERR_OK : ERR_SEALED;
    }
    sodium_memzero(key, sizeof key);
    sodium_stackzero(SEAL_STACK);
    return err;
}
