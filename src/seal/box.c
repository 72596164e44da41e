// The sealed box with its inside. Knows nothing of what is in it.
#include "seal/box.h"

#include <assert.h>

enum { HEAD = BOX_OVERHEAD - 48, VERSION = 1 };
_Static_assert(crypto_box_SEALBYTES == 48, "the sealed box of libsodium");

// The smallest room for the content; above it, the next power of two. 32 alone is for keys, which all have one size.
static const uint16_t smallest[BOX_PURPOSES] = {
    [BOX_WINDOW_HALF] = 32,  [BOX_KEEPER_HALF] = 256, [BOX_TRIAGE] = 2048,        [BOX_CARD] = 512,
    [BOX_STATISTICS] = 1024, [BOX_SHARE_VIEW] = 4096, [BOX_MAILBOX_COPY] = 32,    [BOX_MAILBOX_ITEM] = 1024,
    [BOX_LETTER_KEY] = 32,   [BOX_WINDOW_WRAP] = 32,  [BOX_WINDOW_RECOVERY] = 32, [BOX_KEEPER_RECOVERY] = 32,
    [BOX_RELEASE] = 32,      [BOX_EVENT] = 1024,      [BOX_EVENT_COPY] = 1024,
};

static size_t content_room(BoxPurpose purpose, size_t content_len) {
    size_t room = smallest[purpose];
    while (room < content_len) {
        room *= 2;
    }
    return room;
}

bool box_size_exists(BoxPurpose purpose, size_t size) {
    return size >= BOX_OVERHEAD && size - BOX_OVERHEAD <= BOX_CONTENT_MOST &&
           content_room(purpose, size - BOX_OVERHEAD) == size - BOX_OVERHEAD;
}

static void head_make(unsigned char head[HEAD], BoxPurpose purpose, Bytes context, size_t content_len) {
    Hasher hasher = hash_begin(DOMAIN_BOX);
    unsigned char number = (unsigned char)purpose;
    hash_add(&hasher, (Bytes){&number, 1});
    hash_add(&hasher, context);
    Hash hash = hash_end(&hasher);
    head[0] = VERSION;
    head[1] = number;
    memcpy(head + 2, hash.bytes, sizeof hash.bytes);
    for (size_t i = 0; i < 4; i++) {
        head[2 + sizeof hash.bytes + i] = (unsigned char)(content_len >> (8 * i));
    }
}

// As crypto_box_seal, which takes its key of the moment from the system.
static int plain_seal(unsigned char *box, Bytes plain, BoxPublic to, SealRandom random) {
    Grain grain = grain_make(random);
    unsigned char secret[crypto_box_SECRETKEYBYTES], nonce[crypto_box_NONCEBYTES];
    crypto_generichash_state state;
    crypto_box_seed_keypair(box, secret, grain.bytes);
    grain_wipe(&grain);
    crypto_generichash_init(&state, NULL, 0, sizeof nonce);
    crypto_generichash_update(&state, box, crypto_box_PUBLICKEYBYTES);
    crypto_generichash_update(&state, to.bytes, sizeof to.bytes);
    crypto_generichash_final(&state, nonce, sizeof nonce);
    int status = crypto_box_easy(box + crypto_box_PUBLICKEYBYTES, plain.ptr, plain.len, nonce, to.bytes, secret);
    sodium_memzero(secret, sizeof secret);
    return status;
}

Err box_seal(ByteWriter *out, BoxPurpose purpose, BoxPublic to, Bytes context, Bytes content, SealRandom random) {
    assert(purpose > 0 && purpose < BOX_PURPOSES);
    if (content.len > BOX_CONTENT_MOST) {
        return ERR_TOO_BIG;
    }
    size_t len = HEAD + content_room(purpose, content.len);
    unsigned char *box = bytes_put_room(out, len + crypto_box_SEALBYTES);
    if (!box) {
        return ERR_TOO_BIG;
    }
    // Made where the box will lie: crypto_box_easy takes source and target that overlap, and nothing is left elsewhere.
    unsigned char *plain = box + crypto_box_SEALBYTES;
    head_make(plain, purpose, context, content.len);
    if (content.len > 0) {
        memcpy(plain + HEAD, content.ptr, content.len);
    }
    if (plain_seal(box, (Bytes){plain, len}, to, random) != 0) {
        sodium_memzero(box, len + crypto_box_SEALBYTES);
        return ERR_INPUT;
    }
    return ERR_OK;
}

// The length inside, if all else is as it must be; otherwise more than there is room for.
static size_t inside_check(const unsigned char *plain, size_t room, const unsigned char head[HEAD]) {
    size_t len = 0;
    for (size_t i = 0; i < 4; i++) {
        len |= (size_t)plain[HEAD - 4 + i] << (8 * i);
    }
    if (sodium_memcmp(plain, head, HEAD - 4) != 0 || len > room || !bytes_are_zero((Bytes){plain + HEAD + len, room - len})) {
        return SIZE_MAX;
    }
    return len;
}

// `plain` has room for the box without its 48 bytes. The whole of it is wiped where it does not open.
static Err opened(BoxPurpose purpose, BoxOpener opener, Bytes context, Bytes box, unsigned char *plain, size_t *len) {
    size_t plain_len = box.len - crypto_box_SEALBYTES;
    unsigned char head[HEAD];
    head_make(head, purpose, context, 0);
    int status = crypto_box_seal_open(plain, box.ptr, box.len, opener.public.bytes, opener.secret->bytes);
    sodium_stackzero(SEAL_STACK);
    if (status == 0) {
        *len = inside_check(plain, plain_len - HEAD, head);
        if (*len != SIZE_MAX && content_room(purpose, *len) == plain_len - HEAD) {
            return ERR_OK;
        }
    }
    sodium_memzero(plain, plain_len);
    *len = 0;
    return ERR_SEALED;
}

Err box_open(Arena *arena, BoxPurpose purpose, BoxOpener opener, Bytes context, Bytes box, Bytes *content) {
    *content = (Bytes){0};
    if (!box_size_exists(purpose, box.len)) {
        return ERR_SEALED;
    }
    unsigned char *plain = arena_alloc(arena, box.len - crypto_box_SEALBYTES);
    size_t len;
    Err err = opened(purpose, opener, context, box, plain, &len);
    if (err == ERR_OK) {
        *content = (Bytes){plain + HEAD, len};
    }
    return err;
}

Err box_open_key(BoxPurpose purpose, BoxOpener opener, Bytes context, Bytes box, unsigned char out[32]) {
    unsigned char plain[HEAD + 32];
    size_t len = 0;
    Err err = ERR_SEALED;
    memset(out, 0, 32);
    if (box.len == BOX_KEY_SIZE && box_size_exists(purpose, box.len)) {
        err = opened(purpose, opener, context, box, plain, &len);
    }
    if (err == ERR_OK && len != 32) {
        err = ERR_SEALED;
    }
    if (err == ERR_OK) {
        memcpy(out, plain + HEAD, 32);
    }
    sodium_memzero(plain, sizeof plain);
    return err;
}

bool box_public_serves(BoxPublic public) {
    static const unsigned char any[crypto_scalarmult_SCALARBYTES] = {1};
    unsigned char shared[crypto_scalarmult_BYTES];
    return crypto_scalarmult(shared, any, public.bytes) == 0;
}
