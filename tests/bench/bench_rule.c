// How fast incidents are decided, explained and asked on; how long a pack takes to load and the program to answer. The limit
// for deciding is plain C made from the same pack by mkplain; it must agree on every incident before anything is timed.
#include "base/embedded.h"
#include "bench/bench.h"
#include "gen/plain_jp.c"
#include "pack/pack.h"
#include "random_incident.c"
#include "rule/ask.h"
#include "rule/decision_json.h"
#include <fcntl.h>
#include <sodium.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { INCIDENTS = 4096, COMPARED = 100000, START = 20261120 };

typedef struct Bench {
    Arena arena; // the pack and nothing else
    Pack pack;
    Moment at;
    Arena scratch; // for one answer
    Arena drawn;   // for the rest
    Value *values; // INCIDENTS rows of facts
    uint8_t *tri, *status;
    Str *texts;
    double *weights;
    int *order;
    double peak;       // bytes, of the last program that ran; not less than this program had when it began that one
    char incident[32]; // a file
} Bench;

static volatile uint64_t sink; // keeps the compiler from leaving work out

static const Value *incident_at(const Bench *bench, size_t i) {
    return bench->values + i * bench->pack.book.facts.count;
}

// --- deciding ----------------------------------------------------------------------------------------------------------

static void plain_decide(const Bench *bench, const Value *values) {
    plain_run(&values->a, bench->at, bench->status);
}

static bool agree(const Bench *bench, const Value *values) {
    const Program *program = &bench->pack.program;
    program_run(program, values, bench->at, PART_STATUS, bench->tri);
    plain_decide(bench, values);
    for (uint32_t i = 0; i < program->duty_count; i++)
        if (bench->tri[program->duty_nodes[i]] != bench->status[i]) {
            fprintf(stderr, "bench_rule: the plain C and the program differ on %s\n", plain_duties[i]);
            return false;
        }
    return true;
}

static bool same_names(const Book *book) {
    bool same = true;
    for (size_t i = 0; i < book->facts.count; i++)
        same = same && plain_facts[i] && str_is(book->facts.items[i].name, plain_facts[i]);
    for (size_t i = 0; same && i < book->duties.count; i++)
        same = plain_duties[i] && str_is(book->duties.items[i].id, plain_duties[i]);
    return same;
}

// A second of one core: others on this machine do not count.
static double decide(void *at) {
    Bench *bench = at;
    const Program *program = &bench->pack.program;
    uint64_t sum = 0;
    double start = bench_clock(CLOCK_THREAD_CPUTIME_ID);
    for (int round = 0; round < 10; round++)
        for (size_t i = 0; i < INCIDENTS; i++) {
            program_run(program, incident_at(bench, i), bench->at, PART_STATUS, bench->tri);
            sum += bench->tri[program->duty_nodes[i % program->duty_count]];
        }
    sink += sum;
    return 10 * INCIDENTS / (bench_clock(CLOCK_THREAD_CPUTIME_ID) - start);
}

static double decide_plain(void *at) {
    Bench *bench = at;
    uint64_t sum = 0;
    double start = bench_clock(CLOCK_THREAD_CPUTIME_ID);
    for (int round = 0; round < 10; round++)
        for (size_t i = 0; i < INCIDENTS; i++) {
            plain_decide(bench, incident_at(bench, i));
            sum += bench->status[i % bench->pack.program.duty_count];
        }
    sink += sum;
    return 10 * INCIDENTS / (bench_clock(CLOCK_THREAD_CPUTIME_ID) - start);
}

static double decide_routing(void *at) {
    Bench *bench = at;
    double start = bench_clock(CLOCK_THREAD_CPUTIME_ID);
    for (int round = 0; round < 10; round++)
        for (size_t i = 0; i < INCIDENTS; i++)
            program_run(&bench->pack.program, incident_at(bench, i), bench->at, PART_ROUTING, bench->tri);
    return 10 * INCIDENTS / (bench_clock(CLOCK_THREAD_CPUTIME_ID) - start);
}

