// Picks the words.
#include "print/say.h"
#include "base/words.h"
#include "print/clean.h"
#include "render/form_reader.h"

enum { SAID_BYTES = 8 << 20, REIWA_BEFORE = 2018 };

Str say(Arena *arena, Lang lang, Msg msg, Str a, Str b) {
    Buf words = buf_make(arena, SAID_BYTES);
    buf_word(&words, lang, msg, a, b, STR_NONE);
    return buf_str(&words);
}

Str say_number(Arena *arena, int64_t number) {
    return str_format(arena, "%lld", (long long)number);
}

static Str say_moment(Arena *arena, Moment moment, Lang lang) {
    Day day = day_of(moment), reiwa = day_from_civil((Civil){2019, 5, 1});
    int year = day_civil(day).year - REIWA_BEFORE;
    Str plain = form_view_moment(arena, moment, lang);
    if (day < reiwa) return plain;
    return say(arena, lang, MSG_PRINT_ERA, plain, year == 1 ? word(lang, MSG_PRINT_ERA_FIRST) : say_number(arena, year));
}

uint32_t say_head(Arena *arena, const FilledForm *form, HeadLine lines[HEAD_LINES_MOST]) {
    uint32_t count = form_view_head(arena, form, lines);
    for (uint32_t i = 0; i < count; i++) {
        if (str_eq(lines[i].name, word(form->lang, MSG_PAPER_AT)))
            lines[i].value = say_moment(arena, form->at, form->lang);
        else if (str_eq(lines[i].name, word(form->lang, MSG_PAPER_PREVIOUS)) && form->previous_at != MOMENT_NONE)
            lines[i].value = say_moment(arena, form->previous_at, form->lang);
        lines[i].value = clean_text(arena, lines[i].value);
    }
    return count;
}

Str say_ground(Arena *arena, const FilledForm *form, const Item *item) {
    if (!form_reader_sees_workings(form)) return STR_NONE;
    Grade grade = item->tail.grade == GRADE_NONE ? form->form->grade : item->tail.grade;
    Str letter = grade == GRADE_NONE ? STR_NONE : str_format(arena, "[%c]", grade_letter(grade));
    if (!item->law.len) return letter;
    return str_format(arena, "%.*s %.*s", STR_ARG(clean_line(arena, item->law)), STR_ARG(letter));
}

Str say_tick(Arena *arena, const FilledForm *form, const FilledItem *item, const Tick *tick) {
    Str words = clean_line(arena, tick->words);
    Str said = form_view_tick(form, item, tick);
    return tick->checked == TRI_UNKNOWN && said.len ? say(arena, form->lang, MSG_PRINT_TICK_OPEN, words, said) : words;
}

Str say_coverage(Arena *arena, const FilledForm *form) {
    if (!form_reader_sees_workings(form)) return STR_NONE;
    if (form->blank) return word(form->lang, MSG_PRINT_BLANK);
    Buf words = buf_make(arena, SAID_BYTES);
    buf_word(&words, form->lang, MSG_PRINT_COVERAGE, say_number(arena, form->filled), say_number(arena, form->unknown),
             say_number(arena, form->none));
    return buf_str(&words);
}

Str say_before(Arena *arena, const FilledForm *form, const FilledItem *item) {
    return item->before.len ? say(arena, form->lang, MSG_PAPER_BEFORE, clean_text(arena, item->before), STR_NONE) : STR_NONE;
}
