// The decision program: Kleene's tables, bounds, open sets, and both kinds of dates. What is expected stands in tables, or
// is found by trying every number a bound allows.
#include "rule/program.h"
#include "unit/rule/book_text.h"

#define F TRI_FALSE
#define U TRI_UNKNOWN
#define T TRI_TRUE

static const Tri every_tri[] = {TRI_FALSE, TRI_UNKNOWN, TRI_TRUE};

// Runs everything for the law's incident.
static const uint8_t *run(Law *law, const char *at) {
    uint8_t *tri = NEW_ARRAY(law->arena, uint8_t, law->program.node_count + 1);
    program_run(&law->program, law->incident.values, moment_of(law->arena, at), PART_FINDER, tri);
    return tri;
}

static Tri duty_tri(Law *law, const char *at, const char *id) {
    return (Tri)run(law, at)[law_duty(law, id)->status_node];
}

static void give(Law *law, const char *fact, Tri tri) {
    law->incident.values[law_fact(law, fact)] = (Value){tri, 0};
}

static const char yesno_facts[] = "fact a.x yesno \"x\"\nfact a.y yesno \"y\"\nfact a.z yesno \"z\"\n";

static Law *law_of_two(Arena *arena, const char *facts, const char *rest) {
    return law_of(arena, str_c(arena, str_join(arena, str_from(facts), str_from(rest))));
}

static void kleene_tables(void **state) {
    Law *law = law_of_two(*state, yesno_facts,
                          "duty d.all \"d\"\n  when a.x and a.y\nduty d.any \"d\"\n  when a.x or a.y\n"
                          "duty d.none \"d\"\n  when none of\n    a.x\n    a.y\n"
                          "duty d.not \"d\"\n  when not a.x\nduty d.unless \"d\"\n  when a.x\n  unless a.y\n");
    // rows: x is false, unknown, true; columns: y
    static const Tri all[3][3] = {{F, F, F}, {F, U, U}, {F, U, T}};
    static const Tri any[3][3] = {{F, U, T}, {U, U, T}, {T, T, T}};
    static const Tri none[3][3] = {{T, U, F}, {U, U, F}, {F, F, F}};
    static const Tri unless[3][3] = {{F, F, F}, {U, U, F}, {T, U, F}};
    static const Tri not [3] = {T, U, F};
    for (int x = 0; x < 3; x++)
        for (int y = 0; y < 3; y++) {
            give(law, "a.x", every_tri[x]);
            give(law, "a.y", every_tri[y]);
            assert_int_equal(duty_tri(law, "2026-01-01", "d.all"), all[x][y]);
            assert_int_equal(duty_tri(law, "2026-01-01", "d.any"), any[x][y]);
            assert_int_equal(duty_tri(law, "2026-01-01", "d.none"), none[x][y]);
            assert_int_equal(duty_tri(law, "2026-01-01", "d.unless"), unless[x][y]);
            assert_int_equal(duty_tri(law, "2026-01-01", "d.not"), not [x]);
        }
}

// With more operands: all is the least, any the greatest, in the order false, unknown, true.
static void gates_of_three(void **state) {
    Law *law = law_of_two(*state, yesno_facts,
                          "duty d.all \"d\"\n  when a.x and a.y and a.z\nduty d.any \"d\"\n  when a.x or a.y or a.z\n"
                          "duty d.none \"d\"\n  when none of\n    a.x\n    a.y\n    a.z\n"
                          "duty d.mixed \"d\"\n  when a.x and (a.y or not a.z)\n");
    for (int i = 0; i < 27; i++) {
        int x = i % 3, y = i / 3 % 3, z = i / 9;
        int least = x < y ? x : y, most = x > y ? x : y;
        least = least < z ? least : z;
        most = most > z ? most : z;
        int either = y > 2 - z ? y : 2 - z;
        give(law, "a.x", every_tri[x]);
        give(law, "a.y", every_tri[y]);
        give(law, "a.z", every_tri[z]);
        assert_int_equal(duty_tri(law, "2026-01-01", "d.all"), every_tri[least]);
        assert_int_equal(duty_tri(law, "2026-01-01", "d.any"), every_tri[most]);
        assert_int_equal(duty_tri(law, "2026-01-01", "d.none"), every_tri[2 - most]);
        assert_int_equal(duty_tri(law, "2026-01-01", "d.mixed"), every_tri[x < either ? x : either]);
    }
}

