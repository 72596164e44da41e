// Numbers as people say them: with separators, 千 and 万, units, and bounds before or behind ("at least 3000", "900以下",
// "500-2000"). Units of time are turned into the fact's own; other units say nothing that the question did not.
#include "base/utf8.h"
#include "rule/answer_scan.h"

#define FRACTION INT64_C(1000) // numbers are read with three decimals: 1.5万

enum { DIGITS_MOST = 12 };

typedef enum Sense {
    SENSE_NONE,
    SENSE_LEAST, // that many or more
    SENSE_MOST,
    SENSE_MORE, // more than that
    SENSE_LESS,
    SENSE_TO,   // between two numbers; before one alone: at most, behind: at least
    SENSE_DASH, // only between two numbers
    SENSE_FILLER,
} Sense;

static const struct {
    Sense sense;
    Msg words;
} vocabulary[] = {
    {SENSE_LEAST, MSG_READ_LEAST}, {SENSE_MOST, MSG_READ_MOST}, {SENSE_MORE, MSG_READ_MORE},     {SENSE_LESS, MSG_READ_LESS},
    {SENSE_TO, MSG_READ_TO},       {SENSE_DASH, MSG_READ_DASH}, {SENSE_FILLER, MSG_READ_FILLER}, {SENSE_FILLER, MSG_READ_UNIT},
};

typedef struct Bounded {
    int64_t number;
    Sense sense;
} Bounded;

typedef struct Reading {
    Bounded numbers[2];
    int count;
    Sense pending; // a bound said before its number
    bool dash;
} Reading;

static Sense take_sense(Typed *typed) {
    Sense found = SENSE_NONE;
    size_t from = typed->at, longest = from;
    for (size_t i = 0; i < sizeof vocabulary / sizeof *vocabulary; i++) {
        typed->at = from;
        if (typed_word(typed, vocabulary[i].words) >= 0 && typed->at > longest) {
            longest = typed->at;
            found = vocabulary[i].sense;
        }
    }
    typed->at = longest;
    return found;
}

// --- one number --------------------------------------------------------------------------------------------------------

// A comma belongs to the number only before exactly three digits.
static bool take_separator(Typed *typed) {
    size_t digits = 0, at = typed->at + 1;
    if (typed->at >= typed->text.len || typed->text.ptr[typed->at] != ',') return false;
    while (at + digits < typed->text.len && typed->text.ptr[at + digits] >= '0' && typed->text.ptr[at + digits] <= '9')
        digits++;
    typed->at += digits == 3;
    return digits == 3;
}

// Digits with separators and up to three decimals, in thousandths. False: none, or too many.
static bool take_digits(Typed *typed, int64_t *out) {
    int count = 0, digit;
    *out = 0;
    for (;; count++) {
        if (count) take_separator(typed);
        if ((digit = typed_digit(typed)) < 0) break;
        if (count >= DIGITS_MOST) return false;
        *out = *out * 10 + digit;
    }
    *out *= FRACTION;
    size_t point = typed->at;
    if (count && typed_mark(typed, '.')) {
        int64_t part = FRACTION / 10;
        for (; part && (digit = typed_digit(typed)) >= 0; part /= 10) *out += digit * part;
        if (part == FRACTION / 10) typed->at = point; // ".." or a full stop
    }
    return count > 0;
}

// 10, 100, 1000 multiply what stands before them; 10,000 and more multiply all that came so far.
static int64_t take_power(Typed *typed) {
    static const struct {
        int32_t point;
        int64_t power;
    } powers[] = {{0x5341, 10}, {0x767E, 100}, {0x5343, 1000}, {0x4E07, 10000}, {0x5104, 100000000}};
    size_t at = typed->at;
    int32_t point = utf8_next(typed->text, &at);
    for (size_t i = 0; i < sizeof powers / sizeof *powers; i++) {
        if (point == powers[i].point) {
            typed->at = at;
            return powers[i].power;
        }
    }
    if (typed_word(typed, MSG_READ_THOUSAND) >= 0) return 1000;
    return typed_word(typed, MSG_READ_MILLION) >= 0 ? 1000000 : 0;
}

static bool add_product(int64_t *sum, int64_t number, int64_t power) {
    int64_t product;
    return !__builtin_mul_overflow(number, power, &product) && !__builtin_add_overflow(*sum, product, sum);
}

// In thousandths.
static bool take_number(Typed *typed, int64_t *out) {
    int64_t whole = 0, section = 0, digits, power;
    for (bool any = false;; any = true) {
        size_t from = typed->at;
        bool stated = take_digits(typed, &digits);
        if (!stated && typed->at > from) return false; // more digits than anybody counts
        power = take_power(typed);
        if (!power) {
            *out = whole;
            return (any || stated) && add_product(out, section, 1) && (!stated || add_product(out, digits, 1));
        }
        int64_t factor = stated ? digits : FRACTION;
        if (power < 10000 || power == 1000000) {
            if (!add_product(&section, factor, power)) return false;
        } else {
            if ((stated || !section) && !add_product(&section, factor, 1)) return false;
            if (!add_product(&whole, section, power)) return false;
            section = 0;
        }
    }
}

