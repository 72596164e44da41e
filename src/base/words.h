// The product's own words, by key and language, with {0} {1} {2} as places for arguments. Made from text/*.words.
#pragma once

#include "base/buf.h"
#include "gen/words.h" // enum Msg (MSG_NONE = 0), enum Lang (LANG_JA, LANG_JA_SIMPLE, LANG_EN)

Str word(Lang lang, Msg msg);
void buf_word(Buf *out, Lang lang, Msg msg, Str a, Str b, Str c);
Str lang_code(Lang lang); // "ja", "ja-simple", "en"
bool lang_from(Str code, Lang *out);
