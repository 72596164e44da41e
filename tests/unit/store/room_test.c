// The door to SQLite: what it opens, what it refuses, what it keeps.
#include "unit/store/store_test.h"

#include "base/sys.h"
#include "store/room_inside.h"

static const unsigned char sealed_bytes[] = {0, 1, 2, 0xFF, 0};

static Err half_put(Room *room, unsigned number) {
    return query_half_add(
        room, &(HalfAddIn){.report_id = id_of(number), .office_id = id_of(7), .key_epoch = 3, .sealed = BYTES_OF(sealed_bytes)},
        NULL);
}

static bool half_is_there(Office *office, Room *room, unsigned number) {
    HalfGetRow row;
    bool found = false;
    assert_int_equal(query_half_get(room, &office->arena, &(HalfGetIn){.report_id = id_of(number)}, &row, &found), ERR_OK);
    return found;
}

static void keeps_rows(void **state) {
    Office *office = *state;
    Room *room;
    HalfGetRow row;
    bool found;
    assert_int_equal(room_open(&office->arena, office->data, ROOM_HALVES, ROOM_WRITE, &room), ERR_OK);
    assert_int_equal(half_put(room, 1), ERR_OK);
    room_close(room);
    assert_int_equal(room_open(&office->arena, office->data, ROOM_HALVES, ROOM_READ, &room), ERR_OK);
    assert_int_equal(query_half_get(room, &office->arena, &(HalfGetIn){.report_id = id_of(1)}, &row, &found), ERR_OK);
    assert_true(found);
    assert_int_equal(row.key_epoch, 3);
    assert_memory_equal(row.office_id.bytes, id_of(7).bytes, 16);
    assert_int_equal(row.sealed.len, sizeof sealed_bytes);
    assert_memory_equal(row.sealed.ptr, sealed_bytes, sizeof sealed_bytes);
    assert_false(half_is_there(office, room, 2));
    room_close(room);
}

static void second_time_changes_nothing(void **state) {
    Office *office = *state;
    Room *room;
    int64_t changed = -1;
    HalfAddIn in = {.report_id = id_of(1), .office_id = id_of(7), .sealed = BYTES_OF(sealed_bytes)};
    assert_int_equal(room_open(&office->arena, office->data, ROOM_HALVES, ROOM_WRITE, &room), ERR_OK);
    assert_int_equal(query_half_add(room, &in, &changed), ERR_OK);
    assert_int_equal(changed, 1);
    assert_int_equal(query_half_add(room, &in, &changed), ERR_OK);
    assert_int_equal(changed, 0);
    room_close(room);
}

static void undoes(void **state) {
    Office *office = *state;
    Room *room;
    assert_int_equal(room_open(&office->arena, office->data, ROOM_HALVES, ROOM_WRITE, &room), ERR_OK);
    assert_int_equal(room_begin(room), ERR_OK);
    assert_int_equal(half_put(room, 1), ERR_OK);
    room_undo(room);
    assert_false(half_is_there(office, room, 1));
    assert_int_equal(room_begin(room), ERR_OK);
    assert_int_equal(half_put(room, 2), ERR_OK);
    assert_int_equal(room_commit(room), ERR_OK);
    assert_true(half_is_there(office, room, 2));
    room_close(room);
}

static void refuses_rows_against_schema(void **state) {
    Office *office = *state;
    Room *room;
    assert_int_equal(room_open(&office->arena, office->data, ROOM_HALVES, ROOM_WRITE, &room), ERR_OK);
    HalfAddIn in = {.report_id = id_of(1), .view_index = -1, .office_id = id_of(7), .sealed = BYTES_OF(sealed_bytes)};
    assert_int_equal(query_half_add(room, &in, NULL), ERR_REFUSED);
    assert_int_equal(room_fault(room), ROOM_REFUSED);
    assert_int_equal(half_put(room, 1), ERR_OK); // and goes on
    room_close(room);
}

static void query_of_other_room_fails(void **state) {
    Office *office = *state;
    Room *room;
    assert_int_equal(room_open(&office->arena, office->data, ROOM_SHARE, ROOM_WRITE, &room), ERR_OK);
    assert_int_equal(half_put(room, 1), ERR_IO);
    room_close(room);
    assert_int_equal(room_open(&office->arena, office->data, ROOM_OUTBOX, ROOM_READ, &room), ERR_IO);
    assert_int_equal(room_fault(room), ROOM_MISSING);
}