static void maybe_takes_the_unknown_for_yes(void **state) {
    Law *law = law_of_two(*state, yesno_facts,
                          "guide g.one \"g\"\n  when maybe a.x\nguide g.two \"g\"\n  when a.y and maybe (a.x and a.z)\n");
    static const Tri one[] = {F, T, T};
    for (int x = 0; x < 3; x++) {
        give(law, "a.x", every_tri[x]);
        give(law, "a.y", T);
        const uint8_t *tri = run(law, "2026-01-01");
        assert_int_equal(tri[law->book.guides.items[0].when->node], one[x]);
        assert_int_equal(tri[law->book.guides.items[1].when->node], one[x]);
        give(law, "a.y", U);
        assert_int_equal(run(law, "2026-01-01")[law->book.guides.items[1].when->node], x == 0 ? F : U);
    }
}

// A given value wins; a derivation fills in only what is true; yes before no.
static void derivations_fill(void **state) {
    Law *law = law_of_two(*state, yesno_facts,
                          "fact b.f yesno \"f\"\n  derive yes when a.x\n  derive no when a.y\nduty d.f \"d\"\n  when b.f\n");
    for (int i = 0; i < 27; i++) {
        int given = i % 3, yes = i / 3 % 3, no = i / 9;
        give(law, "b.f", every_tri[given]);
        give(law, "a.x", every_tri[yes]);
        give(law, "a.y", every_tri[no]);
        Tri want = given != 1 ? every_tri[given] : yes == 2 ? T : no == 2 ? F : U;
        assert_int_equal(duty_tri(law, "2026-01-01", "d.f"), want);
    }
}

static void several_derivations(void **state) {
    Law *law = law_of_two(*state, yesno_facts,
                          "fact b.f yesno \"f\"\n  derive yes when a.x\n  derive yes when a.y\nduty d.f \"d\"\n  when b.f\n"
                          "fact c.f yesno \"f\"\n  derive yes when b.f\nduty d.g \"d\"\n  when not c.f\n");
    give(law, "a.y", T);
    assert_int_equal(duty_tri(law, "2026-01-01", "d.f"), T);
    assert_int_equal(duty_tri(law, "2026-01-01", "d.g"), F);
    give(law, "a.x", F);
    give(law, "a.y", F);
    assert_int_equal(duty_tri(law, "2026-01-01", "d.f"), U); // not derived is not known
}

// --- numbers -----------------------------------------------------------------------------------------------------------

enum { NUMBERS = 6, ENDLESS = 12 };
static const char *const marks[] = {">", ">=", "<", "<=", "="};

static bool compares(int op, int number, int k) {
    const bool answers[] = {number > k, number >= k, number < k, number <= k, number == k};
    return answers[op];
}

// True or false if every number of [least, most] says so.
static Tri by_trying(int op, int k, int least, int most) {
    bool seen[2] = {false};
    for (int number = least; number <= most; number++) seen[compares(op, number, k)] = true;
    return seen[0] && seen[1] ? U : seen[1] ? T : F;
}

static Law *law_of_comparisons(Arena *arena) {
    Buf text = buf_make(arena, 1 << 16);
    buf_puts(&text, "fact n.plain count \"n\"\nfact n.largest count \"n\"\n  largest\nfact n.yen money \"n\"\n");
    for (int op = 0; op < 5; op++)
        for (int k = 0; k < NUMBERS; k++) {
            buf_format(&text, "duty d.plain%d-%d \"d\"\n  when n.plain %s %d\n", op, k, marks[op], k);
            buf_format(&text, "duty d.yen%d-%d \"d\"\n  when n.yen %s %d yen\n", op, k, marks[op], k);
            buf_format(&text, "duty d.largest%d-%d \"d\"\n  when n.largest %s %d\n", op, k, marks[op], k);
        }
    return law_of(arena, str_c(arena, buf_str(&text)));
}

