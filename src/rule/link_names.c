// Looks names up, and says which one was probably meant when there is none.
#include "base/limits.h"
#include "rule/link.h"
#include <stddef.h>

typedef struct Realm { // where a kind of name lives
    const Map *index;
    const char *items;
    size_t count, size, name;
    Msg unknown, advice;
} Realm;

#define REALM(its_index, list, Type, field, its_unknown, its_advice)                                                           \
    ((Realm){&(its_index), (const char *)(list).items, (list).count, sizeof(Type), offsetof(Type, field), (its_unknown),       \
             (its_advice)})

// Names of the tree point into the text of the file.
Place link_place(Place place, Str name) {
    uintptr_t from = (uintptr_t)place.line_text.ptr, at = (uintptr_t)name.ptr;
    if (at >= from && at + name.len <= from + place.line_text.len) {
        place.column = (int)(at - from) + 1;
        place.length = (int)name.len;
    }
    return place;
}

void link_fail(Linker *linker, Msg msg, Msg advice, Str name, Place place, Str more) {
    diags_add(linker->diags, (Diag){.msg = msg, .advice = advice, .args = {name, more}, .place = link_place(place, name)});
}

static void fail_unknown(Linker *linker, Str name, Place place, const Realm *realm) {
    int nearest = -1;
    Str *names = NULL;
    if (linker->diags->count < LIMIT_DIAGS) { // guessing takes time, and nobody would see it
        names = NEW_ARRAY(linker->book->arena, Str, realm->count);
        for (size_t i = 0; i < realm->count; i++)
            names[i] = *(const Str *)(const void *)(realm->items + i * realm->size + realm->name);
        nearest = str_nearest(name, names, realm->count);
    }
    link_fail(linker, realm->unknown, nearest < 0 ? realm->advice : MSG_RULE_NEAREST, name, place,
              nearest < 0 ? STR("") : names[nearest]);
}

static int find(Linker *linker, Str name, Place place, Realm realm) {
    int index = map_get(realm.index, name);
    if (index < 0) fail_unknown(linker, name, place, &realm);
    return index;
}

int link_fact(Linker *linker, Str name, Place place) {
    const Book *book = linker->book;
    return find(linker, name, place,
                REALM(book->fact_index, book->facts, Fact, name, MSG_RULE_UNKNOWN_FACT, MSG_RULE_UNKNOWN_FACT_ADVICE));
}

int link_duty(Linker *linker, Str name, Place place) {
    const Book *book = linker->book;
    return find(linker, name, place,
                REALM(book->duty_index, book->duties, Duty, id, MSG_RULE_UNKNOWN_DUTY, MSG_RULE_UNKNOWN_ADVICE));
}

int link_window(Linker *linker, Str name, Place place) {
    const Book *book = linker->book;
    return find(linker, name, place,
                REALM(book->window_index, book->windows, Window, id, MSG_RULE_UNKNOWN_WINDOW, MSG_RULE_UNKNOWN_ADVICE));
}

int link_calendar(Linker *linker, Str name, Place place) {
    const CalendarList *list = &linker->book->calendars;
    int index = calendar_find(list, name);
    if (index < 0) {
        Realm realm =
            REALM(linker->book->fact_index, *list, Calendar, name, MSG_RULE_UNKNOWN_CALENDAR, MSG_RULE_UNKNOWN_ADVICE);
        fail_unknown(linker, name, place, &realm);
    }
    return index;
}

Str link_values_listed(Linker *linker, const Fact *fact) {
    Buf list = buf_make(linker->book->arena, 4096);
    for (size_t i = 0; i < fact->values.count; i++) {
        buf_puts(&list, i > 0 ? ", " : "");
        buf_put(&list, fact->values.items[i].name);
    }
    return buf_str(&list);
}

int link_value(Linker *linker, const Fact *fact, Str value, Place place) {
    Str names[LIMIT_VALUES];
    int index = fact_value_index(fact, value);
    if (index >= 0) return index;
    for (size_t i = 0; i < fact->values.count; i++) names[i] = fact->values.items[i].name;
    int nearest = str_nearest(value, names, fact->values.count);
    diags_add(linker->diags,
              (Diag){.msg = MSG_RULE_UNKNOWN_VALUE,
                     .advice = nearest < 0 ? MSG_RULE_UNKNOWN_VALUE_ADVICE : MSG_RULE_UNKNOWN_VALUE_NEAR,
                     .args = {value, fact->name, nearest < 0 ? link_values_listed(linker, fact) : names[nearest]},
                     .place = link_place(place, value)});
    return -1;
}

static Cond *find_label(const Linker *linker, Str name) {
    int index = map_get(&linker->label_index, name);
    return index < 0 ? NULL : linker->labels.items[index].cond;
}

Cond *link_label(Linker *linker, Str name, Place place) {
    Cond *cond = find_label(linker, name);
    Realm realm =
        REALM(linker->book->fact_index, linker->labels, LabelRef, name, MSG_RULE_UNKNOWN_LABEL, MSG_RULE_UNKNOWN_LABEL_ADVICE);
    if (!cond && !linker->labels_lost) fail_unknown(linker, name, place, &realm);
    return cond;
}

void link_definition(Linker *linker, Cond *cond) {
    const Book *book = linker->book;
    cond->define = map_get(&book->define_index, cond->name);
    cond->target = cond->define >= 0 ? book->defines.items[cond->define].when : find_label(linker, cond->name);
    Realm realm = REALM(book->define_index, book->defines, Define, name, MSG_RULE_UNKNOWN_NAME, MSG_RULE_UNKNOWN_NAME_ADVICE);
    if (linker->labels.count > 0) // where labels may be named, they are meant more often
        realm = REALM(book->define_index, linker->labels, LabelRef, name, MSG_RULE_UNKNOWN_NAME, MSG_RULE_UNKNOWN_NAME_ADVICE);
    if (!cond->target && cond->define < 0 && !linker->labels_lost) fail_unknown(linker, cond->name, cond->place, &realm);
}

void link_form(Linker *linker, Str name, Place place) {
    const Book *book = linker->book;
    if (!book->has_forms || map_get(&book->form_index, name) >= 0) return;
    link_fail(linker, MSG_RULE_UNKNOWN_FORM, MSG_RULE_UNKNOWN_ADVICE, name, place, STR(""));
}

void link_sources(Linker *linker, const Str *names, uint32_t count, Place place) {
    const Book *book = linker->book;
    Realm realm = REALM(book->source_index, book->sources, Source, id, MSG_RULE_UNKNOWN_SOURCE, MSG_RULE_UNKNOWN_ADVICE);
    for (uint32_t i = 0; i < count; i++) find(linker, names[i], place, realm);
}
