// The log of segments where the disk fails between two of them, and what is read of one that is gone. The calls that fail are
// put in its way here.
#include "store/disk.h"

#include <stdbool.h>
#include <string.h>

static bool failing; // syncs of the folder; and what is removed comes back with the power

static Err failing_sync_folder(int folder) {
    return failing ? ERR_IO : disk_sync_folder(folder);
}

static Err failing_remove(int folder, const char *name) {
    return failing && !disk_is_missing(folder, name) ? ERR_OK : disk_remove(folder, name);
}

#define disk_sync_folder failing_sync_folder
#define disk_remove failing_remove
#include "store/segment_log.c"
#undef disk_sync_folder
#undef disk_remove

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct Scene {
    Arena arena;
    char folder[64];
    SegmentLogPlan plan;
    size_t seen;
} Scene;

static Err each(void *at, SpoolPlace place, const SegmentRecord *record) {
    ++((Scene *)at)->seen;
    return ERR_OK;
}

static bool is_live(void *at, Id id) {
    return true;
}

static int setup(void **state) {
    static Scene scene;
    scene = (Scene){.arena = arena_make(NULL, NULL), .folder = "/tmp/todoke-segment-XXXXXX"};
    if (entropy_open() != ERR_OK || !mkdtemp(scene.folder)) return -1;
    scene.plan =
        (SegmentLogPlan){.folder = scene.folder, .segment_bytes = 1 << 20, .each = each, .is_live = is_live, .at = &scene};
    *state = &scene;
    return 0;
}

static int teardown(void **state) {
    Scene *scene = *state;
    char command[96];
    snprintf(command, sizeof command, "rm -rf %s", scene->folder);
    int status = system(command);
    arena_free(&scene->arena);
    return status;
}

static SpoolPlace put(SegmentLog *log, unsigned char name) {
    SegmentRecord record = {.kind = SEGMENT_PUT, .accepted = 5, .name_count = 1};
    SpoolPlace place;
    record.names[0] = (SegmentName){BLOB_MAILBOX, {{name}}, 1, INT64_MAX, {(const unsigned char *)"blob", 4}};
    assert_int_equal(segment_log_append(log, &record, 1, &place), ERR_OK);
    return place;
}

// The head of a segment that could not be begun may be there again: what was acknowledged since must be, too.
static void nothing_is_lost_when_no_new_segment_can_be_begun(void **state) {
    Scene *scene = *state;
    SegmentLog *log;
    assert_int_equal(segment_log_open(&scene->arena, &scene->plan, &log), ERR_OK);
    put(log, 1);
    failing = true;
    assert_int_equal(segment_log_rotate(log), ERR_IO);
    failing = false;
    put(log, 2);
    put(log, 3);
    segment_log_close(log);
    assert_int_equal(scene->seen, 0);
    assert_int_equal(segment_log_open(&scene->arena, &scene->plan, &log), ERR_OK);
    assert_int_equal(scene->seen, 3);
    assert_int_equal(segment_log_damaged(log), 0);
    segment_log_close(log);
}

static void what_is_gone_is_not_taken_for_what_follows(void **state) {
    Scene *scene = *state;
    SegmentRecord record;
    SegmentLog *log;
    assert_int_equal(segment_log_open(&scene->arena, &scene->plan, &log), ERR_OK);
    SpoolPlace first = put(log, 1);
    assert_int_equal(segment_log_rotate(log), ERR_OK);
    SpoolPlace second = put(log, 2);
    assert_int_equal(segment_log_read(log, &scene->arena, first, &record), ERR_OK);
    assert_int_equal(record.names[0].name.bytes[0], 1);
    assert_int_equal(segment_log_remove(log, first.segment, NULL, 0), ERR_OK);
    // The second is read first, so that the file of the first is not open any more.
    assert_int_equal(segment_log_read(log, &scene->arena, second, &record), ERR_OK);
    assert_int_equal(segment_log_read(log, &scene->arena, first, &record), ERR_IO);
    segment_log_close(log);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_is_lost_when_no_new_segment_can_be_begun, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_gone_is_not_taken_for_what_follows, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
