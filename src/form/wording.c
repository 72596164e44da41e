// Moments as people write them, texts word for word; all other values as everywhere (value_print).
#include "form/wording.h"
#include "base/words.h"
#include "rule/shape.h"

// The n-th of words that are parted by spaces.
static Str nth_word(Str words, int n) {
    Str one = words;
    for (int i = 0; i <= n; i++) str_cut(words, ' ', &one, &words);
    return one;
}

static Str words_of(Arena *arena, Lang lang, Msg msg, Str a, Str b, Str c) {
    Buf out = buf_make(arena, 256);
    buf_word(&out, lang, msg, a, b, c);
    return buf_str(&out);
}

void wording_day(Buf *out, Day day, Lang lang) {
    Civil civil = day_civil(day);
    buf_word(out, lang, MSG_FORM_DATE, str_format(out->arena, "%d", civil.year),
             nth_word(word(lang, MSG_FORM_MONTHS), civil.month - 1), str_format(out->arena, "%d", civil.day));
}

void wording_moment(Buf *out, Moment moment, Lang lang) {
    Arena *arena = out->arena;
    Day day = day_of(moment);
    int minutes = (int)((moment - day_start(day)) / 60000000);
    bool whole_day = moment == day_last_second(day);
    Buf date = buf_make(arena, 256);
    wording_day(&date, day, lang);
    Str time = words_of(arena, lang, MSG_FORM_TIME, str_format(arena, "%d", minutes / 60),
                        str_format(arena, "%02d", minutes % 60), STR_NONE);
    buf_word(out, lang, whole_day ? MSG_FORM_DAY : MSG_FORM_MOMENT, buf_str(&date),
             nth_word(word(lang, MSG_FORM_WEEKDAYS), day_weekday(day)), time);
}

void wording_value(Buf *out, const Fact *fact, Value value, Str text, Lang lang) {
    if (value_is_unknown(fact, value))
        value_print(out, fact, value, lang);
    else if (!fact_decides(fact->type))
        buf_put(out, shape_shown(out->arena, fact, text));
    else if (fact->type == FACT_TIME && value_is_certain(fact, value))
        wording_moment(out, value.a, lang);
    else
        value_print(out, fact, value, lang);
}
