// iCalendar lines: ends, folding at every border of a character, escaping, times.
#include "base/utf8.h"
#include "render/ics.h"
#include "unit/base/base_test.h"

static Moment moment(const char *text) {
    Moment made;
    assert_true(moment_parse(str_from(text), &made));
    return made;
}

static Str printed(Arena *arena, IcsEvent event) {
    Buf out = buf_make(arena, 1 << 20);
    event.uid = STR("1@todoke");
    IcsCalendar calendar = {STR("-//t//t//JA"), STR("暦"), moment("2026-11-20T00:30:00+09:00"), &event, 1};
    ics_print(&out, &calendar);
    assert_false(out.overflowed);
    return buf_str(&out);
}

static Str day_event(Arena *arena, Str title) {
    return printed(arena, (IcsEvent){.title = title, .day = day_from_civil((Civil){2026, 12, 31})});
}

// The value of a property, folds undone.
static Str unfolded(Arena *arena, Str text, const char *property) {
    Str found = {strstr(str_c(arena, text), property), 0};
    assert_non_null(found.ptr);
    found = str_from(found.ptr + strlen(property));
    Buf out = buf_make(arena, 1 << 20);
    for (size_t at = 0; at < found.len; at++) {
        if (found.ptr[at] == '\r' && found.ptr[at + 2] != ' ') break;
        if (found.ptr[at] == '\r')
            at += 2;
        else
            buf_char(&out, found.ptr[at]);
    }
    return buf_str(&out);
}

// Every line ends in CRLF, has at most 75 octets, and is whole characters.
static void lines_are_right(Str text) {
    assert_true(str_ends(text, STR("\r\n")));
    for (Str line, rest = text; rest.len;) {
        assert_true(str_cut(rest, '\n', &line, &rest));
        assert_true(str_ends(line, STR("\r")));
        assert_true(line.len - 1 <= 75);
        assert_int_equal(utf8_valid_prefix(line), line.len);
    }
}

static bool has(Arena *arena, Str text, const char *part) {
    return strstr(str_c(arena, text), part) != NULL;
}

static void a_calendar_is_whole(void **state) {
    static const char want[] =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//JA\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n"
        "X-WR-CALNAME:\xE6\x9A\xA6\r\nBEGIN:VEVENT\r\nUID:1@todoke\r\nDTSTAMP:20261119T153000Z\r\n"
        "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\nSUMMARY:a\r\nDESCRIPTION:\r\n"
        "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    assert_text(day_event(*state, STR("a")), want);
}

static void times_are_in_utc(void **state) {
    static const int alarms[] = {24, 1};
    Str text = printed(*state, (IcsEvent){.title = STR("t"),
                                          .day = DAY_NONE,
                                          .moment = moment("2027-01-01T08:59:59+09:00"),
                                          .alarms = alarms,
                                          .alarm_count = 2});
    assert_true(has(*state, text, "\r\nDTSTART:20261231T235959Z\r\n"));
    assert_false(has(*state, text, "DTEND"));
    assert_true(has(*state, text, "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:t\r\nTRIGGER:-PT24H\r\nEND:VALARM\r\n"));
    assert_true(has(*state, text, "TRIGGER:-PT1H\r\n"));
}

static void text_is_escaped(void **state) {
    Str text = day_event(*state, STR("a,b;c\\d\ne\"f:g\x01\x7F\th\r"));
    assert_text(unfolded(*state, text, "SUMMARY:"), "a\\,b\\;c\\\\d\\ne\"f:g\th");
    lines_are_right(text);
}

// Characters of one to four bytes and escaped ones, beginning at every place before the fold.
static void folds_fall_between_characters(void **state) {
    static const char *const pieces[] = {"a", "\xC3\xA9", "\xE5\xB1\x8A", "\xF0\x9F\x8F\xA0", "\xE5\xB1\x8A\xE3\x81\x91,"};
    for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++) {
        for (int offset = 0; offset < 80; offset++) {
            Buf title = buf_make(*state, 4000);
            for (int i = 0; i < offset; i++) buf_char(&title, 'x');
            for (int i = 0; i < 100; i++) buf_puts(&title, pieces[p]);
            Str text = day_event(*state, buf_str(&title)), back = unfolded(*state, text, "SUMMARY:");
            lines_are_right(text);
            if (p < 4)
                assert_true(str_eq(back, buf_str(&title)));
            else
                assert_int_equal(back.len, (size_t)offset + 100 * 8); // each comma with its backslash
        }
    }
}

static void an_escape_is_not_cut(void **state) {
    for (int offset = 0; offset < 80; offset++) {
        Buf title = buf_make(*state, 200);
        for (int i = 0; i < offset; i++) buf_char(&title, 'x');
        buf_puts(&title, "\n\n\n");
        Str text = day_event(*state, buf_str(&title));
        assert_false(has(*state, text, "\\\r\n"));
        lines_are_right(text);
    }
}

static void a_line_of_75_is_not_folded(void **state) {
    Buf title = buf_make(*state, 200);
    for (size_t i = 0; i < 75 - strlen("SUMMARY:"); i++) buf_char(&title, 'x');
    assert_false(has(*state, day_event(*state, buf_str(&title)), "\r\n "));
    buf_char(&title, 'y');
    assert_true(has(*state, day_event(*state, buf_str(&title)), "x\r\n y\r\n"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(a_calendar_is_whole),           ARENA_TEST(times_are_in_utc),     ARENA_TEST(text_is_escaped),
        ARENA_TEST(folds_fall_between_characters), ARENA_TEST(an_escape_is_not_cut), ARENA_TEST(a_line_of_75_is_not_folded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
