// The same faults that a clerk would tell (fault.h), said without a request. The style is the beginning of that of all pages.
#include "web/refusal.h"

#include "render/asset.h"
#include "web/fault.h"
#include "web/page.h"

#include <assert.h>

enum { REFUSAL_BYTES = 16 << 10, OFTEN_S = 5, BUSY_S = 10 };

// What is said when nothing else fits stands first.
static const int statuses[] = {400, 408, 413, 414, 417, 429, 431, 501, 503, 505};
enum { STATUS_COUNT = sizeof statuses / sizeof *statuses };

struct Refusals {
    Bytes pages[STATUS_COUNT][LANG_COUNT], problems[STATUS_COUNT];
};

static uint32_t wait_of(int status) {
    return status == 503 ? BUSY_S : status == 429 ? OFTEN_S : 0;
}

static Bytes whole_of(Arena *arena, Response response, int status) {
    ResponseTerms terms = {.keeps_open = false};
    Buf out = buf_make(arena, REFUSAL_BYTES);
    Bytes body;
    response.retry_seconds = wait_of(status);
    response_write(arena, &response, &terms, &out, &body);
    buf_put(&out, (Str){(const char *)body.ptr, body.len});
    assert(!out.overflowed);
    return bytes_of_str(buf_str(&out));
}

static Str style_of_frame(void) {
    Str whole = asset_markup("portal.css").s, mark = STR("/*----*/");
    const char *end = memmem(whole.ptr, whole.len, mark.ptr, mark.len);
    assert(end && "the mark is there");
    return (Str){whole.ptr, end ? (size_t)(end - whole.ptr) : 0};
}

static Response page_of(Arena *arena, int status, Lang lang, bool is_practice) {
    Str style = style_of_frame();
    Buf markup = buf_make(arena, REFUSAL_BYTES), out = buf_make(arena, REFUSAL_BYTES);
    html_markup(&markup, MARKUP("<style>"));
    html_markup(&markup, (Markup){style});
    html_markup(&markup, MARKUP("</style>"));
    RefusedView view = {.style = {buf_str(&markup)},
                        .title = word(lang, fault_title(status)),
                        .seconds = wait_of(status),
                        .is_practice = is_practice};
    for (Lang other = 0; other < LANG_COUNT; other++) {
        RefusedOtherView said = {lang_code(other), word(other, MSG_PORTAL_FOOT_DANGER), word(other, fault_title(status))};
        if (other != lang) PUSH(arena, view.others, said);
    }
    page_refused(&out, lang, &view);
    Response response = response_html(status, lang, (Markup){buf_str(&out)});
    response.style = style;
    return response;
}

const Refusals *refusals_make(Arena *arena, bool is_practice) {
    Refusals *refusals = NEW(arena, Refusals);
    Request program = {.arena = arena, .lang = LANG_EN, .wants_json = true};
    for (size_t i = 0; i < STATUS_COUNT; i++) {
        int status = statuses[i];
        refusals->problems[i] = whole_of(arena, fault_response(&program, &(Fault){.status = status}), status);
        for (Lang lang = 0; lang < LANG_COUNT; lang++)
            refusals->pages[i][lang] = whole_of(arena, page_of(arena, status, lang, is_practice), status);
    }
    return refusals;
}

Bytes refusal_of(const Refusals *refusals, int status, Reader reader) {
    size_t i = STATUS_COUNT - 1;
    while (i > 0 && statuses[i] != status) i--;
    return reader.wants_json ? refusals->problems[i] : refusals->pages[i][reader.lang];
}