static void check_bounds(Law *law, const char *kind, int least, int most, bool open, bool largest) {
    const uint8_t *tri = run(law, "2026-01-01");
    for (int op = 0; op < 5; op++)
        for (int k = 0; k < NUMBERS; k++) {
            const char *id = str_c(law->arena, str_format(law->arena, "d.%s%d-%d", kind, op, k));
            Tri want = largest && !open ? by_trying(op, k, most, most) : by_trying(op, k, least, open ? ENDLESS : most);
            if (tri[law_duty(law, id)->status_node] != want)
                fail_msg("%s with %d..%d%s: got %d, want %d", id, least, most, open ? "+" : "",
                         tri[law_duty(law, id)->status_node], want);
        }
}

static void comparisons_try_every_number(void **state) {
    Law *law = law_of_comparisons(*state);
    static const char *const kinds[] = {"plain", "yen", "largest"};
    for (int least = 0; least <= NUMBERS + 1; least++)
        for (int most = least; most <= NUMBERS + 2; most++)
            for (int kind = 0; kind < 3; kind++) {
                bool open = most == NUMBERS + 2;
                const char *fact = str_c(law->arena, str_format(law->arena, "n.%s", kinds[kind]));
                law->incident.values[law_fact(law, fact)] = value_number(least, open ? INT64_MAX : most);
                check_bounds(law, kinds[kind], least, most, open, kind == 2);
            }
}

static void an_unknown_number_decides_nothing(void **state) {
    Law *law = law_of_comparisons(*state);
    const uint8_t *tri = run(law, "2026-01-01");
    for (size_t i = 0; i < law->book.duties.count; i++) assert_int_equal(tri[law->book.duties.items[i].status_node], U);
}

// The figures of the law: more than 1,000 people, judged by the largest possible number.
static void the_largest_number_decides(void **state) {
    static const struct {
        const char *value;
        Tri plain, largest;
    } rows[] = {{"1000", F, F},    {"1001", T, T},      {"..5000", U, T},    {"..900", F, F},  {"3000..", T, T},
                {"500..", U, U},   {"500..5000", U, T}, {"..1000", F, F},    {"1001..", T, T}, {"1000..", U, U},
                {"unknown", U, U}, {"0..1001", U, T},   {"1001..9000", T, T}};
    Law *law = law_of(*state, "fact n.a count \"n\"\nfact n.b count \"n\"\n  largest\n"
                              "duty d.a \"d\"\n  when n.a > 1_000\nduty d.b \"d\"\n  when n.b > 1_000\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        law_assume(law, str_c(*state, str_format(*state, "n.a = %s, n.b = %s", rows[i].value, rows[i].value)));
        assert_int_equal(duty_tri(law, "2026-01-01", "d.a"), rows[i].plain);
        assert_int_equal(duty_tri(law, "2026-01-01", "d.b"), rows[i].largest);
    }
}

// --- names -------------------------------------------------------------------------------------------------------------

static void sets_may_be_open(void **state) {
    Law *law = law_of(*state, "fact s.k set \"k\"\n  value a \"a\"\n  value b \"b\"\n  value c \"c\"\n"
                              "duty d.a \"d\"\n  when s.k has a\nduty d.bc \"d\"\n  when s.k has b, c\n"
                              "duty d.not-a \"d\"\n  when not s.k has a\n");
    static const struct {
        const char *value;
        Tri a, bc;
    } rows[] = {{"a", T, F},  {"b", F, T},      {"a + c", T, T}, {"()", F, F},     {"unknown", U, U},
                {"?a", U, F}, {"b + ?a", U, T}, {"?b", F, U},    {"a + ?c", T, U}, {"?a + ?b + ?c", U, U}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        law_assume(law, str_c(*state, str_format(*state, "s.k = %s", rows[i].value)));
        assert_int_equal(duty_tri(law, "2026-01-01", "d.a"), rows[i].a);
        assert_int_equal(duty_tri(law, "2026-01-01", "d.bc"), rows[i].bc);
        assert_int_equal(duty_tri(law, "2026-01-01", "d.not-a"), rows[i].a == T ? F : rows[i].a == F ? T : U);
    }
}

