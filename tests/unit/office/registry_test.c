// The register: a filing spread over the rooms and entered into the vault, once however often it comes.
#include "unit/seal/office_test.h"
#include "unit/store/store_test.h"

#include "base/sys.h"
#include "office/registry.h"

static const Moment accepted = 1795500000123456;

static Registry opened(Office *office) {
    Registry registry;
    Room *fault;
    assert_int_equal(registry_open(&office->arena, office->data, test_id(0x0f), &registry, &fault), ERR_OK);
    return registry;
}

static Entry entry_of(Office *office, const Registry *registry, Bytes filing) {
    Entry entry;
    assert_int_equal(registry_read(registry, &office->arena, filing, accepted, &entry), ERR_OK);
    return entry;
}

static int64_t count(Office *office, RoomKind kind, const char *sql) {
    return raw_sql(str_c(&office->arena, room_path(&office->arena, office->data, kind)), sql);
}

static void check_rows(Office *office) {
    assert_int_equal(count(office, ROOM_HALVES, "SELECT count(*) FROM half"), 2);
    assert_int_equal(count(office, ROOM_OUTBOX, "SELECT count(*) FROM letter WHERE route = 'courier'"), 1);
    assert_int_equal(count(office, ROOM_PUBLIC, "SELECT count(*) FROM statistic WHERE key_epoch = 2"), 1);
    assert_int_equal(count(office, ROOM_SHARE, "SELECT count(*) FROM share_view WHERE key_epoch = 4"), 1);
    assert_int_equal(count(office, ROOM_VAULT, "SELECT count(*) FROM report WHERE state = 'filed' AND key_epoch = 3"), 1);
    assert_int_equal(count(office, ROOM_VAULT, "SELECT count(*) FROM filing WHERE sealed IS NOT NULL"), 1);
    assert_int_equal(count(office, ROOM_VAULT, "SELECT count(*) FROM report_window"), 2);
    assert_int_equal(count(office, ROOM_VAULT, "SELECT count(*) FROM report_form"), 1);
    assert_int_equal(count(office, ROOM_VAULT, "SELECT count(*) FROM clock WHERE window_id = 'jp.ppc'"), 2);
    assert_int_equal(count(office, ROOM_VAULT, "SELECT count(*) FROM evidence"), 1);
}

static void files_once(void **state) {
    Office *office = *state;
    Registry registry = opened(office);
    Entry entry = entry_of(office, &registry, test_filing(&office->arena, test_office(&office->arena)));
    RegistryPlace place;
    for (int round = 0; round < 2; round++) {
        assert_int_equal(registry_spread(&registry, &office->arena, &entry, 1), ERR_OK);
        assert_int_equal(registry_enter(&registry, &office->arena, &entry, 1, STR("spool"), (RegistryPlace){3, 100 + round}),
                         ERR_OK);
    }
    assert_int_equal(registry_place(&registry, &office->arena, STR("spool"), &place), ERR_OK);
    assert_int_equal(place.segment, 3);
    assert_int_equal(place.bytes, 101);
    assert_int_equal(registry_place(&registry, &office->arena, STR("notices"), &place), ERR_OK);
    assert_int_equal(place.segment, 0);
    Room *rooms[] = {registry.vault, registry.halves, registry.outbox, registry.public, registry.share};
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        Str finding;
        if (room_check(rooms[i], &office->arena, &finding)) fail_msg("room %zu: %.*s", i, STR_ARG(finding));
    }
    registry_close(&registry);
    check_rows(office);
    // The hour and not the moment.
    assert_int_equal(count(office, ROOM_VAULT, "SELECT received_hour FROM report"), accepted / 3600000000 * 3600000000);
}

