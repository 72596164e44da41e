// A filled form as one accessible page, the version of record: headings in order, every box said in words as well.
#include "base/words.h"
#include "render/asset.h"
#include "render/form_out.h"
#include "render/form_page.h"
#include "render/form_view.h"

static const Str nothing = {0};

static void put_word(Buf *out, Lang lang, Msg msg, Str a, Str b) {
    Buf words = buf_make(out->arena, out->ceiling);
    buf_word(&words, lang, msg, a, b, nothing);
    html_lines(out, buf_str(&words));
}

static void put_head(Buf *out, const FilledForm *form) {
    HeadLine lines[HEAD_LINES_MOST];
    uint32_t count = form_view_head(out->arena, form, lines);
    html_markup(out, MARKUP("<dl class=\"head\">\n"));
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
    html_markup(out, MARKUP("<ul class=\"ticks\">\n"));
    for (uint32_t i = 0; i < item->tick_count; i++) {
        bool checked = item->ticks[i].checked == TRI_TRUE;
        html_markup(out, checked ? MARKUP("<li><span aria-hidden=\"true\">&#9745;</span> ")
                                 : MARKUP("<li><span aria-hidden=\"true\">&#9744;</span> "));
        html_text(out, item->ticks[i].words);
        Str said = form_view_tick(form, &item->ticks[i]);
        if (said.len) {
            html_markup(out, MARKUP(" <span class=\"state\">("));
            html_text(out, said);
            html_markup(out, MARKUP(")</span>"));
        }
        html_markup(out, MARKUP("</li>\n"));
    }
    html_markup(out, MARKUP("</ul>\n"));
}

static void put_rows(Buf *out, const FilledItem *item) {
    if (!item->row_count) return;
    html_markup(out, MARKUP("<ol>\n"));
    for (uint32_t i = 0; i < item->row_count; i++) {
        html_markup(out, MARKUP("<li>"));
        html_text(out, item->rows[i]);
        html_markup(out, MARKUP("</li>\n"));
    }
    html_markup(out, MARKUP("</ol>\n"));
}

static void put_paragraph(Buf *out, Markup open, Str text) {
    if (!text.len) return;
    html_markup(out, open);
    html_lines(out, text);
    html_markup(out, MARKUP("</p>\n"));
}

static void put_answer(Buf *out, const FilledForm *form, const FilledItem *item) {
    put_ticks(out, form, item);
    put_rows(out, item);
    put_paragraph(out, MARKUP("<p>"), item->text);
    if (!item->text.len) put_paragraph(out, MARKUP("<p class=\"state\">"), form_view_state(form, item));
    put_paragraph(out, MARKUP("<p class=\"prompt\">"), form_view_prompt(item));
    for (int i = form_view_lines(form, item); i > 0; i--) html_markup(out, MARKUP("<div class=\"hand\"></div>\n"));
}

static void put_marks(Buf *out, const FilledForm *form, const FilledItem *item) {
    if (item->item->law.len) {
        html_markup(out, MARKUP("<p class=\"law\">"));
        put_word(out, form->lang, MSG_PAPER_LAW, item->item->law, nothing);
        html_markup(out, MARKUP("</p>\n"));
    }
    if (item->changed) {
        html_markup(out, MARKUP("<p class=\"state\"><strong>"));
        html_text(out, word(form->lang, MSG_PAPER_CHANGED));
        html_markup(out, MARKUP("</strong> "));
        put_word(out, form->lang, MSG_PAPER_BEFORE, item->before, nothing);
        html_markup(out, MARKUP("</p>\n"));
    }
}

static void put_item(Buf *out, const FilledForm *form, const FilledItem *item) {
    html_markup(out, item->changed ? MARKUP("<div class=\"item changed\">\n<h3>") : MARKUP("<div class=\"item\">\n<h3>"));
    html_text(out, item->item->number);
    html_markup(out, MARKUP(" "));
    html_text(out, item->item->title);
    html_markup(out, MARKUP(" <span class=\"grade\">"));
    html_text(out, str_format(out->arena, "[%c]", grade_letter(item->item->tail.grade)));
    html_markup(out, MARKUP("</span></h3>\n"));
    put_answer(out, form, item);
    put_marks(out, form, item);
    html_markup(out, MARKUP("</div>\n"));
}

static void put_notes(Buf *out, const FilledForm *form) {
    if (!form->form->notes.count) return;
    html_markup(out, MARKUP("<section>\n<h2>"));
    html_text(out, word(form->lang, MSG_PAPER_NOTES));
    html_markup(out, MARKUP("</h2>\n<ul>\n"));
    for (size_t i = 0; i < form->form->notes.count; i++) {
        html_markup(out, MARKUP("<li>"));
        html_text(out, form->form->notes.items[i].text);
        html_markup(out, MARKUP("</li>\n"));
    }
    html_markup(out, MARKUP("</ul>\n</section>\n"));
}

void form_page_open(Buf *out, const FilledForm *form) {
    html_markup(out, MARKUP("<!DOCTYPE html>\n<html lang=\""));
    html_text(out, form->lang == LANG_EN ? STR("en") : STR("ja"));
    html_markup(out, MARKUP("\">\n<head>\n<meta charset=\"utf-8\">\n"
                            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"));
    html_text(out, form->form->title);
    html_markup(out, MARKUP("</title>\n<style>\n"));
    html_markup(out, asset_markup("paper.css"));
    html_markup(out, MARKUP("</style>\n</head>\n<body>\n<main>\n<h1>"));
    html_text(out, form->form->title);
    html_markup(out, MARKUP("</h1>\n"));
    put_head(out, form);
}

void form_page_close(Buf *out, const FilledForm *form) {
    html_markup(out, MARKUP("</main>\n<footer>\n<p>"));
    html_text(out, form_view_foot(out->arena, form));
    html_markup(out, MARKUP("</p>\n</footer>\n</body>\n</html>\n"));
}

void form_html(Buf *out, const FilledForm *form) {
    form_page_open(out, form);
    for (uint32_t s = 0; s < form->section_count; s++) {
        html_markup(out, MARKUP("<section>\n<h2>"));
        html_text(out, form->sections[s].section->title);
        html_markup(out, MARKUP("</h2>\n"));
        for (uint32_t i = 0; i < form->sections[s].item_count; i++) put_item(out, form, &form->sections[s].items[i]);
        html_markup(out, MARKUP("</section>\n"));
    }
    put_notes(out, form);
    put_paragraph(out, MARKUP("<p class=\"law\">"), word(form->lang, MSG_PRINT_LEGEND));
    form_page_close(out, form);
}
