// Forms as sheets: the same bytes again, and nothing left behind. What is in the cells is looked at by print_test.py, for
// which PRINT_OUT=FOLDER leaves the sheets there.
#include "print/xlsx.h"

#include "base/sys.h"
#include "unit/base/base_test.h"
#include "unit/print/print_forms.h"

#include <stdlib.h>
#include <unistd.h>

typedef struct Folder {
    Arena *arena;
    char path[32];
} Folder;

static Folder folder_make(Arena *arena) {
    Folder folder = {arena, "/tmp/sheets-XXXXXX"};
    assert_non_null(mkdtemp(folder.path));
    return folder;
}

// An empty folder can be removed.
static void folder_remove(Folder *folder) {
    assert_int_equal(rmdir(folder->path), 0);
}

static void keep(Arena *arena, const char *name, Str content) {
    const char *folder = getenv("PRINT_OUT");
    Str path = str_format(arena, "%s/%s.xlsx", folder ? folder : "", name);
    if (folder) assert_int_equal(sys_write_file(str_c(arena, path), content), ERR_OK);
}

static void same_form_same_bytes(void **state) {
    Arena *arena = *state;
    static const char *const names[] = {"ordinary", "blank", "empty", "long", "hostile"};
    const FilledForm *forms[] = {ordinary_form(arena, LANG_JA), blank_form(arena, LANG_JA), empty_form(arena), long_form(arena),
                                 hostile_form(arena)};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        Folder folder = folder_make(arena);
        Str once, again;
        assert_int_equal(xlsx_write(arena, forms[i], folder.path, &once), ERR_OK);
        assert_int_equal(xlsx_write(arena, forms[i], folder.path, &again), ERR_OK);
        assert_true(once.len > 1000 && str_eq(once, again) && str_starts(once, STR("PK\x03\x04")));
        keep(arena, names[i], once);
        folder_remove(&folder);
    }
}

static void missing_folder_is_an_error(void **state) {
    Folder folder = folder_make(*state);
    folder_remove(&folder);
    Str out;
    assert_int_equal(xlsx_write(*state, ordinary_form(*state, LANG_JA), folder.path, &out), ERR_IO);
}

static void too_many_rows_are_refused(void **state) {
    Folder folder = folder_make(*state);
    Maker *maker = form_begin(*state, "x", LANG_JA);
    form_section(maker, "1");
    FilledItem *item = form_item(maker, "1", "x", NULL);
    item->state = ITEM_FILLED;
    item->row_count = 200001;
    item->rows = NEW_ARRAY(*state, Str, item->row_count);
    for (uint32_t i = 0; i < item->row_count; i++) item->rows[i] = STR("x");
    Str out;
    assert_int_equal(xlsx_write(*state, form_end(maker), folder.path, &out), ERR_TOO_BIG);
    folder_remove(&folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(same_form_same_bytes),
        ARENA_TEST(missing_folder_is_an_error),
        ARENA_TEST(too_many_rows_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
