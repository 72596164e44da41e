// The founding of an office, and its keys in the hands of those who may use them: what must work, and what must be refused.
#include "unit/base/base_test.h"

#include "base/entropy.h"
#include "base/sys.h"
#include "office/ceremony.h"
#include "office/keyfile.h"
#include "office/keyring.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define NOW (INT64_C(1763704800) * 1000000)
#define DAY_LONG (INT64_C(86400) * 1000000)

static SealRandom random_source(void) {
    return (SealRandom){entropy_fill, NULL};
}

static int setup(void **state) {
    static Arena arena;
    arena = arena_make(NULL, NULL);
    const char *folder;
    if (entropy_open() || sys_make_private(&arena, "/tmp", &folder)) return -1;
    *state = (void *)folder;
    return 0;
}

static int teardown(void **state) {
    char command[256];
    snprintf(command, sizeof command, "rm -rf '%s'", (const char *)*state);
    return system(command);
}

static Str data_of(Arena *arena, void **state) {
    return str_format(arena, "%s/data", (const char *)*state);
}

static void makes_a_demonstration(void **state) {
    Arena arena = arena_make(NULL, NULL);
    Str data = data_of(&arena, state);
    Office office, again;
    KeyList list;
    bool made;
    assert_int_equal(office_read(&arena, data, &office), ERR_INPUT);
    assert_int_equal(ceremony_demonstrate(&arena, data, NOW, random_source(), &made), ERR_OK);
    assert_true(made);
    assert_int_equal(office_read(&arena, data, &office), ERR_OK);
    assert_int_equal(office.mode, MODE_DEMONSTRATION);
    assert_int_equal(office_keys(&arena, &office, &list), ERR_OK);
    assert_int_equal(list.mode, MODE_DEMONSTRATION);
    assert_int_equal(list.serial, 2); // the founding, then the window
    assert_int_equal(ceremony_demonstrate(&arena, data, NOW, random_source(), &made), ERR_OK);
    assert_false(made);
    assert_int_equal(office_read(&arena, data, &again), ERR_OK);
    assert_true(id_eq(office.id, again.id));
    arena_free(&arena);
}

static void gives_each_its_keys(void **state) {
    Arena arena = arena_make(NULL, NULL);
    Str data = data_of(&arena, state);
    Office office;
    KeyList list;
    bool made, locked;
    uint32_t epoch;
    ReceiptPair receipt;
    KeeperKeys keeper;
    assert_int_equal(ceremony_demonstrate(&arena, data, NOW, random_source(), &made), ERR_OK);
    assert_int_equal(office_read(&arena, data, &office), ERR_OK);
    assert_int_equal(office_keys(&arena, &office, &list), ERR_OK);
    assert_int_equal(keyring_receipt(&arena, &office, &list, &epoch, &receipt), ERR_OK);
    assert_int_equal(epoch, 1);
    assert_int_equal(keyring_keeper_locked(&arena, &office, &list, &locked), ERR_OK);
    assert_false(locked);
    assert_int_equal(keyring_keeper(&arena, &office, &list, STR_NONE, &keeper), ERR_OK);
    assert_int_equal(keeper.epoch_count, 1);

    KeyFile file;
    Grain grain;
    Id officer;
    WindowPair window;
    assert_int_equal(keyfile_read(&arena, office_path(&arena, data, CEREMONY_OFFICER_FILE), KEYFILE_OFFICER, &file), ERR_OK);
    assert_int_equal(keyfile_open(&file, STR_NONE, &grain), ERR_OK);
    assert_int_equal(id_read(file.name, &officer), ERR_OK);
    OfficerPair pair = key_officer(&grain);
    assert_int_equal(keyring_window(&arena, &office, &list, (WindowHolder){officer, &pair, STR(CEREMONY_WINDOW), 0}, &window),
                     ERR_OK);
    assert_int_equal(keyring_window(&arena, &office, &list, (WindowHolder){officer, &pair, STR("jp.ppc"), 0}, &window),
                     ERR_INPUT);
    // Another officer's key does not open what was wrapped for this one.
    grain.bytes[0] ^= 1;
    pair = key_officer(&grain);
    assert_int_equal(keyring_window(&arena, &office, &list, (WindowHolder){officer, &pair, STR(CEREMONY_WINDOW), 0}, &window),
                     ERR_SEALED);

    Grant *grants;
    size_t count;
    assert_int_equal(officer_grants(&arena, &office, &grants, NULL, &count), ERR_OK);
    assert_int_equal(count, 1);
    assert_true(id_eq(grants[0].officer, officer));
    arena_free(&arena);
}

