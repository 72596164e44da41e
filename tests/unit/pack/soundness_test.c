// The promises of deciding with unknowns, on random incidents over the real pack and on random ways they may turn out:
// what is decided stays decided, what is open names what decides it, asking ends, and no question is asked in vain.
#include "pack/pack.h"
#include "random_incident.c"
#include "rule/ask.h"
#include "unit/base/base_test.h"

enum {
    START = 20261120, // of the chances
    INCIDENTS = 100000,
    COMPLETIONS = 2, // of each of them
    OPEN_INCIDENTS = 1500,
    OPEN_TRIES = 300, // to see an open duty end both ways
    WALKS = 2000,
    WEIGHED_INCIDENTS = 60,
    WEIGHED_TRIES = 300, // to see a question make a difference
};

typedef struct Ground {
    Arena arena, scratch;
    Pack pack;
    Moment at;
    Chance chance;
    Value *known, *complete;
    Str *texts;
    uint8_t *tri, *other; // results of program_run
    double *weights;
    int *order;
} Ground;

static int ground_make(void **state) {
    static Ground ground;
    ground = (Ground){.arena = arena_make(NULL, NULL), .scratch = arena_make(NULL, NULL), .chance = {START}};
    Diags diags = diags_make(&ground.arena);
    Err err = pack_load(&ground.arena, NULL, &ground.pack, &diags);
    Buf said = buf_make(&ground.arena, 1 << 20);
    for (size_t i = 0; i < diags.count; i++) diag_print_line(&said, &diags.items[i], LANG_EN);
    print_message("%.*schances begin with %d\n", (int)said.len, said.ptr, START);
    size_t facts = ground.pack.book.facts.count;
    ground.at = day_start(day_from_civil((Civil){2026, 11, 20})) + INT64_C(12) * 3600 * 1000000;
    ground.known = NEW_ARRAY(&ground.arena, Value, facts);
    ground.complete = NEW_ARRAY(&ground.arena, Value, facts);
    ground.texts = NEW_ARRAY(&ground.arena, Str, facts);
    ground.weights = NEW_ARRAY(&ground.arena, double, facts);
    ground.order = NEW_ARRAY(&ground.arena, int, facts);
    ground.tri = NEW_ARRAY(&ground.arena, uint8_t, ground.pack.program.node_count);
    ground.other = NEW_ARRAY(&ground.arena, uint8_t, ground.pack.program.node_count);
    *state = &ground;
    return err ? -1 : 0;
}

static int ground_free(void **state) {
    Ground *ground = *state;
    arena_free(&ground->scratch);
    arena_free(&ground->arena);
    return 0;
}

static void know_nothing(Ground *ground) {
    for (size_t i = 0; i < ground->pack.book.facts.count; i++)
        ground->known[i] = value_unknown(ground->pack.book.facts.items[i].type);
}

static Decision decide(Ground *ground, Value *values) {
    static Incident incident;
    incident = (Incident){values, ground->texts};
    return decision_make(&ground->scratch, &ground->pack.book, &ground->pack.program, &incident, ground->at);
}

static void run(Ground *ground, const Value *values, Part part, uint8_t *tri) {
    program_run(&ground->pack.program, values, ground->at, part, tri);
}

static int find_fact(const Ground *ground, const char *name) {
    int fact = map_get(&ground->pack.book.fact_index, str_from(name));
    if (fact < 0) fail_msg("the pack has no fact %s", name);
    return fact;
}

static int find_duty(const Ground *ground, const char *id) {
    int duty = map_get(&ground->pack.book.duty_index, str_from(id));
    if (duty < 0) fail_msg("the pack has no duty %s", id);
    return duty;
}

static const char *duty_name(Ground *ground, uint32_t duty) {
    return str_c(&ground->scratch, ground->pack.book.duties.items[duty].id);
}

static const char *fact_name(Ground *ground, int fact) {
    return str_c(&ground->scratch, ground->pack.book.facts.items[fact].name);
}

// --- what is decided stays decided --------------------------------------------------------------------------------------

