// Hex, base64 and base32. Characters are found by arithmetic on the value, never by looking them up. Knows nothing of what is
// written with them.
#include "base/code.h"

#include "base/utf8.h"

// All ones if a < b, for small numbers.
static unsigned below(unsigned a, unsigned b) {
    return (unsigned)0 - ((a - b) >> (sizeof a * 8 - 1));
}

// `value` if from <= sign <= to, else 0: `value` is never 0 here.
static unsigned within(unsigned sign, unsigned from, unsigned to, unsigned value) {
    return value & ~below(sign, from) & ~below(to, sign);
}

Str code_hex(Arena *arena, Bytes bytes) {
    char *text = arena_alloc(arena, bytes.len * 2);
    for (size_t i = 0; i < bytes.len * 2; i++) {
        unsigned value = i % 2 == 0 ? bytes.ptr[i / 2] >> 4 : bytes.ptr[i / 2] & 15;
        text[i] = (char)('0' + value + (below(9, value) & ('a' - '9' - 1)));
    }
    return (Str){text, bytes.len * 2};
}

Err code_hex_read(Str text, unsigned char *out, size_t len) {
    memset(out, 0, len);
    if (text.len != len * 2) {
        return ERR_INPUT;
    }
    unsigned wrong = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned sign = (unsigned char)text.ptr[i];
        // One more than the value, so that 0 says: no digit.
        unsigned value = within(sign, '0', '9', sign - '0' + 1) | within(sign, 'a', 'f', sign - 'a' + 11);
        wrong |= below(value, 1);
        out[i / 2] |= (unsigned char)((value - 1) & 15) << (i % 2 == 0 ? 4 : 0);
    }
    if (wrong) {
        memset(out, 0, len);
        return ERR_INPUT;
    }
    return ERR_OK;
}

static char base64_sign(unsigned value) {
    unsigned sign = within(value, 0, 25, value + 'A') | within(value, 26, 51, value - 26 + 'a') |
                    within(value, 52, 61, value - 52 + '0') | within(value, 62, 62, '+') | within(value, 63, 63, '/');
    return (char)sign;
}

// One more than the value; 0 for no sign.
static unsigned base64_value(unsigned sign) {
    return within(sign, 'A', 'Z', sign - 'A' + 1) | within(sign, 'a', 'z', sign - 'a' + 27) |
           within(sign, '0', '9', sign - '0' + 53) | within(sign, '+', '+', 63) | within(sign, '/', '/', 64);
}

Str code_base64(Arena *arena, Bytes bytes) {
    size_t len = (bytes.len + 2) / 3 * 4;
    char *text = arena_alloc(arena, len);
    for (size_t i = 0; i < len; i++) {
        size_t bit = i * 6, at = bit / 8;
        unsigned first = at < bytes.len ? bytes.ptr[at] : 0, second = at + 1 < bytes.len ? bytes.ptr[at + 1] : 0;
        unsigned value = (first << 8 | second) >> (10 - bit % 8) & 63;
        text[i] = bit < bytes.len * 8 ? base64_sign(value) : '=';
    }
    return (Str){text, len};
}

Err code_base64_read(Arena *arena, Str text, Bytes *out) {
    size_t signs = text.len;
    while (signs > 0 && text.len - signs < 2 && text.ptr[signs - 1] == '=') {
        signs--;
    }
    *out = (Bytes){0};
    if (text.len % 4 != 0) {
        return ERR_INPUT;
    }
    size_t len = signs * 6 / 8, put = 0;
    unsigned char *bytes = arena_alloc(arena, len);
    unsigned wrong = 0, held = 0, bits = 0;
    for (size_t i = 0; i < signs; i++) {
        unsigned value = base64_value((unsigned char)text.ptr[i]);
        wrong |= below(value, 1);
        held = (held << 6 | ((value - 1) & 63)) & 0xffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes[put++] = (unsigned char)(held >> bits);
        }
    }
    if (wrong || (held & ((1u << bits) - 1)) != 0) {
        return ERR_INPUT;
    }
    *out = (Bytes){bytes, len};
    return ERR_OK;
}

char code_base32_sign(unsigned value) {
    // 0-9, then the letters without I, L, O, U: each gap moves what follows it by one.
    unsigned sign = value + '0' + (below(9, value) & 7) + (below(17, value) & 1) + (below(19, value) & 1) +
                    (below(21, value) & 1) + (below(26, value) & 1);
    return (char)sign;
}

int code_base32_value(char typed) {
    unsigned sign = (unsigned char)typed;
    sign -= within(sign, 'a', 'z', 'a' - 'A');
    unsigned value = within(sign, '0', '9', sign - '0' + 1) | within(sign, 'A', 'H', sign - 'A' + 11) |
                     within(sign, 'J', 'K', sign - 'J' + 19) | within(sign, 'M', 'N', sign - 'M' + 21) |
                     within(sign, 'P', 'T', sign - 'P' + 23) | within(sign, 'V', 'Z', sign - 'V' + 28) |
                     within(sign, 'O', 'O', 1) | within(sign, 'I', 'I', 2) | within(sign, 'L', 'L', 2);
    return (int)value - 1;
}

Str code_base32(Arena *arena, Bytes bytes) {
    size_t len = (bytes.len * 8 + 4) / 5;
    char *text = arena_alloc(arena, len);
    for (size_t i = 0; i < len; i++) {
        size_t bit = i * 5, at = bit / 8;
        unsigned first = bytes.ptr[at], second = at + 1 < bytes.len ? bytes.ptr[at + 1] : 0;
        text[i] = code_base32_sign((first << 8 | second) >> (11 - bit % 8) & 31);
    }
    return (Str){text, len};
}

Err code_base32_read(Str text, unsigned char *out, size_t len) {
    memset(out, 0, len);
    if (text.len != (len * 8 + 4) / 5) {
        return ERR_INPUT;
    }
    unsigned wrong = 0, held = 0, bits = 0;
    size_t put = 0;
    for (size_t i = 0; i < text.len; i++) {
        int value = code_base32_value(text.ptr[i]);
        // Only the one sign of this value: no lower case, no sign that merely looks alike.
        wrong |= (unsigned)(code_base32_sign((unsigned)value & 31) ^ text.ptr[i]);
        held = (held << 5 | ((unsigned)value & 31)) & 0xffff;
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            out[put++] = (unsigned char)(held >> bits);
        }
    }
    if (wrong || (held & ((1u << bits) - 1)) != 0) {
        memset(out, 0, len);
        return ERR_INPUT;
    }
    return ERR_OK;
}

// Blanks, hyphens, dashes and the long vowel mark, which Japanese keyboards give for a hyphen.
static bool is_gap(int32_t c) {
    return c == ' ' || c == '-' || c == '\t' || c == '\r' || c == '\n' || c == 0xA0 || c == 0x3000 || c == 0x30FC ||
           c == 0xFF70 || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFF0D;
}

Err code_base32_typed(Str typed, char *out, size_t ceiling, size_t *count) {
    size_t at = 0;
    *count = 0;
    if (utf8_valid_prefix(typed) != typed.len) {
        return ERR_INPUT;
    }
    while (at < typed.len) {
        int32_t c = utf8_next(typed, &at);
        if (is_gap(c)) {
            continue;
        }
        c = c >= 0xFF01 && c <= 0xFF5E ? c - 0xFF01 + '!' : c;
        int value = c < 128 ? code_base32_value((char)c) : -1;
        if (value < 0 || *count == ceiling) {
            return ERR_INPUT;
        }
        out[(*count)++] = code_base32_sign((unsigned)value);
    }
    return ERR_OK;
}
