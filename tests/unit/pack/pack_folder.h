// A folder for one test: packs are written into it file by file, without the code under test.
#pragma once

#include "pack/pack.h"
#include "unit/rule/rule_test.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Folder {
    Arena arena;
    char path[64];
    Diags diags;
} Folder;

static inline int folder_setup(void **state) {
    static Folder folder;
    folder = (Folder){.arena = arena_make(NULL, NULL), .path = "/tmp/todoke-pack-XXXXXX"};
    *state = &folder;
    return mkdtemp(folder.path) ? 0 : -1;
}

static inline int folder_teardown(void **state) {
    Folder *folder = *state;
    int status =
        system(str_c(&folder->arena, str_format(&folder->arena, "chmod -R u+rwX %s && rm -rf %s", folder->path, folder->path)));
    arena_free(&folder->arena);
    return status;
}

#define FOLDER_TEST(f) cmocka_unit_test_setup_teardown(f, folder_setup, folder_teardown)

static inline const char *folder_file(Folder *folder, const char *name) {
    return str_c(&folder->arena, str_format(&folder->arena, "%s/%s", folder->path, name));
}

static inline void folder_put(Folder *folder, const char *name, const char *text) {
    FILE *file = fopen(folder_file(folder, name), "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static const char pack_block[] = "pack t \"試し\"\n  version \"7\"\n  jurisdiction jp\n  at 2026-03-10\n";

// Every load starts with a new list of findings.
static inline Err folder_load(Folder *folder, Pack *pack) {
    folder->diags = diags_make(&folder->arena);
    return pack_load(&folder->arena, folder->path, pack, &folder->diags);
}

static inline const Pack *folder_pack(Folder *folder) {
    Pack *pack = NEW(&folder->arena, Pack);
    if (folder_load(folder, pack) != ERR_OK) fail_msg("%s", str_c(&folder->arena, findings_of(&folder->arena, &folder->diags)));
    return pack;
}
