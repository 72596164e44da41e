// Weights: only open branches carry any, alternatives carry as much as the whole, and of "all of" the author's order counts.
#include "rule/weigh.h"
#include "unit/rule/book_text.h"

static const char common[] = "fact a.x yesno \"x\"\nfact a.y yesno \"y\"\nfact a.z yesno \"z\"\nfact n.n count \"n\"\n"
                             "fact s.s set \"s\"\n  value a \"a\"\n  value b \"b\"\nfact t.t time \"t\"\n"
                             "fact c.c choice \"c\"\n  value a \"a\"\n  value b \"b\"\n";

static Law *law_when(Arena *arena, const char *rest) {
    return law_of(arena, str_c(arena, str_format(arena, "%sduty d.a \"d\"\n  when %s", common, rest)));
}

// Weights of the duty's status as "a.x 0.50 a.y 0.50".
static Str status_weights(Law *law, const char *assignments) {
    double *weights = NEW_ARRAY(law->arena, double, law->book.facts.count);
    Buf out = buf_make(law->arena, 4096);
    const Decision *decision = law_decide(law, assignments, "2026-01-01");
    weigh_status(&law->book, decision->question.tri, law_duty(law, "d.a"), 1, weights);
    for (size_t i = 0; i < law->book.facts.count; i++)
        if (weights[i] > 0)
            buf_format(&out, "%s%.*s %.2f", out.len ? " " : "", STR_ARG(law->book.facts.items[i].name), weights[i]);
    return buf_str(&out);
}

static void one_fact_carries_all(void **state) {
    static const char *const conditions[] = {"a.x\n", "not a.x\n", "not not a.x\n", "all of\n    a.x\n", "none of\n    a.x\n"};
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
        Law *law = law_when(*state, conditions[i]);
        assert_text(status_weights(law, ""), "a.x 1.00");
        assert_text(status_weights(law, "a.x = yes"), "");
        assert_text(status_weights(law, "a.x = no"), "");
    }
    assert_text(status_weights(law_when(*state, "n.n > 5\n"), "n.n = 3.."), "n.n 1.00");
    assert_text(status_weights(law_when(*state, "n.n > 5\n"), "n.n = 6.."), "");
    assert_text(status_weights(law_when(*state, "s.s has a\n"), "s.s = ?a"), "s.s 1.00");
    assert_text(status_weights(law_when(*state, "s.s has a\n"), "s.s = ?b"), "");
    assert_text(status_weights(law_when(*state, "c.c is a\n"), ""), "c.c 1.00");
    assert_text(status_weights(law_when(*state, "t.t after 2026-01-01\n"), ""), "t.t 1.00");
}

static void alternatives_count_like_the_whole(void **state) {
    Law *law = law_when(*state, "a.x or a.y or a.z\n");
    assert_text(status_weights(law, ""), "a.x 1.00 a.y 1.00 a.z 1.00");
    assert_text(status_weights(law, "a.y = no"), "a.x 1.00 a.z 1.00"); // what is settled carries nothing
    assert_text(status_weights(law, "a.y = yes"), "");
    assert_text(status_weights(law_when(*state, "none of\n    a.x\n    a.y\n"), ""), "a.x 1.00 a.y 1.00");
}

static void of_all_the_first_comes_first(void **state) {
    Law *law = law_when(*state, "a.z and a.x and a.y\n");
    assert_text(status_weights(law, ""), "a.x 0.50 a.y 0.33 a.z 1.00");
    assert_text(status_weights(law, "a.z = yes"), "a.x 1.00 a.y 0.50");
    assert_text(status_weights(law, "a.x = no"), "");
}

static void weight_goes_down_through_gates(void **state) {
    Law *law = law_when(*state, "all of\n    a.x\n    any of\n      a.y\n      not a.z\n      n.n > 5\n");
    assert_text(status_weights(law, ""), "a.x 1.00 a.y 0.50 a.z 0.50 n.n 0.50");
    assert_text(status_weights(law, "a.y = yes"), "a.x 1.00"); // the inner any is decided
    assert_text(status_weights(law, "a.x = yes, a.z = yes"), "a.y 1.00 n.n 1.00");
}

static void a_fact_in_two_branches_carries_both(void **state) {
    assert_text(status_weights(law_when(*state, "(a.x and a.y) or (a.x and a.z)\n"), ""), "a.x 2.00 a.y 0.50 a.z 0.50");
}

static void through_names_and_other_duties(void **state) {
    Law *law = law_when(*state, "both\ndefine both \"b\"\n  when a.x or a.y\n");
    assert_text(status_weights(law, ""), "a.x 1.00 a.y 1.00");
    law = law_when(*state, "any of\n    one: a.x\n    one and a.y\n");
    assert_text(status_weights(law, ""), "a.x 2.00 a.y 0.50");
    law = law_when(*state, "applies d.b\nduty d.b \"b\"\n  when a.x\n  unless a.y\n");
    assert_text(status_weights(law, ""), "a.x 0.50 a.y 0.50");
    assert_text(status_weights(law, "a.y = no"), "a.x 1.00");
}

static void the_exception_takes_half(void **state) {
    Law *law = law_when(*state, "a.x\n  unless a.y\n");
    assert_text(status_weights(law, ""), "a.x 0.50 a.y 0.50");
    assert_text(status_weights(law, "a.x = yes"), "a.y 1.00");
    assert_text(status_weights(law, "a.y = no"), "a.x 1.00");
    assert_text(status_weights(law, "a.y = yes"), "");
    assert_text(status_weights(law, "a.x = no"), "");
}

