// Strict JSON (RFC 8259) into an arena: duplicate keys, invalid UTF-8, lone surrogates, trailing bytes, depth over
// the ceiling and numbers out of range are refused with a place. Integers are kept exact.
#pragma once

#include "base/diag.h"
#include "base/err.h"

typedef enum JsonKind { JSON_NULL, JSON_BOOL, JSON_INT, JSON_REAL, JSON_STRING, JSON_ARRAY, JSON_OBJECT } JsonKind;

typedef struct Json Json;
typedef struct JsonMember JsonMember;

struct Json {
    JsonKind kind;
    uint32_t at;    // byte offset in the source, for messages
    uint32_t count; // of items or members
    union {
        bool truth;
        int64_t integer;
        double real;
        Str text;
        Json *items;
        JsonMember *members; // in source order
    };
};

struct JsonMember {
    Str key;
    uint32_t key_at;
    Json value;
};

// Parse the whole of `source` (which must outlive the value). On failure one Diag with file, line and column is added.
MUST_CHECK Err json_parse(Arena *arena, Str file, Str source, Json *out, Diags *diags);
const Json *json_member(const Json *object, Str key); // NULL if absent or no object
Str json_text(const Json *object, const char *key);   // of a member that is a string; empty otherwise
Place json_place(Str file, Str source, uint32_t at, int length);
