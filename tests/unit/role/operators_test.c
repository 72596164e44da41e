// docs/operators.md lists every setting and every event of the log, in Japanese and in English, as the tables in the program
// have them: no row is missing, changed or invented. OPERATORS_PRINT=1 prints the rows as they should be.
#include "base/log.h"
#include "base/sys.h"
#include "base/words.h"
#include "role/config.h"
#include "unit/base/base_test.h"

#include <stdlib.h>
#include <unistd.h>

static Str config_row(Arena *arena, size_t index, Lang lang) {
    ConfigKey key = config_key(index);
    Buf values = buf_make(arena, 256);
    for (const char *at = key.values; *at; at++) buf_puts(&values, *at == '|' ? "` `" : (char[]){*at, 0});
    return str_format(arena, "| `%s` | `%.*s` | `%s` | %.*s |\n", key.name, STR_ARG(buf_str(&values)), key.initial,
                      STR_ARG(word(lang, key.help)));
}

static Str event_row(Arena *arena, size_t index, Lang lang) {
    return str_format(arena, "| `%s` | %.*s |\n", log_rows[index].name, STR_ARG(word(lang, log_rows[index].meaning)));
}

static size_t count_rows(Str text, Str begin) {
    size_t count = 0;
    Str line;
    while (text.len > 0) {
        str_cut(text, '\n', &line, &text);
        count += str_starts(line, begin);
    }
    return count;
}

static void document_has_all(void **state) {
    Arena *arena = *state;
    static const Lang langs[] = {LANG_JA, LANG_EN};
    Str document;
    assert_int_equal(sys_read_file(arena, "docs/operators.md", 1 << 20, &document), ERR_OK);
    bool prints = getenv("OPERATORS_PRINT") != NULL;
    size_t missing = 0, rows = 0;
    for (size_t l = 0; l < 2; l++) {
        for (size_t i = 0; i < config_key_count + LOG_EVENT_COUNT; i++, rows++) {
            bool is_key = i < config_key_count;
            Str row = is_key ? config_row(arena, i, langs[l]) : event_row(arena, i - config_key_count, langs[l]);
            bool found = memmem(document.ptr, document.len, row.ptr, row.len) != NULL;
            if (prints || !found) print_message("%s%.*s", prints ? "" : "missing: ", STR_ARG(row));
            missing += !found;
        }
    }
    assert_int_equal(missing, 0);
    assert_int_equal(count_rows(document, STR("| `")), rows);
}

// Whatever the numbers are, a line is one line and of one shape.
static void a_line_is_whole(void **state) {
    Arena *arena = *state;
    (void)arena;
    for (int json = 0; json < 2; json++) {
        int ends[2];
        char line[1024];
        assert_int_equal(pipe(ends), 0);
        Log log = {.descriptor = ends[1], .as_json = json, .who = "spool", .clock = clock_system()};
        Id id = {{1, 2, 0xFF}};
        log_event(&log, LOG_REPORT_FILED,
                  (LogFields){
                      {log_id("report", id), log_number("least", INT64_MIN), log_signal("signal", 9), log_errno("errno", 13)}});
        ssize_t len = read(ends[0], line, sizeof line - 1);
        assert_true(len > 0);
        line[len] = 0;
        assert_int_equal(line[len - 1], '\n');
        assert_ptr_equal(strchr(line, '\n'), line + len - 1);
        assert_non_null(strstr(line, "report.filed"));
        assert_non_null(strstr(line, "0102ff"));
        assert_non_null(strstr(line, "-9223372036854775808"));
        assert_non_null(strstr(line, json ? "\"signal\":\"KILL\"" : "signal=KILL"));
        assert_non_null(strstr(line, json ? "\"errno\":\"EACCES\"" : "errno=EACCES"));
        close(ends[0]);
        close(ends[1]);
    }
}

static void every_event_has_its_row(void **state) {
    (void)state;
    for (size_t i = 0; i < LOG_EVENT_COUNT; i++) {
        assert_non_null(log_rows[i].name);
        assert_true(log_rows[i].meaning != MSG_NONE);
        for (size_t j = 0; j < i; j++) assert_string_not_equal(log_rows[i].name, log_rows[j].name);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(document_has_all),
        ARENA_TEST(a_line_is_whole),
        cmocka_unit_test(every_event_has_its_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