static void decided_stays_decided(void **state) {
    Ground *ground = *state;
    const Program *program = &ground->pack.program;
    uint32_t nodes = program->segments[program->part_end[PART_STATUS] - 1].to, seen[3] = {0};
    Moment usual = ground->at;
    for (uint32_t i = 0; i < INCIDENTS; i++) {
        ground->at = moment_random(&ground->chance);
        incident_random(&ground->chance, &ground->pack.book, ground->known);
        run(ground, ground->known, PART_STATUS, ground->tri);
        for (uint32_t d = 0; d < program->duty_count; d++) seen[program_status(program, ground->tri, d)]++;
        for (int c = 0; c < COMPLETIONS; c++) {
            incident_complete(&ground->chance, &ground->pack.book, ground->tri, ground->at, ground->known, ground->complete);
            run(ground, ground->complete, PART_STATUS, ground->other);
            for (uint32_t n = 0; n < nodes; n++)
                if (ground->tri[n] != TRI_UNKNOWN && ground->tri[n] != ground->other[n])
                    fail_msg("incident %u: node %u turns from %u to %u", i, n, ground->tri[n], ground->other[n]);
            for (uint32_t d = 0; d < program->duty_count; d++)
                if (program_status(program, ground->other, d) == STATUS_MAY)
                    fail_msg("incident %u: all is known and %s may apply", i, duty_name(ground, d));
        }
    }
    ground->at = usual;
    print_message("statuses: %u applies, %u may, %u not\n", seen[STATUS_APPLIES], seen[STATUS_MAY], seen[STATUS_NOT]);
    for (int s = 0; s < 3; s++) assert_true(seen[s] > INCIDENTS);
}

// What does not apply to a bare incident applies to none that is judged by the same days.
static void nothing_known_rules_nothing_out(void **state) {
    Ground *ground = *state;
    const Civil days[] = {{2022, 5, 9}, {2024, 6, 3}, {2026, 9, 30}, {2026, 11, 20}};
    uint32_t most = 0;
    know_nothing(ground);
    for (size_t day = 0; day < sizeof days / sizeof *days; day++) {
        uint32_t ruled_out = 0;
        ground->at = day_start(day_from_civil(days[day])) + INT64_C(12) * 3600 * 1000000;
        run(ground, ground->known, PART_STATUS, ground->tri);
        for (uint32_t d = 0; d < ground->pack.program.duty_count; d++) {
            if (program_status(&ground->pack.program, ground->tri, d) != STATUS_NOT) continue;
            ruled_out++;
            for (int i = 0; i < 2000; i++) {
                incident_complete(&ground->chance, &ground->pack.book, ground->tri, ground->at, ground->known,
                                  ground->complete);
                run(ground, ground->complete, PART_STATUS, ground->other);
                if (program_status(&ground->pack.program, ground->other, d) == STATUS_APPLIES)
                    fail_msg("%s does not apply to {} but could", duty_name(ground, d));
            }
        }
        most = ruled_out > most ? ruled_out : most;
    }
    print_message("at most %u duties do not apply to {}\n", most);
    assert_true(most > 0);
}

// --- what is open names what decides it ---------------------------------------------------------------------------------

// With all other facts known it is still open: nothing that decides is missing from its names.
static void check_names(Ground *ground, const DutyResult *result) {
    const Book *book = &ground->pack.book;
    if (!result->unknown_count) fail_msg("%s may apply and names nothing", duty_name(ground, result->duty));
    for (uint32_t i = 0; i < result->unknown_count; i++)
        assert_false(value_is_certain(&book->facts.items[result->unknown[i]], ground->known[result->unknown[i]]));
    incident_complete(&ground->chance, book, ground->tri, ground->at, ground->known, ground->complete);
    for (uint32_t i = 0; i < result->unknown_count; i++)
        ground->complete[result->unknown[i]] = ground->known[result->unknown[i]];
    run(ground, ground->complete, PART_STATUS, ground->other);
    if (program_status(&ground->pack.program, ground->other, result->duty) != STATUS_MAY)
        fail_msg("%s is decided by a fact that it does not name", duty_name(ground, result->duty));
}

// Whether the named facts alone can turn it both ways, for some way the others may turn out.
static bool turns_both_ways(Ground *ground, const DutyResult *result, uint32_t tries) {
    const Book *book = &ground->pack.book;
    bool seen[3] = {false};
    for (uint32_t i = 0; i < tries && !(seen[STATUS_APPLIES] && seen[STATUS_NOT]); i++) {
        incident_complete(&ground->chance, book, ground->tri, ground->at, ground->known, ground->complete);
        run(ground, ground->complete, PART_STATUS, ground->other);
        seen[program_status(&ground->pack.program, ground->other, result->duty)] = true;
        // The others stay as they are: only names may turn.
        for (int n = 0; n < 8 && !(seen[STATUS_APPLIES] && seen[STATUS_NOT]); n++) {
            for (uint32_t u = 0; u < result->unknown_count; u++) {
                int fact = result->unknown[u];
                ground->complete[fact] =
                    value_complete(&ground->chance, book, ground->tri, ground->at, fact, ground->known[fact]);
            }
            run(ground, ground->complete, PART_STATUS, ground->other);
            seen[program_status(&ground->pack.program, ground->other, result->duty)] = true;
        }
    }
    return seen[STATUS_APPLIES] && seen[STATUS_NOT];
}

