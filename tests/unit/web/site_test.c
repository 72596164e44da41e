// From a request to the values that a handler is given: decoding, types and ceilings of inputs, both kinds of forms, where a
// form may come from, and what an answer says in its head.
#include "unit/base/base_test.h"
#include "web/decode.h"
#include "web/fault.h"
#include "web/multipart.h"
#include "web/site.h"

enum { LINE, LINES, WORD, NUMBER, TICK, MANY, COOKIE, FIELD, PART, INPUTS };

static const Input inputs[INPUTS] = {
    [LINE] = {.name = "line", .from = INPUT_FORM, .type = INPUT_LINE, .most = 12},
    [LINES] = {.name = "lines", .from = INPUT_FORM, .type = INPUT_LINES, .most = 100},
    [WORD] = {.name = "word", .from = INPUT_QUERY, .type = INPUT_WORD, .most = 10},
    [NUMBER] = {.name = "number", .from = INPUT_QUERY, .type = INPUT_NUMBER, .most = 50},
    [TICK] = {.name = "tick", .from = INPUT_FORM, .type = INPUT_TICK},
    [MANY] = {.name = "many", .from = INPUT_FORM, .type = INPUT_WORD, .most = 10, .times = 3},
    [COOKIE] = {.name = "draft", .from = INPUT_COOKIE, .type = INPUT_WORD, .most = 20},
    [FIELD] = {.name = "x-field", .from = INPUT_FIELD, .type = INPUT_LINE, .most = 20},
    [PART] = {.name = "part", .from = INPUT_PATH, .type = INPUT_WORD, .most = 10},
};

// Shows what came, so that a test can compare it.
static Response show(const Request *request) {
    Buf out = buf_make(request->arena, 4096);
    buf_format(&out, "%.*s", STR_ARG(lang_code(request->lang)));
    for (size_t i = 0; i < request->route->input_count; i++) {
        const InputValue *value = &request->inputs[i];
        if (!value->is_given) continue;
        buf_format(&out, " %s=", request->route->inputs[i].name);
        for (size_t at = 0; at < value->count; at++) buf_format(&out, at ? ",%.*s" : "%.*s", STR_ARG(value->all[at]));
    }
    if (request->body.len) buf_format(&out, " body=%.*s", STR_ARG(request->body));
    return response_json(200, buf_str(&out));
}

static const Route routes[] = {
    {.method = HTTP_POST,
     .path = "/{lang}/form/{part}",
     .inputs = inputs,
     .input_count = INPUTS,
     .body = ROUTE_FORM,
     .body_most = 2000,
     .handle = show},
    {.method = HTTP_GET, .path = "/{lang}/form/{part}", .inputs = inputs, .input_count = INPUTS, .handle = show},
    {.method = HTTP_POST, .path = "/json", .body = ROUTE_JSON, .body_most = 100, .is_api = true, .handle = show},
    {.method = HTTP_GET, .path = "/", .handle = show},
};

static Moment no_time(void *at) {
    (void)at;
    return 0;
}

#define COOKIE "__Host-form=00000000000000000000000000"
#define TOKEN "P3WBXKEWYDNQ85T312JEK6CT38" // form_token_test.c

// A form as the browser sends it that was shown it.
static const char *with_token(Arena *arena, const char *head_text, const char *body) {
    const char *before = strstr(head_text, "urlencoded") ? "token=" TOKEN "&"
                         : strstr(head_text, "multipart")
                             ? "--xx\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n" TOKEN "\r\n"
                             : "";
    return str_c(arena, str_format(arena, "%s%s", before, body));
}

// "200 what was shown", or the status alone.
static Str ask(Arena *arena, const char *head_text, const char *body) {
    static const Site site = {.routes = routes, .route_count = sizeof routes / sizeof *routes, .clock = {no_time, NULL}};
    HttpHead *head = NEW(arena, HttpHead);
    Exchange *exchange = NEW(arena, Exchange);
    Str text = str_format(arena, "%s%s\r\n\r\n", head_text, strstr(head_text, "Cookie") ? "" : "\r\nCookie: " COOKIE);
    body = with_token(arena, head_text, body);
    if (http_head_read(bytes_of_str(text), head) != HTTP_WHOLE) return str_format(arena, "head %d", head->status);
    head->length = strlen(body);
    site_begin(&site, arena, head, exchange);
    if (!exchange->is_refused) site_answer(exchange, str_from(body));
    const Response *response = &exchange->response;
    if (response->status != 200) return str_format(arena, "%d", response->status);
    return str_format(arena, "200 %.*s", (int)response->body.len, (const char *)response->body.ptr);
}

