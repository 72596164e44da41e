// What is written is read back the same; what is cut short, too long, of no known kind or followed by anything is refused.
#include "wire/append.h"
#include "wire/document.h"
#include "wire/spool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static Arena arena;

static int setup(void **state) {
    arena = arena_make(NULL, NULL);
    return 0;
}

static int teardown(void **state) {
    arena_free(&arena);
    return 0;
}

static Name name_of(unsigned char byte) {
    Name name;
    memset(name.bytes, byte, sizeof name.bytes);
    return name;
}

static Bytes text(const char *words) {
    return bytes_of_str(str_from(words));
}

static void frame_heads(void **state) {
    unsigned char head[FRAME_HEAD_BYTES];
    FrameHead read;
    frame_head_write(head, (FrameHead){FRAME_PUT, 0x01020304});
    static const unsigned char expected[] = {1, 2, 0, 0, 4, 3, 2, 1};
    assert_memory_equal(head, expected, sizeof expected);
    assert_int_equal(frame_head_read(head, &read), ERR_OK);
    assert_int_equal(read.kind, FRAME_PUT);
    assert_int_equal(read.length, 0x01020304);
    for (int i = 0; i < 4; i++) {
        unsigned char other[FRAME_HEAD_BYTES];
        memcpy(other, head, sizeof head);
        other[i] ^= 1;
        assert_int_equal(frame_head_read(other, &read), i == 1 ? ERR_OK : ERR_INPUT);
    }
}

static void answers(void **state) {
    for (int outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
        bool has_body = outcome == OUTCOME_OK || outcome == OUTCOME_CONFLICT;
        FrameAnswer answer = {.outcome = (Outcome)outcome, .body = has_body ? text("body") : (Bytes){0}}, read;
        answer.seconds = outcome == OUTCOME_QUOTA ? 70000 : 0;
        answer.reason = outcome == OUTCOME_REFUSED ? 513 : 0;
        unsigned char bytes[FRAME_ANSWER_HEAD + 4] = {0};
        size_t len = frame_answer_head(bytes, FRAME_GET, &answer);
        if (has_body) memcpy(bytes + len, "body", 4);
        len += answer.body.len;
        FrameHead head;
        assert_int_equal(frame_head_read(bytes, &head), ERR_OK);
        assert_int_equal(head.kind, FRAME_GET | FRAME_IS_ANSWER);
        assert_int_equal(head.length, len - FRAME_HEAD_BYTES);
        Bytes payload = {bytes + FRAME_HEAD_BYTES, head.length};
        assert_int_equal(frame_answer_read(payload, &read), ERR_OK);
        assert_int_equal(read.outcome, outcome);
        assert_int_equal(read.seconds, answer.seconds);
        assert_int_equal(read.reason, answer.reason);
        assert_true(bytes_eq(read.body, answer.body));
        if (!has_body) {
            assert_int_equal(frame_answer_read((Bytes){payload.ptr, payload.len - 1}, &read), ERR_INPUT);
            assert_int_equal(frame_answer_read((Bytes){payload.ptr, payload.len + 1}, &read), ERR_INPUT);
        }
    }
    assert_int_equal(frame_answer_read((Bytes){(const unsigned char[]){OUTCOME_COUNT}, 1}, &(FrameAnswer){0}), ERR_INPUT);
    assert_int_equal(frame_answer_read((Bytes){0}, &(FrameAnswer){0}), ERR_INPUT);
}

static Bytes append_bytes(const Append *append) {
    ByteWriter out = bytes_writer(&arena, 1 << 20);
    append_write(&out, append);
    bytes_put(&out, append->blob);
    return bytes_written(&out);
}

static Append append_some(void) {
    return (Append){.kind = APPEND_FILING,
                    .id = {{7}},
                    .also_count = 2,
                    .blob = text("filing"),
                    .also = {{BLOB_RESPONSE, name_of(1), 60, text("sealed answer")}, {BLOB_MAILBOX, name_of(2), 86400, {0}}}};
}

