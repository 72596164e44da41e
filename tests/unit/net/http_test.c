// Heads and bodies of requests: what is taken, what is refused and by which status; that it does not matter in which pieces
// they come; PROXY heads, prefixes and buckets.
#include "net/bucket.h"
#include "net/http_answer.h"
#include "net/http_body.h"
#include "net/proxy.h"
#include "unit/base/base_test.h"

static Bytes text_bytes(const char *text) {
    return bytes_of_str(str_from(text));
}

static int status_of(const char *text) {
    HttpHead head;
    HttpState state = http_head_read(text_bytes(text), &head);
    return state == HTTP_WHOLE ? 200 : state == HTTP_MORE ? 0 : head.status;
}

static void a_head_is_read(void **state) {
    (void)state;
    static const char text[] =
        "GET /ja/help?a=1&b=%20 HTTP/1.1\r\nhOsT: example.jp:8080\r\nX:  y\t \r\nConnection: x, Close\r\n\r\nrest";
    HttpHead head;
    assert_int_equal(http_head_read(text_bytes(text), &head), HTTP_WHOLE);
    assert_int_equal(head.method, HTTP_GET);
    assert_text(head.path, "/ja/help");
    assert_text(head.query, "a=1&b=%20");
    assert_text(head.host, "example.jp:8080");
    assert_text(http_head_field(&head, "x"), "y");
    assert_int_equal(head.size, strlen(text) - 4);
    assert_false(head.keeps_open);
    for (size_t len = 0; len < head.size; len++) {
        HttpHead part;
        assert_int_equal(http_head_read((Bytes){(const unsigned char *)text, len}, &part), HTTP_MORE);
    }
}

