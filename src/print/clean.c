// Walks the code points once; most texts come out as they went in.
#include "print/clean.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "render/unseen.h"

enum {
    GETA = 0x3013,      // 〓
    MARKS_TOGETHER = 2, // on one letter, as Vietnamese needs them
};

typedef struct Range {
    int32_t from, to;
} Range;

static const Range empty[] = {{0x00AD, 0x00AD}, {0x200B, 0x200B}, {0x2060, 0x2064}};
static const Range combining[] = {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},
                                  {0x20D0, 0x20FF}, {0x3099, 0x309A}, {0xFE20, 0xFE2F}};

#define IN(ranges, code_point) in_ranges((ranges), sizeof(ranges) / sizeof *(ranges), (code_point))

static bool in_ranges(const Range *ranges, size_t count, int32_t code_point) {
    for (size_t i = 0; i < count; i++)
        if (code_point >= ranges[i].from && code_point <= ranges[i].to) return true;
    return false;
}

static void put(Buf *out, int32_t code_point) {
    char bytes[4];
    buf_put(out, (Str){bytes, utf8_put(bytes, (uint32_t)code_point)});
}

static void put_clean(Buf *out, int32_t code_point, int *marks) {
    *marks = IN(combining, code_point) ? *marks + 1 : 0;
    if (*marks > MARKS_TOGETHER) {
        put(out, GETA);
        *marks = 1;
    }
    if (code_point == '\n' || code_point == 0x2028 || code_point == 0x2029 || code_point == 0x85)
        buf_char(out, '\n');
    else if (code_point == '\t')
        buf_char(out, ' ');
    else if (unseen_control(code_point))
        put(out, GETA);
    else if (unseen_turns(code_point))
        buf_format(out, "[U+%04X]", (unsigned)code_point);
    else if (!IN(empty, code_point))
        put(out, code_point);
}

static bool is_plain(Str text) {
    bool plain = true;
    for (size_t i = 0; plain && i < text.len; i++) plain = text.ptr[i] >= ' ' && text.ptr[i] < 0x7F;
    return plain;
}

Str clean_text(Arena *arena, Str text) {
    if (is_plain(text)) return text;
    Buf out = buf_make(arena, SIZE_MAX);
    int marks = 0;
    while (text.len > 0) {
        Str valid = str_slice(text, 0, utf8_valid_prefix(text));
        for (size_t at = 0; at < valid.len;) {
            int32_t code_point = utf8_next(valid, &at);
            bool paired = code_point == '\r' && at < valid.len && valid.ptr[at] == '\n';
            if (!paired) put_clean(&out, code_point == '\r' ? '\n' : code_point, &marks);
        }
        if (valid.len < text.len) put(&out, GETA);
        text = str_slice(text, valid.len + 1, text.len);
    }
    return buf_str(&out);
}

Str clean_line(Arena *arena, Str text) {
    Str clean = clean_text(arena, text);
    char *line = str_c(arena, clean);
    for (size_t i = 0; i < clean.len; i++)
        if (line[i] == '\n') line[i] = ' ';
    return (Str){line, clean.len};
}
