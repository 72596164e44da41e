// The bytes of a segment, pure: writing and strictly reading heads and records. Knows no files.
#include "store/segment.h"

#include "seal/filing.h"

#include <assert.h>

enum { VERSION = 1, CHECK = 16, CHECKED = SEGMENT_RECORD_HEAD - CHECK, PAD = 8 };
static const char title[] = "segment";

static void check_make(const unsigned char salt[16], uint64_t where, Bytes head, Bytes facts, unsigned char out[CHECK]) {
    unsigned char place[8];
    for (int i = 0; i < 8; i++) {
        place[i] = (unsigned char)(where >> (8 * i));
    }
    crypto_generichash_state state;
    crypto_generichash_init(&state, salt, 16, CHECK);
    crypto_generichash_update(&state, place, sizeof place);
    crypto_generichash_update(&state, head.ptr, head.len);
    crypto_generichash_update(&state, facts.ptr, facts.len);
    crypto_generichash_final(&state, out, CHECK);
}

void segment_head_write(const SegmentHead *head, unsigned char out[SEGMENT_HEAD]) {
    ByteWriter writer = bytes_writer_in(out, SEGMENT_HEAD);
    bytes_put_u8(&writer, VERSION);
    bytes_put(&writer, (Bytes){(const unsigned char *)title, sizeof title - 1});
    bytes_put_u32(&writer, head->number);
    bytes_put_u32(&writer, 0);
    bytes_put(&writer, BYTES_OF(head->office.bytes));
    bytes_put_u64(&writer, head->previous_end);
    bytes_put(&writer, BYTES_OF(head->salt));
    Bytes before = bytes_written(&writer);
    check_make(head->salt, 0, before, (Bytes){0}, out + before.len);
    assert(before.len + CHECK == SEGMENT_HEAD);
}

Err segment_head_read(Bytes bytes, SegmentHead *out) {
    ByteReader reader = bytes_reader(bytes);
    uint8_t version = bytes_take_u8(&reader);
    Bytes named = bytes_take(&reader, sizeof title - 1);
    out->number = bytes_take_u32(&reader);
    uint32_t zero = bytes_take_u32(&reader);
    bytes_take_into(&reader, out->office.bytes, sizeof out->office.bytes);
    out->previous_end = bytes_take_u64(&reader);
    bytes_take_into(&reader, out->salt, sizeof out->salt);
    Bytes check = bytes_take(&reader, CHECK);
    if (!bytes_ended(&reader) || version != VERSION || zero != 0 || out->number == 0) return ERR_INPUT;
    if (memcmp(named.ptr, title, named.len) != 0) return ERR_INPUT;
    unsigned char made[CHECK];
    check_make(out->salt, 0, (Bytes){bytes.ptr, SEGMENT_HEAD - CHECK}, (Bytes){0}, made);
    return bytes_eq(check, BYTES_OF(made)) ? ERR_OK : ERR_INPUT;
}

static uint64_t padded(uint64_t len) {
    return (len + PAD - 1) / PAD * PAD;
}

static void facts_write(ByteWriter *out, const SegmentRecord *record) {
    bytes_put(out, BYTES_OF(record->id.bytes));
    bytes_put(out, BYTES_OF(record->content.bytes));
    bytes_put_u64(out, (uint64_t)record->accepted);
    bytes_put_sized(out, record->proof);
    bytes_put_u8(out, (uint8_t)record->name_count);
    for (uint32_t i = 0; i < record->name_count; i++) {
        const SegmentName *name = &record->names[i];
        bytes_put_u8(out, name->class);
        bytes_put(out, BYTES_OF(name->name.bytes));
        bytes_put_u64(out, name->version);
        bytes_put_u64(out, (uint64_t)name->expires);
        bytes_put_sized(out, name->blob);
    }
}

uint64_t segment_record_write(ByteWriter *out, const SegmentHead *head, uint64_t offset, const SegmentRecord *record) {
    size_t start = out->len;
    bytes_put_room(out, SEGMENT_RECORD_HEAD);
    facts_write(out, record);
    if (out->overflowed) return 0;
    unsigned char *at = out->ptr + start;
    size_t facts_len = out->len - start - SEGMENT_RECORD_HEAD;
    ByteWriter first = bytes_writer_in(at, CHECKED);
    bytes_put_u8(&first, (uint8_t)record->kind);
    bytes_put_u8(&first, record->is_large);
    bytes_put_u16(&first, 0);
    bytes_put_u32(&first, (uint32_t)facts_len);
    bytes_put_u64(&first, record->blob_len);
    check_make(head->salt, offset, bytes_written(&first), (Bytes){at + SEGMENT_RECORD_HEAD, facts_len}, at + CHECKED);
    return padded(SEGMENT_RECORD_HEAD + facts_len + (record->is_large ? 0 : record->blob_len));
}

