// The keeper from the order to the released half: what is released opens the report, the victim and the inspector can read what
// was written, nothing is released that is not in the ledger whatever fails, and no restart gives an officer a second day.
#include "../store/failing_disk.h"
#include "keeper_scene.h"
#include "office/keeper.c"

static int scene_setup(void **state) {
    static Arena arena;
    static Scene scene;
    arena = arena_make(NULL, NULL);
    calls_heal();
    scene_make(&scene, &arena);
    *state = &scene;
    return 0;
}

static int scene_teardown(void **state) {
    Scene *scene = *state;
    empty_folder(scene->folder);
    rmdir(scene->folder);
    arena_free(scene->arena);
    return 0;
}

#define SCENE_TEST(f) cmocka_unit_test_setup_teardown(f, scene_setup, scene_teardown)

static LedgerEntry entry_at(Scene *scene, uint64_t index) {
    const char *path = str_c(scene->arena, str_format(scene->arena, "%s/entries", scene->folder));
    int file = open(path, O_RDONLY);
    LedgerReader reader = ledger_reader(scene->arena, file);
    LedgerEntry entry = {0};
    for (uint64_t i = 0; i <= index; i++) {
        assert_int_equal(ledger_read_entry(&reader, &entry), LEDGER_ENTRY);
    }
    close(file);
    return entry;
}

static void what_is_released_is_written_and_can_be_shown(void **state) {
    Scene *scene = *state;
    assert_int_equal(open_keeper(scene), ERR_OK);
    assert_int_equal(take_usual_grants(scene), ERR_OK);
    assert_int_equal(halves_in(scene, work(scene, ask(scene, 5, 1, true, "demo.desk"))), 1);
    LedgerEntry entry = entry_at(scene, 2);
    // The victim: her notice opens with the reply key, and a proof of it holds against the checkpoint.
    Bytes notice, shown, inside_bytes;
    uint64_t index;
    LedgerEvent event, same;
    MerkleHash commitment;
    assert_int_equal(entry.mailbox.bytes[0], 5);
    assert_int_equal(box_open(scene->arena, BOX_EVENT_COPY, BOX_OPENER(&scene->reply), BYTES_OF(entry.mailbox.bytes),
                              entry.victim_box, &notice),
                     ERR_OK);
    assert_int_equal(ledger_notice_read(notice, &index, &shown), ERR_OK);
    assert_int_equal(index, 2);
    assert_int_equal(ledger_shown_read(shown, &event, &commitment), ERR_OK);
    assert_int_equal(event.kind, LEDGER_OPENED);
    assert_text(event.window, "demo.desk");
    assert_text(event.purpose, "被害相談への対応");
    assert_int_equal(event.at, NOW);
    assert_true(id_eq(event.report, id_of(5)));
    assert_false(id_eq(event.officer, id_of(ASKER))); // a pseudonym
    LedgerTree tree;
    MerklePath path;
    assert_int_equal(ledger_tree_open(scene->arena, scene->folder, &tree), ERR_OK);
    MerkleNodes nodes = ledger_tree_nodes(&tree);
    assert_int_equal(merkle_inclusion(&nodes, index, tree.checkpoint.size, &path), ERR_OK);
    MerkleHash leaf = merkle_leaf(commitment.bytes, sizeof commitment.bytes);
    assert_true(merkle_includes(&path, index, tree.checkpoint.size, &leaf, &tree.checkpoint.head));
    ledger_tree_close(&tree);
    // The inspector: who it was.
    LedgerInside inside;
    assert_int_equal(box_open(scene->arena, BOX_EVENT, BOX_OPENER(&scene->inspector),
                              ledger_inside_context(scene->arena, id_of(OFFICE), 2), entry.inspector_box, &inside_bytes),
                     ERR_OK);
    assert_int_equal(ledger_inside_read(inside_bytes, &inside, &same), ERR_OK);
    assert_true(id_eq(inside.officer, id_of(ASKER)));
    assert_true(id_eq(inside.second, id_of(SECOND)));
    assert_true(id_eq(same.officer, event.officer));
    // Nobody else's key opens either of them.
    assert_int_equal(box_open(scene->arena, BOX_EVENT, BOX_OPENER(&scene->reply),
                              ledger_inside_context(scene->arena, id_of(OFFICE), 2), entry.inspector_box, &inside_bytes),
                     ERR_SEALED);
    keeper_close(&scene->keeper);
}

