// Breaks lines by columns, not bytes: wide letters count two, styling none. Japanese may break almost anywhere, so the break is
// sought where a phrase ends: behind a space or a mark, or where small words give way to a new one. Addresses stay whole,
// so that they can be copied. Knows nothing of what the lines say.
#include "cli/fold.h"
#include "base/utf8.h"

enum {
    LABEL_WIDEST = 32, // a longer beginning is no label
    MARKER_WIDEST = 4, // as in "12. "
    BACKWARD = 24,     // columns given up for a better break
    NARROWEST = 20,    // narrower screens are left to themselves
    MIDDLE_DOT = 0x30FB,
};

typedef enum Pause { PAUSE_NEVER, PAUSE_POSSIBLE, PAUSE_WORD, PAUSE_MARK } Pause;

static bool is_one_of(int32_t point, const int32_t *points, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (points[i] == point) return true;
    return false;
}

static bool opens(int32_t point) {
    static const int32_t points[] = {'(', '[', '{', '"', 0x201C, 0x3008, 0x300A, 0x300C, 0x300E, 0x3010, 0xFF08, 0xFF3B};
    return is_one_of(point, points, sizeof points / sizeof *points);
}

static bool is_hiragana(int32_t point) {
    return point >= 0x3041 && point <= 0x309F;
}

// A closing mark: those of the above that are no kana.
static bool ends_phrase(int32_t point) {
    return utf8_hangs_on(point) && point >= 0x3000 && point != 0x3005 && (point < 0x3041 || point > 0x30FF);
}

static bool is_wide(int32_t point) {
    char bytes[4];
    return utf8_width((Str){bytes, utf8_put(bytes, (uint32_t)point)}) == 2;
}

// How well a line can end between two letters.
static Pause pause_between(int32_t before, int32_t after) {
    if (after == ' ' || utf8_hangs_on(after) || opens(before)) return PAUSE_NEVER;
    if (before == ' ' || (ends_phrase(before) && !is_hiragana(after))) return PAUSE_MARK;
    if (!is_wide(before) && !is_wide(after)) return PAUSE_NEVER;
    return opens(after) || (is_hiragana(before) && !is_hiragana(after)) ? PAUSE_WORD : PAUSE_POSSIBLE;
}

// The next letter with the columns it takes; styling is stepped over.
static int32_t next_letter(Str line, size_t *at, int *width) {
    int32_t point = utf8_next(line, at);
    while (point == 0x1B) {
        while (point >= 0 && point != 'm') point = utf8_next(line, at);
        point = utf8_next(line, at);
    }
    if (point >= 0) *width += point == ' ' ? 1 : is_wide(point) ? 2 : 1;
    return point;
}

static bool is_marker(int32_t point) {
    static const int32_t points[] = {'!', '#', '-', 0xD7, 0x2192, 0x25A0, 0x25CB, 0x30FB, 0xFF1F};
    return (point >= '0' && point <= '9') || is_one_of(point, points, sizeof points / sizeof *points);
}

// Behind the spaces that follow the first `count` spaces in a row; 0: there are none, or too far to the right.
static int column_behind(Str line, size_t at, size_t count, int widest) {
    for (size_t end = at; end + count <= line.len; end++) {
        size_t spaces = 0;
        while (end + spaces < line.len && line.ptr[end + spaces] == ' ') spaces++;
        if (spaces < count) continue;
        int column = utf8_width(str_slice(line, 0, end)) + (int)spaces;
        return column <= widest ? column : 0;
    }
    return 0;
}

// The column below which a broken line goes on: behind its marker or its label, otherwise where it began.
static int hanging_column(Str line, int columns) {
    size_t indent = 0;
    int width = 0;
    while (indent < line.len && line.ptr[indent] == ' ') indent++;
    size_t at = indent;
    int32_t first = next_letter(line, &at, &width);
    if (first == MIDDLE_DOT) return (int)indent + width;
    int behind = is_marker(first) ? column_behind(line, indent, 1, (int)indent + MARKER_WIDEST) : 0;
    int widest = columns / 2 < LABEL_WIDEST ? columns / 2 : LABEL_WIDEST;
    if (!behind) behind = column_behind(line, indent, 2, widest);
    return behind ? behind : (int)indent;
}

// A grade stays with what it grades: " [B]".
static bool is_grade(Str line, size_t at) {
    return at + 2 < line.len && line.ptr[at] == '[' && line.ptr[at + 2] == ']';
}

// Where the line has to end that begins at `from`; line.len if all of it fits. Its first `least` columns are a label, and
// belong to what follows.
static size_t find_end(Str line, size_t from, int least, int room) {
    static const int32_t none = -1;
    size_t at = from, ends[PAUSE_MARK + 1] = {0};
    int width = 0, widths[PAUSE_MARK + 1] = {0};
    int backward = room / 3 < BACKWARD ? room / 3 : BACKWARD;
    for (int32_t before = none, after; at < line.len; before = after) {
        size_t here = at;
        int so_far = width;
        after = next_letter(line, &at, &width);
        if (after < 0) break;
        Pause pause = before == none || is_grade(line, here) ? PAUSE_NEVER : pause_between(before, after);
        bool found = ends[PAUSE_POSSIBLE] || ends[PAUSE_WORD] || ends[PAUSE_MARK];
        if (pause != PAUSE_NEVER && so_far > least && (so_far <= room || !found)) {
            ends[pause] = here;
            widths[pause] = so_far;
        }
        if (width <= room || after == ' ') continue;
        int latest = widths[PAUSE_POSSIBLE] > widths[PAUSE_WORD] ? widths[PAUSE_POSSIBLE] : widths[PAUSE_WORD];
        latest = latest > widths[PAUSE_MARK] ? latest : widths[PAUSE_MARK];
        for (Pause best = PAUSE_MARK; best > PAUSE_NEVER; best--)
            if (ends[best] && widths[best] + backward >= latest) return ends[best];
    }
    return line.len;
}

static void fold_line(Buf *out, Str line, int columns) {
    int hanging = hanging_column(line, columns);
    size_t from = 0, body = 0;
    while (body < line.len && line.ptr[body] == ' ') body++; // an indent is no place to break
    while (from < line.len) {
        int before = from ? hanging : (int)body;
        size_t start = from ? from : body, end = find_end(line, start, hanging - before, columns - before);
        buf_spaces(out, from ? (size_t)hanging : body);
        buf_put(out, str_trim(str_slice(line, start, end)));
        if (end < line.len) buf_char(out, '\n');
        from = end;
    }
}

void fold_lines(Buf *out, size_t from, int columns) {
    if (columns < NARROWEST || out->overflowed) return;
    Str line, rest = str_copy(out->arena, str_slice(buf_str(out), from, out->len));
    out->len = from;
    while (rest.len) {
        bool ended = str_cut(rest, '\n', &line, &rest);
        if (utf8_width(line) <= columns)
            buf_put(out, line);
        else
            fold_line(out, line, columns);
        if (ended) buf_char(out, '\n');
    }
}
