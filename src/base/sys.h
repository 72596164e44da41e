// The only calls that take files from the system. Tests link another file in place of sys.c, memory.c and terminal.c, which
// fails the n-th call. Closed to the pure folders.
#pragma once

#include "base/err.h"
#include "base/str.h"

// The whole file, or standard input for "-". Over the ceiling: ERR_TOO_BIG, before reading more.
MUST_CHECK Err sys_read_file(Arena *arena, const char *path, size_t ceiling, Str *out);
// A copy of a file in memory, for as long as the process lives: what is changed in it changes no file. Only what is used is
// read.
MUST_CHECK Err sys_keep_file(const char *path, size_t ceiling, Str *out);
// Regular files below `path`, as sorted paths relative to it; hidden names are left out, links are not followed.
MUST_CHECK Err sys_list_tree(Arena *arena, const char *path, size_t ceiling, Str **out, size_t *count);
// Written to a neighbour, synced, then renamed: a reader sees the old file or the whole new one.
MUST_CHECK Err sys_write_file(const char *path, Str content);
// The same for what only its owner may read.
MUST_CHECK Err sys_write_secret(const char *path, Str content);
// Syncs the folder that `path` lies in: only then is a new name, or one that is gone, so after a power cut as well.
MUST_CHECK Err sys_sync_folder(const char *path);
// There already is fine; what is above it must be there.
MUST_CHECK Err sys_make_folder(const char *path);
// The same for a folder that only its owner may look into.
MUST_CHECK Err sys_make_closed_folder(const char *path);
// A new folder in `parent` that nobody else can look into, and its end with all files in it.
MUST_CHECK Err sys_make_private(Arena *arena, const char *parent, const char **out);
void sys_remove_private(const char *path);
MUST_CHECK Err sys_remove_tree(const char *path); // and all in it, however much was made of it; none there is fine
bool sys_is_directory(const char *path);
bool sys_is_missing(const char *path);            // there is nothing of that name
bool sys_is_empty(const char *path);              // a folder with nothing in it but what a new disk has
MUST_CHECK Err sys_remove_file(const char *path); // none there is fine

// All of it to an open descriptor: standard output or standard error.
MUST_CHECK Err sys_write(int descriptor, Str content);
