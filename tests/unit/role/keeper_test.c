// The keeper as a process of a real demonstration office: its own keys and grants, the room of the halves, its socket. It is
// asked, killed, started again, told that a grant was taken back, given a ledger that has lost something, and ended.
#include "../base/base_test.h"

#include "base/entropy.h"
#include "base/sys.h"
#include "net/client.h"
#include "office/ceremony.h"
#include "office/keyfile.h"
#include "office/opening.h"
#include "role/roles.h"
#include "seal/half.h"
#include "seal/ledger_order.h"
#include "seal/release.h"
#include "store/ledger_audit.h"
#include "store/room.h"
#include "wire/keeper.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REPORTS = 8, CALL_MS = 20000 };

typedef struct Scene {
    Arena arena;
    char *parent;
    Str data;
    Office office;
    Officer officer;
    OfficerPair keys;
    SessionPair session;
    Config config;
    Str passphrase;
    Log log;
    int listener, quit;
    pid_t keeper;
    Client client;
} Scene;

static SealRandom system_random(void) {
    return (SealRandom){entropy_fill, NULL};
}

static Moment now(void) {
    Clock clock = clock_system();
    return clock.now(clock.at);
}

static const char *path_in(Scene *scene, const char *name) {
    return office_path(&scene->arena, scene->data, name);
}

static Id report_id(unsigned number) {
    return (Id){{7, (unsigned char)number}};
}

static void found_office(Scene *scene) {
    bool made;
    Officer *officers;
    size_t count;
    KeyFile file;
    Grain grain;
    assert_int_equal(ceremony_demonstrate(&scene->arena, scene->data, now(), system_random(), &made), ERR_OK);
    assert_int_equal(office_read(&scene->arena, scene->data, &scene->office), ERR_OK);
    assert_int_equal(officer_list(&scene->arena, &scene->office, &officers, &count), ERR_OK);
    scene->officer = officers[0];
    assert_int_equal(keyfile_read(&scene->arena, path_in(scene, CEREMONY_OFFICER_FILE), KEYFILE_OFFICER, &file), ERR_OK);
    assert_int_equal(keyfile_open(&file, STR_NONE, &grain), ERR_OK);
    scene->keys = key_officer(&grain);
    grain = grain_make(system_random());
    scene->session = key_session(&grain);
}

// As the registrar does it: halves into their room.
static void keep_halves(Scene *scene) {
    KeyList list;
    KeeperPublic keeper;
    uint32_t epoch = 0;
    Room *room;
    int64_t changed;
    assert_int_equal(office_keys(&scene->arena, &scene->office, &list), ERR_OK);
    assert_int_equal(keylist_keeper(&list, &epoch, &keeper), ERR_OK);
    assert_int_equal(room_open(&scene->arena, scene->data, ROOM_HALVES, ROOM_WRITE, &room), ERR_OK);
    for (unsigned i = 0; i < REPORTS; i++) {
        Grain grain = grain_make(system_random());
        KeeperHalf half = {.report = report_id(i),
                           .reply = key_reply(&grain).public,
                           .mailbox = {{(unsigned char)(i + 1)}},
                           .windows = {STR(CEREMONY_WINDOW)},
                           .window_count = 1};
        ByteWriter box = bytes_writer(&scene->arena, 4096);
        memset(half.bytes, (int)(i + 50), sizeof half.bytes);
        assert_int_equal(half_seal_keeper(&box, keeper, &half, system_random()), ERR_OK);
        HalfAddIn row = {report_id(i), 0, scene->office.id, epoch, bytes_written(&box)};
        assert_int_equal(query_half_add(room, &row, &changed), ERR_OK);
    }
    room_close(room);
}

static void listen_at(Scene *scene) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path_in(scene, "run/keeper.sock"));
    scene->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    assert_int_equal(bind(scene->listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(scene->listener, 16), 0);
}

