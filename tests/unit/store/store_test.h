// What the tests of the store share: an arena and a folder of its own for each test, with the folders of the rooms in it.
#pragma once

#include "unit/base/base_test.h"

#include "store/room.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Office {
    Arena arena;
    char folder[64];
    Str data;
} Office;

static inline int office_setup(void **state) {
    static Office office;
    office = (Office){.arena = arena_make(NULL, NULL), .folder = "/tmp/todoke-store-XXXXXX"};
    *state = &office;
    if (!mkdtemp(office.folder)) return -1;
    office.data = str_from(office.folder);
    for (int kind = 0; kind < ROOM_COUNT; kind++) {
        char *path = str_c(&office.arena, room_path(&office.arena, office.data, kind));
        *strrchr(path, '/') = '\0';
        if (mkdir(path, 0700) != 0) return -1;
    }
    return 0;
}

static inline int office_teardown(void **state) {
    Office *office = *state;
    char *command = str_c(&office->arena, str_format(&office->arena, "rm -rf %s", office->folder));
    int status = system(command);
    arena_free(&office->arena);
    return status;
}

#define OFFICE_TEST(f) cmocka_unit_test_setup_teardown(f, office_setup, office_teardown)

// SQL behind the back of the door; the first column of the first row, or -1.
static inline int64_t raw_sql(const char *path, const char *sql) {
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    int64_t out = -1;
    while (sql && *sql) {
        int code = sqlite3_prepare_v2(db, sql, -1, &statement, &sql);
        if (code != SQLITE_OK) fail_msg("%s", sqlite3_errmsg(db));
        if (!statement) break;
        code = sqlite3_step(statement);
        if (code == SQLITE_ROW)
            out = sqlite3_column_int64(statement, 0);
        else if (code != SQLITE_DONE)
            fail_msg("%s", sqlite3_errmsg(db));
        sqlite3_finalize(statement);
    }
    sqlite3_close(db);
    return out;
}

static inline Id id_of(unsigned number) {
    Id id = {0};
    for (unsigned i = 0; i < 4; i++) id.bytes[i] = (unsigned char)(number >> (8 * i));
    id.bytes[15] = 1;
    return id;
}
