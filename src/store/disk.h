// Durable files, by name in an open folder: what is made, written, cut or removed here is on the disk when the call has said
// so. Knows nothing of what the files mean.
#pragma once

#include "base/bytes.h"
#include "base/err.h"

#include <sys/uio.h>

// Makes it if it is missing, synced; opened for the calls below.
MUST_CHECK Err disk_folder(int at, const char *path, int *out);
MUST_CHECK Err disk_sync_folder(int folder);
MUST_CHECK Err disk_make(int folder, const char *name, int *out); // must not be there yet
MUST_CHECK Err disk_open(int folder, const char *name, bool writes, int *out);
void disk_close(int file);
// All of it. ERR_TOO_BIG: the disk is full; how much was written is not known.
MUST_CHECK Err disk_write(int file, uint64_t offset, struct iovec *parts, size_t count);
MUST_CHECK Err disk_sync(int file);
MUST_CHECK Err disk_cut(int file, uint64_t len);
MUST_CHECK Err disk_length(int file, uint64_t *out);
// Up to `len` bytes; fewer at the end of the file.
MUST_CHECK Err disk_read(int file, uint64_t offset, unsigned char *out, size_t len, size_t *got);
MUST_CHECK Err disk_rename(int folder, const char *from, const char *to);
MUST_CHECK Err disk_remove(int folder, const char *name); // already gone is fine
bool disk_is_missing(int folder, const char *name);
// Calls back for each name; the order is any.
MUST_CHECK Err disk_list(int folder, Err (*each)(void *at, const char *name), void *at);
MUST_CHECK Err disk_free(int folder, uint64_t *bytes);
// A file of that many bytes that are really there, to be removed when space is needed.
MUST_CHECK Err disk_reserve(int folder, const char *name, uint64_t bytes);
// What was written so far begins to go to the disk; does not wait.
void disk_push(int file);
