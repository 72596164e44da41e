// Reads yes and no, choices and sets; numbers and times are in files of their own.
#include "rule/answer.h"
#include "base/utf8.h"
#include "base/words.h"
#include "rule/answer_scan.h"
#include "rule/prose.h"
#include "rule/shape.h"

enum { PART_SHORTEST = 2 }; // code points of a beginning that may stand for a whole value

bool answer_is(Arena *arena, Str typed, Msg vocabulary) {
    Typed whole = {.text = typed_plain(arena, typed)};
    return typed_word(&whole, vocabulary) >= 0 && typed_done(&whole);
}

// --- values ------------------------------------------------------------------------------------------------------------

static bool value_has_words(Arena *arena, const FactValue *value, Str plain, bool whole) {
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        Str words = typed_plain(arena, value->words.in[lang]);
        if (whole ? str_eq(words, plain) && words.len : str_starts(words, plain)) return true;
    }
    return false;
}

static bool is_long_enough(Str plain) {
    size_t at = 0;
    int count = 0;
    while (utf8_next(plain, &at) >= 0) count++;
    return count >= PART_SHORTEST;
}

int answer_value(Arena *arena, const Fact *fact, Str typed) {
    Str plain = typed_plain(arena, typed);
    int found = fact_value_index(fact, plain), begun = -1, begun_count = 0;
    if (found >= 0 || !plain.len) return found;
    for (size_t i = 0; i < fact->values.count; i++) {
        if (value_has_words(arena, &fact->values.items[i], plain, true)) return (int)i;
        if (value_has_words(arena, &fact->values.items[i], plain, false)) {
            begun = (int)i;
            begun_count++;
        }
    }
    return begun_count == 1 && is_long_enough(plain) ? begun : -1;
}

// A value by its words or name, or its number in the list, from 1.
static int listed_value(Arena *arena, const Fact *fact, Str plain) {
    int64_t number;
    int found = answer_value(arena, fact, plain);
    if (found >= 0 || !str_int(plain, &number) || plain.ptr[0] == '-') return found;
    return number >= 1 && number <= (int64_t)fact->values.count ? (int)number - 1 : -1;
}

int answer_near(Arena *arena, const Fact *fact, Str typed) {
    if (typed.len && (typed.ptr[0] == '-' || (typed.ptr[0] >= '0' && typed.ptr[0] <= '9')))
        return -1; // a wrong number is near every number
    Str *names = NEW_ARRAY(arena, Str, fact->values.count + 1);
    for (size_t i = 0; i < fact->values.count; i++) names[i] = fact->values.items[i].name;
    int near = str_nearest(typed, names, fact->values.count);
    for (Lang lang = 0; lang < LANG_COUNT && near < 0; lang++) {
        for (size_t i = 0; i < fact->values.count; i++) names[i] = text_in(&fact->values.items[i].words, lang);
        near = str_nearest(typed, names, fact->values.count);
    }
    return near;
}

// Names what was not found and, where one is near, what may have been meant.
static Err refuse_value(Arena *arena, const Fact *fact, Str piece, Lang lang, Answer *out) {
    int near = answer_near(arena, fact, piece);
    out->fault = near < 0 ? MSG_READ_NO_VALUE : MSG_READ_NO_VALUE_NEAR;
    out->args[0] = piece;
    out->args[1] = str_format(arena, "%zu", fact->values.count);
    out->args[2] = near < 0 ? STR_NONE : text_in(&fact->values.items[near].words, lang);
    return ERR_INPUT;
}

static Err read_choice(Arena *arena, const Fact *fact, Typed *typed, Lang lang) {
    int value = listed_value(arena, fact, typed->text);
    if (value < 0) return refuse_value(arena, fact, typed->text, lang, typed->out);
    typed->out->value = value_bits(UINT64_C(1) << value, 0);
    return ERR_OK;
}

// --- sets --------------------------------------------------------------------------------------------------------------

typedef struct Picking {
    Arena *arena;
    const Fact *fact;
    uint64_t has, maybe;
    Str unread; // the first piece that says nothing
} Picking;

// "3", "ransomware", "?3" (perhaps).
static bool pick_value(Picking *picking, Str piece) {
    bool open = str_starts(piece, STR("?")) || str_ends(piece, STR("?"));
    Str name = str_trim(str_starts(piece, STR("?")) ? str_slice(piece, 1, piece.len) : str_slice(piece, 0, piece.len - open));
    int value = listed_value(picking->arena, picking->fact, name);
    if (value >= 0) *(open ? &picking->maybe : &picking->has) |= UINT64_C(1) << value;
    return value >= 0;
}