static void is_hardened(void **state) {
    Office *office = *state;
    static const char *const wanted[] = {"PRAGMA synchronous",    "PRAGMA mmap_size",     "PRAGMA cell_size_check",
                                         "PRAGMA trusted_schema", "PRAGMA secure_delete", "PRAGMA foreign_keys"};
    static const int64_t value[] = {2, 0, 1, 0, 1, 1};
    static const char *const refused[] = {"SELECT * FROM sqlite_schema",
                                          "PRAGMA user_version",
                                          "ATTACH 'x' AS y",
                                          "CREATE TABLE t (a)",
                                          "DROP TABLE half",
                                          "SELECT load_extension('x')",
                                          "SELECT \"text\" FROM half",
                                          "SELECT randomblob(9)",
                                          "BEGIN",

                                          "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c"};
    Room *room;
    assert_int_equal(room_open(&office->arena, office->data, ROOM_HALVES, ROOM_WRITE, &room), ERR_OK);
    for (size_t i = 0; i < sizeof value / sizeof *value; i++) {
        int64_t out = -1;
        assert_int_equal(room_ask(room, wanted[i], &out), ERR_OK);
        assert_int_equal(out, value[i]);
    }
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        sqlite3_stmt *statement = NULL;
        if (sqlite3_prepare_v2(room->handle, refused[i], -1, &statement, NULL) == SQLITE_OK) fail_msg("%s", refused[i]);
        sqlite3_finalize(statement);
    }
    struct stat facts;
    assert_int_equal(stat(str_c(&office->arena, room->path), &facts), 0);
    assert_int_equal(facts.st_mode & 0777, 0640); // who of the group gets that far is said by its folder
    assert_int_equal(access(str_c(&office->arena, str_join(&office->arena, room->path, STR("-wal"))), F_OK), 0);
    room_close(room);
}

// Every query, as the engine sees it: parameters and columns in number and name as sql/queries says.
static void every_query_prepares(void **state) {
    Office *office = *state;
    for (int kind = 0; kind < ROOM_COUNT; kind++) {
        Room *room;
        assert_int_equal(room_open(&office->arena, office->data, kind, ROOM_WRITE, &room), ERR_OK);
        for (int i = 0; i < QUERY_COUNT; i++) {
            const Query *query = &queries[i];
            sqlite3_stmt *statement = NULL;
            if ((int)query->room != kind) continue;
            if (sqlite3_prepare_v2(room->handle, query->sqlite, -1, &statement, NULL) != SQLITE_OK)
                fail_msg("%s: %s", query->name, sqlite3_errmsg(room->handle));
            assert_int_equal(sqlite3_bind_parameter_count(statement), query->takes);
            Str rest = str_from(query->gives), column, name, type;
            int count = 0;
            for (; rest.len; count++) {
                (void)!str_cut(rest, ',', &column, &rest);
                (void)!str_cut(str_trim(column), ' ', &name, &type);
                if (count >= sqlite3_column_count(statement)) fail_msg("%s gives less", query->name);
                assert_text(name, sqlite3_column_name(statement, count));
                const char *declared = sqlite3_column_decltype(statement, count);
                const char *want = str_starts(type, STR("text"))                                  ? "TEXT"
                                   : str_starts(type, STR("id")) || str_starts(type, STR("blob")) ? "BLOB"
                                                                                                  : "INTEGER";
                if (declared && strcmp(declared, want) != 0)
                    fail_msg("%s: %s is %s", query->name, sqlite3_column_name(statement, count), declared);
            }
            assert_int_equal(sqlite3_column_count(statement), count);
            sqlite3_finalize(statement);
        }
        room_close(room);
    }
}

// The list that people are shown, as a sorted text of names.
static bool is_listed(Office *office, Str list, const char *room, const char *table, const char *column) {
    Str line, rest = list, wanted = str_format(&office->arena, "%s.%s.%s ", room, table, column);
    while (rest.len) {
        (void)!str_cut(rest, '\n', &line, &rest);
        if (str_starts(line, wanted)) return true;
    }
    return false;
}

