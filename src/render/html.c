// Escaping, in one place. What a reader cannot see but a browser obeys is made visible.
#include "render/html.h"
#include "base/utf8.h"

// Characters that change the direction of the text around them.
static bool turns_direction(int32_t c) {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0x061C;
}

static bool is_control(int32_t c) {
    return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF;
}

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
        if (turns_direction(c))
            buf_format(out, "[U+%04X]", (unsigned)c);
        else if (is_control(c))
            buf_puts(out, "&#xFFFD;");
        else
            buf_put(out, str_slice(text, from, to));
    }
}

static void put_text(Buf *out, Str text, bool breaks) {
    size_t at = 0;
    for (size_t from = 0; from < text.len; from = at) {
        int32_t c = utf8_next(text, &at);
        if (c == '\n' && breaks)
            html_markup(out, MARKUP("<br>\n"));
        else
            put_character(out, text, from, at, c);
    }
}

void html_text(Buf *out, Str text) {
    put_text(out, text, false);
}

void html_lines(Buf *out, Str text) {
    put_text(out, text, true);
}
