// A way that does not hold today is not shown. Adds no sentence of its own.
#include "portal/window_card.h"

enum { CONTACTS_MOST = 4 };

typedef struct Carding {
    Arena *arena;
    Day today;
    WindowView view;
} Carding;

// Empty: it is more than a number, and nothing that a telephone could dial.
static Str dialled(Arena *arena, Str phone) {
    Buf out = buf_make(arena, 64);
    buf_puts(&out, "tel:");
    for (size_t i = 0; i < phone.len; i++) {
        char c = phone.ptr[i];
        if (c == '#')
            buf_puts(&out, "%23");
        else if ((c >= '0' && c <= '9') || c == '-' || c == '+' || c == '*')
            buf_char(&out, c);
        else
            return STR_NONE;
    }
    return out.overflowed ? STR_NONE : buf_str(&out);
}

static void add_contacts(Carding *carding, Msg kind, const StatementList *list) {
    for (size_t i = 0; i < list->count && carding->view.contacts.count < CONTACTS_MOST; i++) {
        const Statement *contact = &list->items[i];
        if (!tail_holds(&contact->tail, carding->today)) continue;
        WindowLineView line = {.kind = kind, .words = contact->text};
        line.grade = str_format(carding->arena, "%c", grade_letter(contact->tail.grade));
        if (str_starts(contact->text, STR("https://"))) line.address = contact->text;
        if (kind == MSG_PORTAL_CONTACT_PHONE) line.address = dialled(carding->arena, contact->text);
        line.is_number = kind == MSG_PORTAL_CONTACT_PHONE && line.address.len;
        PUSH(carding->arena, carding->view.contacts, line);
    }
}

WindowView window_card(Arena *arena, const Window *window, Day today, Lang lang) {
    Carding carding = {.arena = arena, .today = today, .view = {.title = text_in(&window->title, lang)}};
    add_contacts(&carding, MSG_PORTAL_CONTACT_PHONE, &window->phones);
    add_contacts(&carding, MSG_PORTAL_CONTACT_TEXT, &window->texts);
    add_contacts(&carding, MSG_PORTAL_CONTACT_HOURS, &window->hours);
    add_contacts(&carding, MSG_PORTAL_CONTACT_WEB, &window->urls);
    return carding.view;
}
