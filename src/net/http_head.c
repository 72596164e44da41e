// Line by line, by RFC 9110 and 9112, and nothing that they only tolerate: no bare line feed, no folded line, no blank before a
// colon, no second Host or length, no length beside chunks, no target but a path.
#include "net/http_head.h"

enum {
    STATUS_BAD = 400,
    STATUS_TOO_LARGE = 413,
    STATUS_LONG_TARGET = 414,
    STATUS_EXPECTATION = 417,
    STATUS_LARGE_FIELDS = 431,
    STATUS_NOT_IMPLEMENTED = 501,
    STATUS_VERSION = 505,
    LENGTH_DIGITS_MOST = 12,
};

// Fields whose second coming would be an ambiguity.
static const char *const singular[] = {
    "host",
    "content-length",
    "transfer-encoding",
    "content-type",
    "content-encoding",
    "authorization",
    "cookie",
    "expect",
    "origin",
    "sec-fetch-site",
    "idempotency-key",
    "range",
    "accept-language",
    "accept",
    "if-none-match",
    NULL,
};

static bool is_token_char(unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c && strchr("!#$%&'*+-.^_`|~", c));
}

static bool is_token(Str s) {
    for (size_t i = 0; i < s.len; i++)
        if (!is_token_char((unsigned char)s.ptr[i])) return false;
    return s.len > 0;
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_word(Str s, const char *in_lower_case) {
    size_t len = strlen(in_lower_case);
    if (s.len != len) return false;
    for (size_t i = 0; i < len; i++)
        if (lower(s.ptr[i]) != in_lower_case[i]) return false;
    return true;
}

static bool refuse(HttpHead *head, int status) {
    head->status = status;
    return false;
}

// What may stand in a path or a query (RFC 3986), percent signs with two digits behind.
static bool is_target(Str s) {
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (c == '%' && i + 2 < s.len && strchr("0123456789abcdefABCDEF", s.ptr[i + 1]) &&
            strchr("0123456789abcdefABCDEF", s.ptr[i + 2])) {
            i += 2;
        } else if (!plain && (c == '%' || !c || !strchr("-._~!$&'()*+,;=:@/?", c))) {
            return false;
        }
    }
    return true;
}

static bool read_target(HttpHead *head, Str target) {
    if (target.len > LIMIT_HTTP_TARGET_BYTES) return refuse(head, STATUS_LONG_TARGET);
    if (!str_starts(target, STR("/")) || !is_target(target)) return refuse(head, STATUS_BAD);
    str_cut(target, '?', &head->path, &head->query);
    return true;
}

static bool read_request_line(HttpHead *head, Str line) {
    static const struct {
        const char *name;
        HttpMethod method;
    } methods[] = {{"GET", HTTP_GET}, {"HEAD", HTTP_HEAD}, {"POST", HTTP_POST}};
    Str method, target, version, rest;
    bool parts = str_cut(line, ' ', &method, &rest) && str_cut(rest, ' ', &target, &version);
    if (!parts || !is_token(method) || memchr(version.ptr, ' ', version.len)) return refuse(head, STATUS_BAD);
    if (version.len != 8 || !str_starts(version, STR("HTTP/"))) return refuse(head, STATUS_BAD);
    if (!str_is(version, "HTTP/1.1")) return refuse(head, STATUS_VERSION);
    head->method = HTTP_OTHER;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (str_is(method, methods[i].name)) head->method = methods[i].method;
    return read_target(head, target);
}

static Str cut_blanks(Str s) {
    while (s.len > 0 && (s.ptr[0] == ' ' || s.ptr[0] == '\t')) s = (Str){s.ptr + 1, s.len - 1};
    while (s.len > 0 && (s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == '\t')) s.len--;
    return s;
}

static bool is_singular(Str name) {
    for (size_t i = 0; singular[i]; i++)
        if (is_word(name, singular[i])) return true;
    return false;
}

static bool came_before(const HttpHead *head, Str name) {
    for (size_t i = 0; i < head->field_count; i++) {
        Str other = head->fields[i].name;
        bool same = other.len == name.len;
        for (size_t at = 0; same && at < name.len; at++) same = lower(other.ptr[at]) == lower(name.ptr[at]);
        if (same) return true;
    }
    return false;
}

static bool read_field(HttpHead *head, Str line) {
    HttpField field;
    bool cut = str_cut(line, ':', &field.name, &field.value);
    if (!cut || !is_token(field.name)) return refuse(head, STATUS_BAD); // a folded line begins with a blank
    if (head->field_count == LIMIT_HTTP_FIELDS) return refuse(head, STATUS_LARGE_FIELDS);
    if (is_singular(field.name) && came_before(head, field.name)) return refuse(head, STATUS_BAD);
    field.value = cut_blanks(field.value);
    for (size_t i = 0; i < field.value.len; i++)
        if ((unsigned char)field.value.ptr[i] >= 0x80) return refuse(head, STATUS_BAD);
    head->fields[head->field_count++] = field;
    return true;
}

