// Orders to the keeper: one canonical form, signed as a whole. Knows no rule about who may ask for what.
#include "seal/release.h"
#include "base/utf8.h"

enum { ORDER_VERSION = 1, ANSWER_VERSION = 1 };

void release_write(ByteWriter *out, const ReleaseOrder *order) {
    bytes_put_u8(out, ORDER_VERSION);
    bytes_put(out, BYTES_OF(order->office.bytes));
    bytes_put(out, BYTES_OF(order->nonce.bytes));
    bytes_put_u64(out, (uint64_t)order->at);
    bytes_put(out, BYTES_OF(order->session.box.bytes));
    bytes_put_sized(out, bytes_of_str(order->purpose));
    bytes_put_u16(out, (uint16_t)order->count);
    for (uint32_t i = 0; i < order->count; i++) {
        bytes_put(out, BYTES_OF(order->items[i].report.bytes));
        bytes_put_u8(out, order->items[i].view);
        bytes_put_name(out, order->items[i].window);
    }
}

ReleaseSignature release_sign(Bytes order, Id officer, const OfficerSignSecret *secret) {
    return (ReleaseSignature){officer, key_sign(DOMAIN_RELEASE, order, &secret->sign)};
}

void release_seal(ByteWriter *out, Bytes order, const ReleaseSignature *signatures, uint32_t count) {
    bytes_put_sized(out, order);
    bytes_put_u8(out, (uint8_t)count);
    for (uint32_t i = 0; i < count; i++) {
        bytes_put(out, BYTES_OF(signatures[i].officer.bytes));
        bytes_put(out, BYTES_OF(signatures[i].signature.bytes));
    }
}

// What an officer gives as the reason is shown to the victim: there must be one, and it must be plain text.
static bool purpose_is_valid(Str purpose) {
    bool seen = false;
    if (utf8_valid_prefix(purpose) != purpose.len) return false;
    for (size_t i = 0; i < purpose.len; i++) {
        if ((unsigned char)purpose.ptr[i] < ' ' || purpose.ptr[i] == 0x7f) return false;
        seen |= purpose.ptr[i] != ' ';
    }
    return seen;
}

static bool items_read(ByteReader *in, ReleaseItem *items, uint32_t count) {
    bool good = true;
    for (uint32_t i = 0; i < count; i++) {
        bytes_take_into(in, items[i].report.bytes, sizeof items[i].report.bytes);
        items[i].view = bytes_take_u8(in);
        items[i].window = bytes_take_name(in);
        good &= items[i].window.len > 0 && items[i].window.len <= RELEASE_WINDOW_MAX;
        int order = i ? id_compare(items[i - 1].report, items[i].report) : -1;
        good &= order < 0 || (order == 0 && items[i - 1].view < items[i].view);
    }
    return good;
}

static Err order_read(Arena *arena, Bytes source, ReleaseOrder *out) {
    ByteReader in = bytes_reader(source);
    bool known = bytes_take_u8(&in) == ORDER_VERSION;
    bytes_take_into(&in, out->office.bytes, sizeof out->office.bytes);
    bytes_take_into(&in, out->nonce.bytes, sizeof out->nonce.bytes);
    out->at = (Moment)bytes_take_u64(&in);
    bytes_take_into(&in, out->session.box.bytes, sizeof out->session.box.bytes);
    Bytes purpose = bytes_take_sized(&in, RELEASE_PURPOSE_MAX);
    out->purpose = (Str){(const char *)purpose.ptr, purpose.len};
    out->count = bytes_take_u16(&in);
    if (in.broken || !known || out->count == 0 || out->count > RELEASE_ITEMS_MAX) return ERR_INPUT;
    ReleaseItem *items = NEW_ARRAY(arena, ReleaseItem, out->count);
    out->items = items;
    bool good = items_read(&in, items, out->count) && purpose_is_valid(out->purpose);
    return good && bytes_ended(&in) ? ERR_OK : ERR_INPUT;
}

Err release_read(Arena *arena, Bytes source, SignedRelease *out) {
    ByteReader in = bytes_reader(source);
    *out = (SignedRelease){.signed_bytes = bytes_take_sized(&in, RELEASE_ORDER_MAX)};
    out->signature_count = bytes_take_u8(&in);
    if (in.broken || out->signature_count == 0 || out->signature_count > RELEASE_SIGNERS_MAX) return ERR_INPUT;
    for (uint32_t i = 0; i < out->signature_count; i++) {
        bytes_take_into(&in, out->signatures[i].officer.bytes, sizeof out->signatures[i].officer.bytes);
        bytes_take_into(&in, out->signatures[i].signature.bytes, sizeof out->signatures[i].signature.bytes);
    }
    return bytes_ended(&in) ? order_read(arena, out->signed_bytes, &out->order) : ERR_INPUT;
}

bool release_is_signed(const SignedRelease *release, uint32_t which, OfficerSignPublic officer) {
    if (which >= release->signature_count) return false;
    return key_verify(DOMAIN_RELEASE, release->signed_bytes, release->signatures[which].signature, officer.sign) == ERR_OK;
}

// --- answers -----------------------------------------------------------------------------------------------------------

Bytes release_context(Arena *arena, Id report, uint8_t view) {
    ByteWriter context = bytes_writer(arena, sizeof report.bytes + 1);
    bytes_put(&context, BYTES_OF(report.bytes));
    bytes_put_u8(&context, view);
    return bytes_written(&context);
}

void release_answer_write(ByteWriter *out, const ReleasedHalf *halves, uint32_t count) {
    bytes_put_u8(out, ANSWER_VERSION);
    bytes_put_u16(out, (uint16_t)count);
    for (uint32_t i = 0; i < count; i++) {
        bytes_put(out, BYTES_OF(halves[i].report.bytes));
        bytes_put_u8(out, halves[i].view);
        bytes_put_u64(out, halves[i].leaf);
        bytes_put_sized(out, halves[i].box);
    }
}

Err release_answer_read(Arena *arena, Bytes body, ReleasedHalf **out, uint32_t *count) {
    ByteReader in = bytes_reader(body);
    bool known = bytes_take_u8(&in) == ANSWER_VERSION;
    *count = bytes_take_u16(&in);
    if (in.broken || !known || *count > RELEASE_ITEMS_MAX) return ERR_INPUT;
    *out = NEW_ARRAY(arena, ReleasedHalf, *count + 1);
    for (uint32_t i = 0; i < *count; i++) {
        ReleasedHalf *half = &(*out)[i];
        bytes_take_into(&in, half->report.bytes, sizeof half->report.bytes);
        half->view = bytes_take_u8(&in);
        half->leaf = bytes_take_u64(&in);
        half->box = bytes_take_sized(&in, BOX_KEY_SIZE);
    }
    return bytes_ended(&in) ? ERR_OK : ERR_INPUT;
}
