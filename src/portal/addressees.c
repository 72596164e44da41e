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
    return str_eq(window, practice) ? word(request->lang, MSG_SEND_DEMO_DESK_PURPOSE) : STR_NONE;
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

size_t addressees_here(const Request *request, const Decision *decision, ReportWindow *out, size_t most) {
    const KeyList *list = portal_of(request)->list;
    size_t count = 0;
    for (size_t i = 0; i < list->count && count < most; i++) {
        const KeyEntry *entry = &list->entries[i];
        Level level;
        if (entry->kind != KEY_WINDOW || entry->state != KEY_CURRENT) continue;
        if (str_eq(entry->name, practice) || addressee_level(decision, entry->name, &level))
            out[count++] = (ReportWindow){.id = entry->name};
    }
    return count;
}

size_t addressees_elsewhere(const Request *request, const Decision *decision, const Window ***out) {
    const Book *book = decision->question.book;
    bool *seen = NEW_ARRAY(request->arena, bool, book->windows.count + 1);
    size_t count = 0;
    *out = NEW_ARRAY(request->arena, const Window *, book->windows.count + 1);
    for (uint32_t i = 0; i < decision->duty_count && decision->duties[i].status == STATUS_APPLIES; i++) {
        for (uint32_t w = 0; w < decision->duties[i].window_count; w++) {
            int index = decision->duties[i].windows[w];
            const Window *window = &book->windows.items[index];
            if (seen[index] || addressee_is_here(request, window->id)) continue;
            seen[index] = true;
            (*out)[count++] = window;
        }
    }
    return count;
}
