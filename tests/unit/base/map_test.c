// Names to numbers: first value wins, absent is -1, and many names stay apart.
#include "base/map.h"
#include "unit/base/base_test.h"

static void few(void **state) {
    Map map = map_make(*state);
    assert_int_equal(map_get(&map, STR("a")), -1);
    assert_int_equal(map_put(&map, STR("a"), 5), 5);
    assert_int_equal(map_put(&map, STR("a"), 6), 5);
    assert_int_equal(map_get(&map, STR("a")), 5);
    assert_int_equal(map_get(&map, STR("b")), -1);
    assert_int_equal(map_get(&map, STR_NONE), -1);
    assert_int_equal(map_put(&map, STR_NONE, 0), 0);
    assert_int_equal(map_get(&map, STR("")), 0);
    assert_int_equal(map.count, 2);
}

static void many(void **state) {
    enum { COUNT = 20000 };
    Map map = map_make(*state);
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(map_put(&map, str_format(*state, "actor.value%d", i), i), i);
    }
    assert_int_equal(map.count, COUNT);
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(map_get(&map, str_format(*state, "actor.value%d", i)), i);
        assert_int_equal(map_get(&map, str_format(*state, "actor.valu%d", i)), -1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {ARENA_TEST(few), ARENA_TEST(many)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
