// Drafts: what was answered comes back whole, only with its code, and survives a change of the pack.
#include "portal/draft.h"
#include "unit/base/base_test.h"

static void known_fill(void *at, unsigned char *out, size_t len) {
    unsigned char *next = at;
    for (size_t i = 0; i < len; i++) out[i] = (*next)++;
}

static unsigned char chance;
static const SealRandom known = {known_fill, &chance};

static const Pack *pack_of(Arena *arena) {
    Pack *pack = NEW(arena, Pack);
    Diags diags = diags_make(arena);
    assert_int_equal(pack_load(arena, NULL, pack, &diags), ERR_OK);
    return pack;
}

static int fact_named(const Pack *pack, const char *name) {
    int fact = map_get(&pack->book.fact_index, str_from(name));
    assert_true(fact >= 0);
    return fact;
}

static Draft draft_of(Arena *arena, const Pack *pack) {
    Draft draft = draft_make(arena, &pack->book);
    int danger = fact_named(pack, "person.danger"), kinds = fact_named(pack, "incident.kinds");
    draft.incident.values[danger] = value_yesno(false);
    draft.incident.values[kinds] = value_bits(1, 0);
    draft_pass(&draft, kinds);
    draft_pass(&draft, fact_named(pack, "person.minor")); // left open
    draft_pass(&draft, danger);
    draft_pass(&draft, kinds); // once more
    draft.narrative = STR("\xE6\x9C\x9D <b> \"x\"\n");
    draft.report.bytes[3] = 7;
    draft.viewing.bytes[9] = 1;
    draft.helper.bytes[0] = 3;
    draft.call_me = true;
    bool *withheld = NEW_ARRAY(arena, bool, pack->book.facts.count);
    withheld[danger] = true;
    draft_window_add(arena, &draft, (ReportWindow){.id = STR("b.two"), .no_files = true});
    draft_window_add(arena, &draft, (ReportWindow){.id = STR("a.one")});
    draft_window_add(arena, &draft, (ReportWindow){.id = STR("a.one"), .withheld = withheld, .no_narrative = true});
    DraftFile file = {.file = {.name = STR("log.txt"), .size = 70000, .size_class = 1, .sha256 = {9}}, .sealed = {{5}}};
    PUSH(arena, draft.files, file);
    draft.before = (DraftBefore){STR("R"), STR("{}"), {0}};
    draft.before.windows = draft.windows;
    draft.sent = (DraftSent){STR("S"), STR("P"), 12345};
    return draft;
}

static Bytes seal(Arena *arena, const Pack *pack, const Draft *draft, const DraftCode *code) {
    ByteWriter out = bytes_writer(arena, 256 << 10);
    assert_int_equal(draft_seal(&out, &pack->book, draft, code, known), ERR_OK);
    return bytes_written(&out);
}

static void test_comes_back_whole(void **state) {
    const Pack *pack = pack_of(*state);
    Draft draft = draft_of(*state, pack), back;
    DraftCode code = draft_code_make(known);
    Bytes sealed = seal(*state, pack, &draft, &code);
    assert_int_equal(draft_open(*state, &pack->book, sealed, &code, &back), ERR_OK);
    assert_int_equal(back.asked_count, 3);
    assert_memory_equal(back.asked, draft.asked, 3 * sizeof *back.asked);
    for (size_t i = 0; i < pack->book.facts.count; i++) {
        assert_int_equal(back.incident.values[i].a, draft.incident.values[i].a);
        assert_int_equal(back.incident.values[i].b, draft.incident.values[i].b);
        assert_int_equal(back.is_passed[i], draft.is_passed[i]);
    }
    assert_true(str_eq(back.narrative, draft.narrative));
    assert_true(id_eq(back.report, draft.report) && back.call_me && back.viewing.bytes[9] == 1 && back.helper.bytes[0] == 3);
    assert_int_equal(back.windows.count, 2);
    assert_string_equal(str_c(*state, back.windows.items[0].id), "a.one");
    assert_true(back.windows.items[0].no_narrative && !back.windows.items[0].no_files);
    assert_true(back.windows.items[0].withheld[fact_named(pack, "person.danger")]);
    assert_false(back.windows.items[0].withheld[fact_named(pack, "incident.kinds")]);
    assert_true(back.windows.items[1].no_files && !back.windows.items[1].withheld);
    assert_null(draft_window(&back, STR("c.none")));
    assert_int_equal(back.files.count, 1);
    assert_int_equal(back.files.items[0].file.size, 70000);
    assert_int_equal(back.files.items[0].sealed.bytes[0], 5);
    assert_int_equal(back.files.items[0].file.sha256[0], 9);
    assert_true(str_is(back.before.receipt, "R") && str_is(back.before.incident, "{}"));
    assert_true(back.before.windows.count == 2 && back.before.windows.items[0].no_narrative);
    assert_true(str_is(back.sent.receipt, "S") && str_is(back.sent.proof, "P"));
    assert_int_equal(back.sent.at, 12345);
}

