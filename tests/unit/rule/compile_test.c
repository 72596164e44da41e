// Compiling: equal conditions share a node, operands come before their nodes, equal work stands together, each part needs
// only those before it, and what is too big is refused.
#include "base/limits.h"
#include "rule/program.h"
#include "unit/rule/book_text.h"

static const char facts[] =
    "fact a.x yesno \"x\"\nfact a.y yesno \"y\"\nfact a.z yesno \"z\"\nfact a.w yesno \"w\"\nfact n.n count \"n\"\n"
    "fact s.s set \"s\"\n  value a \"a\"\n  value b \"b\"\nfact t.t time \"t\"\nwindow w.a \"a\"\n  from open\n";

static Law *law_with(Arena *arena, const char *rest) {
    return law_of(arena, str_c(arena, str_join(arena, str_from(facts), str_from(rest))));
}

// Two duties, each with one condition: whether they are one node.
static bool share(Arena *arena, const char *one, const char *two) {
    Law *law =
        law_with(arena, str_c(arena, str_format(arena, "duty d.a \"a\"\n  when %s\nduty d.b \"b\"\n  when %s\n", one, two)));
    return law_duty(law, "d.a")->when->node == law_duty(law, "d.b")->when->node;
}

static void equal_conditions_share_a_node(void **state) {
    static const struct {
        const char *one, *two;
        bool same;
    } rows[] = {
        {"a.x", "a.x", true},
        {"a.x", "a.y", false},
        {"a.x", "not a.x", false},
        {"not a.x", "not a.x", true},
        {"a.x and a.y", "a.x and a.y", true},
        {"a.x and a.y", "a.x or a.y", false},
        {"a.x and a.y and a.z and a.w", "a.x and a.y and a.z and a.w", true},
        {"a.x and a.y and a.z and a.w", "a.x and a.y and a.z", false},
        {"all of\n    a.x\n    a.y", "a.x and a.y", true},
        {"all of\n    a.x", "a.x", true},
        {"any of\n    a.x", "a.x", true},
        {"none of\n    a.x", "not a.x", true},
        {"none of\n    a.x\n    a.y", "not (a.x or a.y)", true},
        {"n.n > 5", "n.n > 5", true},
        {"n.n > 5", "n.n >= 6", true},
        {"n.n > 5", "n.n > 6", false},
        {"n.n <= 5", "not n.n > 5", true},
        {"n.n < 6", "n.n <= 5", true},
        {"s.s has a", "s.s has a", true},
        {"s.s has a, b", "s.s has b, a", true},
        {"s.s has a", "s.s has b", false},
        {"t.t before 2025-04-01", "not t.t after 2025-04-01", true},
        {"a.x from 2025-04-01", "a.x from 2025-04-01", true},
        {"a.x from 2025-04-01", "a.x from 2025-04-02", false},
        {"a.x from 2025-04-01", "a.x", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (share(*state, rows[i].one, rows[i].two) != rows[i].same) fail_msg("\"%s\" and \"%s\"", rows[i].one, rows[i].two);
}

static void names_add_no_node(void **state) {
    Law *plain = law_with(*state, "duty d.a \"a\"\n  when (a.x and a.y) or a.z\n");
    Law *named =
        law_with(*state, "define both \"b\"\n  when a.x and a.y\nduty d.a \"a\"\n  when any of\n    one: both\n    two: a.z\n"
                         "  to w.a when one and not two\n  to w.a when both and not a.z\n");
    const Duty *duty = law_duty(named, "d.a");
    uint32_t both = named->book.defines.items[0].when->node;
    assert_int_equal(duty->when->children[0]->node, both);
    assert_int_equal(duty->to.items[0].when->children[0]->node, both);
    assert_int_equal(duty->to.items[0].when->node, duty->to.items[1].when->node);
    assert_int_equal(named->program.node_count, plain->program.node_count + 2); // "not", "and"
}

static void another_duty_is_its_node(void **state) {
    Law *law = law_with(*state,
                        "duty d.a \"a\"\n  when applies d.b\nduty d.b \"b\"\n  from 2025-01-01 until 2025-12-31\n  when a.x\n");
    assert_int_equal(law_duty(law, "d.a")->when->node, law_duty(law, "d.b")->status_node);
    assert_int_not_equal(law_duty(law, "d.b")->in_force_node, law_duty(law, "d.a")->in_force_node);
    for (uint32_t d = 0; d < law->program.duty_count; d++)
        assert_int_equal(law->program.duty_nodes[d], law->book.duties.items[d].status_node);
}

static void derived_facts_have_a_node(void **state) {
    Law *law = law_with(*state, "fact f.f yesno \"f\"\n  derive yes when a.x\nfact f.g yesno \"g\"\n  derive no when a.y\n"
                                "duty d.a \"a\"\n  when f.f\n");
    assert_int_equal(law->book.facts.items[law_fact(law, "f.f")].node, law_duty(law, "d.a")->when->node);
    law_decide(law, "a.y = yes", "2026-01-01"); // also one that no duty reads
    assert_int_equal(law->decision.question.tri[law->book.facts.items[law_fact(law, "f.g")].node], TRI_FALSE);
}

// --- the row of nodes --------------------------------------------------------------------------------------------------

static void check_shape(const Program *program) {
    uint32_t next = 0, tests = 0, gates = 0, segments = program->part_end[PART_COUNT - 1];
    for (uint32_t s = 0; s < segments; s++) {
        const Segment *segment = &program->segments[s];
        assert_true(segment->from == next && segment->to > segment->from);
        assert_true(segment->op < NODE_OP_COUNT);
        assert_int_equal(segment->first, segment->op < NODE_ALL ? tests : gates);
        for (uint32_t i = segment->from; i < segment->to; i++)
            for (uint32_t o = 0; segment->op >= NODE_ALL && o < NODE_OPERANDS; o++)
                assert_true(program->gates[gates + i - segment->from].operands[o] < i);
        *(segment->op < NODE_ALL ? &tests : &gates) += segment->to - segment->from;
        next = segment->to;
    }
    assert_int_equal(next, program->node_count);
    assert_int_equal(tests, program->test_count);
    assert_int_equal(gates, program->gate_count);
    for (Part part = 1; part < PART_COUNT; part++) assert_true(program->part_end[part - 1] <= program->part_end[part]);
}

static uint32_t part_nodes(const Program *program, Part part) {
    uint32_t end = program->part_end[part];
    return end ? program->segments[end - 1].to : 0;
}

static void operands_come_before_nodes(void **state) {
    Law *law = law_with(
        *state,
        "define d1 \"1\"\n  when a.x or not a.y\ndefine d2 \"2\"\n  when d1 and d3\ndefine d3 \"3\"\n  when not d1 or a.z\n"
        "fact f.f yesno \"f\"\n  derive yes when d2\n  derive no when d3 and n.n > 7\n"
        "duty d.a \"a\"\n  when all of\n    not (not f.f)\n    a.x or a.y or a.z or a.w or d2 or f.f\n    applies d.b\n"
        "duty d.b \"b\"\n  from 2025-01-01 of t.t\n  when none of\n    d3\n    a.x and (a.y or (a.z and (a.w or n.n = 3)))\n"
        "  unless s.s has a\n  to w.a when maybe d3\n"
        "guide g.a \"g\"\n  when not maybe (d1 and f.f)\nwindow w.b \"b\"\n  from open\n  good when d2 and not a.w\n");
    check_shape(&law->program);
    uint32_t status = part_nodes(&law->program, PART_STATUS), routing = part_nodes(&law->program, PART_ROUTING);
    for (size_t d = 0; d < law->book.duties.count; d++) {
        assert_true(law->book.duties.items[d].status_node < status);
        assert_true(law->book.duties.items[d].when->node < status);
        assert_true(law->book.duties.items[d].in_force_node < status);
    }
    uint32_t to = law_duty(law, "d.b")->to.items[0].when->node, guide = law->book.guides.items[0].when->node;
    assert_true(to >= status && to < routing);
    assert_true(guide >= status && guide < routing);
    assert_true(law->book.windows.items[1].good->node >= routing);
}

static void equal_work_stands_together(void **state) {
    Law *law = law_with(*state, "duty d.a \"a\"\n  when a.x and n.n > 1\nduty d.b \"b\"\n  when a.y and n.n > 2\n"
                                "duty d.c \"c\"\n  when a.z and n.n > 3\nduty d.d \"d\"\n  when not a.w or n.n > 4\n");
    check_shape(&law->program);
    bool seen[NODE_OP_COUNT] = {false};
    for (uint32_t s = 0; s < law->program.part_end[PART_STATUS]; s++)
        if (law->program.segments[s].op < NODE_ALL) {
            assert_false(seen[law->program.segments[s].op]); // tests wait for nothing: one segment each
            seen[law->program.segments[s].op] = true;
        }
    assert_true(seen[NODE_FACT] && seen[NODE_MORE]);
}

static void an_empty_book_is_a_program(void **state) {
    Law *law = law_of(*state, "fact a.x yesno \"x\"\n");
    assert_int_equal(law->program.node_count, 0);
    const Decision *decision = law_decide(law, "", "2026-01-01");
    assert_int_equal(decision->duty_count + decision->guide_count + decision->ask_count, 0);
}

static void the_order_of_blocks_never_shows(void **state) {
    static const char *const blocks[] = {"fact b.x yesno \"x\"\n", "define de \"d\"\n  when b.x or b.n > 5\n",
                                         "fact b.n count \"n\"\n", "duty e.b \"b\"\n  when de and applies e.a\n",
                                         "duty e.a \"a\"\n  when b.n > 5\n  unless b.x\n"};
    Buf forward = buf_make(*state, 4096), backward = buf_make(*state, 4096);
    for (size_t i = 0; i < 5; i++) {
        buf_puts(&forward, blocks[i]);
        buf_puts(&backward, blocks[4 - i]);
    }
    Law *one = law_of(*state, str_c(*state, buf_str(&forward))), *two = law_of(*state, str_c(*state, buf_str(&backward)));
    assert_int_equal(one->program.node_count, two->program.node_count);
    assert_memory_equal(one->program.tests, two->program.tests, one->program.test_count * sizeof *one->program.tests);
    assert_memory_equal(one->program.gates, two->program.gates, one->program.gate_count * sizeof *one->program.gates);
    assert_memory_equal(one->program.duty_nodes, two->program.duty_nodes, 2 * sizeof *one->program.duty_nodes);
}

static void a_wide_gate_is_still_right(void **state) {
    Buf text = buf_make(*state, 1 << 16);
    enum { WIDTH = 23 };
    for (int i = 0; i < WIDTH; i++) buf_format(&text, "fact g.x%02d yesno \"x\"\n", i);
    for (int any = 0; any < 2; any++) {
        buf_format(&text, "duty h.%s \"h\"\n  when %s of\n", any ? "any" : "all", any ? "any" : "all");
        for (int i = 0; i < WIDTH; i++) buf_format(&text, "    g.x%02d\n", i);
    }
    Law *law = law_of(*state, str_c(*state, buf_str(&text)));
    check_shape(&law->program);
    for (int i = 0; i < WIDTH; i++)
        for (int value = TRI_UNKNOWN; value <= TRI_FALSE; value++) { // one stands out
            for (int f = 0; f < WIDTH; f++) law->incident.values[f] = value_yesno(true);
            law->incident.values[i] = (Value){value, 0};
            Decision decision = decision_make(*state, &law->book, &law->program, &law->incident, 0);
            assert_int_equal(decision.question.tri[law_duty(law, "h.all")->status_node], value);
            for (int f = 0; f < WIDTH; f++) law->incident.values[f] = value_yesno(false);
            law->incident.values[i] = (Value){value, 0};
            decision = decision_make(*state, &law->book, &law->program, &law->incident, 0);
            assert_int_equal(decision.question.tri[law_duty(law, "h.any")->status_node], value);
        }
}

// Enough gates that many fall into the same bucket: none may be taken for another.
static void many_gates_stay_apart(void **state) {
    enum { FACTS = 64 };
    Buf text = buf_make(*state, 1 << 20);
    for (int i = 0; i < FACTS; i++) buf_format(&text, "fact g.x%02d yesno \"x\"\n", i);
    buf_puts(&text, "duty h.a \"h\"\n  when any of\n");
    for (int i = 0; i < FACTS; i++)
        for (int j = 0; j < i; j++) buf_format(&text, "    g.x%02d and g.x%02d\n", i, j);
    Law *law = law_of(*state, str_c(*state, buf_str(&text)));
    const Cond *when = law_duty(law, "h.a")->when;
    bool *taken = NEW_ARRAY(*state, bool, law->program.node_count);
    for (uint32_t i = 0; i < when->child_count; i++) {
        assert_false(taken[when->children[i]->node]);
        taken[when->children[i]->node] = true;
    }
    for (size_t f = 0; f < FACTS; f++) law->incident.values[f] = value_yesno(f == 5 || f == 40);
    Decision decision = decision_make(*state, &law->book, &law->program, &law->incident, 0);
    for (uint32_t i = 0, pair = 0; i < FACTS; i++)
        for (uint32_t j = 0; j < i; j++, pair++)
            assert_int_equal(decision.question.tri[when->children[pair]->node], i == 40 && j == 5 ? TRI_TRUE : TRI_FALSE);
}

static void too_many_conditions_are_refused(void **state) {
    Buf text = buf_make(*state, 4 << 20);
    buf_puts(&text, "pack t \"t\"\n  version \"1\"\nfact n.n count \"n\"\nduty d.a \"d\"\n  when any of\n");
    for (int i = 0; i < LIMIT_NODES; i++) buf_format(&text, "    n.n > %d\n", i);
    Read *read = linked_of(*state, str_c(*state, buf_str(&text)));
    assert_clean(*state, &read->diags);
    Program program;
    assert_int_equal(program_compile(*state, &read->book, &program, &read->diags), ERR_TOO_BIG);
    assert_int_equal(read->diags.count, 1);
    assert_int_equal(read->diags.items[0].msg, MSG_COMPILE_TOO_BIG);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(equal_conditions_share_a_node),   ARENA_TEST(names_add_no_node),
        ARENA_TEST(another_duty_is_its_node),        ARENA_TEST(derived_facts_have_a_node),
        ARENA_TEST(operands_come_before_nodes),      ARENA_TEST(equal_work_stands_together),
        ARENA_TEST(an_empty_book_is_a_program),      ARENA_TEST(the_order_of_blocks_never_shows),
        ARENA_TEST(a_wide_gate_is_still_right),      ARENA_TEST(many_gates_stay_apart),
        ARENA_TEST(too_many_conditions_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
