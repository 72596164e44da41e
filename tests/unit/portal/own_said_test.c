// A body as it lies under the person's key: what it says is told apart, what the pack does not know is counted, and nothing of
// a shape that no sealer writes is believed.
#include "portal/own_said.h"
#include "unit/base/base_test.h"

static const Pack *the_pack(Arena *arena) {
    Pack *pack = NEW(arena, Pack);
    Diags diags = diags_make(arena);
    assert_int_equal(pack_load(arena, NULL, pack, &diags), ERR_OK);
    return pack;
}

static int fact(const Pack *pack, const char *name) {
    int index = map_get(&pack->book.fact_index, str_from(name));
    assert_true(index >= 0);
    return index;
}

#define SHA "\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\""

static void test_a_report(void **state) {
    const Pack *pack = the_pack(*state);
    OwnSaid said;
    assert_true(
        own_said_read(*state, pack,
                      STR("{\"version\":1,\"windows\":[{\"window\":\"x\",\"withhold\":[\"data.people\",\"narrative\","
                          "\"no.such\"]},{\"window\":\"y\",\"withhold\":[]}],\"narrative\":\"a\\nb\",\"files\":[{\"name\":"
                          "\"a.txt\",\"size\":5,\"sha256\":" SHA "},{\"name\":\"b.txt\",\"size\":6}],\"incident\":"
                          "{\"data.people\":5,\"no.such\":1,\"data.malicious\":\"perhaps\"}}"),
                      &said));
    assert_null(said.changed);
    assert_true(str_is(said.narrative, "a\nb"));
    assert_int_equal(said.incident.values[fact(pack, "data.people")].a, 5);
    assert_int_equal(said.lost, 3);
    assert_int_equal(said.window_count, 2);
    assert_true(said.windows[0].withheld[fact(pack, "data.people")] && said.windows[0].no_narrative &&
                !said.windows[0].no_files);
    assert_true(str_is(said.windows[1].id, "y") && !said.windows[1].withheld);
    assert_int_equal(said.files.count, 2);
    assert_true(said.files.items[0].has_hash && said.files.items[0].sha256[1] == 0x11 && said.files.items[0].size == 5);
    assert_false(said.files.items[1].has_hash);
}

static void test_what_follows(void **state) {
    const Pack *pack = the_pack(*state);
    OwnSaid first, later;
    assert_true(own_said_read(
        *state, pack, STR("{\"incident\":{\"data.people\":5,\"data.sensitive\":true,\"data.malicious\":true}}"), &first));
    assert_true(own_said_read(
        *state, pack, STR("{\"changed\":[\"data.people\",\"data.sensitive\",\"no.such\",5],\"incident\":{\"data.people\":7}}"),
        &later));
    assert_true(later.changed[fact(pack, "data.people")] && later.changed[fact(pack, "data.sensitive")]);
    assert_false(later.changed[fact(pack, "data.malicious")]);
    Incident known = incident_make(*state, &pack->book);
    own_said_add(&pack->book, &first, &known);
    own_said_add(&pack->book, &later, &known);
    assert_int_equal(known.values[fact(pack, "data.people")].a, 7);
    assert_int_equal(known.values[fact(pack, "data.malicious")].a, TRI_TRUE);
    assert_int_equal(known.values[fact(pack, "data.sensitive")].a, TRI_UNKNOWN);
}

static void test_nothing_is_believed(void **state) {
    static const char *const none[] = {"", "{", "not json"};
    static const char *const odd[] = {
        "{}",
        "[]",
        "null",
        "5",
        "{\"windows\":5,\"files\":{},\"narrative\":[],\"changed\":\"x\",\"incident\":{}}",
        "{\"windows\":[5,null,[],{},{\"window\":6},{\"window\":\"\"}]}",
        "{\"files\":[5,{},{\"name\":\"\",\"size\":1},{\"name\":\"a\"},{\"name\":\"a\",\"size\":-1}]}",
        "{\"files\":[{\"name\":\"a\",\"size\":\"1\"}]}"};
    const Pack *pack = the_pack(*state);
    OwnSaid said;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) assert_false(own_said_read(*state, pack, str_from(none[i]), &said));
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        assert_true(own_said_read(*state, pack, str_from(odd[i]), &said));
        assert_true(!said.window_count && !said.files.count && !said.narrative.len && !said.changed && !said.lost);
    }
    assert_true(
        own_said_read(*state, pack,
                      STR("{\"windows\":[{\"window\":\"x\",\"withhold\":5},{\"window\":\"y\",\"withhold\":[6]}],\"files\":["
                          "{\"name\":\"a\",\"size\":1,\"sha256\":\"00\"},{\"name\":\"b\",\"size\":1,\"sha256\":7}],"
                          "\"incident\":[]}"),
                      &said));
    assert_int_equal(said.window_count, 2);
    assert_int_equal(said.files.count, 2);
    assert_false(said.files.items[0].has_hash || said.files.items[1].has_hash);
    assert_int_equal(said.lost, 1); // an incident that is none
}

// No more windows than a report can have, whatever it says.
static void test_too_many(void **state) {
    Buf body = buf_make(*state, 1 << 16);
    OwnSaid said;
    buf_puts(&body, "{\"windows\":[{\"window\":\"w\"}");
    for (int i = 0; i < 300; i++) buf_format(&body, ",{\"window\":\"w%d\",\"withhold\":[\"files\"]}", i);
    buf_puts(&body, "]}");
    assert_true(own_said_read(*state, the_pack(*state), buf_str(&body), &said));
    assert_int_equal(said.window_count, 64);
    assert_true(!said.windows[0].no_files && said.windows[1].no_files);
}

int main(void) {
    const struct CMUnitTest tests[] = {ARENA_TEST(test_a_report), ARENA_TEST(test_what_follows),
                                       ARENA_TEST(test_nothing_is_believed), ARENA_TEST(test_too_many)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
