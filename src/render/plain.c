// Breaks lines where Japanese and English allow it: behind a space, or between two characters of which the second may begin a
// line. What cannot be broken so is cut.
#include "render/plain.h"
#include "base/utf8.h"
#include "render/unseen.h"

typedef struct Writer {
    Buf *out;
    int indent, column;
} Writer;

// Nor does what takes no column of its own begin a line.
static bool may_begin(int32_t c, int width) {
    return width > 0 && !utf8_hangs_on(c);
}

static Str shown(Arena *arena, Str text, size_t from, size_t to, int32_t c) {
    if (unseen_turns(c)) return str_format(arena, "[U+%04X]", (unsigned)c);
    if (c == '\t') return STR(" ");
    return unseen_control(c) ? STR("\u3013") : str_slice(text, from, to);
}

// One line without anything unseen.
static Str clean(Arena *arena, Str line) {
    Buf out = buf_make(arena, SIZE_MAX);
    while (line.len > 0) {
        size_t valid = utf8_valid_prefix(line), at = 0;
        for (size_t from = 0; from < valid; from = at) {
            int32_t c = utf8_next(str_slice(line, 0, valid), &at);
            buf_put(&out, shown(arena, line, from, at, c));
        }
        if (valid < line.len) buf_puts(&out, "\u3013");
        line = str_slice(line, valid + 1, line.len);
    }
    return buf_str(&out);
}

// How much of the line goes on this row: all, or up to the last place where it may be broken.
static size_t row_length(Str line, int columns) {
    size_t at = 0, good = 0, fitting = 0;
    int width = 0;
    for (size_t from = 0; from < line.len; from = at) {
        int32_t c = utf8_next(line, &at);
        Str character = str_slice(line, from, at);
        bool ascii = c < 0x80 && from > 0 && (unsigned char)line.ptr[from - 1] < 0x80;
        if (from > 0 && (ascii ? line.ptr[from - 1] == ' ' : may_begin(c, utf8_width(character)))) good = from;
        width += utf8_width(character);
        if (width > columns && fitting == 0) fitting = from > 0 && utf8_width(character) > 0 ? from : 0;
        if (width > columns && fitting > 0) return good * 2 > fitting ? good : fitting;
    }
    return line.len;
}

static void put_line(Writer *writer, Str line) {
    for (bool more = true; more;) {
        size_t length = row_length(line, PLAIN_COLUMNS - writer->column);
        size_t shown_length = length;
        more = length < line.len;
        while (more && shown_length > 0 && line.ptr[shown_length - 1] == ' ') shown_length--; // the new line parts the words
        buf_put(writer->out, str_slice(line, 0, shown_length));
        buf_char(writer->out, '\n');
        line = str_slice(line, length, line.len);
        if (more) buf_spaces(writer->out, (size_t)writer->indent);
        writer->column = writer->indent;
    }
}

void plain_lines(Buf *out, Str text, int hang, int indent) {
    Writer writer = {out, indent, hang};
    Str line;
    for (bool more = true; more;) {
        more = str_cut(text, '\n', &line, &text);
        put_line(&writer, clean(out->arena, line));
        if (more) buf_spaces(out, (size_t)indent);
    }
}
