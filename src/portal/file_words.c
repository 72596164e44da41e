// Nothing here looks into a file.
#include "portal/file_words.h"

#include "base/utf8.h"
#include "intake/report.h"
#include "render/unseen.h"

enum { ENDING_MOST = 20, GROUP_BYTES = 4 };

static bool is_hidden(int32_t c) {
    return c < 0x20 || unseen_control(c) || unseen_turns(c) || (c >= 0x200B && c <= 0x200F) || (c >= 0x2060 && c <= 0x206F);
}

// Both kinds of folders: the name comes from a machine of any kind.
static Str last_part(Str name) {
    size_t from = name.len;
    while (from > 0 && name.ptr[from - 1] != '/' && name.ptr[from - 1] != '\\') from--;
    return str_slice(name, from, name.len);
}

// From the middle, so that the ending stays.
static Str shorten(Arena *arena, Str name) {
    size_t dot = name.len;
    if (name.len <= REPORT_FILE_NAME_MOST) return name;
    while (dot > 0 && name.len - dot < ENDING_MOST && name.ptr[dot - 1] != '.') dot--;
    bool has_ending = dot > 0 && name.ptr[dot - 1] == '.';
    Str ending = has_ending ? str_slice(name, dot - 1, name.len) : STR_NONE;
    Str front = str_slice(name, 0, REPORT_FILE_NAME_MOST - ending.len);
    return str_join(arena, str_slice(front, 0, utf8_valid_prefix(front)), ending);
}

static bool is_only_dots(Str name) {
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] != '.' && name.ptr[i] != ' ') return false;
    return true;
}

Str file_name_clean(Arena *arena, Str name) {
    Buf seen = buf_make(arena, name.len + 1);
    Str last = last_part(name);
    for (size_t at = 0, from = 0; at < last.len; from = at) {
        int32_t c = utf8_next(last, &at);
        if (!is_hidden(c)) buf_put(&seen, str_slice(last, from, at));
    }
    Str clean = str_trim(buf_str(&seen));
    return is_only_dots(clean) ? STR_NONE : shorten(arena, clean);
}

Str file_size_text(Arena *arena, uint64_t bytes) {
    static const char *const units[] = {"KB", "MB", "GB"};
    uint64_t unit = 1024;
    size_t which = 0;
    if (bytes < unit) return str_format(arena, "%llu B", (unsigned long long)bytes);
    while (bytes >= unit * 1024 && which < 2) unit *= 1024, which++;
    uint64_t tenths = (bytes * 10 + unit / 2) / unit;
    if (tenths % 10 == 0) return str_format(arena, "%llu %s", (unsigned long long)(tenths / 10), units[which]);
    return str_format(arena, "%llu.%llu %s", (unsigned long long)(tenths / 10), (unsigned long long)(tenths % 10),
                      units[which]);
}

Str file_hash_text(Arena *arena, const unsigned char sha256[32]) {
    Buf text = buf_make(arena, 128);
    for (size_t i = 0; i < 32; i++) buf_format(&text, i > 0 && i % GROUP_BYTES == 0 ? " %02x" : "%02x", sha256[i]);
    return buf_str(&text);
}
