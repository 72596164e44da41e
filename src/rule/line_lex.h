// The tokens of one line of a pack.
#pragma once

#include "base/limits.h"
#include "rule/line.h"

typedef struct LineTokens {
    Token items[LIMIT_LINE_TOKENS];
    uint32_t count;
    Str comment; // without "--"; ptr NULL: none
} LineTokens;

// False after a finding: the line is not UTF-8, or has control characters; then its text is cut before them.
bool line_is_text(Line *line, Diags *diags);
// Reads line->text from byte `from` on. False after a finding; at most one finding a line.
bool line_lex(Arena *arena, const Line *line, size_t from, LineTokens *out, Diags *diags);