static void pseudonyms_tie_one_report_only(void **state) {
    Scene *scene = *state;
    LedgerEvent events[3];
    assert_int_equal(open_keeper(scene), ERR_OK);
    assert_int_equal(take_usual_grants(scene), ERR_OK);
    const unsigned reports[] = {5, 6, 5};
    for (unsigned i = 0; i < 3; i++) {
        Bytes notice, shown;
        uint64_t index;
        MerkleHash commitment;
        assert_int_equal(halves_in(scene, work(scene, ask(scene, reports[i], 1, false, "demo.desk"))), 1);
        LedgerEntry entry = entry_at(scene, 2 + i);
        assert_int_equal(box_open(scene->arena, BOX_EVENT_COPY, BOX_OPENER(&scene->reply), BYTES_OF(entry.mailbox.bytes),
                                  entry.victim_box, &notice),
                         ERR_OK);
        assert_int_equal(ledger_notice_read(notice, &index, &shown), ERR_OK);
        assert_int_equal(ledger_shown_read(shown, &events[i], &commitment), ERR_OK);
    }
    assert_true(id_eq(events[0].officer, events[2].officer));
    assert_false(id_eq(events[0].officer, events[1].officer));
    keeper_close(&scene->keeper);
}

static void what_is_not_allowed_leaves_no_trace(void **state) {
    Scene *scene = *state;
    assert_int_equal(open_keeper(scene), ERR_OK);
    assert_int_equal(work(scene, ask(scene, 5, 1, false, "demo.desk")).reason, OPENING_NO_GRANT);
    assert_int_equal(take_usual_grants(scene), ERR_OK);
    assert_int_equal(work(scene, ask(scene, 5, 1, false, "jp.ppc")).reason, OPENING_NO_GRANT);
    assert_int_equal(work(scene, ask(scene, REPORTS, 1, false, "demo.desk")).reason, OPENING_NO_HALF);
    assert_int_equal(work(scene, ask(scene, REPORTS - 1, 2, false, "demo.desk")).reason, OPENING_NO_HALF); // all or nothing
    assert_int_equal(work(scene, ask(scene, 5, 11, false, "demo.desk")).reason, OPENING_SECOND);
    assert_int_equal(work(scene, (KeeperRequest){.is_release = true, .payload = {(const unsigned char *)"x", 1}}).reason,
                     OPENING_NOT_READ);
    assert_int_equal(scene->keeper.ledger.peaks.size, 2);
    keeper_close(&scene->keeper);
}

// The person chose one window; an officer who is granted for another does not get the half, whatever the order says.
static void only_the_chosen_window(void **state) {
    Scene *scene = *state;
    Grant grant = {.office = id_of(OFFICE),
                   .grant = id_of(9),
                   .serial = 1,
                   .officer = id_of(ASKER),
                   .key = officer_keys(ASKER).sign.public,
                   .window = STR("jp.ppc"),
                   .rights = GRANT_ASK,
                   .daily = 50,
                   .from = NOW - DAY_LONG,
                   .until = NOW + DAY_LONG};
    ByteWriter out = bytes_writer(scene->arena, GRANT_BYTES_MAX);
    size_t refused;
    assert_int_equal(open_keeper(scene), ERR_OK);
    assert_int_equal(grant_sign(&out, &grant, &scene->root.secret), ERR_OK);
    Bytes bytes = bytes_written(&out);
    assert_int_equal(keeper_take_grants(&scene->keeper, scene->arena, NOW, &bytes, 1, &refused), ERR_OK);
    assert_int_equal(work(scene, ask(scene, 5, 1, false, "jp.ppc")).reason, OPENING_NOT_CHOSEN);
    assert_int_equal(scene->keeper.ledger.peaks.size, 1);
    keeper_close(&scene->keeper);
}

