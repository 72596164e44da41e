// Appending openings to the ledger, one by one and thirty-two at once: entries, leaves, nodes, a signed checkpoint. The limit
// is the same bytes of entries written and synced by themselves to another file of the same folder, turn by turn with what is
// measured.
//   bench_ledger [PREFIX]
#include "bench.h"
#include "store/ledger.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { APPENDS = 16, MANY = 32, ENTRY_BYTES = 2432 };

static const char *const files[] = {"entries", "leaves", "nodes", "checkpoint", "key", "bare"};

static void must(bool holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "bench_ledger: %s\n", what);
    exit(1);
}

static LedgerEntry entry_of(unsigned number) {
    static const unsigned char box[1110] = {1}; // as large as an event's box is
    LedgerEntry entry = {.at = number, .use = LEDGER_USE_OPENING, .inspector_box = BYTES_OF(box), .victim_box = BYTES_OF(box)};
    memcpy(entry.commitment.bytes, &number, sizeof number);
    return entry;
}

typedef struct Run {
    Arena arena, scratch;
    Ledger ledger;
    int bare; // a file beside the ledger
    off_t bare_end;
    unsigned many;   // entries at once
    uint64_t length; // bytes of so many
} Run;

static double append_round(void *at) {
    Run *run = at;
    LedgerEntry entries[MANY];
    uint64_t before = run->ledger.end;
    double start = bench_clock(CLOCK_MONOTONIC);
    for (unsigned i = 0; i < APPENDS; i++) {
        for (unsigned e = 0; e < run->many; e++) entries[e] = entry_of(i * MANY + e);
        must(ledger_append(&run->ledger, &run->scratch, entries, run->many) == ERR_OK, "append");
        arena_reset(&run->scratch);
    }
    run->length = (run->ledger.end - before) / APPENDS;
    return APPENDS * run->many / (bench_clock(CLOCK_MONOTONIC) - start);
}

static double bare_round(void *at) {
    static const unsigned char bytes[ENTRY_BYTES * MANY];
    Run *run = at;
    must(run->length <= sizeof bytes, "length");
    double start = bench_clock(CLOCK_MONOTONIC);
    for (unsigned i = 0; i < APPENDS; i++) {
        bool written = pwrite(run->bare, bytes, run->length, run->bare_end) == (ssize_t)run->length;
        must(written && fdatasync(run->bare) == 0, "write");
        run->bare_end += (off_t)run->length;
    }
    return APPENDS * run->many / (bench_clock(CLOCK_MONOTONIC) - start);
}

static void measure(const char *folder, const LedgerSigner *signer, unsigned many, const char *name) {
    Run run = {.arena = arena_make(NULL, NULL), .scratch = arena_make(NULL, NULL), .many = many};
    char path[256];
    snprintf(path, sizeof path, "%s/bare", folder);
    run.bare = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    must(run.bare >= 0 && ledger_open(&run.arena, folder, signer, (LedgerVisitor){0}, &run.ledger) == ERR_OK, "open");
    bench_run(&(BenchFigure){.name = name,
                             .unit = "/s",
                             .limit_is = "the same bytes, written and synced alone, same disk, same run",
                             .measured = append_round,
                             .limit = bare_round,
                             .at = &run});
    close(run.bare);
    ledger_close(&run.ledger);
    arena_free(&run.scratch);
    arena_free(&run.arena);
}

int main(int argc, char **argv) {
    char folder[] = "./bench-ledger-XXXXXX", path[256];
    Grain grain = {{1}};
    LedgerPair pair = key_ledger(&grain);
    LedgerSigner signer = {.key = {.kind = NOTE_SIGNATURE, .name = STR("ledger.example/1")}, .secret = pair.secret};
    bool one = bench_wanted(argc, argv, "seal.ledger.append.1"), many = bench_wanted(argc, argv, "seal.ledger.append.32");
    memcpy(signer.key.key, pair.public.sign.bytes, NOTE_KEY_BYTES);
    if (!one && !many) return 0;
    must(mkdtemp(folder) != NULL, "folder");
    if (one) measure(folder, &signer, 1, "seal.ledger.append.1");
    if (many) measure(folder, &signer, MANY, "seal.ledger.append.32");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        unlink(path);
    }
    rmdir(folder);
    return 0;
}
