// Reading lines from standard input: their ends, the ceiling, interruptions, and every call failing in turn.
#include "base/terminal.h"
#include "fault/sys_failing.c"
#include "unit/base/base_test.h"

#include <sys/wait.h>

enum { CEILING = 300 };

typedef struct Input {
    Arena arena;
    int stdin_before, writer; // the other end of standard input
    int interrupts;
} Input;

static int input_setup(void **state) {
    static Input input;
    int ends[2];
    unsetenv("TODOKE_FAIL_AT");
    unsetenv("TODOKE_FAIL_SHORT");
    input = (Input){.arena = arena_make(NULL, NULL), .stdin_before = dup(STDIN_FILENO), .interrupts = -1};
    arena_alloc(&input.arena, 1); // so that the arena asks for no memory meanwhile
    if (pipe(ends) != 0 || dup2(ends[0], STDIN_FILENO) < 0) return -1;
    close(ends[0]);
    input.writer = ends[1];
    *state = &input;
    return 0;
}

static int input_teardown(void **state) {
    Input *input = *state;
    dup2(input->stdin_before, STDIN_FILENO);
    close(input->stdin_before);
    if (input->writer >= 0) close(input->writer);
    if (input->interrupts >= 0) close(input->interrupts);
    arena_free(&input->arena);
    return 0;
}

static void type(Input *input, const char *text) {
    assert_int_equal(write(input->writer, text, strlen(text)), strlen(text));
}

static void type_end(Input *input) {
    close(input->writer);
    input->writer = -1;
}

static void line_is(Input *input, const char *want) {
    Str line;
    bool ended;
    assert_int_equal(terminal_read_line(&input->arena, input->interrupts, CEILING, &line, &ended), ERR_OK);
    assert_false(ended);
    assert_text(line, want);
}

static void ended_is(Input *input) {
    Str line;
    bool ended;
    assert_int_equal(terminal_read_line(&input->arena, input->interrupts, CEILING, &line, &ended), ERR_OK);
    assert_true(ended);
}

static void lines_come_one_by_one(void **state) {
    Input *input = *state;
    type(input, "one\n\n届け\r\nlast");
    type_end(input);
    line_is(input, "one");
    line_is(input, "");
    line_is(input, "届け\r");
    line_is(input, "last");
    ended_is(input);
    ended_is(input);
}

static void what_follows_is_left_for_others(void **state) {
    Input *input = *state;
    Str rest;
    type(input, "one\nthe rest\n");
    type_end(input);
    line_is(input, "one");
    assert_int_equal(sys_read_file(&input->arena, "-", 100, &rest), ERR_OK);
    assert_text(rest, "the rest\n");
}

static void long_lines_are_given_up_whole(void **state) {
    Input *input = *state;
    Str line;
    bool ended;
    for (int length = CEILING - 1; length <= CEILING + 300; length += length == CEILING ? 1 : 100) {
        char text[CEILING + 400];
        memset(text, 'x', (size_t)length);
        text[length] = '\0';
        type(input, text);
        type(input, "\nnext\n");
        Err err = terminal_read_line(&input->arena, -1, CEILING, &line, &ended);
        assert_int_equal(err, length <= CEILING ? ERR_OK : ERR_TOO_BIG);
        assert_false(ended);
        assert_int_equal(line.len, length <= CEILING ? length : 0);
        line_is(input, "next");
    }
}

static void a_closed_input_is_a_failure(void **state) {
    Input *input = *state;
    Str line;
    bool ended;
    close(STDIN_FILENO);
    assert_int_equal(terminal_hold_interrupts(&input->interrupts), ERR_OK);
    assert_true(input->interrupts > STDERR_FILENO); // not taken for the input
    assert_int_equal(terminal_read_line(&input->arena, input->interrupts, CEILING, &line, &ended), ERR_IO);
}

static void an_interrupt_ends_the_reading(void **state) {
    Input *input = *state;
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    assert_int_equal(terminal_hold_interrupts(&input->interrupts), ERR_OK);
    type(input, "one\nhalf a li");
    line_is(input, "one");
    for (size_t i = 0; i < 3; i++) {
        char taken[256];
        assert_int_equal(raise(numbers[i]), 0); // would end the process
        ended_is(input);
        ended_is(input);
        assert_true(read(input->interrupts, taken, sizeof taken) > 0);
    }
    type(input, "ne\n");
    line_is(input, "half a line");
}

static void a_freed_interrupt_is_delivered(void **state) {
    Input *input = *state;
    int status;
    pid_t child = fork();
    if (child == 0) {
        if (terminal_hold_interrupts(&input->interrupts) != ERR_OK || signal(SIGTERM, SIG_DFL) == SIG_ERR ||
            raise(SIGTERM) != 0)
            _exit(1);
        terminal_free_interrupts(input->interrupts);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
}

static void short_and_interrupted_calls_are_carried_on(void **state) {
    Input *input = *state;
    setenv("TODOKE_FAIL_SHORT", "1", 1);
    type(input, "one\ntwo\n");
    line_is(input, "one");
    line_is(input, "two");
}

static void fail_at(unsigned long n) {
    char number[32];
    snprintf(number, sizeof number, "%lu", n);
    setenv("TODOKE_FAIL_AT", number, 1);
    failing_calls = 0;
}

static void every_failure_is_told(void **state) {
    Input *input = *state;
    unsigned long n = 1;
    for (bool failed = true; failed; n++) {
        Str line = STR("untouched");
        bool ended;
        type(input, "abc\n");
        fail_at(n);
        Err err = terminal_read_line(&input->arena, -1, CEILING, &line, &ended);
        failed = failing_calls >= n;
        unsetenv("TODOKE_FAIL_AT");
        assert_int_equal(err, failed ? ERR_IO : ERR_OK);
        if (failed) // what was not read is still there
            assert_int_equal(terminal_read_line(&input->arena, -1, CEILING, &line, &ended), ERR_OK);
        assert_true(str_ends(STR("abc"), line));
    }
    assert_int_equal(n - 2, 8); // waiting and reading, four bytes
}

static void every_failure_of_holding_is_told(void **state) {
    Input *input = *state;
    for (unsigned long n = 1; n <= 2; n++) {
        fail_at(n);
        assert_int_equal(terminal_hold_interrupts(&input->interrupts), ERR_IO);
        assert_int_equal(input->interrupts, -1);
    }
    fail_at(3);
    assert_int_equal(terminal_hold_interrupts(&input->interrupts), ERR_OK);
    assert_int_equal(failing_calls, 2);
}

static void missing_files_are_known(void **state) {
    assert_true(sys_is_missing("/tmp/todoke-no-such-file"));
    assert_false(sys_is_missing("/tmp"));
    assert_false(sys_is_missing("/etc/passwd/below")); // something else is wrong there
}

#define INPUT_TEST(f) cmocka_unit_test_setup_teardown(f, input_setup, input_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        INPUT_TEST(lines_come_one_by_one),         INPUT_TEST(what_follows_is_left_for_others),
        INPUT_TEST(long_lines_are_given_up_whole), INPUT_TEST(a_closed_input_is_a_failure),
        INPUT_TEST(an_interrupt_ends_the_reading), INPUT_TEST(short_and_interrupted_calls_are_carried_on),
        INPUT_TEST(every_failure_is_told),         INPUT_TEST(every_failure_of_holding_is_told),
        INPUT_TEST(missing_files_are_known),       INPUT_TEST(a_freed_interrupt_is_delivered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
