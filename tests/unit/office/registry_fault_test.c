// The register on a disk that fails: each call that can fail does so once, and from then on, as an error and as a full disk. It
// never crashes; what it said was entered is there when the disk is well again; doing it again then makes it whole, once.
#include "unit/seal/office_test.h"
#include "unit/store/failing_vfs.h"
#include "unit/store/store_test.h"

#include "office/registry.h"

enum { FILINGS = 3 };

typedef struct Scene {
    Office *office;
    Bytes filings[FILINGS];
} Scene;

static Scene scene_make(Office *office) {
    Scene scene = {.office = office};
    TestOffice *keys = test_office(&office->arena);
    for (int i = 0; i < FILINGS; i++) {
        keys->draft.head.report = test_id((unsigned char)(0x50 + i));
        keys->draft.letter_count = 0;
        keys->draft.evidence_count = 0;
        scene.filings[i] = test_filing(&office->arena, keys);
    }
    return scene;
}

// One batch as the registrar does it. True: it said that the reports are in the vault.
static bool file_all(const Scene *scene, Arena *arena) {
    Registry registry;
    Room *fault;
    Entry entries[FILINGS];
    Err err = registry_open(arena, scene->office->data, test_id(0x0f), &registry, &fault);
    if (err) return false;
    for (int i = 0; i < FILINGS && !err; i++)
        err = registry_read(&registry, arena, scene->filings[i], 1795500000000000, &entries[i]);
    if (!err) err = registry_spread(&registry, arena, entries, FILINGS);
    if (!err) err = registry_enter(&registry, arena, entries, FILINGS, STR("spool"), (RegistryPlace){1, 500});
    registry_close(&registry);
    return !err;
}

static int64_t count(const Scene *scene, RoomKind kind, const char *sql) {
    const char *path = str_c(&scene->office->arena, room_path(&scene->office->arena, scene->office->data, kind));
    struct stat facts;
    if (stat(path, &facts) != 0 || facts.st_size == 0) return 0;
    return raw_sql(path, sql);
}

static void check_whole(const Scene *scene, const char *when, long number) {
    const struct {
        RoomKind kind;
        const char *sql;
        int64_t want;
    } rows[] = {{ROOM_VAULT, "SELECT count(*) FROM report", FILINGS},
                {ROOM_VAULT, "SELECT count(*) FROM filing WHERE sealed IS NOT NULL", FILINGS},
                {ROOM_VAULT, "SELECT count(*) FROM clock", FILINGS * 2},
                {ROOM_VAULT, "SELECT bytes FROM position", 500},
                {ROOM_HALVES, "SELECT count(*) FROM half", FILINGS * 2},
                {ROOM_PUBLIC, "SELECT count(*) FROM statistic", FILINGS},
                {ROOM_SHARE, "SELECT count(*) FROM share_view", FILINGS}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t got = count(scene, rows[i].kind, rows[i].sql);
        if (got != rows[i].want) fail_msg("%s, call %ld: %s gives %lld", when, number, rows[i].sql, (long long)got);
    }
}

static void clear(const Scene *scene) {
    char *command = str_c(&scene->office->arena, str_format(&scene->office->arena, "rm -rf %s/*/*", scene->office->folder));
    assert_int_equal(system(command), 0);
}

// One fault at call `number`; false when there is no such call any more.
static bool try_one(const Scene *scene, long number, bool goes_on, VfsFault kind) {
    const char *when = goes_on ? "from" : "once";
    Arena arena = arena_make(NULL, NULL);
    failing_vfs_set(goes_on ? 0 : number, goes_on ? number : 0, kind);
    bool said = file_all(scene, &arena);
    bool failed = failing_vfs.failed;
    failing_vfs_set(0, 0, kind);
    if (said) check_whole(scene, when, number); // nothing was promised in vain
    if (!file_all(scene, &arena)) fail_msg("%s, call %ld: does not recover", when, number);
    check_whole(scene, when, number);
    arena_free(&arena);
    clear(scene);
    return failed;
}

static void every_call(void **state, bool goes_on, VfsFault kind) {
    Scene scene = scene_make(*state);
    // All the first calls, where rooms are made and opened, then every seventh: each kind of call comes many times.
    long number = 1, tried = 0;
    while (try_one(&scene, number, goes_on, kind)) {
        number += number < 40 ? 1 : 7;
        tried++;
    }
    assert_true(tried > 60);
}

static void fails_once(void **state) {
    every_call(state, false, VFS_FAILS);
}

static void fails_from_then_on(void **state) {
    every_call(state, true, VFS_FAILS);
}

static void is_full_from_then_on(void **state) {
    every_call(state, true, VFS_FULL);
}

// With a door that lies about what failed, the test above would say so.
static void notices_a_lie(void **state) {
    Scene scene = scene_make(*state);
    Arena arena = arena_make(NULL, NULL);
    failing_vfs_set(0, 60, VFS_FAILS);
    bool said = file_all(&scene, &arena);
    failing_vfs_set(0, 0, VFS_FAILS);
    assert_false(said);
    assert_int_not_equal(count(&scene, ROOM_VAULT, "SELECT count(*) FROM sqlite_schema") == 0
                             ? 0
                             : count(&scene, ROOM_VAULT, "SELECT count(*) FROM report WHERE state = 'filed'"),
                         FILINGS);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(fails_once),
        OFFICE_TEST(fails_from_then_on),
        OFFICE_TEST(is_full_from_then_on),
        OFFICE_TEST(notices_a_lie),
    };
    failing_vfs_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
