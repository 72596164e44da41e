// Words for tests, clocks and eras. Every sentence comes from the words files; here it is only decided which one.
#include "rule/phrase.h"
#include "base/words.h"
#include "rule/value.h"

enum { PHRASE_BYTES = 4096 };

static const Str none = {0};

static Str number_words(Buf *scratch, const Fact *fact, const Cond *cond, Lang lang) {
    size_t from = scratch->len;
    if (cond->kind == COND_TIME)
        buf_day(scratch, (Day)cond->number);
    else
        value_print(scratch, fact, value_number(cond->number, cond->number), lang);
    return (Str){scratch->ptr + from, scratch->len - from};
}

// What the test asks, without the answer: "more than 1,000"; nothing for yes/no and names.
static void phrase_limit(Buf *out, const Book *book, const Cond *cond, Tri value, Lang lang) {
    static const Msg when_true[] = {
        [OP_MORE] = MSG_PHRASE_MORE,       [OP_AT_LEAST] = MSG_PHRASE_AT_LEAST, [OP_LESS] = MSG_PHRASE_LESS,
        [OP_AT_MOST] = MSG_PHRASE_AT_MOST, [OP_EQUAL] = MSG_PHRASE_EQUAL,       [OP_BEFORE] = MSG_PHRASE_BEFORE,
        [OP_AFTER] = MSG_PHRASE_AFTER};
    static const Msg when_false[] = {
        [OP_MORE] = MSG_PHRASE_AT_MOST, [OP_AT_LEAST] = MSG_PHRASE_LESS,   [OP_LESS] = MSG_PHRASE_AT_LEAST,
        [OP_AT_MOST] = MSG_PHRASE_MORE, [OP_EQUAL] = MSG_PHRASE_NOT_EQUAL, [OP_BEFORE] = MSG_PHRASE_AFTER,
        [OP_AFTER] = MSG_PHRASE_BEFORE};
    if (cond->kind != COND_COMPARE && cond->kind != COND_TIME) return;
    Buf scratch = buf_make(out->arena, PHRASE_BYTES);
    Str number = number_words(&scratch, &book->facts.items[cond->fact], cond, lang);
    buf_word(out, lang, value == TRI_FALSE ? when_false[cond->op] : when_true[cond->op], number, none, none);
}

// The answer as given; for a set or choice that has what is asked for, only those values.
static void print_answer(Buf *out, const Question *question, const Cond *cond, Lang lang) {
    const Fact *fact = &question->book->facts.items[cond->fact];
    Value value = question->incident->values[cond->fact];
    Tri held = (Tri)question->tri[cond->node];
    if (cond->kind == COND_HAS && held == TRI_TRUE) value = value_bits((uint64_t)value.a & cond->mask, 0);
    bool derived = cond->kind == COND_YES && value.a == TRI_UNKNOWN && held != TRI_UNKNOWN;
    value_print(out, fact, derived ? value_yesno(held == TRI_TRUE) : value, lang);
    if (derived) buf_put(out, word(lang, MSG_PHRASE_DERIVED));
}

void phrase_test(Buf *out, const Question *question, const Cond *cond, Lang lang) {
    const Fact *fact = &question->book->facts.items[cond->fact];
    Buf answer = buf_make(out->arena, PHRASE_BYTES), limit = buf_make(out->arena, PHRASE_BYTES);
    print_answer(&answer, question, cond, lang);
    phrase_limit(&limit, question->book, cond, (Tri)question->tri[cond->node], lang);
    bool plain = limit.len == 0 || question->tri[cond->node] == TRI_UNKNOWN;
    buf_word(out, lang, plain ? MSG_PHRASE_TEST : MSG_PHRASE_TEST_LIMIT, text_in(&fact->title, lang), buf_str(&answer),
             buf_str(&limit));
}

static Msg clock_msg(const ClockRule *clock) {
    switch (clock->kind) {
    case CLOCK_AT_ONCE:
        return MSG_CLOCK_AT_ONCE;
    case CLOCK_PROMPTLY:
        return clock->guide_high ? MSG_CLOCK_PROMPTLY_GUIDE : MSG_CLOCK_PROMPTLY;
    case CLOCK_WITHOUT_DELAY:
        return MSG_CLOCK_WITHOUT_DELAY;
    case CLOCK_HOURS:
        return MSG_CLOCK_HOURS;
    case CLOCK_DAYS:
        return MSG_CLOCK_DAYS;
    case CLOCK_MONTHS:
        return MSG_CLOCK_MONTHS;
    case CLOCK_WORKING_DAYS:
        return MSG_CLOCK_WORKING_DAYS;
    case CLOCK_BY_DATE:
        return MSG_CLOCK_BY_DATE;
    default:
        return MSG_CLOCK_UNSTATED;
    }
}

