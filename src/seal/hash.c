// Hashing with a purpose. Knows no format.
#include "seal/hash.h"

#include <assert.h>

// The same text for the same purpose for ever: a change of a format takes a new line, never a changed one.
static const char personal[DOMAIN_COUNT][16] = {
    [DOMAIN_HEADER] = "todoke.header",      [DOMAIN_HALVES] = "todoke.halves",
    [DOMAIN_OBJECT] = "todoke.object",      [DOMAIN_BOX] = "todoke.box",
    [DOMAIN_STREAM] = "todoke.stream",      [DOMAIN_SEALED] = "todoke.sealed",
    [DOMAIN_RECEIPT] = "todoke.receipt",    [DOMAIN_MAILBOX] = "todoke.mailbox",
    [DOMAIN_REPLY] = "todoke.reply",        [DOMAIN_RETRY_NAME] = "todoke.retry.n",
    [DOMAIN_RETRY_KEY] = "todoke.retry.k",  [DOMAIN_SIGN_SIDE] = "todoke.officer.s",
    [DOMAIN_BOX_SIDE] = "todoke.officer.b", [DOMAIN_PASSPHRASE] = "todoke.phrase",
    [DOMAIN_SHARE_CHECK] = "todoke.share",  [DOMAIN_PAPER] = "todoke.paper",
    [DOMAIN_KEY_LIST] = "todoke.keylist",   [DOMAIN_PROOF] = "todoke.proof",
    [DOMAIN_COMMIT] = "todoke.commit",      [DOMAIN_PSEUDONYM] = "todoke.pseudonym",
    [DOMAIN_RECORD] = "todoke.record",      [DOMAIN_OFFICER_TAG] = "todoke.whose",
    [DOMAIN_ORDER_TAG] = "todoke.order",    [DOMAIN_REPORT_SALT] = "todoke.salt",
    [DOMAIN_RELEASE] = "todoke.release",    [DOMAIN_GRANT] = "todoke.grant",
    [DOMAIN_BACKUP] = "todoke.backup",      [DOMAIN_MAIL] = "todoke.mail",
    [DOMAIN_OFFICER] = "todoke.officer",    [DOMAIN_DRAFT_NAME] = "todoke.draft.n",
    [DOMAIN_DRAFT_KEY] = "todoke.draft.k",  [DOMAIN_DRAFT_SEEN] = "todoke.draft.s",
    [DOMAIN_HOLD] = "todoke.hold",          [DOMAIN_FORM] = "todoke.form",
};

const unsigned char *hash_personal(Domain domain) {
    assert(domain < DOMAIN_COUNT);
    return (const unsigned char *)personal[domain];
}

// Fails only on lengths over BLAKE2b's own, which are constants here or asserted.
static void done(int status) {
    assert(status == 0);
    (void)status;
}

Hash hash_keyed(Domain domain, Bytes key, Bytes bytes) {
    assert(key.len <= crypto_generichash_blake2b_KEYBYTES_MAX);
    Hash hash;
    done(crypto_generichash_blake2b_salt_personal(hash.bytes, sizeof hash.bytes, bytes.ptr, bytes.len,
                                                  key.len > 0 ? key.ptr : NULL, key.len, NULL, hash_personal(domain)));
    if (key.len > 0) {
        sodium_stackzero(SEAL_STACK);
    }
    return hash;
}

Hash hash_of(Domain domain, Bytes bytes) {
    return hash_keyed(domain, (Bytes){0}, bytes);
}

bool hash_eq(Hash a, Hash b) {
    return sodium_memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

Hasher hash_begin(Domain domain) {
    Hasher hasher;
    done(crypto_generichash_blake2b_init_salt_personal(&hasher.state, NULL, 0, sizeof(Hash), NULL, hash_personal(domain)));
    return hasher;
}

void hash_add(Hasher *hasher, Bytes bytes) {
    done(crypto_generichash_blake2b_update(&hasher->state, bytes.ptr, bytes.len));
}

Hash hash_end(Hasher *hasher) {
    Hash hash;
    done(crypto_generichash_blake2b_final(&hasher->state, hash.bytes, sizeof hash.bytes));
    return hash;
}
