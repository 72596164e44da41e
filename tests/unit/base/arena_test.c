// The arena: zeroed, aligned, separate pieces; growing; forgetting; and what happens when memory ends.
#include "base/arena.h"
#include "base/limits.h"
#include "unit/base/base_test.h"
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static bool is_zero(const unsigned char *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (bytes[i]) {
            return false;
        }
    }
    return true;
}

static void pieces_are_zeroed_aligned_and_separate(void **state) {
    unsigned char *pieces[200];
    for (size_t i = 0; i < 200; i++) {
        pieces[i] = arena_alloc(*state, i * 37);
        assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
        assert_true(is_zero(pieces[i], i * 37));
        memset(pieces[i], (int)i + 1, i * 37);
    }
    for (size_t i = 0; i < 200; i++) {
        for (size_t j = 0; j < i * 37; j++) {
            assert_int_equal(pieces[i][j], (unsigned char)(i + 1));
        }
    }
}

static void empty_pieces_are_distinct(void **state) {
    assert_ptr_not_equal(arena_alloc(*state, 0), arena_alloc(*state, 0));
}

static void chunks_grow_with_what_is_held(void **state) {
    Arena *arena = *state;
    arena_alloc(arena, 1);
    assert_int_equal(arena->held_bytes, 64 << 10);
    arena_alloc(arena, 64 << 10);
    size_t second = arena->held_bytes;
    assert_in_range(second, 128 << 10, (128 << 10) + 4096);
    arena_alloc(arena, second);
    assert_true(arena->held_bytes >= 2 * second);
    char *big = arena_alloc(arena, 10 << 20);
    big[(10 << 20) - 1] = 'x';
}

static void reset_keeps_one_chunk_and_clears_it(void **state) {
    Arena *arena = *state;
    arena_reset(arena); // of nothing
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 100; i++) {
            unsigned char *piece = arena_alloc(arena, 5000);
            assert_true(is_zero(piece, 5000));
            memset(piece, 0xEE, 5000);
        }
        size_t held = arena->held_bytes;
        arena_reset(arena);
        assert_int_equal(arena->held_bytes, held);
    }
}

// What a round needed is there for the next one, in one piece.
static void the_next_round_asks_for_nothing(void **state) {
    Arena *arena = *state;
    for (int round = 0; round < 3; round++) {
        size_t held = arena->held_bytes;
        const char *chunk = arena->end;
        for (int i = 0; i < 100; i++) memset(arena_alloc(arena, 5000), 0xEE, 5000);
        if (round > 0) {
            assert_int_equal(arena->held_bytes, held);
            assert_ptr_equal(arena->end, chunk);
        }
        arena_reset(arena);
    }
}

static void an_arena_can_be_used_after_free(void **state) {
    Arena *arena = *state;
    arena_alloc(arena, 100);
    arena_free(arena);
    assert_int_equal(arena->held_bytes, 0);
    assert_true(is_zero(arena_alloc(arena, 100), 100));
}

static void growing_keeps_and_clears(void **state) {
    int *grown = arena_grow(*state, NULL, 0, 3, sizeof *grown);
    grown[2] = 7;
    int *in_place = arena_grow(*state, grown, 3, 10, sizeof *grown);
    assert_ptr_equal(in_place, grown); // the newest piece need not move
    assert_int_equal(in_place[2], 7);
    assert_true(is_zero((unsigned char *)(in_place + 3), 7 * sizeof *grown));
    in_place[9] = 9;
    arena_alloc(*state, 1);
    int *moved = arena_grow(*state, in_place, 10, 100000, sizeof *grown);
    assert_ptr_not_equal(moved, in_place);
    assert_int_equal(moved[2], 7);
    assert_int_equal(moved[9], 9);
    assert_true(is_zero((unsigned char *)(moved + 10), 99990 * sizeof *grown));
}

static void growing_clears_what_was_not_counted(void **state) {
    char *text = arena_array(*state, 12, 1);
    memset(text, 'x', 12);
    char *longer = arena_grow(*state, text, 10, 40, 1); // the last two are not kept
    assert_memory_equal(longer, "xxxxxxxxxx", 10);
    assert_true(is_zero((unsigned char *)longer + 10, 30));
}

static void push_keeps_every_item(void **state) {
    struct {
        size_t *items, count, room;
    } list = {0};
    for (size_t i = 0; i < 5000; i++) {
        PUSH((Arena *)*state, list, i * i);
    }
    for (size_t i = 0; i < 5000; i++) {
        assert_int_equal(list.items[i], i * i);
    }
}

static jmp_buf out_of_memory;

static void jump_out(void *at) {
    *(int *)at += 1;
    longjmp(out_of_memory, 1);
}

static void ask_for(size_t count, size_t size) {
    int told = 0;
    Arena arena = arena_make(jump_out, &told);
    if (setjmp(out_of_memory) == 0) {
        arena_array(&arena, count, size);
        fail_msg("%zu * %zu bytes were given", count, size);
    }
    assert_int_equal(told, 1);
    arena_free(&arena);
}

static void the_hook_hears_of_the_end(void **state) {
    ask_for(SIZE_MAX, 2);
    ask_for(SIZE_MAX / 2 + 2, 2);
    ask_for(SIZE_MAX, 1);
    ask_for((size_t)LIMIT_ARENA_BYTES + 1, 1);
    ask_for(LIMIT_ARENA_BYTES, 1); // the ceiling counts the chunk's head, too
}

static void the_ceiling_counts_all_chunks(void **state) {
    static int told;
    static volatile size_t given;
    static Arena arena;
    arena = arena_make(jump_out, &told);
    if (setjmp(out_of_memory) == 0) {
        for (;;) {
            arena_alloc(&arena, 32 << 20); // not touched, so it costs nothing
            given++;
        }
    }
    assert_in_range(given, 14, 16);
    assert_true(arena.held_bytes <= LIMIT_ARENA_BYTES);
    arena_free(&arena);
}