static double explain(void *at) {
    Bench *bench = at;
    enum { COUNT = 256 };
    double start = bench_clock(CLOCK_THREAD_CPUTIME_ID);
    for (size_t i = 0; i < COUNT; i++) {
        arena_reset(&bench->scratch);
        Incident incident = {(Value *)incident_at(bench, i), bench->texts};
        Decision decision = decision_make(&bench->scratch, &bench->pack.book, &bench->pack.program, &incident, bench->at);
        Buf out = buf_make(&bench->scratch, 1 << 20);
        decision_print_json(&out, &decision, STR("{}"), false, LANG_JA);
        sink += out.len;
    }
    return COUNT / (bench_clock(CLOCK_THREAD_CPUTIME_ID) - start);
}

static double next(void *at) {
    Bench *bench = at;
    double start = bench_clock(CLOCK_THREAD_CPUTIME_ID);
    for (size_t i = 0; i < INCIDENTS; i++) {
        Incident incident = {(Value *)incident_at(bench, i), NULL};
        Question question = {&bench->pack.book, &bench->pack.program, &incident, bench->at, bench->tri};
        program_run(question.program, incident.values, bench->at, PART_ROUTING, bench->tri);
        ask_weigh(&question, bench->weights);
        sink += ask_order(&question, bench->weights, bench->order);
    }
    return INCIDENTS / (bench_clock(CLOCK_THREAD_CPUTIME_ID) - start);
}

// --- loading and starting ----------------------------------------------------------------------------------------------

static double load(void *at) {
    (void)at;
    double start = bench_clock(CLOCK_MONOTONIC);
    Arena arena = arena_make(NULL, NULL);
    Diags diags = diags_make(&arena);
    Pack pack;
    if (pack_load(&arena, NULL, &pack, &diags)) exit(1);
    double end = bench_clock(CLOCK_MONOTONIC);
    arena_free(&arena);
    return (end - start) * 1000;
}

static double load_bytes(void *at) {
    (void)at;
    unsigned char digest[16];
    double start = bench_clock(CLOCK_MONOTONIC);
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof digest);
    for (size_t i = 0; i < embedded_pack_count; i++)
        crypto_generichash_update(&state, embedded_pack[i].bytes, embedded_pack[i].length);
    crypto_generichash_final(&state, digest, sizeof digest);
    sink += digest[0];
    return (bench_clock(CLOCK_MONOTONIC) - start) * 1000;
}

// From starting a program to its end, with its answer written; milliseconds.
static double run_program(Bench *bench, const char *program, const char *word, const char *file) {
    extern char **environ;
    char *argv[] = {(char *)program, (char *)word, (char *)file, NULL};
    pid_t child;
    int status;
    struct rusage usage;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    double start = bench_clock(CLOCK_MONOTONIC);
    if (posix_spawn(&child, program, &actions, NULL, argv, environ) != 0 || wait4(child, &status, 0, &usage) != child ||
        status != 0) {
        fprintf(stderr, "bench_rule: %s fails\n", program);
        exit(1);
    }
    double end = bench_clock(CLOCK_MONOTONIC);
    posix_spawn_file_actions_destroy(&actions);
    bench->peak = (double)usage.ru_maxrss * 1024;
    return (end - start) * 1000;
}

static double start_duties(void *at) {
    Bench *bench = at;
    return run_program(bench, "build/todoke", "duties", bench->incident);
}

static double start_nothing(void *at) {
    return run_program(at, "/bin/true", NULL, NULL);
}

static double memory(void *at) {
    return (double)((Bench *)at)->arena.held_bytes;
}

static double memory_bytes(void *at) {
    (void)at;
    double sum = 0;
    for (size_t i = 0; i < embedded_pack_count; i++) sum += (double)embedded_pack[i].length;
    return sum;
}

static double memory_peak(void *at) {
    start_duties(at);
    return ((Bench *)at)->peak;
}

