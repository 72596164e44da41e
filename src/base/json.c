// A strict JSON reader without recursion: open containers are frames of a fixed table, their finished items wait on one
// stack until the container closes and they move into the arena together. Knows nothing of what the values mean.
#include "base/json_scan.h"
#include "base/limits.h"
#include "base/utf8.h"

typedef struct Frame {
    size_t first; // slot of the first item
    uint32_t at;  // of the opening bracket
    bool object;
} Frame;

enum { FIRST_SLOTS = 64 };

typedef struct Reader {
    JsonScan scan;
    Json *slots; // items of open containers; in objects key and value take turns
    size_t count, room;
    Frame frames[LIMIT_JSON_DEPTH];
    int depth;
    Json first_slots[FIRST_SLOTS];
} Reader;

typedef enum Step { STEP_FAILED, STEP_VALUE, STEP_OPENED, STEP_NEXT, STEP_CLOSED } Step;

static void space_skip(Reader *reader) {
    const char *at = reader->scan.at, *end = reader->scan.end;
    while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) {
        at++;
    }
    reader->scan.at = at;
}

static bool is_at(const Reader *reader, char c) {
    return reader->scan.at < reader->scan.end && *reader->scan.at == c;
}

static void slot_push(Reader *reader, Json value) {
    if (reader->count == reader->room) {
        reader->slots = arena_grow(reader->scan.arena, reader->slots, reader->count, reader->room * 2, sizeof *reader->slots);
        reader->room *= 2;
    }
    reader->slots[reader->count++] = value;
}

// What stands here cannot stand here; at the end of the text it is something open that lacks its end.
static bool fail_found(Reader *reader, Msg msg, Str expected) {
    if (reader->scan.at < reader->scan.end) {
        return json_scan_fail_found(&reader->scan, msg, expected);
    }
    if (reader->depth == 0) {
        return json_scan_fail(&reader->scan, (Diag){.msg = MSG_JSON_EMPTY}, reader->scan.at, 1);
    }
    const Frame *frame = &reader->frames[reader->depth - 1];
    return json_scan_fail_ended(&reader->scan, frame->object ? STR("}") : STR("]"), frame->at);
}

// A key and its colon.
static bool key_read(Reader *reader) {
    Json key = {.kind = JSON_STRING, .at = json_scan_offset(&reader->scan, reader->scan.at)};
    if (!is_at(reader, '"')) {
        return fail_found(reader, MSG_JSON_KEY_EXPECTED, STR(""));
    }
    if (!json_scan_string(&reader->scan, &key.text)) {
        return false;
    }
    space_skip(reader);
    if (!is_at(reader, ':')) {
        return fail_found(reader, MSG_JSON_COLON_EXPECTED, key.text);
    }
    reader->scan.at++;
    slot_push(reader, key);
    return true;
}

static Step frame_open(Reader *reader, bool object) {
    if (reader->depth == LIMIT_JSON_DEPTH) {
        Str depth = str_format(reader->scan.arena, "%d", LIMIT_JSON_DEPTH);
        json_scan_fail(&reader->scan, (Diag){.msg = MSG_JSON_DEPTH, .args = {depth}}, reader->scan.at, 1);
        return STEP_FAILED;
    }
    reader->frames[reader->depth++] = (Frame){reader->count, json_scan_offset(&reader->scan, reader->scan.at), object};
    reader->scan.at++;
    return STEP_OPENED;
}

static Step value_read(Reader *reader, Json *out) {
    space_skip(reader);
    *out = (Json){.kind = JSON_NULL, .at = json_scan_offset(&reader->scan, reader->scan.at)};
    char c = reader->scan.at < reader->scan.end ? *reader->scan.at : '\0';
    bool read;
    if (c == '"') {
        out->kind = JSON_STRING;
        read = json_scan_string(&reader->scan, &out->text);
    } else if (c == '{' || c == '[') {
        return frame_open(reader, c == '{');
    } else if (c == '-' || (c >= '0' && c <= '9')) {
        read = json_scan_number(&reader->scan, out);
    } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        read = json_scan_word(&reader->scan, out);
    } else if (c == '+' || c == '.') {
        read = json_scan_fail_token(&reader->scan, MSG_JSON_NUMBER);
    } else {
        read = fail_found(reader, MSG_JSON_VALUE_EXPECTED, STR(""));
    }
    return read ? STEP_VALUE : STEP_FAILED;
}

