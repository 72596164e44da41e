// Reading a filing strictly, without opening it: every part is where it must be, has a size it can have, and nothing is left
// over. Knows no key.
#include "seal/filing_head.h"

enum { VERSION = 1, CORE_BEFORE = 1 + 4 };

Err filing_split(Bytes filing, Bytes *core, Bytes *halves, Hash *object) {
    ByteReader reader = bytes_reader(filing);
    Hash stated;
    uint8_t version = bytes_take_u8(&reader);
    Bytes rest = bytes_take_sized(&reader, FILING_BYTES_MOST);
    if (version != VERSION || reader.broken || filing.len > FILING_BYTES_MOST) {
        return ERR_INPUT;
    }
    *core = (Bytes){filing.ptr, CORE_BEFORE + rest.len};
    *halves = reader.left;
    reader = bytes_reader(rest);
    bytes_take_into(&reader, stated.bytes, sizeof stated.bytes);
    if (reader.broken || !hash_eq(stated, hash_of(DOMAIN_HALVES, *halves))) {
        return ERR_INPUT;
    }
    *object = hash_of(DOMAIN_OBJECT, *core);
    return ERR_OK;
}

// Anything but a size that a box of this purpose can have breaks the reader.
static Bytes box_take(ByteReader *reader, BoxPurpose purpose) {
    Bytes box = bytes_take_sized(reader, BOX_OVERHEAD + BOX_CONTENT_MOST);
    reader->broken = reader->broken || !box_size_exists(purpose, box.len);
    return box;
}

static void windows_take(Arena *arena, ByteReader *reader, Filing *out) {
    out->windows = arena_array(arena, out->head.window_count, sizeof *out->windows);
    for (size_t i = 0; i < out->head.window_count; i++) {
        out->windows[i].half = bytes_take(reader, BOX_KEY_SIZE);
        out->windows[i].triage = box_take(reader, BOX_TRIAGE);
        out->windows[i].card = box_take(reader, BOX_CARD);
    }
}

static void copies_take(ByteReader *reader, Filing *out) {
    out->statistics.epoch = bytes_take_u32(reader);
    out->statistics.box = box_take(reader, BOX_STATISTICS);
    uint8_t shared = bytes_take_u8(reader);
    if (shared == 1) {
        out->share.epoch = bytes_take_u32(reader);
        out->share.box = box_take(reader, BOX_SHARE_VIEW);
    }
    out->mailbox_copy = bytes_take(reader, BOX_KEY_SIZE);
    reader->broken = reader->broken || shared > 1 || out->statistics.epoch == 0 || (shared == 1 && out->share.epoch == 0);
}

static void letters_take(Arena *arena, ByteReader *reader, Filing *out) {
    out->letter_count = bytes_take_u8(reader);
    out->letters = NEW_ARRAY(arena, Bytes, out->letter_count);
    for (size_t i = 0; i < out->letter_count; i++) {
        out->letters[i] = bytes_take_sized(reader, FILING_BYTES_MOST);
    }
    reader->broken = reader->broken || !filing_letters_sound(out->head.report, out->letters, out->letter_count);
}

static void evidence_take(Arena *arena, ByteReader *reader, Filing *out) {
    out->evidence_count = bytes_take_u8(reader);
    out->evidence = NEW_ARRAY(arena, FilingEvidence, out->evidence_count);
    for (size_t i = 0; i < out->evidence_count; i++) {
        FilingEvidence *piece = &out->evidence[i];
        bytes_take_into(reader, piece->id.bytes, sizeof piece->id.bytes);
        piece->size_class = bytes_take_u8(reader);
        bytes_take_into(reader, piece->sealed.bytes, sizeof piece->sealed.bytes);
    }
    reader->broken = reader->broken || !filing_evidence_sound(out->evidence, out->evidence_count);
}

static Err core_read(Arena *arena, Bytes core, Filing *out) {
    ByteReader outer = bytes_reader(core);
    *out = (Filing){.core = core};
    uint8_t version = bytes_take_u8(&outer);
    ByteReader reader = bytes_reader(bytes_take_sized(&outer, FILING_BYTES_MOST));
    if (version != VERSION || !bytes_ended(&outer)) {
        return ERR_INPUT;
    }
    bytes_take(&reader, sizeof(Hash)); // of the halves: filing_split compares it where they are there
    Bytes header = bytes_take_sized(&reader, FILING_HEAD_MOST);
    Err err = filing_head_read(arena, header, &out->head);
    if (err != ERR_OK) {
        return err;
    }
    for (unsigned view = 0; view < out->head.view_count; view++) {
        out->views[view] = bytes_take(&reader, (size_t)stream_size(out->head.size_class));
    }
    windows_take(arena, &reader, out);
    copies_take(&reader, out);
    letters_take(arena, &reader, out);
    evidence_take(arena, &reader, out);
    out->header = hash_of(DOMAIN_HEADER, header);
    return bytes_ended(&reader) ? ERR_OK : ERR_INPUT;
}

Err filing_read_core(Arena *arena, Bytes core, Filing *out) {
    Err err = core_read(arena, core, out);
    out->object = hash_of(DOMAIN_OBJECT, core);
    return err;
}

Err filing_read(Arena *arena, Bytes filing, Filing *out) {
    Bytes core, halves;
    Hash object;
    Err err = filing_split(filing, &core, &halves, &object);
    if (err == ERR_OK) {
        err = core_read(arena, core, out);
    }
    if (err != ERR_OK) {
        return err;
    }
    out->object = object;
    ByteReader reader = bytes_reader(halves);
    uint8_t version = bytes_take_u8(&reader);
    for (unsigned view = 0; view < out->head.view_count; view++) {
        out->keeper_boxes[view] = box_take(&reader, BOX_KEEPER_HALF);
    }
    out->halves = halves;
    return version == VERSION && bytes_ended(&reader) ? ERR_OK : ERR_INPUT;
}
