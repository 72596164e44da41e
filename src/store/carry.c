// Copies with a hash. Everything of one carrying is synced together at its end: one file after the other would take hours.
#include "store/carry.h"

#include "base/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CARRY_PIECE = 256 << 10 };

static const char *place(Arena *scratch, Str folder, Str path) {
    return str_c(scratch, str_format(scratch, "%.*s/%.*s", STR_ARG(folder), STR_ARG(path)));
}

static Err folders_make(Arena *scratch, Str folder, Str path) {
    char *whole = str_c(scratch, str_format(scratch, "%.*s/%.*s", STR_ARG(folder), STR_ARG(path)));
    for (char *slash = whole + folder.len + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        bool made = mkdir(whole, 0700) == 0 || errno == EEXIST;
        *slash = '/';
        if (!made) return ERR_IO;
    }
    return ERR_OK;
}

// `to` -1: only looked at.
static Err pour(Arena *scratch, int from, int to, Carried *out) {
    unsigned char *piece = arena_alloc(scratch, CARRY_PIECE);
    Hasher hasher = hash_begin(DOMAIN_BACKUP);
    for (;;) {
        ssize_t got = read(from, piece, CARRY_PIECE);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return ERR_IO;
        if (got == 0) break;
        hash_add(&hasher, (Bytes){piece, (size_t)got});
        out->bytes += (uint64_t)got;
        Err err = to < 0 ? ERR_OK : sys_write(to, (Str){(char *)piece, (size_t)got});
        if (err) return err;
    }
    out->hash = hash_end(&hasher);
    return ERR_OK;
}

static Err copy(Carrying *carrying, Arena *scratch, Str path, int from, Carried *out) {
    struct stat facts;
    const char *to_path = place(scratch, carrying->to, path);
    if (fstat(from, &facts) != 0 || !S_ISREG(facts.st_mode)) return ERR_IO;
    Err err = folders_make(scratch, carrying->to, path);
    if (err) return err;
    int to = open(to_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, facts.st_mode & 0700);
    if (to < 0) return ERR_IO;
    err = pour(scratch, from, to, out);
    if (close(to) != 0) err = ERR_IO;
    return err;
}

static Err done(Carrying *carrying, Arena *scratch, Str path, Err err, const Carried *carried) {
    if (err)
        carrying->failed = str_copy(carrying->arena, path);
    else
        PUSH(carrying->arena, *carrying, *carried);
    arena_free(scratch);
    return err;
}

Err carry_file(Carrying *carrying, Str path, bool missing_is_fine) {
    Arena scratch = arena_make(NULL, NULL);
    Carried carried = {.path = str_copy(carrying->arena, path)};
    int from = open(place(&scratch, carrying->from, path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (from < 0 && errno == ENOENT && missing_is_fine) {
        arena_free(&scratch);
        return ERR_OK;
    }
    Err err = from < 0 ? ERR_IO : copy(carrying, &scratch, path, from, &carried);
    if (from >= 0) close(from);
    return done(carrying, &scratch, path, err, &carried);
}

Err carry_note(Carrying *carrying, Str path) {
    Arena scratch = arena_make(NULL, NULL);
    Carried carried = {.path = str_copy(carrying->arena, path)};
    int file = open(place(&scratch, carrying->to, path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    Err err = file < 0 ? ERR_IO : pour(&scratch, file, -1, &carried);
    if (file >= 0) close(file);
    return done(carrying, &scratch, path, err, &carried);
}

Err carry_tree(Carrying *carrying, Str path, bool (*skip)(Str path)) {
    Arena scratch = arena_make(NULL, NULL);
    const char *folder = place(&scratch, carrying->from, path);
    Str *files = NULL;
    size_t count = 0;
    Err err = sys_is_missing(folder) ? ERR_OK : sys_list_tree(&scratch, folder, CARRY_FILES_MOST, &files, &count);
    if (err) carrying->failed = str_copy(carrying->arena, path);
    for (size_t i = 0; i < count && !err; i++) {
        Str inside = str_format(&scratch, "%.*s/%.*s", STR_ARG(path), STR_ARG(files[i]));
        if (!skip || !skip(inside)) err = carry_file(carrying, inside, true);
    }
    arena_free(&scratch);
    return err;
}

Err carry_sync(const Carrying *carrying) {
    Arena scratch = arena_make(NULL, NULL);
    int folder = open(str_c(&scratch, carrying->to), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    Err err = folder >= 0 && syncfs(folder) == 0 ? ERR_OK : ERR_IO;
    if (folder >= 0) close(folder);
    arena_free(&scratch);
    return err;
}
