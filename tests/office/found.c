// Founds a real office for tests: found DATA MEDIUM WORDS WINDOW... makes all keys under the passphrase WORDS; what leaves the
// machine lies in MEDIUM, with an officer for each window: officer.WINDOW. Shares for recovery are thrown away.
#include "base/entropy.h"
#include "base/now.h"
#include "office/ceremony.h"

#include <stdio.h>

#define DAY (INT64_C(86400) * 1000000)

static Err officer_place(Arena *arena, const Change *change, Str medium, Str passphrase, Str window) {
    Officer officer;
    WindowPair pair;
    uint32_t epoch;
    GrantTerms terms = {
        .window = window, .rights = GRANT_ASK | GRANT_AGREE, .daily = GRANT_DAILY_MAX, .until = change->now + 30 * DAY};
    Str path = str_format(arena, "%.*s/officer.%.*s", STR_ARG(medium), STR_ARG(window));
    Err err = officer_add(arena, change, window, str_c(arena, path), passphrase, &officer);
    if (!err) err = window_renew(arena, change, window, &pair, &epoch);
    return err ? err : officer_grant(arena, change, &officer, &terms, &pair);
}

int main(int argc, char **argv) {
    Arena arena = arena_make(NULL, NULL);
    Founding founding;
    if (argc < 5 || entropy_open() != ERR_OK) return 2;
    Str medium = str_from(argv[2]), words = str_from(argv[3]);
    FoundingPlan plan = {.data = str_from(argv[1]),
                         .mode = MODE_REAL,
                         .medium = medium,
                         .root_passphrase = words,
                         .keeper_passphrase = words,
                         .now = clock_system().now(NULL),
                         .random = {entropy_fill, NULL}};
    Err err = ceremony_found(&arena, &plan, &founding);
    Change change = {.office = &founding.office, .root = &founding.root, .now = plan.now, .random = plan.random};
    for (int i = 4; i < argc && !err; i++) err = officer_place(&arena, &change, medium, words, str_from(argv[i]));
    if (!err) err = office_finish(&arena, &founding.office);
    if (err) fprintf(stderr, "found: %d\n", err);
    ceremony_wipe(&founding);
    arena_free(&arena);
    return err ? 1 : 0;
}
