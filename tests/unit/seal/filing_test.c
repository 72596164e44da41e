// A filing: everyone opens exactly what is theirs; nothing that was changed, moved or badly formed is taken.
#include "office_test.h"

static Filing read(Arena *arena, Bytes bytes) {
    Filing filing;
    assert_int_equal(filing_read(arena, bytes, &filing), ERR_OK);
    return filing;
}

static StreamKey joined(Arena *arena, const TestOffice *office, const Filing *filing, unsigned window) {
    WindowHalf a;
    KeeperHalf b;
    unsigned view = filing->head.windows[window].view;
    assert_int_equal(filing_open_half(filing, window, &office->windows[window], &a), ERR_OK);
    assert_int_equal(half_open_keeper(arena, &office->keeper, filing->head.report, view, filing->keeper_boxes[view], &b),
                     ERR_OK);
    assert_true(hash_eq(b.header, filing->header));
    assert_true(name_eq(b.mailbox, filing->head.mailbox));
    assert_memory_equal(&b.reply, &filing->head.reply, sizeof b.reply);
    assert_int_equal(b.window_count, 1);
    assert_true(str_eq(b.windows[0], filing->head.windows[window].id));
    return half_join(&a, b.bytes);
}

static void each_window_opens_its_view(void **state) {
    TestOffice *office = test_office(*state);
    Filing filing = read(*state, test_filing(*state, office));
    for (unsigned window = 0; window < 2; window++) {
        StreamKey key = joined(*state, office, &filing, window);
        ReportBody body, other;
        assert_int_equal(filing_open_view(*state, &filing, window, &key, &body), ERR_OK);
        assert_true(bytes_eq(body.json, office->views[window].json));
        assert_int_equal(filing_open_view(*state, &filing, 1 - window, &key, &other), ERR_SEALED);
        assert_int_equal(other.json.len, 0);
    }
}

static void one_half_alone_opens_nothing(void **state) {
    TestOffice *office = test_office(*state);
    Filing filing = read(*state, test_filing(*state, office));
    WindowHalf a;
    KeeperHalf b;
    ReportBody body;
    assert_int_equal(filing_open_half(&filing, 0, &office->windows[0], &a), ERR_OK);
    assert_int_equal(half_open_keeper(*state, &office->keeper, filing.head.report, 0, filing.keeper_boxes[0], &b), ERR_OK);
    StreamKey from_a = half_join(&a, (unsigned char[32]){0}), from_b = half_join(&(WindowHalf){{0}}, b.bytes);
    assert_int_equal(filing_open_view(*state, &filing, 0, &from_a, &body), ERR_SEALED);
    assert_int_equal(filing_open_view(*state, &filing, 0, &from_b, &body), ERR_SEALED);
}

static void a_window_opens_nothing_of_another(void **state) {
    TestOffice *office = test_office(*state);
    Filing filing = read(*state, test_filing(*state, office));
    WindowHalf half;
    Triage triage;
    Card card;
    assert_int_equal(filing_open_half(&filing, 0, &office->windows[1], &half), ERR_SEALED);
    assert_int_equal(filing_open_triage(*state, &filing, 0, &office->windows[1], &triage), ERR_SEALED);
    assert_int_equal(filing_open_card(*state, &filing, 0, &office->windows[1], &card), ERR_SEALED);
    assert_int_equal(filing_open_triage(*state, &filing, 0, &office->windows[0], &triage), ERR_OK);
    assert_true(bytes_eq(triage.json, office->triage[0].json));
    assert_int_equal(filing_open_card(*state, &filing, 0, &office->windows[0], &card), ERR_OK);
    assert_true(bytes_eq(card.json, office->cards[0].json));
    // Who did not ask to be called has an empty card of the same size.
    assert_int_equal(filing_open_card(*state, &filing, 1, &office->windows[1], &card), ERR_OK);
    assert_int_equal(card.json.len, 0);
    assert_int_equal(filing.windows[0].card.len, filing.windows[1].card.len);
}

static void the_keeper_asks_for_the_right_box(void **state) {
    TestOffice *office = test_office(*state);
    Filing filing = read(*state, test_filing(*state, office));
    KeeperHalf half;
    assert_int_equal(half_open_keeper(*state, &office->keeper, test_id(0x22), 0, filing.keeper_boxes[0], &half), ERR_SEALED);
    assert_int_equal(half_open_keeper(*state, &office->keeper, test_id(0x21), 1, filing.keeper_boxes[0], &half), ERR_SEALED);
    // Sealed again for the next epoch it says the same.
    KeeperPair next = TEST_KEY(keeper, 77);
    ByteWriter box = bytes_writer(*state, 4096);
    KeeperHalf again;
    assert_int_equal(half_open_keeper(*state, &office->keeper, test_id(0x21), 0, filing.keeper_boxes[0], &half), ERR_OK);
    assert_int_equal(half_seal_keeper(&box, next.public, &half, test_random(&office->random)), ERR_OK);
    assert_int_equal(half_open_keeper(*state, &next, test_id(0x21), 0, bytes_written(&box), &again), ERR_OK);
    assert_memory_equal(half.bytes, again.bytes, sizeof half.bytes);
}

