// The common words of all outputs of a form.
#include "render/form_view.h"
#include "base/words.h"

static const Str nothing = {0};

static Str said(Arena *arena, Lang lang, Msg msg, Str a, Str b) {
    Buf words = buf_make(arena, 4096);
    buf_word(&words, lang, msg, a, b, nothing);
    return buf_str(&words);
}

Str form_view_moment(Arena *arena, Moment moment, Lang lang) {
    static const Msg weekdays[] = {MSG_DAY_SUNDAY,   MSG_DAY_MONDAY, MSG_DAY_TUESDAY, MSG_DAY_WEDNESDAY,
                                   MSG_DAY_THURSDAY, MSG_DAY_FRIDAY, MSG_DAY_SATURDAY};
    static const Msg months[] = {MSG_MONTH_1, MSG_MONTH_2, MSG_MONTH_3, MSG_MONTH_4,  MSG_MONTH_5,  MSG_MONTH_6,
                                 MSG_MONTH_7, MSG_MONTH_8, MSG_MONTH_9, MSG_MONTH_10, MSG_MONTH_11, MSG_MONTH_12};
    Day day = day_of(moment);
    Civil civil = day_civil(day);
    int minutes = (int)((moment - day_start(day)) / 60000000);
    Buf words = buf_make(arena, 256);
    Str year_month = said(arena, lang, months[civil.month - 1], str_format(arena, "%d", civil.year), nothing);
    buf_word(&words, lang, MSG_DAY_FULL, year_month, str_format(arena, "%d", civil.day),
             word(lang, weekdays[day_weekday(day)]));
    buf_format(&words, " %02d:%02d", minutes / 60, minutes % 60);
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
    bool follows = form->previous_at != MOMENT_NONE;
    add(lines, &count, word(lang, MSG_PAPER_TO), form->to);
    if (!form->blank) add(lines, &count, word(lang, MSG_PAPER_AT), form_view_moment(arena, form->at, lang));
    add(lines, &count, word(lang, MSG_PAPER_STAGE), word(lang, stages[form->stage]));
    add(lines, &count, word(lang, MSG_PAPER_KIND), word(lang, follows ? MSG_PAPER_FOLLOW_UP : MSG_PAPER_NEW));
    add(lines, &count, word(lang, MSG_PAPER_RECEIPT), form->receipt);
    if (follows) add(lines, &count, word(lang, MSG_PAPER_PREVIOUS), form_view_moment(arena, form->previous_at, lang));
    add(lines, &count, word(lang, MSG_PAPER_PREVIOUS_RECEIPT), form->previous_receipt);
    return count;
}

Str form_view_state(const FilledForm *form, const FilledItem *item) {
    switch (item->state) {
    case ITEM_UNKNOWN:
        return form->blank ? item->item->prompt : word(form->lang, MSG_PAPER_UNKNOWN);
    case ITEM_NONE:
        return word(form->lang, MSG_PAPER_NONE);
    default:
        return nothing;
    }
}

Str form_view_foot(Arena *arena, const FilledForm *form) {
    return said(arena, form->lang, MSG_PAPER_FOOT, form->pack, str_format(arena, "%c", grade_letter(form->form->grade)));
}
