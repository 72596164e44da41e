// Backups: made while others write, kept in three generations, halves apart and not for long; and restored only when everything
// is as it was.
#include "unit/seal/office_test.h"
#include "unit/store/store_test.h"

#include "base/sys.h"
#include "office/backup.h"
#include "office/registry.h"
#include "office/restore.h"

static const Moment first_moment = INT64_C(1795500000000000);
#define DAY (INT64_C(86400) * 1000000)

static Str path_of(Office *office, const char *name) {
    return str_format(&office->arena, "%s/%s", office->folder, name);
}

static void file_put(Office *office, const char *name, const char *text) {
    char *path = str_c(&office->arena, path_of(office, name));
    assert_int_equal(sys_write_file(path, str_from(text)), ERR_OK);
}

// One report with a file beside it, and what else an office has.
static void office_fill(Office *office) {
    static const char evidence[] = "sealed evidence";
    Registry registry;
    Room *fault;
    Entry entry;
    TestOffice *keys = test_office(&office->arena);
    keys->evidence[0].sealed = hash_of(DOMAIN_SEALED, bytes_of_str(str_from(evidence)));
    assert_int_equal(mkdir(str_c(&office->arena, path_of(office, "keys")), 0700), 0);
    assert_int_equal(mkdir(str_c(&office->arena, path_of(office, "backups")), 0700), 0);
    file_put(office, "keys/list", "a list");
    file_put(office, "office", "an office");
    file_put(office, "spool/00000001.seg", "a segment");
    assert_int_equal(registry_open(&office->arena, office->data, test_id(0x0f), &registry, &fault), ERR_OK);
    assert_int_equal(registry_read(&registry, &office->arena, test_filing(&office->arena, keys), first_moment, &entry), ERR_OK);
    assert_int_equal(registry_spread(&registry, &office->arena, &entry, 1), ERR_OK);
    assert_int_equal(registry_enter(&registry, &office->arena, &entry, 1, STR("spool"), (RegistryPlace){1, 9}), ERR_OK);
    assert_int_equal(registry_enter(&registry, &office->arena, NULL, 0, STR("notices"), (RegistryPlace){2, 70}), ERR_OK);
    assert_int_equal(
        shelf_put(&registry.shelf, &office->arena, id_hex(&office->arena, test_id(0x41)), bytes_of_str(str_from(evidence))),
        ERR_OK);
    registry_close(&registry);
}

static Backup backup_at(Office *office, Moment moment) {
    Backup backup;
    Err err = backup_make(&office->arena, office->data, path_of(office, "backups"), moment, &backup);
    if (err) fail_msg("backup stopped at %.*s", STR_ARG(backup.failed));
    return backup;
}

static Restored restore_to(Office *office, Str backup, const char *name) {
    Restored restored;
    Err err = restore_make(&office->arena, backup, STR_NONE, path_of(office, name), &restored);
    assert_int_equal(err, restored.fault == RESTORE_FINE ? ERR_OK : ERR_REFUSED);
    return restored;
}

static void comes_back_whole(void **state) {
    Office *office = *state;
    office_fill(office);
    Backup backup = backup_at(office, first_moment);
    Restored restored = restore_to(office, backup.folder, "again");
    assert_int_equal(restored.fault, RESTORE_FINE);
    assert_true(restored.has_halves);
    assert_int_equal(restored.inspection.reports, 1);
    assert_int_equal(restored.inspection.evidence, 1);
    assert_int_equal(restored.inspection.half_less, 0);
    Str text;
    assert_int_equal(
        sys_read_file(&office->arena, str_c(&office->arena, path_of(office, "again/spool/00000001.seg")), 99, &text), ERR_OK);
    assert_text(text, "a segment");
    // The vault is copied after the spool and has read further than the copy goes: what is appended to the copy from now on
    // would lie before the place where reading goes on. So it begins anew; notices come from the ledger, which is copied last.
    const char *vault = str_c(&office->arena, path_of(office, "again/vault/vault.db"));
    assert_int_equal(raw_sql(vault, "SELECT count(*) FROM position WHERE source = 'spool'"), 0);
    assert_int_equal(raw_sql(vault, "SELECT bytes FROM position WHERE source = 'notices'"), 70);
    // Into a folder that is not empty: no.
    restored = restore_to(office, backup.folder, "again");
    assert_int_equal(restored.fault, RESTORE_NOT_EMPTY);
}

static void halves_lie_apart(void **state) {
    Office *office = *state;
    office_fill(office);
    Backup backup = backup_at(office, first_moment);
    Str *files, halves = backup_halves(&office->arena, backup.folder);
    size_t count;
    assert_int_equal(sys_list_tree(&office->arena, str_c(&office->arena, backup.folder), 999, &files, &count), ERR_OK);
    for (size_t i = 0; i < count; i++) assert_null(memmem(files[i].ptr, files[i].len, "halves", 6));
    assert_int_equal(raw_sql(str_c(&office->arena, halves), "SELECT count(*) FROM half"), 2);
    assert_int_equal(unlink(str_c(&office->arena, halves)), 0);
    Restored restored = restore_to(office, backup.folder, "again");
    assert_int_equal(restored.fault, RESTORE_FINE);
    assert_false(restored.has_halves);
}

