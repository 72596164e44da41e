// The same faults that a clerk would tell (fault.h), said without a request.
#include "web/refusal.h"

#include "web/fault.h"

enum { REFUSAL_BYTES = 16 << 10, OFTEN_S = 5, BUSY_S = 10 };

static Response page_in_all(Arena *arena, int status) {
    Buf out = buf_make(arena, REFUSAL_BYTES);
    Str title = word(LANG_JA, fault_title(status));
    html_markup(&out, MARKUP("<!DOCTYPE html>\n<html lang=\"ja\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                             "content=\"width=device-width\">\n<title>"));
    html_text(&out, title);
    html_markup(&out, MARKUP("</title>\n<main>\n<h1>"));
    html_text(&out, title);
    html_markup(&out, MARKUP("</h1>\n"));
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        html_markup(&out, lang == LANG_EN ? MARKUP("<p lang=\"en\">") : MARKUP("<p>"));
        html_text(&out, word(lang, MSG_WEB_DANGER));
        html_markup(&out, MARKUP("<br>"));
        html_text(&out, word(lang, fault_title(status)));
        html_markup(&out, MARKUP("</p>\n"));
    }
    html_markup(&out, MARKUP("</main>\n"));
    Response response = response_html(status, LANG_JA, (Markup){buf_str(&out)});
    response.retry_seconds = status == 503 ? BUSY_S : OFTEN_S;
    return response;
}

Bytes refusal_make(Arena *arena, int status) {
    Request nobody = {.arena = arena, .lang = LANG_EN, .wants_json = true};
    bool is_page = status == 503 || status == 429;
    Response response = is_page ? page_in_all(arena, status) : fault_response(&nobody, &(Fault){.status = status});
    ResponseTerms terms = {.keeps_open = false};
    Buf out = buf_make(arena, REFUSAL_BYTES);
    Bytes body;
    response_write(arena, &response, &terms, &out, &body);
    buf_put(&out, (Str){(const char *)body.ptr, body.len});
    return bytes_of_str(buf_str(&out));
}