static void what_may_be_read_in_two_ways_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int status;
    } rows[] = {
        {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", 200},
        {"GET / HTTP/1.1\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
        {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /\tHTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
        {"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /% HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /a\\b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /\x80 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.0\r\nHost: a\r\n\r\n", 505},
        {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"GET / http/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /\r\n\r\n", 400},
        {"G\x01T / HTTP/1.1\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: \x7f\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: \xe3\x81\x82\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\n: y\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nA(b: y\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 413},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", 501},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n", 200},
        {"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n", 200},
        {"POST / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n", 417},
        {"FOO / HTTP/1.1\r\nHost: a\r\n\r\n", 200},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int got = status_of(rows[i].text);
        if (got != rows[i].status) fail_msg("%d instead of %d: %s", got, rows[i].status, rows[i].text);
    }
}

static void a_zero_byte_is_refused(void **state) {
    (void)state;
    static const char text[] = "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n";
    HttpHead head;
    assert_int_equal(http_head_read((Bytes){(const unsigned char *)text, sizeof text - 1}, &head), HTTP_REFUSED);
    assert_int_equal(head.status, 400);
}

static int long_status(Arena *arena, size_t path, size_t fields, size_t value) {
    Buf text = buf_make(arena, 1 << 20);
    buf_puts(&text, "GET /");
    for (size_t i = 0; i < path; i++) buf_char(&text, 'a');
    buf_puts(&text, " HTTP/1.1\r\nHost: a\r\n");
    for (size_t i = 0; i < fields; i++) {
        buf_puts(&text, "x: ");
        for (size_t at = 0; at < value; at++) buf_char(&text, 'v');
        buf_puts(&text, "\r\n");
    }
    buf_puts(&text, "\r\n");
    return status_of(str_c(arena, buf_str(&text)));
}

static void what_is_too_long_is_refused(void **state) {
    Arena *arena = *state;
    assert_int_equal(long_status(arena, LIMIT_HTTP_TARGET_BYTES - 1, 0, 0), 200);
    assert_int_equal(long_status(arena, LIMIT_HTTP_TARGET_BYTES, 0, 0), 414);
    assert_int_equal(long_status(arena, 0, LIMIT_HTTP_FIELDS - 1, 1), 200);
    assert_int_equal(long_status(arena, 0, LIMIT_HTTP_FIELDS, 1), 431);
    assert_int_equal(long_status(arena, 0, 1, LIMIT_HTTP_HEAD_BYTES), 431);
    // Also before their end has come.
    char *endless = arena_alloc(arena, 2 * LIMIT_HTTP_HEAD_BYTES);
    memset(endless, 'a', 2 * LIMIT_HTTP_HEAD_BYTES - 1);
    assert_int_equal(status_of(endless), 414);
    static const char begin[] = "GET / HTTP/1.1\r\nX: ";
    memcpy(endless, begin, strlen(begin));
    assert_int_equal(status_of(endless), 431);
}

// --- bodies
// --------------------------------------------------------------------------------------------------------------------

// The body of `text` when it comes in pieces of `step` bytes; the status of what went wrong, 0 when it is whole, -1: it is not.
static int body_in_steps(Arena *arena, const HttpHead *head, const char *text, size_t step, Str *out, size_t *rest) {
    HttpBody body = http_body_begin(head, 20);
    Buf content = buf_make(arena, 1024);
    size_t len = strlen(text), at = 0;
    HttpState state = HTTP_MORE;
    for (size_t end = 0; state == HTTP_MORE && at <= len; end = end + step < len ? end + step : len) {
        size_t used = 1;
        Bytes piece;
        while (state == HTTP_MORE && used > 0) {
            state = http_body_take(&body, (Bytes){(const unsigned char *)text + at, end - at}, &used, &piece);
            buf_put(&content, (Str){(const char *)piece.ptr, piece.len});
            at += used;
        }
        if (end == len && state == HTTP_MORE) return -1;
    }
    *out = buf_str(&content);
    *rest = len - at;
    return body.status;
}

static void bodies_are_read(void **state) {
    Arena *arena = *state;
    static const struct {
        const char *text;
        int status;
        const char *body;
        size_t rest;
    } rows[] = {
        {"0\r\n\r\nGET", 0, "", 3},
        {"3\r\nabc\r\n0\r\n\r\n", 0, "abc", 0},
        {"3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\nx", 0, "abc0123456789", 1},
        {"014\r\n01234567890123456789\r\n0\r\n\r\n", 0, "01234567890123456789", 0},
        {"15\r\n", 413, "", 0},
        {"3\r\nabc\r\n12\r\n", 413, "", 0},
        {"ffffffffffffff\r\n", 413, "", 0},
        {"000000000000000000001\r\na\r\n0\r\n\r\n", 400, "", 0},
        {"3;x=y\r\nabc\r\n0\r\n\r\n", 400, "", 0},
        {"3 \r\nabc\r\n0\r\n\r\n", 400, "", 0},
        {" 3\r\nabc\r\n0\r\n\r\n", 400, "", 0},
        {"3\nabc\r\n0\r\n\r\n", 400, "", 0},
        {"3\r\nabcd\r\n", 400, "", 0},
        {"3\r\nabc\n0\r\n\r\n", 400, "", 0},
        {"\r\n\r\n", 400, "", 0},
        {"-1\r\n", 400, "", 0},
        {"0x3\r\nabc\r\n", 400, "", 0},
        {"0\r\nX: y\r\n\r\n", 400, "", 0},
        {"3\r\nab", -1, "", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t step = 1; step < 40; step++) {
            Str body = {0};
            size_t rest = 0;
            int status = body_in_steps(arena, &(HttpHead){.is_chunked = true}, rows[i].text, step, &body, &rest);
            if (status != rows[i].status) fail_msg("%d by %zu: %s", status, step, rows[i].text);
            if (status == 0) assert_text(body, rows[i].body);
            if (status == 0) assert_int_equal(rest, rows[i].rest);
        }
    Str body;
    size_t rest;
    assert_int_equal(body_in_steps(arena, &(HttpHead){.length = 3}, "abcdef", 2, &body, &rest), 0);
    assert_text(body, "abc");
    assert_int_equal(rest, 3);
    assert_int_equal(body_in_steps(arena, &(HttpHead){.length = 21}, "abc", 2, &body, &rest), 413);
}

// --- answers
// -------------------------------------------------------------------------------------------------------------------

static void nothing_can_end_a_field(void **state) {
    Arena *arena = *state;
    static const char *const bad[] = {"a\r\nSet-Cookie: x", "a\nb", "a\rb", "a\x7f", "\xe3\x81\x82", "a\tb"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Buf out = buf_make(arena, 1024);
        http_answer_begin(&out, 200);
        http_answer_field(&out, HTTP_LOCATION, str_from(bad[i]));
        assert_true(out.overflowed);
    }
    Buf out = buf_make(arena, 1024);
    http_answer_begin(&out, 303);
    http_answer_field(&out, HTTP_LOCATION, STR("/ja/"));
    http_answer_number(&out, HTTP_CONTENT_LENGTH, 0);
    http_answer_end(&out);
    assert_text(buf_str(&out), "HTTP/1.1 303 See Other\r\nLocation: /ja/\r\nContent-Length: 0\r\n\r\n");
}

// --- who comes
// -----------------------------------------------------------------------------------------------------------------

static void a_proxy_head_is_read(void **state) {
    (void)state;
    static const unsigned char ipv4[] = "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\0\2\7\x0a\0\0\1\x1f\x90\0\x50GET /";
    static const unsigned char own[] = "\r\n\r\n\0\r\nQUIT\n\x20\0\0\0";
    static const unsigned char short4[] = "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x04\xc0\0\2\7";
    static const unsigned char huge[] = "\r\n\r\n\0\r\nQUIT\n\x21\x11\xff\xff";
    static const unsigned char unix_peer[] = "\r\n\r\n\0\r\nQUIT\n\x21\x31\0\x0c............";
    ProxyHead head;
    Peer wanted;
    assert_true(peer_read("192.0.2.7", &wanted));
    assert_int_equal(proxy_head_read((Bytes){ipv4, sizeof ipv4 - 1}, &head), HTTP_WHOLE);
    assert_int_equal(head.size, 28);
    assert_true(peer_eq(head.client, wanted));
    for (size_t len = 0; len < 28; len++) assert_int_equal(proxy_head_read((Bytes){ipv4, len}, &head), HTTP_MORE);
    assert_int_equal(proxy_head_read((Bytes){own, sizeof own - 1}, &head), HTTP_WHOLE);
    assert_true(head.is_own);
    assert_int_equal(proxy_head_read((Bytes){short4, sizeof short4 - 1}, &head), HTTP_REFUSED);
    assert_int_equal(proxy_head_read((Bytes){huge, sizeof huge - 1}, &head), HTTP_REFUSED);
    assert_int_equal(proxy_head_read((Bytes){unix_peer, sizeof unix_peer - 1}, &head), HTTP_REFUSED);
    assert_int_equal(proxy_head_read(text_bytes("GET / HTTP/1.1\r\n"), &head), HTTP_REFUSED);
    assert_int_equal(proxy_head_read(text_bytes("PROXY TCP4 "), &head), HTTP_REFUSED);
}

static uint64_t prefix_of(const char *text) {
    Peer peer;
    assert_true(peer_read(text, &peer));
    return peer_prefix(peer);
}

static void neighbours_are_one_prefix(void **state) {
    (void)state;
    Peer peer;
    assert_true(prefix_of("192.0.2.1") == prefix_of("192.0.2.254"));
    assert_true(prefix_of("192.0.2.1") != prefix_of("192.0.3.1"));
    assert_true(prefix_of("2001:db8:0:1::1") == prefix_of("2001:db8:0:ff::2"));
    assert_true(prefix_of("2001:db8:0:100::1") != prefix_of("2001:db8:0:1::1"));
    assert_false(peer_read("192.0.2", &peer));
    assert_false(peer_read("example.jp", &peer));
}

static void a_bucket_fills_again(void **state) {
    BucketTable *table = bucket_table_make(*state, (BucketTerms){.burst = 5, .per_second = 2}, 7);
    for (int i = 0; i < 5; i++) assert_true(bucket_take(table, 1, 1000));
    assert_false(bucket_take(table, 1, 1000));
    assert_true(bucket_take(table, 2, 1000)); // somebody else
    assert_false(bucket_take(table, 1, 1499));
    assert_true(bucket_take(table, 1, 1500));
    assert_false(bucket_take(table, 1, 1500));
    for (int i = 0; i < 5; i++) assert_true(bucket_take(table, 1, 1000000));
    assert_false(bucket_take(table, 1, 1000000));
    // However many come, who has a bucket and keeps using it keeps it or is given a full one: nobody is shut out.
    for (uint64_t i = 10; i < 100000; i++) assert_true(bucket_take(table, i, 1000001));
}

static void what_has_passed_is_owed(void **state) {
    BucketTable *table = bucket_table_make(*state, (BucketTerms){.burst = 3, .per_second = 1}, 7);
    assert_true(bucket_has(table, 1, 1000) && bucket_has(table, 1, 1000)); // to look takes nothing
    for (int i = 0; i < 5; i++) bucket_charge(table, 1, 1000);
    assert_false(bucket_has(table, 1, 1000));
    assert_false(bucket_take(table, 1, 3999)); // two are owed, and one is missing
    assert_true(bucket_take(table, 1, 4000));
    assert_false(bucket_take(table, 1, 4000));
    assert_true(bucket_has(table, 2, 4000)); // somebody else owes nothing
    for (int i = 0; i < 100; i++) bucket_charge(table, 1, 4000);
    assert_false(bucket_has(table, 1, 7999));
    assert_true(bucket_has(table, 1, 8000)); // no more than a burst is ever owed
    for (int i = 0; i < 100; i++) bucket_charge(table, 1, 8000);
    for (int i = 0; i < 3; i++) assert_true(bucket_take(table, 1, 14000));
    assert_false(bucket_take(table, 1, 14000));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(a_head_is_read),         ARENA_TEST(what_may_be_read_in_two_ways_is_refused),
        ARENA_TEST(a_zero_byte_is_refused), ARENA_TEST(what_is_too_long_is_refused),
        ARENA_TEST(bodies_are_read),        ARENA_TEST(nothing_can_end_a_field),
        ARENA_TEST(a_proxy_head_is_read),   ARENA_TEST(neighbours_are_one_prefix),
        ARENA_TEST(a_bucket_fills_again),   ARENA_TEST(what_has_passed_is_owed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