static void open_duties_name_what_decides(void **state) {
    Ground *ground = *state;
    uint32_t open = 0, one_way = 0, *missed = NEW_ARRAY(&ground->arena, uint32_t, ground->pack.program.duty_count);
    for (uint32_t i = 0; i < OPEN_INCIDENTS; i++) {
        arena_reset(&ground->scratch);
        incident_random(&ground->chance, &ground->pack.book, ground->known);
        Decision decision = decide(ground, ground->known);
        run(ground, ground->known, PART_STATUS, ground->tri);
        for (uint32_t d = 0; d < decision.duty_count; d++) {
            const DutyResult *result = &decision.duties[d];
            if (result->status != STATUS_MAY) continue;
            check_names(ground, result);
            open++;
            if (turns_both_ways(ground, result, OPEN_TRIES)) continue;
            one_way++;
            missed[result->duty]++;
        }
    }
    print_message("%u open duties, %u not seen to end both ways\n", open, one_way);
    for (uint32_t d = 0; d < ground->pack.program.duty_count; d++)
        if (missed[d]) print_message("  %u %s\n", missed[d], duty_name(ground, d));
    assert_true(open > OPEN_INCIDENTS);
    // Three values do not see that two open conditions cannot both hold (x and not x is unknown, not false).
    assert_true(one_way * 100 <= open);
}

// --- asking -------------------------------------------------------------------------------------------------------------

static Value answer(Ground *ground, int fact, Value known) {
    const Fact *asked = &ground->pack.book.facts.items[fact];
    if (asked->type == FACT_TIME && !value_is_certain(asked, known) && chance_in(&ground->chance, 50))
        return value_random(&ground->chance, asked, 50); // the law of another day
    return value_complete(&ground->chance, &ground->pack.book, ground->tri, ground->at, fact, known);
}

static int next_question(Ground *ground) {
    Incident incident = {ground->known, ground->texts};
    Question question = {&ground->pack.book, &ground->pack.program, &incident, ground->at, ground->tri};
    run(ground, ground->known, PART_ROUTING, ground->tri);
    ask_weigh(&question, ground->weights);
    return ask_order(&question, ground->weights, ground->order) ? ground->order[0] : -1;
}

static void check_nothing_open(Ground *ground) {
    Decision decision = decide(ground, ground->known);
    assert_int_equal(decision.ask_count, 0);
    for (uint32_t d = 0; d < decision.duty_count; d++) {
        const DutyResult *result = &decision.duties[d];
        bool open = result->status == STATUS_MAY || result->possible_count;
        for (uint32_t i = 0; i < result->stage_count; i++) open = open || !result->stages[i].certain;
        if (open) fail_msg("nothing is asked any more and %s is open", duty_name(ground, result->duty));
    }
    for (uint32_t i = 0; i < decision.guide_count; i++) assert_true(decision.guides[i].certain);
}

static void asking_ends_with_everything_decided(void **state) {
    Ground *ground = *state;
    uint32_t most = 0;
    for (uint32_t i = 0; i < WALKS; i++) {
        arena_reset(&ground->scratch);
        incident_random(&ground->chance, &ground->pack.book, ground->known);
        Decision before = decide(ground, ground->known);
        uint32_t asked = 0;
        for (int fact; (fact = next_question(ground)) >= 0; asked++) {
            if (asked == 0) assert_int_equal(fact, before.ask[0]);
            if (value_is_certain(&ground->pack.book.facts.items[fact], ground->known[fact]))
                fail_msg("walk %u asks again for %s", i, fact_name(ground, fact));
            ground->known[fact] = answer(ground, fact, ground->known[fact]);
        }
        most = asked > most ? asked : most;
        check_nothing_open(ground);
    }
    print_message("at most %u questions\n", most);
    assert_true(most > 0);
}

static uint64_t mix(uint64_t hash, uint64_t value) {
    return (hash ^ value) * UINT64_C(0x100000001b3) + (hash >> 29);
}

