// The head of a piece of evidence, before its stream. Knows nothing of what the file is.
#include "seal/evidence.h"

enum { VERSION = 1, PLACE = EVIDENCE_HEAD - STREAM_HEAD };

static Hash head_write(const EvidencePlace *place, unsigned char head[PLACE]) {
    ByteWriter writer = bytes_writer_in(head, PLACE);
    bytes_put_u8(&writer, VERSION);
    bytes_put(&writer, BYTES_OF(place->report.bytes));
    bytes_put(&writer, BYTES_OF(place->evidence.bytes));
    bytes_put_u8(&writer, (uint8_t)place->size_class);
    return hash_of(DOMAIN_STREAM, bytes_written(&writer));
}

Stream evidence_seal_begin(const StreamKey *key, const EvidencePlace *place, uint64_t content_len,
                           unsigned char head[EVIDENCE_HEAD], SealRandom random) {
    Hash belongs = head_write(place, head);
    return stream_seal_begin(key, belongs, place->size_class, content_len, head + PLACE, random);
}

Err evidence_read_head(Bytes head, EvidencePlace *out) {
    ByteReader reader = bytes_reader(head);
    uint8_t version = bytes_take_u8(&reader);
    bytes_take_into(&reader, out->report.bytes, sizeof out->report.bytes);
    bytes_take_into(&reader, out->evidence.bytes, sizeof out->evidence.bytes);
    out->size_class = bytes_take_u8(&reader);
    bytes_take(&reader, STREAM_HEAD);
    bool sound = version == VERSION && out->size_class >= STREAM_EVIDENCE_FIRST && out->size_class <= STREAM_EVIDENCE_LAST;
    return sound && !reader.broken ? ERR_OK : ERR_INPUT;
}

Err evidence_open_begin(const StreamKey *key, const EvidencePlace *place, const unsigned char head[EVIDENCE_HEAD],
                        Stream *out) {
    unsigned char expected[PLACE];
    Hash belongs = head_write(place, expected);
    if (memcmp(expected, head, PLACE) != 0) {
        return ERR_INPUT;
    }
    *out = stream_open_begin(key, belongs, place->size_class, head + PLACE);
    return ERR_OK;
}

uint64_t evidence_size(unsigned size_class) {
    return PLACE + stream_size(size_class);
}
