// A filled form as one accessible page, the version of record: headings in order, every box said in words as well.
#include "base/words.h"
#include "render/asset.h"
#include "render/form_out.h"
#include "render/form_page.h"
#include "render/form_reader.h"
#include "render/form_view.h"

void form_page_said(Buf *out, const FilledForm *form, Markup tag) {
    html_markup(out, tag);
    html_markup(out, form->lang == LANG_EN ? MARKUP(" lang=\"en\">") : MARKUP(">"));
}

void form_page_head(Buf *out, const FilledForm *form) {
    HeadLine lines[HEAD_LINES_MOST];
    uint32_t count = form_view_head(out->arena, form, lines);
    if (count == 0) return;
    form_page_said(out, form, MARKUP("<dl class=\"head\""));
    html_markup(out, MARKUP("\n"));
    for (uint32_t i = 0; i < count; i++) {
        html_markup(out, MARKUP("<dt>"));
        html_text(out, lines[i].name);
        html_markup(out, MARKUP("</dt><dd>"));
        html_text(out, lines[i].value);
        html_markup(out, MARKUP("</dd>\n"));
    }
    html_markup(out, MARKUP("</dl>\n"));
}

static void put_ticks(Buf *out, const FilledForm *form, const FilledItem *item) {
    if (!item->tick_count) return;
    form_page_said(out, form, MARKUP("<ul class=\"ticks\""));
    html_markup(out, MARKUP("\n"));
    for (uint32_t i = 0; i < item->tick_count; i++) {
        bool checked = item->ticks[i].checked == TRI_TRUE;
        html_markup(out, checked ? MARKUP("<li><span aria-hidden=\"true\">&#9745;</span> ")
                                 : MARKUP("<li><span aria-hidden=\"true\">&#9744;</span> "));
        html_text(out, item->ticks[i].words);
        Str said = form_view_tick(form, item, &item->ticks[i]);
        if (said.len) {
            html_markup(out, MARKUP(" <span class=\"state\">("));
            html_text(out, said);
            html_markup(out, MARKUP(")</span>"));
        }
        html_markup(out, MARKUP("</li>\n"));
    }
    html_markup(out, MARKUP("</ul>\n"));
}

static void put_rows(Buf *out, const FilledForm *form, const FilledItem *item) {
    bool letter = form_reader_is_letter(form);
    if (!item->row_count) return;
    html_markup(out, letter ? MARKUP("<ul>\n") : MARKUP("<ol>\n"));
    for (uint32_t i = 0; i < item->row_count; i++) {
        html_markup(out, MARKUP("<li>"));
        html_text(out, item->rows[i]);
        html_markup(out, MARKUP("</li>\n"));
    }
    html_markup(out, letter ? MARKUP("</ul>\n") : MARKUP("</ol>\n"));
}

static void put_paragraph(Buf *out, Markup open, Str text) {
    if (!text.len) return;
    html_markup(out, open);
    html_lines(out, text);
    html_markup(out, MARKUP("</p>\n"));
}

static void put_said(Buf *out, const FilledForm *form, Markup tag, Str text) {
    if (!text.len) return;
    form_page_said(out, form, tag);
    html_lines(out, text);
    html_markup(out, MARKUP("</p>\n"));
}

static void put_answer(Buf *out, const FilledForm *form, const FilledItem *item) {
    put_ticks(out, form, item);
    put_rows(out, form, item);
    if (form_view_speaks(form, item))
        put_said(out, form, MARKUP("<p"), item->text);
    else
        put_paragraph(out, MARKUP("<p>"), item->text);
    if (!item->text.len) put_said(out, form, MARKUP("<p class=\"state\""), form_view_state(form, item));
    put_paragraph(out, MARKUP("<p class=\"prompt\">"), form_view_prompt(item));
    for (int i = form_view_lines(form, item); i > 0; i--) html_markup(out, MARKUP("<div class=\"hand\"></div>\n"));
}

// Words that end with their {0}, which may be in another language than they are.
static void put_named(Buf *out, const FilledForm *form, Msg msg, Str value, bool speaks) {
    bool foreign = form->lang == LANG_EN && !speaks;
    Buf words = buf_make(out->arena, 1024);
    buf_word(&words, form->lang, msg, STR_NONE, STR_NONE, STR_NONE);
    html_text(out, buf_str(&words));
    if (foreign) html_markup(out, MARKUP("<span lang=\"ja\">"));
    html_lines(out, value);
    if (foreign) html_markup(out, MARKUP("</span>"));
}

static void put_marks(Buf *out, const FilledForm *form, const FilledItem *item) {
    if (item->item->law.len) {
        form_page_said(out, form, MARKUP("<p class=\"law\""));
        put_named(out, form, MSG_PAPER_LAW, item->item->law, false);
        html_markup(out, MARKUP("</p>\n"));
    }
    if (item->changed) {
        form_page_said(out, form, MARKUP("<p class=\"state\""));
        html_markup(out, MARKUP("<strong>"));
        html_text(out, word(form->lang, MSG_PAPER_CHANGED));
        html_markup(out, MARKUP("</strong> "));
        put_named(out, form, MSG_PAPER_BEFORE, item->before, form_view_speaks(form, item));
        html_markup(out, MARKUP("</p>\n"));
    }
}

