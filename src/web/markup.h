// What pages are made with besides text: words with places, numbers, addresses. Made functions (tools/mkpage) call these, each
// where its place in the page asks for it. Knows no page.
#pragma once

#include "base/words.h"
#include "render/html.h"

enum { MARKUP_WORD_PLACES = 3 };

// A word whose places {0} {1} {2} are filled with plain texts; the whole is escaped as text.
void markup_word(Buf *out, Lang lang, Msg msg, const Str filling[MARKUP_WORD_PLACES]);
// A name with dots as the id of an element: with dashes instead.
Str markup_id(Arena *arena, Str name);
Str markup_number(Arena *arena, int64_t number); // 1,234,567
Str markup_digits(Arena *arena, int64_t number); // 1234567
// A whole address as the value of an attribute: a path of this site, a place in the page, a query, or https, http, mailto, tel.
// Anything else becomes "#", so that nothing a person typed can run or lead elsewhere under another name.
void markup_address(Buf *out, Str address);
// The value of a hidden field, which comes back as it went: nothing in it is shown, so nothing is replaced.
void markup_exact(Buf *out, Str value);
// One part of an address, behind a beginning of ours: every sign with a meaning there is encoded.
void markup_address_part(Buf *out, Str part);
