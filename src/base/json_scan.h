// Reading the pieces of JSON text for json.c: strings, numbers, words, and faults with their place. Everything that
// fails adds one finding and returns false.
#pragma once

#include "base/json.h"

typedef struct JsonScan {
    Arena *arena;
    Diags *diags;
    Str file, source;
    const char *at, *end; // the place of reading
} JsonScan;

// The scan stands at the first byte of the piece; afterwards behind it.
bool json_scan_string(JsonScan *scan, Str *out);
bool json_scan_number(JsonScan *scan, Json *out);
bool json_scan_word(JsonScan *scan, Json *out);

uint32_t json_scan_offset(const JsonScan *scan, const char *at);
// Bytes of the string, with its quotes, that begins at `at` and was read before.
size_t json_scan_string_length(const JsonScan *scan, const char *at);

bool json_scan_fail(JsonScan *scan, Diag diag, const char *at, size_t length);
// The text stops inside something that `opened_at` began and `closer` would end.
bool json_scan_fail_ended(JsonScan *scan, Str closer, uint32_t opened_at);
// The run of letters, digits and signs here is wrong as a whole.
bool json_scan_fail_token(JsonScan *scan, Msg msg);
// What stands here cannot stand here: the slips we know by name, or else `msg` with what was found and what was expected.
bool json_scan_fail_found(JsonScan *scan, Msg msg, Str expected);
