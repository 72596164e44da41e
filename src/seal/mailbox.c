// One item of a mailbox. Knows nothing of what is written in it, nor of where mailboxes lie.
#include "seal/mailbox.h"

enum { PLACE = 32 + 8 };

static Bytes place_write(Name mailbox, uint64_t number, unsigned char room[PLACE]) {
    ByteWriter writer = bytes_writer_in(room, PLACE);
    bytes_put(&writer, BYTES_OF(mailbox.bytes));
    bytes_put_u64(&writer, number);
    return bytes_written(&writer);
}

Err mailbox_item_seal(ByteWriter *out, Name mailbox, uint64_t number, ReplyPublic to, Bytes content, SealRandom random) {
    unsigned char room[PLACE];
    return box_seal(out, BOX_MAILBOX_ITEM, to.box, place_write(mailbox, number, room), content, random);
}

Err mailbox_item_open(Arena *arena, Name mailbox, uint64_t number, const ReplyPair *pair, Bytes box, Bytes *content) {
    unsigned char room[PLACE];
    return box_open(arena, BOX_MAILBOX_ITEM, BOX_OPENER(pair), place_write(mailbox, number, room), box, content);
}