// Returns whether the keeper said that it serves.
static bool start_keeper(Scene *scene) {
    int quit[2], ready[2];
    char byte;
    assert_int_equal(pipe(quit), 0);
    assert_int_equal(pipe(ready), 0);
    scene->keeper = fork();
    assert_true(scene->keeper >= 0);
    if (scene->keeper == 0) {
        close(quit[1]);
        close(ready[0]);
        RoleStart start = {.config = &scene->config,
                           .data = scene->data.ptr,
                           .listener = scene->listener,
                           .bell = -1,
                           .quit = quit[0],
                           .ready = ready[1],
                           .log = &scene->log,
                           .clock = clock_system(),
                           .passphrase = bytes_of_str(scene->passphrase)};
        _exit(role_keeper(&start));
    }
    close(quit[0]);
    close(ready[1]);
    scene->quit = quit[1];
    bool serves = read(ready[0], &byte, 1) == 1;
    close(ready[0]);
    if (serves) {
        assert_int_equal(client_connect(&scene->client, path_in(scene, "run/keeper.sock"), CALL_MS), ERR_OK);
    }
    return serves;
}

static int wait_keeper(Scene *scene) {
    int status;
    client_close(&scene->client);
    assert_int_equal(waitpid(scene->keeper, &status, 0), scene->keeper);
    return status;
}

static int end_keeper(Scene *scene) {
    close(scene->quit);
    return wait_keeper(scene);
}

static int scene_setup(void **state) {
    static Scene scene;
    const char *parent;
    scene = (Scene){.arena = arena_make(NULL, NULL), .config = config_defaults(), .client = {.socket = -1}};
    if (entropy_open() || sys_make_private(&scene.arena, "/tmp", &parent)) return -1;
    scene.parent = str_c(&scene.arena, str_from(parent));
    Str data = str_format(&scene.arena, "%s/data", parent);
    scene.data = (Str){str_c(&scene.arena, data), data.len};
    scene.log = (Log){.descriptor = open("/dev/null", O_WRONLY | O_CLOEXEC), .who = "keeper", .clock = clock_system()};
    found_office(&scene);
    keep_halves(&scene);
    listen_at(&scene);
    *state = &scene;
    return 0;
}

static int scene_teardown(void **state) {
    Scene *scene = *state;
    char command[256];
    close(scene->listener);
    close(scene->log.descriptor);
    snprintf(command, sizeof command, "rm -rf '%s'", scene->parent);
    arena_free(&scene->arena);
    return system(command);
}

static Bytes order_for(Scene *scene, unsigned report) {
    ReleaseItem item = {.report = report_id(report), .window = STR(CEREMONY_WINDOW)};
    ReleaseOrder order = {.office = scene->office.id,
                          .at = now(),
                          .session = scene->session.public,
                          .purpose = STR("相談への対応"),
                          .items = &item,
                          .count = 1};
    entropy_fill(NULL, order.nonce.bytes, sizeof order.nonce.bytes);
    ByteWriter written = bytes_writer(&scene->arena, RELEASE_ORDER_MAX),
               whole = bytes_writer(&scene->arena, 2 * RELEASE_ORDER_MAX);
    release_write(&written, &order);
    ReleaseSignature signature = release_sign(bytes_written(&written), scene->officer.id, &scene->keys.sign.secret);
    release_seal(&whole, bytes_written(&written), &signature, 1);
    return bytes_written(&whole);
}

static FrameAnswer call(Scene *scene, uint8_t kind, Bytes payload) {
    FrameAnswer answer;
    assert_int_equal(client_call(&scene->client, &scene->arena, kind, &payload, 1, &answer), ERR_OK);
    return answer;
}

static void assert_released(Scene *scene, FrameAnswer answer, unsigned report) {
    ReleasedHalf *halves;
    uint32_t count;
    unsigned char got[32], want[32];
    memset(want, (int)(report + 50), sizeof want);
    assert_int_equal(answer.outcome, OUTCOME_OK);
    assert_int_equal(release_answer_read(&scene->arena, answer.body, &halves, &count), ERR_OK);
    assert_int_equal(count, 1);
    assert_int_equal(box_open_key(BOX_RELEASE, BOX_OPENER(&scene->session),
                                  release_context(&scene->arena, report_id(report), 0), halves[0].box, got),
                     ERR_OK);
    assert_memory_equal(got, want, sizeof want);
}

static void assert_refused(FrameAnswer answer, OpeningReason reason) {
    assert_int_equal(answer.outcome, OUTCOME_REFUSED);
    assert_int_equal(answer.reason, reason);
    assert_int_equal(answer.body.len, 0);
}

static KeeperStatus status_of(Scene *scene) {
    KeeperStatus status;
    FrameAnswer answer = call(scene, FRAME_STATUS, (Bytes){0});
    assert_int_equal(keeper_status_read(answer.body, &status), ERR_OK);
    return status;
}

