// Replays: every kind of change between the answers of two packs, what is not a change, and both directions.
#include "pack/replay.h"
#include "unit/rule/book_text.h"

static const char common[] = "fact a.x yesno \"x\"\nfact a.y yesno \"y\"\nfact t.t time \"t\"\nwindow w.a \"a\"\n  from open\n"
                             "window w.b \"b\"\n  from open\n";

static Law *law_deciding(Arena *arena, const char *duties, const char *facts) {
    Law *law = law_of(arena, str_c(arena, str_join(arena, str_from(common), str_from(duties))));
    law_decide(law, facts, "2026-03-10");
    return law;
}

// "status:d.a[applies>not] ..."
static Str changes(Arena *arena, const char *before, const char *after, const char *facts) {
    static const char *const kinds[] = {
        [CHANGE_ADDED] = "added",   [CHANGE_REMOVED] = "removed", [CHANGE_STATUS] = "status", [CHANGE_LEVEL] = "level",
        [CHANGE_LABELS] = "labels", [CHANGE_WINDOWS] = "windows", [CHANGE_DATES] = "dates",   [CHANGE_FORMS] = "forms"};
    Law *old = law_deciding(arena, before, facts), *new = law_deciding(arena, after, facts);
    ChangeList list = replay_compare(arena, &old->decision, &new->decision);
    Buf out = buf_make(arena, 1 << 14);
    for (size_t i = 0; i < list.count; i++)
        buf_format(&out, "%s%s:%.*s[%.*s>%.*s]", i ? " " : "", kinds[list.items[i].kind], STR_ARG(list.items[i].duty),
                   STR_ARG(list.items[i].before), STR_ARG(list.items[i].after));
    return buf_str(&out);
}

