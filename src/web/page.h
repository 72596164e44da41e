// What stands around a page: its title, the switch of language that keeps the page, where style and script are. Pages
// themselves are made by tools/mkpage from pages/.
#pragma once

#include "gen/pages.h"

typedef struct PageFrame {
    Lang lang;
    Str title;
    Str tail;         // the address behind the language, such as "/ask" or "/duties?all=1"
    bool is_practice; // nothing written here reaches anybody
} PageFrame;

FrameView page_frame(Arena *arena, const PageFrame *page);
// Where a file in assets/ is to be had.
Str page_asset_address(Arena *arena, const char *name);
// The content of a file in assets/ behind "/assets/TAG/NAME", where TAG stands for the content, so that it may be kept for
// ever; an empty text: there is none.
Str page_asset_content(Str tag, Str name);
