// A bag of sealed things. Knows nothing of what is in them, nor of where bags are kept.
#include "seal/mailbag.h"

enum { MAILBAG_VERSION = 1 };

Err mailbag_read(Arena *arena, Bytes source, Mailbag *out) {
    ByteReader reader = bytes_reader(source);
    *out = (Mailbag){0};
    if (source.len == 0) return ERR_OK;
    if (bytes_take_u8(&reader) != MAILBAG_VERSION) return ERR_INPUT;
    unsigned count = bytes_take_u16(&reader);
    if (count > MAILBAG_MAILS_MOST) return ERR_INPUT;
    for (unsigned i = 0; i < count && !reader.broken; i++) {
        Mail mail = {.kind = (MailKind)bytes_take_u8(&reader)};
        bytes_take_into(&reader, mail.id.bytes, sizeof mail.id.bytes);
        mail.box = bytes_take_sized(&reader, MAILBAG_BYTES_MOST);
        if ((mail.kind != MAIL_ITEM && mail.kind != MAIL_NOTICE) || mail.box.len == 0 || mailbag_has(out, mail.id))
            return ERR_INPUT;
        PUSH(arena, *out, mail);
    }
    return bytes_ended(&reader) ? ERR_OK : ERR_INPUT;
}

bool mailbag_has(const Mailbag *bag, Id id) {
    for (size_t i = 0; i < bag->count; i++)
        if (id_eq(bag->items[i].id, id)) return true;
    return false;
}

bool mailbag_fits(const Mailbag *bag, size_t box_bytes, size_t most) {
    enum { BAG_HEAD = 1 + 2, MAIL_HEAD = 1 + 16 + 4 };
    size_t bytes = BAG_HEAD + MAIL_HEAD + box_bytes;
    for (size_t i = 0; i < bag->count; i++) bytes += MAIL_HEAD + bag->items[i].box.len;
    return bag->count < MAILBAG_MAILS_MOST && bytes <= most;
}

Err mailbag_write(Arena *arena, const Mailbag *bag, Bytes *out) {
    ByteWriter writer = bytes_writer(arena, MAILBAG_BYTES_MOST);
    if (bag->count > MAILBAG_MAILS_MOST) return ERR_TOO_BIG;
    bytes_put_u8(&writer, MAILBAG_VERSION);
    bytes_put_u16(&writer, (uint16_t)bag->count);
    for (size_t i = 0; i < bag->count; i++) {
        bytes_put_u8(&writer, (uint8_t)bag->items[i].kind);
        bytes_put(&writer, BYTES_OF(bag->items[i].id.bytes));
        bytes_put_sized(&writer, bag->items[i].box);
    }
    if (writer.overflowed) return ERR_TOO_BIG;
    *out = bytes_written(&writer);
    return ERR_OK;
}
