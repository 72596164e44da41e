// The frame of every page made of a form.
#pragma once

#include "form/fill.h"
#include "render/html.h"

void form_page_open(Buf *out, const FilledForm *form); // up to the title and the head of the form
void form_page_head(Buf *out, const FilledForm *form); // recipient, date, stage
void form_page_foot(Buf *out, const FilledForm *form);
// Begins an element in the language asked for: a tag without its ">".
void form_page_said(Buf *out, const FilledForm *form, Markup tag);
void form_page_close(Buf *out, const FilledForm *form);
