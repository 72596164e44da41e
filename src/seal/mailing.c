// A list of bags. Cannot tell what is in them, nor whether an annex is one of this report: only the viewing key can.
#include "seal/mailing.h"

enum { MAILING_VERSION = 1 };

Err mailing_write(Arena *arena, const Mailing *mailing, Bytes *out) {
    ByteWriter writer = bytes_writer(arena, MAILING_BYTES_MOST);
    bytes_put_u8(&writer, MAILING_VERSION);
    bytes_put_u8(&writer, (uint8_t)mailing->count);
    for (size_t i = 0; i < mailing->count; i++) {
        bytes_put(&writer, BYTES_OF(mailing->bags[i].name.bytes));
        bytes_put_sized(&writer, mailing->bags[i].bag);
    }
    *out = bytes_written(&writer);
    return writer.overflowed ? ERR_TOO_BIG : ERR_OK;
}

static bool is_named_before(const Mailing *mailing, Name name) {
    for (size_t i = 0; i < mailing->count; i++)
        if (name_eq(mailing->bags[i].name, name)) return true;
    return false;
}

static bool bag_holds(Arena *arena, Bytes bytes, Id report) {
    Mailbag bag;
    return mailbag_read(arena, bytes, &bag) == ERR_OK && bag.count == 1 && bag.items[0].kind == MAIL_ITEM &&
           id_eq(bag.items[0].id, report);
}

Err mailing_read(Arena *arena, Bytes source, Name mailbox, Id report, Mailing *out) {
    ByteReader reader = bytes_reader(source);
    *out = (Mailing){0};
    if (bytes_take_u8(&reader) != MAILING_VERSION) return ERR_INPUT;
    unsigned count = bytes_take_u8(&reader);
    if (count == 0 || count > MAILING_BAGS_MOST) return ERR_INPUT;
    for (unsigned i = 0; i < count && !reader.broken; i++) {
        MailingBag bag;
        bytes_take_into(&reader, bag.name.bytes, sizeof bag.name.bytes);
        bag.bag = bytes_take_sized(&reader, MAILBAG_BYTES_MOST);
        bool fits = (i > 0 || name_eq(bag.name, mailbox)) && !is_named_before(out, bag.name);
        if (!fits || !bag_holds(arena, bag.bag, report)) return ERR_INPUT;
        out->bags[out->count++] = bag;
    }
    return bytes_ended(&reader) ? ERR_OK : ERR_INPUT;
}
