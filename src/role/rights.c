// The two tables, and how they become locks and owners. A role that needs one call more gets it here, with the reason.
#include "role/rights.h"

#include "base/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

// Everybody has the calls that sandbox_calls.c lists as common: memory that is not code, time, its end, and read and write on
// what is open.

// Serving frames on a unix socket (net/server.c).
#define CALLS_SERVER                                                                                                           \
    "accept4", "epoll_create1", "epoll_ctl", "epoll_pwait", "epoll_wait", "fcntl", "getsockopt", "poll", "ppoll", "recvfrom",  \
        "recvmsg", "sendmsg", "sendto", "writev"
// Durable files (store/disk.c, store/segment.c, store/ledger.c).
#define CALLS_FILES                                                                                                            \
    "fallocate", "fdatasync", "fstat", "fstatfs", "fsync", "ftruncate", "getdents64", "lseek", "mkdirat", "newfstatat",        \
        "openat", "pread64", "preadv", "pwrite64", "pwritev", "readv", "renameat", "renameat2", "statfs", "sync_file_range",   \
        "unlinkat", "faccessat", "faccessat2"
// A room: what SQLite needs with a log of its own beside the file (store/room.c).
#define CALLS_ROOM                                                                                                             \
    "access", "fchmod", "fchown", "fcntl", "getcwd", "geteuid", "lstat", "mkdir", "open", "readlink", "rename", "stat",        \
        "unlink", "utimensat", "rmdir"

static const char *const spool_calls[] = {CALLS_SERVER, CALLS_FILES, CALLS_ROOM, NULL};
static const char *const keeper_calls[] = {CALLS_SERVER, CALLS_FILES, CALLS_ROOM, NULL};
static const char *const registrar_calls[] = {CALLS_SERVER, CALLS_FILES, CALLS_ROOM, NULL};
// Forks one child for each document and waits for it; the child may do less (document_calls in printer.c).
static const char *const printer_calls[] = {
    CALLS_SERVER,      CALLS_FILES, SANDBOX_THREADS, "access", "clone",     "close_range", "dup2",  "dup3", "getppid",
    "lstat",           "mkdir",     "open",          "pipe2",  "prlimit64", "rename",      "rmdir", "rseq", "sched_getaffinity",
    "set_robust_list", "setitimer", "setrlimit",     "stat",   "umask",     "unlink",      "wait4", NULL,
};

// Looks at what has come, and forks a child for each connection; the child may do less (clerk_calls in clerk.c).
static const char *const gate_calls[] = {
    CALLS_SERVER, "clone",           "close_range", "dup2",    "dup3",      "getpeername",
    "getppid",    "prlimit64",       "rseq",        "sendmsg", "setitimer", "setrlimit",
    "setsockopt", "set_robust_list", "shutdown",    "wait4",   NULL,
};

typedef struct Reach {
    const char *folder; // below the office's folder; NULL: no more
    bool writes;
} Reach;

enum { REACHES_MOST = 8 };

typedef struct Rights {
    const char *const *calls;
    Reach reaches[REACHES_MOST];
    bool calls_peers; // connects to the sockets of other roles
    bool narrows;     // locks its children further
    uint64_t files_most;
} Rights;

static const Rights rights[ROLE_COUNT] = {
    [ROLE_SPOOL] = {spool_calls, {{"spool", true}}, false, false, 4096},
    // Of the halves it only reads, but whoever reads a room takes part in its log.
    [ROLE_KEEPER] = {keeper_calls, {{"ledger", true}, {"halves", true}, {"grants", false}}, false, false, 1024},
    [ROLE_REGISTRAR] = {registrar_calls,
                        {{"vault", true},
                         {"halves", true},
                         {"outbox", true},
                         {"public", true},
                         {"share", true},
                         {"spool", false},
                         {"ledger", false}},
                        true,
                        false,
                        1024},
    [ROLE_GATE] = {gate_calls, {{NULL, false}}, true, true, 65536},
    [ROLE_PRINTER] = {printer_calls, {{NULL, false}}, false, true, 1024}, // and its paper folder
};

// Folders of the office. Where roles have users of their own, each belongs to its role; the others are in one group, which
// reads or writes as the mode says. What belongs to nobody (ROLE_COUNT) stays with root.
typedef struct Folder {
    const char *name;
    Role owner;
    mode_t mode, file_mode;
} Folder;

static const Folder folders[] = {
    {"run", ROLE_COUNT, 0750, 0660},        {"grants", ROLE_COUNT, 0750, 0640},     {"officers", ROLE_COUNT, 0750, 0640},
    {"spool", ROLE_SPOOL, 0750, 0640},      {"ledger", ROLE_KEEPER, 0750, 0640},    {"vault", ROLE_REGISTRAR, 0700, 0600},
    {"halves", ROLE_REGISTRAR, 0750, 0640}, {"outbox", ROLE_REGISTRAR, 0700, 0600}, {"public", ROLE_REGISTRAR, 0750, 0640},
    {"share", ROLE_REGISTRAR, 0700, 0600},
};

enum { FOLDER_COUNT = sizeof folders / sizeof *folders };

static uid_t user_of(const Config *config, Role role) {
    return (uid_t)config->uid_base + (uid_t)role;
}

gid_t rights_group(const Config *config) {
    return (gid_t)config->uid_base;
}

