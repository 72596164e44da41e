// Any bytes as a segment. The first byte chooses: the bytes as they are, or with checks made good, so that what lies behind the
// checks is reached. Nothing is read behind the end, and what is accepted is what the writer makes of it.
#include "store/segment.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds) __builtin_trap();
}

static void check_mend(const unsigned char salt[16], uint64_t where, unsigned char *head, size_t head_len, Bytes facts) {
    unsigned char place[8];
    for (int i = 0; i < 8; i++) {
        place[i] = (unsigned char)(where >> (8 * i));
    }
    crypto_generichash_state state;
    crypto_generichash_init(&state, salt, 16, 16);
    crypto_generichash_update(&state, place, sizeof place);
    crypto_generichash_update(&state, head, head_len);
    crypto_generichash_update(&state, facts.ptr, facts.len);
    crypto_generichash_final(&state, head + head_len, 16);
}

static void record_same(Arena *arena, const SegmentHead *head, uint64_t offset, const SegmentRecord *record, Bytes bytes) {
    ByteWriter out = bytes_writer(arena, 8 << 20);
    must(segment_record_write(&out, head, offset, record) == bytes.len && !out.overflowed);
    if (!record->is_large) bytes_put(&out, record->blob);
    must(out.len <= bytes.len && bytes.len - out.len < 8 && memcmp(out.ptr, bytes.ptr, out.len) == 0);
}

static void records_read(Arena *arena, const SegmentHead *head, unsigned char *bytes, size_t len, bool mends) {
    uint64_t offset = SEGMENT_HEAD, size;
    SegmentRecord record;
    while (len >= SEGMENT_RECORD_HEAD && segment_record_size((Bytes){bytes, SEGMENT_RECORD_HEAD}, &size) == ERR_OK &&
           size <= len) {
        uint32_t facts_len;
        memcpy(&facts_len, bytes + 4, sizeof facts_len);
        if (mends) check_mend(head->salt, offset, bytes, 16, (Bytes){bytes + SEGMENT_RECORD_HEAD, facts_len});
        unsigned char *alone = malloc(size);
        must(alone != NULL);
        memcpy(alone, bytes, size);
        if (segment_record_read((Bytes){alone, size}, head, offset, &record) == ERR_OK) {
            record_same(arena, head, offset, &record, (Bytes){alone, size});
            must(segment_record_read((Bytes){alone, size}, head, offset + 8, &record) ==
                 ERR_INPUT); // it belongs where it stands
        }
        free(alone);
        offset += size;
        bytes += size;
        len -= size;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    SegmentHead head;
    unsigned char written[SEGMENT_HEAD];
    if (size < 1 + SEGMENT_HEAD) return 0;
    unsigned char *bytes = malloc(size - 1);
    must(bytes != NULL);
    memcpy(bytes, data + 1, size - 1);
    bool mends = data[0] & 1;
    if (mends) check_mend(bytes + SEGMENT_HEAD - 32, 0, bytes, SEGMENT_HEAD - 16, (Bytes){0});
    if (segment_head_read((Bytes){bytes, SEGMENT_HEAD}, &head) == ERR_OK) {
        segment_head_write(&head, written);
        must(memcmp(written, bytes, SEGMENT_HEAD) == 0);
        Arena arena = arena_make(NULL, NULL);
        records_read(&arena, &head, bytes + SEGMENT_HEAD, size - 1 - SEGMENT_HEAD, mends);
        arena_free(&arena);
    }
    free(bytes);
    return 0;
}
