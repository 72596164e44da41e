// Escaping, in one place. What a reader cannot see but a browser obeys is made visible.
#include "render/html.h"
#include "base/utf8.h"
#include "render/unseen.h"

void html_markup(Buf *out, Markup markup) {
    buf_put(out, markup.s);
}

static void put_character(Buf *out, Str text, size_t from, size_t to, int32_t c) {
    switch (c) {
    case '&':
        buf_puts(out, "&amp;");
        break;
    case '<':
        buf_puts(out, "&lt;");
        break;
    case '>':
        buf_puts(out, "&gt;");
        break;
    case '"':
        buf_puts(out, "&quot;");
        break;
    case '\'':
        buf_puts(out, "&#39;");
        break;
    default:
        if (unseen_turns(c))
            buf_format(out, "[U+%04X]", (unsigned)c);
        else if (unseen_control(c))
            buf_puts(out, "&#xFFFD;");
        else
            buf_put(out, str_slice(text, from, to));
    }
}

// Letters, digits and marks that stand for themselves, kana and kanji: nearly all of any text.
static size_t plain_until(Str text, size_t from) {
    size_t at = from;
    while (at < text.len) {
        unsigned char c = (unsigned char)text.ptr[at];
        bool is_plain = c >= ' ' && c < 0x7f && c != '&' && c != '<' && c != '>' && c != '"' && c != '\'';
        if (!is_plain && (c < 0xE3 || c > 0xE9)) break;
        at += is_plain ? 1 : 3;
    }
    return at;
}

static void put_valid(Buf *out, Str text, bool breaks) {
    size_t at = 0;
    for (size_t from = 0; from < text.len; from = at) {
        at = plain_until(text, from);
        buf_put(out, str_slice(text, from, at));
        from = at;
        if (from == text.len) return;
        int32_t c = utf8_next(text, &at);
        if (c == '\n' && breaks)
            html_markup(out, MARKUP("<br>\n"));
        else
            put_character(out, text, from, at, c);
    }
}

// A broken character must not swallow the "<" behind it: each of its bytes becomes a mark.
static void put_text(Buf *out, Str text, bool breaks) {
    while (text.len > 0) {
        size_t valid = utf8_valid_prefix(text);
        put_valid(out, str_slice(text, 0, valid), breaks);
        if (valid < text.len) buf_puts(out, "&#xFFFD;");
        text = str_slice(text, valid + 1, text.len);
    }
}

void html_text(Buf *out, Str text) {
    put_text(out, text, false);
}

void html_lines(Buf *out, Str text) {
    put_text(out, text, true);
}