static void choices(void **state) {
    Law *law = law_of(*state, "fact c.k choice \"k\"\n  value a \"a\"\n  value b \"b\"\n  value 01 \"one\"\n"
                              "duty d.is \"d\"\n  when c.k is a\nduty d.isnt \"d\"\n  when c.k is not a\n"
                              "duty d.in \"d\"\n  when c.k in b, 01\n");
    static const struct {
        const char *value;
        Tri is, in;
    } rows[] = {{"a", T, F}, {"b", F, T}, {"01", F, T}, {"unknown", U, U}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        law_assume(law, str_c(*state, str_format(*state, "c.k = %s", rows[i].value)));
        assert_int_equal(duty_tri(law, "2026-01-01", "d.is"), rows[i].is);
        assert_int_equal(duty_tri(law, "2026-01-01", "d.isnt"), rows[i].is == T ? F : rows[i].is == F ? T : U);
        assert_int_equal(duty_tri(law, "2026-01-01", "d.in"), rows[i].in);
    }
}

static void the_last_of_64_values(void **state) {
    Buf text = buf_make(*state, 1 << 14);
    buf_puts(&text, "fact s.k set \"k\"\n");
    for (int i = 0; i < 64; i++) buf_format(&text, "  value v%d \"v\"\n", i);
    buf_puts(&text, "duty d.last \"d\"\n  when s.k has v63\nduty d.other \"d\"\n  when s.k has v62\n");
    Law *law = law_of(*state, str_c(*state, buf_str(&text)));
    law_assume(law, "s.k = v63");
    assert_int_equal(duty_tri(law, "2026-01-01", "d.last"), T);
    assert_int_equal(duty_tri(law, "2026-01-01", "d.other"), F);
    law_assume(law, "s.k = v0 + ?v63");
    assert_int_equal(duty_tri(law, "2026-01-01", "d.last"), U);
    law_assume(law, "");
    assert_int_equal(duty_tri(law, "2026-01-01", "d.last"), U);
}

static void moments_against_days(void **state) {
    Law *law = law_of(*state, "fact t.a time \"t\"\nduty d.before \"d\"\n  when t.a before 2025-04-01\n"
                              "duty d.after \"d\"\n  when t.a after 2025-04-01\n");
    static const struct {
        const char *value;
        Tri after;
    } rows[] = {{"2025-03-31T23:59", F}, {"2025-04-01T00:00", T}, {"2025-04-01T00:01", T}, {"2025-03-31", F}, {"unknown", U}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        law_assume(law, str_c(*state, str_format(*state, "t.a = %s", rows[i].value)));
        assert_int_equal(duty_tri(law, "2030-01-01", "d.after"), rows[i].after);
        assert_int_equal(duty_tri(law, "2030-01-01", "d.before"), rows[i].after == T ? F : rows[i].after == F ? T : U);
    }
}

// --- validity ----------------------------------------------------------------------------------------------------------

static const struct {
    const char *moment;
    Tri in_force;
} around_the_days[] = {{"2025-03-31T23:59", F},
                       {"2025-04-01T00:00", T},
                       {"2025-08-01T12:00", T},
                       {"2026-03-31T23:59", T},
                       {"2026-04-01T00:00", F}};

