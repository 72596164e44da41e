// The one door to files. Every call that can fail is checked here and nowhere else; whoever calls learns only that the world
// failed, and says it in words. Knows nothing of what the files mean.
#include "base/sys.h"

#include "base/utf8.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

// Reads to the end, or until one byte over `ceiling`. `guess` is the size to expect.
static Err stream_read(Arena *arena, int fd, size_t guess, size_t ceiling, Str *out) {
    size_t room = (guess < ceiling ? guess : ceiling) + 1, len = 0;
    char *text = arena_array(arena, room, 1);
    for (;;) {
        ssize_t got = read(fd, text + len, room - len);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return ERR_IO;
        }
        if (got == 0) {
            *out = (Str){text, len};
            return ERR_OK;
        }
        len += (size_t)got;
        if (len > ceiling) {
            return ERR_TOO_BIG;
        }
        if (len == room) {
            size_t wider = room * 2 < ceiling + 1 ? room * 2 : ceiling + 1;
            text = arena_grow(arena, text, room, wider, 1);
            room = wider;
        }
    }
}

Err sys_read_file(Arena *arena, const char *path, size_t ceiling, Str *out) {
    enum { STREAM_GUESS = 16 << 10 };
    struct stat facts;
    if (strcmp(path, "-") == 0) {
        return stream_read(arena, STDIN_FILENO, STREAM_GUESS, ceiling, out);
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        return ERR_IO;
    }
    Err err = ERR_IO;
    if (fstat(fd, &facts) == 0) {
        bool sized = S_ISREG(facts.st_mode) && facts.st_size > 0;
        size_t guess = sized ? (size_t)facts.st_size : STREAM_GUESS;
        err = sized && guess > ceiling ? ERR_TOO_BIG : stream_read(arena, fd, guess, ceiling, out);
    }
    close(fd);
    return err;
}

Err sys_keep_file(const char *path, size_t ceiling, Str *out) {
    struct stat facts;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        return ERR_IO;
    }
    bool sized = fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode) && facts.st_size > 0;
    size_t len = sized ? (size_t)facts.st_size : 0;
    void *copy = sized && len <= ceiling ? mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0) : MAP_FAILED;
    close(fd);
    if (copy == MAP_FAILED) {
        return len > ceiling ? ERR_TOO_BIG : ERR_IO;
    }
    *out = (Str){copy, len};
    return ERR_OK;
}

typedef struct Paths {
    Str *items;
    size_t count, room;
} Paths;

typedef struct Tree {
    Arena *arena;
    int root;
    size_t ceiling;
    Paths files, folders;
} Tree;

static Err tree_take(Tree *tree, Str folder, const char *name, DIR *dir) {
    Str path = str_from(name);
    struct stat facts;
    if (name[0] == '.') {
        return ERR_OK;
    }
    if (utf8_valid_prefix(path) != path.len) {
        return ERR_INPUT;
    }
    if (fstatat(dirfd(dir), name, &facts, AT_SYMLINK_NOFOLLOW) != 0) {
        return ERR_IO;
    }
    if (!S_ISREG(facts.st_mode) && !S_ISDIR(facts.st_mode)) {
        return ERR_OK;
    }
    Paths *list = S_ISREG(facts.st_mode) ? &tree->files : &tree->folders;
    if (list->count == tree->ceiling) {
        return ERR_TOO_BIG;
    }
    path = folder.len ? str_format(tree->arena, "%.*s/%s", STR_ARG(folder), name) : str_copy(tree->arena, path);
    PUSH(tree->arena, *list, path);
    return ERR_OK;
}

static Err tree_read_folder(Tree *tree, Str folder) {
    const char *name = folder.len ? str_c(tree->arena, folder) : ".";
    int fd = openat(tree->root, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    if (!dir) {
        if (fd >= 0) {
            close(fd);
        }
        return ERR_IO;
    }
    Err err = ERR_OK;
    while (err == ERR_OK) {
        errno = 0;
        struct dirent *entry = readdir(dir);
        if (!entry) {
            err = errno ? ERR_IO : ERR_OK;
            break;
        }
        err = tree_take(tree, folder, entry->d_name, dir);
    }
    closedir(dir);
    return err;
}

static int path_order(const void *a, const void *b) {
    return str_compare(*(const Str *)a, *(const Str *)b);
}

Err sys_list_tree(Arena *arena, const char *path, size_t ceiling, Str **out, size_t *count) {
    Tree tree = {.arena = arena, .ceiling = ceiling};
    tree.root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (tree.root < 0) {
        return ERR_IO;
    }
    Err err = tree_read_folder(&tree, STR(""));
    for (size_t i = 0; err == ERR_OK && i < tree.folders.count; i++) {
        err = tree_read_folder(&tree, tree.folders.items[i]);
    }
    close(tree.root);
    if (err == ERR_OK) {
        if (tree.files.count) {
            qsort(tree.files.items, tree.files.count, sizeof *tree.files.items, path_order);
        }
        *out = tree.files.items;
        *count = tree.files.count;
    }
    return err;
}

Err sys_write(int descriptor, Str content) {
    while (content.len > 0) {
        ssize_t written = write(descriptor, content.ptr, content.len);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return ERR_IO;
        }
        content = str_slice(content, (size_t)written, content.len);
    }
    return ERR_OK;
}