static void appends(void **state) {
    Append append = append_some(), read;
    Bytes bytes = append_bytes(&append);
    assert_int_equal(append_read(bytes, &read), ERR_OK);
    assert_int_equal(read.kind, APPEND_FILING);
    assert_true(id_eq(read.id, append.id));
    assert_int_equal(read.also_count, 2);
    assert_int_equal(read.also[0].class, BLOB_RESPONSE);
    assert_int_equal(read.also[1].ttl_seconds, 86400);
    assert_true(name_eq(read.also[1].name, name_of(2)));
    assert_true(bytes_eq(read.also[0].blob, text("sealed answer")));
    assert_true(bytes_eq(read.blob, text("filing")));
    for (size_t len = 0; len <= bytes.len - strlen("filing"); len++) {
        assert_int_equal(append_read((Bytes){bytes.ptr, len}, &read), ERR_INPUT);
    }
}

static void append_refused(const Append *append) {
    Append read;
    assert_int_equal(append_read(append_bytes(append), &read), ERR_INPUT);
}

static void appends_refused(void **state) {
    Append append = append_some();
    append.also[1].name = name_of(1); // twice
    append_refused(&append);
    append = append_some();
    append.id = (Id){{0}};
    append_refused(&append);
    append = append_some();
    append.kind = APPEND_KIND_END;
    append_refused(&append);
    append = append_some();
    append.also[0].ttl_seconds = 0;
    append_refused(&append);
    append = append_some();
    append.also[0].class = BLOB_CLASS_END;
    append_refused(&append);
    Bytes bytes = append_bytes(&(Append){.kind = APPEND_FILING, .id = {{7}}, .blob = text("filing")});
    unsigned char *many = (unsigned char *)bytes_copy(&arena, bytes).ptr;
    many[17] = APPEND_ALSO_MOST + 1;
    size_t size;
    assert_int_equal(append_read((Bytes){many, bytes.len}, &append), ERR_INPUT);
    assert_int_equal(append_head_size((Bytes){many, bytes.len}, &size), ERR_INPUT);
}

// From any beginning, asking on leads to where the filing begins, and never reads behind what is there.
static void append_heads(void **state) {
    Append append = append_some();
    Bytes bytes = append_bytes(&append);
    size_t len = 0, size = 0;
    for (int asked = 0; asked < 10; asked++) {
        assert_int_equal(append_head_size(bytes_copy(&arena, (Bytes){bytes.ptr, len}), &size), ERR_OK);
        if (size == len) break;
        assert_true(size > len && size <= bytes.len);
        len = size;
    }
    assert_int_equal(size, bytes.len - strlen("filing"));
}

static void puts(void **state) {
    Put put = {BLOB_DRAFT, name_of(9), 41, 3600, text("draft")}, read;
    ByteWriter out = bytes_writer(&arena, 1 << 20);
    put_write(&out, &put);
    bytes_put(&out, put.blob);
    Bytes bytes = bytes_written(&out);
    assert_int_equal(put_read(bytes, &read), ERR_OK);
    assert_int_equal(read.class, BLOB_DRAFT);
    assert_int_equal(read.expected, 41);
    assert_int_equal(read.ttl_seconds, 3600);
    assert_true(name_eq(read.name, put.name) && bytes_eq(read.blob, put.blob));
    assert_int_equal(put_read((Bytes){bytes.ptr, bytes.len - 6}, &read), ERR_INPUT);
    unsigned char *large = arena_alloc(&arena, 45 + BLOB_MOST + 1);
    memcpy(large, bytes.ptr, 45);
    assert_int_equal(put_read((Bytes){large, 45 + BLOB_MOST}, &read), ERR_OK);
    assert_int_equal(put_read((Bytes){large, 45 + BLOB_MOST + 1}, &read), ERR_INPUT);
}

