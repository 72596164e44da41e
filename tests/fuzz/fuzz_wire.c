// Any bytes as a payload of the wire; the first byte says of which kind. A reader never reads behind the end (the input stands
// alone in its memory), and what it accepts is what the writer makes of it, byte for byte.
#include "wire/append.h"
#include "wire/document.h"
#include "wire/keeper.h"
#include "wire/spool.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds) __builtin_trap();
}

static void written_same(ByteWriter *out, Bytes rest, Bytes payload) {
    bytes_put(out, rest);
    must(!out->overflowed && bytes_eq(bytes_written(out), payload));
}

static void append_try(ByteWriter *out, Bytes payload) {
    Append append;
    size_t size;
    Err head = append_head_size(payload, &size);
    if (append_read(payload, &append) != ERR_OK) return;
    must(head == ERR_OK && size + append.blob.len == payload.len);
    append_write(out, &append);
    written_same(out, append.blob, payload);
}

static void put_try(ByteWriter *out, Bytes payload) {
    Put put;
    if (put_read(payload, &put) != ERR_OK) return;
    put_write(out, &put);
    written_same(out, put.blob, payload);
}

static void small_try(ByteWriter *out, Bytes payload, uint8_t kind) {
    Name name;
    SpoolPlace place;
    SpoolStatus status;
    if (kind == 2 && get_read(payload, &name) == ERR_OK) {
        get_write(out, name);
        written_same(out, (Bytes){0}, payload);
    } else if (kind == 3 && filed_read(payload, &place) == ERR_OK) {
        filed_write(out, place);
        written_same(out, (Bytes){0}, payload);
    } else if (kind == 4 && spool_status_read(payload, &status) == ERR_OK) {
        spool_status_write(out, &status);
        written_same(out, (Bytes){0}, payload);
    }
}

static void status_try(ByteWriter *out, Bytes payload, uint8_t kind) {
    KeeperStatus keeper;
    PrinterStatus printer;
    if (kind == 7 && keeper_status_read(payload, &keeper) == ERR_OK) {
        keeper_status_write(out, &keeper);
        written_same(out, (Bytes){0}, payload);
    } else if (kind == 8 && printer_status_read(payload, &printer) == ERR_OK) {
        printer_status_write(out, &printer);
        written_same(out, (Bytes){0}, payload);
    }
}

static void answer_try(ByteWriter *out, Bytes payload) {
    FrameAnswer answer;
    Blob blob;
    if (frame_answer_read(payload, &answer) != ERR_OK) return;
    unsigned char head[FRAME_ANSWER_HEAD];
    size_t len = frame_answer_head(head, FRAME_GET, &answer);
    bytes_put(out, (Bytes){head + FRAME_HEAD_BYTES, len - FRAME_HEAD_BYTES});
    written_same(out, answer.body, payload);
    if (blob_read(answer.body, &blob) == ERR_OK) must(blob.bytes.len + 8 == answer.body.len);
}

static void head_try(Bytes payload) {
    FrameHead head;
    unsigned char written[FRAME_HEAD_BYTES];
    if (payload.len != FRAME_HEAD_BYTES || frame_head_read(payload.ptr, &head) != ERR_OK) return;
    frame_head_write(written, head);
    must(bytes_eq(payload, BYTES_OF(written)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    static Arena arena;
    arena_reset(&arena);
    ByteWriter out = bytes_writer(&arena, 8 << 20);
    unsigned char *alone = malloc(size); // so that one byte too far is seen
    must(alone != NULL);
    memcpy(alone, data + 1, size - 1);
    Bytes payload = {alone, size - 1};
    uint8_t kind = data[0] % 9;
    if (kind == 0) append_try(&out, payload);
    if (kind == 1) put_try(&out, payload);
    if (kind >= 2 && kind <= 4) small_try(&out, payload, kind);
    if (kind == 5) answer_try(&out, payload);
    if (kind == 6) head_try(payload);
    if (kind >= 7) status_try(&out, payload, kind);
    free(alone);
    return 0;
}