static void knows_a_half_made_office(void **state) {
    Arena arena = arena_make(NULL, NULL);
    Str data = data_of(&arena, state);
    Office office;
    bool made;
    assert_int_equal(office_begin(&arena, data, MODE_DEMONSTRATION), ERR_OK);
    assert_int_equal(sys_write_file(office_path(&arena, data, "keys/list"), STR("torn")), ERR_OK);
    assert_int_equal(office_read(&arena, data, &office), ERR_REFUSED);
    assert_int_equal(ceremony_demonstrate(&arena, data, NOW, random_source(), &made), ERR_OK);
    assert_true(made);
    assert_int_equal(office_read(&arena, data, &office), ERR_OK);
    arena_free(&arena);
}

static void leaves_strangers_alone(void **state) {
    Arena arena = arena_make(NULL, NULL);
    Str data = data_of(&arena, state), found;
    bool made;
    assert_int_equal(sys_make_folder(str_c(&arena, data)), ERR_OK);
    assert_int_equal(sys_write_file(office_path(&arena, data, "letter.txt"), STR("dear")), ERR_OK);
    assert_int_equal(ceremony_demonstrate(&arena, data, NOW, random_source(), &made), ERR_REFUSED);
    assert_int_equal(sys_read_file(&arena, office_path(&arena, data, "letter.txt"), 100, &found), ERR_OK);
    assert_true(str_is(found, "dear"));
    // A real making that was cut off is not finished as a demonstration.
    Str other = str_format(&arena, "%.*s2", STR_ARG(data));
    assert_int_equal(office_begin(&arena, other, MODE_REAL), ERR_OK);
    assert_int_equal(ceremony_demonstrate(&arena, other, NOW, random_source(), &made), ERR_REFUSED);
    arena_free(&arena);
}

static unsigned mode_of(const char *path) {
    struct stat facts;
    assert_int_equal(stat(path, &facts), 0);
    return facts.st_mode & 0777;
}

static void keeps_a_real_office_apart(void **state) {
    Arena arena = arena_make(NULL, NULL);
    Str data = data_of(&arena, state), medium = str_format(&arena, "%s/medium", (const char *)*state);
    Founding founding;
    KeyList list;
    KeeperKeys keeper;
    bool locked;
    assert_int_equal(sys_make_folder(str_c(&arena, medium)), ERR_OK);
    FoundingPlan plan = {.data = data,
                         .mode = MODE_REAL,
                         .medium = medium,
                         .root_passphrase = STR("correct horse"),
                         .keeper_passphrase = STR("battery staple"),
                         .now = NOW,
                         .random = random_source()};
    assert_int_equal(ceremony_found(&arena, &plan, &founding), ERR_OK);
    Office office;
    assert_int_equal(office_read(&arena, data, &office), ERR_REFUSED); // the shares are not handed out yet
    assert_int_equal(office_finish(&arena, &founding.office), ERR_OK);
    assert_int_equal(office_read(&arena, data, &office), ERR_OK);
    assert_int_equal(office_keys(&arena, &office, &list), ERR_OK);
    assert_int_equal(keyring_keeper_locked(&arena, &office, &list, &locked), ERR_OK);
    assert_true(locked);
    assert_int_equal(keyring_keeper(&arena, &office, &list, STR_NONE, &keeper), ERR_SEALED);
    assert_int_equal(keyring_keeper(&arena, &office, &list, STR("correct horse"), &keeper), ERR_SEALED);
    assert_int_equal(keyring_keeper(&arena, &office, &list, STR("battery staple"), &keeper), ERR_OK);
    assert_true(sys_is_missing(office_path(&arena, data, "keys/demonstration")));
    assert_int_equal(mode_of(office_path(&arena, data, "keeper")), 0700);
    assert_int_equal(mode_of(office_path(&arena, data, "keeper/keeper.1")), 0600);
    assert_int_equal(mode_of(str_c(&arena, str_format(&arena, "%.*s/root", STR_ARG(medium)))), 0600);
    // Any two shares give the key that the list names; the shares of the two sets do not mix.
    Grain grain;
    RecoveryKeeperPublic public;
    uint32_t epoch = 0;
    assert_int_equal(keylist_recovery_keeper(&list, &epoch, &public), ERR_OK);
    assert_int_equal(recovery_join(&founding.keeper[0], &founding.keeper[2], &grain), ERR_OK);
    RecoveryKeeperPair recovered = key_recovery_keeper(&grain);
    assert_memory_equal(&recovered.public, &public, sizeof public);
    assert_int_not_equal(recovery_join(&founding.keeper[0], &founding.windows[1], &grain), ERR_OK);
    // Neither the office nor its medium is made over.
    assert_int_equal(ceremony_found(&arena, &plan, &founding), ERR_REFUSED);
    arena_free(&arena);
}

