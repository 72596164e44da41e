// The ledger's files: what is appended is there again after every end, a torn end is cut, nothing published is ever given up,
// and when a call fails, nothing that depends on it is said to be done. The calls of ledger.c are wrapped here, so that each of
// them can fail; a failed sync also loses what it should have kept, as a disk does.
#include "failing_disk.h"

enum { ROOM = 1 << 20 };

typedef struct Bench {
    Arena *arena;
    char folder[64];
    LedgerSigner signer;
    uint64_t seen; // entries visited at opening
} Bench;

static LedgerSigner signer_of(unsigned char filling, const char *name) {
    Grain grain;
    memset(grain.bytes, filling, sizeof grain.bytes);
    LedgerPair pair = key_ledger(&grain);
    LedgerSigner signer = {.key = {.kind = NOTE_SIGNATURE, .name = str_from(name)}, .secret = pair.secret};
    memcpy(signer.key.key, pair.public.sign.bytes, NOTE_KEY_BYTES);
    return signer;
}

static int bench_setup(void **state) {
    static Arena arena;
    static Bench bench;
    arena = arena_make(NULL, NULL);
    bench = (Bench){.arena = &arena, .folder = "/tmp/todoke-ledger-XXXXXX", .signer = signer_of(7, "ledger.example/7")};
    calls_heal();
    *state = &bench;
    return mkdtemp(bench.folder) ? 0 : -1;
}

static int bench_teardown(void **state) {
    Bench *bench = *state;
    empty_folder(bench->folder);
    rmdir(bench->folder);
    arena_free(bench->arena);
    return 0;
}

#define BENCH_TEST(f) cmocka_unit_test_setup_teardown(f, bench_setup, bench_teardown)

static void visit(void *at, const LedgerEntry *entry) {
    Bench *bench = at;
    assert_int_equal(entry->index, bench->seen);
    bench->seen++;
}

static Err bench_open(Bench *bench, Ledger *ledger) {
    bench->seen = 0;
    return ledger_open(bench->arena, bench->folder, &bench->signer, (LedgerVisitor){visit, bench}, ledger);
}

static LedgerEntry entry_of(unsigned number) {
    static const unsigned char box[300] = {1, 2, 3};
    LedgerEntry entry = {.at = number, .inspector_box = BYTES_OF(box), .victim_box = {box, number % 200}};
    memset(entry.commitment.bytes, (int)(number + 1), MERKLE_HASH_BYTES);
    memcpy(entry.commitment.bytes, &number, sizeof number);
    return entry;
}

static Err bench_append(Bench *bench, Ledger *ledger, unsigned from, unsigned count) {
    LedgerEntry entries[64];
    Arena scratch = arena_make(NULL, NULL);
    for (unsigned i = 0; i < count; i++) {
        entries[i] = entry_of(from + i);
    }
    Err err = ledger_append(ledger, &scratch, entries, count);
    for (unsigned i = 0; i < count && !err; i++) {
        assert_int_equal(entries[i].index, ledger->peaks.size - count + i);
    }
    arena_free(&scratch);
    return err;
}

static const char *path_of(Bench *bench, const char *name) {
    return str_c(bench->arena, str_format(bench->arena, "%s/%s", bench->folder, name));
}

