// Splitting, joining and sealing the halves of a view's key. Knows nothing of who may open a report: that is the keeper's to
// decide.
#include "seal/half.h"

#include <assert.h>

enum { KEEPER_MOST = 32 + 32 + 32 + 32 + 1 + HALF_WINDOWS_MOST * 256 };

void half_split(const StreamKey *key, SealRandom random, HalfPair *out) {
    random.fill(random.at, out->a.bytes, sizeof out->a.bytes);
    for (size_t i = 0; i < sizeof key->bytes; i++) {
        out->b[i] = key->bytes[i] ^ out->a.bytes[i];
    }
}

StreamKey half_join(const WindowHalf *a, const unsigned char b[32]) {
    StreamKey key;
    for (size_t i = 0; i < sizeof key.bytes; i++) {
        key.bytes[i] = a->bytes[i] ^ b[i];
    }
    return key;
}

static Bytes place_write(const HalfPlace *place, unsigned char *room, size_t size) {
    ByteWriter writer = bytes_writer_in(room, size);
    bytes_put(&writer, BYTES_OF(place->report.bytes));
    bytes_put(&writer, BYTES_OF(place->header.bytes));
    bytes_put_u8(&writer, (uint8_t)place->view);
    bytes_put_name(&writer, place->window);
    bytes_put_u32(&writer, place->epoch);
    return bytes_written(&writer);
}

Err half_seal_window(ByteWriter *out, const HalfPlace *place, WindowPublic to, const WindowHalf *half, SealRandom random) {
    unsigned char room[512];
    return box_seal(out, BOX_WINDOW_HALF, to.box, place_write(place, room, sizeof room), BYTES_OF(half->bytes), random);
}

Err half_open_window(const HalfPlace *place, const WindowPair *pair, Bytes box, WindowHalf *out) {
    unsigned char room[512];
    return box_open_key(BOX_WINDOW_HALF, BOX_OPENER(pair), place_write(place, room, sizeof room), box, out->bytes);
}

static Bytes keeper_place(Id report, unsigned view, unsigned char room[17]) {
    memcpy(room, report.bytes, sizeof report.bytes);
    room[16] = (unsigned char)view;
    return (Bytes){room, 17};
}

Err half_seal_keeper(ByteWriter *out, KeeperPublic to, const KeeperHalf *half, SealRandom random) {
    unsigned char room[17], content[KEEPER_MOST];
    ByteWriter writer = bytes_writer_in(content, sizeof content);
    bytes_put(&writer, BYTES_OF(half->bytes));
    bytes_put(&writer, BYTES_OF(half->header.bytes));
    bytes_put(&writer, BYTES_OF(half->reply.box.bytes));
    bytes_put(&writer, BYTES_OF(half->mailbox.bytes));
    bytes_put_u8(&writer, (uint8_t)half->window_count);
    for (size_t i = 0; i < half->window_count; i++) {
        bytes_put_name(&writer, half->windows[i]);
    }
    Err err = ERR_INPUT;
    if (!writer.overflowed && half->window_count <= HALF_WINDOWS_MOST) {
        err = box_seal(out, BOX_KEEPER_HALF, to.box, keeper_place(half->report, half->view, room), bytes_written(&writer),
                       random);
    }
    sodium_memzero(content, sizeof half->bytes);
    return err;
}

Err half_open_keeper(Arena *arena, const KeeperPair *pair, Id report, unsigned view, Bytes box, KeeperHalf *out) {
    unsigned char room[17];
    Bytes content;
    *out = (KeeperHalf){.report = report, .view = view};
    Err err = box_open(arena, BOX_KEEPER_HALF, BOX_OPENER(pair), keeper_place(report, view, room), box, &content);
    if (err != ERR_OK) {
        return err;
    }
    ByteReader reader = bytes_reader(content);
    bytes_take_into(&reader, out->bytes, sizeof out->bytes);
    bytes_take_into(&reader, out->header.bytes, sizeof out->header.bytes);
    bytes_take_into(&reader, out->reply.box.bytes, sizeof out->reply.box.bytes);
    bytes_take_into(&reader, out->mailbox.bytes, sizeof out->mailbox.bytes);
    out->window_count = bytes_take_u8(&reader);
    bool sound = out->window_count <= HALF_WINDOWS_MOST;
    for (size_t i = 0; sound && i < out->window_count; i++) {
        out->windows[i] = bytes_take_name(&reader);
        sound = out->windows[i].len > 0 && (i == 0 || str_compare(out->windows[i - 1], out->windows[i]) < 0);
    }
    // Names stay where they were opened; the half itself is kept only in `out`.
    sodium_memzero((unsigned char *)content.ptr, content.len < sizeof out->bytes ? content.len : sizeof out->bytes);
    if (!sound || !bytes_ended(&reader)) {
        half_wipe(out);
        return ERR_SEALED;
    }
    return ERR_OK;
}

void half_wipe(KeeperHalf *half) {
    sodium_memzero(half, sizeof *half);
}
