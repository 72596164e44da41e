// Widths and signs are folded here and nowhere else; names and stories are never touched.
#include "rule/shape.h"
#include "base/utf8.h"

enum { PHONE_LEAST = 9, PHONE_MOST = 15, COMPANY_DIGITS = 13, SHOWN_GROWTH = 3 };

// --- numbers -----------------------------------------------------------------------------------------------------------------

static int32_t narrow(int32_t point) {
    return point >= 0xFF01 && point <= 0xFF5E ? point - 0xFF01 + '!' : point;
}

// Blanks, brackets, dots, and everything that Japanese keyboards give for a hyphen, long vowels and wave dashes included.
static bool parts_digits(int32_t c) {
    return c == ' ' || c == 0xA0 || c == 0x3000 || c == '-' || c == '(' || c == ')' || c == '.' ||
           (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x30FC || c == 0xFF70 || c == '~' || c == 0x301C || c == 0x2500;
}

bool shape_has_digit(Str typed) {
    for (size_t at = 0; at < typed.len;) {
        int32_t c = narrow(utf8_next(typed, &at));
        if (c >= '0' && c <= '9') return true;
    }
    return false;
}

// Digits with one hyphen for whatever stood between them; `lead` may stand before all. False: there is something else.
static bool digits_of(Str typed, char lead, Buf *out, size_t *count) {
    size_t at = 0;
    bool parted = false;
    *count = 0;
    while (at < typed.len) {
        int32_t c = narrow(utf8_next(typed, &at));
        if (c >= '0' && c <= '9') {
            if (parted && *count) buf_char(out, '-');
            buf_char(out, (char)c);
            parted = false;
            (*count)++;
        } else if (c == lead && !*count && !out->len) {
            buf_char(out, lead);
        } else if (parts_digits(c)) {
            parted = true;
        } else {
            return false;
        }
    }
    return true;
}

static Str kept_phone(Arena *arena, Str typed) {
    Buf out = buf_make(arena, 2 * typed.len + 1);
    size_t count;
    return digits_of(typed, '+', &out, &count) && count >= PHONE_LEAST && count <= PHONE_MOST ? buf_str(&out) : typed;
}

// The number of an invoice issuer is that of the company behind a T.
static Str kept_company(Arena *arena, Str typed) {
    Buf parted = buf_make(arena, 2 * typed.len + 1), out = buf_make(arena, typed.len + 1);
    size_t count;
    if (!digits_of(typed, 'T', &parted, &count) || count != COMPANY_DIGITS) return typed;
    Str digits = buf_str(&parted);
    for (size_t i = 0; i < digits.len; i++)
        if (digits.ptr[i] >= '0' && digits.ptr[i] <= '9') buf_char(&out, digits.ptr[i]);
    return buf_str(&out);
}

Str shape_kept(Arena *arena, const Fact *fact, Str typed) {
    Str trimmed = str_trim(typed);
    if (fact->shape == SHAPE_PHONE) return kept_phone(arena, trimmed);
    return fact->shape == SHAPE_COMPANY_NUMBER ? kept_company(arena, trimmed) : typed;
}

// The first digit checks the others: nine less the rest by nine of their sum, every second one doubled, from the right.
bool shape_doubts(const Fact *fact, Str kept) {
    int sum = 0;
    if (fact->shape != SHAPE_COMPANY_NUMBER || !kept.len) return false;
    if (kept.len != COMPANY_DIGITS) return true;
    for (size_t i = 0; i < kept.len; i++) {
        if (kept.ptr[i] < '0' || kept.ptr[i] > '9') return true;
        if (i > 0) sum += (kept.ptr[i] - '0') * (i % 2 ? 2 : 1);
    }
    return kept.ptr[0] - '0' != 9 - sum % 9;
}

// --- addresses of attackers --------------------------------------------------------------------------------------------------

typedef struct Point {
    int32_t c;
    Str as; // as it was typed
} Point;

typedef struct PointList {
    Point *items;
    size_t count, room;
} PointList;

static bool is_dot(int32_t c) {
    return c == '.' || c == 0x3002 || c == 0xFF61;
}

// What may stand beside a dot in a name or a number: letters and digits of any script, no blank, bracket or quotation mark.
static bool is_label(int32_t c) {
    if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    return c >= 0xC0 && !(c >= 0x2000 && c <= 0x303F && c != 0x3005 && c != 0x3007) && !(c >= 0xFF5F && c <= 0xFF65);
}

static bool is_ascii_label(int32_t c) {
    return c < 0x80 && is_label(c);
}

static PointList points_of(Arena *arena, Str text) {
    PointList points = {0};
    for (size_t at = 0, from = 0; at < text.len; from = at) {
        int32_t c = narrow(utf8_next(text, &at));
        PUSH(arena, points, ((Point){c, str_slice(text, from, at)}));
    }
    return points;
}

static bool points_say(const PointList *points, size_t at, const char *word) {
    for (size_t i = 0; word[i]; i++) {
        if (at + i >= points->count) return false;
        int32_t c = points->items[at + i].c;
        if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != word[i]) return false;
    }
    return true;
}

