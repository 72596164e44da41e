// Looks at free text character by character. Says nothing about meaning.
#include "rule/prose.h"
#include "base/limits.h"
#include "base/utf8.h"

Str prose_plain(Arena *arena, Str text) {
    if (text.len == 0 || !memchr(text.ptr, '\r', text.len)) return text;
    char *plain = arena_array(arena, text.len, 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != '\r' || i + 1 == text.len || text.ptr[i + 1] != '\n') plain[len++] = text.ptr[i];
    return (Str){plain, len};
}

size_t prose_length(Str text) {
    size_t count = 0, at = 0;
    while (utf8_next(text, &at) >= 0) count++;
    return count;
}

// Controls, the separators that would break a line unseen, and what is no character at all.
static bool is_control(int32_t point) {
    return (point < 0x20 && point != '\n' && point != '\t') || (point >= 0x7F && point < 0xA0) || point == 0x2028 ||
           point == 0x2029 || point == 0xFEFF || (point & 0xFFFE) == 0xFFFE || (point >= 0xFDD0 && point <= 0xFDEF) ||
           (point >= 0xFFF9 && point <= 0xFFFB);
}

// Marks, embeddings, overrides and isolates of the direction of writing.
static bool turns_direction(int32_t point) {
    return point == 0x061C || point == 0x200E || point == 0x200F || (point >= 0x202A && point <= 0x202E) ||
           (point >= 0x2066 && point <= 0x2069);
}

static bool characters_fit(Arena *arena, Str text, ProseFault *fault) {
    size_t at = 0;
    for (int32_t point; (point = utf8_next(text, &at)) >= 0;) {
        bool direction = turns_direction(point);
        if (!direction && !is_control(point)) continue;
        fault->msg = direction ? MSG_INCIDENT_DIRECTION : MSG_INCIDENT_CONTROL;
        fault->advice = MSG_INCIDENT_CHARACTER_ADVICE;
        fault->args[1] = str_format(arena, "%04X", (unsigned)point);
        return false;
    }
    return true;
}

bool prose_fits(Arena *arena, const Fact *fact, Str text, Str what, ProseFault *fault) {
    *fault = (ProseFault){.args = {what}};
    if (text.len > LIMIT_TEXT_ANSWER) {
        fault->msg = MSG_INCIDENT_TEXT_TOO_LONG;
        return false;
    }
    size_t length = fact->limit > 0 ? prose_length(text) : 0;
    if (length > (size_t)fact->limit) {
        fault->msg = MSG_INCIDENT_OVER_LIMIT;
        fault->advice = MSG_INCIDENT_OVER_LIMIT_ADVICE;
        fault->args[1] = str_format(arena, "%d", fact->limit);
        fault->args[2] = str_format(arena, "%zu", length);
        return false;
    }
    return characters_fit(arena, text, fault);
}
