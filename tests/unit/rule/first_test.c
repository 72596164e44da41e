// What comes first: never more than three things, what stops the harm before all else, and always a place for whom to tell.
#include "rule/first.h"
#include "unit/rule/book_text.h"

static const char facts[] = "fact a.x yesno \"x\"\nfact a.y yesno \"y\"\n";
static const char guides[] = "guide g.slow \"g\"\n  rank normal\n  when a.x\n  step \"slow\"\n"
                             "guide g.fast \"g\"\n  rank stop\n  when a.x\n  step \"fast\"\n  step \"second\"\n";

static Str duty(Arena *arena, const char *id, const char *rank, const char *action) {
    Str does = *action ? str_format(arena, "  do \"%s\"\n", action) : STR_NONE;
    return str_format(arena, "duty %s \"d\"\n  rank %s\n%.*s  when a.x\n", id, rank, STR_ARG(does));
}

// The words of the things in their order, with bars between.
static Str words_of(Arena *arena, Str law_text, const char *assignments) {
    Str text = str_format(arena, "%s%s%.*s", facts, guides, STR_ARG(law_text));
    Law *law = law_of(arena, str_c(arena, text));
    const Decision *decision = law_decide(law, assignments, "2026-03-02T12:00");
    FirstThing things[FIRST_THINGS];
    Buf out = buf_make(arena, 4096);
    uint32_t count = first_things(decision, things);
    for (uint32_t i = 0; i < count; i++) {
        assert_true((things[i].duty != NULL) != (things[i].step != NULL));
        buf_puts(&out, i ? "|" : "");
        buf_put(&out, things[i].step ? text_in(&things[i].step->words, LANG_JA)
                                     : text_in(&law->book.duties.items[things[i].duty->duty].action, LANG_JA));
    }
    return buf_str(&out);
}

static void harm_then_help_then_telling(void **state) {
    Str normal = duty(*state, "d.a", "police", "tell"), stop = duty(*state, "d.b", "stop", "stop");
    assert_text(words_of(*state, str_join(*state, normal, stop), "a.x = yes"), "stop|fast|tell");
    assert_text(words_of(*state, normal, "a.x = yes"), "fast|tell");
    assert_text(words_of(*state, STR_NONE, "a.x = yes"), "fast");
}

static void never_more_than_three(void **state) {
    Str two = str_join(*state, duty(*state, "d.a", "danger", "one"), duty(*state, "d.b", "stop", "two"));
    Str three = str_join(*state, two, duty(*state, "d.c", "stop", "three"));
    Str four = str_join(*state, three, duty(*state, "d.d", "police", "four"));
    assert_text(words_of(*state, two, "a.x = yes"), "one|two"); // the third place is for whom to tell
    assert_text(words_of(*state, three, "a.x = yes"), "one|two|three");
    assert_text(words_of(*state, four, "a.x = yes"), "one|two|three");
}

static void only_what_is_certain(void **state) {
    Str normal = duty(*state, "d.a", "police", "tell");
    assert_text(words_of(*state, normal, ""), "");
    assert_text(words_of(*state, normal, "a.x = no"), "");
}

static void an_action_without_words_says_nothing(void **state) {
    Str mute = str_join(*state, duty(*state, "d.a", "stop", ""), duty(*state, "d.b", "police", "tell"));
    assert_text(words_of(*state, mute, "a.x = yes"), "fast|tell");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(harm_then_help_then_telling),
        ARENA_TEST(never_more_than_three),
        ARENA_TEST(only_what_is_certain),
        ARENA_TEST(an_action_without_words_says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