typedef struct RecordHead {
    uint8_t kind, large;
    uint32_t facts_len;
    uint64_t blob_len;
} RecordHead;

static Err record_head_read(Bytes bytes, RecordHead *out) {
    ByteReader reader = bytes_reader(bytes);
    out->kind = bytes_take_u8(&reader);
    out->large = bytes_take_u8(&reader);
    uint16_t zero = bytes_take_u16(&reader);
    out->facts_len = bytes_take_u32(&reader);
    out->blob_len = bytes_take_u64(&reader);
    if (reader.broken || zero != 0 || out->kind < SEGMENT_FILING || out->kind > SEGMENT_PUT || out->large > 1) return ERR_INPUT;
    uint64_t most = out->large ? SEGMENT_LARGE_MOST : SEGMENT_INLINE_MOST;
    bool fits = out->facts_len <= SEGMENT_FACTS_MOST && out->blob_len <= most;
    bool sense = out->kind == SEGMENT_PUT ? out->blob_len == 0 && !out->large : out->blob_len > 0;
    return fits && sense ? ERR_OK : ERR_INPUT;
}

Err segment_record_size(Bytes bytes, uint64_t *out) {
    RecordHead head;
    if (record_head_read(bytes, &head) != ERR_OK) return ERR_INPUT;
    *out = padded(SEGMENT_RECORD_HEAD + (uint64_t)head.facts_len + (head.large ? 0 : head.blob_len));
    return ERR_OK;
}

static Err facts_read(Bytes facts, SegmentRecord *out) {
    ByteReader reader = bytes_reader(facts);
    bytes_take_into(&reader, out->id.bytes, sizeof out->id.bytes);
    bytes_take_into(&reader, out->content.bytes, sizeof out->content.bytes);
    out->accepted = (Moment)bytes_take_u64(&reader);
    out->proof = bytes_take_sized(&reader, SEGMENT_PROOF_MOST);
    out->name_count = bytes_take_u8(&reader);
    if (reader.broken || out->name_count > APPEND_ALSO_MOST) return ERR_INPUT;
    for (uint32_t i = 0; i < out->name_count; i++) {
        SegmentName *name = &out->names[i];
        name->class = bytes_take_u8(&reader);
        bytes_take_into(&reader, name->name.bytes, sizeof name->name.bytes);
        name->version = bytes_take_u64(&reader);
        name->expires = (Moment)bytes_take_u64(&reader);
        name->blob = bytes_take_sized(&reader, BLOB_MOST);
        if (name->class < BLOB_DRAFT || name->class >= BLOB_CLASS_END || name->version == 0) return ERR_INPUT;
    }
    bool sense = out->kind == SEGMENT_PUT ? out->name_count == 1 && id_is_zero(out->id) : !id_is_zero(out->id);
    return bytes_ended(&reader) && sense ? ERR_OK : ERR_INPUT;
}

Err segment_content(SegmentKind kind, Bytes blob, Hash *out) {
    Bytes core, halves;
    if (kind == SEGMENT_FILING) return filing_split(blob, &core, &halves, out);
    *out = hash_of(DOMAIN_SEALED, blob);
    return ERR_OK;
}

Err segment_record_read(Bytes bytes, const SegmentHead *head, uint64_t offset, SegmentRecord *out) {
    RecordHead first;
    uint64_t size;
    Bytes before = {bytes.ptr, SEGMENT_RECORD_HEAD};
    if (bytes.len < SEGMENT_RECORD_HEAD || record_head_read(before, &first) != ERR_OK) return ERR_INPUT;
    if (segment_record_size(before, &size) != ERR_OK || size != bytes.len) return ERR_INPUT;
    *out = (SegmentRecord){.kind = first.kind, .is_large = first.large, .blob_len = first.blob_len};
    Bytes facts = {bytes.ptr + SEGMENT_RECORD_HEAD, first.facts_len};
    unsigned char made[CHECK];
    check_make(head->salt, offset, (Bytes){bytes.ptr, CHECKED}, facts, made);
    if (memcmp(made, bytes.ptr + CHECKED, CHECK) != 0 || facts_read(facts, out) != ERR_OK) return ERR_INPUT;
    if (first.large || first.kind == SEGMENT_PUT) return ERR_OK;
    out->blob = (Bytes){facts.ptr + facts.len, first.blob_len};
    Hash content;
    if (segment_content(out->kind, out->blob, &content) != ERR_OK) return ERR_INPUT;
    return hash_eq(content, out->content) ? ERR_OK : ERR_INPUT;
}

bool spool_place_before(SpoolPlace a, SpoolPlace b) {
    return a.segment != b.segment ? a.segment < b.segment : a.offset < b.offset;
}
