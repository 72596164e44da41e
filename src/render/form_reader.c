// Takes away what is not for the reader, once for all outputs.
#include "render/form_reader.h"

bool form_reader_sees_workings(const FilledForm *form) {
    return form->form->paper == PAPER_REPORT;
}

bool form_reader_is_letter(const FilledForm *form) {
    return form->form->paper == PAPER_LETTER;
}

// Of the boxes those that are ticked; an open one says nothing to the reader.
static void list_ticked(Arena *arena, FilledItem *item) {
    item->rows = NEW_ARRAY(arena, Str, item->tick_count);
    for (uint32_t i = 0; i < item->tick_count; i++)
        if (item->state == ITEM_FILLED && item->ticks[i].checked == TRI_TRUE)
            item->rows[item->row_count++] = item->ticks[i].words;
    item->tick_count = 0;
}

// A prompt speaks to the writer: it stays where there is still something to write. What the heading above has just said is not
// said again.
static void take_away(Arena *arena, const FilledForm *form, FilledItem *item, Str heading, bool opening) {
    Item *asked = NEW(arena, Item);
    *asked = *item->item;
    item->item = asked;
    asked->law = STR_NONE;
    asked->tail.grade = GRADE_NONE;
    item->changed = false;
    if (!form_reader_is_letter(form)) return;
    asked->number = STR_NONE;
    bool to_write = form->blank || asked->kind == BIND_TEXT || asked->needed >> form->stage & 1;
    if (!to_write) asked->prompt = STR_NONE;
    if ((opening && asked->kind == BIND_TEXT && !form->blank) || str_ends(heading, asked->title)) asked->title = STR_NONE;
    if (item->tick_count > 0 && !form->blank) list_ticked(arena, item);
}

static void view_section(Arena *arena, const FilledForm *form, FilledSection *section, bool opening) {
    FilledItem *items = NEW_ARRAY(arena, FilledItem, section->item_count);
    bool letter = form_reader_is_letter(form);
    uint32_t count = 0;
    for (uint32_t i = 0; i < section->item_count; i++) {
        if (letter && section->items[i].state == ITEM_NONE) continue;
        items[count] = section->items[i];
        take_away(arena, form, &items[count++], section->section->title, opening);
    }
    section->items = items;
    section->item_count = count;
    if (!letter || !opening) return;
    Section *titled = NEW(arena, Section);
    *titled = *section->section;
    titled->title = STR_NONE;
    section->section = titled;
}

const FilledForm *form_reader_view(Arena *arena, const FilledForm *form) {
    if (form_reader_sees_workings(form)) return form;
    FilledForm *view = NEW(arena, FilledForm);
    *view = *form;
    view->sections = NEW_ARRAY(arena, FilledSection, form->section_count);
    view->section_count = 0;
    for (uint32_t s = 0; s < form->section_count; s++) {
        FilledSection *section = &view->sections[view->section_count];
        *section = form->sections[s];
        view_section(arena, form, section, s == 0);
        view->section_count += section->item_count > 0;
    }
    return view;
}