// Minutes in one of the unit of time that stands here; 0: none does.
static int64_t take_time_unit(Typed *typed) {
    if (typed_word(typed, MSG_READ_MINUTE_UNIT) >= 0) return 1;
    if (typed_word(typed, MSG_READ_HOUR_UNIT) >= 0) return 60;
    return typed_word(typed, MSG_READ_DAY_UNIT) >= 0 ? 1440 : 0;
}

// Hours and minutes behind one another make one length of time: 1時間30分.
static bool take_length(Typed *typed, int64_t own_minutes, int64_t *number) {
    int64_t unit = take_time_unit(typed), sum = 0;
    if (!unit) return true;
    while (unit) {
        if (!add_product(&sum, *number, unit)) return false;
        size_t from = typed->at;
        typed_skip_spaces(typed);
        bool more = take_number(typed, number);
        unit = more ? take_time_unit(typed) : 0;
        if (!unit) typed->at = from;
    }
    *number = sum / own_minutes;
    return sum % own_minutes == 0;
}

static bool take_quantity(Typed *typed, const Fact *fact, int64_t *out) {
    bool minutes = str_is(fact->unit, "minutes"), hours = str_is(fact->unit, "hours");
    if (!take_number(typed, out)) return false;
    if ((minutes || hours) && !take_length(typed, hours ? 60 : 1, out)) return false;
    bool whole = *out % FRACTION == 0;
    *out /= FRACTION;
    return whole;
}

// --- the whole answer --------------------------------------------------------------------------------------------------

static bool put_sense(Reading *reading, Sense sense) {
    Bounded *last = reading->count ? &reading->numbers[reading->count - 1] : NULL;
    if (sense == SENSE_FILLER) return true;
    if (sense == SENSE_DASH) {
        bool first = reading->count == 1 && !reading->dash;
        reading->dash = true;
        return first;
    }
    Sense *place = last && last->sense == SENSE_NONE ? &last->sense : &reading->pending;
    bool free = *place == SENSE_NONE;
    *place = sense;
    return free;
}

static bool put_number(Reading *reading, int64_t number) {
    if (reading->count == 2) return false;
    reading->numbers[reading->count++] = (Bounded){number, reading->pending};
    reading->pending = SENSE_NONE;
    return true;
}

static bool one_bound(const Reading *reading, bool before, Value *out) {
    int64_t number = reading->numbers[0].number;
    switch (reading->numbers[0].sense) {
    case SENSE_NONE:
        *out = value_number(number, number);
        return !reading->dash;
    case SENSE_LEAST:
        *out = value_number(number, INT64_MAX);
        return true;
    case SENSE_MORE:
        *out = value_number(number + 1, INT64_MAX);
        return true;
    case SENSE_LESS:
        *out = value_number(0, number - 1);
        return number > 0;
    case SENSE_TO:
        *out = before ? value_number(0, number) : value_number(number, INT64_MAX);
        return true;
    default:
        *out = value_number(0, number);
        return true;
    }
}

static bool two_bounds(const Reading *reading, Value *out) {
    const Bounded *low = &reading->numbers[0], *high = &reading->numbers[1];
    bool joined = reading->dash || low->sense == SENSE_TO;
    bool from = low->sense == SENSE_LEAST || low->sense == SENSE_MORE || joined;
    bool to = high->sense == SENSE_MOST || high->sense == SENSE_LESS || (joined && high->sense == SENSE_NONE);
    *out = value_number(low->number + (low->sense == SENSE_MORE), high->number - (high->sense == SENSE_LESS));
    return from && to;
}

Err typed_number(Typed *typed, const Fact *fact) {
    Reading reading = {0};
    bool before = false, fine = true;
    if (typed_word(typed, MSG_READ_ZERO) >= 0 && typed_done(typed)) {
        typed->out->value = value_number(0, 0);
        return ERR_OK;
    }
    typed->at = 0;
    while (fine && !typed_done(typed)) {
        int64_t number;
        size_t from = typed->at;
        if (take_quantity(typed, fact, &number)) {
            fine = put_number(&reading, number);
            continue;
        }
        bool digits = typed->at > from; // a number that is too big, or does not come out even
        Sense sense = digits ? SENSE_NONE : take_sense(typed);
        before = before || (sense == SENSE_TO && !reading.count);
        fine = sense != SENSE_NONE && put_sense(&reading, sense);
    }
    Value *value = &typed->out->value;
    fine = fine && reading.pending == SENSE_NONE && reading.count > 0;
    if (!fine || !(reading.count == 1 ? one_bound(&reading, before, value) : two_bounds(&reading, value)))
        return typed_fail(typed, MSG_READ_NO_NUMBER);
    return value->a > value->b ? typed_fail(typed, MSG_READ_BOUNDS_CROSS) : ERR_OK;
}
