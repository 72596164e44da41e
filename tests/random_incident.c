// Draws incidents and their completions. Numbers and days crowd around the thresholds that laws like.
#include "random_incident.h"

uint64_t chance_next(Chance *chance) { // splitmix64
    uint64_t z = chance->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

uint32_t chance_below(Chance *chance, uint32_t count) {
    return (uint32_t)((chance_next(chance) >> 32) * count >> 32);
}

bool chance_in(Chance *chance, uint32_t percent) {
    return chance_below(chance, 100) < percent;
}

Mix mix_random(Chance *chance) {
    static const uint32_t unknown[] = {0, 5, 15, 30, 50, 70, 90, 97}, yes[] = {5, 30, 50, 70, 95}, partly[] = {0, 10, 50};
    return (Mix){unknown[chance_below(chance, 8)], yes[chance_below(chance, 5)], partly[chance_below(chance, 3)]};
}

// --- full answers ------------------------------------------------------------------------------------------------------

static int64_t number_random(Chance *chance) {
    static const int64_t edges[] = {0, 1, 2, 10, 30, 60, 100, 120, 500, 1000, 3000, 10000, 30000, 50000, 100000, 1000000};
    int64_t edge = edges[chance_below(chance, sizeof edges / sizeof *edges)] + chance_below(chance, 3) - 1;
    return edge < 0 ? 0 : edge;
}

// Often near the turn of a quarter.
Moment moment_random(Chance *chance) {
    int year = 2013 + (int)chance_below(chance, 16), month = 1 + 3 * (int)chance_below(chance, 4);
    Day day = day_from_civil((Civil){year, month, 1});
    day += chance_in(chance, 50) ? (Day)chance_below(chance, 3) - 1 : (Day)chance_below(chance, 91);
    return day_start(day) + (Moment)chance_below(chance, 86400) * 1000000;
}

static uint64_t all_bits(const Fact *fact) {
    return fact->values.count == 64 ? UINT64_MAX : (UINT64_C(1) << fact->values.count) - 1;
}

// Some of these bits: one, a few, or about half.
static uint64_t some_bits(Chance *chance, uint64_t from) {
    static const uint32_t shares[] = {0, 5, 15, 50, 100};
    uint32_t share = shares[chance_below(chance, 5)], last = 0;
    uint64_t bits = 0;
    for (uint32_t i = 0; i < 64; i++)
        if (from >> i & 1 && chance_in(chance, share)) bits |= UINT64_C(1) << i;
    if (bits || share == 0) return bits;
    for (last = chance_below(chance, 64); from && !(from >> last & 1);) last = (last + 1) % 64;
    return from ? UINT64_C(1) << last : 0;
}

Value value_random(Chance *chance, const Fact *fact, uint32_t yes_percent) {
    int64_t number;
    switch (fact->type) {
    case FACT_YESNO:
        return value_yesno(chance_in(chance, yes_percent));
    case FACT_CHOICE:
        return value_bits(UINT64_C(1) << chance_below(chance, (uint32_t)fact->values.count), 0);
    case FACT_SET:
        return value_bits(some_bits(chance, all_bits(fact)), 0);
    case FACT_COUNT:
    case FACT_MONEY:
        number = number_random(chance);
        return value_number(number, number);
    case FACT_TIME:
        number = moment_random(chance);
        return value_number(number, number);
    default:
        return value_yesno(true); // a text was given
    }
}

static Value value_partly(Chance *chance, const Fact *fact, Value full) {
    int64_t other = number_random(chance);
    switch (fact->type) {
    case FACT_SET:
        return value_bits((uint64_t)full.a, some_bits(chance, all_bits(fact)));
    case FACT_COUNT:
    case FACT_MONEY:
        if (chance_in(chance, 33)) return value_number(full.a, INT64_MAX);
        return chance_in(chance, 50) ? value_number(0, full.b)
                                     : value_number(full.a < other ? full.a : other, full.a < other ? other : full.a);
    default:
        return full;
    }
}

void incident_random(Chance *chance, const Book *book, Value *values) {
    Mix mix = mix_random(chance);
    for (size_t i = 0; i < book->facts.count; i++) {
        const Fact *fact = &book->facts.items[i];
        values[i] = value_unknown(fact->type);
        if (chance_in(chance, mix.unknown)) continue;
        values[i] = value_random(chance, fact, mix.yes);
        if (chance_in(chance, mix.partly)) values[i] = value_partly(chance, fact, values[i]);
    }
}

// --- completions -------------------------------------------------------------------------------------------------------

static bool starts_duty(const Book *book, int fact) {
    for (size_t i = 0; i < book->duties.count; i++)
        if (book->duties.items[i].trigger == fact) return true;
    return false;
}

static Value complete_number(Chance *chance, const Fact *fact, Value known) {
    int64_t least = known.a < 0 ? 0 : known.a, number = number_random(chance);
    if (fact->largest && known.b != INT64_MAX) return value_number(known.b, known.b);
    if (number < least) number = least + (chance_in(chance, 50) ? 0 : number);
    return number > known.b ? value_number(known.b, known.b) : value_number(number, number);
}

static Value complete_yesno(Chance *chance, const Fact *fact, const uint8_t *tri) {
    for (int yes = 1; yes >= 0; yes--)
        for (size_t i = 0; i < fact->derivations.count; i++)
            if (fact->derivations.items[i].yes == yes && tri[fact->derivations.items[i].when->node] == TRI_TRUE)
                return value_yesno(yes);
    static const uint32_t yes[] = {10, 50, 90};
    return value_yesno(chance_in(chance, yes[chance_below(chance, 3)]));
}

Value value_complete(Chance *chance, const Book *book, const uint8_t *tri, Moment at, int index, Value known) {
    const Fact *fact = &book->facts.items[index];
    if (value_is_certain(fact, known)) return known;
    Moment moment = day_start(day_of(at)) + (Moment)chance_below(chance, 86400) * 1000000;
    switch (fact->type) {
    case FACT_YESNO:
        return complete_yesno(chance, fact, tri);
    case FACT_COUNT:
    case FACT_MONEY:
        return complete_number(chance, fact, known);
    case FACT_SET:
        return value_bits((uint64_t)known.a | some_bits(chance, (uint64_t)known.b & all_bits(fact)), 0);
    case FACT_TIME:
        return starts_duty(book, index) ? value_number(moment, moment) : value_random(chance, fact, 50);
    default:
        return value_random(chance, fact, 50);
    }
}

void incident_complete(Chance *chance, const Book *book, const uint8_t *tri, Moment at, const Value *known, Value *complete) {
    for (int i = 0; i < (int)book->facts.count; i++) complete[i] = value_complete(chance, book, tri, at, i, known[i]);
}