static void the_reporter_opens_all_with_the_viewing_key(void **state) {
    TestOffice *office = test_office(*state);
    Filing filing = read(*state, test_filing(*state, office));
    ReplyPair reply = viewing_reply(&office->viewing, filing.head.office), other = TEST_KEY(reply, 9);
    StreamKey key;
    ReportBody body;
    assert_int_equal(filing_open_copy(&filing, &other, &key), ERR_SEALED);
    assert_int_equal(filing_open_copy(&filing, &reply, &key), ERR_OK);
    assert_int_equal(filing_open_view(*state, &filing, 0, &key, &body), ERR_OK);
    assert_true(bytes_eq(body.json, office->views[0].json));
}

static void copies_open_alone(void **state) {
    TestOffice *office = test_office(*state);
    Filing filing = read(*state, test_filing(*state, office));
    StatisticsCodes codes;
    ShareView share;
    Letter letter;
    Bytes content;
    assert_int_equal(filing_open_statistics(*state, filing.head.office, filing.statistics, &office->statistics, &codes),
                     ERR_OK);
    assert_true(bytes_eq(codes.json, office->draft.statistics.json));
    assert_int_equal(filing_open_statistics(*state, test_id(1), filing.statistics, &office->statistics, &codes), ERR_SEALED);
    assert_int_equal(filing_open_share(*state, filing.head.office, filing.share, &office->analyst, &share), ERR_OK);
    assert_true(bytes_eq(share.json, office->share.json));
    assert_int_equal(letter_read(filing.letters[0], &letter), ERR_OK);
    assert_int_equal(letter_open_courier(*state, &letter, &office->courier, &content), ERR_OK);
    assert_true(bytes_eq(content, TEXT_BYTES("Dear desk")));
    assert_int_equal(letter_open_window(*state, &letter, &office->windows[0], &content), ERR_REFUSED);
}

static void the_clear_head_is_what_was_given(void **state) {
    TestOffice *office = test_office(*state);
    Filing filing = read(*state, test_filing(*state, office));
    const FilingHead *head = &filing.head, *given = &office->draft.head;
    assert_true(id_eq(head->report, given->report) && id_eq(head->office, given->office));
    assert_true(hash_eq(head->key_list, given->key_list));
    assert_true(str_eq(head->pack, given->pack) && str_eq(head->pack_version, given->pack_version));
    assert_int_equal(head->window_count, 2);
    assert_true(str_eq(head->windows[1].id, STR("jp.ppc")));
    assert_int_equal(head->windows[1].epoch, 7);
    assert_int_equal(head->clock_count, 2);
    assert_true(str_eq(head->clocks[1].stage, STR("final")));
    assert_int_equal(head->clocks[1].due, 1797500000000000);
    assert_int_equal(head->size_class, 0);
    assert_int_equal(filing.evidence_count, 1);
    assert_int_equal(filing.evidence[0].size_class, 3);
}