// Stable, and never worse than its usual speed, whatever keys somebody thinks up.
static const JsonMember **members_sorted(Arena *arena, const JsonMember *members, size_t count) {
    const JsonMember **from = NEW_ARRAY(arena, const JsonMember *, count), **to = NEW_ARRAY(arena, const JsonMember *, count);
    for (size_t i = 0; i < count; i++) {
        from[i] = &members[i];
    }
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t begin = 0; begin < count; begin += 2 * width) {
            size_t left = begin, middle = begin + width < count ? begin + width : count, right = middle;
            size_t end = middle + width < count ? middle + width : count;
            for (size_t i = begin; i < end; i++) {
                bool take_left = left < middle && (right == end || str_compare(from[left]->key, from[right]->key) <= 0);
                to[i] = from[take_left ? left++ : right++];
            }
        }
        const JsonMember **swap = from;
        from = to;
        to = swap;
    }
    return from;
}

// The first key, in reading order, that stands there a second time.
static const JsonMember *member_twice(Arena *arena, const JsonMember *members, size_t count) {
    enum { FEW = 16 };
    const JsonMember *found = NULL;
    if (count <= FEW) {
        for (size_t i = 1; i < count; i++) {
            for (size_t j = 0; j < i; j++) {
                if (str_eq(members[i].key, members[j].key)) {
                    return &members[i];
                }
            }
        }
        return NULL;
    }
    const JsonMember **sorted = members_sorted(arena, members, count);
    for (size_t i = 1; i < count; i++) {
        if (str_eq(sorted[i]->key, sorted[i - 1]->key) && (!found || sorted[i]->key_at < found->key_at)) {
            found = sorted[i];
        }
    }
    return found;
}

static Step frame_close(Reader *reader, Json *out) {
    const Frame *frame = &reader->frames[--reader->depth];
    const Json *slots = reader->slots + frame->first;
    size_t count = reader->count - frame->first;
    reader->scan.at++;
    reader->count = frame->first;
    *out = (Json){.kind = frame->object ? JSON_OBJECT : JSON_ARRAY, .at = frame->at};
    if (!frame->object) {
        out->count = (uint32_t)count;
        out->items = count ? NEW_ARRAY(reader->scan.arena, Json, count) : NULL;
        if (count) {
            memcpy(out->items, slots, count * sizeof *slots);
        }
        return STEP_VALUE;
    }
    out->count = (uint32_t)(count / 2);
    out->members = count ? NEW_ARRAY(reader->scan.arena, JsonMember, count / 2) : NULL;
    for (size_t i = 0; i < count / 2; i++) {
        out->members[i] = (JsonMember){slots[2 * i].text, slots[2 * i].at, slots[2 * i + 1]};
    }
    const JsonMember *twice = member_twice(reader->scan.arena, out->members, count / 2);
    if (twice) {
        const char *at = reader->scan.source.ptr + twice->key_at;
        size_t length = json_scan_string_length(&reader->scan, at);
        json_scan_fail(&reader->scan, (Diag){.msg = MSG_JSON_DUPLICATE_KEY, .args = {twice->key}}, at, length);
        return STEP_FAILED;
    }
    return STEP_VALUE;
}

// Behind the bracket that opens, or behind a comma: at the next item, or at the end of an empty container.
static Step item_begin(Reader *reader, bool may_close) {
    const Frame *frame = &reader->frames[reader->depth - 1];
    char closer = frame->object ? '}' : ']';
    space_skip(reader);
    if (is_at(reader, closer)) {
        if (!may_close) {
            json_scan_fail(&reader->scan, (Diag){.msg = MSG_JSON_COMMA_EXTRA, .args = {{reader->scan.at, 1}}}, reader->scan.at,
                           1);
        }
        return may_close ? STEP_CLOSED : STEP_FAILED;
    }
    return !frame->object || key_read(reader) ? STEP_NEXT : STEP_FAILED;
}

