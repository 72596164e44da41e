// How long the interview is over the real pack, and that resting early costs nothing: a person who answers what she knows, and
// is asked nothing that hardly fits, comes to every duty that all of her facts lead to.
#include "pack/pack.h"
#include "unit/base/base_test.h"

typedef struct Desk {
    Arena arena, scratch;
    Pack pack;
    bool *passed; // per fact: asked already
} Desk;

static int desk_make(void **state) {
    static Desk desk;
    desk = (Desk){.arena = arena_make(NULL, NULL), .scratch = arena_make(NULL, NULL)};
    Diags diags = diags_make(&desk.arena);
    Err err = pack_load(&desk.arena, NULL, &desk.pack, &diags);
    desk.passed = NEW_ARRAY(&desk.arena, bool, desk.pack.book.facts.count);
    *state = &desk;
    return err ? -1 : 0;
}

static int desk_free(void **state) {
    Desk *desk = *state;
    arena_free(&desk->scratch);
    arena_free(&desk->arena);
    return 0;
}

static Decision decide(Desk *desk, const Incident *incident, Moment at) {
    return decision_make(&desk->scratch, &desk->pack.book, &desk->pack.program, incident, at);
}

static int next_fitting(const Desk *desk, const Decision *decision) {
    for (uint32_t i = 0; i < decision->ask_fitting; i++)
        if (!desk->passed[decision->ask[i]]) return decision->ask[i];
    return -1;
}

// Asks until only what hardly fits is left. What `known` does not say is answered with "I do not know".
static uint32_t interview(Desk *desk, const Incident *known, Moment at, Incident *told) {
    *told = incident_make(&desk->scratch, &desk->pack.book);
    memset(desk->passed, 0, desk->pack.book.facts.count * sizeof *desk->passed);
    for (uint32_t questions = 0;; questions++) {
        Decision decision = decide(desk, told, at);
        int fact = next_fitting(desk, &decision);
        if (fact < 0) return questions;
        desk->passed[fact] = true;
        told->values[fact] = known->values[fact];
    }
}

static void check_due(Desk *desk, const Case *worked, const Decision *all, const Decision *asked) {
    for (uint32_t i = 0; i < all->duty_count; i++) {
        const DutyResult *want = &all->duties[i];
        if (want->status != STATUS_APPLIES) continue;
        Str id = desk->pack.book.duties.items[want->duty].id;
        const DutyResult *got = decision_find(asked, id);
        if (got->status != STATUS_APPLIES || got->window_count != want->window_count || got->form_count != want->form_count)
            fail_msg("%.*s: %.*s is due otherwise when all is said", STR_ARG(worked->id), STR_ARG(id));
    }
}

static void resting_early_costs_no_duty(void **state) {
    Desk *desk = *state;
    Diags diags = diags_make(&desk->arena);
    uint32_t most = 0, sum = 0;
    const CaseList *cases = &desk->pack.book.cases;
    for (size_t i = 0; i < cases->count; i++, arena_reset(&desk->scratch)) {
        const Case *worked = &cases->items[i];
        Moment at = day_last_second(worked->at);
        Incident known = incident_make(&desk->scratch, &desk->pack.book), told;
        incident_assign(&known, &desk->pack.book, &worked->facts, &diags);
        uint32_t questions = interview(desk, &known, at, &told);
        Decision all = decide(desk, &known, at), asked = decide(desk, &told, at);
        check_due(desk, worked, &all, &asked);
        sum += questions;
        if (questions > most) most = questions;
    }
    print_message("%zu cases, %u questions at most, %.1f on average\n", cases->count, most, (double)sum / (double)cases->count);
    assert_true(cases->count > 100);
}

// Somebody who knows little more than what she sees before her.
static void who_knows_little_is_asked_little(void **state) {
    static const struct {
        const char *facts;
        uint32_t most;
    } rows[] = {
        {"{}", 30},
        {"{\"actor.kind\":\"person\",\"incident.kinds\":[\"support_scam\"]}", 14},
        {"{\"actor.kind\":\"person\",\"incident.kinds\":[\"account_takeover\"]}", 14},
        {"{\"actor.kind\":\"business\",\"incident.kinds\":[\"ransomware\"],\"actor.sectors\":[\"commerce\"]}", 28},
        {"{\"actor.kind\":\"business\",\"incident.kinds\":[\"ransomware\"],\"actor.sectors\":[\"medical\"]}", 25},
        {"{\"actor.kind\":\"business\",\"incident.kinds\":[\"card_leak\"],\"actor.sectors\":[\"commerce\"]}", 28},
        {"{\"actor.kind\":\"local_government\",\"incident.kinds\":[\"missending\"],\"actor.sectors\":[\"local\"]}", 25},
    };
    Desk *desk = *state;
    Moment at = day_last_second(day_from_civil((Civil){2026, 11, 20}));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++, arena_reset(&desk->scratch)) {
        Incident known, told;
        Diags diags = diags_make(&desk->scratch);
        Err err = incident_read(&desk->scratch, &desk->pack.book, STR("known"), str_from(rows[i].facts), &known, &diags);
        assert_int_equal(err, ERR_OK);
        uint32_t questions = interview(desk, &known, at, &told);
        print_message("%u questions: %s\n", questions, rows[i].facts);
        assert_true(questions <= rows[i].most);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resting_early_costs_no_duty),
        cmocka_unit_test(who_knows_little_is_asked_little),
    };
    return cmocka_run_group_tests(tests, desk_make, desk_free);
}