static void three_are_kept_and_halves_thirty_days(void **state) {
    Office *office = *state;
    Str names[5];
    office_fill(office);
    for (int i = 0; i < 4; i++) names[i] = backup_at(office, first_moment + i * DAY).folder;
    assert_true(sys_is_missing(str_c(&office->arena, names[0])));
    for (int i = 1; i < 4; i++) {
        assert_true(sys_is_directory(str_c(&office->arena, names[i])));
        assert_false(sys_is_missing(str_c(&office->arena, backup_halves(&office->arena, names[i]))));
    }
    names[4] = backup_at(office, first_moment + (BACKUP_HALVES_DAYS + 3) * DAY).folder;
    assert_true(sys_is_directory(str_c(&office->arena, names[2])));
    assert_true(sys_is_missing(str_c(&office->arena, backup_halves(&office->arena, names[2]))));
    assert_false(sys_is_missing(str_c(&office->arena, backup_halves(&office->arena, names[3]))));
}

// What an older backup holds is then what brings it back.
static void a_shorter_ledger_lets_nothing_go(void **state) {
    Office *office = *state;
    Str names[6];
    office_fill(office);
    assert_int_equal(mkdir(str_c(&office->arena, path_of(office, "ledger")), 0700), 0);
    file_put(office, "ledger/entries", "0123456789");
    for (int i = 0; i < 3; i++) names[i] = backup_at(office, first_moment + i * DAY).folder;
    file_put(office, "ledger/entries", "0123");
    Backup poorer = backup_at(office, first_moment + 3 * DAY);
    assert_true(poorer.is_poorer && poorer.dropped == 0);
    for (int i = 0; i < 3; i++) assert_true(sys_is_directory(str_c(&office->arena, names[i])));
    file_put(office, "ledger/entries", "0123456789ab");
    Backup again = backup_at(office, first_moment + 4 * DAY);
    assert_false(again.is_poorer);
    assert_true(sys_is_missing(str_c(&office->arena, names[1])));
    assert_true(sys_is_directory(str_c(&office->arena, names[2])));
}

// Each thing that may be wrong with a backup, said by its name.
static void says_what_is_wrong(void **state) {
    Office *office = *state;
    office_fill(office);
    Backup backup = backup_at(office, first_moment);
    char *vault = str_c(&office->arena, str_join(&office->arena, backup.folder, STR("/vault/vault.db")));
    char *keys = str_c(&office->arena, str_join(&office->arena, backup.folder, STR("/keys/list")));
    char *contents = str_c(&office->arena, str_join(&office->arena, backup.folder, STR("/contents")));
    assert_int_equal(sys_write_file(keys, STR("b list")), ERR_OK);
    Restored restored = restore_to(office, backup.folder, "one");
    assert_int_equal(restored.fault, RESTORE_ALTERED);
    assert_text(restored.path, "keys/list");
    assert_int_equal(sys_write_file(keys, STR("a list")), ERR_OK);
    raw_sql(vault, "UPDATE report SET state = 'closed'");
    assert_int_equal(restore_to(office, backup.folder, "two").fault, RESTORE_ALTERED);
    assert_int_equal(sys_write_file(contents, STR("todoke backup 1\n00 1 x\n")), ERR_OK);
    assert_int_equal(restore_to(office, backup.folder, "three").fault, RESTORE_NO_BACKUP);
    assert_int_equal(restore_to(office, path_of(office, "nothing"), "four").fault, RESTORE_NO_BACKUP);
}

// A report that was changed before the backup was made: the files are as they were, the report is not.
static void finds_a_changed_report(void **state) {
    static const char *const changes[] = {"UPDATE filing SET sealed = zeroblob(bytes)", "DELETE FROM filing",
                                          "UPDATE report SET object_hash = zeroblob(32)"};
    Office *office = *state;
    office_fill(office);
    char *vault = str_c(&office->arena, room_path(&office->arena, office->data, ROOM_VAULT));
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        char name[16];
        snprintf(name, sizeof name, "again%zu", i);
        raw_sql(vault, changes[i]);
        Restored restored = restore_to(office, backup_at(office, first_moment + (Moment)i * DAY).folder, name);
        assert_int_equal(restored.fault, RESTORE_REPORTS);
        assert_int_equal(restored.inspection.lost + restored.inspection.altered, 1);
        assert_memory_equal(restored.inspection.first.bytes, test_id(0x21).bytes, 16);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(comes_back_whole),
        OFFICE_TEST(halves_lie_apart),
        OFFICE_TEST(three_are_kept_and_halves_thirty_days),
        OFFICE_TEST(a_shorter_ledger_lets_nothing_go),
        OFFICE_TEST(says_what_is_wrong),
        OFFICE_TEST(finds_a_changed_report),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
