// What sealing costs beside libsodium's own calls on the same bytes: a filing of 20 KiB to one and to four windows, opening it
// as a window and the keeper together, and a stream of evidence. The limit makes every call that the format asks for, and
// nothing else.
#include "base/entropy.h"
#include "bench/bench.h"
#include "seal/evidence.h"
#include "seal/filing.h"
#include "seal/viewing.h"

enum { BODY = 20 << 10, WINDOWS = 4, FILINGS = 40, OPENINGS = 100, STREAM = 16 << 20, CLASS_BYTES = 32 << 10 };

typedef struct Bench {
    Arena arena, kept;
    SealRandom random;
    unsigned windows; // of the filing that is sealed
    WindowPair pairs[WINDOWS];
    KeeperPair keeper;
    StatisticsPair statistics;
    ReplyPair reply;
    FilingWindow at[WINDOWS];
    WindowPublic to[WINDOWS];
    Triage triage[WINDOWS];
    Card cards[WINDOWS];
    ReportBody body;
    FilingDraft draft;
    Filing filing;       // to one window, to be opened
    unsigned char *file; // of STREAM bytes
} Bench;

static void prepare(Bench *bench) {
    static const char *const names[WINDOWS] = {"demo.desk", "jp.nco", "jp.police.13", "jp.ppc"};
    bench->random = (SealRandom){entropy_fill, NULL};
    bench->file = arena_alloc(&bench->kept, STREAM);
    memset(bench->file, 'x', STREAM);
    bench->body.json = (Bytes){bench->file, BODY};
    for (size_t i = 0; i < WINDOWS; i++) {
        Grain grain = grain_make(bench->random);
        bench->pairs[i] = key_window(&grain);
        bench->at[i] = (FilingWindow){str_from(names[i]), 1, 0};
        bench->to[i] = bench->pairs[i].public;
        bench->triage[i].json = (Bytes){bench->file, 900};
    }
    bench->keeper = key_keeper(&(Grain){{1}});
    bench->statistics = key_statistics(&(Grain){{2}});
    bench->reply = key_reply(&(Grain){{3}});
    bench->draft = (FilingDraft){
        .head = {.report = {{1}},
                 .office = {{2}},
                 .pack = STR("jp"),
                 .pack_version = STR("1"),
                 .windows = bench->at,
                 .view_count = 1,
                 .keeper_epoch = 1,
                 .reply = bench->reply.public},
        .views = &bench->body,
        .windows = bench->to,
        .triage = bench->triage,
        .cards = bench->cards,
        .keeper = bench->keeper.public,
        .statistics_to = bench->statistics.public,
        .statistics_epoch = 1,
        .statistics = {{bench->file, 500}},
    };
}

static bool seal_one(Bench *bench, Arena *arena, Bytes *out) {
    bench->draft.head.window_count = bench->windows;
    return filing_seal(arena, &bench->draft, bench->random, out) == ERR_OK;
}

static double seal(void *at) {
    Bench *bench = at;
    Bytes filing;
    double start = bench_clock(CLOCK_THREAD_CPUTIME_ID);
    for (int i = 0; i < FILINGS; i++) {
        if (!seal_one(bench, &bench->arena, &filing)) abort();
        arena_reset(&bench->arena);
    }
    return FILINGS / (bench_clock(CLOCK_THREAD_CPUTIME_ID) - start);
}

// A sealed box, and the hash of what it is bound to.
static void box_plain(const unsigned char *content, size_t len, const BoxPublic *to, unsigned char *out) {
    unsigned char hash[32], personal[16] = "bench";
    crypto_generichash_blake2b_salt_personal(hash, 32, content, 70, NULL, 0, NULL, personal);
    crypto_box_seal(out, content, len + 38, to->bytes);
}

static double seal_plain(void *at) {
    Bench *bench = at;
    static unsigned char out[64 << 10];
    unsigned char key[64], hash[32], head[24], personal[16] = "bench";
    crypto_secretstream_xchacha20poly1305_state state;
    double start = bench_clock(CLOCK_THREAD_CPUTIME_ID);
    for (int i = 0; i < FILINGS; i++) {
        randombytes_buf(key, sizeof key);
        crypto_generichash_blake2b_salt_personal(hash, 32, bench->file, 300, NULL, 0, NULL, personal);
        box_plain(bench->file, 256, &bench->keeper.public.box, out);
        crypto_generichash_blake2b_salt_personal(hash, 32, out, 300, NULL, 0, NULL, personal);
        crypto_secretstream_xchacha20poly1305_init_push(&state, head, key);
        crypto_secretstream_xchacha20poly1305_push(&state, out, NULL, bench->file, CLASS_BYTES, hash, 32, 3);
        for (unsigned window = 0; window < bench->windows; window++) {
            box_plain(bench->file, 32, &bench->to[window].box, out);
            box_plain(bench->file, 2048, &bench->to[window].box, out);
            box_plain(bench->file, 512, &bench->to[window].box, out);
        }
        box_plain(bench->file, 1024, &bench->statistics.public.box, out);
        box_plain(bench->file, 32, &bench->reply.public.box, out);
    }
    return FILINGS / (bench_clock(CLOCK_THREAD_CPUTIME_ID) - start);
}

