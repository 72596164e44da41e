// One table says what each kind of answer is, and which script, style and frame a browser may give it: none but ours.
#include "web/response.h"

#include "net/http_answer.h"
#include "net/http_head.h"
#include "web/gzip.h"

#include <sodium.h>

enum { PACKED_LEAST = 1024 };

static const char *const types[RESPONSE_KIND_COUNT] = {
    [RESPONSE_HTML] = "text/html; charset=utf-8",
    [RESPONSE_JSON] = "application/json",
    [RESPONSE_PROBLEM] = "application/problem+json",
    [RESPONSE_TEXT] = "text/plain; charset=utf-8",
    [RESPONSE_STYLE] = "text/css; charset=utf-8",
    [RESPONSE_SCRIPT] = "text/javascript; charset=utf-8",
    [RESPONSE_SVG] = "image/svg+xml",
    [RESPONSE_PNG] = "image/png",
    [RESPONSE_FONT] = "font/woff2",
    [RESPONSE_PDF] = "application/pdf",
    [RESPONSE_XLSX] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    [RESPONSE_CALENDAR] = "text/calendar; charset=utf-8",
};

// A page has styles, scripts, pictures and forms of this site and nothing else; what is not a page has nothing at all.
static const char page_policy[] =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
// A page that is whole in itself.
static const char whole_policy[] =
    "default-src 'none'; style-src 'sha256-%s'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
static const char other_policy[] = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox";

Response response_html(int status, Lang lang, Markup page) {
    return (Response){.status = status, .kind = RESPONSE_HTML, .body = bytes_of_str(page.s), .lang = lang};
}

Response response_json(int status, Str json) {
    return (Response){.status = status, .kind = RESPONSE_JSON, .body = bytes_of_str(json)};
}

Response response_to(Str path) {
    return (Response){.status = 303, .location = path};
}

// 16 signs that stand for a content.
static Str content_tag(Arena *arena, Bytes content) {
    unsigned char hash[crypto_generichash_BYTES_MIN];
    crypto_generichash(hash, sizeof hash, content.ptr, content.len, NULL, 0);
    return str_format(arena, "%02x%02x%02x%02x%02x%02x%02x%02x", hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6],
                      hash[7]);
}

static Str policy_of(Arena *arena, const Response *response) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    char text[sodium_base64_ENCODED_LEN(sizeof hash, sodium_base64_VARIANT_ORIGINAL)];
    if (response->kind != RESPONSE_HTML) return str_from(other_policy);
    if (!response->style.len) return str_from(page_policy);
    crypto_hash_sha256(hash, (const unsigned char *)response->style.ptr, response->style.len);
    sodium_bin2base64(text, sizeof text, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
    return str_format(arena, whole_policy, text);
}

static void write_guards(Arena *arena, Buf *head, const Response *response) {
    http_answer_field(head, HTTP_CONTENT_SECURITY_POLICY, policy_of(arena, response));
    http_answer_field(head, HTTP_X_CONTENT_TYPE_OPTIONS, STR("nosniff"));
    // Over plain HTTP browsers ignore it; behind whatever ends TLS they never come without it again.
    http_answer_field(head, HTTP_STRICT_TRANSPORT_SECURITY, STR("max-age=31536000"));
    http_answer_field(head, HTTP_REFERRER_POLICY, STR("same-origin"));
    http_answer_field(head, HTTP_CROSS_ORIGIN_RESOURCE_POLICY, STR("same-origin"));
    if (response->kind != RESPONSE_HTML) return;
    http_answer_field(head, HTTP_X_FRAME_OPTIONS, STR("DENY"));
    http_answer_field(head, HTTP_CROSS_ORIGIN_OPENER_POLICY, STR("same-origin"));
    http_answer_field(head, HTTP_PERMISSIONS_POLICY, STR("camera=(), microphone=(), geolocation=(), payment=(), usb=()"));
}

static bool is_plain(Str s) {
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool plain =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '-';
        if (!plain) return false;
    }
    return true;
}

