// JSON: the values that come out, which fault is named at which place, and large or hostile input in bounded time.
#include "base/buf.h"
#include "base/json.h"
#include "base/limits.h"
#include "unit/base/base_test.h"
#include <math.h>
#include <time.h>

static Json parsed(Arena *arena, Str source) {
    Json value = {0};
    Diags diags = diags_make(arena);
    if (json_parse(arena, STR("t"), source, &value, &diags) != ERR_OK) {
        fail_msg("refused: %.*s", STR_ARG(source));
    }
    assert_int_equal(diags.count, 0);
    return value;
}

static void values(void **state) {
    Json value = parsed(*state, STR(" {\"a\": [1, -2, 0.5, true, false, null], \"\": {}, \"b\": [], \"届\": \"け\"} \n"));
    assert_int_equal(value.kind, JSON_OBJECT);
    assert_int_equal(value.count, 4);
    assert_int_equal(value.at, 1);
    const Json *list = json_member(&value, STR("a"));
    assert_int_equal(list->kind, JSON_ARRAY);
    assert_int_equal(list->count, 6);
    assert_int_equal(list->at, 7);
    assert_int_equal(list->items[0].integer, 1);
    assert_int_equal(list->items[1].integer, -2);
    assert_int_equal(list->items[1].at, 11);
    assert_int_equal(list->items[2].kind, JSON_REAL);
    assert_true(list->items[2].real == 0.5);
    assert_true(list->items[3].kind == JSON_BOOL && list->items[3].truth);
    assert_true(list->items[4].kind == JSON_BOOL && !list->items[4].truth);
    assert_int_equal(list->items[5].kind, JSON_NULL);
    assert_int_equal(json_member(&value, STR(""))->kind, JSON_OBJECT);
    assert_int_equal(json_member(&value, STR("b"))->count, 0);
    assert_text(json_member(&value, STR("届"))->text, "け");
    assert_int_equal(value.members[1].key_at, 40);
    assert_null(json_member(&value, STR("c")));
    assert_null(json_member(list, STR("a")));
    assert_null(json_member(NULL, STR("a")));
    assert_text(json_text(&value, "届"), "け");
    assert_int_equal(json_text(&value, "a").len + json_text(&value, "c").len + json_text(NULL, "a").len, 0);
}

