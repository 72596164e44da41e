// Every file of tests/data/json: what must be accepted, what must be refused with one finding that can be shown.
#include "base/buf.h"
#include "base/json.h"
#include "base/sys.h"
#include "unit/base/base_test.h"

#define DATA "tests/data/json/"

static Err file_parse(Arena *arena, const char *folder, Str name, Json *value, Diags *diags) {
    Str source;
    char *path = str_c(arena, str_format(arena, "%s/%.*s", folder, STR_ARG(name)));
    assert_int_equal(sys_read_file(arena, path, 1 << 20, &source), ERR_OK);
    return json_parse(arena, name, source, value, diags);
}

static size_t files_in(Arena *arena, const char *folder, Str **files) {
    size_t count = 0;
    if (sys_list_tree(arena, folder, 1000, files, &count) != ERR_OK) {
        fail_msg("%s cannot be read; run this from the top of the tree", folder);
    }
    return count;
}

static void what_is_right_is_accepted(void **state) {
    Str *files;
    size_t count = files_in(*state, DATA "accept", &files), wrong = 0;
    for (size_t i = 0; i < count; i++) {
        Json value;
        Diags diags = diags_make(*state);
        if (file_parse(*state, DATA "accept", files[i], &value, &diags) != ERR_OK || diags.count != 0) {
            print_error("refused: accept/%.*s\n", STR_ARG(files[i]));
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
    assert_true(count >= 90);
}

static void what_is_wrong_is_refused(void **state) {
    Str *files;
    size_t count = files_in(*state, DATA "reject", &files), wrong = 0;
    for (size_t i = 0; i < count; i++) {
        Json value;
        Diags diags = diags_make(*state);
        if (file_parse(*state, DATA "reject", files[i], &value, &diags) != ERR_INPUT || diags.count != 1) {
            print_error("accepted: reject/%.*s\n", STR_ARG(files[i]));
            wrong++;
            continue;
        }
        assert_in_range(diags.items[0].place.line, 1, 9);
        assert_true(diags.items[0].place.column >= 1);
        for (Lang lang = 0; lang < LANG_COUNT; lang++) {
            Buf shown = buf_make(*state, 4000);
            diag_print(&shown, &diags.items[0], lang);
            assert_false(shown.overflowed);
            assert_true(str_starts(buf_str(&shown), files[i]));
        }
    }
    assert_int_equal(wrong, 0);
    assert_true(count >= 180);
}

int main(void) {
    const struct CMUnitTest tests[] = {ARENA_TEST(what_is_right_is_accepted), ARENA_TEST(what_is_wrong_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