// Everything that a person is told, but for what is still unknown.
static uint64_t told(const Decision *decision) {
    uint64_t hash = 0;
    for (uint32_t d = 0; d < decision->duty_count; d++) {
        const DutyResult *result = &decision->duties[d];
        if (result->status == STATUS_NOT) continue;
        hash = mix(mix(hash, result->duty), result->status);
        for (uint32_t i = 0; i < result->window_count; i++) hash = mix(hash, (uint64_t)result->windows[i]);
        for (uint32_t i = 0; i < result->possible_count; i++) hash = mix(hash, 4096 + (uint64_t)result->possible[i]);
        for (uint32_t i = 0; i < result->form_count; i++) hash = mix(hash, (uintptr_t)result->forms[i]);
        for (uint32_t i = 0; i < result->label_count; i++) hash = mix(hash, (uintptr_t)result->labels[i]);
        for (uint32_t i = 0; i < result->stage_count; i++) {
            const StageResult *stage = &result->stages[i];
            hash = mix(mix(mix(hash, (uintptr_t)stage->line), (uint64_t)stage->due), (uint64_t)stage->latest);
        }
    }
    for (uint32_t i = 0; i < decision->guide_count; i++)
        hash = mix(mix(hash, decision->guides[i].guide), decision->guides[i].certain);
    return hash;
}

// With every other question answered, is there a way in which skipping this one leaves something open? What can be derived
// is left unanswered in every second try: a fact that only derives another counts while that other one is not known.
static bool question_counts(Ground *ground, int fact) {
    for (int i = 0; i < WEIGHED_TRIES; i++) {
        uint64_t first = 0;
        for (int f = 0; f < (int)ground->pack.book.facts.count; f++) {
            bool left = i % 2 && ground->pack.book.facts.items[f].derivations.count;
            ground->complete[f] = left ? ground->known[f] : answer(ground, f, ground->known[f]);
        }
        for (int a = 0; a < 3; a++) {
            arena_reset(&ground->scratch);
            ground->complete[fact] = a == 0 ? ground->known[fact] : answer(ground, fact, ground->known[fact]);
            Decision decision = decide(ground, ground->complete);
            uint64_t now = told(&decision);
            if (a && now != first) return true;
            first = now;
        }
    }
    return false;
}

static void every_question_counts(void **state) {
    Ground *ground = *state;
    uint32_t questions = 0, idle = 0;
    for (uint32_t i = 0; i < WEIGHED_INCIDENTS; i++) {
        know_nothing(ground);
        if (i) incident_random(&ground->chance, &ground->pack.book, ground->known);
        run(ground, ground->known, PART_ROUTING, ground->tri);
        arena_reset(&ground->scratch);
        Decision decision = decide(ground, ground->known);
        int *ask = NEW_ARRAY(&ground->arena, int, decision.ask_count + 1);
        memcpy(ask, decision.ask, decision.ask_count * sizeof *ask);
        for (uint32_t q = 0, count = decision.ask_count; q < count; q++) {
            questions++;
            if (question_counts(ground, ask[q])) continue;
            idle++;
            print_message("  incident %u: %s\n", i, fact_name(ground, ask[q]));
        }
    }
    print_message("%u questions, %u not seen to count\n", questions, idle);
    assert_true(questions > WEIGHED_INCIDENTS);
    assert_true(idle * 100 <= questions); // for the same reason
}

static void questions_come_in_order(void **state) {
    Ground *ground = *state;
    const Book *book = &ground->pack.book;
    uint32_t seen[ORDER_NORMAL + 1] = {0};
    arena_reset(&ground->scratch);
    know_nothing(ground);
    Decision decision = decide(ground, ground->known);
    assert_true(decision.ask_count > 2);
    int danger = find_fact(ground, "person.danger"), minor = find_fact(ground, "person.minor");
    assert_true(decision.ask[0] == danger || decision.ask[1] == danger);
    assert_true(decision.ask[0] == minor || decision.ask[1] == minor);
    for (uint32_t i = 0; i < decision.ask_count; i++) {
        FactOrder order = book->facts.items[decision.ask[i]].order;
        seen[order]++;
        if (i) assert_true(book->facts.items[decision.ask[i - 1]].order <= order);
    }
    for (int order = 0; order <= ORDER_NORMAL; order++) assert_true(seen[order] > 0);
    assert_int_equal(book->facts.items[find_fact(ground, "incident.money_moving")].order, ORDER_EMERGENCY);
    assert_int_equal(book->facts.items[find_fact(ground, "actor.kind")].order, ORDER_WHO);
}

static void the_next_question_follows_the_answer(void **state) {
    Ground *ground = *state;
    uint32_t forks = 0, steps = 0;
    for (int walk = 0; walk < 50; walk++) {
        know_nothing(ground);
        for (int fact; (fact = next_question(ground)) >= 0; steps++) {
            Value unknown = ground->known[fact];
            ground->known[fact] = answer(ground, fact, unknown);
            int after = next_question(ground);
            ground->known[fact] = unknown;
            next_question(ground);
            ground->known[fact] = answer(ground, fact, unknown);
            forks += next_question(ground) != after;
        }
    }
    print_message("%u of %u pairs of answers led to different questions\n", forks, steps);
    assert_true(forks * 20 > steps);
}