// The words of a value may have spaces, so a piece is tried whole before it is cut at them.
static void pick_piece(Picking *picking, Str piece) {
    piece = str_trim(piece);
    if (!piece.len || pick_value(picking, piece)) return;
    for (Str name, rest = piece; rest.len;) {
        str_cut(rest, ' ', &name, &rest);
        if (name.len && !pick_value(picking, name) && !picking->unread.len) picking->unread = piece;
    }
}

// Where the list goes on: at "," or "+", or at the Japanese comma (a sign of three bytes).
static size_t separator_at(Str text, size_t from, size_t *length) {
    static const char comma[] = {(char)0xE3, (char)0x80, (char)0x81};
    for (size_t at = from; at < text.len; at++) {
        *length = at + 3 <= text.len && memcmp(text.ptr + at, comma, 3) == 0 ? 3 : 1;
        if (*length == 3 || text.ptr[at] == ',' || text.ptr[at] == '+' || text.ptr[at] == ';') return at;
    }
    *length = 0;
    return text.len;
}

static Err read_set(Arena *arena, const Fact *fact, Typed *typed, Lang lang) {
    Picking picking = {.arena = arena, .fact = fact};
    int none = fact_value_index(fact, STR("none"));
    uint64_t none_bit = none < 0 ? 0 : UINT64_C(1) << none;
    if (str_is(typed->text, "0") || answer_is(arena, typed->text, MSG_READ_NOTHING)) {
        typed->out->value = value_bits(none_bit, 0);
        return ERR_OK;
    }
    if (!pick_value(&picking, typed->text)) {
        for (size_t at = 0, length; at < typed->text.len; at += length) {
            size_t end = separator_at(typed->text, at, &length);
            pick_piece(&picking, str_slice(typed->text, at, end));
            at = end;
        }
    }
    if (picking.unread.len || !(picking.has | picking.maybe))
        return refuse_value(arena, fact, picking.unread.len ? picking.unread : typed->text, lang, typed->out);
    if ((picking.has | picking.maybe) & none_bit && (picking.has | picking.maybe) != none_bit)
        return typed_fail(typed, MSG_READ_NONE_ALONE);
    typed->out->value = value_bits(picking.has, picking.maybe);
    return ERR_OK;
}

// --- the rest ----------------------------------------------------------------------------------------------------------

static Err read_yesno(Arena *arena, Typed *typed) {
    bool yes = answer_is(arena, typed->text, MSG_READ_YES), no = answer_is(arena, typed->text, MSG_READ_NO);
    if (yes == no) return typed_fail(typed, MSG_READ_NO_YESNO);
    typed->out->value = value_yesno(yes);
    return ERR_OK;
}

static Err read_text(Arena *arena, const Fact *fact, Str written, Lang lang, Typed *typed) {
    Str text = shape_kept(arena, fact, prose_plain(arena, str_trim(written)));
    ProseFault fault;
    if (!prose_fits(arena, fact, text, text_in(&fact->title, lang), &fault)) {
        memcpy(typed->out->args, fault.args, sizeof fault.args);
        return typed_fail(typed, fault.msg);
    }
    typed->out->text = str_copy(arena, text);
    typed->out->value = value_yesno(true);
    return ERR_OK;
}

// Written out with its zone, or as people say it. All that is asked for has happened: what is still to come is a slip.
static Err read_time(Str written, Typed *typed) {
    enum { YEAR_FIRST = 1900, YEAR_LAST = 2199 };
    Moment moment;
    Err err = ERR_OK;
    if (moment_parse(str_trim(written), &moment)) {
        int year = day_civil(day_of(moment)).year;
        typed->out->value = value_number(moment, moment);
        if (year < YEAR_FIRST || year > YEAR_LAST) err = typed_fail(typed, MSG_READ_NO_SUCH_TIME);
    } else {
        err = typed_time(typed);
    }
    if (err) return err;
    return typed->out->value.a > typed->now ? typed_fail(typed, MSG_READ_TO_COME) : ERR_OK;
}

Err answer_read(Arena *arena, const Fact *fact, Str written, Moment now, Lang lang, Answer *out) {
    *out = (Answer){.value = value_unknown(fact->type)};
    Typed typed = {.text = typed_plain(arena, written), .now = now, .out = out};
    out->args[0] = typed.text;
    if (!typed.text.len) return typed_fail(&typed, MSG_READ_EMPTY);
    switch (fact->type) {
    case FACT_YESNO:
        return read_yesno(arena, &typed);
    case FACT_COUNT:
    case FACT_MONEY:
        return typed_number(&typed, fact);
    case FACT_TIME:
        return read_time(written, &typed);
    case FACT_CHOICE:
        return read_choice(arena, fact, &typed, lang);
    case FACT_SET:
        return read_set(arena, fact, &typed, lang);
    default:
        return read_text(arena, fact, written, lang, &typed);
    }
}
