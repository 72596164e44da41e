// One small secret for one key: the sealed box of libsodium (an X25519 key of the moment, XSalsa20-Poly1305), with the random
// bytes given by the caller. Inside stand a version, the purpose, a hash of what the box belongs to, the length and zeros up to
// a size that says nothing; a box that was moved elsewhere or meant for something else does not open.
//
//   box     = sealed(u8 version 1, u8 purpose, hash of context, u32 length, content, zeros)
//   context = BLAKE2b(DOMAIN_BOX, u8 purpose, context bytes)
#pragma once

#include "base/bytes.h"
#include "seal/key.h"

// What a box is for. Numbers are part of the format.
typedef enum BoxPurpose {
    BOX_WINDOW_HALF = 1, // half a of a report's key, to a window
    BOX_KEEPER_HALF,     // half b, to the keeper
    BOX_TRIAGE,          // summary for one window
    BOX_CARD,            // call me now, for one window
    BOX_STATISTICS,      // coarse codes, to the counter
    BOX_SHARE_VIEW,      // what may be shared, to the analysts
    BOX_MAILBOX_COPY,    // the report's key, to its own reply key
    BOX_MAILBOX_ITEM,    // one message in a mailbox
    BOX_LETTER_KEY,      // key of a letter
    BOX_WINDOW_WRAP,     // a window's secret, to one officer
    BOX_WINDOW_RECOVERY, // a window's secret, to the recovery key of the windows
    BOX_KEEPER_RECOVERY, // the keeper's secret, to the recovery key of the keeper
    BOX_RELEASE,         // what the keeper releases, to one session
    BOX_EVENT,           // an event of the ledger, to the inspectors
    BOX_EVENT_COPY,      // the same, to the reply key of the report
    BOX_PURPOSES
} BoxPurpose;

enum {
    BOX_OVERHEAD = 48 + 1 + 1 + 32 + 4, // a box is this much longer than its padded content
    BOX_CONTENT_MOST = 1 << 20,
    BOX_KEY_SIZE = BOX_OVERHEAD + 32, // a box around a key of 32 bytes
};

// Whether a box of this purpose can have this size.
bool box_size_exists(BoxPurpose purpose, size_t size);
// Appends the box. ERR_TOO_BIG: content over BOX_CONTENT_MOST. ERR_INPUT: a public key that is none.
MUST_CHECK Err box_seal(ByteWriter *out, BoxPurpose purpose, BoxPublic to, Bytes context, Bytes content, SealRandom random);

// Both keys of a pair of any kind.
typedef struct BoxOpener {
    BoxPublic public;
    const BoxSecret *secret;
} BoxOpener;

#define BOX_OPENER(pair) ((BoxOpener){(pair)->public.box, &(pair)->secret.box})

// ERR_SEALED: not for this key, or changed, or for another purpose or context. The content lies in the arena: whoever opened a
// secret wipes it.
MUST_CHECK Err box_open(Arena *arena, BoxPurpose purpose, BoxOpener opener, Bytes context, Bytes box, Bytes *content);
// For contents of exactly this length, such as keys.
MUST_CHECK Err box_open_key(BoxPurpose purpose, BoxOpener opener, Bytes context, Bytes box, unsigned char out[32]);
// A public key that a box can be sealed to: none of the few points for which every secret gives the same result.
bool box_public_serves(BoxPublic public);