static double memory_peak_nothing(void *at) {
    start_nothing(at);
    return ((Bench *)at)->peak;
}

// --- all of it ---------------------------------------------------------------------------------------------------------

static void write_incident(Bench *bench) {
    static const char text[] = "{\"actor.kind\":\"business\",\"incident.kinds\":[\"ransomware\"],\"data.personal\":true,"
                               "\"data.people\":{\"min\":3000},\"incident.known_at\":\"2026-11-18T08:10:00+09:00\"}\n";
    snprintf(bench->incident, sizeof bench->incident, "/tmp/bench_rule.XXXXXX");
    int file = mkstemp(bench->incident);
    if (file < 0 || write(file, text, sizeof text - 1) != (ssize_t)sizeof text - 1) exit(1);
    close(file);
}

static bool prepare(Bench *bench) {
    bench->arena = arena_make(NULL, NULL);
    bench->scratch = arena_make(NULL, NULL);
    bench->drawn = arena_make(NULL, NULL);
    bench->at = day_start(day_from_civil((Civil){2026, 11, 20}));
    Diags diags = diags_make(&bench->arena);
    if (pack_load(&bench->arena, NULL, &bench->pack, &diags)) {
        fprintf(stderr, "bench_rule: the built-in pack has errors\n");
        return false;
    }
    size_t facts = bench->pack.book.facts.count;
    return same_names(&bench->pack.book) && facts > 0;
}

static bool draw(Bench *bench) {
    size_t facts = bench->pack.book.facts.count;
    Chance chance = {START};
    bench->values = NEW_ARRAY(&bench->drawn, Value, INCIDENTS * facts);
    bench->tri = NEW_ARRAY(&bench->drawn, uint8_t, bench->pack.program.node_count);
    bench->status = NEW_ARRAY(&bench->drawn, uint8_t, bench->pack.program.duty_count);
    bench->texts = NEW_ARRAY(&bench->drawn, Str, facts);
    bench->weights = NEW_ARRAY(&bench->drawn, double, facts);
    bench->order = NEW_ARRAY(&bench->drawn, int, facts);
    for (size_t i = 0; i < COMPARED; i++) {
        Value *values = bench->values + i % INCIDENTS * facts;
        incident_random(&chance, &bench->pack.book, values);
        if (!agree(bench, values)) return false;
    }
    return true;
}

int main(int argc, char **argv) {
    Bench bench = {0};
    const BenchFigure peak = {"rule.memory.peak", "bytes", "/bin/true", memory_peak, memory_peak_nothing, &bench, 5};
    write_incident(&bench);
    if (bench_wanted(argc, argv, peak.name)) bench_run(&peak); // while this program itself is small
    bool ready = sodium_init() >= 0 && prepare(&bench) && draw(&bench);
    const BenchFigure figures[] = {
        {"rule.memory", "bytes", "the bytes of the pack's files", memory, memory_bytes, &bench, 1},
        {"rule.decide", "/s", "plain C conditions made from the pack's text by tests/bench/mkplain, same incidents", decide,
         decide_plain, &bench, 0},
        {"rule.decide.routing", "/s", NULL, decide_routing, NULL, &bench, 0},
        {"rule.explain", "/s", NULL, explain, NULL, &bench, 0},
        {"rule.next", "/s", NULL, next, NULL, &bench, 0},
        {"rule.load", "ms", "hashing the same bytes", load, load_bytes, &bench, 51},
        {"rule.start", "ms", "starting /bin/true", start_duties, start_nothing, &bench, 51},
    };
    for (size_t i = 0; ready && i < sizeof figures / sizeof *figures; i++)
        if (bench_wanted(argc, argv, figures[i].name)) bench_run(&figures[i]);
    unlink(bench.incident);
    arena_free(&bench.scratch);
    arena_free(&bench.drawn);
    arena_free(&bench.arena);
    return ready ? 0 : 1;
}
