// The pieces of JSON text, read strictly, and the words for what is wrong with them. Text without escapes stays where it
// is in the source. Knows nothing of nesting.
#include "base/json_scan.h"

#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>

uint32_t json_scan_offset(const JsonScan *scan, const char *at) {
    return (uint32_t)(at - scan->source.ptr);
}

bool json_scan_fail(JsonScan *scan, Diag diag, const char *at, size_t length) {
    diag.place = json_place(scan->file, scan->source, json_scan_offset(scan, at), (int)length);
    diags_add(scan->diags, diag);
    return false;
}

// The text stops inside something that `opened_at` began and `closer` would end.
bool json_scan_fail_ended(JsonScan *scan, Str closer, uint32_t opened_at) {
    Place opened = json_place(scan->file, scan->source, opened_at, 1);
    Str line = str_format(scan->arena, "%d", opened.line);
    return json_scan_fail(scan, (Diag){.msg = MSG_JSON_ENDS, .args = {closer, line}}, scan->end, 1);
}

static bool is_fullwidth_mark(int32_t point) {
    return (point >= 0xFF01 && point <= 0xFF5E) || (point >= 0x3000 && point <= 0x3002) ||
           (point >= 0x300C && point <= 0x300F) || (point >= 0x2018 && point <= 0x201D);
}

// What stands here cannot stand here: the slips we know by name, or else `msg` with what was found.
bool json_scan_fail_found(JsonScan *scan, Msg msg, Str expected) {
    size_t length = 0;
    Str rest = {scan->at, (size_t)(scan->end - scan->at)};
    int32_t point = utf8_next(rest, &length);
    Str found = str_slice(rest, 0, length);
    if (utf8_width(found) == 0) {
        found = str_format(scan->arena, "U+%04X", (unsigned)point);
    }
    if (point == '\'') {
        msg = MSG_JSON_SINGLE_QUOTE;
    } else if (str_starts(rest, STR("//")) || str_starts(rest, STR("/*")) || point == '#') {
        msg = MSG_JSON_COMMENT;
    } else if (is_fullwidth_mark(point)) {
        msg = MSG_JSON_FULLWIDTH;
    }
    return json_scan_fail(scan, (Diag){.msg = msg, .args = {found, expected}}, scan->at, length);
}

static bool is_word_byte(char c) {
    char lower = (char)(c | 0x20);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == '_' || c == '/';
}

// The run of bytes a person would take for one word.
static Str token_at(const JsonScan *scan) {
    const char *at = scan->at;
    while (at < scan->end && is_word_byte(*at)) {
        at++;
    }
    return (Str){scan->at, (size_t)(at - scan->at)};
}

bool json_scan_fail_token(JsonScan *scan, Msg msg) {
    Str token = token_at(scan);
    return json_scan_fail(scan, (Diag){.msg = msg, .args = {token}}, scan->at, token.len);
}

// The first byte from `at` on that is no plain text: a quote, a backslash or a control character.
static const char *plain_end(const char *at, const char *end) {
    const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
    for (; end - at >= 8; at += 8) {
        uint64_t eight;
        memcpy(&eight, at, 8);
        uint64_t quote = eight ^ ones * '"', slash = eight ^ ones * '\\';
        if ((((quote - ones) & ~quote) | ((slash - ones) & ~slash) | ((eight - ones * 0x20) & ~eight)) & tops) {
            break;
        }
    }
    while (at < end && *at != '"' && *at != '\\' && (unsigned char)*at >= 0x20) {
        at++;
    }
    return at;
}

static bool hex_read(const char *at, const char *end, uint32_t *out) {
    *out = 0;
    if (end - at < 4) {
        return false;
    }
    for (int i = 0; i < 4; i++) {
        int digit = str_hex_digit(at[i]);
        if (digit < 0) return false;
        *out = *out * 16 + (uint32_t)digit;
    }
    return true;
}

// \uXXXX, or two of them for one character; *from is at the backslash and moves on.
static bool unicode_read(JsonScan *scan, const char **from, const char *close, char **to) {
    const char *at = *from;
    uint32_t point, low;
    if (!hex_read(at + 2, close, &point)) {
        return json_scan_fail(scan, (Diag){.msg = MSG_JSON_ESCAPE_HEX}, at, 2);
    }
    if (point == 0) {
        return json_scan_fail(scan, (Diag){.msg = MSG_JSON_NUL}, at, 6);
    }
    *from = at + 6;
    if (point >= 0xD800 && point < 0xE000) {
        bool paired = point < 0xDC00 && close - at >= 12 && at[6] == '\\' && at[7] == 'u' && hex_read(at + 8, close, &low);
        if (!paired || low < 0xDC00 || low > 0xDFFF) {
            return json_scan_fail(scan, (Diag){.msg = MSG_JSON_SURROGATE, .args = {{at, 6}}}, at, 6);
        }
        point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
        *from = at + 12;
    }
    *to += utf8_put(*to, point);
    return true;
}

