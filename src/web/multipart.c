// Delimiters are lines of their own; a part's head has fields, of which only Content-Disposition is read.
#include "web/multipart.h"

#include "base/utf8.h"

enum { BOUNDARY_MOST = 70, PART_HEAD_MOST = 4096, NAME_MOST = 512 };

Str multipart_boundary(Str content_type) {
    Str kind, boundary;
    bool cut = str_cut(content_type, ';', &kind, &boundary);
    boundary = str_trim(boundary);
    if (!cut || !str_is(str_trim(kind), "multipart/form-data") || !str_starts(boundary, STR("boundary="))) return (Str){0};
    boundary = str_slice(boundary, strlen("boundary="), boundary.len);
    if (boundary.len > 2 && boundary.ptr[0] == '"' && boundary.ptr[boundary.len - 1] == '"')
        boundary = str_slice(boundary, 1, boundary.len - 1);
    for (size_t i = 0; i < boundary.len; i++) {
        char c = boundary.ptr[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || strchr("'()+_,-./:=?", c);
        if (!plain || !c) return (Str){0};
    }
    return boundary.len <= BOUNDARY_MOST ? boundary : (Str){0};
}

Multipart multipart_begin(Str form, Str boundary) {
    return (Multipart){form, boundary, false};
}

// \r\n--boundary; NULL: there is none any more.
static const char *find_delimiter(const Multipart *reader, Str in) {
    char mark[BOUNDARY_MOST + 4] = "\r\n--";
    memcpy(mark + 4, reader->boundary.ptr, reader->boundary.len);
    return memmem(in.ptr, in.len, mark, reader->boundary.len + 4);
}

// name="..."; a browser writes a quotation mark as %22 and line ends as %0D%0A, and those stay as they are.
static bool take_parameter(Str *rest, const char *name, Str *out) {
    Str head = str_trim(*rest);
    size_t len = strlen(name);
    if (!str_starts(head, str_from(name)) || head.len < len + 2 || head.ptr[len] != '=' || head.ptr[len + 1] != '"')
        return false;
    head = str_slice(head, len + 2, head.len);
    return str_cut(head, '"', out, rest) && out->len <= NAME_MOST;
}

static bool read_disposition(Str value, MultipartPart *out) {
    if (!str_starts(value, STR("form-data;"))) return false;
    value = str_slice(value, strlen("form-data;"), value.len);
    if (!take_parameter(&value, "name", &out->name)) return false;
    value = str_trim(value);
    if (value.len == 0) return true;
    if (value.ptr[0] != ';') return false;
    value = str_slice(value, 1, value.len);
    out->has_file = true;
    return take_parameter(&value, "filename", &out->file) && str_trim(value).len == 0;
}

static bool is_disposition(Str name) {
    static const char wanted[] = "content-disposition";
    bool same = name.len == strlen(wanted);
    for (size_t i = 0; same && i < name.len; i++)
        same = (name.ptr[i] | 0x20) == wanted[i] || (name.ptr[i] == '-' && wanted[i] == '-');
    return same;
}

static bool read_head(Str head, MultipartPart *out) {
    Str line, name, value;
    bool found = false;
    while (head.len > 0) {
        str_cut(head, '\n', &line, &head);
        if (line.len == 0 || line.ptr[line.len - 1] != '\r' || !str_cut(line, ':', &name, &value)) return false;
        if (!is_disposition(name)) continue;
        if (found || !read_disposition(str_trim((Str){value.ptr, value.len - 1}), out)) return false;
        found = true;
    }
    return found && utf8_valid_prefix(out->name) == out->name.len && utf8_valid_prefix(out->file) == out->file.len;
}

// The first delimiter has no line before it.
static bool begin(Multipart *reader) {
    Str first = str_slice(reader->rest, 0, reader->boundary.len + 2);
    bool fine = first.len == reader->boundary.len + 2 && str_starts(first, STR("--")) &&
                str_eq(str_slice(first, 2, first.len), reader->boundary);
    reader->rest = str_slice(reader->rest, first.len, reader->rest.len);
    reader->is_begun = true;
    return fine;
}

MultipartState multipart_next(Arena *arena, Multipart *reader, MultipartPart *out) {
    *out = (MultipartPart){0};
    if (!reader->is_begun && !begin(reader)) return MULTIPART_BROKEN;
    if (str_is(reader->rest, "--\r\n") || str_is(reader->rest, "--")) return MULTIPART_END;
    if (!str_starts(reader->rest, STR("\r\n"))) return MULTIPART_BROKEN;
    reader->rest = str_slice(reader->rest, 2, reader->rest.len);
    const char *end = find_delimiter(reader, reader->rest);
    const char *body = memmem(reader->rest.ptr, reader->rest.len, "\r\n\r\n", 4);
    if (!end || !body || body >= end || body - reader->rest.ptr > PART_HEAD_MOST) return MULTIPART_BROKEN;
    if (!read_head(str_copy(arena, (Str){reader->rest.ptr, (size_t)(body - reader->rest.ptr) + 2}), out))
        return MULTIPART_BROKEN;
    body += 4;
    if (body > end) return MULTIPART_BROKEN; // the head ran into the delimiter
    out->content = (Str){body, (size_t)(end - body)};
    size_t passed = (size_t)(end - reader->rest.ptr) + 4 + reader->boundary.len;
    reader->rest = str_slice(reader->rest, passed, reader->rest.len);
    return MULTIPART_PART;
}
