// A phishing report as programs send it: what becomes facts, what stands in the narrative, and every way to send a wrong one.
#include "unit/rule/rule_test.h"

#include "base/limits.h"
#include "intake/phish.h"
#include "pack/pack.h"

static const Book *the_book(void) {
    static Arena arena;
    static Pack pack;
    if (pack.book.facts.count == 0) {
        arena = arena_make(NULL, NULL);
        Diags diags = diags_make(&arena);
        assert_int_equal(pack_load(&arena, NULL, &pack, &diags), ERR_OK);
    }
    return &pack.book;
}

static Phish read_fine(Arena *arena, Str source) {
    Phish phish;
    Diags diags = diags_make(arena);
    if (phish_read(arena, the_book(), source, &phish, &diags) != ERR_OK)
        fail_msg("%s", str_c(arena, findings_of(arena, &diags)));
    assert_int_equal(diags.count, 0);
    return phish;
}

static Str facts_of(Arena *arena, const Phish *phish) {
    Buf out = buf_make(arena, 1 << 20);
    incident_print(&out, the_book(), &phish->incident);
    return buf_str(&out);
}

static void assert_same(Str is, const char *wanted) {
    if (!str_is(is, wanted)) fail_msg("%.*s", STR_ARG(is));
}

// --- what is taken -----------------------------------------------------------------------------------------------------------

static void an_address_is_a_site(void **state) {
    Phish phish = read_fine(*state, STR("{\"url\":\"hxxp://a[.]example/?b=\\u3042&c\"}"));
    assert_same(phish.narrative, "url: hxxp://a[.]example/?b=あ&c\n");
    assert_same(facts_of(*state, &phish),
                "{\n  \"incident.kinds\": [\"phishing_site\"],\n  \"technical.urls\": [\"hxxp://a[.]example/?b=あ&c\"]\n}\n");
}

static void a_message_is_a_message(void **state) {
    Phish phish = read_fine(*state, STR("{\"message\":\" url: x\\r\\n\\tb \"}"));
    assert_same(phish.narrative, "\n url: x\r\n\tb ");
    assert_same(facts_of(*state, &phish), "{\n  \"incident.kinds\": [\"phishing_message\"]\n}\n");
}

static void all_of_it_stands_in_its_place(void **state) {
    Phish phish =
        read_fine(*state, STR("{\"message\":\"m\",\"impersonates\":\"I\",\"from\":\"F\",\"urls\":[\"b\",\"c\"],\"url\":\"a\","
                              "\"seen_at\":\"2026-11-20T00:00:00Z\"}"));
    assert_same(phish.narrative, "url: b\nurl: c\nurl: a\nfrom: F\nimpersonates: I\n\nm");
    assert_same(
        facts_of(*state, &phish),
        "{\n  \"incident.kinds\": [\"phishing_site\",\"phishing_message\"],\n  \"incident.known_at\": "
        "\"2026-11-20T09:00:00+09:00\",\n  \"phishing.sender\": \"F\",\n  \"technical.urls\": [\"b\",\"c\",\"a\"]\n}\n");
}

static void what_is_empty_says_nothing(void **state) {
    Phish phish = read_fine(*state, STR("{\"url\":\"\",\"urls\":null,\"message\":\"m\",\"from\":\" \",\"impersonates\":null,"
                                        "\"seen_at\":\"\"}"));
    assert_same(phish.narrative, "\nm");
}

static void what_no_fact_takes_stands_in_the_words(void **state) {
    Buf source = buf_make(*state, 4000);
    buf_puts(&source, "{\"url\":\"a\\u202eb\",\"from\":\"");
    for (int i = 0; i < 999; i++) buf_char(&source, 'f'); // more than the fact of the pack has room for
    buf_puts(&source, "\"}");
    Phish phish = read_fine(*state, buf_str(&source));
    assert_true(str_starts(phish.narrative, STR("url: a\xE2\x80\xAE"
                                                "b\nfrom: fff")));
    assert_same(facts_of(*state, &phish), "{\n  \"incident.kinds\": [\"phishing_site\"]\n}\n");
}

// The ceilings are such that whatever passes them fits into a narrative and into one answer.
static void the_most_fits(void **state) {
    Buf source = buf_make(*state, LIMIT_PHISH_BYTES);
    buf_puts(&source, "{\"urls\":[");
    for (int i = 0; i < LIMIT_PHISH_URLS; i++) {
        buf_puts(&source, i ? ",\"" : "\"");
        for (int k = 0; k < LIMIT_PHISH_URL_BYTES; k++) buf_char(&source, 'u');
        buf_char(&source, '"');
    }
    buf_puts(&source, "],\"from\":\"");
    for (int i = 0; i < LIMIT_PHISH_LINE_BYTES; i++) buf_char(&source, 'f');
    buf_puts(&source, "\",\"impersonates\":\"");
    for (int i = 0; i < LIMIT_PHISH_LINE_BYTES; i++) buf_char(&source, 'i');
    buf_puts(&source, "\",\"message\":\"");
    for (int i = 0; i < LIMIT_PHISH_MESSAGE_BYTES; i++) buf_char(&source, 'm');
    buf_puts(&source, "\"}");
    assert_false(source.overflowed);
    Phish phish = read_fine(*state, buf_str(&source));
    assert_true(phish.narrative.len > LIMIT_PHISH_MESSAGE_BYTES + LIMIT_PHISH_URLS * LIMIT_PHISH_URL_BYTES);
    assert_true(phish.narrative.len <= 256 << 10);
    assert_non_null(strstr(str_c(*state, facts_of(*state, &phish)), "technical.urls"));
}