// Every folder above must let others through; the office's own is given to the group.
bool rights_change_user(Str data, const Config *config) {
    Arena arena = arena_make(NULL, NULL);
    char *path = str_c(&arena, data);
    bool reachable = true;
    for (char *slash = strrchr(path, '/'); reachable && slash && slash != path; slash = strrchr(path, '/')) {
        struct stat status;
        *slash = 0;
        reachable = stat(path, &status) == 0 && (status.st_mode & S_IXOTH);
    }
    arena_free(&arena);
    return reachable && geteuid() == 0 && config->uid_base > 0;
}

void rights_plan(Arena *arena, const RoleStart *start, Role role, SandboxPlan *out) {
    const Rights *row = &rights[role];
    bool changes = rights_change_user(str_from(start->data), start->config);
    *out = (SandboxPlan){.calls = row->calls,
                         .may_call_peers = row->calls_peers,
                         .may_narrow = row->narrows,
                         .user = changes ? user_of(start->config, role) : 0,
                         .group = changes ? rights_group(start->config) : 0,
                         .files_most = row->files_most};
    for (size_t i = 0; i < REACHES_MOST && row->reaches[i].folder; i++) {
        Str path = str_format(arena, "%s/%s", start->data, row->reaches[i].folder);
        out->paths[out->path_count++] = (SandboxPath){str_c(arena, path), row->reaches[i].writes};
    }
    if (role == ROLE_PRINTER) out->paths[out->path_count++] = (SandboxPath){rights_paper(arena, str_from(start->data)), true};
}

// By number and birth of the office's folder: a number alone is given again to another folder, once this one is gone.
const char *rights_paper(Arena *arena, Str data) {
    struct statx office;
    bool in_memory = sys_is_directory("/dev/shm") && access("/dev/shm", W_OK | X_OK) == 0 &&
                     statx(AT_FDCWD, str_c(arena, data), 0, STATX_INO | STATX_BTIME, &office) == 0;
    if (!in_memory) return str_c(arena, str_format(arena, "%.*s/run/paper", STR_ARG(data)));
    return str_c(arena, str_format(arena, "/dev/shm/todoke-%x.%x-%llx-%llx.%x", office.stx_dev_major, office.stx_dev_minor,
                                   (unsigned long long)office.stx_ino, (unsigned long long)office.stx_btime.tv_sec,
                                   office.stx_btime.tv_nsec));
}

static bool give(const char *path, bool is_folder, const Folder *folder, uid_t user, gid_t group) {
    return lchown(path, user, group) == 0 && chmod(path, is_folder ? folder->mode : folder->file_mode) == 0;
}

// Only when the folder itself is not yet its role's: a million files are not looked at in every start.
static bool give_tree(char *path, const Folder *folder, uid_t user, gid_t group) {
    struct stat status;
    if (lstat(path, &status) != 0) return false;
    if (status.st_uid == user && status.st_gid == group) return true;
    char *const roots[] = {path, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, NULL);
    bool fine = walk != NULL;
    for (FTSENT *entry; fine && (entry = fts_read(walk));) {
        if (entry->fts_info == FTS_DP) fine = give(entry->fts_accpath, true, folder, user, group);
        if (entry->fts_info == FTS_F) fine = give(entry->fts_accpath, false, folder, user, group);
        fine = fine && entry->fts_info != FTS_DNR && entry->fts_info != FTS_ERR;
    }
    if (walk) fts_close(walk);
    return fine;
}

Err rights_clear_paper(Arena *arena, Str data) {
    return sys_remove_tree(rights_paper(arena, data));
}

// Another version of the program may have given the printer another number.
static bool is_ours(const Config *config, uid_t user) {
    return geteuid() == 0 && config->uid_base > 0 && user >= (uid_t)config->uid_base &&
           user < (uid_t)config->uid_base + ROLE_COUNT;
}

// Left over by an office that was killed, it is emptied; another's of that name is not taken.
static bool make_paper(Arena *arena, Str data, const Config *config, bool changes) {
    const char *path = rights_paper(arena, data);
    struct stat status;
    uid_t user = changes ? user_of(config, ROLE_PRINTER) : geteuid();
    bool left = lstat(path, &status) == 0 && (status.st_uid == geteuid() || is_ours(config, status.st_uid));
    if (left && rights_clear_paper(arena, data) != ERR_OK) return false;
    return mkdir(path, 0700) == 0 && (!changes || lchown(path, user, rights_group(config)) == 0);
}

Err rights_folders(Arena *arena, Str data, const Config *config, Str *where) {
    bool changes = rights_change_user(data, config), gives = geteuid() == 0;
    gid_t group = changes ? rights_group(config) : 0;
    *where = data;
    // Without its privileges root is a user like any other: roles that keep it must own what they work on.
    if (gives && (lchown(str_c(arena, data), 0, group) != 0 || chmod(str_c(arena, data), 0750) != 0)) return ERR_IO;
    for (int i = 0; i < FOLDER_COUNT; i++) {
        const Folder *folder = &folders[i];
        *where = str_format(arena, "%.*s/%s", STR_ARG(data), folder->name);
        char *path = str_c(arena, *where);
        uid_t user = folder->owner == ROLE_COUNT || !changes ? 0 : user_of(config, folder->owner);
        if (mkdir(path, folder->mode) != 0 && errno != EEXIST) return ERR_IO;
        if (gives && !give_tree(path, folder, user, group)) return ERR_IO;
    }
    *where = str_from(rights_paper(arena, data));
    return make_paper(arena, data, config, changes) ? ERR_OK : ERR_IO;
}