// Every bit of the core is under the object hash, every bit of the halves under the hash in the core.
static void every_flipped_bit_is_found(void **state) {
    TestOffice *office = test_office(*state);
    Bytes whole = test_filing(*state, office);
    unsigned char *changed = (unsigned char *)bytes_copy(*state, whole).ptr;
    Bytes core, halves;
    Hash object, now;
    assert_int_equal(filing_split(whole, &core, &halves, &object), ERR_OK);
    assert_int_equal(core.len + halves.len, whole.len);
    for (size_t bit = 0; bit < whole.len * 8; bit++) {
        changed[bit / 8] ^= (unsigned char)(1u << bit % 8);
        Err err = filing_split((Bytes){changed, whole.len}, &core, &halves, &now);
        assert_true(err == ERR_INPUT || !hash_eq(now, object));
        changed[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
}

static void only_what_would_be_written_is_read(void **state) {
    TestOffice *office = test_office(*state);
    Bytes whole = test_filing(*state, office);
    Arena short_lived = arena_make(NULL, NULL);
    Filing filing;
    for (size_t len = 0; len < whole.len; len += len < 700 ? 1 : 97) {
        assert_int_equal(filing_read(&short_lived, (Bytes){whole.ptr, len}, &filing), ERR_INPUT);
        arena_reset(&short_lived);
    }
    ByteWriter longer = bytes_writer(*state, whole.len + 1);
    bytes_put(&longer, whole);
    bytes_put_u8(&longer, 0);
    assert_int_equal(filing_read(&short_lived, bytes_written(&longer), &filing), ERR_INPUT);
    arena_free(&short_lived);
}

static void the_core_stands_without_the_halves(void **state) {
    TestOffice *office = test_office(*state);
    Bytes whole = test_filing(*state, office), core, halves;
    Hash object;
    Filing filing;
    assert_int_equal(filing_split(whole, &core, &halves, &object), ERR_OK);
    assert_int_equal(filing_read_core(*state, core, &filing), ERR_OK);
    assert_true(hash_eq(filing.object, object));
    assert_int_equal(filing.halves.len, 0);
    assert_int_equal(filing_read_core(*state, whole, &filing), ERR_INPUT);
}

#define REFUSED(office, change)                                                                                                \
    do {                                                                                                                       \
        Bytes refused_out;                                                                                                     \
        TestOffice *office = test_office(*state);                                                                              \
        change;                                                                                                                \
        assert_int_equal(filing_seal(*state, &office->draft, test_random(&office->random), &refused_out), ERR_INPUT);          \
        assert_int_equal(refused_out.len, 0);                                                                                  \
    } while (0)

static void what_breaks_a_rule_is_not_sealed(void **state) {
    REFUSED(o, o->at[0].id = STR("jp.zzz"));
    REFUSED(o, o->at[1].id = o->at[0].id);
    REFUSED(o, o->at[1].view = 0);
    REFUSED(o, o->at[1].view = 2);
    REFUSED(o, o->at[0].epoch = 0);
    REFUSED(o, o->clocks[1].window = 2);
    REFUSED(o, o->clocks[1] = o->clocks[0]);
    REFUSED(o, o->draft.head.pack = STR(""));
    REFUSED(o, o->draft.head.report = test_id(0));
    REFUSED(o, o->draft.head.keeper_epoch = 0);
    REFUSED(o, o->draft.statistics_epoch = 0);
    REFUSED(o, o->draft.head.report = test_id(0x22)); // its letter is another report's
    REFUSED(o, o->evidence[0].size_class = 2);
    REFUSED(o, memset(&o->draft.head.reply, 0, sizeof(ReplyPublic))); // no key at all
    REFUSED(o, memset(&o->draft.keeper, 0, sizeof(KeeperPublic)));
    REFUSED(o, memset(&o->to[1], 0, sizeof(WindowPublic)));
}

static void a_report_for_no_window_is_still_kept(void **state) {
    TestOffice *office = test_office(*state);
    office->draft.head.window_count = 0;
    office->draft.head.clock_count = 0;
    office->draft.head.view_count = 1;
    office->draft.share = NULL;
    Filing filing = read(*state, test_filing(*state, office));
    StreamKey key;
    assert_int_equal(filing.share.box.len, 0);
    assert_int_equal(filing_open_copy(&filing, &office->reply, &key), ERR_OK);
}

static void all_views_have_one_size(void **state) {
    TestOffice *office = test_office(*state);
    unsigned char *large = arena_alloc(*state, 40000);
    memset(large, 'x', 40000);
    office->views[0].json = (Bytes){large, 40000};
    Filing filing = read(*state, test_filing(*state, office));
    assert_int_equal(filing.head.size_class, 3);
    assert_int_equal(filing.views[0].len, filing.views[1].len);
    assert_int_equal(filing.views[0].len, 24 + 65536 + 17);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(each_window_opens_its_view),
        ARENA_TEST(one_half_alone_opens_nothing),
        ARENA_TEST(a_window_opens_nothing_of_another),
        ARENA_TEST(the_keeper_asks_for_the_right_box),
        ARENA_TEST(the_reporter_opens_all_with_the_viewing_key),
        ARENA_TEST(copies_open_alone),
        ARENA_TEST(the_clear_head_is_what_was_given),
        ARENA_TEST(every_flipped_bit_is_found),
        ARENA_TEST(only_what_would_be_written_is_read),
        ARENA_TEST(the_core_stands_without_the_halves),
        ARENA_TEST(what_breaks_a_rule_is_not_sealed),
        ARENA_TEST(a_report_for_no_window_is_still_kept),
        ARENA_TEST(all_views_have_one_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