static void write_cookies(Arena *arena, Buf *head, const Response *response) {
    for (size_t i = 0; i < COOKIES_MOST && response->cookies[i].name; i++) {
        const Cookie *cookie = &response->cookies[i];
        Str life = cookie->value.len == 0 ? STR("; Max-Age=0")
                   : cookie->seconds == 0 ? STR("")
                                          : str_format(arena, "; Max-Age=%u", cookie->seconds);
        if (!is_plain(cookie->value)) head->overflowed = true;
        http_answer_field(head, HTTP_SET_COOKIE,
                          str_format(arena, "__Host-%s=%.*s; Path=/; Secure; HttpOnly; SameSite=%s%.*s", cookie->name,
                                     STR_ARG(cookie->value), cookie->is_lax ? "Lax" : "Strict", STR_ARG(life)));
    }
}

static void write_allow(Arena *arena, Buf *head, unsigned allow) {
    Buf list = buf_make(arena, 64);
    if (allow >> HTTP_GET & 1) buf_puts(&list, "GET, HEAD");
    if (allow >> HTTP_POST & 1) buf_puts(&list, list.len ? ", POST" : "POST");
    if (list.len) http_answer_field(head, HTTP_ALLOW, buf_str(&list));
}

static void write_special(Arena *arena, Buf *head, const Response *response) {
    if (response->location.len) http_answer_field(head, HTTP_LOCATION, response->location);
    if (response->retry_seconds) http_answer_number(head, HTTP_RETRY_AFTER, response->retry_seconds);
    if (response->file.len) {
        if (!is_plain(response->file)) head->overflowed = true;
        http_answer_field(head, HTTP_CONTENT_DISPOSITION,
                          str_format(arena, "attachment; filename=\"%.*s\"", STR_ARG(response->file)));
    }
    write_allow(arena, head, response->allow);
    write_cookies(arena, head, response);
}

static void write_keep(Buf *head, ResponseKeep keep, Str tag) {
    http_answer_field(head, HTTP_CACHE_CONTROL,
                      keep == KEEP_NEVER     ? STR("no-store")
                      : keep == KEEP_CHECKED ? STR("no-cache")
                                             : STR("public, max-age=31536000, immutable"));
    if (tag.len) http_answer_field(head, HTTP_ETAG, tag);
}

// `known` is a list of tags in quotes; the content is the same, however it is packed.
static bool is_known(Str known, Str tag) {
    Str quoted = str_slice(tag, strlen("W/"), tag.len);
    return tag.len > 0 && known.len > 0 && memmem(known.ptr, known.len, quoted.ptr, quoted.len) != NULL;
}

// Only what everybody is sent alike, and what has something to gain.
static Bytes pack(Arena *arena, const Response *response, const ResponseTerms *terms) {
    bool packable = response->keep != KEEP_NEVER && response->body.len >= PACKED_LEAST && response->kind != RESPONSE_PNG &&
                    response->kind != RESPONSE_FONT && response->kind != RESPONSE_PDF && response->kind != RESPONSE_XLSX;
    return packable && terms->takes_gzip ? gzip_pack(arena, response->body) : (Bytes){0};
}

static void write_content(Buf *head, const Response *response, Bytes content, bool packed) {
    if (response->kind != RESPONSE_EMPTY) http_answer_field(head, HTTP_CONTENT_TYPE, str_from(types[response->kind]));
    if (response->kind == RESPONSE_HTML)
        http_answer_field(head, HTTP_CONTENT_LANGUAGE, response->lang == LANG_EN ? STR("en") : STR("ja"));
    if (packed) http_answer_field(head, HTTP_CONTENT_ENCODING, STR("gzip"));
    http_answer_number(head, HTTP_CONTENT_LENGTH, content.len);
}

void response_write(Arena *arena, const Response *response, const ResponseTerms *terms, Buf *head, Bytes *body) {
    bool shared = response->keep != KEEP_NEVER && response->status == 200;
    Str tag = shared ? str_format(arena, "W/\"%.*s\"", STR_ARG(content_tag(arena, response->body))) : STR_NONE;
    bool same = is_known(terms->known, tag);
    Bytes packed = same ? (Bytes){0} : pack(arena, response, terms);
    Bytes content = same ? (Bytes){0} : packed.len ? packed : response->body;
    http_answer_begin(head, same ? 304 : response->status);
    if (!same && response->status != 204) write_content(head, response, content, packed.len > 0);
    if (shared) http_answer_field(head, HTTP_VARY, STR("Accept-Encoding"));
    write_keep(head, response->keep, tag);
    write_guards(arena, head, response);
    write_special(arena, head, response);
    if (!terms->keeps_open) http_answer_field(head, HTTP_CONNECTION, STR("close"));
    http_answer_end(head);
    *body = terms->is_head ? (Bytes){0} : content;
}