// --- what is not -------------------------------------------------------------------------------------------------------------

typedef struct Wrong {
    const char *source;
    Msg msg;
    int column;
} Wrong;

static void what_is_wrong_is_told_with_its_place(void **state) {
    static const Wrong rows[] = {
        {"{}", MSG_PHISH_NEEDS, 1},
        {"{\"from\":\"a\"}", MSG_PHISH_NEEDS, 1},
        {"{\"url\":\" \",\"message\":\"\"}", MSG_PHISH_NEEDS, 1},
        {"{\"urls\":[]}", MSG_PHISH_NEEDS, 1},
        {"[]", MSG_PHISH_SHAPE, 1},
        {"\"a\"", MSG_PHISH_SHAPE, 1},
        {"{\"url\":\"a\",\"uri\":1}", MSG_PHISH_NO_MEMBER, 12},
        {"{\"url\":1}", MSG_PHISH_LINE, 8},
        {"{\"url\":\"a\\nfrom: b\"}", MSG_PHISH_LINE, 8},
        {"{\"url\":\"a\\u007f\"}", MSG_PHISH_LINE, 8},
        {"{\"urls\":\"a\"}", MSG_PHISH_URLS, 9},
        {"{\"urls\":[\"a\",\"\"]}", MSG_PHISH_LINE, 14},
        {"{\"urls\":[\"a\",null]}", MSG_PHISH_LINE, 14},
        {"{\"urls\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}", MSG_PHISH_URLS, 9},
        {"{\"url\":\"a\",\"from\":\"a\\tb\"}", MSG_PHISH_LINE, 19},
        {"{\"url\":\"a\",\"impersonates\":[]}", MSG_PHISH_LINE, 27},
        {"{\"message\":true}", MSG_PHISH_MESSAGE, 12},
        {"{\"message\":\"m\",\"seen_at\":\"now\"}", MSG_PHISH_TIME, 26},
        {"{\"message\":\"m\",\"seen_at\":1}", MSG_PHISH_TIME, 26},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Phish phish;
        Diags diags = diags_make(*state);
        assert_int_equal(phish_read(*state, the_book(), str_from(rows[i].source), &phish, &diags), ERR_INPUT);
        bool told = diags.errors == 1 && diags.items[0].msg == rows[i].msg && diags.items[0].place.column == rows[i].column;
        if (!told) fail_msg("%s: %s", rows[i].source, str_c(*state, findings_of(*state, &diags)));
    }
}

static void every_fault_is_told(void **state) {
    Phish phish;
    Diags diags = diags_make(*state);
    Str source = STR("{\"url\":\"\\n\",\"urls\":[1,\"b\",2],\"message\":[],\"seen_at\":{},\"from\":0,\"x\":0}");
    assert_int_equal(phish_read(*state, the_book(), source, &phish, &diags), ERR_INPUT);
    assert_int_equal(diags.errors, 6); // an address of blanks alone says nothing
}

static void ceilings_hold(void **state) {
    static const struct {
        const char *name;
        int most;
    } rows[] = {{"url", LIMIT_PHISH_URL_BYTES}, {"from", LIMIT_PHISH_LINE_BYTES}, {"message", LIMIT_PHISH_MESSAGE_BYTES}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int over = 0; over < 2; over++) {
            Phish phish;
            Diags diags = diags_make(*state);
            Buf source = buf_make(*state, LIMIT_PHISH_BYTES);
            buf_format(&source, "{\"urls\":[\"u\"],\"%s\":\"", rows[i].name);
            for (int k = 0; k < rows[i].most + over; k++) buf_char(&source, 'a');
            buf_puts(&source, "\"}");
            Err err = phish_read(*state, the_book(), buf_str(&source), &phish, &diags);
            assert_int_equal(err, over ? ERR_INPUT : ERR_OK);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(an_address_is_a_site),
        ARENA_TEST(a_message_is_a_message),
        ARENA_TEST(all_of_it_stands_in_its_place),
        ARENA_TEST(what_is_empty_says_nothing),
        ARENA_TEST(what_no_fact_takes_stands_in_the_words),
        ARENA_TEST(the_most_fits),
        ARENA_TEST(what_is_wrong_is_told_with_its_place),
        ARENA_TEST(every_fault_is_told),
        ARENA_TEST(ceilings_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