// --- the core facts decide the core duties ------------------------------------------------------------------------------

static const char *const core_facts[] = {
    "reporter.role",
    "reporter.mandate",
    "person.danger",
    "person.minor",
    "actor.kind",
    "actor.private_rules",
    "actor.sectors",
    "actor.critical",
    "actor.designated",
    "actor.card_roles",
    "actor.processor",
    "actor.principal_told",
    "actor.principals",
    "actor.principals_told",
    "actor.carrier",
    "actor.listed",
    "actor.prefecture",
    "actor.credit_bureau",
    "incident.kinds",
    "incident.occurred_at",
    "incident.detected_at",
    "incident.known_at",
    "incident.recognised_at",
    "incident.money_moving",
    "incident.credentials_given",
    "incident.card_given",
    "incident.remote_control",
    "incident.giftcard",
    "incident.service_stop",
    "incident.stop_minutes",
    "incident.stop_users",
    "incident.precursor",
    "data.state",
    "data.harm",
    "data.personal",
    "data.collecting",
    "data.people",
    "data.sensitive",
    "data.financial",
    "data.malicious",
    "data.protected",
    "data.pseudonymised",
    "data.secrecy",
    "data.ordinance_sensitive",
    "data.mynumber",
    "data.mynumber_people",
    "data.mynumber_misuse",
    "data.mynumber_exposed",
    "data.mynumber_system",
    "data.origin",
    "card.numbers",
    "computer.important",
    "ransom.demanded",
    "ransom.paid",
    "ransom.amount",
    "wish.punish",
    "wish.recover",
    "wish.prevent",
    "wish.contribute",
    "share.nco",
    "share.nco_withhold",
};

// All but the accidents of sectors and the disclosure of listed companies, which need facts of their own.
static const char *const core_duties[] = {
    "jp.appi.leak",     "jp.appi.public",      "jp.appi.trustee",  "jp.appi.notice",   "jp.mynumber.leak", "jp.crca.incident",
    "jp.crca.assets",   "jp.telecom.secrecy",  "jp.finance.fsa",   "jp.medical.mhlw",  "jp.water.mlit",    "jp.transport.mlit",
    "jp.local.mic",     "jp.credit.meti",      "jp.ci.relay",      "jp.card.acquirer", "jp.card.meti",     "jp.card.brand",
    "jp.card.jca",      "jp.police.report",    "jp.bank.stop",     "jp.card.stop",     "jp.giftcard.stop", "jp.carrier.stop",
    "jp.exchange.stop", "jp.phishing.council", "jp.jpcert.report", "jp.ipa.intrusion", "jp.ipa.virus",     "jp.consumer.188",
    "jp.ihc.removal",   "jp.removal.advice",
};

static void core_facts_decide_core_duties(void **state) {
    Ground *ground = *state;
    enum { FACTS = sizeof core_facts / sizeof *core_facts, DUTIES = sizeof core_duties / sizeof *core_duties };
    uint32_t applied[DUTIES] = {0};
    Moment usual = ground->at;
    for (int i = 0; i < 5000; i++) {
        Mix mix = mix_random(&ground->chance);
        ground->at = moment_random(&ground->chance);
        know_nothing(ground);
        for (size_t f = 0; f < FACTS; f++) {
            int fact = find_fact(ground, core_facts[f]);
            ground->known[fact] = value_random(&ground->chance, &ground->pack.book.facts.items[fact], mix.yes);
        }
        run(ground, ground->known, PART_STATUS, ground->tri);
        for (size_t d = 0; d < DUTIES; d++) {
            Status status = program_status(&ground->pack.program, ground->tri, (uint32_t)find_duty(ground, core_duties[d]));
            if (status == STATUS_MAY) fail_msg("%s may apply though all core facts are known", core_duties[d]);
            applied[d] += status == STATUS_APPLIES;
        }
    }
    ground->at = usual;
    for (size_t d = 0; d < DUTIES; d++)
        if (!applied[d]) fail_msg("%s never applied", core_duties[d]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decided_stays_decided),
        cmocka_unit_test(nothing_known_rules_nothing_out),
        cmocka_unit_test(open_duties_name_what_decides),
        cmocka_unit_test(asking_ends_with_everything_decided),
        cmocka_unit_test(every_question_counts),
        cmocka_unit_test(questions_come_in_order),
        cmocka_unit_test(the_next_question_follows_the_answer),
        cmocka_unit_test(core_facts_decide_core_duties),
    };
    return cmocka_run_group_tests(tests, ground_make, ground_free);
}