static void test_only_with_its_code(void **state) {
    const Pack *pack = pack_of(*state);
    Draft draft = draft_of(*state, pack), back;
    DraftCode code = draft_code_make(known), other = draft_code_make(known), read;
    Bytes sealed = seal(*state, pack, &draft, &code);
    Name name = draft_name(&code), same;
    assert_int_equal(draft_open(*state, &pack->book, sealed, &other, &back), ERR_SEALED);
    assert_false(name_eq(name, draft_name(&other)));
    assert_int_equal(draft_code_read(draft_code_text(*state, &code), &read), ERR_OK);
    same = draft_name(&read);
    assert_true(name_eq(name, same));
    assert_int_equal(draft_code_read(STR("ABC"), &read), ERR_INPUT);
    assert_null(memmem(sealed.ptr, sealed.len, "person.danger", 13));
}

static void test_damage_is_noticed(void **state) {
    const Pack *pack = pack_of(*state);
    Draft draft = draft_of(*state, pack), back;
    DraftCode code = draft_code_make(known);
    Bytes sealed = seal(*state, pack, &draft, &code);
    for (size_t at = 0; at < sealed.len; at += at < 64 ? 1 : 509) {
        unsigned char *changed = arena_alloc(*state, sealed.len);
        memcpy(changed, sealed.ptr, sealed.len);
        changed[at] ^= 1;
        assert_int_not_equal(draft_open(*state, &pack->book, (Bytes){changed, sealed.len}, &code, &back), ERR_OK);
    }
    for (size_t len = 0; len < sealed.len; len += 211)
        assert_int_not_equal(draft_open(*state, &pack->book, (Bytes){sealed.ptr, len}, &code, &back), ERR_OK);
}

// How much was answered does not show; what is more than a draft holds is refused before anything is sealed.
static void test_size_says_little(void **state) {
    const Pack *pack = pack_of(*state);
    Draft empty = draft_make(*state, &pack->book), draft = draft_of(*state, pack);
    DraftCode code = draft_code_make(known);
    assert_int_equal(seal(*state, pack, &empty, &code).len, seal(*state, pack, &draft, &code).len);
    char *long_text = arena_alloc(*state, 130 << 10);
    memset(long_text, 'a', 130 << 10);
    draft.narrative = (Str){long_text, 130 << 10};
    ByteWriter out = bytes_writer(*state, 256 << 10);
    assert_int_equal(draft_seal(&out, &pack->book, &draft, &code, known), ERR_TOO_BIG);
    assert_int_equal(out.len, 0);
}

// A fact that was answered and is gone, or reads otherwise now, takes no other answer with it.
static void test_pack_may_change(void **state) {
    const Pack *pack = pack_of(*state);
    Draft draft = draft_of(*state, pack), back;
    DraftCode code = draft_code_make(known);
    int danger = fact_named(pack, "person.danger"), kinds = fact_named(pack, "incident.kinds");
    Bytes sealed = seal(*state, pack, &draft, &code);
    Pack *changed = (Pack *)pack_of(*state);
    changed->book.facts.items[kinds].values.items[0].name = STR("renamed");
    assert_int_equal(draft_open(*state, &changed->book, sealed, &code, &back), ERR_OK);
    assert_int_equal(back.incident.values[danger].a, TRI_FALSE);
    assert_true(back.is_passed[danger]);
    assert_true(value_is_unknown(&changed->book.facts.items[kinds], back.incident.values[kinds]));
    assert_false(back.is_passed[kinds]); // asked again
    assert_true(back.is_passed[fact_named(pack, "person.minor")]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(test_comes_back_whole), ARENA_TEST(test_only_with_its_code), ARENA_TEST(test_damage_is_noticed),
        ARENA_TEST(test_size_says_little), ARENA_TEST(test_pack_may_change),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
