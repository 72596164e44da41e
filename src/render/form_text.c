// A filled form as plain text, for the body of a mail: no line wider than a mail program bears, nothing but text.
#include "base/utf8.h"
#include "base/words.h"
#include "render/form_out.h"
#include "render/form_view.h"

static const Str nothing = {0};

static void put_indented(Buf *out, Str text) {
    Str row;
    for (bool more = true; more;) {
        more = str_cut(text, '\n', &row, &text);
        buf_puts(out, "    ");
        buf_put(out, row);
        buf_char(out, '\n');
    }
}

static void put_ticks(Buf *out, const FilledItem *item) {
    for (uint32_t i = 0; i < item->tick_count; i++) {
        buf_puts(out, item->ticks[i].checked == TRI_TRUE ? "    [x] " : "    [ ] ");
        buf_put(out, item->ticks[i].words);
        buf_char(out, '\n');
    }
}

static void put_answer(Buf *out, const FilledForm *form, const FilledItem *item) {
    put_ticks(out, item);
    for (uint32_t i = 0; i < item->row_count; i++) put_indented(out, item->rows[i]);
    Str text = item->text.len ? item->text : form_view_state(form, item);
    if (text.len) put_indented(out, text);
    for (int i = 0; item->state == ITEM_HAND && i < item->item->lines; i++)
        buf_puts(out, "    ________________________________________\n");
}

static void put_item(Buf *out, const FilledForm *form, const FilledItem *item) {
    buf_format(out, "%.*s  %.*s", STR_ARG(item->item->number), STR_ARG(item->item->title));
    if (item->changed) {
        buf_puts(out, "  * ");
        buf_put(out, word(form->lang, MSG_PAPER_CHANGED));
    }
    buf_char(out, '\n');
    put_answer(out, form, item);
    if (item->changed && item->before.len) {
        Buf before = buf_make(out->arena, out->ceiling);
        buf_word(&before, form->lang, MSG_PAPER_BEFORE, item->before, nothing, nothing);
        put_indented(out, buf_str(&before));
    }
}

static void put_rule(Buf *out, Str title) {
    buf_char(out, '\n');
    buf_put(out, title);
    buf_char(out, '\n');
    for (int i = utf8_width(title); i > 0; i--) buf_char(out, '-');
    buf_char(out, '\n');
}

void form_text(Buf *out, const FilledForm *form) {
    HeadLine lines[HEAD_LINES_MOST];
    uint32_t count = form_view_head(out->arena, form, lines);
    buf_put(out, form->form->title);
    buf_char(out, '\n');
    for (uint32_t i = 0; i < count; i++) buf_format(out, "%.*s: %.*s\n", STR_ARG(lines[i].name), STR_ARG(lines[i].value));
    for (uint32_t s = 0; s < form->section_count; s++) {
        put_rule(out, form->sections[s].section->title);
        for (uint32_t i = 0; i < form->sections[s].item_count; i++) put_item(out, form, &form->sections[s].items[i]);
    }
    for (size_t i = 0; i < form->form->notes.count; i++)
        buf_format(out, "%s* %.*s\n", i ? "" : "\n", STR_ARG(form->form->notes.items[i].text));
    buf_char(out, '\n');
    buf_put(out, form_view_foot(out->arena, form));
    buf_char(out, '\n');
}
