// Plain text and vocabularies for reading answers. Code points stand here for signs only; words stand in text/.
#include "rule/answer_scan.h"
#include "base/utf8.h"
#include "base/words.h"

// Full-width forms lie in one row with ASCII; the rest are look-alikes that keyboards and phones give.
static uint32_t plain_point(uint32_t point) {
    if (point >= 0xFF01 && point <= 0xFF5E) point -= 0xFF01 - '!';
    if (point >= 'A' && point <= 'Z') return point - 'A' + 'a';
    switch (point) {
    case 0x3000: // full-width space
    case 0x00A0:
    case '\t':
        return ' ';
    case 0x301C: // wave dash
        return '~';
    case 0x2010: // hyphens, dashes, minus
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
        return '-';
    default:
        return point;
    }
}

Str typed_plain(Arena *arena, Str typed) {
    Buf out = buf_make(arena, typed.len + 4);
    size_t at = 0;
    for (int32_t point; (point = utf8_next(typed, &at)) >= 0;) {
        char bytes[4];
        buf_put(&out, (Str){bytes, utf8_put(bytes, plain_point((uint32_t)point))});
    }
    return str_trim(buf_str(&out));
}

void typed_skip_spaces(Typed *typed) {
    while (typed->at < typed->text.len && typed->text.ptr[typed->at] == ' ') typed->at++;
}

bool typed_done(Typed *typed) {
    typed_skip_spaces(typed);
    return typed->at == typed->text.len;
}

static bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}

// How much of `text` the word takes; 0 if it does not stand there as a whole.
static size_t word_match(Str text, Str word) {
    if (word.len == 0 || word.len > text.len) return 0;
    for (size_t i = 0; i < word.len; i++)
        if (text.ptr[i] != (word.ptr[i] == '_' ? ' ' : word.ptr[i])) return 0;
    bool cut = is_letter(word.ptr[word.len - 1]) && word.len < text.len && is_letter(text.ptr[word.len]);
    return cut ? 0 : word.len;
}

int typed_word(Typed *typed, Msg vocabulary) {
    typed_skip_spaces(typed);
    Str here = str_slice(typed->text, typed->at, typed->text.len);
    size_t longest = 0;
    int found = -1;
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        Str rest = word(lang, vocabulary), name;
        for (int index = 0; rest.len; index++) {
            str_cut(rest, ' ', &name, &rest);
            size_t length = word_match(here, name);
            if (length > longest) {
                longest = length;
                found = index;
            }
        }
    }
    typed->at += longest;
    return found;
}

int typed_digit(Typed *typed) {
    static const int32_t kanji[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};
    size_t at = typed->at;
    int32_t point = utf8_next(typed->text, &at);
    int digit = point >= '0' && point <= '9' ? point - '0' : -1;
    for (int i = 0; digit < 0 && i < 10; i++)
        if (point == kanji[i]) digit = i;
    if (digit >= 0) typed->at = at;
    return digit;
}

int typed_digits(Typed *typed, int most, int *out) {
    int count = 0;
    *out = 0;
    for (; typed->at < typed->text.len && count < most; count++, typed->at++) {
        char c = typed->text.ptr[typed->at];
        if (c < '0' || c > '9') break;
        *out = *out * 10 + (c - '0');
    }
    return count;
}

bool typed_mark(Typed *typed, char mark) {
    bool there = typed->at < typed->text.len && typed->text.ptr[typed->at] == mark;
    typed->at += there;
    return there;
}

Err typed_fail(Typed *typed, Msg fault) {
    typed->out->fault = fault;
    return ERR_INPUT;
}
