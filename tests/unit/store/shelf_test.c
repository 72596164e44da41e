// The shelf: what is there is whole, what was left half-written is written anew, nothing is put there twice.
#include "unit/store/store_test.h"

#include "base/sys.h"
#include "store/shelf.h"

static Shelf shelf_at(Office *office) {
    Shelf shelf;
    assert_int_equal(shelf_open(str_join(&office->arena, office->data, STR("/vault/large")), &office->arena, &shelf), ERR_OK);
    return shelf;
}

static void keeps_bytes(void **state) {
    Office *office = *state;
    Shelf shelf = shelf_at(office), again = shelf_at(office);
    Bytes got;
    struct stat facts;
    assert_int_equal(shelf_put(&shelf, &office->arena, STR("one"), bytes_of_str(STR("first"))), ERR_OK);
    assert_int_equal(shelf_put(&again, &office->arena, STR("one"), bytes_of_str(STR("other"))), ERR_OK);
    assert_int_equal(shelf_get(&shelf, &office->arena, STR("one"), 99, &got), ERR_OK);
    assert_true(bytes_eq(got, bytes_of_str(STR("first"))));
    assert_int_equal(shelf_get(&shelf, &office->arena, STR("one"), 4, &got), ERR_TOO_BIG);
    assert_int_equal(shelf_get(&shelf, &office->arena, STR("two"), 99, &got), ERR_IO);
    assert_int_equal(stat(shelf_path(&shelf, &office->arena, STR("one")), &facts), 0);
    assert_int_equal(facts.st_mode & 0777, 0600);
}

static void copies_files(void **state) {
    Office *office = *state;
    Shelf shelf = shelf_at(office);
    const char *from = str_c(&office->arena, str_join(&office->arena, office->data, STR("/from")));
    size_t size = 200000;
    unsigned char *bytes = arena_alloc(&office->arena, size);
    Bytes got;
    for (size_t i = 0; i < size; i++) bytes[i] = (unsigned char)(i * 31 >> 3);
    assert_int_equal(sys_write_file(from, (Str){(char *)bytes, size}), ERR_OK);
    // What a killed process left behind does not get in the way.
    const char *left = str_c(&office->arena, str_join(&office->arena, office->data, STR("/vault/large/.big.half")));
    assert_int_equal(sys_write_file(left, STR("torn")), ERR_OK);
    assert_int_equal(shelf_put_file(&shelf, &office->arena, STR("big"), from), ERR_OK);
    assert_int_equal(shelf_get(&shelf, &office->arena, STR("big"), size, &got), ERR_OK);
    assert_true(bytes_eq(got, (Bytes){bytes, size}));
    assert_true(sys_is_missing(left));
    assert_int_equal(unlink(from), 0);
    assert_int_equal(shelf_put_file(&shelf, &office->arena, STR("big"), from), ERR_OK);
    assert_int_equal(shelf_put_file(&shelf, &office->arena, STR("none"), from), ERR_IO);
    assert_true(sys_is_missing(shelf_path(&shelf, &office->arena, STR("none"))));
}

int main(void) {
    const struct CMUnitTest tests[] = {OFFICE_TEST(keeps_bytes), OFFICE_TEST(copies_files)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