// In the opening of a letter, which has no heading above it, names are no headings.
static void put_title(Buf *out, const FilledForm *form, const Item *item, bool opening) {
    if (!item->title.len) return;
    html_markup(out, opening ? MARKUP("<p class=\"name\">") : MARKUP("<h3>"));
    html_text(out, item->number);
    if (item->number.len) html_markup(out, MARKUP(" "));
    html_text(out, item->title);
    if (form_reader_sees_workings(form)) {
        html_markup(out, MARKUP(" <span class=\"grade\">"));
        html_text(out, str_format(out->arena, "[%c]", grade_letter(item->tail.grade)));
        html_markup(out, MARKUP("</span>"));
    }
    html_markup(out, opening ? MARKUP("</p>\n") : MARKUP("</h3>\n"));
}

static void put_item(Buf *out, const FilledForm *form, const FilledItem *item, bool opening) {
    html_markup(out, item->changed ? MARKUP("<div class=\"item changed\">\n") : MARKUP("<div class=\"item\">\n"));
    put_title(out, form, item->item, opening);
    put_answer(out, form, item);
    put_marks(out, form, item);
    html_markup(out, MARKUP("</div>\n"));
}

static void put_notes(Buf *out, const FilledForm *form) {
    if (!form->form->notes.count) return;
    bool letter = form_reader_is_letter(form);
    html_markup(out, letter ? MARKUP("<div>\n") : MARKUP("<section>\n"));
    if (!letter) {
        form_page_said(out, form, MARKUP("<h2"));
        html_text(out, word(form->lang, MSG_PAPER_NOTES));
        html_markup(out, MARKUP("</h2>\n"));
    }
    html_markup(out, MARKUP("<ul class=\"notes\">\n"));
    for (size_t i = 0; i < form->form->notes.count; i++) {
        html_markup(out, MARKUP("<li>"));
        html_text(out, form->form->notes.items[i].text);
        html_markup(out, MARKUP("</li>\n"));
    }
    html_markup(out, letter ? MARKUP("</ul>\n</div>\n") : MARKUP("</ul>\n</section>\n"));
}

void form_page_open(Buf *out, const FilledForm *form) {
    html_markup(out, MARKUP("<!DOCTYPE html>\n<html lang=\"ja\">\n<head>\n<meta charset=\"utf-8\">\n"
                            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"));
    html_text(out, form->form->title);
    html_markup(out, MARKUP("</title>\n<style>\n"));
    html_markup(out, asset_markup("paper.css"));
    html_markup(out, MARKUP("</style>\n</head>\n"));
    html_markup(out,
                form_reader_is_letter(form) ? MARKUP("<body class=\"letter\">\n<main>\n<h1>") : MARKUP("<body>\n<main>\n<h1>"));
    html_text(out, form->form->title);
    html_markup(out, MARKUP("</h1>\n"));
    form_page_head(out, form);
}

void form_page_foot(Buf *out, const FilledForm *form) {
    if (!form_reader_sees_workings(form)) return;
    form_page_said(out, form, MARKUP("<footer"));
    html_markup(out, MARKUP("\n<p>"));
    html_text(out, form_view_foot(out->arena, form));
    html_markup(out, MARKUP("</p>\n</footer>\n"));
}

void form_page_close(Buf *out, const FilledForm *form) {
    html_markup(out, MARKUP("</main>\n"));
    form_page_foot(out, form);
    html_markup(out, MARKUP("</body>\n</html>\n"));
}

static void put_heading(Buf *out, Str title) {
    if (!title.len) return;
    html_markup(out, MARKUP("<h2>"));
    html_text(out, title);
    html_markup(out, MARKUP("</h2>\n"));
}

static void put_sections(Buf *out, const FilledForm *form) {
    for (uint32_t s = 0; s < form->section_count; s++) {
        bool opening = form_reader_is_letter(form) && s == 0;
        html_markup(out, opening ? MARKUP("<div class=\"opening\">\n") : MARKUP("<section>\n"));
        put_heading(out, form->sections[s].section->title);
        for (uint32_t i = 0; i < form->sections[s].item_count; i++) put_item(out, form, &form->sections[s].items[i], opening);
        html_markup(out, opening ? MARKUP("</div>\n") : MARKUP("</section>\n"));
    }
    put_notes(out, form);
    if (form_reader_sees_workings(form)) put_said(out, form, MARKUP("<p class=\"law\""), word(form->lang, MSG_PRINT_LEGEND));
}

void form_html(Buf *out, const FilledForm *filled) {
    const FilledForm *form = form_reader_view(out->arena, filled);
    form_page_open(out, form);
    put_sections(out, form);
    form_page_close(out, form);
}

void form_html_part(Buf *out, const FilledForm *filled) {
    const FilledForm *form = form_reader_view(out->arena, filled);
    form_page_head(out, form);
    put_sections(out, form);
    form_page_foot(out, form);
}
