// What the tests of the base share: cmocka with its needs, an arena for each test, and comparing texts.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

static inline int arena_setup(void **state) {
    static Arena arena;
    arena = arena_make(NULL, NULL);
    *state = &arena;
    return 0;
}

static inline int arena_teardown(void **state) {
    arena_free(*state);
    return 0;
}

#define ARENA_TEST(f) cmocka_unit_test_setup_teardown(f, arena_setup, arena_teardown)

#define assert_text(got, want)                                                                                                 \
    do {                                                                                                                       \
        Str got_text = (got), want_text = str_from(want);                                                                      \
        if (!str_eq(got_text, want_text)) {                                                                                    \
            fail_msg("got \"%.*s\", want \"%.*s\"", STR_ARG(got_text), STR_ARG(want_text));                                    \
        }                                                                                                                      \
    } while (0)
