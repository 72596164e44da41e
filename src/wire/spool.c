// The payloads of filed and status. Strict: sizes are exact, yes and no are 1 and 0.
#include "wire/spool.h"

static void place_write(ByteWriter *out, SpoolPlace place) {
    bytes_put_u32(out, place.segment);
    bytes_put_u64(out, place.offset);
}

static SpoolPlace place_take(ByteReader *reader) {
    SpoolPlace place = {.segment = bytes_take_u32(reader)};
    place.offset = bytes_take_u64(reader);
    return place;
}

void filed_write(ByteWriter *out, SpoolPlace place) {
    place_write(out, place);
}

Err filed_read(Bytes payload, SpoolPlace *out) {
    ByteReader reader = bytes_reader(payload);
    *out = place_take(&reader);
    return bytes_ended(&reader) ? ERR_OK : ERR_INPUT;
}

void spool_status_write(ByteWriter *out, const SpoolStatus *status) {
    place_write(out, status->durable);
    place_write(out, status->filed);
    bytes_put_u32(out, status->first_segment);
    bytes_put_u64(out, status->free_bytes);
    bytes_put_u64(out, status->waiting);
    bytes_put_u64(out, status->appended);
    bytes_put_u8(out, status->takes_reports);
    bytes_put_u8(out, status->takes_drafts);
    for (int class = BLOB_DRAFT; class < BLOB_CLASS_END; class ++) {
        bytes_put_u64(out, status->names[class]);
        bytes_put_u64(out, status->bytes[class]);
    }
}

Err spool_status_read(Bytes body, SpoolStatus *out) {
    ByteReader reader = bytes_reader(body);
    *out = (SpoolStatus){.durable = place_take(&reader)};
    out->filed = place_take(&reader);
    out->first_segment = bytes_take_u32(&reader);
    out->free_bytes = bytes_take_u64(&reader);
    out->waiting = bytes_take_u64(&reader);
    out->appended = bytes_take_u64(&reader);
    uint8_t reports = bytes_take_u8(&reader), drafts = bytes_take_u8(&reader);
    for (int class = BLOB_DRAFT; class < BLOB_CLASS_END; class ++) {
        out->names[class] = bytes_take_u64(&reader);
        out->bytes[class] = bytes_take_u64(&reader);
    }
    out->takes_reports = reports;
    out->takes_drafts = drafts;
    return bytes_ended(&reader) && reports <= 1 && drafts <= 1 ? ERR_OK : ERR_INPUT;
}