// What SQLite has, against the published list; PostgreSQL is looked at by tests/store/postgres_test.py. And every table is
// strict, knows its office, and says under which key whatever is sealed in it was sealed.
static void clear_columns_are_published(void **state) {
    Office *office = *state;
    Str list;
    int columns = 0, lines = 0;
    assert_int_equal(sys_read_file(&office->arena, "tests/data/clear-columns.txt", 1 << 20, &list), ERR_OK);
    for (int kind = 0; kind < ROOM_COUNT; kind++) {
        Room *room;
        sqlite3_stmt *statement;
        assert_int_equal(room_open(&office->arena, office->data, kind, ROOM_WRITE, &room), ERR_OK);
        room->in_house = true;
        assert_int_equal(
            sqlite3_prepare_v2(room->handle,
                               "SELECT t.name, c.name, t.strict FROM pragma_table_list t, pragma_table_info(t.name) c "
                               "WHERE t.name NOT LIKE 'sqlite_%'",
                               -1, &statement, NULL),
            SQLITE_OK);
        for (; sqlite3_step(statement) == SQLITE_ROW; columns++) {
            const char *table = (const char *)sqlite3_column_text(statement, 0);
            const char *column = (const char *)sqlite3_column_text(statement, 1);
            if (!is_listed(office, list, room_names[kind], table, column)) fail_msg("%s.%s is not listed", table, column);
            if (!sqlite3_column_int(statement, 2)) fail_msg("%s is not strict", table);
            if (!is_listed(office, list, room_names[kind], table, "office_id")) fail_msg("%s has no office_id", table);
            if (strcmp(column, "sealed") == 0 && kind != ROOM_NAMES &&
                !is_listed(office, list, room_names[kind], table, "key_epoch"))
                fail_msg("%s has no key_epoch", table);
        }
        sqlite3_finalize(statement);
        room_close(room);
    }
    for (Str line, rest = list; rest.len;) {
        (void)!str_cut(rest, '\n', &line, &rest);
        lines += line.len && line.ptr[0] != '#';
    }
    assert_int_equal(columns, lines);
}

static void refuses_newer_and_foreign(void **state) {
    Office *office = *state;
    Room *room;
    char *path = str_c(&office->arena, room_path(&office->arena, office->data, ROOM_HALVES));
    assert_int_equal(room_open(&office->arena, office->data, ROOM_HALVES, ROOM_WRITE, &room), ERR_OK);
    assert_int_equal(half_put(room, 1), ERR_OK);
    room_close(room);
    raw_sql(path, "PRAGMA user_version = 99");
    assert_int_equal(room_open(&office->arena, office->data, ROOM_HALVES, ROOM_WRITE, &room), ERR_IO);
    assert_int_equal(room_fault(room), ROOM_NEWER);
    assert_int_equal(raw_sql(path, "SELECT count(*) FROM half"), 1);
    raw_sql(path, "PRAGMA user_version = 1; PRAGMA application_id = 5");
    assert_int_equal(room_open(&office->arena, office->data, ROOM_HALVES, ROOM_WRITE, &room), ERR_IO);
    assert_int_equal(room_fault(room), ROOM_FOREIGN);
    char *other = str_c(&office->arena, room_path(&office->arena, office->data, ROOM_SHARE));
    raw_sql(other, "CREATE TABLE t (a)");
    assert_int_equal(room_open(&office->arena, office->data, ROOM_SHARE, ROOM_WRITE, &room), ERR_IO);
    assert_int_equal(room_fault(room), ROOM_FOREIGN);
    other = str_c(&office->arena, room_path(&office->arena, office->data, ROOM_PUBLIC));
    FILE *file = fopen(other, "w");
    for (int i = 0; i < 2000; i++) fputs("no database ", file);
    fclose(file);
    assert_int_equal(room_open(&office->arena, office->data, ROOM_PUBLIC, ROOM_WRITE, &room), ERR_IO);
    assert_int_equal(room_fault(room), ROOM_FOREIGN);
}

static void copy_while_another_writes(void **state) {
    Office *office = *state;
    Room *room, *reader, *copy;
    Str path = str_join(&office->arena, office->data, STR("/copy.db"));
    assert_int_equal(room_open(&office->arena, office->data, ROOM_HALVES, ROOM_WRITE, &room), ERR_OK);
    for (unsigned i = 0; i < 500; i++) assert_int_equal(half_put(room, i), ERR_OK);
    assert_int_equal(room_open(&office->arena, office->data, ROOM_HALVES, ROOM_READ, &reader), ERR_OK);
    assert_int_equal(room_begin(room), ERR_OK);
    assert_int_equal(half_put(room, 1000), ERR_OK);
    assert_int_equal(room_copy(reader, path), ERR_OK);
    assert_int_equal(room_commit(room), ERR_OK);
    assert_int_equal(room_open_file(&office->arena, path, ROOM_HALVES, ROOM_WRITE, &copy), ERR_OK);
    assert_true(half_is_there(office, copy, 499));
    assert_false(half_is_there(office, copy, 1000));
    assert_true(half_is_there(office, reader, 1000));
    Str finding;
    assert_int_equal(room_check(copy, &office->arena, &finding), ERR_OK);
    room_close(copy);
    room_close(reader);
    room_close(room);
}

static int64_t log_bytes(Office *office, RoomKind kind) {
    struct stat facts;
    Str path = str_join(&office->arena, room_path(&office->arena, office->data, kind), STR("-wal"));
    return stat(str_c(&office->arena, path), &facts) == 0 ? facts.st_size : -1;
}