// Only a demonstration says that it reaches nobody; no office says that it is an authority.
static void every_page_says_what_it_is_not(void **state) {
    Arena *arena = *state;
    for (int practice = 0; practice < 2; practice++) {
        Site site = {
            .routes = routes, .route_count = sizeof routes / sizeof *routes, .clock = {no_time, NULL}, .is_practice = practice};
        HttpHead *head = NEW(arena, HttpHead);
        Exchange *exchange = NEW(arena, Exchange);
        assert_int_equal(
            http_head_read(
                bytes_of_str(STR("GET /none HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\nAccept-Language: en\r\n\r\n")), head),
            HTTP_WHOLE);
        site_begin(&site, arena, head, exchange);
        assert_int_equal(exchange->response.status, 404);
        Bytes page = exchange->response.body;
        Str words[] = {word(LANG_EN, MSG_PORTAL_NO_RECORD), word(LANG_EN, MSG_PORTAL_PRACTICE_MEANS)};
        for (int i = 0; i < 2; i++)
            assert_int_equal(memmem(page.ptr, page.len, words[i].ptr, words[i].len) != NULL, i == practice);
        Str never = word(LANG_EN, MSG_PORTAL_PRACTICE);
        assert_non_null(memmem(page.ptr, page.len, never.ptr, never.len));
    }
}

#define OWN "\r\nHost: a\r\nOrigin: https://a\r\nContent-Type: application/x-www-form-urlencoded"
#define PARTS "\r\nHost: a\r\nSec-Fetch-Site: same-origin\r\nContent-Type: multipart/form-data; boundary=xx"

static void declared_inputs_come(void **state) {
    Arena *arena = *state;
    static const char post[] = "POST /en/form/p.1?word=w-1&number=50&else=1 HTTP/1.1" OWN
                               "\r\nCookie: draft=no; __Host-draft=abc; x=y; " COOKIE "\r\nX-Field:  f \r\nY: z";
    assert_text(ask(arena, post, "line=+%E3%81%82+b+&lines=a%0D%0Ab%0Dc&tick=anything&many=a&many=b&other=1&word=form&line2=x"),
                "200 en line=あ b lines=a\nb\nc word=w-1 number=50 tick=anything many=a,b draft=abc x-field=f part=p.1");
    assert_text(ask(arena, "GET /ja-simple/form/p HTTP/1.1\r\nHost: a", ""), "200 ja-simple part=p");
    assert_text(ask(arena, "HEAD /ja/form/p HTTP/1.1\r\nHost: a", ""), "200 ja part=p");
    assert_text(ask(arena, "POST /json HTTP/1.1\r\nHost: a\r\nContent-Type: application/json", "{}"), "200 ja body={}");
}