// Behind an item: over the comma to the next one, or at the end of the container.
static Step item_end(Reader *reader) {
    const Frame *frame = &reader->frames[reader->depth - 1];
    space_skip(reader);
    if (is_at(reader, ',')) {
        reader->scan.at++;
        return item_begin(reader, false);
    }
    if (is_at(reader, frame->object ? '}' : ']')) {
        return STEP_CLOSED;
    }
    fail_found(reader, MSG_JSON_COMMA_EXPECTED, frame->object ? STR("}") : STR("]"));
    return STEP_FAILED;
}

static bool whole_read(Reader *reader, Json *out) {
    for (;;) {
        Step step = value_read(reader, out);
        if (step == STEP_OPENED) {
            step = item_begin(reader, true);
            if (step == STEP_CLOSED) {
                step = frame_close(reader, out);
            }
        }
        while (step == STEP_VALUE && reader->depth > 0) {
            slot_push(reader, *out);
            step = item_end(reader);
            if (step == STEP_CLOSED) {
                step = frame_close(reader, out);
            }
        }
        if (step != STEP_NEXT) {
            return step == STEP_VALUE;
        }
    }
}

// What is wrong with the bytes as a whole, before anything is read.
static bool source_check(JsonScan *scan) {
    const char *start = scan->source.ptr;
    size_t size = scan->source.len, valid = utf8_valid_prefix(scan->source);
    scan->source.len = valid; // nothing behind it may be shown
    if (str_starts(scan->source, STR("\xEF\xBB\xBF"))) {
        return json_scan_fail(scan, (Diag){.msg = MSG_JSON_BOM}, start, 3);
    }
    if (valid < size) {
        return json_scan_fail(scan, (Diag){.msg = MSG_JSON_NOT_UTF8, .advice = MSG_JSON_NOT_UTF8_ADVICE}, start + valid, 1);
    }
    return true;
}

Err json_parse(Arena *arena, Str file, Str source, Json *out, Diags *diags) {
    source = source.ptr ? source : STR("");
    if (source.len > INT32_MAX) {
        diags_add(diags, (Diag){.msg = MSG_JSON_TOO_BIG, .place = {.file = file}});
        return ERR_TOO_BIG;
    }
    // Not cleared as a whole: for a small text that would cost more than reading it.
    Reader reader;
    reader.scan = (JsonScan){arena, diags, file, source, source.ptr, source.ptr + source.len};
    reader.slots = reader.first_slots;
    reader.count = 0;
    reader.room = FIRST_SLOTS;
    reader.depth = 0;
    Json value;
    if (!source_check(&reader.scan) || !whole_read(&reader, &value)) {
        return ERR_INPUT;
    }
    space_skip(&reader);
    if (reader.scan.at < reader.scan.end) {
        fail_found(&reader, MSG_JSON_BEHIND, STR(""));
        return ERR_INPUT;
    }
    *out = value;
    return ERR_OK;
}

const Json *json_member(const Json *object, Str key) {
    if (object && object->kind == JSON_OBJECT) {
        for (uint32_t i = 0; i < object->count; i++) {
            if (str_eq(object->members[i].key, key)) {
                return &object->members[i].value;
            }
        }
    }
    return NULL;
}

Str json_text(const Json *object, const char *key) {
    const Json *member = json_member(object, str_from(key));
    return member && member->kind == JSON_STRING ? member->text : STR_NONE;
}

Place json_place(Str file, Str source, uint32_t at, int length) {
    size_t begin = 0;
    int line = 1;
    Str before = str_slice(source, 0, at);
    for (const char *next; (next = memchr(before.ptr + begin, '\n', before.len - begin)); line++) {
        begin = (size_t)(next - before.ptr) + 1;
    }
    Str text, rest;
    str_cut(str_slice(source, begin, source.len), '\n', &text, &rest);
    if (str_ends(text, STR("\r"))) {
        text.len--;
    }
    return (Place){file, text, line, (int)(before.len - begin) + 1, length};
}
