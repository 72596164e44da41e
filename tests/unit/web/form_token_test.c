// Which browser a form is taken from: the token in it is that of the cookie, it is judged before a handler runs and before a
// byte of a file is taken, and whoever is not matched gets all that was typed back.
#include "unit/base/base_test.h"
#include "web/form_token.h"
#include "web/site.h"

#define COOKIE "__Host-form=00000000000000000000000000"
#define TOKEN "P3WBXKEWYDNQ85T312JEK6CT38" // BLAKE2b of 16 zero bytes for todoke.form, by Python
#define OTHER "__Host-form=00000000000000000000000004"
#define OTHER_TOKEN "YZ2P903MXESBG1T3A91RJ1SVGG"

enum { LINE, INPUTS };
static const Input inputs[INPUTS] = {[LINE] = {.name = "line", .from = INPUT_FORM, .type = INPUT_LINE, .most = 99, .times = 3}};

// A page with two forms; a handler of a form that shows what came, and one that pulls a file.
static Response show(const Request *request) {
    Buf out = buf_make(request->arena, 4096);
    form_token_write(&out, request->token);
    form_token_write(&out, request->token);
    Response response = response_html(200, request->lang, (Markup){buf_str(&out)});
    response.keep = KEEP_CHECKED;
    return response;
}

static Response plain(const Request *request) {
    return response_html(200, request->lang, MARKUP("taken"));
}

static Response pull(const Request *request) {
    Bytes piece;
    while (upload_next(request->upload, &piece) == ERR_OK && piece.len > 0) continue;
    return plain(request);
}

static Response again(const Request *request) {
    Buf out = buf_make(request->arena, 4096);
    buf_format(&out, "again%s", request->upload ? " with a file" : "");
    for (size_t i = 0; i < request->inputs[LINE].count; i++) buf_format(&out, " %.*s", STR_ARG(request->inputs[LINE].all[i]));
    form_token_write(&out, request->token);
    return response_html(403, request->lang, (Markup){buf_str(&out)});
}

static const Route routes[] = {
    {.method = HTTP_GET, .path = "/form", .handle = show},
    {.method = HTTP_GET, .path = "/plain", .handle = plain},
    {.method = HTTP_POST,
     .path = "/form",
     .inputs = inputs,
     .input_count = INPUTS,
     .body = ROUTE_FORM,
     .body_most = 2000,
     .handle = plain},
    {.method = HTTP_POST, .path = "/file", .body = ROUTE_FILE, .body_most = 2000, .handle = pull},
    {.method = HTTP_POST, .path = "/json", .body = ROUTE_JSON, .body_most = 100, .is_api = true, .handle = plain},
};

static Moment no_time(void *at) {
    (void)at;
    return 0;
}

typedef struct Coming {
    Bytes left;
    size_t given;
} Coming;

static int next_byte(void *at, Bytes *piece) {
    Coming *coming = at;
    *piece = (Bytes){coming->left.ptr + coming->given, coming->given < coming->left.len ? 1 : 0};
    coming->given += piece->len;
    return 0;
}

typedef struct Asked {
    Response response;
    size_t pulled; // of a file's body
} Asked;

#define FORM "Content-Type: application/x-www-form-urlencoded\r\n"
#define PARTS "Content-Type: multipart/form-data; boundary=xx\r\n"

static Asked ask(Arena *arena, const char *line, const char *fields, const char *body) {
    static const Site site = {
        .routes = routes, .route_count = sizeof routes / sizeof *routes, .clock = {no_time, NULL}, .again = again};
    HttpHead *head = NEW(arena, HttpHead);
    Exchange *exchange = NEW(arena, Exchange);
    Coming coming = {bytes_of_str(str_from(body)), 0};
    Str text = str_format(arena, "%s HTTP/1.1\r\nHost: a\r\nAccept-Language: en\r\nSec-Fetch-Site: same-origin\r\n%s\r\n", line,
                          fields);
    assert_int_equal(http_head_read(bytes_of_str(text), head), HTTP_WHOLE);
    head->length = strlen(body);
    site_begin(&site, arena, head, exchange);
    assert_false(exchange->is_refused);
    if (exchange->route->body == ROUTE_FILE)
        site_answer_file(exchange, (BodySource){next_byte, &coming});
    else
        site_answer(exchange, str_from(body));
    return (Asked){exchange->response, coming.given};
}

static Str body_of(const Asked *asked) {
    return (Str){(const char *)asked->response.body.ptr, asked->response.body.len};
}

static bool says(Str text, const char *part) {
    return memmem(text.ptr, text.len, part, strlen(part)) != NULL;
}