static void a_duty_follows_its_trigger(void **state) {
    Law *law = law_of(*state, "fact t.known time \"t\"\nfact a.x yesno \"x\"\n"
                              "duty d.era \"d\"\n  from 2025-04-01 until 2026-03-31 of t.known\n  when a.x\n"
                              "duty d.at \"d\"\n  from 2025-04-01 until 2026-03-31\n  when a.x\n"
                              "duty d.by \"d\"\n  from by 2025-04-01 of t.known\n  when a.x\n"
                              "duty d.open \"d\"\n  from open of t.known\n  when a.x\n");
    for (size_t i = 0; i < sizeof around_the_days / sizeof *around_the_days; i++) {
        const char *moment = around_the_days[i].moment;
        Tri want = around_the_days[i].in_force;
        law_assume(law, str_c(*state, str_format(*state, "a.x = yes, t.known = %s", moment)));
        assert_int_equal(duty_tri(law, "2025-08-01", "d.era"), want); // asked for while in force
        assert_int_equal(duty_tri(law, "2030-01-01", "d.era"), want); // and long after
        assert_int_equal(duty_tri(law, "2025-08-01", "d.at"), T);     // has no trigger
        assert_int_equal(duty_tri(law, moment, "d.at"), want);
        law_assume(law, "a.x = yes");
        assert_int_equal(duty_tri(law, moment, "d.era"), want); // the moment asked for stands in
        assert_int_equal(duty_tri(law, moment, "d.by"), F);     // not yet, whenever
        assert_int_equal(duty_tri(law, moment, "d.open"), T);
    }
    law_assume(law, "");
    assert_int_equal(duty_tri(law, "2025-03-31", "d.era"), F); // out of force, whatever the facts
    assert_int_equal(duty_tri(law, "2025-04-01", "d.era"), U);
}

static void condition_lines_follow_the_trigger(void **state) {
    Law *law = law_of(*state, "fact t.known time \"t\"\nfact a.x yesno \"x\"\nfact a.y yesno \"y\"\n"
                              "duty d.era \"d\"\n  from open of t.known\n  when any of\n"
                              "    a.x from 2025-04-01 until 2026-03-31\n    a.y\n"
                              "duty d.at \"d\"\n  from open\n  when any of\n"
                              "    a.x from 2025-04-01 until 2026-03-31\n    a.y\n");
    for (size_t i = 0; i < sizeof around_the_days / sizeof *around_the_days; i++) {
        const char *moment = around_the_days[i].moment;
        Tri want = around_the_days[i].in_force;
        law_assume(law, str_c(*state, str_format(*state, "a.x = yes, a.y = no, t.known = %s", moment)));
        assert_int_equal(duty_tri(law, "2030-01-01", "d.era"), want);
        assert_int_equal(duty_tri(law, "2030-01-01", "d.at"), F);
        assert_int_equal(duty_tri(law, moment, "d.at"), want);
        law_assume(law, "a.y = no");
        assert_int_equal(duty_tri(law, moment, "d.era"), want == T ? U : F); // an unknown line outside its days is false
    }
}

static void a_label_follows_the_trigger_wherever_it_is_used(void **state) {
    Law *law = law_of(*state, "fact t.known time \"t\"\nfact a.x yesno \"x\"\nfact a.y yesno \"y\"\n"
                              "window w.a \"a\"\n  from open\nwindow w.b \"b\"\n  from open\n"
                              "duty d.era \"d\"\n  from open of t.known\n  when any of\n"
                              "    late: a.x from 2025-04-01\n    a.y\n"
                              "  to w.a when late\n  to w.b otherwise\n  label late \"L\"\n"
                              "  form f.a when late\n");
    law_decide(law, "a.x = yes, a.y = yes, t.known = 2025-03-31", "2030-01-01");
    const DutyResult *result = law_result(law, "d.era");
    assert_int_equal(result->label_count, 0);
    assert_text(window_names(law, result->windows, result->window_count), "w.b");
    assert_int_equal(result->form_count, 0);
    law_decide(law, "a.x = yes, a.y = yes, t.known = 2025-04-01", "2030-01-01");
    result = law_result(law, "d.era");
    assert_int_equal(result->label_count, 1);
    assert_text(window_names(law, result->windows, result->window_count), "w.a");
    assert_int_equal(result->form_count, 1);
}