static void gets_and_answers(void **state) {
    Name name;
    ByteWriter asked = bytes_writer(&arena, 64);
    get_write(&asked, name_of(3));
    assert_int_equal(get_read(bytes_written(&asked), &name), ERR_OK);
    assert_true(name_eq(name, name_of(3)));
    assert_int_equal(get_read((Bytes){asked.ptr, 31}, &name), ERR_INPUT);
    bytes_put_u8(&asked, 0);
    assert_int_equal(get_read(bytes_written(&asked), &name), ERR_INPUT);

    Blob blob;
    ByteWriter answered = bytes_writer(&arena, 64);
    version_write(&answered, 42);
    assert_int_equal(blob_read(bytes_written(&answered), &blob), ERR_OK);
    assert_true(blob.version == 42 && blob.bytes.len == 0);
    assert_int_equal(blob_read((Bytes){answered.ptr, 7}, &blob), ERR_INPUT);
    bytes_put(&answered, text("draft"));
    assert_int_equal(blob_read(bytes_written(&answered), &blob), ERR_OK);
    assert_true(blob.version == 42 && bytes_eq(blob.bytes, text("draft")));
}

static void spool_words(void **state) {
    SpoolPlace place;
    ByteWriter out = bytes_writer(&arena, 1024);
    filed_write(&out, (SpoolPlace){7, 1ULL << 33});
    assert_int_equal(filed_read(bytes_written(&out), &place), ERR_OK);
    assert_true(place.segment == 7 && place.offset == 1ULL << 33);
    assert_int_equal(filed_read((Bytes){out.ptr, out.len - 1}, &place), ERR_INPUT);

    SpoolStatus read, status = {.durable = {3, 99},
                                .filed = {2, 64},
                                .first_segment = 1,
                                .free_bytes = 1ULL << 40,
                                .waiting = 5,
                                .appended = 6,
                                .takes_reports = true,
                                .names = {[BLOB_DRAFT] = 8},
                                .bytes = {[BLOB_RESPONSE] = 9}};
    ByteWriter said = bytes_writer(&arena, 1024);
    spool_status_write(&said, &status);
    assert_int_equal(spool_status_read(bytes_written(&said), &read), ERR_OK);
    assert_true(read.durable.offset == 99 && read.filed.segment == 2 && read.free_bytes == 1ULL << 40 && read.waiting == 5);
    assert_true(read.takes_reports && !read.takes_drafts && read.names[BLOB_DRAFT] == 8 && read.bytes[BLOB_RESPONSE] == 9);
    assert_int_equal(spool_status_read((Bytes){said.ptr, said.len - 1}, &read), ERR_INPUT);
    said.ptr[52] = 2; // neither yes nor no
    assert_int_equal(spool_status_read(bytes_written(&said), &read), ERR_INPUT);
}

static void documents(void **state) {
    (void)state;
    Document read, document = {.kind = DOCUMENT_XLSX,
                               .stage = 2,
                               .lang = 1,
                               .at = 1LL << 50,
                               .previous_at = INT64_MIN,
                               .form = STR("a.form"),
                               .to = STR("w.desk"),
                               .receipt = STR("R"),
                               .incident = STR("{}"),
                               .previous = STR("{ }")};
    ByteWriter out = bytes_writer(&arena, 1024);
    document_write(&out, &document);
    assert_int_equal(document_read(bytes_written(&out), &read), ERR_OK);
    assert_true(read.kind == DOCUMENT_XLSX && read.stage == 2 && read.lang == 1);
    assert_true(read.at == 1LL << 50 && read.previous_at == INT64_MIN && read.previous_receipt.len == 0);
    assert_true(str_is(read.form, "a.form") && str_is(read.to, "w.desk") && str_is(read.receipt, "R") &&
                str_is(read.incident, "{}") && str_is(read.previous, "{ }"));
    assert_int_equal(document_read((Bytes){out.ptr, out.len - 1}, &read), ERR_INPUT);
    out.ptr[1] = DOCUMENT_KIND_END;
    assert_int_equal(document_read(bytes_written(&out), &read), ERR_INPUT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frame_heads),      cmocka_unit_test(answers),      cmocka_unit_test(appends),
        cmocka_unit_test(appends_refused),  cmocka_unit_test(append_heads), cmocka_unit_test(puts),
        cmocka_unit_test(gets_and_answers), cmocka_unit_test(spool_words),  cmocka_unit_test(documents)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
