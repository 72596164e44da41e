// Lines are estimated by the width of their letters; one that might be full counts as full.
#include "print/cut.h"
#include "base/utf8.h"

void cut_text(Arena *arena, CutList *pieces, Str text, int columns, int lines) {
    size_t first = 0, at = 0;
    int line = 1, used = 0;
    while (at < text.len) {
        size_t from = at;
        bool ends = utf8_next(text, &at) == '\n';
        int width = utf8_width(str_slice(text, from, at));
        if (!ends && used + width <= columns) {
            used += width;
            continue;
        }
        used = ends ? 0 : width;
        if (line++ < lines) continue;
        PUSH(arena, *pieces, ((Cut){str_slice(text, first, from), lines}));
        first = ends ? at : from;
        line = 1;
    }
    PUSH(arena, *pieces, ((Cut){str_slice(text, first, text.len), line}));
}