static Err write_durably(int fd, Str content) {
    Err err = sys_write(fd, content);
    return err == ERR_OK && fsync(fd) != 0 ? ERR_IO : err;
}

Err sys_sync_folder(const char *path) {
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    int len = slash ? (int)(slash - path) + 1 : 0;
    snprintf(folder, sizeof folder, "%.*s.", len, path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return ERR_IO;
    }
    Err err = fsync(fd) == 0 ? ERR_OK : ERR_IO;
    close(fd);
    return err;
}

// What root writes anew still belongs to whom it belonged: who could read it before still can. Others write only their own.
static bool keep_facts(int fd, const struct stat *before) {
    struct stat now;
    if (geteuid() == 0) {
        if (fstat(fd, &now) != 0) {
            return false;
        }
        bool owned = now.st_uid == before->st_uid && now.st_gid == before->st_gid;
        if (!owned && fchown(fd, before->st_uid, before->st_gid) != 0) {
            return false;
        }
    }
    return fchmod(fd, before->st_mode & 07777) == 0;
}

static Err neighbour_write(const char *path, const char *neighbour, mode_t mode, const struct stat *before, Str content) {
    int fd = open(neighbour, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0) {
        return ERR_IO;
    }
    Err err = before && !keep_facts(fd, before) ? ERR_IO : write_durably(fd, content);
    if (close(fd) != 0) {
        err = ERR_IO;
    }
    if (err == ERR_OK && rename(neighbour, path) != 0) {
        err = ERR_IO;
    }
    if (err != ERR_OK) {
        unlink(neighbour);
        return err;
    }
    return sys_sync_folder(path);
}

static Err file_replace(const char *path, Str content, mode_t mode) {
    char target[PATH_MAX], neighbour[PATH_MAX];
    struct stat facts;
    bool exists = stat(path, &facts) == 0;
    if (exists ? !S_ISREG(facts.st_mode) || !realpath(path, target) : errno != ENOENT) {
        return ERR_IO; // a device or a folder is not replaced
    }
    if (!exists && snprintf(target, sizeof target, "%s", path) >= (int)sizeof target) {
        return ERR_IO;
    }
    const char *slash = strrchr(target, '/');
    int folder_len = slash ? (int)(slash - target) + 1 : 0;
    int len = snprintf(neighbour, sizeof neighbour, "%.*s.%ld.new", folder_len, target, (long)getpid());
    if (len >= (int)sizeof neighbour) {
        return ERR_IO;
    }
    unlink(neighbour); // left over from a run that was killed
    return neighbour_write(target, neighbour, exists ? facts.st_mode & 07777 : mode, exists ? &facts : NULL, content);
}

Err sys_write_file(const char *path, Str content) {
    return file_replace(path, content, 0666);
}

Err sys_write_secret(const char *path, Str content) {
    return file_replace(path, content, 0600);
}

Err sys_remove_file(const char *path) {
    return unlink(path) == 0 || errno == ENOENT ? ERR_OK : ERR_IO;
}

static Err folder_make(const char *path, mode_t mode) {
    if (mkdir(path, mode) == 0) {
        return ERR_OK;
    }
    return errno == EEXIST && sys_is_directory(path) ? ERR_OK : ERR_IO;
}

Err sys_make_folder(const char *path) {
    return folder_make(path, 0777);
}

Err sys_make_closed_folder(const char *path) {
    return folder_make(path, 0700);
}

Err sys_make_private(Arena *arena, const char *parent, const char **out) {
    char *path = str_c(arena, str_format(arena, "%s/todoke-XXXXXX", parent));
    *out = path;
    return mkdtemp(path) ? ERR_OK : ERR_IO;
}

void sys_remove_private(const char *path) {
    DIR *dir = opendir(path);
    struct dirent *entry;
    while (dir && (entry = readdir(dir))) {
        unlinkat(dirfd(dir), entry->d_name, 0); // "." and ".." are refused, and no folder is made in it
    }
    if (dir) {
        closedir(dir);
    }
    rmdir(path);
}

Err sys_remove_tree(const char *path) {
    char top[PATH_MAX];
    char *const roots[] = {top, NULL};
    if (sys_is_missing(path)) return ERR_OK;
    if (snprintf(top, sizeof top, "%s", path) >= (int)sizeof top) return ERR_IO;
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, NULL);
    bool fine = walk != NULL;
    for (FTSENT *entry; fine && (entry = fts_read(walk));)
        if (entry->fts_info != FTS_D) fine = remove(entry->fts_accpath) == 0;
    if (walk) fts_close(walk);
    return fine ? ERR_OK : ERR_IO;
}

bool sys_is_directory(const char *path) {
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

bool sys_is_missing(const char *path) {
    struct stat facts;
    return stat(path, &facts) != 0 && errno == ENOENT;
}

bool sys_is_empty(const char *path) {
    DIR *dir = opendir(path);
    struct dirent *entry;
    bool empty = dir != NULL;
    errno = 0;
    while (dir && empty && (entry = readdir(dir))) {
        const char *name = entry->d_name;
        empty = strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, "lost+found") == 0;
        errno = 0;
    }
    empty = empty && errno == 0; // a folder that cannot be read to its end is not known to be empty
    if (dir) {
        closedir(dir);
    }
    return empty;
}
