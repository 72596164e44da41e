// A mailbag as the person finds it: letters, states, notes and messages are told apart, what is broken is left out, and what
// was changed later counts.
#include "portal/case_view.h"
#include "portal/handlers.h"
#include "portal/own_standing.h"
#include "seal/mailbox.h"
#include "unit/base/base_test.h"
#include "web/site.h"

static void known_fill(void *at, unsigned char *out, size_t len) {
    unsigned char *next = at;
    for (size_t i = 0; i < len; i++) out[i] = (*next)++;
}

static unsigned char chance;
static const SealRandom known = {known_fill, &chance};

static OwnKey key_of(Arena *arena) {
    ViewingKey viewing = viewing_make(known);
    OwnKey key;
    assert_int_equal(own_key_read(viewing_text(arena, &viewing), (Id){{1}}, &key), ERR_OK);
    return key;
}

static void add(Arena *arena, Mailbag *bag, const OwnKey *key, Str content) {
    ByteWriter box = bytes_writer(arena, MAILBAG_BYTES_MOST);
    Id id = {{(unsigned char)(bag->count + 1)}};
    assert_int_equal(mailbox_item_seal(&box, key->mailbox, bag->count + 1, key->reply.public, bytes_of_str(content), known),
                     ERR_OK);
    PUSH(arena, *bag, ((Mail){MAIL_ITEM, id, bytes_written(&box)}));
}

#define LATER                                                                                                                  \
    "{\"kind\":\"report\",\"receipt\":\"B\",\"follows\":\"A\",\"what\":\"follow_up\",\"at\":\"2026-11-21T09:00:00+09:00\","    \
    "\"windows\":[\"demo.desk\"],\"parts\":0,\"report\":{\"changed\":[\"data.people\",\"data.sensitive\",\"no.such\"],"        \
    "\"incident\":{\"data.people\":7}}}"
#define FIRST                                                                                                                  \
    "{\"kind\":\"report\",\"receipt\":\"A\",\"at\":\"2026-11-20T09:00:00+09:00\",\"windows\":[\"demo.desk\",\"x\"],"           \
    "\"parts\":0,\"report\":{\"incident\":{\"data.people\":5,\"data.sensitive\":true,\"data.malicious\":true}}}"

static OwnCase case_of(Arena *arena) {
    Mailbag bag = {0};
    OwnKey key = key_of(arena);
    add(arena, &bag, &key, STR(LATER)); // the order in the bag is not that of the reports
    add(arena, &bag, &key, STR(FIRST));
    add(arena, &bag, &key, STR("{\"kind\":\"state\",\"state\":\"filed\",\"at\":\"2026-11-20T09:00:01+09:00\"}"));
    add(arena, &bag, &key,
        STR("{\"kind\":\"state\",\"state\":\"filed\",\"receipt\":\"B\",\"at\":\"2026-11-21T09:00:01+09:00\"}"));
    add(arena, &bag, &key, STR("{\"kind\":\"note\",\"window\":\"x\",\"number\":\"1\",\"on\":\"2026-11-20\"}"));
    add(arena, &bag, &key, STR("{\"kind\":\"note\",\"window\":\"x\",\"number\":\"2\",\"on\":\"2026-11-21\"}"));
    add(arena, &bag, &key, STR("{\"kind\":\"note\",\"window\":\"x\",\"number\":\"3\",\"on\":\"some day\"}"));
    add(arena, &bag, &key, STR("{\"kind\":\"question\",\"text\":\"when?\",\"at\":\"2026-11-21T10:00:00+09:00\"}"));
    add(arena, &bag, &key, STR("not json"));
    add(arena, &bag, &key, STR("{\"kind\":5}"));
    add(arena, &bag, &key, STR("{\"kind\":\"report\",\"report\":{}}"));
    ((unsigned char *)bag.items[7].box.ptr)[40] ^= 1; // somebody else's, or changed
    add(arena, &bag, &key, STR("{\"kind\":\"question\"}"));
    return own_case_make(arena, &(OwnBag){.name = key.mailbox, .bag = bag}, 1, &key);
}

static void test_told_apart(void **state) {
    OwnCase own = case_of(*state);
    assert_int_equal(own.filings.count, 2);
    assert_true(str_is(own.filings.items[0].receipt, "A") && str_is(own.filings.items[1].follows, "A"));
    assert_int_equal(own.filings.items[0].windows.count, 2);
    assert_int_equal(own.filings.items[0].id.bytes[0], 2);
    assert_true(str_starts(own.filings.items[0].report, STR("{\"incident\"")));
    assert_true(str_ends(own.filings.items[0].report, STR("true}}")));
    assert_int_equal(own.states.count, 2);
    OwnStanding first = own_standing(&own, &own.filings.items[0], STR("x"));
    OwnStanding later = own_standing(&own, &own.filings.items[1], STR("demo.desk"));
    assert_true(first.since[STANDING_FILED] < later.since[STANDING_FILED]);
    assert_int_equal(own_standing_last(&later), STANDING_FILED);
    assert_int_equal(own.messages.count, 1);
    assert_true(own.messages.items[0].at == MOMENT_NONE && own.messages.items[0].text.len == 0);
    assert_true(str_is(own_case_note(&own, STR("x"))->number, "2"));
    assert_null(own_case_note(&own, STR("y")));
    assert_false(own_case_is(&own, STR("A"))); // no number at all
}

