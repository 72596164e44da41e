// Segments and frames against vectors made by another program (tests/data/vectors/spool.json), and what readers and the log
// make of damage: cut ends, changed bits, a missing middle.
#include "base/code.h"
#include "base/json.h"
#include "base/sys.h"
#include "store/segment_log.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static Arena arena;
static Json vectors;
static char folder[64];

static Err each(void *at, SpoolPlace place, const SegmentRecord *record) {
    ++*(size_t *)at;
    return ERR_OK;
}

static bool is_live(void *at, Id id) {
    return false;
}

static Bytes vector(const Json *object, const char *name) {
    const Json *value = json_member(object, str_from(name));
    assert_non_null(value);
    unsigned char *bytes = arena_alloc(&arena, value->text.len / 2);
    assert_int_equal(code_hex_read(value->text, bytes, value->text.len / 2), ERR_OK);
    return (Bytes){bytes, value->text.len / 2};
}

static int setup(void **state) {
    Str source;
    arena = arena_make(NULL, NULL);
    Diags diags = diags_make(&arena);
    if (sodium_init() < 0 || sys_read_file(&arena, "tests/data/vectors/spool.json", 1 << 20, &source) != ERR_OK) return -1;
    if (json_parse(&arena, STR("spool.json"), source, &vectors, &diags) != ERR_OK) return -1;
    snprintf(folder, sizeof folder, "/tmp/todoke-segment-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int teardown(void **state) {
    char command[96];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    int status = system(command);
    arena_free(&arena);
    return status;
}

static void segment_vector(void **state) {
    Bytes bytes = vector(&vectors, "segment");
    SegmentHead head;
    unsigned char again[SEGMENT_HEAD];
    assert_int_equal(segment_head_read((Bytes){bytes.ptr, SEGMENT_HEAD}, &head), ERR_OK);
    assert_true(head.number == 3 && head.previous_end == 4096);
    segment_head_write(&head, again);
    assert_memory_equal(again, bytes.ptr, SEGMENT_HEAD);
    const Json *records = json_member(&vectors, STR("records"));
    uint64_t at = SEGMENT_HEAD, size;
    for (uint32_t i = 0; i < records->count; i++, at += size) {
        const Json *expected = &records->items[i];
        SegmentRecord record;
        assert_int_equal(segment_record_size((Bytes){bytes.ptr + at, SEGMENT_RECORD_HEAD}, &size), ERR_OK);
        assert_int_equal(segment_record_read((Bytes){bytes.ptr + at, size}, &head, at, &record), ERR_OK);
        assert_int_equal(record.kind, json_member(expected, STR("kind"))->integer);
        assert_int_equal(record.name_count, json_member(expected, STR("names"))->integer);
        assert_true(bytes_eq(BYTES_OF(record.id.bytes), vector(expected, "id")));
        assert_true(bytes_eq(BYTES_OF(record.content.bytes), vector(expected, "content")));
        ByteWriter out = bytes_writer(&arena, 1 << 16);
        assert_int_equal(segment_record_write(&out, &head, at, &record), size);
        assert_memory_equal(out.ptr, bytes.ptr + at, out.len);
    }
    assert_int_equal(at, bytes.len);
}

// No bit can be changed in a head, in facts, or in a blob; only the padding is nobody's.
static void changed_bits(void **state) {
    Bytes source = vector(&vectors, "segment");
    unsigned char *bytes = (unsigned char *)bytes_copy(&arena, source).ptr;
    SegmentHead head;
    SegmentRecord record;
    uint64_t size;
    for (size_t bit = 0; bit < SEGMENT_HEAD * 8; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_int_equal(segment_head_read((Bytes){bytes, SEGMENT_HEAD}, &head), ERR_INPUT);
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    assert_int_equal(segment_head_read((Bytes){bytes, SEGMENT_HEAD}, &head), ERR_OK);
    assert_int_equal(segment_record_size((Bytes){bytes + SEGMENT_HEAD, SEGMENT_RECORD_HEAD}, &size), ERR_OK);
    Bytes first = {bytes + SEGMENT_HEAD, size};
    assert_int_equal(segment_record_read(first, &head, SEGMENT_HEAD, &record), ERR_OK);
    size_t meant = (size_t)(record.blob.ptr - first.ptr) + record.blob.len;
    for (size_t bit = 0; bit < meant * 8; bit++) {
        bytes[SEGMENT_HEAD + bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_int_equal(segment_record_read(first, &head, SEGMENT_HEAD, &record), ERR_INPUT);
        bytes[SEGMENT_HEAD + bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    assert_int_equal(segment_record_read(first, &head, SEGMENT_HEAD + 8, &record), ERR_INPUT); // at another place
}

static SegmentLog *log_open(size_t *records) {
    SegmentLog *log;
    *records = 0;
    SegmentLogPlan plan = {
        .folder = folder, .office = {{9}}, .segment_bytes = 4000, .each = each, .is_live = is_live, .at = records};
    assert_int_equal(segment_log_open(&arena, &plan, &log), ERR_OK);
    return log;
}

static void records_append(SegmentLog *log, size_t count) {
    static unsigned char blob[300];
    for (size_t i = 0; i < count; i++) {
        SpoolPlace place;
        SegmentRecord record = {
            .kind = SEGMENT_EVIDENCE, .id = {{1, (unsigned char)i}}, .blob = BYTES_OF(blob), .blob_len = sizeof blob};
        assert_int_equal(segment_content(SEGMENT_EVIDENCE, record.blob, &record.content), ERR_OK);
        assert_int_equal(segment_log_append(log, &record, 1, &place), ERR_OK);
    }
}

// How many whole records a reader finds, and how many damaged ones it passes.
static size_t records_count(SpoolPlace until, size_t *damaged) {
    SegmentReader *reader;
    SpoolPlace place = {0};
    size_t count = 0;
    *damaged = 0;
    assert_int_equal(segment_reader_open(&arena, folder, &reader), ERR_OK);
    for (bool found = true; found;) {
        SegmentRecord record;
        Err err = segment_reader_next(reader, &arena, &place, until, &record, &found);
        assert_true(err == ERR_OK || err == ERR_SEALED);
        *damaged += err == ERR_SEALED;
        count += found;
        found |= err == ERR_SEALED;
    }
    segment_reader_close(reader);
    return count;
}

static void file_change(const char *name, off_t at, const void *bytes, size_t len) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int file = open(path, O_RDWR);
    assert_true(file >= 0);
    if (len > 0) assert_int_equal(pwrite(file, bytes, len, at), len);
    if (len == 0) assert_int_equal(ftruncate(file, at), 0);
    close(file);
}

static void log_survives(void **state) {
    size_t records, damaged;
    SegmentLog *log = log_open(&records);
    records_append(log, 25);
    SpoolPlace end = segment_log_end(log);
    assert_true(end.segment >= 3); // segments are closed at their size
    assert_int_equal(records_count(SPOOL_PLACE_END, &damaged), 25);
    segment_log_close(log);

    // A torn tail is cut, and writing goes on behind it.
    char last[32];
    snprintf(last, sizeof last, "%08u.seg", (unsigned)end.segment);
    file_change(last, (off_t)end.offset, "\1torn torn torn torn torn torn torn", 35);
    assert_int_equal(records_count(end, &damaged), 25);
    log = log_open(&records);
    assert_int_equal(records, 25);
    assert_int_equal(segment_log_end(log).offset, end.offset);
    assert_int_equal(segment_log_damaged(log), 0);
    records_append(log, 1);
    segment_log_close(log);
    assert_int_equal(records_count(SPOOL_PLACE_END, &damaged), 26);

    // A changed bit in the middle costs one record, and says so.
    file_change("00000001.seg", SEGMENT_HEAD + 500, "\xff\xfe\xfd", 3);
    assert_int_equal(records_count(SPOOL_PLACE_END, &damaged), 25);
    assert_int_equal(damaged, 1);
    log = log_open(&records);
    assert_int_equal(records, 25);
    assert_int_equal(segment_log_damaged(log), 1);
    segment_log_close(log);

    // A last segment without a head was never acknowledged; numbers are not used twice.
    file_change(last, 10, NULL, 0);
    log = log_open(&records);
    assert_true(segment_log_end(log).segment == end.segment - 1);
    records_append(log, 1);
    segment_log_close(log);
}

// What lies behind the end that the next segment states was never acknowledged, even if it can be read.
static void stated_end(void **state) {
    size_t records, damaged, before = records_count(SPOOL_PLACE_END, &damaged);
    SegmentLog *log = log_open(&records);
    records_append(log, 1);
    SpoolPlace end = segment_log_end(log);
    assert_int_equal(segment_log_rotate(log), ERR_OK);
    records_append(log, 1);
    segment_log_close(log);
    char name[32], path[128];
    snprintf(name, sizeof name, "%08u.seg", (unsigned)end.segment);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    unsigned char tail[512];
    int file = open(path, O_RDONLY);
    ssize_t got = pread(file, tail, sizeof tail, SEGMENT_HEAD);
    close(file);
    file_change(name, (off_t)end.offset, tail, (size_t)got);
    assert_int_equal(records_count(SPOOL_PLACE_END, &damaged), before + 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(segment_vector), cmocka_unit_test(changed_bits),
                                       cmocka_unit_test(log_survives), cmocka_unit_test(stated_end)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
