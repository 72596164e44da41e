// Files of requests: however a body is cut into pieces, its file comes out as it was, or nothing of it may be used.
#include "base/buf.h"
#include "unit/base/base_test.h"
#include "web/upload.h"

#define FILE_PART "--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.bin\"\r\nContent-Type: a/b\r\n\r\n"
#define TEXT_PART "--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n"
#define END "\r\n--xx--\r\n"

typedef struct Coming {
    Bytes left;
    size_t step;
    int status; // at the end of what is left
} Coming;

static int next(void *at, Bytes *piece) {
    Coming *coming = at;
    size_t len = coming->left.len < coming->step ? coming->left.len : coming->step;
    *piece = (Bytes){coming->left.ptr, len};
    coming->left = (Bytes){coming->left.ptr + len, coming->left.len - len};
    return len == 0 ? coming->status : 0;
}

typedef struct Sent {
    Str body;
    const char *type;
    uint64_t length; // 0: that of the body
    uint64_t most;
    int status;
} Sent;

// "NAME SIZE: CONTENT", "fault N", or the status.
static Str take(Arena *arena, const Sent *sent, size_t step) {
    HttpHead head = {.length = sent->length ? sent->length : sent->body.len, .field_count = 1};
    Coming coming = {bytes_of_str(sent->body), step, sent->status};
    Upload upload;
    Bytes piece;
    ByteWriter content = bytes_writer(arena, 1 << 20);
    Err err;
    head.fields[0] = (HttpField){STR("content-type"), str_from(sent->type ? sent->type : "multipart/form-data; boundary=xx")};
    upload_begin(&upload, arena, &head, (BodySource){next, &coming}, sent->most ? sent->most : 1000);
    while ((err = upload_next(&upload, &piece)) == ERR_OK && piece.len > 0) bytes_put(&content, piece);
    if (upload.status) return str_format(arena, "%d", upload.status);
    if (err != ERR_OK) return str_format(arena, "fault %d", upload.fault);
    return str_format(arena, "%.*s%s%.*s %d: %.*s", STR_ARG(upload.token), upload.token.len ? ", " : "", STR_ARG(upload.name),
                      (int)upload.size, (int)content.len, content.len ? (const char *)content.ptr : "");
}

static void all_cuts_give(Arena *arena, Sent sent, const char *expected) {
    for (size_t step = 1; step <= sent.body.len + 1; step++) assert_text(take(arena, &sent, step), expected);
}

static void a_file_comes_out_as_it_was(void **state) {
    Arena *arena = *state;
    all_cuts_give(arena, (Sent){.body = STR(FILE_PART "content" END)}, "f.bin 7: content");
    all_cuts_give(arena, (Sent){.body = STR(TEXT_PART TEXT_PART FILE_PART "content" END)}, "f.bin 7: content");
    all_cuts_give(arena, (Sent){.body = STR(FILE_PART "\r\n--x\r\r\n\r\n-\n--xx\r" END)},
                  "f.bin 17: \r\n--x\r\r\n\r\n-\n--xx\r");
    all_cuts_give(arena, (Sent){.body = STR(FILE_PART "--xx" END)}, "f.bin 4: --xx");
    all_cuts_give(arena, (Sent){.body = STR("a\r\n\0b"), .type = "application/octet-stream"}, " 5: a\r\n");
}

#define TOKEN_PART "--xx\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nABC\r\n"

static void a_token_stands_before_it(void **state) {
    Arena *arena = *state;
    all_cuts_give(arena, (Sent){.body = STR(TOKEN_PART FILE_PART "content" END)}, "ABC, f.bin 7: content");
    all_cuts_give(arena, (Sent){.body = STR(TEXT_PART TOKEN_PART TEXT_PART FILE_PART "content" END)}, "ABC, f.bin 7: content");
    all_cuts_give(arena, (Sent){.body = STR(TOKEN_PART TOKEN_PART FILE_PART "content" END)}, "ABCABC, f.bin 7: content");
    all_cuts_give(arena, (Sent){.body = STR(FILE_PART "content\r\n" TOKEN_PART "--xx--\r\n")}, "400");
}

