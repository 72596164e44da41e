// A filled form as plain text, for the body of a mail: no line wider than a mail program bears, nothing but text.
#include "base/utf8.h"
#include "base/words.h"
#include "render/form_out.h"
#include "render/form_reader.h"
#include "render/form_view.h"
#include "render/plain.h"

enum { INDENT = 4, TICK_INDENT = 8 };

static void put_indented(Buf *out, Str text) {
    if (!text.len) return;
    buf_spaces(out, INDENT);
    plain_lines(out, text, INDENT, INDENT);
}

// What the box does not say is said behind it.
static void put_ticks(Buf *out, const FilledForm *form, const FilledItem *item) {
    for (uint32_t i = 0; i < item->tick_count; i++) {
        const Tick *tick = &item->ticks[i];
        Str words = tick->words, said = form_view_tick(form, item, tick);
        if (tick->checked == TRI_UNKNOWN && said.len)
            words = str_format(out->arena, "%.*s (%.*s)", STR_ARG(words), STR_ARG(said));
        buf_puts(out, tick->checked == TRI_TRUE ? "    [x] " : "    [ ] ");
        plain_lines(out, words, TICK_INDENT, TICK_INDENT);
    }
}

static void put_answer(Buf *out, const FilledForm *form, const FilledItem *item) {
    put_ticks(out, form, item);
    for (uint32_t i = 0; i < item->row_count; i++) {
        Str point = form_reader_is_letter(form) ? word(form->lang, MSG_PRINT_POINT) : STR_NONE;
        put_indented(out, str_format(out->arena, "%.*s%.*s", STR_ARG(point), STR_ARG(item->rows[i])));
    }
    put_indented(out, item->text.len ? item->text : form_view_state(form, item));
    if (form->blank || item->state == ITEM_HAND) put_indented(out, form_view_prompt(item));
    for (int i = form_view_lines(form, item); i > 0; i--) buf_puts(out, "    ________________________________________\n");
}

static void put_asked(Buf *out, const FilledForm *form, const FilledItem *item) {
    Str number = item->item->number, title = item->item->title;
    Str mark = item->changed ? word(form->lang, MSG_PAPER_CHANGED) : STR_NONE;
    Str asked = str_format(out->arena, "%.*s%s%.*s%s%.*s", STR_ARG(number), number.len ? "  " : "", STR_ARG(title),
                           mark.len ? "  * " : "", STR_ARG(mark));
    if (asked.len) plain_lines(out, asked, 0, INDENT);
}

static void put_item(Buf *out, const FilledForm *form, const FilledItem *item) {
    put_asked(out, form, item);
    put_answer(out, form, item);
    if (item->changed && item->before.len) {
        Buf before = buf_make(out->arena, out->ceiling);
        buf_word(&before, form->lang, MSG_PAPER_BEFORE, item->before, STR_NONE, STR_NONE);
        put_indented(out, buf_str(&before));
    }
}

static void put_section_title(Buf *out, Str title) {
    int width = utf8_width(title);
    buf_char(out, '\n');
    if (!title.len) return;
    plain_lines(out, title, 0, 0);
    for (int i = width < PLAIN_COLUMNS ? width : PLAIN_COLUMNS; i > 0; i--) buf_char(out, '-');
    buf_char(out, '\n');
}

static void put_notes(Buf *out, const FilledForm *form) {
    bool letter = form_reader_is_letter(form);
    const StatementList *notes = &form->form->notes;
    for (size_t i = 0; i < notes->count; i++) {
        buf_puts(out, i ? "" : "\n");
        if (!letter) buf_puts(out, "* ");
        plain_lines(out, notes->items[i].text, letter ? 0 : 2, letter ? 0 : 2);
    }
}

void form_text(Buf *out, const FilledForm *filled) {
    const FilledForm *form = form_reader_view(out->arena, filled);
    HeadLine lines[HEAD_LINES_MOST];
    uint32_t count = form_view_head(out->arena, form, lines);
    plain_lines(out, form->form->title, 0, 0);
    for (uint32_t i = 0; i < count; i++) {
        Str line = str_format(out->arena, "%.*s: %.*s", STR_ARG(lines[i].name), STR_ARG(lines[i].value));
        plain_lines(out, line, 0, INDENT);
    }
    for (uint32_t s = 0; s < form->section_count; s++) {
        put_section_title(out, form->sections[s].section->title);
        for (uint32_t i = 0; i < form->sections[s].item_count; i++) put_item(out, form, &form->sections[s].items[i]);
    }
    put_notes(out, form);
    if (!form_reader_sees_workings(form)) return;
    buf_char(out, '\n');
    plain_lines(out, form_view_foot(out->arena, form), 0, 0);
}
