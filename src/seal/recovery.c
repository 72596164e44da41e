// Two of three: a line through the secret over GF(256), byte by byte, and its points at 1, 2, 3. Multiplying takes no tables
// and no branches, so that its time tells nothing. Knows nothing of paper or of people.
#include "seal/recovery.h"

enum { VERSION = 1 };

// In GF(256) with x^8 + x^4 + x^3 + x + 1.
static unsigned gf_times(unsigned a, unsigned b) {
    unsigned product = 0;
    for (int bit = 7; bit >= 0; bit--) {
        product = (product << 1 ^ (0x11b & (0u - (product >> 7 & 1)))) & 0xff;
        product ^= a & (0u - (b >> bit & 1));
    }
    return product;
}

// a to the 254th: what a must be multiplied with to give 1.
static unsigned gf_inverse(unsigned a) {
    unsigned result = 1;
    for (int i = 0; i < 7; i++) {
        a = gf_times(a, a);
        result = gf_times(result, a);
    }
    return result;
}

static void check_make(RecoveryOf of, Id office, const Grain *secret, unsigned char out[8]) {
    unsigned char place[17];
    place[0] = (unsigned char)of;
    memcpy(place + 1, office.bytes, sizeof office.bytes);
    Hash hash = hash_keyed(DOMAIN_SHARE_CHECK, BYTES_OF(secret->bytes), BYTES_OF(place));
    memcpy(out, hash.bytes, 8);
}

void recovery_split(RecoveryOf of, Id office, const Grain *secret, SealRandom random, RecoveryShare out[RECOVERY_SHARES]) {
    Grain slope = grain_make(random);
    for (unsigned i = 0; i < RECOVERY_SHARES; i++) {
        out[i] = (RecoveryShare){.of = of, .office = office, .number = i + 1};
        check_make(of, office, secret, out[i].check);
        for (size_t k = 0; k < sizeof secret->bytes; k++) {
            out[i].bytes[k] = (unsigned char)(secret->bytes[k] ^ gf_times(slope.bytes[k], i + 1));
        }
    }
    grain_wipe(&slope);
}

Err recovery_join(const RecoveryShare *one, const RecoveryShare *other, Grain *secret) {
    grain_wipe(secret);
    bool fits = one->number != other->number && one->of == other->of && id_eq(one->office, other->office) &&
                sodium_memcmp(one->check, other->check, sizeof one->check) == 0;
    if (!fits) {
        return ERR_INPUT;
    }
    // The line at 0, from its points at x1 and x2: (y1 x2 + y2 x1) / (x1 + x2); plus and minus are the same here.
    unsigned inverse = gf_inverse(one->number ^ other->number);
    for (size_t k = 0; k < sizeof secret->bytes; k++) {
        unsigned sum = gf_times(one->bytes[k], other->number) ^ gf_times(other->bytes[k], one->number);
        secret->bytes[k] = (unsigned char)gf_times(sum, inverse);
    }
    unsigned char check[8];
    check_make(one->of, one->office, secret, check);
    if (sodium_memcmp(check, one->check, sizeof check) != 0) {
        grain_wipe(secret);
        return ERR_SEALED;
    }
    return ERR_OK;
}

void recovery_write(const RecoveryShare *share, unsigned char out[RECOVERY_SHARE_SIZE]) {
    ByteWriter writer = bytes_writer_in(out, RECOVERY_SHARE_SIZE);
    bytes_put_u8(&writer, VERSION);
    bytes_put_u8(&writer, (uint8_t)share->of);
    bytes_put(&writer, BYTES_OF(share->office.bytes));
    bytes_put_u8(&writer, (uint8_t)share->number);
    bytes_put(&writer, BYTES_OF(share->check));
    bytes_put(&writer, BYTES_OF(share->bytes));
}

Err recovery_read(Bytes bytes, RecoveryShare *out) {
    ByteReader reader = bytes_reader(bytes);
    uint8_t version = bytes_take_u8(&reader);
    unsigned of = bytes_take_u8(&reader);
    bytes_take_into(&reader, out->office.bytes, sizeof out->office.bytes);
    out->number = bytes_take_u8(&reader);
    bytes_take_into(&reader, out->check, sizeof out->check);
    bytes_take_into(&reader, out->bytes, sizeof out->bytes);
    bool sound = version == VERSION && (of == RECOVERY_OF_WINDOWS || of == RECOVERY_OF_KEEPER) && out->number >= 1 &&
                 out->number <= RECOVERY_SHARES && bytes_ended(&reader);
    out->of = sound ? (RecoveryOf)of : RECOVERY_OF_WINDOWS;
    return sound ? ERR_OK : ERR_INPUT;
}