// --- parts -------------------------------------------------------------------------------------------------------------

static void a_part_is_decided_without_those_behind_it(void **state) {
    Law *law = law_of_two(*state, yesno_facts,
                          "duty d.a \"d\"\n  when a.x\n  to w.a when a.x and a.y\n"
                          "window w.a \"w\"\n  from open\n  good when a.x and a.z\n");
    uint8_t tri[64];
    assert_true(law->program.node_count < sizeof tri);
    uint32_t status = law_duty(law, "d.a")->status_node, to = law_duty(law, "d.a")->to.items[0].when->node;
    uint32_t good = law->book.windows.items[0].good->node;
    give(law, "a.x", T);
    give(law, "a.y", F);
    give(law, "a.z", T);
    memset(tri, 0xaa, sizeof tri);
    program_run(&law->program, law->incident.values, 0, PART_STATUS, tri);
    assert_int_equal(tri[status], T);
    assert_int_equal(tri[to], 0xaa);
    assert_int_equal(tri[good], 0xaa);
    program_run(&law->program, law->incident.values, 0, PART_ROUTING, tri);
    assert_int_equal(tri[to], F);
    assert_int_equal(tri[good], 0xaa);
    program_run(&law->program, law->incident.values, 0, PART_FINDER, tri);
    assert_int_equal(tri[good], T);
    for (uint32_t i = 0; i < law->program.node_count; i++) assert_true(tri[i] <= 2);
    assert_int_equal(tri[law->program.node_count], 0xaa);
}

static void a_status_is_the_duty_s_value(void **state) {
    Law *law =
        law_of_two(*state, yesno_facts, "duty d.a \"d\"\n  when a.x\nduty d.b \"d\"\n  when a.y\nduty d.c \"d\"\n  when a.z\n");
    give(law, "a.x", T);
    give(law, "a.z", F);
    const uint8_t *tri = run(law, "2026-01-01");
    assert_int_equal(program_status(&law->program, tri, 0), STATUS_APPLIES);
    assert_int_equal(program_status(&law->program, tri, 1), STATUS_MAY);
    assert_int_equal(program_status(&law->program, tri, 2), STATUS_NOT);
}

static void a_duty_may_rest_on_another(void **state) {
    Law *law = law_of_two(*state, yesno_facts,
                          "duty d.a \"d\"\n  from open until 2025-12-31\n  when a.x\n  unless a.y\n"
                          "duty d.b \"d\"\n  when applies d.a and a.z\n");
    static const Tri want[3][3] = {{F, F, F}, {U, U, F}, {T, U, F}};
    give(law, "a.z", T);
    for (int x = 0; x < 3; x++)
        for (int y = 0; y < 3; y++) {
            give(law, "a.x", every_tri[x]);
            give(law, "a.y", every_tri[y]);
            assert_int_equal(duty_tri(law, "2025-12-31", "d.b"), want[x][y]);
            assert_int_equal(duty_tri(law, "2026-01-01", "d.b"), F);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(kleene_tables),
        ARENA_TEST(gates_of_three),
        ARENA_TEST(maybe_takes_the_unknown_for_yes),
        ARENA_TEST(derivations_fill),
        ARENA_TEST(several_derivations),
        ARENA_TEST(comparisons_try_every_number),
        ARENA_TEST(an_unknown_number_decides_nothing),
        ARENA_TEST(the_largest_number_decides),
        ARENA_TEST(sets_may_be_open),
        ARENA_TEST(choices),
        ARENA_TEST(the_last_of_64_values),
        ARENA_TEST(moments_against_days),
        ARENA_TEST(a_duty_follows_its_trigger),
        ARENA_TEST(condition_lines_follow_the_trigger),
        ARENA_TEST(a_label_follows_the_trigger_wherever_it_is_used),
        ARENA_TEST(a_part_is_decided_without_those_behind_it),
        ARENA_TEST(a_status_is_the_duty_s_value),
        ARENA_TEST(a_duty_may_rest_on_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
