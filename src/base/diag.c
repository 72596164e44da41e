// How findings are kept, ordered and shown to a person: the place, the words, the line itself with a caret under it.
// What comes from a file is made visible first, so that a hostile file cannot steer the terminal.
#include "base/diag.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "base/words.h"

enum { SHOWN_COLUMNS = 100, BEFORE_CARET = 60, ARG_COLUMNS = 160, TAB = 4 };

Diags diags_make(Arena *arena) {
    return (Diags){.arena = arena};
}

void diags_add(Diags *diags, Diag diag) {
    diags->errors += diag.severity == SEVERITY_ERROR;
    if (diags->count < LIMIT_DIAGS) {
        PUSH(diags->arena, *diags, diag);
        return;
    }
    // Full: an error is worth more than the last warning.
    for (size_t i = diags->count; diag.severity == SEVERITY_ERROR && i-- > 0;) {
        if (diags->items[i].severity == SEVERITY_WARNING) {
            diags->items[i] = diag;
            return;
        }
    }
}

static int int_compare(int a, int b) {
    return (a > b) - (a < b);
}

static int diag_compare(const Diag *a, const Diag *b) {
    int order = str_compare(a->place.file, b->place.file);
    order = order ? order : int_compare(a->place.line, b->place.line);
    order = order ? order : int_compare(a->place.column, b->place.column);
    order = order ? order : int_compare((int)a->severity, (int)b->severity);
    order = order ? order : int_compare((int)a->msg, (int)b->msg);
    for (int i = 0; i < 3 && order == 0; i++) {
        order = str_compare(a->args[i], b->args[i]);
    }
    return order;
}

// By insertion: the list is short, and mostly in order already.
void diags_sort(Diags *diags) {
    for (size_t i = 1; i < diags->count; i++) {
        Diag moving = diags->items[i];
        size_t at = i;
        for (; at > 0 && diag_compare(&diags->items[at - 1], &moving) > 0; at--) {
            diags->items[at] = diags->items[at - 1];
        }
        diags->items[at] = moving;
    }
}

// Control characters, and marks that turn the direction of writing or cannot be seen at all.
static bool is_unsafe(int32_t point) {
    return point < 0x20 || (point >= 0x7F && point < 0xA0) || (point >= 0x200B && point <= 0x200F) ||
           (point >= 0x2028 && point <= 0x202E) || (point >= 0x2060 && point <= 0x206F) || point == 0xFEFF;
}

// One character of `s` as it may be shown; returns its columns. `column` is where it starts, for tabs.
static int character_put(Buf *out, Str s, size_t *at, int column) {
    size_t from = *at;
    int32_t point = utf8_next(s, at);
    if (point == '\t') {
        int spaces = TAB - column % TAB;
        buf_spaces(out, (size_t)spaces);
        return spaces;
    }
    Str shown = is_unsafe(point) ? STR("\xEF\xBF\xBD") : str_slice(s, from, *at);
    buf_put(out, shown);
    return utf8_width(shown);
}

static void buf_visible(Buf *out, Str s) {
    int column = 0;
    for (size_t at = 0; at < s.len;) {
        if (column >= ARG_COLUMNS || at > 4 * ARG_COLUMNS) {
            buf_puts(out, "...");
            return;
        }
        column += character_put(out, s, &at, column);
    }
}

Str diag_visible(Arena *arena, Str s) {
    Buf out = buf_make(arena, s.len * 4 + 8);
    buf_visible(&out, s);
    return buf_str(&out);
}

Str diag_visible_lines(Arena *arena, Str s) {
    Buf out = buf_make(arena, s.len * TAB + 8);
    int column = 0;
    for (size_t at = 0; at < s.len;) {
        if (s.ptr[at] == '\n') {
            buf_char(&out, s.ptr[at++]);
            column = 0;
        } else {
            column += character_put(&out, s, &at, column);
        }
    }
    return buf_str(&out);
}

// Where to begin showing a line so that the caret has room before it: at a character, at most BEFORE_CARET columns back.
static size_t shown_from(Str line, size_t caret) {
    size_t from = caret;
    for (int columns = 0; from > 0 && columns < BEFORE_CARET;) {
        size_t end = from--;
        while (from > 0 && ((unsigned char)line.ptr[from] & 0xC0) == 0x80) {
            from--;
        }
        int width = line.ptr[from] == '\t' ? TAB : utf8_width(str_slice(line, from, end));
        columns += width ? width : 1;
    }
    return from;
}

static void line_print(Buf *out, const Place *place) {
    Str line = place->line_text;
    size_t caret = (size_t)place->column - 1 < line.len ? (size_t)place->column - 1 : line.len;
    size_t end = caret + (place->length > 0 ? (size_t)place->length : 1), at = shown_from(line, caret);
    int column = 0, caret_column = 0, under = 0;
    Str number = str_format(out->arena, "%4d", place->line);
    buf_format(out, "%.*s | ", STR_ARG(number));
    if (at > 0) {
        buf_puts(out, "...");
        column = caret_column = 3;
    }
    while (at < line.len && column < SHOWN_COLUMNS) {
        bool before = at < caret, inside = at >= caret && at < end;
        int width = character_put(out, line, &at, column);
        column += width;
        caret_column += before ? width : 0;
        under += inside ? width : 0;
    }
    buf_puts(out, at < line.len ? "...\n" : "\n");
    buf_spaces(out, number.len);
    buf_puts(out, " | ");
    buf_spaces(out, (size_t)caret_column);
    do {
        buf_char(out, '^');
    } while (--under > 0);
    buf_char(out, '\n');
}

static void words_print(Buf *out, const Diag *diag, Msg msg, Lang lang) {
    Str args[3];
    for (int i = 0; i < 3; i++) {
        args[i] = diag_visible(out->arena, diag->args[i]);
    }
    buf_word(out, lang, msg, args[0], args[1], args[2]);
}

static void head_print(Buf *out, const Diag *diag, Lang lang) {
    const Place *place = &diag->place;
    if (place->file.len) {
        buf_visible(out, place->file);
        buf_char(out, ':');
    }
    if (place->line > 0) {
        buf_format(out, "%d:", place->line);
    }
    if (place->line > 0 && place->column > 0) {
        buf_format(out, "%d:", place->column);
    }
    if (place->file.len || place->line > 0) {
        buf_char(out, ' ');
    }
    buf_put(out, word(lang, diag->severity == SEVERITY_ERROR ? MSG_DIAG_ERROR : MSG_DIAG_WARNING));
    buf_puts(out, ": ");
    words_print(out, diag, diag->msg, lang);
}

void diag_print_line(Buf *out, const Diag *diag, Lang lang) {
    head_print(out, diag, lang);
    if (diag->advice != MSG_NONE) {
        buf_char(out, ' ');
        words_print(out, diag, diag->advice, lang);
    }
    buf_char(out, '\n');
}

void diag_print(Buf *out, const Diag *diag, Lang lang) {
    head_print(out, diag, lang);
    buf_char(out, '\n');
    if (diag->place.line > 0 && diag->place.column > 0) {
        line_print(out, &diag->place);
    }
    if (diag->advice != MSG_NONE) {
        buf_put(out, word(lang, MSG_DIAG_ADVICE));
        buf_puts(out, ": ");
        words_print(out, diag, diag->advice, lang);
        buf_char(out, '\n');
    }
}