static void ends_what_was_granted(void **state) {
    Arena arena = arena_make(NULL, NULL);
    Str data = data_of(&arena, state);
    Office office;
    KeyList list;
    bool made;
    assert_int_equal(ceremony_demonstrate(&arena, data, NOW, random_source(), &made), ERR_OK);
    assert_int_equal(office_read(&arena, data, &office), ERR_OK);
    KeyFile file;
    Grain grain;
    assert_int_equal(keyfile_read(&arena, office_path(&arena, data, CEREMONY_ROOT_FILE), KEYFILE_ROOT, &file), ERR_OK);
    assert_int_equal(keyfile_open(&file, STR_NONE, &grain), ERR_OK);
    RootPair root = key_root(&grain);
    Change change = {.office = &office, .root = &root, .now = NOW + DAY_LONG, .random = random_source()};
    Officer *officers, *found;
    size_t count;
    WindowPair window;
    uint32_t epoch;
    assert_int_equal(officer_list(&arena, &office, &officers, &count), ERR_OK);
    assert_int_equal(count, 1);
    assert_int_equal(officer_revoke(&arena, &change, &officers[0], STR(CEREMONY_WINDOW)), ERR_OK);
    assert_int_equal(window_renew(&arena, &change, STR(CEREMONY_WINDOW), &window, &epoch), ERR_OK);
    assert_int_equal(epoch, 2);
    assert_int_equal(office_keys(&arena, &office, &list), ERR_OK);
    assert_int_equal(keyfile_read(&arena, office_path(&arena, data, CEREMONY_OFFICER_FILE), KEYFILE_OFFICER, &file), ERR_OK);
    assert_int_equal(keyfile_open(&file, STR_NONE, &grain), ERR_OK);
    OfficerPair pair = key_officer(&grain);
    for (uint32_t e = 0; e <= 2; e++)
        assert_int_equal(
            keyring_window(&arena, &office, &list, (WindowHolder){officers[0].id, &pair, STR(CEREMONY_WINDOW), e}, &window),
            ERR_INPUT);
    GrantTerms long_terms = {
        .window = STR(CEREMONY_WINDOW), .rights = GRANT_ASK, .daily = 10, .until = change.now + 91 * DAY_LONG};
    assert_int_equal(officer_grant(&arena, &change, &officers[0], &long_terms, NULL), ERR_INPUT);
    // Whoever changes an officer's card is found out.
    Str card;
    const char *path = office_path(
        &arena, data, str_c(&arena, str_format(&arena, "officers/%.*s.officer", STR_ARG(id_hex(&arena, officers[0].id)))));
    assert_int_equal(sys_read_file(&arena, path, 4096, &card), ERR_OK);
    ((char *)card.ptr)[60] ^= 1;
    assert_int_equal(sys_write_file(path, card), ERR_OK);
    assert_int_equal(officer_list(&arena, &office, &found, &count), ERR_SEALED);
    arena_free(&arena);
}

#define OFFICE_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(makes_a_demonstration),  OFFICE_TEST(gives_each_its_keys),       OFFICE_TEST(knows_a_half_made_office),
        OFFICE_TEST(leaves_strangers_alone), OFFICE_TEST(keeps_a_real_office_apart), OFFICE_TEST(ends_what_was_granted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