static void what_is_no_file_is_said(void **state) {
    Arena *arena = *state;
    all_cuts_give(arena, (Sent){.body = STR(FILE_PART END)}, "fault 2"); // UPLOAD_EMPTY
    all_cuts_give(arena, (Sent){.body = STR("--xx\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\"\r\n\r\n" END)},
                  "fault 1");
    all_cuts_give(arena, (Sent){.body = STR(TEXT_PART "--xx--\r\n")}, "fault 1");                  // UPLOAD_NONE
    all_cuts_give(arena, (Sent){.body = STR(FILE_PART "one\r\n" FILE_PART "two" END)}, "fault 4"); // UPLOAD_SEVERAL
    all_cuts_give(arena, (Sent){.body = STR(FILE_PART "12345678" END), .most = 7}, "fault 3");     // UPLOAD_TOO_BIG
    all_cuts_give(arena, (Sent){.body = STR(FILE_PART), .length = 1 << 20}, "fault 3");
    all_cuts_give(arena, (Sent){.body = STR("12345678"), .type = "application/octet-stream", .most = 7}, "fault 3");
    all_cuts_give(arena, (Sent){.body = STR("12345678"), .type = "application/octet-stream", .most = 8}, " 8: 12345678");
}

static void what_does_not_end_as_it_said_is_refused(void **state) {
    Arena *arena = *state;
    static const char *const rows[] = {
        FILE_PART "content\r\n--xx--",                  // without its last line end, its length is not certain
        FILE_PART "content\r\n--xx--\r\n\r\n",          //
        FILE_PART "content\r\n--xx--\r\nmore",          //
        FILE_PART "content\r\n--xx\r\n",                //
        FILE_PART "con\r\n--xx\r\ntent" END,            // a mark inside
        FILE_PART "con\r\n--xx--\r\ntent" END,          //
        FILE_PART "content\r\n" TEXT_PART "--xx--\r\n", // the file is not the last part
        FILE_PART "content\r\n--xy--\r\n",              // another mark
        FILE_PART "content",                            //
        FILE_PART,                                      //
        "--xy--\r\n",                                   //
        "--xx\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\xff\"\r\n\r\na" END,
        "--xx\r\nContent-Disposition: form-data; name=\"f\"; filename=f\r\n\r\na" END,
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) all_cuts_give(arena, (Sent){.body = str_from(rows[i])}, "400");
    all_cuts_give(arena, (Sent){.body = STR(FILE_PART "con"), .length = 200, .status = 408}, "408");
    all_cuts_give(arena, (Sent){.body = STR("con"), .type = "application/octet-stream", .length = 4}, "400");
}

// What stands before the file is read into memory nowhere, and is not read for ever either.
static void little_stands_before_a_file(void **state) {
    Arena *arena = *state;
    Str text = STR("--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n");
    Buf long_text = buf_make(arena, 1 << 20), long_head = buf_make(arena, 1 << 20);
    buf_put(&long_text, text);
    for (int i = 0; i < 40000; i++) buf_char(&long_text, 'a');
    buf_puts(&long_text, "\r\n" FILE_PART "content" END);
    buf_puts(&long_head, "--xx\r\nX: ");
    for (int i = 0; i < MULTIPART_HEAD_MOST; i++) buf_char(&long_head, 'a');
    buf_puts(&long_head, "\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\na" END);
    assert_text(take(arena, &(Sent){.body = buf_str(&long_text), .most = 1 << 20}, 4096), "400");
    assert_text(take(arena, &(Sent){.body = buf_str(&long_head), .most = 1 << 20}, 4096), "400");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(a_file_comes_out_as_it_was),  ARENA_TEST(a_token_stands_before_it),
        ARENA_TEST(what_is_no_file_is_said),     ARENA_TEST(what_does_not_end_as_it_said_is_refused),
        ARENA_TEST(little_stands_before_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
