// Days in both calendars, money in ten thousands. What the years of an era are called is in text/.
#include "portal/echo.h"

#include "base/limits.h"
#include "base/words.h"
#include "form/wording.h"

enum { TEN_THOUSAND = 10000, HUNDRED_MILLION = 100000000, NUMBER_BYTES = 32, ASIDE_BYTES = 256 };

static Str grouped(Arena *arena, int64_t number) {
    Buf out = buf_make(arena, NUMBER_BYTES);
    buf_grouped(&out, number);
    return buf_str(&out);
}

static Str aside(Arena *arena, Lang lang, Msg msg, Str a, Str b) {
    Buf out = buf_make(arena, ASIDE_BYTES);
    buf_word(&out, lang, msg, a, b, STR_NONE);
    return buf_str(&out);
}

// The latest era that has begun by then; empty before all of them.
static Str era_of(Arena *arena, Moment moment, Lang lang) {
    static const struct {
        Civil first;
        Msg words, first_year;
    } eras[] = {{{2019, 5, 1}, MSG_PORTAL_REIWA, MSG_PORTAL_REIWA_FIRST},
                {{1989, 1, 8}, MSG_PORTAL_HEISEI, MSG_PORTAL_HEISEI_FIRST}};
    Day day = day_of(moment);
    for (size_t i = 0; i < sizeof eras / sizeof *eras; i++) {
        if (day < day_from_civil(eras[i].first)) continue;
        int year = day_civil(day).year - eras[i].first.year + 1;
        return aside(arena, lang, year == 1 ? eras[i].first_year : eras[i].words, str_format(arena, "%d", year), STR_NONE);
    }
    return STR_NONE;
}

// Only what comes out whole; small sums need no other way.
static Str ten_thousands(Arena *arena, int64_t yen, Lang lang) {
    if (yen < TEN_THOUSAND || yen % TEN_THOUSAND) return STR_NONE;
    int64_t large = yen / HUNDRED_MILLION, small = yen % HUNDRED_MILLION / TEN_THOUSAND;
    if (!large) return aside(arena, lang, MSG_PORTAL_IN_MAN, grouped(arena, small), STR_NONE);
    return small ? aside(arena, lang, MSG_PORTAL_IN_OKU_MAN, grouped(arena, large), grouped(arena, small))
                 : aside(arena, lang, MSG_PORTAL_IN_OKU, grouped(arena, large), STR_NONE);
}

Str echo_words(Arena *arena, const Fact *fact, Value value, Str text, Lang lang) {
    Buf words = buf_make(arena, LIMIT_TEXT_ANSWER);
    wording_value(&words, fact, value, text, lang);
    Str other = {0};
    if (fact->type == FACT_TIME && value_is_certain(fact, value)) other = era_of(arena, value.a, lang);
    if (fact->type == FACT_MONEY && value_is_certain(fact, value)) other = ten_thousands(arena, value.a, lang);
    return other.len ? aside(arena, lang, MSG_PORTAL_ECHO, buf_str(&words), other) : buf_str(&words);
}
