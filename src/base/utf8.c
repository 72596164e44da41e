// Validation runs over eight ASCII bytes at a time and over Japanese text three bytes at a time; everything after the
// edge may then walk without checks. Widths are those of a terminal, for carets and columns.
#include "base/utf8.h"

static bool is_tail(char c) {
    return ((unsigned char)c & 0xC0) == 0x80;
}

// Length of the valid character at `p`, 0 if it is none. `left` is at least 1.
static size_t character_length(const char *p, size_t left) {
    unsigned char first = (unsigned char)p[0], second = left > 1 ? (unsigned char)p[1] : 0;
    if (first < 0x80) {
        return 1;
    }
    if (first < 0xC2 || first > 0xF4 || left < 2 || !is_tail(p[1])) {
        return 0;
    }
    if (first < 0xE0) {
        return 2;
    }
    if (left < 3 || !is_tail(p[2])) {
        return 0;
    }
    if (first < 0xF0) {
        // E0: overlong below A0; ED: surrogates from A0.
        return (first == 0xE0 && second < 0xA0) || (first == 0xED && second >= 0xA0) ? 0 : 3;
    }
    // F0: overlong below 90; F4: over U+10FFFF from 90.
    bool outside = (first == 0xF0 && second < 0x90) || (first == 0xF4 && second >= 0x90);
    return left < 4 || !is_tail(p[3]) || outside ? 0 : 4;
}

// Kana and common kanji: E1..EC with two tails, whatever they are.
static bool is_plain_triple(const char *p) {
    uint32_t bits = (uint32_t)(unsigned char)p[0] << 16 | (uint32_t)(unsigned char)p[1] << 8 | (unsigned char)p[2];
    return (bits & 0xF0C0C0) == 0xE08080 && bits >= 0xE10000 && bits < 0xED0000;
}

size_t utf8_valid_prefix(Str s) {
    size_t at = 0;
    while (at < s.len) {
        uint64_t eight;
        if (s.len - at >= 8 && (memcpy(&eight, s.ptr + at, 8), (eight & 0x8080808080808080u) == 0)) {
            at += 8;
            continue;
        }
        while (s.len - at >= 3 && is_plain_triple(s.ptr + at)) {
            at += 3;
        }
        if (at < s.len) {
            size_t length = character_length(s.ptr + at, s.len - at);
            if (length == 0) {
                break;
            }
            at += length;
        }
    }
    return at;
}

int32_t utf8_next(Str s, size_t *at) {
    if (*at >= s.len) {
        return -1;
    }
    unsigned first = (unsigned char)s.ptr[(*at)++];
    if (first < 0x80) {
        return (int32_t)first;
    }
    int tails = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    unsigned point = first & (0x3Fu >> tails);
    while (tails-- > 0 && *at < s.len) {
        point = point << 6 | ((unsigned char)s.ptr[(*at)++] & 0x3Fu);
    }
    return (int32_t)point;
}

size_t utf8_put(char out[4], uint32_t code_point) {
    static const unsigned char heads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t length = code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    out[0] = (char)(heads[length] | code_point);
    return length;
}

typedef struct Range {
    int32_t from, to;
} Range;

// East_Asian_Width W and F, with unassigned neighbours joined.
static const Range wide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x23F0, 0x23F0},   {0x23F3, 0x23F3},
    {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267F, 0x267F},   {0x2693, 0x2693},   {0x26A1, 0x26A1},
    {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},   {0x26CE, 0x26CE},   {0x26D4, 0x26D4},   {0x26EA, 0x26EA},
    {0x26F2, 0x26F3},   {0x26F5, 0x26F5},   {0x26FA, 0x26FA},   {0x26FD, 0x26FD},   {0x2705, 0x2705},   {0x270A, 0x270B},
    {0x2728, 0x2728},   {0x274C, 0x274C},   {0x274E, 0x274E},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
    {0x27B0, 0x27B0},   {0x27BF, 0x27BF},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},   {0x2E80, 0x303E},
    {0x3040, 0x3247},   {0x3250, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
    {0xFE10, 0xFE1F},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},   {0x16FE0, 0x1B2FF}, {0x1F004, 0x1F004},
    {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A}, {0x1F200, 0x1F320}, {0x1F32D, 0x1F335}, {0x1F337, 0x1F37C},
    {0x1F37E, 0x1F393}, {0x1F3A0, 0x1F3CA}, {0x1F3CF, 0x1F3D3}, {0x1F3E0, 0x1F3F0}, {0x1F3F4, 0x1F3F4}, {0x1F3F8, 0x1F43E},
    {0x1F440, 0x1F440}, {0x1F442, 0x1F4FC}, {0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F54E}, {0x1F550, 0x1F567}, {0x1F57A, 0x1F57A},
    {0x1F595, 0x1F596}, {0x1F5A4, 0x1F5A4}, {0x1F5FB, 0x1F64F}, {0x1F680, 0x1F6C5}, {0x1F6CC, 0x1F6CC}, {0x1F6D0, 0x1F6D2},
    {0x1F6D5, 0x1F6DF}, {0x1F6EB, 0x1F6EF}, {0x1F6F4, 0x1F6FF}, {0x1F7E0, 0x1F7FF}, {0x1F90C, 0x1F93A}, {0x1F93C, 0x1F945},
    {0x1F947, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD},
};

// What takes no column of its own: accents, marks of direction, joined dakuten, variation selectors.
static const Range without_width[] = {
    {0x0300, 0x036F}, {0x1160, 0x11FF}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},   {0x200B, 0x200F},   {0x202A, 0x202E},
    {0x2060, 0x206F}, {0x20D0, 0x20FF}, {0x302A, 0x302D}, {0x3099, 0x309A},   {0xD7B0, 0xD7FF},   {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0001, 0xE007F}, {0xE0100, 0xE01EF},
};

static bool range_has(const Range *ranges, size_t count, int32_t point) {
    size_t low = 0, end = count;
    while (count > 0) {
        size_t half = count / 2;
        if (ranges[low + half].to < point) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return low < end && point >= ranges[low].from;
}

int utf8_width(Str s) {
    int width = 0;
    size_t at = 0;
    for (int32_t point; (point = utf8_next(s, &at)) >= 0;) {
        if (point < 0x300) {
            width += point >= 0x20 && (point < 0x7F || point >= 0xA0);
        } else if (!range_has(without_width, sizeof without_width / sizeof *without_width, point)) {
            width += range_has(wide, sizeof wide / sizeof *wide, point) ? 2 : 1;
        }
    }
    return width;
}

bool utf8_hangs_on(int32_t code_point) {
    static const int32_t points[] = {')',    ']',    '}',    ',',    '.',    '!',    '?',    ':',    ';',    '%',    0x2025,
                                     0x2026, 0x3000, 0x3001, 0x3002, 0x3005, 0x3009, 0x300B, 0x300D, 0x300F, 0x3011, 0x3015,
                                     0x3041, 0x3043, 0x3045, 0x3047, 0x3049, 0x3063, 0x3083, 0x3085, 0x3087, 0x30A1, 0x30A3,
                                     0x30A5, 0x30A7, 0x30A9, 0x30C3, 0x30E3, 0x30E5, 0x30E7, 0x30FB, 0x30FC, 0xFF01, 0xFF09,
                                     0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF1F, 0xFF3D, 0xFF5D};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        if (points[i] == code_point) return true;
    return false;
}
