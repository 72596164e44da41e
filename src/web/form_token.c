// The hash is one of the program's list, so that it is no other value of the cookie's bytes.
#include "web/form_token.h"

#include "base/code.h"
#include "base/entropy.h"
#include "seal/hash.h"
#include "web/decode.h"

FormToken form_token_begin(const HttpHead *head) {
    FormToken token = {.is_known = false};
    Str pairs = http_head_field(head, "cookie"), name, value;
    while (!token.is_known && decode_pair(&pairs, ';', &name, &value))
        token.is_known = str_is(name, "__Host-form") && code_base32_read(value, token.secret, sizeof token.secret) == ERR_OK;
    return token;
}

static Str field_value(Arena *arena, const FormToken *token) {
    Hash hash = hash_of(DOMAIN_FORM, BYTES_OF(token->secret));
    return code_base32(arena, (Bytes){hash.bytes, sizeof token->secret});
}

void form_token_write(Buf *out, FormToken *token) {
    if (!token->is_known && !token->is_shown) entropy_fill(NULL, token->secret, sizeof token->secret);
    token->is_shown = true;
    html_markup(out, MARKUP("<input type=\"hidden\" name=\"" FORM_TOKEN_FIELD "\" value=\""));
    html_text(out, field_value(out->arena, token));
    html_markup(out, MARKUP("\">"));
}

bool form_token_fits(Arena *arena, const FormToken *token, Str sent) {
    Str wanted = field_value(arena, token);
    return token->is_known && sent.len == wanted.len && sodium_memcmp(sent.ptr, wanted.ptr, wanted.len) == 0;
}

void form_token_end(Arena *arena, const FormToken *token, Response *response) {
    size_t at = 0;
    if (!token->is_shown) return;
    response->keep = KEEP_NEVER;
    if (token->is_known) return;
    while (at < COOKIES_MOST - 1 && response->cookies[at].name) at++;
    // Were it not there when a link elsewhere leads here, another would take its place, and pages in other tabs were of no use.
    response->cookies[at] = (Cookie){.name = "form", .value = code_base32(arena, BYTES_OF(token->secret)), .is_lax = true};
}