// --- what the fields say of the message --------------------------------------------------------------------------------------

static bool read_host(HttpHead *head) {
    head->host = http_head_field(head, "host");
    for (size_t i = 0; i < head->host.len; i++) {
        char c = head->host.ptr[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || strchr(".-_:[]", c);
        if (!plain) return refuse(head, STATUS_BAD);
    }
    return head->host.len > 0 || refuse(head, STATUS_BAD);
}

static bool read_length(HttpHead *head) {
    Str text = http_head_field(head, "content-length");
    if (!http_head_has(head, "content-length")) return true;
    if (head->is_chunked || text.len == 0) return refuse(head, STATUS_BAD);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') return refuse(head, STATUS_BAD);
        if (i < LENGTH_DIGITS_MOST) head->length = head->length * 10 + (uint64_t)(text.ptr[i] - '0');
    }
    return text.len <= LENGTH_DIGITS_MOST || refuse(head, STATUS_TOO_LARGE);
}

static bool read_coding(HttpHead *head) {
    if (!http_head_has(head, "transfer-encoding")) return true;
    if (!is_word(http_head_field(head, "transfer-encoding"), "chunked")) return refuse(head, STATUS_NOT_IMPLEMENTED);
    head->is_chunked = true;
    return true;
}

// `close` may stand among others.
static void read_connection(HttpHead *head) {
    head->keeps_open = true;
    for (size_t i = 0; i < head->field_count; i++) {
        Str option, rest = head->fields[i].value;
        bool more = is_word(head->fields[i].name, "connection");
        while (more) {
            more = str_cut(rest, ',', &option, &rest);
            if (is_word(cut_blanks(option), "close")) head->keeps_open = false;
        }
    }
}

static bool read_expectation(HttpHead *head) {
    if (!http_head_has(head, "expect")) return true;
    head->awaits_answer = is_word(http_head_field(head, "expect"), "100-continue");
    return head->awaits_answer || refuse(head, STATUS_EXPECTATION);
}

static bool read_framing(HttpHead *head) {
    read_connection(head);
    return read_host(head) && read_coding(head) && read_length(head) && read_expectation(head);
}

// --- lines -------------------------------------------------------------------------------------------------------------------

// Every line feed behind a carriage return, every carriage return before a line feed, no other control character but the tab.
static bool is_clean(Bytes bytes) {
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = bytes.ptr[i];
        bool fine = c >= 0x20 ? c != 0x7f : c == '\t' || (c == '\n' && i > 0 && bytes.ptr[i - 1] == '\r');
        if (c == '\r') fine = i + 1 == bytes.len || bytes.ptr[i + 1] == '\n';
        if (!fine) return false;
    }
    return true;
}

// What is too long before its end was seen: the line that asks, or the fields.
static HttpState ask_for_more(Bytes so_far, HttpHead *out) {
    const unsigned char *end = memchr(so_far.ptr, '\n', so_far.len);
    if (!end && so_far.len > LIMIT_HTTP_TARGET_BYTES + 32) out->status = STATUS_LONG_TARGET;
    if (end && so_far.len >= LIMIT_HTTP_HEAD_BYTES) out->status = STATUS_LARGE_FIELDS;
    return out->status ? HTTP_REFUSED : HTTP_MORE;
}

static Str take_line(Str *rest) {
    Str line;
    str_cut(*rest, '\n', &line, rest);
    line.len--; // the carriage return
    return line;
}

HttpState http_head_read(Bytes so_far, HttpHead *out) {
    *out = (HttpHead){0};
    if (so_far.len == 0) return HTTP_MORE;
    const unsigned char *end = memmem(so_far.ptr, so_far.len, "\r\n\r\n", 4);
    Bytes head = {so_far.ptr, end ? (size_t)(end - so_far.ptr) + 4 : so_far.len};
    if (!is_clean(head)) {
        refuse(out, STATUS_BAD);
        return HTTP_REFUSED;
    }
    if (!end) return ask_for_more(head, out);
    Str rest = {(const char *)head.ptr, head.len - 2};
    bool fine = head.len <= LIMIT_HTTP_HEAD_BYTES || refuse(out, STATUS_LARGE_FIELDS);
    fine = fine && read_request_line(out, take_line(&rest));
    while (fine && rest.len > 0) fine = read_field(out, take_line(&rest));
    out->size = head.len;
    return fine && read_framing(out) ? HTTP_WHOLE : HTTP_REFUSED;
}

Str http_head_field(const HttpHead *head, const char *name) {
    for (size_t i = 0; i < head->field_count; i++)
        if (is_word(head->fields[i].name, name)) return head->fields[i].value;
    return STR_NONE;
}

bool http_head_has(const HttpHead *head, const char *name) {
    for (size_t i = 0; i < head->field_count; i++)
        if (is_word(head->fields[i].name, name)) return true;
    return false;
}