static void asked_killed_and_asked_again(void **state) {
    Scene *scene = *state;
    assert_true(start_keeper(scene));
    uint64_t at_first = status_of(scene).leaves;
    Bytes first = order_for(scene, 3);
    assert_released(scene, call(scene, FRAME_RELEASE, first), 3);
    assert_refused(call(scene, FRAME_RELEASE, order_for(scene, REPORTS)), OPENING_NO_HALF);
    assert_refused(call(scene, FRAME_RELEASE, (Bytes){first.ptr, first.len - 1}), OPENING_NOT_READ);
    KeeperStatus before = status_of(scene);
    assert_true(before.takes_orders);
    assert_int_equal(before.leaves, at_first + 1);
    assert_int_equal(before.opened, 1);
    assert_int_equal(before.refused, 2);
    kill(scene->keeper, SIGKILL);
    assert_true(WIFSIGNALED(wait_keeper(scene)));
    assert_true(start_keeper(scene));
    assert_int_equal(status_of(scene).leaves, before.leaves); // known grants are not written again
    assert_refused(call(scene, FRAME_RELEASE, first), OPENING_REPEATED);
    assert_released(scene, call(scene, FRAME_RELEASE, order_for(scene, 3)), 3);
    assert_int_equal(WEXITSTATUS(end_keeper(scene)), ROLE_DONE);
    LedgerAudit audit = ledger_audit(&scene->arena, path_in(scene, "ledger"), NULL, NULL);
    assert_int_equal(audit.verdict, AUDIT_SOUND);
    assert_int_equal(audit.entries, before.leaves + 1);
}

static void a_grant_is_taken_back_while_it_works(void **state) {
    Scene *scene = *state;
    KeyFile file;
    Grain grain;
    assert_true(start_keeper(scene));
    assert_released(scene, call(scene, FRAME_RELEASE, order_for(scene, 1)), 1);
    assert_int_equal(keyfile_read(&scene->arena, path_in(scene, CEREMONY_ROOT_FILE), KEYFILE_ROOT, &file), ERR_OK);
    assert_int_equal(keyfile_open(&file, STR_NONE, &grain), ERR_OK);
    RootPair root = key_root(&grain);
    Change change = {.office = &scene->office, .root = &root, .now = now(), .random = system_random()};
    assert_int_equal(officer_revoke(&scene->arena, &change, &scene->officer, STR(CEREMONY_WINDOW)), ERR_OK);
    assert_refused(call(scene, FRAME_RELEASE, order_for(scene, 1)), OPENING_NO_GRANT);
    assert_int_equal(WEXITSTATUS(end_keeper(scene)), ROLE_DONE);
}

// Grants that cannot be read are not as if nothing had changed: a revocation may be among them.
static void unreadable_grants_stop_releases(void **state) {
    Scene *scene = *state;
    const char *extra = path_in(scene, "grants/unreadable");
    assert_true(start_keeper(scene));
    assert_released(scene, call(scene, FRAME_RELEASE, order_for(scene, 1)), 1);
    assert_int_equal(sys_write_file(extra, STR("not a grant")), ERR_OK);
    sleep(3); // past the coarseness of the file system's clock
    for (int i = 0; i < 2; i++) assert_int_equal(call(scene, FRAME_RELEASE, order_for(scene, 1)).outcome, OUTCOME_BUSY);
    assert_int_equal(unlink(extra), 0);
    assert_released(scene, call(scene, FRAME_RELEASE, order_for(scene, 1)), 1);
    assert_int_equal(rename(path_in(scene, "grants"), path_in(scene, "gone")), 0);
    assert_int_equal(call(scene, FRAME_RELEASE, order_for(scene, 1)).outcome, OUTCOME_BUSY);
    assert_int_equal(WEXITSTATUS(end_keeper(scene)), ROLE_DONE);
}