// http, https and ftp before "://", however they were made harmless already. Gives how much of them was taken.
static size_t put_scheme(Buf *out, const PointList *points, size_t at) {
    static const struct {
        const char *typed, *shown;
    } schemes[] = {{"https", "hxxps"}, {"http", "hxxp"}, {"hxxps", "hxxps"}, {"hxxp", "hxxp"}, {"ftp", "fxp"}, {"fxp", "fxp"}};
    static const char *const behind[] = {"://", "[:]//", "[://]", "[:/]/"};
    if (at > 0 && is_ascii_label(points->items[at - 1].c)) return 0;
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t len = strlen(schemes[i].typed);
        if (!points_say(points, at, schemes[i].typed)) continue;
        for (size_t j = 0; j < sizeof behind / sizeof *behind; j++) {
            if (!points_say(points, at + len, behind[j])) continue;
            buf_puts(out, schemes[i].shown);
            buf_puts(out, "://");
            return len + strlen(behind[j]);
        }
    }
    return 0;
}

// A dot between two parts of a name, bare or in brackets: how much of the text it takes; 0: it is none.
static size_t dot_at(const PointList *points, size_t at) {
    static const char *const marks[] = {"[.]", "(.)", "{.}", "[dot]", "(dot)"};
    size_t len = is_dot(points->items[at].c) ? 1 : 0;
    for (size_t i = 0; !len && i < sizeof marks / sizeof *marks; i++)
        if (points_say(points, at, marks[i])) len = strlen(marks[i]);
    bool inside =
        len && at > 0 && is_label(points->items[at - 1].c) && at + len < points->count && is_label(points->items[at + len].c);
    if (!inside) return 0;
    // The full stop of a sentence is a dot only between letters that a keyboard types without Japanese.
    bool is_stop = points->items[at].c == 0x3002 || points->items[at].c == 0xFF61;
    return is_stop && !(is_ascii_label(points->items[at - 1].c) && is_ascii_label(points->items[at + 1].c)) ? 0 : len;
}

// Whether this is the path behind a host: its dots open nothing.
static bool is_path(int32_t c, bool is_in_path) {
    return c == '/' || c == '?' || c == '#' || (is_in_path && c > ' ' && c != 0x3000 && c < 0x80);
}

static Str shown_addresses(Arena *arena, Str text) {
    PointList points = points_of(arena, text);
    Buf out = buf_make(arena, SHOWN_GROWTH * text.len + 1);
    bool in_path = false;
    for (size_t at = 0; at < points.count;) {
        size_t taken = put_scheme(&out, &points, at);
        if (taken) {
            at += taken;
            in_path = false;
            continue;
        }
        in_path = is_path(points.items[at].c, in_path);
        taken = in_path ? 0 : dot_at(&points, at);
        if (taken)
            buf_puts(&out, "[.]");
        else
            buf_put(&out, points.items[at].as);
        at += taken ? taken : 1;
    }
    return buf_str(&out);
}

Str shape_shown(Arena *arena, const Fact *fact, Str text) {
    return fact->shape == SHAPE_INDICATORS ? shown_addresses(arena, text) : text;
}