static void numbers(void **state) {
    static const struct {
        const char *text;
        JsonKind kind;
        int64_t integer;
        double real;
    } cases[] = {
        {"0", JSON_INT, 0, 0},
        {"-0", JSON_INT, 0, 0},
        {"9223372036854775807", JSON_INT, INT64_MAX, 0},
        {"-9223372036854775808", JSON_INT, INT64_MIN, 0},
        {"9223372036854775808", JSON_REAL, 0, 9223372036854775808.0},
        {"-9223372036854775809", JSON_REAL, 0, -9223372036854775808.0},
        {"1.0", JSON_REAL, 0, 1},
        {"1E2", JSON_REAL, 0, 100},
        {"1e+2", JSON_REAL, 0, 100},
        {"25e-2", JSON_REAL, 0, 0.25},
        {"0e0", JSON_REAL, 0, 0},
        {"1e-999", JSON_REAL, 0, 0},
        {"1.7976931348623157e308", JSON_REAL, 0, 1.7976931348623157e308},
        {"0.1", JSON_REAL, 0, 0.1},
        {"123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890", JSON_REAL, 0,
         123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890.0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Json value = parsed(*state, str_from(cases[i].text));
        assert_int_equal(value.kind, cases[i].kind);
        assert_true(value.kind == JSON_INT ? value.integer == cases[i].integer : value.real == cases[i].real);
    }
    assert_true(signbit(parsed(*state, STR("-0.0")).real));
}

static void strings(void **state) {
    static const struct {
        const char *source, *text;
    } cases[] = {
        {"\"\"", ""},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"},
        {"\"\\u0041\\u00e9\\u3042\\uD83D\\ude00\"", "Aéあ😀"},
        {"\"\\uFFFF\\uDBFF\\uDFFF\"", "\xEF\xBF\xBF\xF4\x8F\xBF\xBF"},
        {"\"\\\\u0041\"", "\\u0041"},
        {"\"\\\\\"", "\\"},
        {"\"a long plain beginning \\n and a long plain end, too\"", "a long plain beginning \n and a long plain end, too"},
        {"\"\x7F\"", "\x7F"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_text(parsed(*state, str_from(cases[i].source)).text, cases[i].text);
    }
}

// A quote or a backslash at every distance, so that reading eight bytes at once is met at every place.
static void strings_end_at_any_distance(void **state) {
    for (size_t before = 0; before < 40; before++) {
        Buf source = buf_make(*state, 200), want = buf_make(*state, 200);
        buf_char(&source, '"');
        for (size_t i = 0; i < before; i++) {
            buf_puts(&source, i % 5 ? "x" : "届");
            buf_puts(&want, i % 5 ? "x" : "届");
        }
        Buf escaped = source;
        buf_char(&source, '"');
        assert_text(parsed(*state, buf_str(&source)).text, buf_str(&want).len ? str_c(*state, buf_str(&want)) : "");
        escaped.ptr = str_c(*state, buf_str(&escaped));
        escaped.room = escaped.len;
        buf_puts(&escaped, "\\\"\"");
        buf_char(&want, '"');
        assert_text(parsed(*state, buf_str(&escaped)).text, str_c(*state, buf_str(&want)));
    }
}

static void plain_text_stays_in_the_source(void **state) {
    Str source = STR("[\"plain\", \"esc\\n\"]");
    Json value = parsed(*state, source);
    assert_ptr_equal(value.items[0].text.ptr, source.ptr + 2);
}

typedef struct Fault {
    const char *source;
    Msg msg;
    int line, column, length;
    const char *arg, *second;
} Fault;

static void fault_is_named(Arena *arena, const Fault *fault) {
    Json value = {.kind = JSON_REAL, .count = 77};
    Diags diags = diags_make(arena);
    assert_int_equal(json_parse(arena, STR("t.json"), str_from(fault->source), &value, &diags), ERR_INPUT);
    assert_int_equal(diags.errors, 1);
    assert_int_equal(value.count, 77); // untouched
    const Diag *diag = &diags.items[0];
    if (diag->msg != fault->msg || diag->place.line != fault->line || diag->place.column != fault->column) {
        fail_msg("%s: message %d at %d:%d", fault->source, diag->msg, diag->place.line, diag->place.column);
    }
    assert_int_equal(diag->place.length, fault->length);
    assert_text(diag->place.file, "t.json");
    assert_text(diag->args[0], fault->arg);
    assert_text(diag->args[1], fault->second);
}

static void faults_are_named_at_their_place(void **state) {
    static const Fault faults[] = {
        {"", MSG_JSON_EMPTY, 1, 1, 1, NULL, NULL},
        {" \n ", MSG_JSON_EMPTY, 2, 2, 1, NULL, NULL},
        {"\xEF\xBB\xBF{}", MSG_JSON_BOM, 1, 1, 3, NULL, NULL},
        {"[\"\x82\xA0\"]", MSG_JSON_NOT_UTF8, 1, 3, 1, NULL, NULL},
        {"[1,\n 2,\n]", MSG_JSON_COMMA_EXTRA, 3, 1, 1, "]", NULL},
        {"{\"a\":1,}", MSG_JSON_COMMA_EXTRA, 1, 8, 1, "}", NULL},
        {"[1 2]", MSG_JSON_COMMA_EXPECTED, 1, 4, 1, "2", "]"},
        {"[1}", MSG_JSON_COMMA_EXPECTED, 1, 3, 1, "}", "]"},
        {"{\"a\":1 \"b\":2}", MSG_JSON_COMMA_EXPECTED, 1, 8, 1, "\"", "}"},
        {"{\"a\" 1}", MSG_JSON_COLON_EXPECTED, 1, 6, 1, "1", "a"},
        {"{a:1}", MSG_JSON_KEY_EXPECTED, 1, 2, 1, "a", NULL},
        {"{1:1}", MSG_JSON_KEY_EXPECTED, 1, 2, 1, "1", NULL},
        {"[,1]", MSG_JSON_VALUE_EXPECTED, 1, 2, 1, ",", NULL},
        {"[\"届\", はい]", MSG_JSON_VALUE_EXPECTED, 1, 9, 3, "は", NULL},
        {"[\x01]", MSG_JSON_VALUE_EXPECTED, 1, 2, 1, "U+0001", NULL},
        {"[1", MSG_JSON_ENDS, 1, 3, 1, "]", "1"},
        {"\n{\"a\":\n", MSG_JSON_ENDS, 3, 1, 1, "}", "2"},
        {"{\"a", MSG_JSON_ENDS, 1, 4, 1, "\"", "1"},
        {"\"a\\", MSG_JSON_ENDS, 1, 4, 1, "\"", "1"},
        {"\"a\\\"", MSG_JSON_ENDS, 1, 5, 1, "\"", "1"},
        {"{} {}", MSG_JSON_BEHIND, 1, 4, 1, "{", NULL},
        {"[1]]", MSG_JSON_BEHIND, 1, 4, 1, "]", NULL},
        {"{\"a\":1,\"b\":2,\"\\u0061\":3,\"b\":4}", MSG_JSON_DUPLICATE_KEY, 1, 14, 8, "a", NULL},
        {"[\"a\nb\"]", MSG_JSON_STRING_LINE, 1, 2, 2, NULL, NULL},
        {"[\"a\tb\"]", MSG_JSON_CONTROL, 1, 4, 1, "U+0009", NULL},
        {"[\"a\\qb\"]", MSG_JSON_ESCAPE, 1, 4, 2, "\\q", NULL},
        {"[\"\\届\"]", MSG_JSON_ESCAPE, 1, 3, 4, "\\届", NULL},
        {"[\"\\u12g4\"]", MSG_JSON_ESCAPE_HEX, 1, 3, 2, NULL, NULL},
        {"[\"\\u123\"]", MSG_JSON_ESCAPE_HEX, 1, 3, 2, NULL, NULL},
        {"[\"\\uD800\"]", MSG_JSON_SURROGATE, 1, 3, 6, "\\uD800", NULL},
        {"[\"\\uDC00\\uD800\"]", MSG_JSON_SURROGATE, 1, 3, 6, "\\uDC00", NULL},
        {"[\"\\uD83D\\u0041\"]", MSG_JSON_SURROGATE, 1, 3, 6, "\\uD83D", NULL},
        {"[\"x\\u0000\"]", MSG_JSON_NUL, 1, 4, 6, NULL, NULL},
        {"[2026-11-20]", MSG_JSON_NUMBER, 1, 2, 10, "2026-11-20", NULL},
        {"[1.]", MSG_JSON_NUMBER, 1, 2, 2, "1.", NULL},
        {"[+1]", MSG_JSON_NUMBER, 1, 2, 2, "+1", NULL},
        {"[.5]", MSG_JSON_NUMBER, 1, 2, 2, ".5", NULL},
        {"[-Infinity]", MSG_JSON_NUMBER, 1, 2, 9, "-Infinity", NULL},
        {"[0x10]", MSG_JSON_NUMBER, 1, 2, 4, "0x10", NULL},
        {"[1_000]", MSG_JSON_NUMBER, 1, 2, 5, "1_000", NULL},
        {"[090-0000]", MSG_JSON_NUMBER_ZERO, 1, 2, 8, "090-0000", NULL},
        {"[-01]", MSG_JSON_NUMBER_ZERO, 1, 2, 3, "-01", NULL},
        {"[1e999]", MSG_JSON_NUMBER_RANGE, 1, 2, 5, "1e999", NULL},
        {"[True]", MSG_JSON_WORD, 1, 2, 4, "True", NULL},
        {"[nul]", MSG_JSON_WORD, 1, 2, 3, "nul", NULL},
        {"[trueish]", MSG_JSON_WORD, 1, 2, 7, "trueish", NULL},
        {"{'a':1}", MSG_JSON_SINGLE_QUOTE, 1, 2, 1, "'", NULL},
        {"[1, // one\n]", MSG_JSON_COMMENT, 1, 5, 1, "/", NULL},
        {"[1 /* one */]", MSG_JSON_COMMENT, 1, 4, 1, "/", "]"},
        {"{} # end", MSG_JSON_COMMENT, 1, 4, 1, "#", NULL},
        {"{“a”:1}", MSG_JSON_FULLWIDTH, 1, 2, 3, "“", NULL},
        {"{\"a\"：1}", MSG_JSON_FULLWIDTH, 1, 5, 3, "：", "a"},
        {"{\"a\":１}", MSG_JSON_FULLWIDTH, 1, 6, 3, "１", NULL},
        {"[1、2]", MSG_JSON_FULLWIDTH, 1, 3, 3, "、", "]"},
        {"[1,　2]", MSG_JSON_FULLWIDTH, 1, 4, 3, "　", NULL},
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        fault_is_named(*state, &faults[i]);
    }
}

static void a_line_with_faults_of_encoding_is_shown_up_to_them(void **state) {
    Json value;
    Diags diags = diags_make(*state);
    assert_int_equal(json_parse(*state, STR(""), STR("[1,\n\"ab\xFF cd\"]"), &value, &diags), ERR_INPUT);
    assert_text(diags.items[0].place.line_text, "\"ab");
    assert_int_equal(diags.items[0].advice, MSG_JSON_NOT_UTF8_ADVICE);
}

static Str nested(Arena *arena, int depth, const char *open, const char *inner, const char *close) {
    Buf buf = buf_make(arena, 64 << 20);
    for (int i = 0; i < depth; i++) {
        buf_puts(&buf, open);
    }
    buf_puts(&buf, inner);
    for (int i = 0; i < depth; i++) {
        buf_puts(&buf, close);
    }
    return buf_str(&buf);
}

static void depth_has_a_ceiling(void **state) {
    Json value;
    Diags diags = diags_make(*state);
    parsed(*state, nested(*state, LIMIT_JSON_DEPTH, "[", "", "]"));
    parsed(*state, nested(*state, LIMIT_JSON_DEPTH, "{\"a\":", "1", "}"));
    Str deep = nested(*state, LIMIT_JSON_DEPTH + 1, "[", "", "]"), deeper = nested(*state, 1000000, "[", "", "");
    assert_int_equal(json_parse(*state, STR(""), deep, &value, &diags), ERR_INPUT);
    assert_int_equal(json_parse(*state, STR(""), deeper, &value, &diags), ERR_INPUT);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(diags.items[i].msg, MSG_JSON_DEPTH);
        assert_int_equal(diags.items[i].place.column, LIMIT_JSON_DEPTH + 1);
    }
    parsed(*state, nested(*state, 1, "[", "[],[],[],[[]],[],{\"a\":[]}", "]")); // wide is not deep
}

// Many keys that share a long beginning and differ at the end; `twice` is repeated at the end, if it is not negative.
static Str object_of(Arena *arena, int count, int twice) {
    Buf buf = buf_make(arena, 64 << 20);
    for (int i = 0; i < count; i++) {
        buf_format(&buf, "%c\"the same long beginning of every key %d\":%d", i ? ',' : '{', i, i);
    }
    if (twice >= 0) {
        buf_format(&buf, ",\"the same long beginning of every key %d\":0", twice);
    }
    buf_char(&buf, '}');
    return buf_str(&buf);
}

static void keys_written_twice_are_found_among_many(void **state) {
    static const int counts[] = {1, 2, 15, 16, 17, 18, 31, 100, 1000};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        int count = counts[i];
        assert_int_equal(parsed(*state, object_of(*state, count, -1)).count, count);
        for (int twice = 0; twice < count; twice += 1 + count / 20) {
            Json value;
            Diags diags = diags_make(*state);
            Str source = object_of(*state, count, twice);
            assert_int_equal(json_parse(*state, STR(""), source, &value, &diags), ERR_INPUT);
            assert_int_equal(diags.items[0].msg, MSG_JSON_DUPLICATE_KEY);
            Str from = str_slice(source, (size_t)diags.items[0].place.column - 1, source.len);
            assert_true(str_ends(from, STR(":0}")));
            assert_int_equal(from.len, diags.items[0].place.length + 3);
        }
    }
}

