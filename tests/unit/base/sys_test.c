// Files and memory: the real system, and the same with every single call failing in turn (tests/fault/sys_failing.c).
#include "base/memory.h"
#include "fault/sys_failing.c"
#include "unit/base/base_test.h"
#include <sys/wait.h>

typedef struct Place {
    Arena arena;
    char folder[64];
} Place;

static int place_setup(void **state) {
    static Place place;
    place = (Place){.arena = arena_make(NULL, NULL), .folder = "/tmp/todoke-sys-XXXXXX"};
    *state = &place;
    unsetenv("TODOKE_FAIL_AT");
    unsetenv("TODOKE_FAIL_FROM");
    unsetenv("TODOKE_FAIL_SHORT");
    unsetenv("TODOKE_FAIL_COUNT");
    return mkdtemp(place.folder) ? 0 : -1;
}

static int place_teardown(void **state) {
    Place *place = *state;
    char *command = str_c(&place->arena, str_format(&place->arena, "rm -rf %s", place->folder));
    int status = system(command);
    arena_free(&place->arena);
    return status;
}

static const char *path_in(Place *place, const char *name) {
    return str_c(&place->arena, str_format(&place->arena, "%s/%s", place->folder, name));
}

// Writes without the code under test.
static void file_put(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static Str file_text(Place *place, const char *path) {
    Str text;
    assert_int_equal(sys_read_file(&place->arena, path, 1 << 20, &text), ERR_OK);
    return text;
}

static int entries_in(const char *folder) {
    int count = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    while (readdir(dir)) {
        count++;
    }
    closedir(dir);
    return count - 2; // itself and the one above
}

static void memory_is_zeroed(void **state) {
    unsigned char *memory = memory_take(100000);
    assert_non_null(memory);
    for (size_t i = 0; i < 100000; i++) {
        assert_int_equal(memory[i], 0);
    }
    memory_give(memory, 100000);
    assert_null(memory_take(SIZE_MAX / 2));
}

static void a_file_is_read_whole(void **state) {
    Place *place = *state;
    const char *path = path_in(place, "a");
    Str text;
    file_put(path, "");
    assert_text(file_text(place, path), "");
    file_put(path, "届け\n");
    assert_text(file_text(place, path), "届け\n");
    assert_int_equal(sys_read_file(&place->arena, path, 7, &text), ERR_OK); // exactly at the ceiling
    assert_int_equal(sys_read_file(&place->arena, path, 6, &text), ERR_TOO_BIG);
    assert_int_equal(sys_read_file(&place->arena, path_in(place, "none"), 10, &text), ERR_IO);
    assert_int_equal(sys_read_file(&place->arena, place->folder, 10, &text), ERR_IO);
}

// A pipe as standard input: its size is not known beforehand.
static Err pipe_read(Place *place, size_t bytes, size_t ceiling, Str *out) {
    int ends[2], stdin_before = dup(STDIN_FILENO);
    assert_int_equal(pipe(ends), 0);
    pid_t writer = fork();
    if (writer == 0) {
        close(ends[0]);
        FILE *to = fdopen(ends[1], "w");
        for (size_t i = 0; i < bytes; i++) {
            fputc('a' + (int)(i % 26), to);
        }
        fclose(to);
        _exit(0);
    }
    close(ends[1]);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    Err err = sys_read_file(&place->arena, "-", ceiling, out);
    dup2(stdin_before, STDIN_FILENO);
    close(stdin_before);
    assert_int_equal(waitpid(writer, NULL, 0), writer);
    return err;
}

static void a_stream_is_read_to_its_end_or_ceiling(void **state) {
    Place *place = *state;
    Str text;
    assert_int_equal(pipe_read(place, 200000, 200000, &text), ERR_OK);
    assert_int_equal(text.len, 200000);
    for (size_t i = 0; i < text.len; i++) {
        assert_int_equal(text.ptr[i], 'a' + i % 26);
    }
    assert_int_equal(pipe_read(place, 200001, 200000, &text), ERR_TOO_BIG);
    assert_int_equal(pipe_read(place, 0, 10, &text), ERR_OK);
    assert_int_equal(text.len, 0);
    assert_int_equal(pipe_read(place, 1, 0, &text), ERR_TOO_BIG);
    // A file of /proc says it is empty and is not.
    assert_int_equal(sys_read_file(&place->arena, "/proc/self/status", 1 << 20, &text), ERR_OK);
    assert_true(text.len > 100);
}

static void tree_fill(Place *place) {
    assert_int_equal(mkdir(path_in(place, "b"), 0777), 0);
    assert_int_equal(mkdir(path_in(place, "b/deep"), 0777), 0);
    assert_int_equal(mkdir(path_in(place, "b/empty"), 0777), 0);
    assert_int_equal(mkdir(path_in(place, ".git"), 0777), 0);
    static const char *const files[] = {"z", "b/deep/1", "b.duty", "a", "b/2", ".hidden", ".git/config", "届け.duty"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        file_put(path_in(place, files[i]), "x");
    }
    assert_int_equal(symlink("a", path_in(place, "link")), 0);
    assert_int_equal(symlink("..", path_in(place, "b/loop")), 0);
    assert_int_equal(mkfifo(path_in(place, "fifo"), 0666), 0);
}

static void a_tree_is_listed_in_order(void **state) {
    static const char *const want[] = {"a", "b.duty", "b/2", "b/deep/1", "z", "届け.duty"};
    Place *place = *state;
    Str *files;
    size_t count;
    tree_fill(place);
    assert_int_equal(sys_list_tree(&place->arena, place->folder, 6, &files, &count), ERR_OK);
    assert_int_equal(count, 6);
    for (size_t i = 0; i < count; i++) {
        assert_text(files[i], want[i]);
    }
    assert_int_equal(sys_list_tree(&place->arena, place->folder, 5, &files, &count), ERR_TOO_BIG);
    assert_int_equal(sys_list_tree(&place->arena, path_in(place, "a"), 5, &files, &count), ERR_IO);
    assert_int_equal(sys_list_tree(&place->arena, path_in(place, "none"), 5, &files, &count), ERR_IO);
    assert_int_equal(sys_list_tree(&place->arena, path_in(place, "b/empty"), 5, &files, &count), ERR_OK);
    assert_int_equal(count, 0);
    file_put(path_in(place, "\x82\xA0"), "x"); // a name that is no UTF-8
    assert_int_equal(sys_list_tree(&place->arena, place->folder, 100, &files, &count), ERR_INPUT);
}

static void a_file_is_written_whole(void **state) {
    Place *place = *state;
    const char *path = path_in(place, "out"), *link = path_in(place, "link");
    struct stat facts;
    assert_int_equal(sys_write_file(path, STR("one")), ERR_OK);
    assert_text(file_text(place, path), "one");
    assert_int_equal(chmod(path, 0640), 0);
    gid_t group = geteuid() == 0 ? 61100 : getegid(); // only root gives files away
    assert_int_equal(chown(path, geteuid(), group), 0);
    assert_int_equal(sys_write_file(path, STR("")), ERR_OK);
    assert_text(file_text(place, path), "");
    assert_int_equal(stat(path, &facts), 0);
    assert_int_equal(facts.st_mode & 07777, 0640); // as it was
    assert_int_equal(facts.st_gid, group);
    assert_int_equal(symlink("out", link), 0);
    assert_int_equal(sys_write_file(link, STR("two")), ERR_OK);
    assert_int_equal(lstat(link, &facts), 0);
    assert_true(S_ISLNK(facts.st_mode)); // the file is replaced, not the link to it
    assert_text(file_text(place, path), "two");
    assert_int_equal(entries_in(place->folder), 2);
}

static void what_is_no_file_is_not_written(void **state) {
    Place *place = *state;
    char longest[PATH_MAX + 10];
    memset(longest, 'a', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    assert_int_equal(sys_write_file(place->folder, STR("x")), ERR_IO);
    assert_int_equal(sys_write_file("/dev/null", STR("x")), ERR_IO);
    assert_int_equal(sys_write_file(path_in(place, "none/x"), STR("x")), ERR_IO);
    assert_int_equal(sys_write_file(longest, STR("x")), ERR_IO);
    assert_int_equal(sys_write_file("", STR("x")), ERR_IO);
    assert_int_equal(entries_in(place->folder), 0);
}

static void a_file_in_the_present_folder_is_written(void **state) {
    Place *place = *state;
    char before[PATH_MAX];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(place->folder), 0);
    Err err = sys_write_file("bare", STR("x"));
    assert_int_equal(chdir(before), 0);
    assert_int_equal(err, ERR_OK);
    assert_text(file_text(place, path_in(place, "bare")), "x");
}

static void folders_are_told_from_files(void **state) {
    Place *place = *state;
    file_put(path_in(place, "a"), "x");
    assert_true(sys_is_directory(place->folder));
    assert_false(sys_is_directory(path_in(place, "a")));
    assert_false(sys_is_directory(path_in(place, "none")));
}

static void folders_are_made(void **state) {
    Place *place = *state;
    file_put(path_in(place, "file"), "x");
    assert_int_equal(sys_make_folder(path_in(place, "new")), ERR_OK);
    assert_int_equal(sys_make_folder(path_in(place, "new")), ERR_OK); // it is there
    assert_true(sys_is_directory(path_in(place, "new")));
    assert_int_equal(sys_make_folder(path_in(place, "file")), ERR_IO);
    assert_int_equal(sys_make_folder(path_in(place, "none/new")), ERR_IO);
}

static void a_private_folder_leaves_nothing(void **state) {
    Place *place = *state;
    const char *folder, *other;
    struct stat facts;
    assert_int_equal(sys_make_private(&place->arena, place->folder, &folder), ERR_OK);
    assert_int_equal(sys_make_private(&place->arena, place->folder, &other), ERR_OK);
    assert_string_not_equal(folder, other);
    assert_int_equal(stat(folder, &facts), 0);
    assert_int_equal(facts.st_mode & 07777, 0700);
    file_put(str_c(&place->arena, str_format(&place->arena, "%s/a", folder)), "x");
    file_put(str_c(&place->arena, str_format(&place->arena, "%s/.b", folder)), "x");
    sys_remove_private(folder);
    sys_remove_private(other);
    assert_int_equal(entries_in(place->folder), 0);
    assert_int_equal(sys_make_private(&place->arena, path_in(place, "none"), &folder), ERR_IO);
}

// From now on the n-th call fails.
static void fail_at(unsigned long n) {
    char number[32];
    snprintf(number, sizeof number, "%lu", n);
    setenv("TODOKE_FAIL_AT", number, 1);
    failing_calls = 0;
}

static void every_failure_of_writing_leaves_the_old_or_the_new(void **state) {
    Place *place = *state;
    const char *path = path_in(place, "out");
    arena_alloc(&place->arena, 1); // so that the arena asks for no memory meanwhile
    unsigned long n = 1;
    for (bool failed = true; failed; n++) {
        file_put(path, "old");
        fail_at(n);
        Err err = sys_write_file(path, STR("new"));
        failed = failing_calls >= n;
        unsetenv("TODOKE_FAIL_AT");
        assert_int_equal(err, failed ? ERR_IO : ERR_OK);
        Str text = file_text(place, path);
        assert_true(str_is(text, "new") || (failed && str_is(text, "old")));
        assert_int_equal(entries_in(place->folder), 1);
    }
    assert_in_range(n - 2, 9, 20); // so many calls were met
}

static void every_failure_of_reading_is_told(void **state) {
    Place *place = *state;
    const char *path = path_in(place, "in");
    file_put(path, "text");
    arena_alloc(&place->arena, 1);
    unsigned long n = 1;
    for (bool failed = true; failed; n++) {
        Str text = STR("untouched");
        fail_at(n);
        Err err = sys_read_file(&place->arena, path, 100, &text);
        failed = failing_calls >= n;
        assert_int_equal(err, failed ? ERR_IO : ERR_OK);
        assert_text(text, failed ? "untouched" : "text");
    }
    assert_int_equal(n - 2, 4); // open, fstat, read, read to the end
}

static void a_kept_file_is_a_copy(void **state) {
    Place *place = *state;
    const char *path = path_in(place, "kept");
    Str kept;
    file_put(path, "text");
    for (unsigned long n = 1; n <= 3; n++) { // open, fstat, mmap
        fail_at(n);
        assert_int_equal(sys_keep_file(path, 4, &kept), ERR_IO);
    }
    fail_at(0);
    assert_int_equal(sys_keep_file(path, 3, &kept), ERR_TOO_BIG);
    assert_int_equal(sys_keep_file(place->folder, 1 << 20, &kept), ERR_IO);
    assert_int_equal(sys_keep_file(path, 4, &kept), ERR_OK);
    memcpy((char *)kept.ptr, "n", 1);
    assert_text(kept, "next");
    assert_text(file_text(place, path), "text");
}

static void every_failure_of_listing_is_told(void **state) {
    Place *place = *state;
    tree_fill(place);
    arena_alloc(&place->arena, 1);
    int open_before = entries_in("/proc/self/fd");
    unsigned long n = 1;
    for (bool failed = true; failed; n++) {
        Str *files = NULL;
        size_t count = 77;
        fail_at(n);
        Err err = sys_list_tree(&place->arena, place->folder, 100, &files, &count);
        failed = failing_calls >= n;
        assert_int_equal(err, failed ? ERR_IO : ERR_OK);
        assert_int_equal(count, failed ? 77 : 6);
    }
    assert_true(n > 30);
    assert_int_equal(entries_in("/proc/self/fd"), open_before); // nothing is left open
}

static void short_and_interrupted_calls_are_carried_on(void **state) {
    Place *place = *state;
    const char *path = path_in(place, "out");
    setenv("TODOKE_FAIL_SHORT", "1", 1);
    Str text = str_format(&place->arena, "%01000d", 1);
    assert_int_equal(sys_write_file(path, text), ERR_OK);
    assert_true(str_eq(file_text(place, path), text));
}

static void memory_that_ends_is_told(void **state) {
    fail_at(1);
    assert_null(memory_take(4096));
    void *memory = memory_take(4096);
    assert_non_null(memory);
    memory_give(memory, 4096);
    unsetenv("TODOKE_FAIL_AT");
    setenv("TODOKE_FAIL_FROM", "2", 1);
    failing_calls = 0;
    memory = memory_take(4096);
    assert_non_null(memory);
    assert_null(memory_take(4096));
    assert_null(memory_take(4096));
    memory_give(memory, 4096);
    unsetenv("TODOKE_FAIL_FROM");
}

static void memory_that_cannot_be_frozen_stays_as_it_was(void **state) {
    unsigned long calls = 3; // a file, its bytes, the mapping
    for (unsigned long at = 1; at <= calls + 1; at++) {
        unsigned char *memory = memory_take(3 * 4096);
        memory[4096] = 'a';
        fail_at(at);
        assert_int_equal(memory_freeze(memory, 4100, 3 * 4096), at <= calls ? ERR_IO : ERR_OK);
        unsetenv("TODOKE_FAIL_AT");
        assert_int_equal(memory[4096], 'a');
        memory_give(memory, 3 * 4096);
    }
    fail_at(1);
    assert_int_equal(memory_hide(NULL, 4096), ERR_IO);
    unsetenv("TODOKE_FAIL_AT");
}

static void calls_are_counted_in_a_file(void **state) {
    Place *place = *state;
    const char *path = path_in(place, "count");
    failing_calls = 0;
    setenv("TODOKE_FAIL_COUNT", path, 1);
    for (int i = 0; i < 12; i++) {
        sys_is_directory("/");
    }
    unsetenv("TODOKE_FAIL_COUNT");
    assert_text(file_text(place, path), "12\n");
}

#define SYS_TEST(f) cmocka_unit_test_setup_teardown(f, place_setup, place_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        SYS_TEST(memory_is_zeroed),
        SYS_TEST(a_file_is_read_whole),
        SYS_TEST(a_stream_is_read_to_its_end_or_ceiling),
        SYS_TEST(a_tree_is_listed_in_order),
        SYS_TEST(a_file_is_written_whole),
        SYS_TEST(what_is_no_file_is_not_written),
        SYS_TEST(a_file_in_the_present_folder_is_written),
        SYS_TEST(folders_are_told_from_files),
        SYS_TEST(folders_are_made),
        SYS_TEST(a_private_folder_leaves_nothing),
        SYS_TEST(every_failure_of_writing_leaves_the_old_or_the_new),
        SYS_TEST(every_failure_of_reading_is_told),
        SYS_TEST(a_kept_file_is_a_copy),
        SYS_TEST(every_failure_of_listing_is_told),
        SYS_TEST(short_and_interrupted_calls_are_carried_on),
        SYS_TEST(memory_that_ends_is_told),
        SYS_TEST(memory_that_cannot_be_frozen_stays_as_it_was),
        SYS_TEST(calls_are_counted_in_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
