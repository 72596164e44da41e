// Files on a shelf: written beside their name, synced, then given it. What was left half-written by a process that was killed
// is written anew.
#include "store/shelf.h"

#include "base/sys.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHELF_PIECE = 64 << 10 };

Err shelf_open(Str folder, Arena *arena, Shelf *out) {
    const char *path = str_c(arena, folder);
    *out = (Shelf){folder};
    if (sys_is_directory(path)) return ERR_OK;
    if (mkdir(path, 0700) != 0 && !sys_is_directory(path)) return ERR_IO;
    return sys_sync_folder(path);
}

const char *shelf_path(const Shelf *shelf, Arena *arena, Str name) {
    return str_c(arena, str_format(arena, "%.*s/%.*s", STR_ARG(shelf->folder), STR_ARG(name)));
}

static const char *half_path(const Shelf *shelf, Arena *arena, Str name) {
    return str_c(arena, str_format(arena, "%.*s/.%.*s.half", STR_ARG(shelf->folder), STR_ARG(name)));
}

static Err give_name(int file, Err err, const char *half, const char *path) {
    if (!err && fsync(file) != 0) err = ERR_IO;
    if (close(file) != 0) err = ERR_IO;
    if (!err && rename(half, path) != 0) err = ERR_IO;
    if (err) {
        unlink(half);
        return err;
    }
    return sys_sync_folder(path);
}

static int half_make(const char *half) {
    return open(half, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
}

// There already, and as if it came now. Whoever put it there may have been killed before the name was synced.
static bool is_there(const char *path, Err *err) {
    struct stat facts;
    if (stat(path, &facts) != 0) return false;
    bool fine = S_ISREG(facts.st_mode) && utimensat(AT_FDCWD, path, NULL, 0) == 0;
    *err = fine ? sys_sync_folder(path) : ERR_IO;
    return true;
}

Err shelf_put(const Shelf *shelf, Arena *scratch, Str name, Bytes bytes) {
    const char *path = shelf_path(shelf, scratch, name), *half = half_path(shelf, scratch, name);
    Err err;
    if (is_there(path, &err)) return err;
    int file = half_make(half);
    if (file < 0) return ERR_IO;
    err = sys_write(file, (Str){(const char *)bytes.ptr, bytes.len});
    return give_name(file, err, half, path);
}

static Err pour(Arena *scratch, int from, int to) {
    char *piece = arena_alloc(scratch, SHELF_PIECE);
    for (;;) {
        ssize_t got = read(from, piece, SHELF_PIECE);
        if (got == 0) return ERR_OK;
        Err err = got < 0 ? ERR_IO : sys_write(to, (Str){piece, (size_t)got});
        if (err) return err;
    }
}

Err shelf_put_file(const Shelf *shelf, Arena *scratch, Str name, const char *from) {
    const char *path = shelf_path(shelf, scratch, name), *half = half_path(shelf, scratch, name);
    Err err;
    if (is_there(path, &err)) return err;
    int source = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    int file = source < 0 ? -1 : half_make(half);
    err = file < 0 ? ERR_IO : pour(scratch, source, file);
    if (source >= 0) close(source);
    return file < 0 ? ERR_IO : give_name(file, err, half, path);
}

Err shelf_get(const Shelf *shelf, Arena *arena, Str name, size_t ceiling, Bytes *out) {
    Str text;
    Err err = sys_read_file(arena, shelf_path(shelf, arena, name), ceiling, &text);
    if (!err) *out = bytes_of_str(text);
    return err;
}