static void without_a_hook_one_line_and_status_2(void **state) {
    int ends[2], status;
    char said[512];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        Arena arena = arena_make(NULL, NULL);
        arena_alloc(&arena, SIZE_MAX);
        _exit(0);
    }
    close(ends[1]);
    size_t len = 0;
    for (ssize_t got; (got = read(ends[0], said + len, sizeof said - len)) > 0;) {
        len += (size_t)got;
    }
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 2);
    Str line = {said, len};
    assert_true(str_starts(line, STR("todoke: out of memory")));
    assert_ptr_equal(memchr(said, '\n', len), said + len - 1);
}

// The state of a hash wants a cache line of its own, also inside another structure.
// How a child ends that looks at or changes what `at` points to.
static int child_status(char *at, bool writes) {
    pid_t child = fork();
    if (child == 0) {
        struct rlimit none = {0};
        signal(SIGSEGV, SIG_DFL); // not for a sanitizer to tell of
        setrlimit(RLIMIT_CORE, &none);
        if (writes) *(volatile char *)at = 'x';
        _exit(*(volatile char *)at);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void what_is_frozen_is_read_by_all_and_changed_by_nobody(void **state) {
    Arena *arena = *state;
    char *first = arena_alloc(arena, 100), *big = arena_alloc(arena, 1 << 20), *last = arena_alloc(arena, 10);
    *first = 'a', big[(1 << 20) - 1] = 'b', *last = 'c';
    assert_int_equal(arena_freeze(arena), ERR_OK);
    assert_int_equal(WEXITSTATUS(child_status(first, false)), 'a');
    assert_int_equal(WEXITSTATUS(child_status(big + (1 << 20) - 1, false)), 'b');
    assert_int_equal(WEXITSTATUS(child_status(last, false)), 'c');
    assert_int_equal(WTERMSIG(child_status(last, true)), SIGSEGV);
    char *later = arena_alloc(arena, 100); // is no part of it
    *later = 'd';
    assert_true(*first == 'a' && *last == 'c');
}

// Who may make it writable again, since memory is his, writes to pages of his own.
static void a_child_that_forces_it_changes_its_own_copy(void **state) {
    Arena *arena = *state;
    char *piece = arena_alloc(arena, 100);
    *piece = 'a';
    assert_int_equal(arena_freeze(arena), ERR_OK);
    pid_t child = fork();
    if (child == 0) {
        char *page = (char *)((uintptr_t)piece & ~(uintptr_t)4095);
        if (mprotect(page, 4096, PROT_READ | PROT_WRITE) == 0) *piece = 'x';
        _exit(*piece);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WEXITSTATUS(status), 'x');
    assert_int_equal(*piece, 'a');
    assert_int_equal(WEXITSTATUS(child_status(piece, false)), 'a');
}

static void what_is_hidden_is_not_there_for_a_child(void **state) {
    Arena *arena = *state;
    char *first = arena_alloc(arena, 100), *big = arena_alloc(arena, 1 << 20);
    *first = 'a', *big = 'b';
    assert_int_equal(WEXITSTATUS(child_status(big, false)), 'b');
    assert_int_equal(arena_hide(arena), ERR_OK);
    assert_int_equal(WTERMSIG(child_status(first, false)), SIGSEGV);
    assert_int_equal(WTERMSIG(child_status(big, false)), SIGSEGV);
    assert_true(*first == 'a' && *big == 'b');
}

static void nothing_can_be_frozen_and_reserved(void **state) {
    Arena *arena = *state;
    assert_int_equal(arena_freeze(arena), ERR_OK);
    assert_int_equal(arena_hide(arena), ERR_OK);
    arena_reserve(arena, 3 << 20);
    size_t held = arena->held_bytes;
    assert_in_range(held, 3 << 20, (3 << 20) + 4096);
    arena_alloc(arena, 2 << 20);
    arena_alloc(arena, 1 << 19);
    assert_int_equal(arena->held_bytes, held);
}

static void whole_lines_lie_on_lines(void **state) {
    typedef struct Line {
        _Alignas(64) char bytes[192];
    } Line;
    for (size_t i = 0; i < 100; i++) {
        (void)arena_alloc(*state, i);
        if ((uintptr_t)NEW((Arena *)*state, Line) % 64 != 0) fail_msg("behind %zu bytes", i);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(whole_lines_lie_on_lines),
        ARENA_TEST(pieces_are_zeroed_aligned_and_separate),
        ARENA_TEST(empty_pieces_are_distinct),
        ARENA_TEST(chunks_grow_with_what_is_held),
        ARENA_TEST(reset_keeps_one_chunk_and_clears_it),
        ARENA_TEST(the_next_round_asks_for_nothing),
        ARENA_TEST(an_arena_can_be_used_after_free),
        ARENA_TEST(growing_keeps_and_clears),
        ARENA_TEST(growing_clears_what_was_not_counted),
        ARENA_TEST(push_keeps_every_item),
        ARENA_TEST(what_is_frozen_is_read_by_all_and_changed_by_nobody),
        ARENA_TEST(a_child_that_forces_it_changes_its_own_copy),
        ARENA_TEST(what_is_hidden_is_not_there_for_a_child),
        ARENA_TEST(nothing_can_be_frozen_and_reserved),
        cmocka_unit_test(the_hook_hears_of_the_end),
        cmocka_unit_test(the_ceiling_counts_all_chunks),
        cmocka_unit_test(without_a_hook_one_line_and_status_2),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
