// libqrencode makes the code; here it becomes one path, row by row, with the quiet zone that readers need.
#include "portal/qr.h"

#include <qrencode.h>

enum { QUIET = 4, PATH_BYTES = 64 << 10, DARK = 1 };

static void put_row(Buf *out, const unsigned char *row, int width, int y) {
    for (int x = 0; x < width; x++) {
        int run = 0;
        while (x + run < width && row[x + run] & DARK) run++;
        if (run) buf_format(out, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, run, run);
        x += run;
    }
}

Markup qr_picture(Arena *arena, Str text) {
    QRcode *code = QRcode_encodeString8bit(str_c(arena, text), 0, QR_ECLEVEL_M);
    Buf out = buf_make(arena, PATH_BYTES);
    if (!code) return (Markup){0};
    int side = code->width + 2 * QUIET;
    buf_format(&out, "<svg viewBox=\"0 0 %d %d\" aria-hidden=\"true\" shape-rendering=\"crispEdges\">", side, side);
    buf_format(&out, "<path fill=\"#fff\" d=\"M0 0h%dv%dh-%dz\"/><path fill=\"#000\" d=\"", side, side, side);
    for (int y = 0; y < code->width; y++) put_row(&out, code->data + y * code->width, code->width, y);
    buf_puts(&out, "\"/></svg>");
    QRcode_free(code);
    return (Markup){out.overflowed ? STR_NONE : buf_str(&out)};
}