static bool escape_read(JsonScan *scan, const char **from, const char *close, char **to) {
    static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    const char *at = *from, *name = at[1] ? strchr(names, at[1]) : NULL;
    if (at[1] == 'u') {
        return unicode_read(scan, from, close, to);
    }
    if (!name) {
        size_t length = 1;
        Str rest = {at, (size_t)(close - at)};
        utf8_next(rest, &length);
        return json_scan_fail(scan, (Diag){.msg = MSG_JSON_ESCAPE, .args = {str_slice(rest, 0, length)}}, at, length);
    }
    *(*to)++ = meant[name - names];
    *from = at + 2;
    return true;
}

static void fail_control(JsonScan *scan, const char *from, const char *at) {
    if (*at == '\n' || *at == '\r') {
        json_scan_fail(scan, (Diag){.msg = MSG_JSON_STRING_LINE}, from - 1, (size_t)(at - from) + 1);
    } else {
        Str code = str_format(scan->arena, "U+%04X", (unsigned)(unsigned char)*at);
        json_scan_fail(scan, (Diag){.msg = MSG_JSON_CONTROL, .args = {code}}, at, 1);
    }
}

// The closing quote of the text that begins at `from`, or NULL after telling why there is none.
static const char *string_close(JsonScan *scan, const char *from, const char *at) {
    while (at < scan->end && *at != '"') {
        if (*at != '\\') {
            fail_control(scan, from, at);
            return NULL;
        }
        at = scan->end - at > 2 ? plain_end(at + 2, scan->end) : scan->end;
    }
    if (at == scan->end) {
        json_scan_fail_ended(scan, STR("\""), json_scan_offset(scan, from - 1));
        return NULL;
    }
    return at;
}

size_t json_scan_string_length(const JsonScan *scan, const char *at) {
    const char *close = at + 1;
    for (; close < scan->end && *close != '"'; close++) {
        close += *close == '\\';
    }
    return (size_t)(close - at) + 1;
}

static bool string_unescape(JsonScan *scan, const char *from, const char *close, Str *out) {
    char *text = arena_array(scan->arena, (size_t)(close - from), 1), *to = text;
    while (from < close) {
        const char *slash = memchr(from, '\\', (size_t)(close - from));
        size_t plain = (size_t)((slash ? slash : close) - from);
        memcpy(to, from, plain);
        to += plain;
        from += plain;
        if (slash && !escape_read(scan, &from, close, &to)) {
            return false;
        }
    }
    *out = (Str){text, (size_t)(to - text)};
    return true;
}

// At the opening quote; afterwards behind the closing one.
bool json_scan_string(JsonScan *scan, Str *out) {
    const char *from = scan->at + 1, *plain = plain_end(from, scan->end);
    const char *close = string_close(scan, from, plain);
    if (!close) {
        return false;
    }
    scan->at = close + 1;
    if (close == plain) {
        *out = (Str){from, (size_t)(close - from)};
        return true;
    }
    return string_unescape(scan, from, close, out);
}

static bool is_digit(const char *at, const char *end) {
    return at < end && *at >= '0' && *at <= '9';
}

static const char *digits_end(const char *at, const char *end) {
    while (is_digit(at, end)) {
        at++;
    }
    return at;
}

// Behind the fraction and the exponent, if there are any; NULL if one is begun and has no digits.
static const char *real_end(const char *at, const char *end) {
    if (at < end && *at == '.') {
        at++;
        if (!is_digit(at, end)) {
            return NULL;
        }
        at = digits_end(at, end);
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        at += at < end && (*at == '+' || *at == '-');
        if (!is_digit(at, end)) {
            return NULL;
        }
        at = digits_end(at, end);
    }
    return at;
}

static bool real_read(JsonScan *scan, Str token, Json *out) {
    char little[64];
    const char *text = little;
    if (token.len < sizeof little) {
        memcpy(little, token.ptr, token.len);
        little[token.len] = '\0';
    } else {
        text = str_c(scan->arena, token);
    }
    // The program never leaves the C locale, so the decimal point is a point.
    double value = strtod(text, NULL);
    if (!isfinite(value)) {
        return json_scan_fail(scan, (Diag){.msg = MSG_JSON_NUMBER_RANGE, .args = {token}}, token.ptr, token.len);
    }
    out->kind = JSON_REAL;
    out->real = value;
    return true;
}

bool json_scan_number(JsonScan *scan, Json *out) {
    const char *from = scan->at, *end = scan->end, *first = from + (*from == '-');
    const char *whole = digits_end(first, end), *last = whole > first ? real_end(whole, end) : NULL;
    if (whole - first > 1 && *first == '0') {
        return json_scan_fail_token(scan, MSG_JSON_NUMBER_ZERO);
    }
    if (!last || (last < end && is_word_byte(*last))) {
        return json_scan_fail_token(scan, MSG_JSON_NUMBER);
    }
    scan->at = last;
    Str token = {from, (size_t)(last - from)};
    if (last == whole && str_int(token, &out->integer)) {
        out->kind = JSON_INT;
        return true;
    }
    return real_read(scan, token, out);
}

bool json_scan_word(JsonScan *scan, Json *out) {
    Str token = token_at(scan);
    if (str_eq(token, STR("true")) || str_eq(token, STR("false"))) {
        out->kind = JSON_BOOL;
        out->truth = token.len == 4;
    } else if (!str_eq(token, STR("null"))) {
        return json_scan_fail_token(scan, MSG_JSON_WORD);
    }
    scan->at += token.len;
    return true;
}
