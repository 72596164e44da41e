// Borrowed text: comparing, cutting, copying, and finding the name somebody probably meant. Knows no language and no
// encoding but UTF-8.
#include "base/str.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

Str str_from(const char *c_string) {
    return c_string ? (Str){c_string, strlen(c_string)} : STR("");
}

bool str_eq(Str a, Str b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool str_is(Str a, const char *c_string) {
    return str_eq(a, str_from(c_string));
}

int str_compare(Str a, Str b) {
    size_t shared = a.len < b.len ? a.len : b.len;
    int order = shared ? memcmp(a.ptr, b.ptr, shared) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool str_starts(Str s, Str prefix) {
    return s.len >= prefix.len && str_eq((Str){s.ptr, prefix.len}, prefix);
}

bool str_ends(Str s, Str suffix) {
    return s.len >= suffix.len && str_eq(str_slice(s, s.len - suffix.len, s.len), suffix);
}

Str str_slice(Str s, size_t from, size_t to) {
    to = to < s.len ? to : s.len;
    from = from < to ? from : to;
    return s.ptr ? (Str){s.ptr + from, to - from} : STR("");
}

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

Str str_trim(Str s) {
    size_t from = 0, to = s.len;
    while (from < to && is_space(s.ptr[from])) {
        from++;
    }
    while (to > from && is_space(s.ptr[to - 1])) {
        to--;
    }
    return str_slice(s, from, to);
}

bool str_cut(Str s, char mark, Str *before, Str *after) {
    const char *at = s.len ? memchr(s.ptr, mark, s.len) : NULL;
    size_t len = at ? (size_t)(at - s.ptr) : s.len;
    *before = str_slice(s, 0, len);
    *after = str_slice(s, at ? len + 1 : len, s.len);
    return at != NULL;
}

int str_hex_digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool str_cut_line(Str *left, const char *name, Str *value) {
    Str line, found;
    return str_cut(*left, '\n', &line, left) && str_cut(line, ' ', &found, value) && str_is(found, name);
}

Str str_copy(Arena *arena, Str s) {
    return (Str){str_c(arena, s), s.len};
}

char *str_c(Arena *arena, Str s) {
    char *copy = arena_array(arena, s.len + 1, 1);
    if (s.len) {
        memcpy(copy, s.ptr, s.len);
    }
    return copy;
}

Str str_format(Arena *arena, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    Str made = STR("");
    if (len > 0) {
        char *text = arena_array(arena, (size_t)len + 1, 1);
        vsnprintf(text, (size_t)len + 1, format, again);
        made = (Str){text, (size_t)len};
    }
    va_end(again);
    return made;
}

Str str_join(Arena *arena, Str a, Str b) {
    char *text = arena_array(arena, a.len + b.len + 1, 1);
    if (a.len) {
        memcpy(text, a.ptr, a.len);
    }
    if (b.len) {
        memcpy(text + a.len, b.ptr, b.len);
    }
    return (Str){text, a.len + b.len};
}

bool str_int(Str s, int64_t *out) {
    bool negative = s.len > 0 && s.ptr[0] == '-';
    size_t at = negative;
    int64_t value = 0;
    if (at == s.len) {
        return false;
    }
    for (; at < s.len; at++) {
        int digit = s.ptr[at] - '0';
        // Counted downwards, since the smallest number has no positive twin.
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, digit, &value)) {
            return false;
        }
    }
    if (!negative && value == INT64_MIN) {
        return false;
    }
    *out = negative ? value : -value;
    return true;
}

enum { NAME_LONGEST = 64 };

// Code points with ASCII letters folded; -1 if the name is too long to be worth guessing.
static int name_points(Str s, int32_t out[NAME_LONGEST]) {
    int count = 0;
    size_t at = 0;
    for (int32_t point; (point = utf8_next(s, &at)) >= 0;) {
        if (count == NAME_LONGEST) {
            return -1;
        }
        out[count++] = point >= 'A' && point <= 'Z' ? point + ('a' - 'A') : point;
    }
    return count;
}

static int least(int a, int b) {
    return a < b ? a : b;
}

// Insertions, deletions, replacements and swaps of neighbours that lead from one name to the other.
static int name_edits(const int32_t *a, int a_count, const int32_t *b, int b_count) {
    int rows[3][NAME_LONGEST + 1];
    for (int j = 0; j <= b_count; j++) {
        rows[0][j] = j;
    }
    for (int i = 1; i <= a_count; i++) {
        int *row = rows[i % 3];
        const int *above = rows[(i + 2) % 3], *over = rows[(i + 1) % 3];
        row[0] = i;
        for (int j = 1; j <= b_count; j++) {
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = least(row[j], over[j - 2] + 1);
            }
        }
    }
    return rows[a_count % 3][b_count];
}

int str_nearest(Str s, const Str *names, size_t count) {
    int32_t wanted[NAME_LONGEST], name[NAME_LONGEST];
    int wanted_count = name_points(s, wanted);
    if (wanted_count < 2) {
        return -1;
    }
    // A slip changes about one letter in five.
    int best = least(1 + wanted_count / 5, 3) + 1, found = -1;
    for (size_t i = 0; i < count; i++) {
        int name_count = name_points(names[i], name);
        if (name_count < 0 || name_count - wanted_count >= best || wanted_count - name_count >= best) {
            continue;
        }
        int edits = name_edits(wanted, wanted_count, name, name_count);
        if (edits < best) {
            best = edits;
            found = (int)i;
        }
    }
    return found;
}
