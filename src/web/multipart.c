// Delimiters are lines of their own; a part's head has fields, of which only Content-Disposition is read. A mark has one \r,
// its first byte: whatever looked like a mark and was none is content, and the next may begin only behind it.
#include "web/multipart.h"

#include "base/utf8.h"

enum { NAME_MOST = 512 };

Str multipart_boundary(Str content_type) {
    Str kind, boundary;
    bool cut = str_cut(content_type, ';', &kind, &boundary);
    boundary = str_trim(boundary);
    if (!cut || !str_is(str_trim(kind), "multipart/form-data") || !str_starts(boundary, STR("boundary="))) return STR_NONE;
    boundary = str_slice(boundary, strlen("boundary="), boundary.len);
    if (boundary.len > 2 && boundary.ptr[0] == '"' && boundary.ptr[boundary.len - 1] == '"')
        boundary = str_slice(boundary, 1, boundary.len - 1);
    for (size_t i = 0; i < boundary.len; i++) {
        char c = boundary.ptr[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || strchr("'()+_,-./:=?", c);
        if (!plain || !c) return STR_NONE;
    }
    return boundary.len <= MULTIPART_BOUNDARY_MOST ? boundary : STR_NONE;
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

void multipart_begin(Multipart *reader, Str boundary) {
    *reader = (Multipart){.place = PLACE_FIRST, .mark = "\r\n--", .matched = 2};
    if (boundary.len == 0 || boundary.len > MULTIPART_BOUNDARY_MOST) reader->place = PLACE_BROKEN;
    if (reader->place == PLACE_BROKEN) return;
    memcpy(reader->mark + 4, boundary.ptr, boundary.len);
    reader->mark_len = 4 + boundary.len;
}

static char next_of(Bytes *in) {
    char next = (char)in->ptr[0];
    *in = (Bytes){in->ptr + 1, in->len - 1};
    return next;
}

static MultipartEvent broken(Multipart *reader) {
    reader->place = PLACE_BROKEN;
    return MULTIPART_BROKEN;
}

static void go_to(Multipart *reader, MultipartPlace place) {
    reader->place = place;
    reader->matched = reader->head_len = 0;
}

// The first delimiter has no line before it.
static MultipartEvent take_first(Multipart *reader, Bytes *in) {
    if (next_of(in) != reader->mark[reader->matched++]) return broken(reader);
    if (reader->matched == reader->mark_len) go_to(reader, PLACE_BEHIND);
    return MULTIPART_MORE;
}

// A line end, and a part begins; or two dashes, and it was the last one.
static MultipartEvent take_behind(Multipart *reader, Bytes *in) {
    char next = next_of(in);
    if (reader->matched++ == 0) {
        reader->behind = next;
        return next == '\r' || next == '-' ? MULTIPART_MORE : broken(reader);
    }
    if (next != (reader->behind == '\r' ? '\n' : '-')) return broken(reader);
    go_to(reader, next == '\n' ? PLACE_HEAD : PLACE_TAIL);
    return MULTIPART_MORE;
}

static MultipartEvent take_head(Multipart *reader, Bytes *in) {
    if (reader->head_len == sizeof reader->head) return broken(reader);
    reader->head[reader->head_len++] = next_of(in);
    Str head = {reader->head, reader->head_len};
    if (!str_ends(head, STR("\r\n\r\n"))) return MULTIPART_MORE;
    reader->part = (MultipartPart){0};
    if (!read_head(str_slice(head, 0, head.len - 2), &reader->part)) return broken(reader);
    reader->place = PLACE_DATA;
    reader->matched = 0;
    return MULTIPART_PART;
}

// How much of `in` is content for certain: up to a mark, or to what may become one.
static size_t plain_length(const Multipart *reader, Bytes in) {
    const unsigned char *mark = memmem(in.ptr, in.len, reader->mark, reader->mark_len);
    if (mark) return (size_t)(mark - in.ptr);
    size_t tail = in.len < reader->mark_len - 1 ? in.len : reader->mark_len - 1;
    const unsigned char *last = memrchr(in.ptr + in.len - tail, '\r', tail);
    size_t from = last ? (size_t)(last - in.ptr) : in.len;
    return last && memcmp(last, reader->mark, in.len - from) == 0 ? from : in.len;
}

static MultipartEvent take_data(Multipart *reader, Bytes *in, Bytes *data) {
    size_t plain = reader->matched == 0 ? plain_length(reader, *in) : 0;
    if (plain > 0) {
        *data = (Bytes){in->ptr, plain};
        *in = (Bytes){in->ptr + plain, in->len - plain};
        return MULTIPART_DATA;
    }
    while (in->len > 0 && (char)in->ptr[0] == reader->mark[reader->matched]) {
        (void)next_of(in);
        if (++reader->matched < reader->mark_len) continue;
        go_to(reader, PLACE_BEHIND);
        return MULTIPART_OVER;
    }
    if (in->len == 0) return MULTIPART_MORE;
    *data = (Bytes){(const unsigned char *)reader->mark, reader->matched};
    reader->matched = 0;
    return MULTIPART_DATA;
}

// One line end at most.
static MultipartEvent take_tail(Multipart *reader, Bytes *in) {
    char next = next_of(in);
    return reader->matched < 2 && next == "\r\n"[reader->matched++] ? MULTIPART_MORE : broken(reader);
}

MultipartEvent multipart_take(Multipart *reader, Bytes *in, Bytes *data) {
    MultipartEvent event = reader->place == PLACE_BROKEN ? MULTIPART_BROKEN : MULTIPART_MORE;
    *data = (Bytes){0};
    while (event == MULTIPART_MORE && in->len > 0) {
        event = reader->place == PLACE_FIRST    ? take_first(reader, in)
                : reader->place == PLACE_BEHIND ? take_behind(reader, in)
                : reader->place == PLACE_HEAD   ? take_head(reader, in)
                : reader->place == PLACE_DATA   ? take_data(reader, in, data)
                                                : take_tail(reader, in);
    }
    return event;
}

bool multipart_is_whole(const Multipart *reader) {
    return reader->place == PLACE_TAIL && reader->matched != 1;
}
