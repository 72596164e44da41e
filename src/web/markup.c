// Addresses are judged by what browsers make of them, not by what they look like: control characters and backslashes, which
// browsers drop or turn, are never let through.
#include "web/markup.h"

#include "base/utf8.h"
#include "render/unseen.h"

#include <inttypes.h>

enum { WORD_BYTES = 64 << 10 };

void markup_word(Buf *out, Lang lang, Msg msg, const Str filling[MARKUP_WORD_PLACES]) {
    Buf words = buf_make(out->arena, WORD_BYTES);
    buf_word(&words, lang, msg, filling[0], filling[1], filling[2]);
    if (words.overflowed) out->overflowed = true;
    html_text(out, buf_str(&words));
}

Str markup_id(Arena *arena, Str name) {
    Str id = str_copy(arena, name);
    for (size_t i = 0; i < id.len; i++)
        if (id.ptr[i] == '.') ((char *)id.ptr)[i] = '-';
    return id;
}

Str markup_number(Arena *arena, int64_t number) {
    Buf words = buf_make(arena, 64);
    buf_grouped(&words, number);
    return buf_str(&words);
}

Str markup_digits(Arena *arena, int64_t number) {
    return str_format(arena, "%" PRId64, number);
}

static void put_exact(Buf *out, Str text, size_t from, size_t to, int32_t c) {
    if (c == '&' || c == '<' || c == '>' || c == '"' || c == '\'' || unseen_turns(c))
        buf_format(out, "&#%d;", (int)c);
    else
        buf_put(out, str_slice(text, from, to));
}

void markup_exact(Buf *out, Str value) {
    Str valid = str_slice(value, 0, utf8_valid_prefix(value));
    for (size_t from = 0, at = 0; at < valid.len; from = at) {
        int32_t c = utf8_next(valid, &at);
        put_exact(out, valid, from, at, c);
    }
    html_text(out, str_slice(value, valid.len, value.len));
}

static bool is_plain(Str address) {
    for (size_t i = 0; i < address.len; i++) {
        unsigned char c = (unsigned char)address.ptr[i];
        if (c <= ' ' || c == 0x7f || c == '\\') return false;
    }
    return true;
}

static bool begins_well(Str address) {
    static const char *const begins[] = {"https://", "http://", "mailto:", "tel:", "#", "?"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (str_starts(address, str_from(begins[i]))) return true;
    return str_starts(address, STR("/")) && !str_starts(address, STR("//"));
}

void markup_address(Buf *out, Str address) {
    html_text(out, is_plain(address) && begins_well(address) ? address : STR("#"));
}

static bool stands_for_itself(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
           c == '~';
}

void markup_address_part(Buf *out, Str part) {
    for (size_t from = 0, to = 0; to < part.len; from = ++to) {
        while (to < part.len && stands_for_itself(part.ptr[to])) to++;
        buf_put(out, str_slice(part, from, to));
        if (to < part.len) buf_format(out, "%%%02X", (unsigned char)part.ptr[to]);
    }
}