static void halves_are_not_in_the_vault(void **state) {
    Office *office = *state;
    Registry registry = opened(office);
    Entry entry = entry_of(office, &registry, test_filing(&office->arena, test_office(&office->arena)));
    assert_int_equal(registry_spread(&registry, &office->arena, &entry, 1), ERR_OK);
    assert_int_equal(registry_enter(&registry, &office->arena, &entry, 1, STR(""), (RegistryPlace){0}), ERR_OK);
    registry_close(&registry); // which carries the logs into the files
    Str vault, halves;
    assert_int_equal(sys_read_file(&office->arena, str_c(&office->arena, room_path(&office->arena, office->data, ROOM_VAULT)),
                                   1 << 24, &vault),
                     ERR_OK);
    assert_int_equal(sys_read_file(&office->arena, str_c(&office->arena, room_path(&office->arena, office->data, ROOM_HALVES)),
                                   1 << 24, &halves),
                     ERR_OK);
    for (unsigned view = 0; view < 2; view++) {
        Bytes box = entry.filing.keeper_boxes[view];
        assert_null(memmem(vault.ptr, vault.len, box.ptr, 32));
        assert_non_null(memmem(halves.ptr, halves.len, box.ptr, 32));
    }
}

// What is kept hashes to what the proof of filing says.
static void the_core_in_the_vault_is_the_object(void **state) {
    Office *office = *state;
    Registry registry = opened(office);
    Entry entry = entry_of(office, &registry, test_filing(&office->arena, test_office(&office->arena)));
    assert_int_equal(registry_enter(&registry, &office->arena, &entry, 1, STR(""), (RegistryPlace){0}), ERR_OK);
    FilingGetRow row;
    ReportGetRow report;
    Filing core;
    bool found;
    Id id = test_id(0x21);
    assert_int_equal(query_filing_get(registry.vault, &office->arena, &(FilingGetIn){id}, &row, &found), ERR_OK);
    assert_true(found);
    assert_int_equal(filing_read_core(&office->arena, row.sealed, &core), ERR_OK);
    assert_int_equal(query_report_get(registry.vault, &office->arena, &(ReportGetIn){id}, &report, &found), ERR_OK);
    assert_memory_equal(report.object_hash.ptr, core.object.bytes, 32);
    registry_close(&registry);
}

static void refuses_what_is_not_ours(void **state) {
    Office *office = *state;
    Registry registry = opened(office);
    Bytes filing = test_filing(&office->arena, test_office(&office->arena));
    Entry entry;
    registry.office = test_id(0x10);
    assert_int_equal(registry_read(&registry, &office->arena, filing, accepted, &entry), ERR_REFUSED);
    assert_int_equal(registry_read(&registry, &office->arena, (Bytes){filing.ptr, filing.len - 1}, accepted, &entry),
                     ERR_INPUT);
    assert_int_equal(registry_read(&registry, &office->arena, (Bytes){0}, accepted, &entry), ERR_INPUT);
    assert_int_equal(registry_set_aside(&registry, &office->arena, (RegistryPlace){2, 77}, filing), ERR_OK);
    assert_int_equal(
        access(str_c(&office->arena, str_join(&office->arena, office->data, STR("/vault/aside/00000002-000000000077"))), R_OK),
        0);
    registry_close(&registry);
}

// The same id with other bytes: nothing of it enters, and what was there stays.
static void refuses_another_report_of_the_same_id(void **state) {
    Office *office = *state;
    Registry registry = opened(office);
    TestOffice *keys = test_office(&office->arena);
    Entry first = entry_of(office, &registry, test_filing(&office->arena, keys));
    keys->views[0].json = TEXT_BYTES("{\"other\":true}");
    Entry second = entry_of(office, &registry, test_filing(&office->arena, keys));
    assert_int_equal(registry_enter(&registry, &office->arena, &first, 1, STR("spool"), (RegistryPlace){1, 1}), ERR_OK);
    assert_int_equal(registry_enter(&registry, &office->arena, &second, 1, STR("spool"), (RegistryPlace){1, 2}), ERR_REFUSED);
    RegistryPlace place;
    assert_int_equal(registry_place(&registry, &office->arena, STR("spool"), &place), ERR_OK);
    assert_int_equal(place.bytes, 1);
    registry_close(&registry);
    assert_int_equal(count(office, ROOM_VAULT, "SELECT count(*) FROM report"), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(files_once),
        OFFICE_TEST(halves_are_not_in_the_vault),
        OFFICE_TEST(the_core_in_the_vault_is_the_object),
        OFFICE_TEST(refuses_what_is_not_ours),
        OFFICE_TEST(refuses_another_report_of_the_same_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
