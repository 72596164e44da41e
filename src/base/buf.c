// A growing text. All writing ends in one place that knows the ceiling; everything else only makes bytes.
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

// Room for `more` bytes, or the text is over its ceiling from now on.
static bool buf_reserve(Buf *buf, size_t more) {
    if (buf->overflowed || more > buf->ceiling - buf->len) {
        buf->overflowed = true;
        return false;
    }
    if (more <= buf->room - buf->len) {
        return true;
    }
    size_t room = buf->room ? buf->room : 128;
    while (room < buf->len + more && room < buf->ceiling) {
        room = room > buf->ceiling / 2 ? buf->ceiling : room * 2;
    }
    buf->ptr = arena_grow(buf->arena, buf->ptr, buf->room, room, 1);
    buf->room = room;
    return true;
}

Buf buf_make(Arena *arena, size_t ceiling) {
    return (Buf){.arena = arena, .ceiling = ceiling};
}

void buf_put(Buf *buf, Str s) {
    if (s.len > 0 && buf_reserve(buf, s.len)) {
        memcpy(buf->ptr + buf->len, s.ptr, s.len);
        buf->len += s.len;
    }
}

void buf_puts(Buf *buf, const char *c_string) {
    buf_put(buf, str_from(c_string));
}

void buf_char(Buf *buf, char c) {
    if (buf_reserve(buf, 1)) {
        buf->ptr[buf->len++] = c;
    }
}

void buf_spaces(Buf *buf, size_t count) {
    if (count > 0 && buf_reserve(buf, count)) {
        memset(buf->ptr + buf->len, ' ', count);
        buf->len += count;
    }
}

// Digits of `value`, a comma before each group of `group` (0: none).
static void buf_digits(Buf *buf, int64_t value, int group) {
    char digits[32];
    size_t at = sizeof digits;
    uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;
    int written = 0;
    do {
        if (group && written && written % group == 0) {
            digits[--at] = ',';
        }
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
        written++;
    } while (left);
    if (value < 0) {
        digits[--at] = '-';
    }
    buf_put(buf, (Str){digits + at, sizeof digits - at});
}

void buf_int(Buf *buf, int64_t value) {
    buf_digits(buf, value, 0);
}

void buf_grouped(Buf *buf, int64_t value) {
    buf_digits(buf, value, 3);
}

void buf_format(Buf *buf, const char *format, ...) {
    char little[256];
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(little, sizeof little, format, args);
    va_end(args);
    if (len >= 0 && (size_t)len < sizeof little) {
        buf_put(buf, (Str){little, (size_t)len});
    } else if (len >= 0 && !buf->overflowed && (size_t)len <= buf->ceiling - buf->len) {
        char *text = arena_array(buf->arena, (size_t)len + 1, 1);
        vsnprintf(text, (size_t)len + 1, format, again);
        buf_put(buf, (Str){text, (size_t)len});
    } else {
        buf->overflowed = true;
    }
    va_end(again);
}

static void buf_json_escape(Buf *buf, char c) {
    static const char hex[] = "0123456789abcdef", named[] = "\"\\\b\f\n\r\t", names[] = "\"\\bfnrt";
    const char *at = c ? strchr(named, c) : NULL;
    unsigned code = (unsigned char)c;
    if (at) {
        buf_put(buf, (Str){(char[]){'\\', names[at - named]}, 2});
    } else {
        buf_put(buf, (Str){(char[]){'\\', 'u', '0', '0', hex[code >> 4], hex[code & 15]}, 6});
    }
}

void buf_json(Buf *buf, Str s) {
    buf_char(buf, '"');
    size_t from = 0;
    for (size_t at = 0; at < s.len; at++) {
        char c = s.ptr[at];
        if ((unsigned char)c < 0x20 || c == '"' || c == '\\') {
            buf_put(buf, str_slice(s, from, at));
            buf_json_escape(buf, c);
            from = at + 1;
        }
    }
    buf_put(buf, str_slice(s, from, s.len));
    buf_char(buf, '"');
}

Str buf_str(const Buf *buf) {
    return (Str){buf->ptr ? buf->ptr : "", buf->len};
}