static Str starts_words(Buf *scratch, const Book *book, const ClockRule *clock, Lang lang) {
    for (uint32_t i = 0; i < clock->start_count; i++) {
        if (i) buf_put(scratch, word(lang, MSG_CLOCK_OR));
        buf_put(scratch, text_in(&book->facts.items[clock->starts[i]].title, lang));
    }
    return buf_str(scratch);
}

void phrase_clock(Buf *out, const Book *book, const ClockRule *clock, Lang lang) {
    Buf starts = buf_make(out->arena, PHRASE_BYTES), number = buf_make(out->arena, PHRASE_BYTES);
    if (clock->kind == CLOCK_BY_DATE)
        buf_day(&number, clock->by);
    else if (clock->kind == CLOCK_PROMPTLY && clock->guide_low != clock->guide_high)
        buf_format(&number, "%d-%d", clock->guide_low, clock->guide_high);
    else
        buf_int(&number, clock->kind == CLOCK_PROMPTLY ? clock->guide_high : clock->number);
    buf_word(out, lang, clock_msg(clock), starts_words(&starts, book, clock, lang), buf_str(&number), none);
    bool counted_days = clock->kind == CLOCK_DAYS || clock->kind == CLOCK_MONTHS;
    if (counted_days && clock->counting == COUNTING_DAY_1) buf_put(out, word(lang, MSG_CLOCK_DAY_1));
    if (counted_days && clock->counting == COUNTING_IN_DOUBT) buf_put(out, word(lang, MSG_CLOCK_IN_DOUBT));
    if (counted_days && clock->office_day) buf_put(out, word(lang, MSG_CLOCK_OFFICE_DAY));
}

static void say_days(Buf *out, Msg msg, Day limit, Day judged, Lang lang) {
    Buf limit_words = buf_make(out->arena, PHRASE_BYTES), judged_words = buf_make(out->arena, PHRASE_BYTES);
    buf_day(&limit_words, limit);
    buf_day(&judged_words, judged);
    buf_word(out, lang, msg, buf_str(&limit_words), buf_str(&judged_words), none);
}

void phrase_days(Buf *out, Day from, Day until, Day judged, Lang lang) {
    bool early = from != DAY_NONE && judged < from;
    say_days(out, early ? MSG_PHRASE_ERA_FROM : MSG_PHRASE_ERA_UNTIL, early ? from : until, judged, lang);
}

void phrase_era(Buf *out, const Question *question, const Duty *duty, Lang lang) {
    bool assumed;
    Day judged = day_of(question_trigger(question, duty, &assumed));
    if (duty->by != DAY_NONE)
        say_days(out, MSG_PHRASE_ERA_BY, duty->by, judged, lang);
    else
        phrase_days(out, duty->from, duty->until, judged, lang);
}

void phrase_day(Buf *out, Day day, Lang lang) {
    static const Msg weekdays[] = {MSG_DAY_SUNDAY,   MSG_DAY_MONDAY, MSG_DAY_TUESDAY, MSG_DAY_WEDNESDAY,
                                   MSG_DAY_THURSDAY, MSG_DAY_FRIDAY, MSG_DAY_SATURDAY};
    static const Msg months[] = {MSG_MONTH_1, MSG_MONTH_2, MSG_MONTH_3, MSG_MONTH_4,  MSG_MONTH_5,  MSG_MONTH_6,
                                 MSG_MONTH_7, MSG_MONTH_8, MSG_MONTH_9, MSG_MONTH_10, MSG_MONTH_11, MSG_MONTH_12};
    Civil civil = day_civil(day);
    Str date = str_format(out->arena, "%d", civil.day);
    Buf year_month = buf_make(out->arena, 64);
    buf_word(&year_month, lang, months[civil.month - 1], str_format(out->arena, "%d", civil.year), none, none);
    buf_word(out, lang, MSG_DAY_FULL, buf_str(&year_month), date, word(lang, weekdays[day_weekday(day)]));
}

void phrase_moment(Buf *out, Moment moment, Lang lang) {
    int minutes = (int)((moment - day_start(day_of(moment))) / 60000000);
    phrase_day(out, day_of(moment), lang);
    buf_format(out, " %02d:%02d", minutes / 60, minutes % 60);
}

Str phrase_stage(Stage stage, Lang lang) {
    static const Msg stages[] = {
        [STAGE_FIRST] = MSG_STAGE_FIRST,   [STAGE_FOLLOW] = MSG_STAGE_FOLLOW,   [STAGE_FINAL] = MSG_STAGE_FINAL,
        [STAGE_NOTICE] = MSG_STAGE_NOTICE, [STAGE_MONTHLY] = MSG_STAGE_MONTHLY, [STAGE_QUARTERLY] = MSG_STAGE_QUARTERLY};
    return word(lang, stages[stage]);
}
