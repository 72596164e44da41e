// Loading packs: which files count, what is said when a folder cannot be read, the hash, and that the pack built in is the
// one in packs/jp.
#include "base/json.h"
#include "base/limits.h"
#include "fault/sys_failing.c"
#include "unit/pack/pack_folder.h"

static void the_smallest_pack(void **state) {
    Folder *folder = *state;
    folder_put(folder, "a.pack", pack_block);
    folder_put(folder, "b.fact", "fact a.x yesno \"x\"\n");
    folder_put(folder, "c.duty", "duty d.a \"d\"\n  when a.x\n");
    const Pack *pack = folder_pack(folder);
    assert_text(pack->book.id, "t");
    assert_text(pack->book.version, "7");
    assert_int_equal(pack->book.duties.count, 1);
    assert_int_equal(pack->program.duty_count, 1);
    assert_int_equal(folder->diags.count, 0);
}

static void files_count_by_their_endings(void **state) {
    static const struct {
        const char *name;
        bool holds;
    } rows[] = {{"a.duty", true},      {"deep/er/a.fact", true}, {"a.window", true}, {"a.guide", true},
                {"a.sector", true},    {"a.source", true},       {"a.case", true},   {"a.words", true},
                {"a.pack", true},      {"README.md", false},     {"duty", false},    {"a.duty~", false},
                {"a.duty.bak", false}, {"holidays.csv", false},  {"a.DUTY", false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(pack_holds_blocks(str_from(rows[i].name)), rows[i].holds);
}

static void what_is_no_pack_file_is_left_alone(void **state) {
    Folder *folder = *state;
    folder_put(folder, "a.pack", pack_block);
    const Pack *before = folder_pack(folder);
    folder_put(folder, "README.md", "duty duty duty\n");
    folder_put(folder, "a.duty~", "nonsense");
    folder_put(folder, ".hidden.duty", "nonsense");
    const Pack *after = folder_pack(folder);
    assert_string_equal(before->hash, after->hash);
}

static void files_lie_anywhere_and_hold_anything(void **state) {
    Folder *folder = *state;
    assert_int_equal(mkdir(folder_file(folder, "z"), 0777), 0);
    assert_int_equal(mkdir(folder_file(folder, "z/y"), 0777), 0);
    folder_put(folder, "z/y/a.words",
               "duty d.a \"d\"\n  when a.x\n  to w.a\n  first 3 days from t.t, day 1 counted, to next office day\n");
    folder_put(folder, "b.case", pack_block);
    folder_put(folder, "z/c.duty",
               "fact a.x yesno \"x\"\nfact t.t time \"t\"\nwindow w.a \"w\"\n  calendar jp\n  from open\n"
               "source s.s \"s\"\n");
    folder_put(folder, "holidays.csv", "calendar,date,name,grade,source\njp,2026-03-11,x,A,s.s\n");
    const Pack *pack = folder_pack(folder);
    assert_int_equal(pack->book.duties.count, 1);
    assert_int_equal(pack->book.calendars.count, 1);
    assert_int_equal(pack->book.windows.items[0].calendar, 0);
}

// --- what cannot be read -----------------------------------------------------------------------------------------------

static void check_refused(Folder *folder, Err err, Msg msg, const char *named) {
    Pack pack;
    assert_int_equal(folder_load(folder, &pack), err);
    assert_int_equal(folder->diags.count, 1);
    assert_int_equal(folder->diags.items[0].msg, msg);
    assert_text(folder->diags.items[0].args[0], named);
}

static void a_missing_folder(void **state) {
    Folder *folder = *state;
    assert_int_equal(rmdir(folder->path), 0);
    check_refused(folder, ERR_IO, MSG_PACK_NO_FOLDER, folder->path);
    FILE *file = fopen(folder->path, "w"); // a file in its place
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    check_refused(folder, ERR_IO, MSG_PACK_NO_FOLDER, folder->path);
    assert_int_equal(unlink(folder->path), 0);
    assert_int_equal(mkdir(folder->path, 0777), 0);
}

static void an_empty_folder(void **state) {
    Folder *folder = *state;
    check_refused(folder, ERR_INPUT, MSG_PACK_EMPTY, folder->path);
    folder_put(folder, "README.md", "nothing for it\n");
    check_refused(folder, ERR_INPUT, MSG_PACK_EMPTY, folder->path);
}

// Every call to the system fails once: each time one finding says what could not be read.
static void the_system_may_fail(void **state) {
    Folder *folder = *state;
    Pack *pack = NEW(&folder->arena, Pack);
    bool no_folder = false, unreadable = false, loaded = false;
    folder_put(folder, "a.pack", pack_block);
    folder_put(folder, "b.duty", "-- nothing yet\n");
    for (int at = 1; !loaded; at++) {
        Arena arena = arena_make(NULL, NULL);
        char number[12];
        arena_alloc(&arena, 8 << 20); // all the memory it will want: only files are to fail
        arena_reset(&arena);
        folder->diags = diags_make(&arena);
        snprintf(number, sizeof number, "%d", at);
        setenv("TODOKE_FAIL_AT", number, 1);
        failing_calls = 0;
        Err err = pack_load(&arena, folder->path, pack, &folder->diags);
        loaded = failing_calls < (unsigned long)at;
        unsetenv("TODOKE_FAIL_AT");
        assert_int_equal(err, loaded ? ERR_OK : ERR_IO);
        assert_int_equal(folder->diags.count, loaded ? 0 : 1);
        no_folder |= !loaded && folder->diags.items[0].msg == MSG_PACK_NO_FOLDER;
        unreadable |= !loaded && folder->diags.items[0].msg == MSG_PACK_UNREADABLE;
        arena_free(&arena);
    }
    assert_true(no_folder && unreadable);
}

static void grow(Folder *folder, const char *name, off_t size) {
    folder_put(folder, name, "");
    assert_int_equal(truncate(folder_file(folder, name), size), 0);
}

static void a_file_that_is_too_big(void **state) {
    Folder *folder = *state;
    folder_put(folder, "a.pack", pack_block);
    grow(folder, "b.duty", LIMIT_PACK_FILE_BYTES + 1);
    check_refused(folder, ERR_TOO_BIG, MSG_PACK_TOO_BIG, folder_file(folder, "b.duty"));
}

static void files_that_are_too_big_together(void **state) {
    Folder *folder = *state;
    enum { FIT = LIMIT_PACK_BYTES / LIMIT_PACK_FILE_BYTES };
    for (int i = 0; i <= FIT; i++)
        grow(folder, str_c(&folder->arena, str_format(&folder->arena, "%c.duty", 'a' + i)), LIMIT_PACK_FILE_BYTES);
    const char *last = str_c(&folder->arena, str_format(&folder->arena, "%c.duty", 'a' + FIT));
    check_refused(folder, ERR_TOO_BIG, MSG_PACK_TOO_BIG, folder_file(folder, last));
}

static void too_many_files(void **state) {
    Folder *folder = *state;
    for (int i = 0; i <= LIMIT_PACK_FILES; i++)
        folder_put(folder, str_c(&folder->arena, str_format(&folder->arena, "%d.duty", i)), "");
    check_refused(folder, ERR_TOO_BIG, MSG_PACK_TOO_MANY_FILES, folder->path);
}

static void findings_name_their_file(void **state) {
    Folder *folder = *state;
    Pack pack;
    folder_put(folder, "a.pack", pack_block);
    folder_put(folder, "b.duty", "duty d.a \"d\"\n  when a.x and a.z\n");
    folder_put(folder, "a.fact", "fact a.x yesno\nfact a.y nothing \"y\"\n");
    assert_int_equal(folder_load(folder, &pack), ERR_INPUT);
    assert_true(folder->diags.count >= 3);
    assert_text(folder->diags.items[0].place.file, folder_file(folder, "a.fact"));
    assert_int_equal(folder->diags.items[0].place.line, 1);
    assert_int_equal(folder->diags.items[1].place.line, 2);
    assert_text(folder->diags.items[folder->diags.count - 1].place.file, folder_file(folder, "b.duty"));
}

static void a_pack_describes_itself(void **state) {
    Folder *folder = *state;
    folder_put(folder, "a.fact", "fact a.x yesno \"x\"\n");
    check_refused(folder, ERR_INPUT, MSG_PACK_NO_BLOCK, folder->path);
    folder_put(folder, "a.pack", "pack t \"t\"\n  jurisdiction jp\n  at 2026-03-10\n");
    check_refused(folder, ERR_INPUT, MSG_PACK_NO_LINE, "version");
    folder_put(folder, "a.pack", "pack t \"t\"\n  version \"1\"\n  at 2026-03-10\n");
    check_refused(folder, ERR_INPUT, MSG_PACK_NO_LINE, "jurisdiction");
    folder_put(folder, "a.pack", "pack t \"t\"\n  version \"1\"\n  jurisdiction jp\n");
    check_refused(folder, ERR_INPUT, MSG_PACK_NO_LINE, "at");
}

static void forms_are_known_by_their_files(void **state) {
    Folder *folder = *state;
    Pack pack;
    folder_put(folder, "a.pack", pack_block);
    folder_put(folder, "b.duty", "fact a.x yesno \"x\"\nduty d.a \"d\"\n  when a.x\n  form f.one\n");
    folder_pack(folder); // no forms at all: not looked for
    assert_int_equal(mkdir(folder_file(folder, "forms"), 0777), 0);
    folder_put(folder, "forms/f.two.form", "");
    assert_int_equal(folder_load(folder, &pack), ERR_INPUT);
    assert_int_equal(folder->diags.count, 1);
    assert_text(folder->diags.items[0].place.file, folder_file(folder, "b.duty"));
    folder_put(folder, "forms/f.one.form", "");
    assert_int_equal(folder_load(folder, &pack), ERR_OK);
}

// --- the hash ----------------------------------------------------------------------------------------------------------

static void the_hash_is_of_names_and_bytes(void **state) {
    Folder *folder = *state;
    char hashes[8][33];
    int count = 0;
    folder_put(folder, "a.pack", pack_block);
    folder_put(folder, "b.fact", "-- one\n");
    memcpy(hashes[count++], folder_pack(folder)->hash, 33);
    assert_string_equal(hashes[0], folder_pack(folder)->hash); // the same again
    folder_put(folder, "b.fact", "-- onf\n");
    memcpy(hashes[count++], folder_pack(folder)->hash, 33);
    folder_put(folder, "b.fact", "-- one\n\n");
    memcpy(hashes[count++], folder_pack(folder)->hash, 33);
    folder_put(folder, "b.fact", "-- one\n");
    assert_int_equal(rename(folder_file(folder, "b.fact"), folder_file(folder, "c.fact")), 0);
    memcpy(hashes[count++], folder_pack(folder)->hash, 33);
    folder_put(folder, "d.fact", ""); // one more, empty
    memcpy(hashes[count++], folder_pack(folder)->hash, 33);
    folder_put(folder, "c.fact", "");
    folder_put(folder, "d.fact", "-- one\n"); // the same bytes in another file
    memcpy(hashes[count++], folder_pack(folder)->hash, 33);
    folder_put(folder, "holidays.csv", "calendar,date,name,grade,source\n");
    memcpy(hashes[count++], folder_pack(folder)->hash, 33);
    for (int i = 0; i < count; i++) {
        assert_int_equal(strspn(hashes[i], "0123456789abcdef"), 32);
        for (int j = 0; j < i; j++) assert_string_not_equal(hashes[i], hashes[j]);
    }
}

// Where one file ends and the next begins is part of the hash.
static void the_hash_sees_where_files_end(void **state) {
    Folder *folder = *state;
    folder_put(folder, "a.pack", pack_block);
    folder_put(folder, "b.fact", "-- one\n-- two\n");
    folder_put(folder, "c.fact", "");
    const Pack *one = folder_pack(folder);
    folder_put(folder, "b.fact", "-- one\n");
    folder_put(folder, "c.fact", "-- two\n");
    assert_string_not_equal(one->hash, folder_pack(folder)->hash);
}

static void a_pack_names_itself_in_json(void **state) {
    Folder *folder = *state;
    Json json;
    folder_put(folder, "a.pack", pack_block);
    const Pack *pack = folder_pack(folder);
    Buf out = buf_make(&folder->arena, 4096);
    pack_print_json(&out, pack);
    assert_int_equal(json_parse(&folder->arena, STR("pack"), buf_str(&out), &json, &folder->diags), ERR_OK);
    assert_int_equal(json.count, 3);
    assert_text(json_member(&json, STR("id"))->text, "t");
    assert_text(json_member(&json, STR("version"))->text, "7");
    assert_text(json_member(&json, STR("hash"))->text, pack->hash);
}

// --- the pack built in -------------------------------------------------------------------------------------------------

static void the_pack_built_in_is_packs_jp(void **state) {
    Folder *folder = *state;
    Pack *built_in = NEW(&folder->arena, Pack), *read = NEW(&folder->arena, Pack);
    Diags diags = diags_make(&folder->arena);
    assert_int_equal(pack_load(&folder->arena, NULL, built_in, &diags), ERR_OK);
    assert_int_equal(pack_load(&folder->arena, "packs/jp", read, &diags), ERR_OK);
    assert_clean(&folder->arena, &diags);
    assert_string_equal(built_in->hash, read->hash);
    assert_text(built_in->book.id, "jp");
    assert_true(built_in->book.duties.count >= 40);
    assert_int_equal(built_in->book.duties.count, read->book.duties.count);
    assert_int_equal(built_in->program.node_count, read->program.node_count);
    assert_int_equal(built_in->book.calendars.count, read->book.calendars.count);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(the_smallest_pack),
        FOLDER_TEST(files_count_by_their_endings),
        FOLDER_TEST(what_is_no_pack_file_is_left_alone),
        FOLDER_TEST(files_lie_anywhere_and_hold_anything),
        FOLDER_TEST(a_missing_folder),
        FOLDER_TEST(an_empty_folder),
        FOLDER_TEST(the_system_may_fail),
        FOLDER_TEST(a_file_that_is_too_big),
        FOLDER_TEST(files_that_are_too_big_together),
        FOLDER_TEST(too_many_files),
        FOLDER_TEST(findings_name_their_file),
        FOLDER_TEST(a_pack_describes_itself),
        FOLDER_TEST(forms_are_known_by_their_files),
        FOLDER_TEST(the_hash_is_of_names_and_bytes),
        FOLDER_TEST(the_hash_sees_where_files_end),
        FOLDER_TEST(a_pack_names_itself_in_json),
        FOLDER_TEST(the_pack_built_in_is_packs_jp),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
