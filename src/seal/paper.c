// Lines with their checks, out and in. Knows nothing of what the bytes are.
#include "seal/paper.h"

#include "base/buf.h"
#include "base/code.h"
#include "seal/check.h"
#include "seal/hash.h"

enum { END = 4, LINE_MOST = 1 + PAPER_LINE_SIGNS + CHECK_SIGNS, SIGNS_MOST = PAPER_LINES_MOST * PAPER_LINE_SIGNS };

// The line's number goes into the check as a first sign that is not written: lines cannot change places.
static void line_check(size_t line, const char *signs, size_t count, char check[CHECK_SIGNS]) {
    char all[LINE_MOST];
    all[0] = code_base32_sign((unsigned)line & 31);
    memcpy(all + 1, signs, count);
    check_put(all, 1 + count);
    memcpy(check, all + 1 + count, CHECK_SIGNS);
    sodium_memzero(all, sizeof all);
}

static void line_put(Buf *out, size_t line, const char *signs, size_t count) {
    char check[CHECK_SIGNS];
    line_check(line, signs, count, check);
    buf_format(out, "%02zu:", line);
    for (size_t i = 0; i < count; i++) {
        buf_puts(out, i % 5 == 0 ? " " : "");
        buf_char(out, signs[i]);
    }
    buf_puts(out, "  ");
    buf_put(out, (Str){check, CHECK_SIGNS});
    buf_char(out, '\n');
}

Str paper_text(Arena *arena, Bytes bytes) {
    Hash end = hash_of(DOMAIN_PAPER, bytes);
    ByteWriter whole = bytes_writer(arena, bytes.len + END);
    bytes_put(&whole, bytes);
    bytes_put(&whole, (Bytes){end.bytes, END});
    Str signs = code_base32(arena, bytes_written(&whole));
    Buf out = buf_make(arena, 4 * SIGNS_MOST);
    for (size_t at = 0, line = 1; at < signs.len; at += PAPER_LINE_SIGNS, line++) {
        size_t left = signs.len - at;
        line_put(&out, line, signs.ptr + at, left < PAPER_LINE_SIGNS ? left : PAPER_LINE_SIGNS);
    }
    return buf_str(&out);
}

// Without the number that stands before the line, if one was typed.
static Str number_drop(Str line) {
    size_t at = 0;
    while (at < line.len && line.ptr[at] >= '0' && line.ptr[at] <= '9') {
        at++;
    }
    return at < line.len && line.ptr[at] == ':' ? str_slice(line, at + 1, line.len) : line;
}

// The signs of one line go behind those before it. A line that is not full is the last.
static Err line_take(Str typed, size_t line, char *signs, size_t *count) {
    char own[PAPER_LINE_SIGNS + CHECK_SIGNS], check[CHECK_SIGNS];
    size_t len;
    Err err = code_base32_typed(number_drop(typed), own, sizeof own, &len);
    if (err == ERR_OK && (len <= CHECK_SIGNS || line > PAPER_LINES_MOST || *count % PAPER_LINE_SIGNS != 0)) {
        err = ERR_INPUT;
    }
    if (err == ERR_OK) {
        len -= CHECK_SIGNS;
        line_check(line, own, len, check);
        err = sodium_memcmp(check, own + len, CHECK_SIGNS) == 0 ? ERR_OK : ERR_INPUT;
    }
    if (err == ERR_OK) {
        memcpy(signs + *count, own, len);
        *count += len;
    }
    sodium_memzero(own, sizeof own);
    return err;
}

static Err whole_take(Arena *arena, Str signs, Bytes *out) {
    size_t len = signs.len * 5 / 8;
    if (len <= END) {
        return ERR_INPUT;
    }
    unsigned char *bytes = arena_alloc(arena, len);
    Err err = code_base32_read(signs, bytes, len);
    Hash end = hash_of(DOMAIN_PAPER, (Bytes){bytes, len - END});
    if (err == ERR_OK && sodium_memcmp(end.bytes, bytes + len - END, END) == 0) {
        *out = (Bytes){bytes, len - END};
        return ERR_OK;
    }
    sodium_memzero(bytes, len);
    return ERR_INPUT;
}

Err paper_read(Arena *arena, Str typed, Bytes *out, size_t *wrong_line) {
    char signs[SIGNS_MOST];
    size_t count = 0, line = 0;
    Str rest = typed, text;
    Err err = ERR_OK;
    *out = (Bytes){0};
    *wrong_line = 0;
    while (err == ERR_OK && rest.len > 0) {
        str_cut(rest, '\n', &text, &rest);
        if (str_trim(text).len > 0) {
            line++;
            err = line_take(str_trim(text), line, signs, &count);
            *wrong_line = err == ERR_OK ? 0 : line;
        }
    }
    if (err == ERR_OK) {
        err = whole_take(arena, (Str){signs, count}, out);
    }
    sodium_memzero(signs, sizeof signs);
    return err;
}