static void it_begins_with_a_form(void **state) {
    Arena *arena = *state;
    Asked none = ask(arena, "GET /plain", "", ""), first = ask(arena, "GET /form", "", ""),
          second = ask(arena, "GET /form", "", "");
    assert_null(none.response.cookies[0].name);
    assert_string_equal(first.response.cookies[0].name, "form");
    assert_int_equal(first.response.cookies[0].value.len, 26);
    assert_int_equal(first.response.cookies[0].seconds, 0);
    assert_true(first.response.cookies[0].is_lax);
    assert_int_equal(first.response.keep, KEEP_NEVER);
    assert_false(str_eq(first.response.cookies[0].value, second.response.cookies[0].value));
    Str page = body_of(&first), field = str_slice(page, 0, page.len / 2);
    assert_true(str_eq(field, str_slice(page, page.len / 2, page.len))); // both forms have the same
    assert_false(says(page, str_c(arena, first.response.cookies[0].value)));
    Str cookie = str_format(arena, "Cookie: __Host-form=%.*s\r\n", STR_ARG(first.response.cookies[0].value));
    Asked later = ask(arena, "GET /form", str_c(arena, cookie), "");
    assert_true(str_eq(page, body_of(&later)));
    assert_null(later.response.cookies[0].name);
    assert_int_equal(later.response.keep, KEEP_NEVER);
    Asked known = ask(arena, "GET /form", "Cookie: " COOKIE "\r\n", "");
    assert_true(says(body_of(&known), "<input type=\"hidden\" name=\"token\" value=\"" TOKEN "\">"));
}

static void a_form_is_of_its_browser(void **state) {
    Arena *arena = *state;
    static const struct {
        const char *cookie, *body;
        bool fits;
    } rows[] = {
        {COOKIE, "token=" TOKEN, true},
        {COOKIE, "line=a&token=" TOKEN, true},
        {"__Host-draft=x; " COOKIE, "token=" TOKEN "&line=a", true},
        {COOKIE, "", false},
        {COOKIE, "token=", false},
        {COOKIE, "token=" OTHER_TOKEN, false},
        {COOKIE, "token=00000000000000000000000000", false},
        {COOKIE, "token=" TOKEN "0", false},
        {COOKIE, "token=P3WBXKEWYDNQ85T312JEK6CT3", false},
        {COOKIE, "token=p3wbxkewydnq85t312jek6ct38", false},
        {COOKIE, "token=" TOKEN "&token=" TOKEN, false},
        {COOKIE, "token=" TOKEN "&token=stay", false},
        {OTHER, "token=" OTHER_TOKEN, true},
        {OTHER, "token=" TOKEN, false},
        {"form=00000000000000000000000000", "token=" TOKEN, false},
        {"__Host-form=0", "token=" TOKEN, false},
        {"__Host-form=", "token=", false},
        {"a=b", "token=" TOKEN, false}, // nobody has the secret of zeros that is no cookie
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str fields = str_format(arena, FORM "Accept: text/html\r\nCookie: %s\r\n", rows[i].cookie);
        Asked asked = ask(arena, "POST /form", str_c(arena, fields), rows[i].body);
        assert_int_equal(asked.response.status, rows[i].fits ? 200 : 403);
        assert_int_equal(str_is(body_of(&asked), "taken"), rows[i].fits);
    }
    assert_int_equal(ask(arena, "POST /json", "Content-Type: application/json\r\n", "{}").response.status, 200);
}

static void what_was_typed_comes_back(void **state) {
    Arena *arena = *state;
    Asked person = ask(arena, "POST /form", FORM "Accept: text/html\r\n", "line=a&other=x&line=b");
    assert_true(str_starts(body_of(&person), STR("again a b<input")));
    assert_string_equal(person.response.cookies[0].name, "form");
    Asked script = ask(arena, "POST /form", FORM "Accept: */*\r\nCookie: " COOKIE "\r\n", "line=a");
    assert_int_equal(script.response.status, 403);
    assert_int_equal(script.response.kind, RESPONSE_PROBLEM);
    assert_null(script.response.cookies[0].name);
}

#define PART(name, more) "--xx\r\nContent-Disposition: form-data; name=\"" name "\"" more "\r\n\r\n"
#define A_FILE PART("file", "; filename=\"f\"") "content\r\n"

static void nothing_of_a_file_is_taken(void **state) {
    Arena *arena = *state;
    static const char fits[] = PART("token", "") TOKEN "\r\n" A_FILE "--xx--\r\n";
    static const char wrong[] = PART("token", "") OTHER_TOKEN "\r\n" A_FILE "--xx--\r\n";
    static const char late[] = A_FILE PART("token", "") TOKEN "\r\n--xx--\r\n";
    static const char none[] = A_FILE "--xx--\r\n";
    static const char fields[] = PARTS "Accept: text/html\r\nCookie: " COOKIE "\r\n";
    Asked taken = ask(arena, "POST /file", fields, fits);
    assert_text(body_of(&taken), "taken");
    assert_int_equal(taken.pulled, strlen(fits));
    const char *bodies[] = {wrong, late, none};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        Asked asked = ask(arena, "POST /file", fields, bodies[i]);
        assert_true(asked.response.status == 403 && says(body_of(&asked), "again with a file"));
        assert_int_equal(asked.pulled, (size_t)(strstr(bodies[i], "content\r\n") - bodies[i]));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(it_begins_with_a_form),
        ARENA_TEST(a_form_is_of_its_browser),
        ARENA_TEST(what_was_typed_comes_back),
        ARENA_TEST(nothing_of_a_file_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
