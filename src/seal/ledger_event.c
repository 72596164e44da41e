// The canonical form has every field, in one order, whatever the kind: two events are the same when their bytes are. Knows
// nothing of keys, nor of who may see an event.
#include "seal/ledger_event.h"
#include "base/code.h"
#include "base/utf8.h"
#include "seal/hash.h"

enum { EVENT_VERSION = 1, SHOWN_VERSION = 1 };

static const char *const kind_names[] = {
    [LEDGER_FILED] = "filed",         [LEDGER_OPENED] = "opened", [LEDGER_CARD] = "card",       [LEDGER_GRANTED] = "granted",
    [LEDGER_REVOKED] = "revoked",     [LEDGER_KEYS] = "keys",     [LEDGER_WINDOW] = "window",   [LEDGER_DELETED] = "deleted",
    [LEDGER_RECOVERED] = "recovered", [LEDGER_SHARED] = "shared", [LEDGER_STARTED] = "started",
};

// Shown to people as it is: UTF-8 that steers nothing.
static bool text_is_plain(Str text) {
    if (utf8_valid_prefix(text) != text.len) return false;
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < ' ' || text.ptr[i] == 0x7f) return false;
    return true;
}

void ledger_event_write(ByteWriter *out, const LedgerEvent *event) {
    bytes_put_u8(out, EVENT_VERSION);
    bytes_put_u8(out, (uint8_t)event->kind);
    bytes_put_u64(out, (uint64_t)event->at);
    bytes_put(out, BYTES_OF(event->office.bytes));
    bytes_put(out, BYTES_OF(event->report.bytes));
    bytes_put(out, BYTES_OF(event->officer.bytes));
    bytes_put(out, BYTES_OF(event->second.bytes));
    bytes_put(out, BYTES_OF(event->subject));
    bytes_put_name(out, event->window);
    bytes_put_sized(out, bytes_of_str(event->purpose));
}

Err ledger_event_read(Bytes source, LedgerEvent *out) {
    ByteReader in = bytes_reader(source);
    uint8_t version = bytes_take_u8(&in), kind = bytes_take_u8(&in);
    *out = (LedgerEvent){.kind = (LedgerKind)kind, .at = (Moment)bytes_take_u64(&in)};
    bytes_take_into(&in, out->office.bytes, sizeof out->office.bytes);
    bytes_take_into(&in, out->report.bytes, sizeof out->report.bytes);
    bytes_take_into(&in, out->officer.bytes, sizeof out->officer.bytes);
    bytes_take_into(&in, out->second.bytes, sizeof out->second.bytes);
    bytes_take_into(&in, out->subject, sizeof out->subject);
    out->window = bytes_take_name(&in);
    Bytes purpose = bytes_take_sized(&in, LEDGER_PURPOSE_MAX);
    out->purpose = (Str){(const char *)purpose.ptr, purpose.len};
    bool known = version == EVENT_VERSION && kind >= LEDGER_FILED && kind <= LEDGER_KIND_LAST;
    bool sized = out->window.len <= LEDGER_WINDOW_MAX && text_is_plain(out->purpose);
    return bytes_ended(&in) && known && sized ? ERR_OK : ERR_INPUT;
}

static void json_id(Buf *out, const char *key, Id id) {
    if (!id_is_zero(id)) buf_format(out, ",\"%s\":\"%.*s\"", key, STR_ARG(id_hex(out->arena, id)));
}

void ledger_event_json(Buf *out, const LedgerEvent *event) {
    static const unsigned char nothing[MERKLE_HASH_BYTES];
    buf_format(out, "{\"kind\":\"%s\",\"at\":\"", kind_names[event->kind]);
    buf_moment(out, event->at);
    buf_char(out, '"');
    json_id(out, "office", event->office);
    json_id(out, "report", event->report);
    json_id(out, "officer", event->officer);
    json_id(out, "second", event->second);
    if (event->window.len) {
        buf_puts(out, ",\"window\":");
        buf_json(out, event->window);
    }
    if (event->purpose.len) {
        buf_puts(out, ",\"purpose\":");
        buf_json(out, event->purpose);
    }
    if (memcmp(event->subject, nothing, sizeof nothing) != 0)
        buf_format(out, ",\"subject\":\"%.*s\"", STR_ARG(code_hex(out->arena, BYTES_OF(event->subject))));
    buf_char(out, '}');
}

// --- commitments -------------------------------------------------------------------------------------------------------

MerkleHash ledger_commit(const unsigned char salt[LEDGER_SALT_BYTES], Bytes event) {
    Hasher hasher = hash_begin(DOMAIN_COMMIT);
    hash_add(&hasher, (Bytes){salt, LEDGER_SALT_BYTES});
    hash_add(&hasher, event);
    Hash hash = hash_end(&hasher);
    MerkleHash commitment;
    memcpy(commitment.bytes, hash.bytes, sizeof commitment.bytes);
    return commitment;
}

void ledger_shown_write(ByteWriter *out, const unsigned char salt[LEDGER_SALT_BYTES], Bytes event) {
    bytes_put_u8(out, SHOWN_VERSION);
    bytes_put(out, (Bytes){salt, LEDGER_SALT_BYTES});
    bytes_put_sized(out, event);
}

Err ledger_shown_read(Bytes source, LedgerEvent *event, MerkleHash *commitment) {
    ByteReader in = bytes_reader(source);
    unsigned char salt[LEDGER_SALT_BYTES];
    uint8_t version = bytes_take_u8(&in);
    bytes_take_into(&in, salt, sizeof salt);
    Bytes canonical = bytes_take_sized(&in, LEDGER_EVENT_MAX);
    if (!bytes_ended(&in) || version != SHOWN_VERSION) return ERR_INPUT;
    *commitment = ledger_commit(salt, canonical);
    return ledger_event_read(canonical, event);
}