static void notes_come_from_the_office_itself(void **state) {
    Scene *scene = *state;
    LedgerOrder filed = {.event = {.kind = LEDGER_FILED, .at = now(), .report = report_id(2)}}, opened = filed;
    opened.event.kind = LEDGER_OPENED;
    ByteWriter good = bytes_writer(&scene->arena, LEDGER_ORDER_MAX), bad = bytes_writer(&scene->arena, LEDGER_ORDER_MAX);
    ledger_order_write(&good, &filed);
    ledger_order_write(&bad, &opened);
    assert_true(start_keeper(scene));
    uint64_t before = status_of(scene).leaves;
    assert_int_equal(call(scene, FRAME_NOTE, bytes_written(&good)).outcome, OUTCOME_OK);
    assert_refused(call(scene, FRAME_NOTE, bytes_written(&bad)), OPENING_NO_GRANT); // only the keeper itself says that
    assert_int_equal(status_of(scene).leaves, before + 1);
    assert_int_equal(WEXITSTATUS(end_keeper(scene)), ROLE_DONE);
}

static void a_ledger_that_lost_something_is_not_written(void **state) {
    Scene *scene = *state;
    assert_true(start_keeper(scene));
    assert_released(scene, call(scene, FRAME_RELEASE, order_for(scene, 1)), 1);
    assert_int_equal(WEXITSTATUS(end_keeper(scene)), ROLE_DONE);
    assert_int_equal(truncate(path_in(scene, "ledger/entries"), 1000), 0);
    assert_false(start_keeper(scene));
    assert_int_equal(WEXITSTATUS(end_keeper(scene)), ROLE_REFUSES);
}

// A real office keeps its keeper's keys under a passphrase: without the right one the keeper does not begin.
static void a_real_keeper_needs_its_passphrase(void **state) {
    Scene *scene = *state;
    Str real = str_format(&scene->arena, "%s/real", scene->parent),
        medium = str_format(&scene->arena, "%s/medium", scene->parent);
    FoundingPlan plan = {.data = real,
                         .mode = MODE_REAL,
                         .medium = medium,
                         .root_passphrase = STR("root of the test"),
                         .keeper_passphrase = STR("keeper of the test"),
                         .now = now(),
                         .random = system_random()};
    Founding founding;
    assert_int_equal(sys_make_folder(str_c(&scene->arena, medium)), ERR_OK);
    assert_int_equal(ceremony_found(&scene->arena, &plan, &founding), ERR_OK);
    assert_int_equal(office_finish(&scene->arena, &founding.office), ERR_OK);
    ceremony_wipe(&founding);
    close(scene->listener);
    scene->data = (Str){str_c(&scene->arena, real), real.len};
    assert_true(sys_make_folder(path_in(scene, "run")) == ERR_OK);
    listen_at(scene);
    const Str wrong[] = {{0}, STR("keeper of the text")};
    for (size_t i = 0; i < 2; i++) {
        scene->passphrase = wrong[i];
        assert_false(start_keeper(scene));
        assert_int_equal(WEXITSTATUS(end_keeper(scene)), ROLE_REFUSES);
    }
    scene->passphrase = STR("keeper of the test");
    assert_true(start_keeper(scene));
    assert_true(status_of(scene).takes_orders);
    assert_int_equal(WEXITSTATUS(end_keeper(scene)), ROLE_DONE);
    // The same from the system's manager of services: a file that only the keeper is given.
    FILE *file = fopen(str_c(&scene->arena, str_format(&scene->arena, "%s/todoke.keeper", scene->parent)), "w");
    assert_non_null(file);
    fputs("keeper of the test\n", file);
    fclose(file);
    scene->passphrase = STR_NONE;
    scene->config.keeper_key = KEEPER_KEY_CREDENTIAL;
    assert_int_equal(setenv("CREDENTIALS_DIRECTORY", scene->parent, 1), 0);
    assert_true(start_keeper(scene));
    assert_int_equal(WEXITSTATUS(end_keeper(scene)), ROLE_DONE);
    unsetenv("CREDENTIALS_DIRECTORY");
    assert_false(start_keeper(scene));
    assert_int_equal(WEXITSTATUS(end_keeper(scene)), ROLE_REFUSES);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_real_keeper_needs_its_passphrase, scene_setup, scene_teardown),
        cmocka_unit_test_setup_teardown(asked_killed_and_asked_again, scene_setup, scene_teardown),
        cmocka_unit_test_setup_teardown(a_grant_is_taken_back_while_it_works, scene_setup, scene_teardown),
        cmocka_unit_test_setup_teardown(unreadable_grants_stop_releases, scene_setup, scene_teardown),
        cmocka_unit_test_setup_teardown(notes_come_from_the_office_itself, scene_setup, scene_teardown),
        cmocka_unit_test_setup_teardown(a_ledger_that_lost_something_is_not_written, scene_setup, scene_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
