// The order by which officers ask the keeper for its halves of report keys: exactly what is signed, and the signatures. Nothing
// in it is secret; the answer is sealed to the session key that the order names.
#pragma once

#include "base/bytes.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/ident.h"
#include "seal/box.h"
#include "seal/key.h"

enum {
    RELEASE_ITEMS_MAX = 200,
    RELEASE_PURPOSE_MAX = 600, // bytes: 200 Japanese characters
    RELEASE_WINDOW_MAX = 64,
    RELEASE_SIGNERS_MAX = 2,
    RELEASE_ORDER_MAX = 32 << 10,
};

// One report, as one window sees it.
typedef struct ReleaseItem {
    Id report;
    uint8_t view;
    Str window;
} ReleaseItem;

typedef struct ReleaseOrder {
    Id office;
    Id nonce; // random: an order is carried out once
    Moment at;
    SessionPublic session; // made for this order
    Str purpose;
    const ReleaseItem *items; // in the order of report, then view; none twice
    uint32_t count;
} ReleaseOrder;

typedef struct ReleaseSignature {
    Id officer;
    Signature signature;
} ReleaseSignature;

typedef struct SignedRelease {
    ReleaseOrder order;
    Bytes signed_bytes;
    ReleaseSignature signatures[RELEASE_SIGNERS_MAX]; // the first asks, the second agrees
    uint32_t signature_count;
} SignedRelease;

// One half as it is released: sealed to the order's session (BOX_RELEASE), and which leaf of the ledger says so.
typedef struct ReleasedHalf {
    Id report;
    uint8_t view;
    uint64_t leaf;
    Bytes box;
} ReleasedHalf;

// What the box is bound to.
Bytes release_context(Arena *arena, Id report, uint8_t view);
// The answer to an order: one half for each item, in its order.
void release_answer_write(ByteWriter *out, const ReleasedHalf *halves, uint32_t count);
MUST_CHECK Err release_answer_read(Arena *arena, Bytes body, ReleasedHalf **out, uint32_t *count);

// The canonical bytes, for officers to sign.
void release_write(ByteWriter *out, const ReleaseOrder *order);
ReleaseSignature release_sign(Bytes order, Id officer, const OfficerSignSecret *secret);
// Order and signatures as they are sent.
void release_seal(ByteWriter *out, Bytes order, const ReleaseSignature *signatures, uint32_t count);
MUST_CHECK Err release_read(Arena *arena, Bytes source, SignedRelease *out);
bool release_is_signed(const SignedRelease *release, uint32_t which, OfficerSignPublic officer);
