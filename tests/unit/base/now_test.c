// The present: between two looks at the system's own clock, and able to be replaced.
#include "base/now.h"
#include "unit/base/base_test.h"
#include <time.h>

static void the_system_tells_the_present(void **state) {
    Clock clock = clock_system();
    Moment before = (Moment)time(NULL) * 1000000;
    Moment now = clock.now(clock.at);
    Moment after = ((Moment)time(NULL) + 1) * 1000000;
    // time() may lag behind by one tick of the kernel.
    assert_true(now >= before && now <= after + 20000);
}

static Moment fixed_now(void *at) {
    return *(Moment *)at;
}

static void tests_may_fix_it(void **state) {
    Moment fixed = 42;
    Clock clock = {fixed_now, &fixed};
    assert_int_equal(clock.now(clock.at), 42);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_system_tells_the_present), cmocka_unit_test(tests_may_fix_it)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
