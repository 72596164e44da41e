// Values of facts: unknown, certain, bounded or open, read from assignments and said in words.
#include "rule/value.h"
#include "base/words.h"

static bool is_numeric(FactType type) {
    return type == FACT_COUNT || type == FACT_MONEY || type == FACT_TIME;
}

static uint64_t all_bits(const Fact *fact) {
    return fact->values.count >= 64 ? UINT64_MAX : (UINT64_C(1) << fact->values.count) - 1;
}

Value value_unknown(FactType type) {
    if (is_numeric(type)) return (Value){INT64_MIN, INT64_MAX};
    if (type == FACT_CHOICE || type == FACT_SET) return (Value){0, -1};
    return (Value){TRI_UNKNOWN, 0};
}

Value value_yesno(bool yes) {
    return (Value){yes ? TRI_TRUE : TRI_FALSE, 0};
}

Value value_number(int64_t least, int64_t most) {
    return (Value){least, most};
}

Value value_bits(uint64_t has, uint64_t maybe) {
    return (Value){(int64_t)has, (int64_t)(maybe & ~has)};
}

bool value_is_unknown(const Fact *fact, Value value) {
    Value unknown = value_unknown(fact->type);
    return value.a == unknown.a && value.b == unknown.b;
}

bool value_is_certain(const Fact *fact, Value value) {
    if (is_numeric(fact->type)) return value.a == value.b;
    if (fact->type == FACT_CHOICE || fact->type == FACT_SET) return ((uint64_t)value.b & all_bits(fact)) == 0;
    return value.a != TRI_UNKNOWN;
}

// --- assignments -------------------------------------------------------------------------------------------------------

static bool read_number(const Token *token, int64_t *out) {
    char digits[20];
    size_t count = 0;
    if (token->kind != TOKEN_NUMBER) return false;
    for (size_t i = 0; i < token->text.len; i++) {
        if (token->text.ptr[i] == '_') continue;
        if (count == sizeof digits) return false;
        digits[count++] = token->text.ptr[i];
    }
    return str_int((Str){digits, count}, out);
}

// N, N.., ..N, N..N
static bool read_bounds(const Token *token, uint32_t count, Value *out) {
    *out = value_number(0, INT64_MAX);
    if (count == 1 && read_number(token, &out->a)) {
        out->b = out->a;
        return true;
    }
    if (count >= 2 && token_is_mark(token, "..")) return count == 2 && read_number(token + 1, &out->b);
    if (count < 2 || !read_number(token, &out->a) || !token_is_mark(token + 1, "..")) return false;
    return count == 2 || (count == 3 && read_number(token + 2, &out->b) && out->a <= out->b);
}

static bool read_moment(const Token *token, Value *out) {
    Day day;
    Moment moment;
    if (token->kind == TOKEN_DATE) {
        if (!day_parse(token->text, &day)) return false;
        moment = day_start(day) + INT64_C(9) * 3600 * 1000000; // a bare day stands for nine in the morning
    } else if (token->kind == TOKEN_TIME) {
        char text[26];
        if (token->text.len != 16) return false;
        memcpy(text, token->text.ptr, 16);
        memcpy(text + 16, ":00+09:00", 9);
        if (!moment_parse((Str){text, 25}, &moment)) return false;
    } else {
        return false;
    }
    *out = value_number(moment, moment);
    return true;
}

// Names joined by "+"; "?" before a name: may be. "()" is the empty set.
static bool read_set(const Fact *fact, const Token *token, uint32_t count, Value *out) {
    uint64_t has = 0, maybe = 0;
    if (count == 2 && token_is_mark(token, "(") && token_is_mark(token + 1, ")")) {
        *out = value_bits(0, 0);
        return true;
    }
    for (uint32_t i = 0; i < count; i++) {
        bool open = token_is_mark(&token[i], "?");
        i += open;
        int value = i < count ? fact_value_index(fact, token[i].text) : -1;
        if (value < 0) return false;
        *(open ? &maybe : &has) |= UINT64_C(1) << value;
        if (++i < count && (!token_is_mark(&token[i], "+") || i + 1 == count)) return false;
    }
    *out = value_bits(has, maybe);
    return count > 0;
}