// What the main file holds is what the next one reads: no older log stands before it, whoever left last.
static void last_one_leaves_an_empty_log(void **state) {
    Office *office = *state;
    Room *room, *reader;
    assert_int_equal(room_open(&office->arena, office->data, ROOM_HALVES, ROOM_WRITE, &room), ERR_OK);
    assert_int_equal(half_put(room, 1), ERR_OK);
    assert_true(log_bytes(office, ROOM_HALVES) > 0);
    room_close(room);
    assert_int_equal(log_bytes(office, ROOM_HALVES), 0);
    assert_int_equal(room_open(&office->arena, office->data, ROOM_HALVES, ROOM_WRITE, &room), ERR_OK);
    assert_int_equal(half_put(room, 2), ERR_OK);
    assert_int_equal(room_open(&office->arena, office->data, ROOM_HALVES, ROOM_READ, &reader), ERR_OK);
    room_close(room);
    assert_true(log_bytes(office, ROOM_HALVES) > 0);
    assert_true(half_is_there(office, reader, 2));
    room_close(reader);
    assert_int_equal(log_bytes(office, ROOM_HALVES), 0);
}

// One long transaction, or one long reading, must not cost its disk for ever.
static void log_that_grew_is_cut(void **state) {
    enum { LONG_BYTES = 20 << 20, LOG_BYTES = 64 << 20 };
    Office *office = *state;
    Room *room;
    Bytes sealed = {arena_alloc(&office->arena, LONG_BYTES), LONG_BYTES};
    assert_int_equal(room_open(&office->arena, office->data, ROOM_HALVES, ROOM_WRITE, &room), ERR_OK);
    assert_int_equal(room_begin(room), ERR_OK);
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(query_half_add(room, &(HalfAddIn){.report_id = id_of(i), .sealed = sealed}, NULL), ERR_OK);
    assert_int_equal(room_commit(room), ERR_OK);
    assert_true(log_bytes(office, ROOM_HALVES) > LOG_BYTES);
    assert_int_equal(half_put(room, 10), ERR_OK);
    assert_int_equal(log_bytes(office, ROOM_HALVES), LOG_BYTES);
    room_close(room);
}

enum { PAGE_BYTES = 4096 };

static void page_turn_over(FILE *file, long page) {
    unsigned char bytes[64];
    long at = (page - 1) * PAGE_BYTES + 1;
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    assert_int_equal(fread(bytes, 1, sizeof bytes, file), sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] ^= 0xA5;
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, sizeof bytes, file), sizeof bytes);
    assert_int_equal(fflush(file), 0);
}

static void check_finds_every_broken_page(void **state) {
    Office *office = *state;
    Room *room;
    Str finding;
    struct stat facts;
    char *path = str_c(&office->arena, room_path(&office->arena, office->data, ROOM_HALVES));
    assert_int_equal(room_open(&office->arena, office->data, ROOM_HALVES, ROOM_WRITE, &room), ERR_OK);
    assert_int_equal(room_begin(room), ERR_OK);
    for (unsigned i = 0; i < 2000; i++) assert_int_equal(half_put(room, i), ERR_OK);
    assert_int_equal(room_commit(room), ERR_OK);
    room_close(room);
    assert_int_equal(stat(path, &facts), 0);
    assert_true(facts.st_size > 10 * PAGE_BYTES);
    FILE *file = fopen(path, "r+");
    for (long page = 2; page <= facts.st_size / PAGE_BYTES; page++) {
        page_turn_over(file, page);
        assert_int_equal(room_open(&office->arena, office->data, ROOM_HALVES, ROOM_READ, &room), ERR_OK);
        if (room_check(room, &office->arena, &finding) != ERR_IO) fail_msg("page %ld", page);
        assert_int_equal(room_fault(room), ROOM_BROKEN);
        assert_true(finding.len > 0);
        room_close(room);
        page_turn_over(file, page);
    }
    fclose(file);
    assert_int_equal(room_open(&office->arena, office->data, ROOM_HALVES, ROOM_READ, &room), ERR_OK);
    assert_int_equal(room_check(room, &office->arena, &finding), ERR_OK);
    room_close(room);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(keeps_rows),
        OFFICE_TEST(second_time_changes_nothing),
        OFFICE_TEST(undoes),
        OFFICE_TEST(refuses_rows_against_schema),
        OFFICE_TEST(query_of_other_room_fails),
        OFFICE_TEST(is_hardened),
        OFFICE_TEST(every_query_prepares),
        OFFICE_TEST(clear_columns_are_published),
        OFFICE_TEST(refuses_newer_and_foreign),
        OFFICE_TEST(copy_while_another_writes),
        OFFICE_TEST(last_one_leaves_an_empty_log),
        OFFICE_TEST(log_that_grew_is_cut),
        OFFICE_TEST(check_finds_every_broken_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