// The whole of what outsiders see agrees with itself: leaves, nodes, head, signature.
static uint64_t assert_published(Bench *bench) {
    LedgerTree tree;
    MerklePeaks peaks = {0};
    uint64_t position = 0;
    assert_int_equal(ledger_tree_open(bench->arena, bench->folder, &tree), ERR_OK);
    MerkleNodes nodes = ledger_tree_nodes(&tree);
    for (uint64_t i = 0; i < tree.checkpoint.size; i++) {
        MerkleHash leaf, kept, added[MERKLE_PATH_MAX];
        assert_int_equal(ledger_tree_leaf(&tree, i, &leaf), ERR_OK);
        uint32_t count = merkle_add(&peaks, merkle_leaf(leaf.bytes, sizeof leaf.bytes), added);
        for (uint32_t n = 0; n < count; n++) {
            assert_int_equal(nodes.read(nodes.at, position++, &kept), ERR_OK);
            assert_true(merkle_same(&kept, &added[n]));
        }
    }
    MerkleHash head = merkle_head(&peaks);
    assert_true(merkle_same(&head, &tree.checkpoint.head));
    assert_int_equal(note_trust(&tree.checkpoint.note, &bench->signer.key, NULL), NOTE_SIGNED);
    ledger_tree_close(&tree);
    return tree.checkpoint.size;
}

static void what_is_appended_is_there_again(void **state) {
    Bench *bench = *state;
    Ledger ledger;
    unsigned size = 0;
    for (unsigned round = 0; round < 20; round++) {
        assert_int_equal(bench_open(bench, &ledger), ERR_OK);
        assert_int_equal(bench->seen, size);
        assert_int_equal(ledger.peaks.size, size);
        for (unsigned count = 1; count < 6; count++) {
            assert_int_equal(bench_append(bench, &ledger, size, count), ERR_OK);
            size += count;
            assert_int_equal(assert_published(bench), size);
        }
        ledger_close(&ledger);
    }
}

static void one_writer_at_a_time(void **state) {
    Bench *bench = *state;
    Ledger first, second;
    assert_int_equal(bench_open(bench, &first), ERR_OK);
    assert_int_equal(bench_open(bench, &second), ERR_IO);
    assert_int_equal(second.fault, LEDGER_BUSY);
    assert_int_equal(bench_append(bench, &second, 0, 1), ERR_IO);
    ledger_close(&first);
    assert_int_equal(bench_open(bench, &second), ERR_OK);
    ledger_close(&second);
}

static Str read_whole(Bench *bench, const char *name) {
    FILE *file = fopen(path_of(bench, name), "rb");
    char *room = arena_alloc(bench->arena, ROOM);
    assert_non_null(file);
    size_t len = fread(room, 1, ROOM, file);
    fclose(file);
    return (Str){room, len};
}

