// Growing, matching and signing. The kinds differ only in their types: nothing below tells them apart, so nothing below may be
// given the wrong one.
#include "seal/key.h"

#include <assert.h>

Grain grain_make(SealRandom random) {
    Grain grain;
    random.fill(random.at, grain.bytes, sizeof grain.bytes);
    return grain;
}

void grain_wipe(Grain *grain) {
    sodium_memzero(grain->bytes, sizeof grain->bytes);
}

static void box_grow(const Grain *grain, BoxPublic *public, BoxSecret *secret) {
    int status = crypto_box_seed_keypair(public->bytes, secret->bytes, grain->bytes);
    sodium_stackzero(SEAL_STACK);
    assert(status == 0);
    (void)status;
}

static void sign_grow(const Grain *grain, SignPublic *public, SignSecret *secret) {
    int status = crypto_sign_seed_keypair(public->bytes, secret->bytes, grain->bytes);
    sodium_stackzero(SEAL_STACK);
    assert(status == 0);
    (void)status;
}

WindowPair key_window(const Grain *grain) {
    WindowPair pair;
    box_grow(grain, &pair.public.box, &pair.secret.box);
    return pair;
}

KeeperPair key_keeper(const Grain *grain) {
    KeeperPair pair;
    box_grow(grain, &pair.public.box, &pair.secret.box);
    return pair;
}

StatisticsPair key_statistics(const Grain *grain) {
    StatisticsPair pair;
    box_grow(grain, &pair.public.box, &pair.secret.box);
    return pair;
}

AnalystPair key_analyst(const Grain *grain) {
    AnalystPair pair;
    box_grow(grain, &pair.public.box, &pair.secret.box);
    return pair;
}

CourierPair key_courier(const Grain *grain) {
    CourierPair pair;
    box_grow(grain, &pair.public.box, &pair.secret.box);
    return pair;
}

ReplyPair key_reply(const Grain *grain) {
    ReplyPair pair;
    box_grow(grain, &pair.public.box, &pair.secret.box);
    return pair;
}

SessionPair key_session(const Grain *grain) {
    SessionPair pair;
    box_grow(grain, &pair.public.box, &pair.secret.box);
    return pair;
}

InspectorPair key_inspector(const Grain *grain) {
    InspectorPair pair;
    box_grow(grain, &pair.public.box, &pair.secret.box);
    return pair;
}

RecoveryWindowsPair key_recovery_windows(const Grain *grain) {
    RecoveryWindowsPair pair;
    box_grow(grain, &pair.public.box, &pair.secret.box);
    return pair;
}

RecoveryKeeperPair key_recovery_keeper(const Grain *grain) {
    RecoveryKeeperPair pair;
    box_grow(grain, &pair.public.box, &pair.secret.box);
    return pair;
}

RootPair key_root(const Grain *grain) {
    RootPair pair;
    sign_grow(grain, &pair.public.sign, &pair.secret.sign);
    return pair;
}

ReceiptPair key_receipt(const Grain *grain) {
    ReceiptPair pair;
    sign_grow(grain, &pair.public.sign, &pair.secret.sign);
    return pair;
}

LedgerPair key_ledger(const Grain *grain) {
    LedgerPair pair;
    sign_grow(grain, &pair.public.sign, &pair.secret.sign);
    return pair;
}

OfficerPair key_officer(const Grain *grain) {
    Hash sign = hash_keyed(DOMAIN_SIGN_SIDE, BYTES_OF(grain->bytes), (Bytes){0});
    Hash box = hash_keyed(DOMAIN_BOX_SIDE, BYTES_OF(grain->bytes), (Bytes){0});
    Grain side;
    OfficerPair pair;
    memcpy(side.bytes, sign.bytes, sizeof side.bytes);
    sign_grow(&side, &pair.sign.public.sign, &pair.sign.secret.sign);
    memcpy(side.bytes, box.bytes, sizeof side.bytes);
    box_grow(&side, &pair.box.public.box, &pair.box.secret.box);
    grain_wipe(&side);
    sodium_memzero(&sign, sizeof sign);
    sodium_memzero(&box, sizeof box);
    return pair;
}

bool key_box_matches(const BoxSecret *secret, BoxPublic public) {
    BoxPublic own;
    int status = crypto_scalarmult_base(own.bytes, secret->bytes);
    sodium_stackzero(SEAL_STACK);
    return status == 0 && sodium_memcmp(own.bytes, public.bytes, sizeof own.bytes) == 0;
}

bool key_sign_matches(const SignSecret *secret, SignPublic public) {
    Grain grain;
    SignPublic own;
    SignSecret grown;
    memcpy(grain.bytes, secret->bytes, sizeof grain.bytes);
    sign_grow(&grain, &own, &grown);
    grain_wipe(&grain);
    bool same = sodium_memcmp(grown.bytes, secret->bytes, sizeof grown.bytes) == 0 &&
                sodium_memcmp(own.bytes, public.bytes, sizeof own.bytes) == 0;
    sodium_memzero(&grown, sizeof grown);
    return same;
}

enum { SIGNED = 16 + sizeof(Hash) };

static void signed_make(unsigned char *out, Domain domain, Bytes bytes) {
    Hash hash = hash_of(domain, bytes);
    memcpy(out, hash_personal(domain), 16);
    memcpy(out + 16, hash.bytes, sizeof hash.bytes);
}

Signature key_sign(Domain domain, Bytes bytes, const SignSecret *secret) {
    unsigned char text[SIGNED];
    Signature signature;
    signed_make(text, domain, bytes);
    crypto_sign_detached(signature.bytes, NULL, text, sizeof text, secret->bytes);
    sodium_stackzero(SEAL_STACK);
    return signature;
}

Err key_verify(Domain domain, Bytes bytes, Signature signature, SignPublic public) {
    unsigned char text[SIGNED];
    signed_make(text, domain, bytes);
    return crypto_sign_verify_detached(signature.bytes, text, sizeof text, public.bytes) == 0 ? ERR_OK : ERR_SEALED;
}