bool value_read_tokens(const Fact *fact, const Line *line, uint32_t first, uint32_t count, Value *out) {
    const Token *token = &line->tokens[first];
    if (count == 1 && str_is(token->text, "unknown")) {
        *out = value_unknown(fact->type);
        return true;
    }
    switch (fact->type) {
    case FACT_YESNO:
        *out = value_yesno(str_is(token->text, "yes"));
        return count == 1 && (str_is(token->text, "yes") || str_is(token->text, "no"));
    case FACT_COUNT:
    case FACT_MONEY:
        return read_bounds(token, count, out);
    case FACT_TIME:
        return count == 1 && read_moment(token, out);
    case FACT_CHOICE:
        return count == 1 && read_set(fact, token, count, out);
    case FACT_SET:
        return read_set(fact, token, count, out);
    default: // a text without a word in it says nothing
        *out = str_trim(token->text).len > 0 ? value_yesno(true) : value_unknown(fact->type);
        return count == 1 && token->kind == TOKEN_STRING;
    }
}

// --- words -------------------------------------------------------------------------------------------------------------

static void print_unit(Buf *out, const Fact *fact, int64_t number, Lang lang) {
    static const struct {
        const char *unit;
        Msg msg;
    } units[] = {
        {"people", MSG_VALUE_PEOPLE}, {"numbers", MSG_VALUE_NUMBERS}, {"minutes", MSG_VALUE_MINUTES},
        {"hours", MSG_VALUE_HOURS},   {"users", MSG_VALUE_USERS},     {"parties", MSG_VALUE_PARTIES},
        {"items", MSG_VALUE_ITEMS},
    };
    Msg msg = fact->type == FACT_MONEY ? MSG_VALUE_YEN : MSG_VALUE_PLAIN;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_is(fact->unit, units[i].unit)) msg = units[i].msg;
    char digits[32];
    Arena none = {0};
    Buf text = {.arena = &none, .ptr = digits, .room = sizeof digits, .ceiling = sizeof digits};
    buf_grouped(&text, number);
    buf_word(out, lang, msg, buf_str(&text), STR_NONE, STR_NONE);
}

static void print_number(Buf *out, const Fact *fact, int64_t number, Lang lang) {
    if (fact->type == FACT_TIME) {
        buf_day(out, day_of(number));
        int64_t minutes = (number - day_start(day_of(number))) / 60000000;
        buf_format(out, " %02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
    } else {
        print_unit(out, fact, number, lang);
    }
}

static void print_range(Buf *out, const Fact *fact, Value value, Lang lang) {
    bool open_below = value.a == INT64_MIN || value.a == 0, open_above = value.b == INT64_MAX;
    if (value.a == value.b || open_above)
        print_number(out, fact, value.a, lang);
    else if (open_below)
        print_number(out, fact, value.b, lang);
    if (value.a == value.b) return;
    if (open_above || open_below) {
        buf_word(out, lang, open_above ? MSG_VALUE_AT_LEAST : MSG_VALUE_AT_MOST, STR_NONE, STR_NONE, STR_NONE);
        return;
    }
    print_number(out, fact, value.a, lang);
    buf_word(out, lang, MSG_VALUE_TO, STR_NONE, STR_NONE, STR_NONE);
    print_number(out, fact, value.b, lang);
}

static void print_names(Buf *out, const Fact *fact, uint64_t bits, Lang lang, bool *first) {
    for (size_t i = 0; i < fact->values.count; i++) {
        if (!(bits >> i & 1)) continue;
        if (!*first) buf_put(out, word(lang, MSG_VALUE_COMMA));
        *first = false;
        buf_put(out, text_in(&fact->values.items[i].words, lang));
    }
}

static void print_set(Buf *out, const Fact *fact, Value value, Lang lang) {
    bool first = true;
    print_names(out, fact, (uint64_t)value.a, lang, &first);
    if (fact->type == FACT_SET && (uint64_t)value.b & all_bits(fact)) {
        if (!first) buf_put(out, word(lang, MSG_VALUE_COMMA));
        buf_put(out, word(lang, MSG_VALUE_PERHAPS));
        first = true;
        print_names(out, fact, (uint64_t)value.b, lang, &first);
    }
    if (first) buf_put(out, word(lang, MSG_VALUE_NOTHING));
}

void value_print(Buf *out, const Fact *fact, Value value, Lang lang) {
    if (value_is_unknown(fact, value))
        buf_put(out, word(lang, MSG_VALUE_UNKNOWN));
    else if (is_numeric(fact->type))
        print_range(out, fact, value, lang);
    else if (fact->type == FACT_CHOICE || fact->type == FACT_SET)
        print_set(out, fact, value, lang);
    else
        buf_put(out, word(lang, value.a == TRI_TRUE ? MSG_VALUE_YES : MSG_VALUE_NO));
}
