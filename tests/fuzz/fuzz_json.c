// Any bytes into the JSON reader: it never crashes, a refusal has exactly one finding that can be shown, and what it
// accepts says the same after being printed and read again.
#include "base/buf.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void print(Buf *out, const Json *value) {
    switch (value->kind) {
    case JSON_NULL:
        buf_puts(out, "null");
        break;
    case JSON_BOOL:
        buf_puts(out, value->truth ? "true" : "false");
        break;
    case JSON_INT:
        buf_int(out, value->integer);
        break;
    case JSON_REAL:
        buf_format(out, "%.17e", value->real);
        break;
    case JSON_STRING:
        buf_json(out, value->text);
        break;
    case JSON_ARRAY:
        for (uint32_t i = 0; i < value->count; i++) {
            buf_char(out, i ? ',' : '[');
            print(out, &value->items[i]);
        }
        buf_puts(out, value->count ? "]" : "[]");
        break;
    case JSON_OBJECT:
        for (uint32_t i = 0; i < value->count; i++) {
            buf_char(out, i ? ',' : '{');
            buf_json(out, value->members[i].key);
            buf_char(out, ':');
            print(out, &value->members[i].value);
        }
        buf_puts(out, value->count ? "}" : "{}");
        break;
    }
}

static bool same(const Json *a, const Json *b) {
    if (a->kind != b->kind || a->count != b->count) {
        return false;
    }
    switch (a->kind) {
    case JSON_NULL:
        return true;
    case JSON_BOOL:
        return a->truth == b->truth;
    case JSON_INT:
        return a->integer == b->integer;
    case JSON_REAL:
        return memcmp(&a->real, &b->real, sizeof a->real) == 0; // also the sign of zero
    case JSON_STRING:
        return str_eq(a->text, b->text) && utf8_valid_prefix(a->text) == a->text.len;
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    for (uint32_t i = 0; i < a->count; i++) {
        bool object = a->kind == JSON_OBJECT;
        if (object && !str_eq(a->members[i].key, b->members[i].key)) {
            return false;
        }
        if (object && json_member(a, a->members[i].key) != &a->members[i].value) {
            return false; // a key stands there twice
        }
        if (!same(object ? &a->members[i].value : &a->items[i], object ? &b->members[i].value : &b->items[i])) {
            return false;
        }
    }
    return true;
}

static void must(bool holds) {
    if (!holds) {
        __builtin_trap();
    }
}

static void refusal_shows(Arena *arena, Err err, const Diags *diags, size_t size) {
    must(err == ERR_INPUT && diags->count == 1 && diags->errors == 1);
    const Place *place = &diags->items[0].place;
    must(place->line >= 1 && place->column >= 1 && (size_t)place->column <= size + 1 && place->length >= 1);
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        Buf shown = buf_make(arena, 8000);
        diag_print(&shown, &diags->items[0], lang);
        must(!shown.overflowed && utf8_valid_prefix(buf_str(&shown)) == shown.len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Arena arena = arena_make(NULL, NULL);
    Diags diags = diags_make(&arena);
    Json value, again;
    Err err = json_parse(&arena, STR("input.json"), (Str){(const char *)data, size}, &value, &diags);
    if (err != ERR_OK) {
        refusal_shows(&arena, err, &diags, size);
    } else {
        must(diags.count == 0);
        Buf printed = buf_make(&arena, 64 << 20);
        print(&printed, &value);
        must(json_parse(&arena, STR("printed"), buf_str(&printed), &again, &diags) == ERR_OK && same(&value, &again));
    }
    arena_free(&arena);
    return 0;
}
