// The bytes of a grant and its signature. Whether it holds now is decided elsewhere.
#include "seal/grant.h"

enum { GRANT_VERSION = 1 };

#define DAY_MICROSECONDS (INT64_C(86400) * 1000000)

static bool grant_is_sound(const Grant *grant) {
    bool timed =
        grant->from > 0 && grant->until >= grant->from && grant->until - grant->from <= GRANT_DAYS_MAX * DAY_MICROSECONDS;
    return timed && grant->serial > 0 && grant->window.len > 0 && grant->window.len <= GRANT_WINDOW_MAX &&
           grant->rights <= (GRANT_ASK | GRANT_AGREE) && grant->daily <= GRANT_DAILY_MAX && !id_is_zero(grant->officer) &&
           !id_is_zero(grant->grant);
}

static void put_statement(ByteWriter *out, const Grant *grant) {
    bytes_put(out, BYTES_OF(grant->office.bytes));
    bytes_put(out, BYTES_OF(grant->grant.bytes));
    bytes_put_u32(out, grant->serial);
    bytes_put(out, BYTES_OF(grant->officer.bytes));
    bytes_put(out, BYTES_OF(grant->key.sign.bytes));
    bytes_put_name(out, grant->window);
    bytes_put_u8(out, (uint8_t)grant->rights);
    bytes_put_u16(out, grant->daily);
    bytes_put_u64(out, (uint64_t)grant->from);
    bytes_put_u64(out, (uint64_t)grant->until);
}

Err grant_sign(ByteWriter *out, const Grant *grant, const RootSecret *root) {
    ByteWriter statement = bytes_writer(out->arena, GRANT_BYTES_MAX);
    if (!grant_is_sound(grant)) return ERR_INPUT;
    put_statement(&statement, grant);
    Signature signature = key_sign(DOMAIN_GRANT, bytes_written(&statement), &root->sign);
    bytes_put_u8(out, GRANT_VERSION);
    bytes_put_sized(out, bytes_written(&statement));
    bytes_put(out, BYTES_OF(signature.bytes));
    return out->overflowed || statement.overflowed ? ERR_TOO_BIG : ERR_OK;
}

static Err statement_read(Bytes source, Grant *out) {
    ByteReader in = bytes_reader(source);
    bytes_take_into(&in, out->office.bytes, sizeof out->office.bytes);
    bytes_take_into(&in, out->grant.bytes, sizeof out->grant.bytes);
    out->serial = bytes_take_u32(&in);
    bytes_take_into(&in, out->officer.bytes, sizeof out->officer.bytes);
    bytes_take_into(&in, out->key.sign.bytes, sizeof out->key.sign.bytes);
    out->window = bytes_take_name(&in);
    out->rights = bytes_take_u8(&in);
    out->daily = bytes_take_u16(&in);
    out->from = (Moment)bytes_take_u64(&in);
    out->until = (Moment)bytes_take_u64(&in);
    return bytes_ended(&in) && grant_is_sound(out) ? ERR_OK : ERR_INPUT;
}

Err grant_read(Bytes source, RootPublic root, Grant *out) {
    ByteReader in = bytes_reader(source);
    Signature signature;
    bool known = bytes_take_u8(&in) == GRANT_VERSION;
    Bytes statement = bytes_take_sized(&in, GRANT_BYTES_MAX);
    bytes_take_into(&in, signature.bytes, sizeof signature.bytes);
    if (!bytes_ended(&in) || !known) return ERR_INPUT;
    Err err = key_verify(DOMAIN_GRANT, statement, signature, root.sign);
    return err ? err : statement_read(statement, out);
}