static void each_kind_of_change(void **state) {
    static const struct {
        const char *before, *after, *facts, *want;
    } rows[] = {
        {"duty d.a \"d\"\n  when a.x\n", "duty d.a \"d\"\n  when a.x\n", "a.x = yes", ""},
        {"duty d.a \"d\"\n  when a.x\n", "duty d.a \"other words\"\n  do \"more\"\n  when a.x or a.x\n", "a.x = yes", ""},
        {"duty d.a \"d\"\n  when a.x\n", "duty d.a \"d\"\n  when a.x and a.y\n", "a.x = yes", "status:d.a[applies>may_apply]"},
        {"duty d.a \"d\"\n  when a.x\n", "duty d.a \"d\"\n  when not a.x\n", "a.x = yes", "status:d.a[applies>not]"},
        {"duty d.a \"d\"\n  when a.x and a.y\n", "duty d.a \"d\"\n  when a.x\n", "a.x = no", ""},
        {"duty d.a \"d\"\n  level must\n  when a.x\n", "duty d.a \"d\"\n  level should\n  when a.x\n", "a.x = yes",
         "level:d.a[must>should]"},
        {"duty d.a \"d\"\n  level may\n  when a.x\n", "duty d.a \"d\"\n  level should\n  when a.x\n", "",
         "level:d.a[may>should]"},
        {"duty d.a \"d\"\n  level must\n  when a.x\n", "duty d.a \"d\"\n  level should\n  when a.x\n", "a.x = no",
         ""}, // never due
        {"duty d.a \"d\"\n  when one: a.x\n  label one \"1\"\n", "duty d.a \"d\"\n  when two: a.x\n  label two \"2\"\n",
         "a.x = yes", "labels:d.a[one>two]"},
        {"duty d.a \"d\"\n  when one: a.x\n  label one \"1\"\n", "duty d.a \"d\"\n  when a.x\n", "a.x = yes",
         "labels:d.a[one>]"},
        {"duty d.a \"d\"\n  when one: a.x\n  label one \"1\"\n", "duty d.a \"d\"\n  when one: a.x\n  label one \"other\"\n",
         "a.x = yes", ""},
        {"duty d.a \"d\"\n  when a.x\n  to w.a\n", "duty d.a \"d\"\n  when a.x\n  to w.a and w.b\n", "a.x = yes",
         "windows:d.a[w.a>w.a, w.b]"},
        {"duty d.a \"d\"\n  when a.x\n  to w.a\n", "duty d.a \"d\"\n  when a.x\n  to w.a when a.y\n  to w.b otherwise\n",
         "a.x = yes", "windows:d.a[w.a>?w.a, ?w.b]"},
        {"duty d.a \"d\"\n  when a.x\n  to w.a\n", "duty d.a \"d\"\n  when a.x\n  to w.a when a.y\n  to w.b otherwise\n",
         "a.x = yes, a.y = yes", ""},
        {"duty d.a \"d\"\n  when a.x\n  first 3 days from t.t, day 1 counted\n",
         "duty d.a \"d\"\n  when a.x\n  first 3 days from t.t\n", "a.x = yes, t.t = 2026-03-02",
         "dates:d.a[first 2026-03-04T23:59:59+09:00>first 2026-03-04T23:59:59+09:00/2026-03-05T23:59:59+09:00]"},
        {"duty d.a \"d\"\n  when a.x\n  first 3 days from t.t\n", "duty d.a \"d\"\n  when a.x\n  final 3 days from t.t\n",
         "a.x = yes", "dates:d.a[first>final]"},
        {"duty d.a \"d\"\n  when a.x\n  form f.a\n  form f.b\n", "duty d.a \"d\"\n  when a.x\n  form f.b\n  form f.a\n",
         "a.x = yes", "forms:d.a[f.a, f.b>f.b, f.a]"},
        {"duty d.a \"d\"\n  when a.x\n", "duty d.b \"d\"\n  when a.x\n", "a.x = yes",
         "removed:d.a[applies>] added:d.b[>applies]"},
        {"duty d.a \"d\"\n  when a.x\n", "duty d.b \"d\"\n  when a.x\n", "", "removed:d.a[may_apply>] added:d.b[>may_apply]"},
        {"duty d.a \"d\"\n  when a.x\n", "duty d.b \"d\"\n  when a.x\n", "a.x = no", ""}, // neither was due
        {"duty d.a \"d\"\n  when a.x\n", "duty d.a \"d\"\n  from 2026-10-01\n  when a.x\n", "a.x = yes",
         "status:d.a[applies>not]"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str got = changes(*state, rows[i].before, rows[i].after, rows[i].facts);
        if (!str_is(got, rows[i].want)) fail_msg("row %zu: got %.*s, want %s", i, STR_ARG(got), rows[i].want);
    }
}

static void all_that_changed_is_told(void **state) {
    Str got = changes(
        *state,
        "duty d.b \"d\"\n  level must\n  when one: a.x\n  to w.a\n  first by 2026-04-01\n  form f.a\n  label one \"1\"\n"
        "duty d.a \"d\"\n  when a.x\n",
        "duty d.c \"d\"\n  when a.x\nduty d.b \"d\"\n  level may\n  when a.x and a.y\n  to w.b\n  first by 2026-04-02\n"
        "  form f.b\n",
        "a.x = yes");
    assert_text(got, "removed:d.a[applies>] status:d.b[applies>may_apply] level:d.b[must>may] labels:d.b[one>] "
                     "windows:d.b[w.a>w.b] dates:d.b[first 2026-04-01T23:59:59+09:00>first 2026-04-02T23:59:59+09:00] "
                     "forms:d.b[f.a>f.b] added:d.c[>applies]");
}

static void every_stage_has_its_name(void **state) {
    static const char *const stages[] = {"first", "follow", "final", "notice", "monthly", "quarterly"};
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++) {
        char *after = str_c(*state, str_format(*state, "duty d.a \"d\"\n  when a.x\n  %s unstated from t.t\n", stages[i]));
        Str got = changes(*state, "duty d.a \"d\"\n  when a.x\n", after, "a.x = yes");
        assert_text(got, str_c(*state, str_format(*state, "dates:d.a[>%s]", stages[i])));
    }
}

// The same pack at two moments: what came into force in between.
static void one_pack_at_two_moments(void **state) {
    Law *law = law_deciding(*state, "duty d.a \"d\"\n  from 2026-04-01\n  when a.x\n", "a.x = yes");
    Decision before = law->decision, after = *law_decide(law, "a.x = yes", "2026-04-01");
    ChangeList list = replay_compare(*state, &before, &after);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.items[0].kind, CHANGE_STATUS);
    assert_text(list.items[0].after, "applies");
    assert_int_equal(replay_compare(*state, &after, &after).count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(each_kind_of_change),
        ARENA_TEST(all_that_changed_is_told),
        ARENA_TEST(every_stage_has_its_name),
        ARENA_TEST(one_pack_at_two_moments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