static void what_derives_a_fact_counts_half(void **state) {
    Law *law = law_when(*state, "b.b\nfact b.b yesno \"b\"\n  derive yes when a.x\n  derive no when a.y or a.z\n");
    assert_text(status_weights(law, ""), "a.x 0.50 a.y 0.50 a.z 0.50 b.b 1.00");
    assert_text(status_weights(law, "a.x = no"), "a.y 0.50 a.z 0.50 b.b 1.00");
    assert_text(status_weights(law, "a.x = yes"), ""); // derived
    assert_text(status_weights(law, "b.b = no"), "");  // given
}

static void days_rule_a_branch_out(void **state) {
    Law *law = law_when(*state, "any of\n    a.x from 2026-01-02\n    a.y until 2026-01-01\n");
    assert_text(status_weights(law, ""), "a.y 1.00");
}

// --- under "maybe" -----------------------------------------------------------------------------------------------------

static Str routing_weights(Law *law, const char *assignments, bool routing) {
    double *weights = NEW_ARRAY(law->arena, double, law->book.facts.count);
    Buf out = buf_make(law->arena, 4096);
    const Decision *decision = law_decide(law, assignments, "2026-01-01");
    weigh_cond(&law->book, decision->question.tri, law->book.guides.items[0].when, routing, 1, weights);
    for (size_t i = 0; i < law->book.facts.count; i++)
        if (weights[i] > 0)
            buf_format(&out, "%s%.*s %.2f", out.len ? " " : "", STR_ARG(law->book.facts.items[i].name), weights[i]);
    return buf_str(&out);
}

static Law *law_guide(Arena *arena, const char *condition) {
    return law_of(arena, str_c(arena, str_format(arena, "%sguide g.a \"g\"\n  when %s\n", common, condition)));
}

static void maybe_is_looked_through_for_routing(void **state) {
    Law *law = law_guide(*state, "maybe a.x");
    assert_text(routing_weights(law, "", true), "a.x 1.00");
    assert_text(routing_weights(law, "", false), ""); // taken for yes
    assert_text(routing_weights(law, "a.x = no", true), "");
    assert_text(routing_weights(law, "a.x = yes", true), "");
    law = law_guide(*state, "maybe a.x or a.y");
    assert_text(routing_weights(law, "", true), "a.x 1.00 a.y 1.00");
    assert_text(routing_weights(law, "a.y = yes", true), ""); // true anyway
    assert_text(routing_weights(law, "a.y = no", true), "a.x 1.00");
    law = law_guide(*state, "maybe a.x and maybe (a.y or a.z)");
    assert_text(routing_weights(law, "", true), "a.x 1.00 a.y 0.50 a.z 0.50");
    assert_text(routing_weights(law, "a.x = no", true), "");
    law = law_guide(*state, "not maybe a.x");
    assert_text(routing_weights(law, "", true), "a.x 1.00");
    law = law_guide(*state, "none of\n    maybe a.x\n    maybe a.y");
    assert_text(routing_weights(law, "", true), "a.x 1.00 a.y 1.00");
    assert_text(routing_weights(law, "a.x = yes", true), "");
}

// Whatever the facts: there is weight exactly where the condition is open, and only on facts that are.
static void open_conditions_have_weight(void **state) {
    Law *law = law_when(*state, "all of\n    any of\n      a.x and a.y\n      not a.z\n      n.n > 5\n    none of\n"
                                "      a.y and c.c is a\n      s.s has a, b\n    a.x or t.t before 2026-01-01\n");
    static const char *const values[] = {"unknown", "no", "yes"};
    double *weights = NEW_ARRAY(*state, double, law->book.facts.count);
    for (int i = 0; i < 27; i++) {
        Str facts = str_format(*state, "a.x = %s, a.y = %s, a.z = %s", values[i % 3], values[i / 3 % 3], values[i / 9]);
        const Decision *decision = law_decide(law, str_c(*state, facts), "2026-01-01");
        memset(weights, 0, law->book.facts.count * sizeof *weights);
        weigh_status(&law->book, decision->question.tri, law_duty(law, "d.a"), 1, weights);
        double sum = 0;
        for (size_t f = 0; f < law->book.facts.count; f++) {
            sum += weights[f];
            if (!value_is_unknown(&law->book.facts.items[f], law->incident.values[f])) assert_true(weights[f] == 0);
        }
        bool open = law_status(law, "d.a") == STATUS_MAY;
        assert_true(open ? sum > 0 : sum == 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(one_fact_carries_all),
        ARENA_TEST(alternatives_count_like_the_whole),
        ARENA_TEST(of_all_the_first_comes_first),
        ARENA_TEST(weight_goes_down_through_gates),
        ARENA_TEST(a_fact_in_two_branches_carries_both),
        ARENA_TEST(through_names_and_other_duties),
        ARENA_TEST(the_exception_takes_half),
        ARENA_TEST(what_derives_a_fact_counts_half),
        ARENA_TEST(days_rule_a_branch_out),
        ARENA_TEST(maybe_is_looked_through_for_routing),
        ARENA_TEST(open_conditions_have_weight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
