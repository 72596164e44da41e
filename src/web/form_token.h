// What ties a form to the browser it was shown in: 128 random bits in a cookie of the session, and in every form that is
// sent a hash of them, so that a page that is saved, printed or shown to somebody does not give the cookie away. It begins with
// the first page that has a form and belongs to no draft: a page stays good whatever becomes of the draft. Nothing is kept
// here, and nothing secret is needed to judge it. Knows neither pages nor what they are for.
#pragma once

#include "net/http_head.h"
#include "web/response.h"

#define FORM_TOKEN_FIELD "token"

typedef struct FormToken {
    unsigned char secret[16];
    bool is_known; // the browser has it
    bool is_shown; // the answer has a form
} FormToken;

FormToken form_token_begin(const HttpHead *head);
// The hidden field of a form. A browser that has no secret yet is given one with this answer.
void form_token_write(Buf *out, FormToken *token);
// Whether the field that came is that of this browser; in constant time.
bool form_token_fits(Arena *arena, const FormToken *token, Str sent);
// What an answer with a form says in its head: the cookie, if it is new; and that nobody stores the page or packs it.
void form_token_end(Arena *arena, const FormToken *token, Response *response);
