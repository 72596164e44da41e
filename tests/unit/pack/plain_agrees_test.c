// The decision program against plain C that another generator makes from the text of the same pack: two readings of the rule
// language, one answer, on every random incident and at any moment.
#include "gen/plain_jp.c"
#include "pack/pack.h"
#include "random_incident.c"
#include "unit/base/base_test.h"

enum { COUNT = 20000, START = 47 };

static Arena arena;
static Pack pack;

static int load_pack(void **state) {
    arena = arena_make(NULL, NULL);
    Diags diags = diags_make(&arena);
    Err err = pack_load(&arena, NULL, &pack, &diags);
    Buf said = buf_make(&arena, 1 << 20);
    for (size_t i = 0; i < diags.count; i++) diag_print_line(&said, &diags.items[i], LANG_EN);
    print_message("%.*s", (int)said.len, said.ptr);
    return err ? -1 : 0;
}

static int free_pack(void **state) {
    arena_free(&arena);
    return 0;
}

static void names_are_the_same(void **state) {
    for (size_t i = 0; i < pack.book.facts.count; i++)
        assert_true(plain_facts[i] && str_is(pack.book.facts.items[i].name, plain_facts[i]));
    for (size_t i = 0; i < pack.book.duties.count; i++)
        assert_true(plain_duties[i] && str_is(pack.book.duties.items[i].id, plain_duties[i]));
    assert_null(plain_facts[pack.book.facts.count]);
    assert_null(plain_duties[pack.book.duties.count]);
}

static void answers_are_the_same(void **state) {
    Chance chance = {START};
    const Program *program = &pack.program;
    Value *values = NEW_ARRAY(&arena, Value, pack.book.facts.count);
    uint8_t *tri = NEW_ARRAY(&arena, uint8_t, program->node_count);
    uint8_t *status = NEW_ARRAY(&arena, uint8_t, program->duty_count);
    uint32_t seen[3] = {0};
    print_message("chances begin with %d\n", START);
    for (uint32_t i = 0; i < COUNT; i++) {
        Moment at = moment_random(&chance);
        incident_random(&chance, &pack.book, values);
        program_run(program, values, at, PART_STATUS, tri);
        plain_run(&values->a, at, status);
        for (uint32_t d = 0; d < program->duty_count; d++) {
            if (tri[program->duty_nodes[d]] != status[d])
                fail_msg("incident %u: %s is %d in plain C", i, plain_duties[d], status[d]);
            seen[status[d]]++;
        }
    }
    for (int i = 0; i < 3; i++) assert_true(seen[i] > COUNT);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(names_are_the_same), cmocka_unit_test(answers_are_the_same)};
    return cmocka_run_group_tests(tests, load_pack, free_pack);
}
