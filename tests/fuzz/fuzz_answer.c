// Any text as an answer to any kind of question: it never crashes, a refusal has words that can be shown, and what is taken is
// a value that the fact can have and that reads the same when it is said again.
#include "base/utf8.h"
#include "base/words.h"
#include "rule/answer.h"
#include "unit/rule/same_value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static FactValue values[] = {
    {.name = {"ransomware", 10}, .words = {{{"ランサムウェア", 21}, {"ランサム ウェア", 22}, {"Ransomware", 10}}}},
    {.name = {"13", 2}, .words = {{{"東京都", 9}, {"とうきょう", 15}, {"Tokyo", 5}}}},
    {.name = {"none", 4}, .words = {{{"どれでもない", 18}, {"どれでも ない", 19}, {"None of these", 13}}}},
};
static const Fact facts[] = {
    {.type = FACT_YESNO},
    {.type = FACT_COUNT, .unit = {"people", 6}},
    {.type = FACT_COUNT, .unit = {"minutes", 7}},
    {.type = FACT_COUNT, .unit = {"hours", 5}},
    {.type = FACT_MONEY},
    {.type = FACT_TIME},
    {.type = FACT_CHOICE, .values = {values, 3, 3}},
    {.type = FACT_SET, .values = {values, 3, 3}},
    {.type = FACT_TEXT},
};

static void must(bool holds) {
    if (!holds) __builtin_trap();
}

static bool fits(const Fact *fact, Value value) {
    uint64_t has = (uint64_t)value.a, maybe = (uint64_t)value.b;
    switch (fact->type) {
    case FACT_COUNT:
    case FACT_MONEY:
        return value.a >= 0 && value.a <= value.b;
    case FACT_TIME:
        return value.a == value.b && day_of(value.a) >= day_from_civil((Civil){1899, 1, 1});
    case FACT_CHOICE:
        return has && !(has & (has - 1)) && has < 8 && !maybe;
    case FACT_SET:
        return has < 8 && maybe < 8 && !(has & maybe);
    default:
        return value.a == TRI_TRUE || value.a == TRI_FALSE;
    }
}

// What was understood is shown to the person; a certain number or moment, typed as it is shown, means the same.
static void says_the_same(Arena *arena, const Fact *fact, Moment now, Value value) {
    Answer again;
    Buf shown = buf_make(arena, 1 << 12);
    value_print(&shown, fact, value, LANG_JA);
    must(!shown.overflowed && shown.len > 0);
    bool round = fact->type == FACT_TIME ? value.a % 60000000 == 0 : value.a == value.b && value.b < 1000000000000;
    if ((fact->type == FACT_TIME || fact->type == FACT_COUNT || fact->type == FACT_MONEY) && round)
        must(answer_read(arena, fact, buf_str(&shown), now, LANG_JA, &again) == ERR_OK && value_same(again.value, value));
}

static void refusal_shows(Arena *arena, const Answer *answer) {
    must(answer->fault != MSG_NONE);
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        Buf shown = buf_make(arena, 1 << 20);
        buf_word(&shown, lang, answer->fault, answer->args[0], answer->args[1], answer->args[2]);
        must(!shown.overflowed && utf8_valid_prefix(buf_str(&shown)) == shown.len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    static Arena arena;
    arena_reset(&arena);
    const Fact *fact = &facts[data[0] % (sizeof facts / sizeof *facts)];
    Str typed = {(const char *)data + 1, size - 1};
    Moment now = day_start(day_from_civil((Civil){2026, 11, 20})) + INT64_C(15) * 3600 * 1000000;
    Answer answer;
    if (utf8_valid_prefix(typed) == typed.len) {
        if (answer_read(&arena, fact, typed, now, LANG_JA, &answer) == ERR_OK) {
            must(fits(fact, answer.value));
            says_the_same(&arena, fact, now, answer.value);
        } else {
            refusal_shows(&arena, &answer);
        }
    }
    return 0;
}
