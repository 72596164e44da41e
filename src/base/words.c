// The product's own words: looking them up and filling in their places. The tables are made from text/*.words; a
// missing translation is a failed build, so nothing is missing here.
#include "base/words.h"

static const char *const codes[LANG_COUNT] = {[LANG_JA] = "ja", [LANG_JA_SIMPLE] = "ja-simple", [LANG_EN] = "en"};

Str word(Lang lang, Msg msg) {
    return msg == MSG_NONE ? STR("") : str_from(words_text[lang][msg]);
}

void buf_word(Buf *out, Lang lang, Msg msg, Str a, Str b, Str c) {
    const Str args[] = {a, b, c};
    Str text = word(lang, msg);
    size_t from = 0;
    for (size_t at = 0; at + 2 < text.len; at++) {
        char digit = text.ptr[at + 1];
        if (text.ptr[at] == '{' && digit >= '0' && digit <= '2' && text.ptr[at + 2] == '}') {
            buf_put(out, str_slice(text, from, at));
            buf_put(out, args[digit - '0']);
            from = at + 3;
            at += 2;
        }
    }
    buf_put(out, str_slice(text, from, text.len));
}

Str lang_code(Lang lang) {
    return str_from(codes[lang]);
}

bool lang_from(Str code, Lang *out) {
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        if (str_is(code, codes[lang])) {
            *out = lang;
            return true;
        }
    }
    return false;
}