static void write_whole(Bench *bench, const char *name, Str content) {
    FILE *file = fopen(path_of(bench, name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(content.ptr, 1, content.len, file), content.len);
    fclose(file);
}

// Whatever was torn off behind the last publication is cut; the rest is there, and the ledger goes on.
static void a_torn_end_is_cut(void **state) {
    Bench *bench = *state;
    Ledger ledger;
    assert_int_equal(bench_open(bench, &ledger), ERR_OK);
    assert_int_equal(bench_append(bench, &ledger, 0, 3), ERR_OK);
    Str leaves = read_whole(bench, "leaves"), checkpoint = read_whole(bench, "checkpoint"),
        before = read_whole(bench, "entries");
    assert_int_equal(bench_append(bench, &ledger, 3, 1), ERR_OK);
    ledger_close(&ledger);
    Str whole = read_whole(bench, "entries");
    for (size_t len = before.len; len < whole.len; len++) {
        write_whole(bench, "entries", str_slice(whole, 0, len));
        write_whole(bench, "leaves", leaves);
        write_whole(bench, "checkpoint", checkpoint);
        assert_int_equal(bench_open(bench, &ledger), ERR_OK);
        assert_int_equal(bench->seen, 3);
        assert_int_equal(ledger.cut_bytes, len - before.len);
        assert_int_equal(bench_append(bench, &ledger, 9, 2), ERR_OK);
        ledger_close(&ledger);
        assert_int_equal(assert_published(bench), 5);
    }
}

// The derived files are made again, wherever they end.
static void leaves_nodes_and_checkpoint_are_made_again(void **state) {
    Bench *bench = *state;
    Ledger ledger;
    assert_int_equal(bench_open(bench, &ledger), ERR_OK);
    assert_int_equal(bench_append(bench, &ledger, 0, 50), ERR_OK);
    ledger_close(&ledger);
    Str leaves = read_whole(bench, "leaves"), nodes = read_whole(bench, "nodes"), checkpoint = read_whole(bench, "checkpoint");
    for (size_t cut = 0; cut < 50; cut++) {
        write_whole(bench, "leaves", str_slice(leaves, 0, cut * 31));
        write_whole(bench, "nodes", str_slice(nodes, 0, cut * 57));
        if (cut % 2) {
            assert_int_equal(unlink(path_of(bench, "checkpoint")), 0);
        } else { // torn
            write_whole(bench, "checkpoint", str_slice(checkpoint, 0, cut * 3));
        }
        assert_int_equal(bench_open(bench, &ledger), ERR_OK);
        ledger_close(&ledger);
        assert_int_equal(assert_published(bench), 50);
        assert_true(str_eq(read_whole(bench, "leaves"), leaves));
        assert_true(str_eq(read_whole(bench, "nodes"), nodes));
    }
}

static void what_was_published_is_never_given_up(void **state) {
    Bench *bench = *state;
    Ledger ledger;
    assert_int_equal(bench_open(bench, &ledger), ERR_OK);
    assert_int_equal(bench_append(bench, &ledger, 0, 10), ERR_OK);
    ledger_close(&ledger);
    Str entries = read_whole(bench, "entries"), leaves = read_whole(bench, "leaves"),
        checkpoint = read_whole(bench, "checkpoint");
    // An entry is missing that the checkpoint signs.
    write_whole(bench, "entries", str_slice(entries, 0, entries.len - 1));
    assert_int_equal(bench_open(bench, &ledger), ERR_INPUT);
    assert_int_equal(ledger.fault, LEDGER_LOST);
    assert_int_equal(ledger.fault_leaf, 9);
    // The same without the checkpoint: the leaf tells that the entry was durable.
    write_whole(bench, "checkpoint", STR(""));
    assert_int_equal(bench_open(bench, &ledger), ERR_INPUT);
    assert_int_equal(ledger.fault, LEDGER_LOST);
    // The end is not cut off by a refusal.
    assert_int_equal(read_whole(bench, "entries").len, entries.len - 1);
    // A bit in the midst of the file.
    write_whole(bench, "checkpoint", checkpoint);
    Str rotten = str_copy(bench->arena, entries);
    ((char *)rotten.ptr)[entries.len / 2] ^= 4;
    write_whole(bench, "entries", rotten);
    assert_int_equal(bench_open(bench, &ledger), ERR_INPUT);
    assert_int_equal(ledger.fault, LEDGER_LOST);
    // A leaf that is not the entry's.
    write_whole(bench, "entries", entries);
    Str other = str_copy(bench->arena, leaves);
    ((char *)other.ptr)[4 * 32 + 7] ^= 1;
    write_whole(bench, "leaves", other);
    assert_int_equal(bench_open(bench, &ledger), ERR_INPUT);
    assert_int_equal(ledger.fault, LEDGER_ALTERED);
    assert_int_equal(ledger.fault_leaf, 4);
    // All of it as it was: the ledger opens.
    write_whole(bench, "leaves", leaves);
    assert_int_equal(bench_open(bench, &ledger), ERR_OK);
    ledger_close(&ledger);
}

// Another history of the same length, whole and well-formed, against the signed head.
static void another_history_is_refused(void **state) {
    Bench *bench = *state;
    Ledger ledger;
    assert_int_equal(bench_open(bench, &ledger), ERR_OK);
    assert_int_equal(bench_append(bench, &ledger, 0, 5), ERR_OK);
    ledger_close(&ledger);
    Str checkpoint = read_whole(bench, "checkpoint");
    empty_folder(bench->folder);
    assert_int_equal(bench_open(bench, &ledger), ERR_OK);
    assert_int_equal(bench_append(bench, &ledger, 100, 9), ERR_OK);
    ledger_close(&ledger);
    write_whole(bench, "checkpoint", checkpoint);
    assert_int_equal(bench_open(bench, &ledger), ERR_INPUT);
    assert_int_equal(ledger.fault, LEDGER_ALTERED);
    // And another ledger's key.
    bench->signer = signer_of(8, "ledger.example/7");
    assert_int_equal(bench_open(bench, &ledger), ERR_INPUT);
    assert_int_equal(ledger.fault, LEDGER_FOREIGN);
}

// Rounds of opening and appending while the calls fail as told. `promised` is what was said to be durable; it must be there
// when the disk is well again, in one unbroken history, whose head never went back.
static void run_with_faults(Bench *bench, int error, unsigned at, unsigned from, bool *reached) {
    Ledger ledger;
    unsigned promised = 0, tried = 0;
    empty_folder(bench->folder);
    calls_heal();
    synced_forget();
    fail_errno = error;
    fail_at = at;
    fail_from = from;
    for (unsigned round = 0; round < 2; round++) {
        Err err = bench_open(bench, &ledger);
        bool failed = err != ERR_OK;
        assert_true(err == ERR_OK || ledger.fault == LEDGER_WORLD || ledger.fault == LEDGER_BUSY);
        for (unsigned i = 0; i < 3; i++, tried += 2) {
            err = bench_append(bench, &ledger, tried, 2);
            assert_false(failed && err == ERR_OK); // after a failure nothing is promised any more
            failed |= err == ERR_IO;
            promised += err == ERR_OK ? 2 : 0;
        }
        ledger_close(&ledger);
    }
    *reached = calls >= (at ? at : from);
    calls_heal();
    assert_int_equal(bench_open(bench, &ledger), ERR_OK);
    assert_true(bench->seen >= promised);
    assert_true(bench->seen <= tried);
    assert_int_equal(bench_append(bench, &ledger, tried, 1), ERR_OK);
    ledger_close(&ledger);
    assert_int_equal(assert_published(bench), bench->seen + 1);
}

static void every_call_fails_once_and_for_good(void **state) {
    Bench *bench = *state;
    static const int errors[] = {EIO, ENOSPC};
    for (size_t e = 0; e < 2; e++) {
        bool reached = true;
        for (unsigned n = 1; reached; n++) {
            bool for_good;
            run_with_faults(bench, errors[e], n, 0, &reached);
            run_with_faults(bench, errors[e], 0, n, &for_good);
            arena_reset(bench->arena);
            assert_true(n < 400);
        }
    }
}

// A disk without room is no failure: nothing was appended, and when there is room again it goes on.
static void a_full_disk_is_refused_and_forgiven(void **state) {
    Bench *bench = *state;
    Ledger ledger;
    assert_int_equal(bench_open(bench, &ledger), ERR_OK);
    assert_int_equal(bench_append(bench, &ledger, 0, 1), ERR_OK);
    calls = 0;
    fail_at = 1;
    fail_errno = ENOSPC;
    assert_int_equal(bench_append(bench, &ledger, 1, 1), ERR_TOO_BIG);
    calls_heal();
    assert_int_equal(bench_append(bench, &ledger, 1, 1), ERR_OK);
    ledger_close(&ledger);
    assert_int_equal(assert_published(bench), 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BENCH_TEST(what_is_appended_is_there_again),
        BENCH_TEST(one_writer_at_a_time),
        BENCH_TEST(a_torn_end_is_cut),
        BENCH_TEST(leaves_nodes_and_checkpoint_are_made_again),
        BENCH_TEST(what_was_published_is_never_given_up),
        BENCH_TEST(another_history_is_refused),
        BENCH_TEST(every_call_fails_once_and_for_good),
        BENCH_TEST(a_full_disk_is_refused_and_forgiven),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