static void hostile_input_takes_bounded_time_and_memory(void **state) {
    Arena *arena = *state;
    clock_t begin = clock();
    assert_int_equal(parsed(arena, object_of(arena, 70000, -1)).count, 70000);
    Buf ones = buf_make(arena, LIMIT_INCIDENT_BYTES);
    buf_puts(&ones, "[1");
    while (ones.len + 3 < LIMIT_INCIDENT_BYTES) {
        buf_puts(&ones, ",1");
    }
    buf_char(&ones, ']');
    size_t before = arena->held_bytes;
    Json value = parsed(arena, buf_str(&ones));
    assert_int_equal(value.count, (ones.len - 1) / 2);
    assert_true(arena->held_bytes - before < LIMIT_ARENA_BYTES / 2);
    assert_true((double)(clock() - begin) / CLOCKS_PER_SEC < 10); // seconds, under sanitizers; quadratic would be minutes
}

static void places(void **state) {
    Str source = STR("one\r\n二つ\n\nend");
    static const struct {
        uint32_t at;
        int line, column;
        const char *text;
    } cases[] = {{0, 1, 1, "one"}, {3, 1, 4, "one"},  {5, 2, 1, "二つ"}, {8, 2, 4, "二つ"}, {11, 2, 7, "二つ"},
                 {12, 3, 1, ""},   {13, 4, 1, "end"}, {16, 4, 4, "end"}, {999, 4, 4, "end"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Place place = json_place(STR("f"), source, cases[i].at, 2);
        assert_int_equal(place.line, cases[i].line);
        assert_int_equal(place.column, cases[i].column);
        assert_text(place.line_text, cases[i].text);
        assert_int_equal(place.length, 2);
    }
    assert_int_equal(json_place(STR(""), STR_NONE, 0, 1).column, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(values),
        ARENA_TEST(numbers),
        ARENA_TEST(strings),
        ARENA_TEST(strings_end_at_any_distance),
        ARENA_TEST(plain_text_stays_in_the_source),
        ARENA_TEST(faults_are_named_at_their_place),
        ARENA_TEST(a_line_with_faults_of_encoding_is_shown_up_to_them),
        ARENA_TEST(depth_has_a_ceiling),
        ARENA_TEST(keys_written_twice_are_found_among_many),
        ARENA_TEST(hostile_input_takes_bounded_time_and_memory),
        ARENA_TEST(places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
