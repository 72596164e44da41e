// What stands around a page: its title, the switch of language that keeps the page, where style and script are. Pages
// themselves are made by tools/mkpage from pages/.
#pragma once

#include "gen/pages.h"

typedef struct PageFrame {
    Lang lang;
    Str title;
    Str tail;       // the address behind the language, such as "/ask" or "/duties?all=1"
    bool has_error; // the title says so first
} PageFrame;

FrameView page_frame(Arena *arena, const PageFrame *page);
// "/assets/TAG/NAME" of a file in assets/: its content is in the address, so it may be kept for ever.
Str page_asset(Arena *arena, const char *name);
// The content behind such an address; an empty text: there is none.
Str page_asset_content(Arena *arena, Str tag, Str name);