static void what_does_not_fit_is_refused(void **state) {
    Arena *arena = *state;
    static const struct {
        const char *form, *status;
    } rows[] = {{"line=1234567890123", "422"},
                {"line=a%0Ab", "422"},
                {"line=a%00b", "422"},
                {"line=%ff", "422"},
                {"line=%4", "422"},
                {"line=%zz", "422"},
                {"%ff=1", "400"},
                {"line=a&line=b", "422"},
                {"lines=%1b", "422"},
                {"lines=%7f", "422"},
                {"many=a%20b", "422"},
                {"many=", "422"},
                {"many=a&many=b&many=c&many=d", "422"},
                {"&&=&line", "200 ja line= part=p"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_text(ask(arena, "POST /ja/form/p HTTP/1.1" OWN, rows[i].form), rows[i].status);
    assert_text(ask(arena, "GET /ja/form/p?number=51 HTTP/1.1\r\nHost: a", ""), "422");
    assert_text(ask(arena, "GET /ja/form/p?number=-1 HTTP/1.1\r\nHost: a", ""), "422");
    assert_text(ask(arena, "GET /ja/form/p?number=1e1 HTTP/1.1\r\nHost: a", ""), "422");
    assert_text(ask(arena, "GET /ja/form/a%2fb HTTP/1.1\r\nHost: a", ""), "404");
    assert_text(ask(arena, "GET /ja/form/ HTTP/1.1\r\nHost: a", ""), "404");
    assert_text(ask(arena, "GET /fr/form/p HTTP/1.1\r\nHost: a", ""), "404");
    assert_text(ask(arena, "GET /ja/form/p/ HTTP/1.1\r\nHost: a", ""), "404");
    assert_text(ask(arena, "GET //ja/form/p HTTP/1.1\r\nHost: a", ""), "404");
    assert_text(ask(arena, "GET /ja/../json HTTP/1.1\r\nHost: a", ""), "404");
    assert_text(ask(arena, "GET /json HTTP/1.1\r\nHost: a", ""), "405");
    assert_text(ask(arena, "DELETE / HTTP/1.1\r\nHost: a", ""), "405");
    assert_text(ask(arena, "POST /json HTTP/1.1\r\nHost: a\r\nContent-Type: application/json", "\xff"), "400");
    assert_text(ask(arena, "POST /json HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain", "{}"), "415");
    assert_text(ask(arena, "POST /json HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Type: application/json", "{}"),
                "415");
    assert_text(ask(arena, "GET / HTTP/1.1\r\nHost: a", "body"), "413");
}

static void a_form_comes_from_a_page_of_ours(void **state) {
    Arena *arena = *state;
    static const struct {
        const char *fields, *status;
    } rows[] = {
        {"Sec-Fetch-Site: same-origin", "200 ja part=p"},
        {"Sec-Fetch-Site: same-site", "403"},
        {"Sec-Fetch-Site: cross-site", "403"},
        {"Sec-Fetch-Site: none", "403"},
        {"Sec-Fetch-Site: same-origin\r\nOrigin: https://b", "403"},
        {"Origin: https://a", "200 ja part=p"},
        {"Origin: http://a", "200 ja part=p"},
        {"Origin: https://a.b", "403"},
        {"Origin: https://b", "403"},
        {"Origin: null", "403"},
        {"Origin: a", "403"},
        {"Referer: https://a/", "403"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str head =
            str_format(arena, "POST /ja/form/p HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n%s",
                       rows[i].fields);
        assert_text(ask(arena, str_c(arena, head), ""), rows[i].status);
    }
}

static void forms_in_parts_are_read(void **state) {
    Arena *arena = *state;
    static const char head[] = "POST /ja/form/p HTTP/1.1" PARTS;
    static const struct {
        const char *form, *status;
    } rows[] = {
        {"--xx\r\nContent-Disposition: form-data; name=\"line\"\r\n\r\nあ\r\n--xx\r\ncontent-disposition: form-data; "
         "name=\"many\"\r\n"
         "Content-Type: text/plain\r\n\r\nm\r\n--xx--\r\n",
         "200 ja line=あ many=m part=p"},
        {"--xx\r\nContent-Disposition: form-data; name=\"line\"\r\n\r\n\r\n--xx--", "200 ja line= part=p"},
        {"--xx\r\nContent-Disposition: form-data; name=\"line\"; filename=\"f\"\r\n\r\nx\r\n--xx--\r\n", "200 ja part=p"},
        {"--xx\r\nContent-Disposition: form-data; name=\"else\"\r\n\r\nx\r\n--xx--\r\n", "200 ja part=p"},
        {"--xx--\r\n", "200 ja part=p"},
        {"", "400"},
        {"--xy--\r\n", "400"},
        {"--xx\r\nContent-Disposition: form-data; name=\"line\"\r\n\r\nx\r\n--xx", "400"},
        {"--xx\r\nContent-Disposition: form-data; name=\"line\"\r\n\r\nx", "400"},
        {"--xx\r\nContent-Disposition: form-data; name=line\r\n\r\nx\r\n--xx--\r\n", "400"},
        {"--xx\r\nContent-Disposition: attachment; name=\"line\"\r\n\r\nx\r\n--xx--\r\n", "400"},
        {"--xx\r\nContent-Disposition: form-data; name=\"line\"; name=\"many\"\r\n\r\nx\r\n--xx--\r\n", "400"},
        {"--xx\r\nContent-Type: text/plain\r\n\r\nx\r\n--xx--\r\n", "400"},
        {"--xx\r\n\r\nx\r\n--xx--\r\n", "400"},
        {"--xx\nContent-Disposition: form-data; name=\"line\"\n\nx\n--xx--\n", "400"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) assert_text(ask(arena, head, rows[i].form), rows[i].status);
    assert_text(multipart_boundary(STR("multipart/form-data; boundary=\"a b\"")), "");
    assert_text(multipart_boundary(STR("multipart/form-data; boundary=\"a-b\"")), "a-b");
    assert_text(multipart_boundary(STR("multipart/mixed; boundary=a")), "");
}

static void the_reader_chooses_her_language(void **state) {
    (void)state;
    assert_int_equal(decode_language(STR("en-GB,en;q=0.9,ja;q=0.8")), LANG_EN);
    assert_int_equal(decode_language(STR("ja-JP")), LANG_JA);
    assert_int_equal(decode_language(STR("en;q=0.3, ja;q=0.31")), LANG_JA);
    assert_int_equal(decode_language(STR("JA-Simple, en;q=0.9")), LANG_JA_SIMPLE);
    assert_int_equal(decode_language(STR("vi")), LANG_EN);
    assert_int_equal(decode_language(STR("")), LANG_JA);
    assert_int_equal(decode_language(STR(",;q=,en;q=0")), LANG_JA);
    assert_true(decode_wants_page(STR("text/html,application/xhtml+xml,*/*;q=0.8")));
    assert_false(decode_wants_page(STR("*/*")));
    assert_false(decode_wants_page(STR("application/json, text/html;q=0.5")));
    assert_true(decode_lists(STR("deflate, gzip;q=0.5"), "gzip"));
    assert_false(decode_lists(STR("gzip;q=0"), "gzip"));
}

static Str head_of(Arena *arena, const Response *response, const ResponseTerms *terms, Bytes *body) {
    Buf out = buf_make(arena, 8192);
    response_write(arena, response, terms, &out, body);
    return out.overflowed ? STR("overflowed") : buf_str(&out);
}

static bool says(Str head, const char *line) {
    return memmem(head.ptr, head.len, line, strlen(line)) != NULL;
}

static void an_answer_is_guarded(void **state) {
    Arena *arena = *state;
    Bytes body;
    Response page = response_html(200, LANG_EN, MARKUP("<p>x"));
    page.cookies[0] = (Cookie){.name = "draft", .value = STR("abc"), .seconds = 60};
    page.cookies[1] = (Cookie){.name = "old"};
    page.cookies[2] = (Cookie){.name = "lax", .value = STR("x"), .is_lax = true};
    Str head = head_of(arena, &page, &(ResponseTerms){0}, &body);
    assert_true(says(head, "\r\nSet-Cookie: __Host-draft=abc; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=60\r\n"));
    assert_true(says(head, "\r\nSet-Cookie: __Host-old=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0\r\n"));
    assert_true(says(head, "\r\nSet-Cookie: __Host-lax=x; Path=/; Secure; HttpOnly; SameSite=Lax\r\n"));
    assert_true(says(head, "\r\nX-Frame-Options: DENY\r\n") && says(head, "\r\nCache-Control: no-store\r\n"));
    assert_true(says(head, "\r\nContent-Language: en\r\n") && says(head, "\r\nConnection: close\r\n"));
    assert_false(says(head, "unsafe") || says(head, "http:") || says(head, "*"));
    page.style = STR("p{}"); // the hash by openssl
    head = head_of(arena, &page, &(ResponseTerms){0}, &body);
    assert_true(says(head, "\r\nContent-Security-Policy: default-src 'none'; style-src "
                           "'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='; form-action "
                           "'none'; base-uri 'none'; frame-ancestors 'none'\r\n"));
    page.cookies[0].value = STR("a; Domain=b");
    assert_text(head_of(arena, &page, &(ResponseTerms){0}, &body), "overflowed");
    Response file = {.status = 200, .kind = RESPONSE_PDF, .file = STR("a\".pdf")};
    assert_text(head_of(arena, &file, &(ResponseTerms){0}, &body), "overflowed");
    Response away = response_to(STR("/ja/\r\nX: y"));
    assert_text(head_of(arena, &away, &(ResponseTerms){0}, &body), "overflowed");
}

static void what_is_known_is_not_sent(void **state) {
    Arena *arena = *state;
    Bytes body;
    Response style = {.status = 200, .kind = RESPONSE_STYLE, .keep = KEEP_CHECKED, .body = bytes_of_str(STR("p{}"))};
    Str head = head_of(arena, &style, &(ResponseTerms){.is_head = true}, &body);
    assert_true(body.len == 0 && says(head, "\r\nContent-Length: 3\r\n"));
    const char *tag = memmem(head.ptr, head.len, "W/\"", 3);
    assert_non_null(tag);
    Str known = {tag, 20};
    head = head_of(arena, &style, &(ResponseTerms){.known = known}, &body);
    assert_true(str_starts(head, STR("HTTP/1.1 304 ")) && body.len == 0);
    head = head_of(arena, &style, &(ResponseTerms){.known = STR("W/\"0000000000000000\"")}, &body);
    assert_true(str_starts(head, STR("HTTP/1.1 200 ")) && body.len == 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(declared_inputs_come),
        ARENA_TEST(what_does_not_fit_is_refused),
        ARENA_TEST(a_form_comes_from_a_page_of_ours),
        ARENA_TEST(forms_in_parts_are_read),
        ARENA_TEST(the_reader_chooses_her_language),
        ARENA_TEST(an_answer_is_guarded),
        ARENA_TEST(every_page_says_what_it_is_not),
        ARENA_TEST(what_is_known_is_not_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
