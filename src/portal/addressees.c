// The key list says who has a desk here; the pack says who they are.
#include "portal/addressees.h"

enum { PRACTICE_LEN = 9, WORDS_BYTES = 64 << 10 };
static const Str practice = {"demo.desk", PRACTICE_LEN};

static const Window *window_of(const Request *request, Str id) {
    const Book *book = &portal_of(request)->pack->book;
    int index = map_get(&book->window_index, id);
    return index < 0 ? NULL : &book->windows.items[index];
}

Str addressee_title(const Request *request, Str window) {
    const Window *known = window_of(request, window);
    if (known) return text_in(&known->title, request->lang);
    return str_eq(window, practice) ? word(request->lang, MSG_SEND_DEMO_DESK) : window;
}

Str addressee_purpose(const Request *request, Str window) {
    const Window *known = window_of(request, window);
    if (known) return text_in(&known->purpose, request->lang);
    return str_eq(window, practice) ? word(request->lang, MSG_SEND_DEMO_DESK_PURPOSE) : (Str){0};
}

static void put_part(Buf *out, Lang lang, Str title) {
    if (out->len) buf_put(out, word(lang, MSG_VALUE_COMMA));
    buf_put(out, title);
}

Str addressee_hidden(const Request *request, const ReportWindow *window) {
    const FactList *facts = &portal_of(request)->pack->book.facts;
    Buf out = buf_make(request->arena, WORDS_BYTES);
    if (window->no_narrative) put_part(&out, request->lang, word(request->lang, MSG_SEND_STORY));
    if (window->no_files) put_part(&out, request->lang, word(request->lang, MSG_SEND_FILES));
    for (size_t i = 0; window->withheld && i < facts->count; i++)
        if (window->withheld[i]) put_part(&out, request->lang, text_in(&facts->items[i].title, request->lang));
    return buf_str(&out);
}

bool addressee_is_here(const Request *request, Str window) {
    uint32_t epoch = 0;
    WindowPublic key;
    return keylist_window(portal_of(request)->list, window, &epoch, &key) == ERR_OK;
}

bool addressee_level(const Decision *decision, Str window, Level *level) {
    const Book *book = decision->question.book;
    bool found = false;
    for (uint32_t i = 0; i < decision->duty_count; i++) {
        const DutyResult *result = &decision->duties[i];
        Level own = book->duties.items[result->duty].level;
        for (uint32_t w = 0; result->status == STATUS_APPLIES && w < result->window_count; w++) {
            if (!str_eq(book->windows.items[result->windows[w]].id, window)) continue;
            *level = !found || own < *level ? own : *level;
            found = true;
        }
    }
    return found;
}
