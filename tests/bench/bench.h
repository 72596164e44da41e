// What benches share: rounds of what is measured and of its limit by turns, medians, one JSON line a figure. A limit does the
// same work without our code, on the same input, in the same minute.
#pragma once

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BENCH_ROUNDS = 15, BENCH_ROUNDS_MOST = 101 };

// One round; returns what it measured (seconds, rate). `at` is the bench's own.
typedef double BenchRound(void *at);

typedef struct BenchFigure {
    const char *name, *unit, *limit_is;
    BenchRound *measured, *limit; // limit: NULL if nothing does the same work
    void *at;
    int rounds; // 0: BENCH_ROUNDS
} BenchFigure;

static inline double bench_clock(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static inline int bench_compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// The value below which this share of the sorted ones lies.
static inline double bench_share(const double *sorted, int count, double share) {
    int at = (int)(share * (count - 1) + 0.5);
    return sorted[at];
}

static inline bool bench_wanted(int argc, char **argv, const char *name) {
    return argc < 2 || strncmp(name, argv[1], strlen(argv[1])) == 0;
}

static inline void bench_print(const BenchFigure *figure, const double *values, const double *limits, int count) {
    bool time = strcmp(figure->unit, "ms") == 0;
    int digits = time ? 3 : 0;
    double middle = bench_share(values, count, 0.5);
    printf("{\"bench\":\"%s\",\"value\":%.*f,\"unit\":\"%s\"", figure->name, digits, middle, figure->unit);
    if (time) printf(",\"p50\":%.3f,\"p99\":%.3f", middle, bench_share(values, count, 0.99));
    if (figure->limit) {
        double limit = bench_share(limits, count, 0.5);
        printf(",\"limit\":%.*f,\"limit_is\":\"%s\",\"ratio\":%.2f", digits, limit, figure->limit_is, middle / limit);
    }
    printf("}\n");
    fflush(stdout);
}

static inline void bench_run(const BenchFigure *figure) {
    double values[BENCH_ROUNDS_MOST], limits[BENCH_ROUNDS_MOST] = {0};
    int rounds = figure->rounds ? figure->rounds : BENCH_ROUNDS;
    figure->measured(figure->at); // a first time for the caches
    for (int i = 0; i < rounds; i++) {
        values[i] = figure->measured(figure->at);
        if (figure->limit) limits[i] = figure->limit(figure->at);
    }
    qsort(values, (size_t)rounds, sizeof *values, bench_compare);
    qsort(limits, (size_t)rounds, sizeof *limits, bench_compare);
    bench_print(figure, values, limits, rounds);
}
