// The common words of all outputs of a form.
#include "render/form_view.h"
#include "base/words.h"
#include "form/wording.h"
#include "render/form_reader.h"

enum { STORY = 5000, PARAGRAPH = 400, LINES_SHORT = 1, LINES_PARAGRAPH = 4, LINES_LIST = 5, LINES_STORY = 8 };

static Str said(Arena *arena, Lang lang, Msg msg, Str a, Str b) {
    Buf words = buf_make(arena, 4096);
    buf_word(&words, lang, msg, a, b, STR_NONE);
    return buf_str(&words);
}

Str form_view_moment(Arena *arena, Moment moment, Lang lang) {
    Buf words = buf_make(arena, 256);
    wording_moment(&words, moment, lang);
    return buf_str(&words);
}

static void add(HeadLine *lines, uint32_t *count, Str name, Str value) {
    if (value.len) lines[(*count)++] = (HeadLine){name, value};
}

uint32_t form_view_head(Arena *arena, const FilledForm *form, HeadLine lines[HEAD_LINES_MOST]) {
    static const Msg stages[] = {
        [STAGE_FIRST] = MSG_STAGE_FIRST,   [STAGE_FOLLOW] = MSG_STAGE_FOLLOW,   [STAGE_FINAL] = MSG_STAGE_FINAL,
        [STAGE_NOTICE] = MSG_STAGE_NOTICE, [STAGE_MONTHLY] = MSG_STAGE_MONTHLY, [STAGE_QUARTERLY] = MSG_STAGE_QUARTERLY};
    uint32_t count = 0;
    Lang lang = form->lang;
    if (!form_reader_sees_workings(form)) return 0;
    add(lines, &count, word(lang, MSG_PAPER_TO), form->to);
    if (!form->blank) add(lines, &count, word(lang, MSG_PAPER_AT), form_view_moment(arena, form->at, lang));
    bool named = lang == LANG_JA && form->form->stage_names[form->stage].len > 0;
    add(lines, &count, word(lang, MSG_PAPER_STAGE),
        named ? form->form->stage_names[form->stage] : word(lang, stages[form->stage]));
    if (!form->blank)
        add(lines, &count, word(lang, MSG_PAPER_KIND), word(lang, form->follows ? MSG_PAPER_FOLLOW_UP : MSG_PAPER_NEW));
    add(lines, &count, word(lang, MSG_PAPER_RECEIPT), form->receipt);
    if (form->previous_at != MOMENT_NONE)
        add(lines, &count, word(lang, MSG_PAPER_PREVIOUS), form_view_moment(arena, form->previous_at, lang));
    add(lines, &count, word(lang, MSG_PAPER_PREVIOUS_RECEIPT), form->previous_receipt);
    return count;
}

// A ticked box "not known" has said it.
Str form_view_state(const FilledForm *form, const FilledItem *item) {
    if (item->state == ITEM_NONE) return word(form->lang, MSG_PAPER_NONE);
    if (item->state != ITEM_UNKNOWN) return STR_NONE;
    bool letter = form_reader_is_letter(form), ticked = false;
    if (form->blank) return item->needed && !letter ? word(form->lang, MSG_PAPER_NEEDED_BLANK) : STR_NONE;
    for (uint32_t i = 0; i < item->tick_count; i++) ticked |= item->ticks[i].checked == TRI_TRUE;
    if (letter) return word(form->lang, item->needed || item->item->kind == BIND_TEXT ? MSG_PAPER_MISSING : MSG_PAPER_NOT_YET);
    if (item->needed) return word(form->lang, MSG_PAPER_NEEDED);
    return ticked ? STR_NONE : word(form->lang, MSG_PAPER_UNKNOWN);
}

Str form_view_prompt(const FilledItem *item) {
    return item->state == ITEM_UNKNOWN || item->state == ITEM_HAND ? item->item->prompt : STR_NONE;
}

// The longest answer in characters; 0: not stated.
static int longest(const FilledForm *form, const Item *item) {
    bool text = form->book && item->kind == BIND_FACT && item->fact >= 0;
    return item->limit == 0 && text ? form->book->facts.items[item->fact].limit : item->limit;
}

int form_view_lines(const FilledForm *form, const FilledItem *item) {
    const Item *asked = item->item;
    if (item->state == ITEM_HAND) return asked->lines;
    if (!form->blank || item->tick_count > 0 || item->state == ITEM_FIXED) return 0;
    if (asked->kind == BIND_ROWS) return LINES_LIST;
    int most = longest(form, asked);
    return most >= STORY ? LINES_STORY : most >= PARAGRAPH ? LINES_PARAGRAPH : LINES_SHORT;
}

Str form_view_tick(const FilledForm *form, const FilledItem *item, const Tick *tick) {
    if (form->blank || (tick->checked == TRI_UNKNOWN && item->state != ITEM_FILLED)) return STR_NONE;
    return word(form->lang, tick->checked == TRI_TRUE    ? MSG_PAPER_CHECKED
                            : tick->checked == TRI_FALSE ? MSG_PAPER_UNCHECKED
                                                         : MSG_PAPER_UNKNOWN);
}

Str form_view_foot(Arena *arena, const FilledForm *form) {
    return said(arena, form->lang, MSG_PAPER_FOOT, form->pack, str_format(arena, "%c", grade_letter(form->form->grade)));
}

bool form_view_speaks(const FilledForm *form, const FilledItem *item) {
    const Item *asked = item->item;
    if (item->tick_count > 0) return true;
    if (asked->kind != BIND_FACT) return false;
    int report = BOUND_REPORT - asked->fact;
    if (report >= 0) return report != REPORT_RECEIPT && report != REPORT_PREVIOUS_RECEIPT;
    return form->book && asked->fact >= 0 && fact_decides(form->book->facts.items[asked->fact].type);
}