static void test_later_counts(void **state) {
    Pack *pack = NEW(*state, Pack);
    Diags diags = diags_make(*state);
    OwnCase own = case_of(*state);
    assert_int_equal(pack_load(*state, NULL, pack, &diags), ERR_OK);
    Incident now = own_case_incident(*state, pack, &own);
    assert_int_equal(now.values[map_get(&pack->book.fact_index, STR("data.people"))].a, 7);
    assert_int_equal(now.values[map_get(&pack->book.fact_index, STR("data.malicious"))].a, TRI_TRUE);
    assert_int_equal(now.values[map_get(&pack->book.fact_index, STR("data.sensitive"))].a, TRI_UNKNOWN);
}

static Str stage_of(const CaseView *view, const char *place, size_t stage) {
    for (size_t i = 0; i < view->here.count; i++)
        if (str_is(view->here.items[i].id, place)) return view->here.items[i].states.items[stage].words;
    return STR("no such place");
}

static bool holds(Str text, const char *part) {
    return memmem(text.ptr, text.len, part, strlen(part)) != NULL;
}

// Each addressee says for herself that she has accepted a report, with a number or without; the others have not.
static void test_acceptance_is_shown(void **state) {
    Arena *arena = *state;
    Pack *pack = NEW(arena, Pack);
    Diags diags = diags_make(arena);
    Mailbag bag = {0};
    OwnKey key = key_of(arena);
    assert_int_equal(pack_load(arena, NULL, pack, &diags), ERR_OK);
    Portal portal = {.pack = pack};
    Site site = {.house = &portal};
    Request request = {.arena = arena, .site = &site, .lang = LANG_EN};
    add(arena, &bag, &key, STR(FIRST));
    add(arena, &bag, &key, STR(LATER));
    add(arena, &bag, &key,
        STR("{\"kind\":\"state\",\"state\":\"accepted\",\"window\":\"demo.desk\",\"number\":\"K-7\",\"at\":"
            "\"2026-11-20T10:00:00+09:00\"}"));
    OwnCase own = own_case_make(arena, &(OwnBag){.name = key.mailbox, .bag = bag}, 1, &key);
    CaseView view = case_view(&request, &own);
    assert_true(holds(stage_of(&view, "demo.desk", 0), "number K-7") && holds(stage_of(&view, "demo.desk", 0), "10:00"));
    OwnStanding standing = own_standing(&own, &own.filings.items[0], STR("demo.desk"));
    assert_true(own_standing_last(&standing) == STANDING_ACCEPTED && str_is(standing.number, "K-7"));
    standing = own_standing(&own, &own.filings.items[0], STR("x"));
    assert_int_equal(own_standing_last(&standing), STANDING_PREPARED);
    assert_false(holds(stage_of(&view, "demo.desk", 1), "Accepted") || holds(stage_of(&view, "x", 0), "Accepted"));
    add(arena, &bag, &key,
        STR("{\"kind\":\"state\",\"state\":\"accepted\",\"window\":\"x\",\"at\":\"2026-11-20T11:00:00+09:00\"}"));
    add(arena, &bag, &key, STR("{\"kind\":\"state\",\"state\":\"accepted\",\"window\":\"demo.desk\",\"number\":\"K-8\"}"));
    own = own_case_make(arena, &(OwnBag){.name = key.mailbox, .bag = bag}, 1, &key);
    view = case_view(&request, &own);
    assert_true(holds(stage_of(&view, "demo.desk", 0), "number K-7")); // what has no moment says nothing
    assert_true(holds(stage_of(&view, "x", 0), "Accepted") && !holds(stage_of(&view, "x", 0), "number"));
}

static void test_key_is_read(void **state) {
    (void)state;
    OwnKey key;
    assert_int_equal(own_key_read(STR("0000-00000-0000-00001"), (Id){{1}}, &key), ERR_INPUT);
    own_key_wipe(&key);
}

int main(void) {
    const struct CMUnitTest tests[] = {ARENA_TEST(test_told_apart), ARENA_TEST(test_later_counts),
                                       ARENA_TEST(test_acceptance_is_shown), ARENA_TEST(test_key_is_read)};
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
