// One filled form as HTML, plain text, JSON or copy sheet. Every output shows the same items in the same order.
#pragma once

#include "form/fill.h"

// A whole accessible page: the version of record. Escaped by construction (html.h).
void form_html(Buf *out, const FilledForm *filled);
void form_text(Buf *out, const FilledForm *filled);
void form_json(Buf *out, const FilledForm *form);
// For windows that only take their own page: items in the official order, each with a copy button and its limit checked.
void form_copy(Buf *out, const FilledForm *form);
// The same below the heading of a page of somebody else, which has style and script: no title, no element of a whole page.
void form_html_part(Buf *out, const FilledForm *filled);
void form_copy_part(Buf *out, const FilledForm *form);
