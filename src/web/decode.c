// Small readers of the texts of the web. Whatever they do not know they leave out.
#include "web/decode.h"

#include "base/utf8.h"

Err decode_percent(Arena *arena, Str encoded, bool is_form, Str *out) {
    char *text = arena_alloc(arena, encoded.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < encoded.len; i++) {
        char c = encoded.ptr[i];
        if (c == '%') {
            bool whole = i + 2 < encoded.len;
            int high = whole ? str_hex_digit(encoded.ptr[i + 1]) : -1, low = whole ? str_hex_digit(encoded.ptr[i + 2]) : -1;
            if (high < 0 || low < 0) return ERR_INPUT;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && is_form) {
            c = ' ';
        }
        text[len++] = c;
    }
    *out = (Str){text, len};
    return utf8_valid_prefix(*out) == len ? ERR_OK : ERR_INPUT;
}

static bool has_only(Str text, bool lines) {
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == 0x7f || (c < 0x20 && !(lines && (c == '\n' || c == '\t')))) return false;
    }
    return utf8_valid_prefix(text) == text.len;
}

bool decode_is_line(Str text) {
    return has_only(text, false);
}

bool decode_is_lines(Str text) {
    return has_only(text, true);
}

Str decode_line_ends(Arena *arena, Str text) {
    char *plain = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        bool is_return = text.ptr[i] == '\r';
        if (is_return && i + 1 < text.len && text.ptr[i + 1] == '\n') continue;
        plain[len++] = is_return ? '\n' : text.ptr[i];
    }
    return (Str){plain, len};
}

bool decode_pair(Str *rest, char mark, Str *name, Str *value) {
    Str pair = {0};
    while (rest->len > 0 && pair.len == 0) {
        str_cut(*rest, mark, &pair, rest);
        pair = mark == ';' ? str_trim(pair) : pair;
    }
    str_cut(pair, '=', name, value);
    return pair.len > 0;
}

// --- lists with weights ------------------------------------------------------------------------------------------------------

// "ja;q=0.8" to "ja" and 800.
static int weight_of(Str item, Str *word) {
    Str parameters, digits;
    int weight = 1000;
    str_cut(item, ';', word, &parameters);
    *word = str_trim(*word);
    parameters = str_trim(parameters);
    if (!str_starts(parameters, STR("q="))) return weight;
    digits = str_slice(parameters, 2, parameters.len);
    weight = digits.len > 0 && digits.ptr[0] == '1' ? 1000 : 0;
    int scale = 100;
    for (size_t i = 2; weight < 1000 && i < digits.len && digits.ptr[i] >= '0' && digits.ptr[i] <= '9'; i++, scale /= 10)
        weight += (digits.ptr[i] - '0') * scale;
    return weight;
}

static bool same_word(Str word, const char *other) {
    size_t len = strlen(other);
    bool same = word.len == len;
    for (size_t i = 0; same && i < len; i++) {
        char c = word.ptr[i];
        same = (c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c) == other[i];
    }
    return same;
}

Lang decode_language(Str accepted) {
    Lang best = LANG_JA;
    int best_weight = 0;
    Str item, word;
    while (accepted.len > 0) {
        str_cut(accepted, ',', &item, &accepted);
        int weight = weight_of(item, &word);
        bool japanese = same_word(str_slice(word, 0, 2), "ja") && (word.len == 2 || word.ptr[2] == '-');
        bool simple = same_word(word, "ja-simple");
        if (weight <= best_weight || word.len == 0) continue;
        best = simple ? LANG_JA_SIMPLE : japanese ? LANG_JA : LANG_EN; // who reads another language reads English sooner
        best_weight = weight;
    }
    return best;
}

bool decode_wants_page(Str accept) {
    Str item, word;
    int page = -1, data = -1;
    while (accept.len > 0) {
        str_cut(accept, ',', &item, &accept);
        int weight = weight_of(item, &word);
        if (same_word(word, "text/html") && weight > page) page = weight;
        if ((same_word(word, "application/json") || same_word(word, "application/problem+json")) && weight > data)
            data = weight;
    }
    return page > 0 && page >= data;
}

bool decode_lists(Str list, const char *wanted) {
    Str item, word;
    while (list.len > 0) {
        str_cut(list, ',', &item, &list);
        if (weight_of(item, &word) > 0 && same_word(word, wanted)) return true;
    }
    return false;
}
