// A letter with its head, its key and its stream. Knows nothing of what is written in it, nor how it travels.
#include "seal/letter.h"

enum { VERSION = 1, PLACE_MOST = 1 + 16 + 16 + 1 + 256 + 4 + 1 };

static Err head_write(const LetterHead *head, unsigned size_class, unsigned char room[PLACE_MOST], Bytes *out) {
    ByteWriter writer = bytes_writer_in(room, PLACE_MOST);
    bytes_put_u8(&writer, VERSION);
    bytes_put(&writer, BYTES_OF(head->letter.bytes));
    bytes_put(&writer, BYTES_OF(head->report.bytes));
    bytes_put_u8(&writer, (uint8_t)head->to);
    bytes_put_name(&writer, head->window);
    bytes_put_u32(&writer, head->epoch);
    bytes_put_u8(&writer, (uint8_t)size_class);
    if (writer.overflowed || head->window.len == 0) {
        return ERR_INPUT;
    }
    *out = bytes_written(&writer);
    return ERR_OK;
}

static Err letter_seal(ByteWriter *out, const LetterHead *head, BoxPublic to, Bytes content, SealRandom random) {
    unsigned char room[PLACE_MOST];
    unsigned size_class;
    Bytes place;
    Err err = stream_class(content.len, STREAM_BODY_FIRST, STREAM_BODY_LAST, &size_class);
    if (err == ERR_OK) {
        err = head_write(head, size_class, room, &place);
    }
    if (err != ERR_OK) {
        return err;
    }
    Hash belongs = hash_of(DOMAIN_STREAM, place);
    StreamKey key;
    random.fill(random.at, key.bytes, sizeof key.bytes);
    bytes_put(out, place);
    err = box_seal(out, BOX_LETTER_KEY, to, BYTES_OF(belongs.bytes), BYTES_OF(key.bytes), random);
    if (err == ERR_OK) {
        stream_seal(out, (StreamPlace){&key, belongs, size_class}, content, random);
    }
    sodium_memzero(&key, sizeof key);
    return err == ERR_OK && out->overflowed ? ERR_TOO_BIG : err;
}

Err letter_seal_window(ByteWriter *out, const LetterHead *head, WindowPublic to, Bytes content, SealRandom random) {
    return head->to == LETTER_TO_WINDOW ? letter_seal(out, head, to.box, content, random) : ERR_INPUT;
}

Err letter_seal_courier(ByteWriter *out, const LetterHead *head, CourierPublic to, Bytes content, SealRandom random) {
    return head->to == LETTER_TO_COURIER ? letter_seal(out, head, to.box, content, random) : ERR_INPUT;
}

Err letter_read(Bytes bytes, Letter *out) {
    ByteReader reader = bytes_reader(bytes);
    LetterHead *head = &out->head;
    uint8_t version = bytes_take_u8(&reader);
    bytes_take_into(&reader, head->letter.bytes, sizeof head->letter.bytes);
    bytes_take_into(&reader, head->report.bytes, sizeof head->report.bytes);
    unsigned to = bytes_take_u8(&reader);
    head->window = bytes_take_name(&reader);
    head->epoch = bytes_take_u32(&reader);
    out->size_class = bytes_take_u8(&reader);
    bool known = version == VERSION && (to == LETTER_TO_WINDOW || to == LETTER_TO_COURIER);
    if (reader.broken || !known || head->window.len == 0 || out->size_class > STREAM_BODY_LAST) {
        return ERR_INPUT;
    }
    head->to = (LetterTo)to;
    out->place = hash_of(DOMAIN_STREAM, (Bytes){bytes.ptr, bytes.len - reader.left.len});
    out->box = bytes_take(&reader, BOX_KEY_SIZE);
    out->stream = bytes_take(&reader, (size_t)stream_size(out->size_class));
    return bytes_ended(&reader) ? ERR_OK : ERR_INPUT;
}

static Err letter_open(Arena *arena, const Letter *letter, BoxOpener opener, Bytes *content) {
    StreamKey key;
    *content = (Bytes){0};
    Err err = box_open_key(BOX_LETTER_KEY, opener, BYTES_OF(letter->place.bytes), letter->box, key.bytes);
    if (err == ERR_OK) {
        err = stream_open(arena, (StreamPlace){&key, letter->place, letter->size_class}, letter->stream, content);
    }
    sodium_memzero(&key, sizeof key);
    return err;
}

Err letter_open_window(Arena *arena, const Letter *letter, const WindowPair *pair, Bytes *content) {
    return letter->head.to == LETTER_TO_WINDOW ? letter_open(arena, letter, BOX_OPENER(pair), content) : ERR_REFUSED;
}

Err letter_open_courier(Arena *arena, const Letter *letter, const CourierPair *pair, Bytes *content) {
    return letter->head.to == LETTER_TO_COURIER ? letter_open(arena, letter, BOX_OPENER(pair), content) : ERR_REFUSED;
}
