// The events of what is due: a safe date each, the same name each time, and none of what may only apply.
#include "render/agenda.h"
#include "unit/rule/book_text.h"

static const char text[] = "fact a.x yesno \"x\"\nfact a.y yesno \"y\"\nfact t.t time \"t\"\n"
                           "window w.desk \"受付\"\n  for \"x\"\n"
                           "duty d.days \"日\"\n  when a.x\n  to w.desk\n  first 3 days from t.t, day 1 counted\n"
                           "duty d.now \"すぐ\"\n  when a.x\n  to w.desk\n  first at once from t.t\n"
                           "duty d.open \"いつか\"\n  when a.x\n  to w.desk\n  first unstated from t.t\n"
                           "duty d.may \"たぶん\"\n  when a.y\n  to w.desk\n  first 3 days from t.t, day 1 counted\n";

static Agenda agenda_of(Arena *arena, const char *assignments, const char *at) {
    Law *law = law_of(arena, text);
    return agenda_make(arena, law_decide(law, assignments, at), LANG_EN);
}

static const AgendaEntry *entry_of(const Agenda *agenda, const char *duty) {
    for (size_t i = 0; i < agenda->entries.count; i++)
        if (str_is(agenda->entries.items[i].duty->id, duty)) return &agenda->entries.items[i];
    fail_msg("no entry of %s", duty);
    return NULL;
}

static void what_is_due_has_an_event(void **state) {
    Agenda agenda = agenda_of(*state, "a.x = yes, t.t = 2026-03-02T10:30", "2026-03-02T12:00");
    assert_int_equal(agenda.entries.count, 2);
    assert_int_equal(agenda.undated, 1);
    const IcsEvent *days = &entry_of(&agenda, "d.days")->event, *now = &entry_of(&agenda, "d.now")->event;
    assert_int_equal(days->day, day_of(moment_of(*state, "2026-03-04")));
    assert_int_equal(days->alarm_count, 1);
    assert_int_equal(now->day, DAY_NONE);
    assert_int_equal(now->moment, moment_of(*state, "2026-03-02T10:30"));
    assert_int_equal(now->alarm_count, 0); // its time is the moment it began
}

static void an_event_has_the_same_name_each_time(void **state) {
    Agenda one = agenda_of(*state, "a.x = yes, t.t = 2026-03-02", "2026-03-02T12:00");
    Agenda other = agenda_of(*state, "a.x = yes, a.y = no, t.t = 2026-03-02", "2026-03-09T12:00");
    assert_true(str_eq(entry_of(&one, "d.days")->event.uid, entry_of(&other, "d.days")->event.uid));
    assert_false(str_eq(entry_of(&one, "d.days")->event.uid, entry_of(&one, "d.now")->event.uid));
}

static void nothing_due_is_no_event(void **state) {
    Agenda agenda = agenda_of(*state, "a.x = no", "2026-03-02T12:00");
    assert_int_equal(agenda.entries.count, 0);
    assert_int_equal(agenda.undated, 0);
}

static void a_file_holds_every_event(void **state) {
    Agenda agenda = agenda_of(*state, "a.x = yes, t.t = 2026-03-02", "2026-03-02T12:00");
    Buf out = buf_make(*state, 1 << 16);
    agenda_print(&out, &agenda);
    char *file = str_c(*state, buf_str(&out));
    assert_non_null(strstr(file, "DTSTART;VALUE=DATE:20260304\r\n"));
    assert_non_null(strstr(file, "DTSTAMP:20260302T030000Z\r\n"));
    assert_non_null(strstr(file, str_c(*state, entry_of(&agenda, "d.now")->event.uid)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(what_is_due_has_an_event),
        ARENA_TEST(an_event_has_the_same_name_each_time),
        ARENA_TEST(nothing_due_is_no_event),
        ARENA_TEST(a_file_holds_every_event),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
