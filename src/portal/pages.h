// What the handlers of pages share: how a page is sent, and what each needs of the request.
#pragma once

#include "portal/keep.h"
#include "portal/portal.h"
#include "web/page.h"

enum { PAGE_BYTES = 1 << 20 };

// The frame of a page at this place; `tail`: its address behind the language.
FrameView pages_frame(const Request *request, Str title, Str tail);
// What must be mended, said first on the page and in its title, with the way to the field `at` (empty: there is none). Empty
// words: nothing.
void pages_fault(const Request *request, FrameView *frame, const char *at, Str words);
// The page is its form, with the page's own address. `resends`: on switching the language the form goes along, so that what was
// typed and not saved, and what is wrong with it, stands on the other page as well.
void pages_form(FrameView *frame, bool resends);
Buf pages_begin(const Request *request);
Response pages_send(const Request *request, int status, const Buf *page);
// The spool does not answer at the moment.
Response pages_unavailable(const Request *request);
// The browser keeps the code of this draft.
Response pages_with_draft(const Request *request, Response response, const Kept *kept);
// What is written in the background was kept; there is no page to show.
Response pages_kept(const Request *request, const Kept *kept);
// To another page of the same language.
Response pages_go(const Request *request, const char *tail);
Response pages_go_ask(const Request *request, Str fact);