static void a_batch_counts_as_if_one_came_after_the_other(void **state) {
    Scene *scene = *state;
    KeeperRequest requests[60];
    KeeperAnswer answers[60];
    unsigned allowed = 0;
    assert_int_equal(open_keeper(scene), ERR_OK);
    assert_int_equal(take_usual_grants(scene), ERR_OK);
    for (unsigned i = 0; i < 59; i++) {
        requests[i] = ask(scene, i % 40, 1, false, "demo.desk");
    }
    requests[59] = requests[0]; // the same order again
    keeper_work(&scene->keeper, scene->arena, NOW, requests, answers, 60);
    for (unsigned i = 0; i < 59; i++) {
        allowed += halves_in(scene, answers[i]);
        assert_int_equal(answers[i].reason, i < 50 ? OPENING_ALLOWED : OPENING_SECOND);
    }
    assert_int_equal(allowed, 50);
    assert_int_equal(answers[59].reason, OPENING_REPEATED);
    keeper_close(&scene->keeper);
}

static void a_restart_gives_nothing_back(void **state) {
    Scene *scene = *state;
    KeeperRequest last = {0};
    unsigned opened = 0;
    for (unsigned round = 0; round < 12; round++) {
        assert_int_equal(open_keeper(scene), ERR_OK);
        assert_int_equal(take_usual_grants(scene), ERR_OK);
        if (last.is_release) {
            assert_int_equal(work(scene, last).reason, OPENING_REPEATED);
        }
        KeeperRequest request = ask(scene, 1, 9, false, "demo.desk");
        uint32_t count = halves_in(scene, work(scene, request));
        last = count ? request : last;
        opened += count;
        assert_true(opened <= 50);
        keeper_close(&scene->keeper);
    }
    assert_int_equal(opened, 45);
}

static void a_grant_taken_back_stays_back(void **state) {
    Scene *scene = *state;
    size_t refused;
    Bytes grant = signed_grant(scene, ASKER, GRANT_ASK, 1), back = signed_grant(scene, ASKER, 0, 2);
    assert_int_equal(open_keeper(scene), ERR_OK);
    assert_int_equal(keeper_take_grants(&scene->keeper, scene->arena, NOW, &grant, 1, &refused), ERR_OK);
    assert_int_equal(work(scene, ask(scene, 5, 1, false, "demo.desk")).reason, OPENING_ALLOWED);
    assert_int_equal(keeper_take_grants(&scene->keeper, scene->arena, NOW, &back, 1, &refused), ERR_OK);
    assert_int_equal(work(scene, ask(scene, 5, 1, false, "demo.desk")).reason, OPENING_NO_GRANT);
    keeper_close(&scene->keeper);
    // Somebody removes the later statement: the ledger knows that there was one.
    assert_int_equal(open_keeper(scene), ERR_OK);
    assert_int_equal(keeper_take_grants(&scene->keeper, scene->arena, NOW, &grant, 1, &refused), ERR_OK);
    assert_int_equal(refused, 1);
    assert_int_equal(work(scene, ask(scene, 5, 1, false, "demo.desk")).reason, OPENING_NO_GRANT);
    assert_int_equal(scene->keeper.ledger.peaks.size, 3);
    // And a grant signed by somebody else is none.
    Grain grain = grain_of(77);
    scene->root = key_root(&grain);
    Bytes forged = signed_grant(scene, ASKER, GRANT_ASK, 3);
    assert_int_equal(keeper_take_grants(&scene->keeper, scene->arena, NOW, &forged, 1, &refused), ERR_OK);
    assert_int_equal(refused, 1);
    keeper_close(&scene->keeper);
}