static bool open_one(Bench *bench) {
    WindowHalf a;
    KeeperHalf b;
    ReportBody body;
    if (filing_open_half(&bench->filing, 0, &bench->pairs[0], &a) != ERR_OK ||
        half_open_keeper(&bench->arena, &bench->keeper, bench->filing.head.report, 0, bench->filing.keeper_boxes[0], &b) !=
            ERR_OK)
        return false;
    StreamKey key = half_join(&a, b.bytes);
    return filing_open_view(&bench->arena, &bench->filing, 0, &key, &body) == ERR_OK && bytes_eq(body.json, bench->body.json);
}

static double open(void *at) {
    Bench *bench = at;
    double start = bench_clock(CLOCK_THREAD_CPUTIME_ID);
    for (int i = 0; i < OPENINGS; i++) {
        if (!open_one(bench)) abort();
        arena_reset(&bench->arena);
    }
    return OPENINGS / (bench_clock(CLOCK_THREAD_CPUTIME_ID) - start);
}

static double open_plain(void *at) {
    static unsigned char window_box[48 + 38 + 32], keeper_box[48 + 38 + 256], sealed[CLASS_BYTES + 17], plain[CLASS_BYTES],
        head[24];
    Bench *bench = at;
    unsigned char tag, hash[32] = {0}, key[32] = {1};
    crypto_secretstream_xchacha20poly1305_state state;
    crypto_box_seal(window_box, bench->file, 38 + 32, bench->to[0].box.bytes);
    crypto_box_seal(keeper_box, bench->file, 38 + 256, bench->keeper.public.box.bytes);
    crypto_secretstream_xchacha20poly1305_init_push(&state, head, key);
    crypto_secretstream_xchacha20poly1305_push(&state, sealed, NULL, bench->file, CLASS_BYTES, hash, 32, 3);
    double start = bench_clock(CLOCK_THREAD_CPUTIME_ID);
    for (int i = 0; i < OPENINGS; i++) {
        int faults = crypto_box_seal_open(plain, window_box, sizeof window_box, bench->to[0].box.bytes,
                                          bench->pairs[0].secret.box.bytes);
        faults |= crypto_box_seal_open(plain, keeper_box, sizeof keeper_box, bench->keeper.public.box.bytes,
                                       bench->keeper.secret.box.bytes);
        crypto_secretstream_xchacha20poly1305_init_pull(&state, head, key);
        faults |= crypto_secretstream_xchacha20poly1305_pull(&state, plain, NULL, &tag, sealed, sizeof sealed, hash, 32);
        if (faults) abort();
    }
    return OPENINGS / (bench_clock(CLOCK_THREAD_CPUTIME_ID) - start);
}

static double stream(void *at) {
    Bench *bench = at;
    static unsigned char piece[STREAM_SEALED_PIECE], head[EVIDENCE_HEAD];
    StreamKey key = {{1}};
    EvidencePlace place = {.size_class = 11};
    Bytes left = {bench->file, STREAM - 8};
    double start = bench_clock(CLOCK_THREAD_CPUTIME_ID);
    Stream made = evidence_seal_begin(&key, &place, left.len, head, bench->random);
    while (!stream_done(&made)) {
        size_t taken = stream_seal_takes(&made);
        stream_seal_piece(&made, (Bytes){left.ptr, taken}, piece);
        left = (Bytes){left.ptr + taken, left.len - taken};
    }
    return (STREAM >> 20) / (bench_clock(CLOCK_THREAD_CPUTIME_ID) - start);
}

static double stream_plain(void *at) {
    Bench *bench = at;
    static unsigned char piece[STREAM_SEALED_PIECE], head[24];
    unsigned char key[32] = {1}, hash[32] = {0};
    crypto_secretstream_xchacha20poly1305_state state;
    double start = bench_clock(CLOCK_THREAD_CPUTIME_ID);
    crypto_secretstream_xchacha20poly1305_init_push(&state, head, key);
    for (size_t i = 0; i < STREAM; i += STREAM_PIECE)
        crypto_secretstream_xchacha20poly1305_push(&state, piece, NULL, bench->file + i, STREAM_PIECE, hash, 32, 0);
    return (STREAM >> 20) / (bench_clock(CLOCK_THREAD_CPUTIME_ID) - start);
}

int main(int argc, char **argv) {
    static Bench bench;
    Bytes filing;
    bool ready = entropy_open() == ERR_OK;
    bench.arena = arena_make(NULL, NULL);
    bench.kept = arena_make(NULL, NULL);
    prepare(&bench);
    bench.windows = 1;
    ready = ready && seal_one(&bench, &bench.kept, &filing) && filing_read(&bench.kept, filing, &bench.filing) == ERR_OK;
    const char *sum = "the calls of libsodium that the format asks for, same bytes";
    const BenchFigure figures[] = {
        {"seal.filing.1", "/s", sum, seal, seal_plain, &bench, 0},
        {"seal.filing.4", "/s", sum, seal, seal_plain, &bench, 0},
        {"seal.open", "/s", sum, open, open_plain, &bench, 0},
        {"seal.stream", "MiB/s", "crypto_secretstream alone, same pieces", stream, stream_plain, &bench, 0},
    };
    for (size_t i = 0; ready && i < sizeof figures / sizeof *figures; i++) {
        bench.windows = i == 1 ? WINDOWS : 1;
        if (bench_wanted(argc, argv, figures[i].name)) bench_run(&figures[i]);
    }
    arena_free(&bench.arena);
    arena_free(&bench.kept);
    return ready ? 0 : 1;
}
