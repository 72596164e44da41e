// A copy sheet: for windows that only take their own page. The official items in the official order, each as a box to copy
// from, with its length against the limit. Works without script: the text can be selected.
#include "base/utf8.h"
#include "base/words.h"
#include "render/asset.h"
#include "render/form_out.h"
#include "render/form_page.h"
#include "render/form_view.h"

enum { ROW_COLUMNS = 60, ROWS_MOST = 16 };

static int count_characters(Str text) {
    int count = 0;
    size_t at = 0;
    while (utf8_next(text, &at) >= 0) count++;
    return count;
}

// What goes into the box: the text, the rows, or the words of the ticked boxes, one a line.
static Str box_text(Arena *arena, const FilledItem *item) {
    Buf words = buf_make(arena, 1 << 20);
    buf_put(&words, item->text);
    for (uint32_t i = 0; i < item->row_count; i++) {
        if (words.len) buf_char(&words, '\n');
        buf_put(&words, item->rows[i]);
    }
    for (uint32_t i = 0; i < item->tick_count; i++) {
        if (item->ticks[i].checked != TRI_TRUE) continue;
        if (words.len) buf_char(&words, '\n');
        buf_put(&words, item->ticks[i].words);
    }
    return buf_str(&words);
}

// As many as the text takes in a narrow box, within reason.
static int box_rows(Str text) {
    int rows = 0;
    for (bool more = true; more && rows < ROWS_MOST;) {
        Str line;
        more = str_cut(text, '\n', &line, &text);
        rows += 1 + utf8_width(line) / ROW_COLUMNS;
    }
    return rows < ROWS_MOST ? rows : ROWS_MOST;
}

static void put_length(Buf *out, const FilledForm *form, const Item *item, Str text) {
    int length = count_characters(text);
    if (!item->limit) return;
    Buf words = buf_make(out->arena, 1024);
    buf_word(&words, form->lang, length > item->limit ? MSG_PAPER_TOO_LONG : MSG_PAPER_LENGTH,
             str_format(out->arena, "%d", length), str_format(out->arena, "%d", item->limit), STR_NONE);
    form_page_said(out, form, MARKUP("<p class=\"state\""));
    html_markup(out, length > item->limit ? MARKUP("<strong>") : MARKUP("<span>"));
    html_text(out, buf_str(&words));
    html_markup(out, length > item->limit ? MARKUP("</strong></p>\n") : MARKUP("</span></p>\n"));
}

static void put_box(Buf *out, const FilledForm *form, const FilledItem *item, uint32_t number) {
    Str text = box_text(out->arena, item), id = str_format(out->arena, "box-%u", number);
    html_markup(out, MARKUP("<textarea readonly class=\"box\" aria-labelledby=\"title-"));
    html_text(out, id);
    html_markup(out, MARKUP("\" id=\""));
    html_text(out, id);
    html_markup(out, MARKUP("\" rows=\""));
    html_text(out, str_format(out->arena, "%d", box_rows(text)));
    html_markup(out, MARKUP("\">\n")); // a new line of the text's own would be taken for this one
    html_text(out, text);
    html_markup(out, MARKUP("</textarea>\n<button type=\"button\" data-copy=\""));
    html_text(out, id);
    html_markup(out, MARKUP("\" data-done=\""));
    html_text(out, word(form->lang, MSG_PAPER_COPIED));
    html_markup(out, MARKUP("\" aria-describedby=\"title-"));
    html_text(out, id);
    html_markup(out, MARKUP("\" hidden"));
    form_page_said(out, form, MARKUP(""));
    html_text(out, word(form->lang, MSG_PAPER_COPY));
    html_markup(out, MARKUP("</button>\n"));
    put_length(out, form, item->item, text);
}

static void put_state(Buf *out, const FilledForm *form, Str words) {
    if (!words.len) return;
    form_page_said(out, form, MARKUP("<p class=\"state\""));
    html_text(out, words);
    html_markup(out, MARKUP("</p>\n"));
}

static void put_prompt(Buf *out, Str words) {
    if (!words.len) return;
    html_markup(out, MARKUP("<p class=\"state\">"));
    html_text(out, words);
    html_markup(out, MARKUP("</p>\n"));
}

static void put_item(Buf *out, const FilledForm *form, const FilledItem *item, uint32_t number) {
    html_markup(out, MARKUP("<div class=\"item\">\n<h3 id=\"title-"));
    html_text(out, str_format(out->arena, "box-%u", number));
    html_markup(out, MARKUP("\">"));
    html_text(out, item->item->number);
    html_markup(out, MARKUP(" "));
    html_text(out, item->item->title);
    html_markup(out, MARKUP("</h3>\n"));
    bool given = item->state == ITEM_FILLED || item->state == ITEM_FIXED;
    if (given) put_box(out, form, item, number);
    if (!given) put_state(out, form, form_view_state(form, item));
    put_prompt(out, form_view_prompt(item));
    html_markup(out, MARKUP("</div>\n"));
}

static void put_sheet(Buf *out, const FilledForm *form) {
    uint32_t number = 0;
    form_page_said(out, form, MARKUP("<p"));
    html_text(out, word(form->lang, MSG_PAPER_COPY_INTRO));
    html_markup(out, MARKUP("</p>\n"));
    for (uint32_t s = 0; s < form->section_count; s++) {
        html_markup(out, MARKUP("<section>\n<h2>"));
        html_text(out, form->sections[s].section->title);
        html_markup(out, MARKUP("</h2>\n"));
        for (uint32_t i = 0; i < form->sections[s].item_count; i++) put_item(out, form, &form->sections[s].items[i], ++number);
        html_markup(out, MARKUP("</section>\n"));
    }
    html_markup(out, MARKUP("<p role=\"status\" id=\"said\""));
    form_page_said(out, form, MARKUP(""));
    html_markup(out, MARKUP("</p>\n"));
}

void form_copy(Buf *out, const FilledForm *form) {
    form_page_open(out, form);
    put_sheet(out, form);
    html_markup(out, MARKUP("<script>\n"));
    html_markup(out, asset_markup("copy.js"));
    html_markup(out, MARKUP("</script>\n"));
    form_page_close(out, form);
}

void form_copy_part(Buf *out, const FilledForm *form) {
    form_page_head(out, form);
    put_sheet(out, form);
    form_page_foot(out, form);
}
