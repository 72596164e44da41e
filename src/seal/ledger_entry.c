// Entries and what is sealed in them, byte by byte. Knows nothing of the file they stand in.
#include "seal/ledger_entry.h"

enum { ENTRY_VERSION = 1, INSIDE_VERSION = 1, NOTICE_VERSION = 1 };

Id ledger_pseudonym(const unsigned char officer_salt[LEDGER_SALT_BYTES], Id officer) {
    Id pseudonym = {0};
    if (id_is_zero(officer)) return pseudonym;
    Hash hash = hash_keyed(DOMAIN_PSEUDONYM, (Bytes){officer_salt, LEDGER_SALT_BYTES}, BYTES_OF(officer.bytes));
    memcpy(pseudonym.bytes, hash.bytes, sizeof pseudonym.bytes);
    return pseudonym;
}

Bytes ledger_inside_context(Arena *arena, Id office, uint64_t index) {
    ByteWriter context = bytes_writer(arena, sizeof office.bytes + sizeof index);
    bytes_put(&context, BYTES_OF(office.bytes));
    bytes_put_u64(&context, index);
    return bytes_written(&context);
}

void ledger_inside_write(ByteWriter *out, const LedgerInside *inside) {
    bytes_put_u8(out, INSIDE_VERSION);
    bytes_put(out, BYTES_OF(inside->salt));
    bytes_put(out, BYTES_OF(inside->officer_salt));
    bytes_put(out, BYTES_OF(inside->officer.bytes));
    bytes_put(out, BYTES_OF(inside->second.bytes));
    bytes_put_sized(out, inside->event);
}

Err ledger_inside_read(Bytes source, LedgerInside *out, LedgerEvent *event) {
    ByteReader in = bytes_reader(source);
    uint8_t version = bytes_take_u8(&in);
    bytes_take_into(&in, out->salt, sizeof out->salt);
    bytes_take_into(&in, out->officer_salt, sizeof out->officer_salt);
    bytes_take_into(&in, out->officer.bytes, sizeof out->officer.bytes);
    bytes_take_into(&in, out->second.bytes, sizeof out->second.bytes);
    out->event = bytes_take_sized(&in, LEDGER_EVENT_MAX);
    if (!bytes_ended(&in) || version != INSIDE_VERSION || ledger_event_read(out->event, event) != ERR_OK) return ERR_INPUT;
    bool named = id_eq(event->officer, ledger_pseudonym(out->officer_salt, out->officer)) &&
                 id_eq(event->second, ledger_pseudonym(out->officer_salt, out->second));
    return named ? ERR_OK : ERR_INPUT;
}

void ledger_notice_write(ByteWriter *out, uint64_t index, const unsigned char salt[LEDGER_SALT_BYTES], Bytes event) {
    ByteWriter shown = bytes_writer(out->arena, LEDGER_SHOWN_MAX);
    ledger_shown_write(&shown, salt, event);
    bytes_put_u8(out, NOTICE_VERSION);
    bytes_put_u64(out, index);
    bytes_put_sized(out, bytes_written(&shown));
    out->overflowed |= shown.overflowed;
}

Err ledger_notice_read(Bytes source, uint64_t *index, Bytes *shown) {
    ByteReader in = bytes_reader(source);
    uint8_t version = bytes_take_u8(&in);
    *index = bytes_take_u64(&in);
    *shown = bytes_take_sized(&in, LEDGER_SHOWN_MAX);
    return bytes_ended(&in) && version == NOTICE_VERSION ? ERR_OK : ERR_INPUT;
}

void ledger_entry_write(ByteWriter *out, const LedgerEntry *entry) {
    bytes_put_u8(out, ENTRY_VERSION);
    bytes_put_u64(out, entry->index);
    bytes_put_u64(out, (uint64_t)entry->at);
    bytes_put_u8(out, (uint8_t)entry->use);
    bytes_put(out, BYTES_OF(entry->who_tag.bytes));
    bytes_put(out, BYTES_OF(entry->what_tag.bytes));
    bytes_put(out, BYTES_OF(entry->mailbox.bytes));
    bytes_put(out, BYTES_OF(entry->commitment.bytes));
    bytes_put_sized(out, entry->inspector_box);
    bytes_put_sized(out, entry->victim_box);
}

Err ledger_entry_read(Bytes source, LedgerEntry *out) {
    ByteReader in = bytes_reader(source);
    uint8_t version = bytes_take_u8(&in);
    *out = (LedgerEntry){.index = bytes_take_u64(&in), .at = (Moment)bytes_take_u64(&in)};
    uint8_t use = bytes_take_u8(&in);
    out->use = (LedgerUse)use;
    bytes_take_into(&in, out->who_tag.bytes, sizeof out->who_tag.bytes);
    bytes_take_into(&in, out->what_tag.bytes, sizeof out->what_tag.bytes);
    bytes_take_into(&in, out->mailbox.bytes, sizeof out->mailbox.bytes);
    bytes_take_into(&in, out->commitment.bytes, sizeof out->commitment.bytes);
    out->inspector_box = bytes_take_sized(&in, LEDGER_BOX_MAX);
    out->victim_box = bytes_take_sized(&in, LEDGER_BOX_MAX);
    return bytes_ended(&in) && version == ENTRY_VERSION && use < LEDGER_USES ? ERR_OK : ERR_INPUT;
}
