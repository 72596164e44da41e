// Any bytes as a form with files: it is read alike whole and byte by byte, contents are what stands between the marks, and an
// upload gives exactly as much as it said. The first byte chooses into how long pieces it is cut.
#include "web/upload.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds) abort();
}

// All that was read, written down in one way however it was cut.
static void read_all(Bytes form, size_t step, ByteWriter *out) {
    Multipart reader;
    MultipartEvent event = MULTIPART_MORE;
    size_t content = 0;
    multipart_begin(&reader, STR("xx"));
    while (form.len > 0 && event != MULTIPART_BROKEN) {
        Bytes piece = {form.ptr, form.len < step ? form.len : step}, got;
        form = (Bytes){form.ptr + piece.len, form.len - piece.len};
        do {
            size_t before = piece.len;
            event = multipart_take(&reader, &piece, &got);
            must(piece.len <= before && (event == MULTIPART_DATA) == (got.len > 0));
            if (event == MULTIPART_PART) bytes_put_sized(out, bytes_of_str(reader.part.name));
            if (event == MULTIPART_PART) bytes_put_sized(out, bytes_of_str(reader.part.file));
            bytes_put(out, got);
            content = event == MULTIPART_PART ? 0 : content + got.len;
            if (event == MULTIPART_OVER) bytes_put_u64(out, content);
        } while (event != MULTIPART_MORE && event != MULTIPART_BROKEN);
    }
    bytes_put_u8(out, event == MULTIPART_BROKEN ? 2 : multipart_is_whole(&reader));
}

typedef struct Coming {
    Bytes left;
    size_t step;
} Coming;

static int next(void *at, Bytes *piece) {
    Coming *coming = at;
    size_t len = coming->left.len < coming->step ? coming->left.len : coming->step;
    *piece = (Bytes){coming->left.ptr, len};
    coming->left = (Bytes){coming->left.ptr + len, coming->left.len - len};
    return 0;
}

static void upload(Arena *arena, Bytes form, size_t step) {
    HttpHead head = {.length = form.len, .field_count = 1};
    Coming coming = {form, step};
    Upload upload;
    uint64_t came = 0;
    Bytes piece = {0};
    Err err;
    head.fields[0] = (HttpField){STR("content-type"), STR("multipart/form-data; boundary=xx")};
    upload_begin(&upload, arena, &head, (BodySource){next, &coming}, 4096);
    must(upload.fault || upload.status || upload.size <= 4096);
    while ((err = upload_next(&upload, &piece)) == ERR_OK && piece.len > 0) {
        came += piece.len;
        must(came <= upload.size);
    }
    must(err == ERR_OK ? came == upload.size && coming.left.len == 0 : upload.fault || upload.status == 400);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static Arena arena;
    arena_reset(&arena);
    if (size > 0) {
        Bytes form = bytes_copy(&arena, (Bytes){data + 1, size - 1});
        ByteWriter whole = bytes_writer(&arena, 1 << 24), cut = bytes_writer(&arena, 1 << 24);
        read_all(form, form.len + 1, &whole);
        read_all(form, (size_t)data[0] + 1, &cut);
        Bytes a = bytes_written(&whole), b = bytes_written(&cut);
        must(bytes_eq(a, b));
        upload(&arena, form, (size_t)data[0] + 1);
    }
    return 0;
}
