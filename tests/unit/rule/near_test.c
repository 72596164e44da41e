// What may have to be done soon: only musts with a date, likeliest first, each with the question that comes first.
#include "rule/near.h"
#include "unit/rule/book_text.h"

static const char facts[] =
    "fact a.x yesno \"x\"\nfact a.y yesno \"y\"\nfact a.z yesno \"z\"\nfact t.t time \"t\"\nfact c.c choice \"c\"\n"
    "  value a \"a\"\n  value b \"b\"\n  value c \"c\"\n  value d \"d\"\nwindow w.a \"a\"\n  from open\n"
    "define both \"b\"\n  when a.x and a.y\n";

static Str near_of(Arena *arena, const char *duties, const char *assignments) {
    Law *law = law_of(arena, str_c(arena, str_join(arena, str_from(facts), str_from(duties))));
    const Decision *decision = law_decide(law, assignments, "2026-01-10");
    NearDuty near[NEAR_DUTIES];
    uint32_t count = near_duties(decision, near);
    Buf out = buf_make(arena, 1 << 12);
    for (uint32_t i = 0; i < count; i++)
        buf_format(&out, "%s%.*s:%.*s", i ? " " : "", STR_ARG(law->book.duties.items[near[i].duty->duty].id),
                   STR_ARG(law->book.facts.items[near[i].fact].name));
    return buf_str(&out);
}

// One duty for each condition, all with the same clock.
static Str order_of(Arena *arena, const char *const *conditions, size_t count, const char *assignments) {
    Buf duties = buf_make(arena, 1 << 12);
    for (size_t i = 0; i < count; i++)
        buf_format(&duties, "duty d.%c \"d\"\n  level must\n  when %s\n  first 3 days from t.t\n", (char)('a' + i),
                   conditions[i]);
    return near_of(arena, str_c(arena, buf_str(&duties)), assignments);
}

static void only_open_musts_that_are_due_soon(void **state) {
    const char *duties = "duty d.a \"a\"\n  level must\n  when a.x\n  first 3 days from t.t\n"
                         "duty d.b \"b\"\n  level should\n  when a.x\n  first 3 days from t.t\n"
                         "duty d.c \"c\"\n  level must\n  when a.x\n"
                         "duty d.d \"d\"\n  level must\n  when a.x\n  first 30 days from t.t\n";
    assert_text(near_of(*state, duties, "t.t = 2026-01-08"), "d.a:a.x");
    assert_text(near_of(*state, duties, ""), "");
    assert_text(near_of(*state, duties, "t.t = 2026-01-08, a.x = yes"), "");
    assert_text(near_of(*state, duties, "t.t = 2026-01-08, a.x = no"), "");
}

// 0.25, 0.25, 0.75, 0.5, 0.125, 0.0625 while nothing is known; what does not fit falls off the end.
static void the_likeliest_come_first(void **state) {
    static const char *const conditions[] = {"c.c is a", "both", "a.x or a.y", "a.z", "both and a.z", "c.c is a and both"};
    Str order = order_of(*state, conditions, 6, "t.t = 2026-01-08");
    assert_text(order, "d.c:a.x d.d:a.z d.a:c.c d.b:a.x d.e:a.x");
    assert_text(order_of(*state, conditions, 6, "t.t = 2026-01-08, a.x = yes"), "d.b:a.y d.d:a.z d.a:c.c d.e:a.y d.f:a.y");
    assert_text(order_of(*state, conditions, 6, "t.t = 2026-01-08, a.x = no, a.y = no"), "d.d:a.z d.a:c.c");
}

static void every_kind_of_condition_has_its_odds(void **state) {
    static const char *const pairs[][2] = {
        {"c.c in a, b, c", "a.x"},
        {"none of\n    both", "both"},
        {"t.t after 2026-01-01 and a.x", "both and a.z"},
        {"not both", "a.z"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const char *ab[] = {pairs[i][0], pairs[i][1]}, *ba[] = {pairs[i][1], pairs[i][0]};
        Str first = order_of(*state, ab, 2, "t.t = 2026-01-08"), second = order_of(*state, ba, 2, "t.t = 2026-01-08");
        assert_true(str_starts(first, STR("d.a:")));
        assert_true(str_starts(second, STR("d.b:")));
    }
}

static void what_bars_a_duty_and_what_it_hangs_on_count(void **state) {
    const char *duties = "duty d.a \"a\"\n  level must\n  when a.x\n  unless a.y\n  first 3 days from t.t\n"
                         "duty d.b \"b\"\n  level must\n  when a.z\n  first 3 days from t.t\n"
                         "duty d.c \"c\"\n  level must\n  when applies d.a and a.z\n  first 3 days from t.t\n";
    assert_text(near_of(*state, duties, "t.t = 2026-01-08"), "d.b:a.z d.a:a.x d.c:a.z");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(only_open_musts_that_are_due_soon),
        ARENA_TEST(the_likeliest_come_first),
        ARENA_TEST(every_kind_of_condition_has_its_odds),
        ARENA_TEST(what_bars_a_duty_and_what_it_hangs_on_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