static KeeperRequest note(Scene *scene, LedgerKind kind, unsigned kinds) {
    LedgerOrder order = {.event = {.kind = kind, .at = NOW, .report = id_of(5), .window = STR("demo.desk")},
                         .officer = id_of(ASKER),
                         .reply = scene->reply.public,
                         .mailbox = {{8}}};
    ByteWriter out = bytes_writer(scene->arena, LEDGER_ORDER_MAX);
    ledger_order_write(&out, &order);
    return (KeeperRequest){.kinds = kinds, .payload = bytes_written(&out)};
}

static void notes_are_written_for_those_who_may(void **state) {
    Scene *scene = *state;
    assert_int_equal(open_keeper(scene), ERR_OK);
    assert_int_equal(work(scene, note(scene, LEDGER_FILED, 1u << LEDGER_FILED)).reason, OPENING_ALLOWED);
    assert_int_equal(work(scene, note(scene, LEDGER_CARD, 1u << LEDGER_FILED)).reason, OPENING_NO_GRANT);
    assert_int_equal(work(scene, note(scene, LEDGER_CARD, 0)).reason, OPENING_NO_GRANT);
    assert_int_equal(scene->keeper.ledger.peaks.size, 1);
    assert_int_equal(entry_at(scene, 0).mailbox.bytes[0], 8);
    keeper_close(&scene->keeper);
}

// Whatever fails, in whatever order: as many openings in the ledger as halves that left, or more, never fewer.
static void run_with_faults(Scene *scene, unsigned at, unsigned from, bool *reached) {
    uint32_t left = 0, found = 0;
    empty_folder(scene->folder);
    calls_heal();
    synced_forget();
    fail_at = at;
    fail_from = from;
    if (open_keeper(scene) == ERR_OK) {
        bool lost = take_usual_grants(scene) != ERR_OK;
        for (unsigned i = 0; i < 4; i++) {
            KeeperAnswer answer = work(scene, ask(scene, i, 3, false, "demo.desk"));
            assert_false(lost && answer.reason == OPENING_ALLOWED);
            lost |= answer.reason == OPENING_NO_LEDGER;
            left += halves_in(scene, answer);
        }
        keeper_close(&scene->keeper);
    }
    *reached = calls >= (at ? at : from);
    calls_heal();
    assert_int_equal(open_keeper(scene), ERR_OK);
    for (uint64_t i = 0; i < scene->keeper.ledger.peaks.size; i++) {
        found += entry_at(scene, i).use == LEDGER_USE_OPENING;
    }
    assert_true(left <= found);
    assert_true(left == 12 || at || from);
    assert_int_equal(take_usual_grants(scene), ERR_OK);
    assert_int_equal(halves_in(scene, work(scene, ask(scene, 40, 2, false, "demo.desk"))), 2);
    keeper_close(&scene->keeper);
}

static void no_log_no_key(void **state) {
    Scene *scene = *state;
    bool reached = true;
    for (unsigned n = 1; reached; n++) {
        bool for_good;
        run_with_faults(scene, n, 0, &reached);
        run_with_faults(scene, 0, n, &for_good);
        arena_reset(scene->arena);
        assert_true(n < 300);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SCENE_TEST(what_is_released_is_written_and_can_be_shown),
        SCENE_TEST(pseudonyms_tie_one_report_only),
        SCENE_TEST(what_is_not_allowed_leaves_no_trace),
        SCENE_TEST(only_the_chosen_window),
        SCENE_TEST(a_batch_counts_as_if_one_came_after_the_other),
        SCENE_TEST(a_restart_gives_nothing_back),
        SCENE_TEST(a_grant_taken_back_stays_back),
        SCENE_TEST(notes_are_written_for_those_who_may),
        SCENE_TEST(no_log_no_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
